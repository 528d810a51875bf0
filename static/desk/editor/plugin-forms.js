// CKEditor plugin: the few forms of a text that CKEditor hides in menus (one heading, the rows and columns of a
// table), and what is pasted in the shape in which the server would keep it.

CKEDITOR.plugins.add("newsroom-forms", {
  init(editor) {
    const { say } = editor.config.newsroom;
    const heading = new CKEDITOR.style({ element: "h3" });
    editor.addCommand("heading", new CKEDITOR.styleCommand(heading));
    editor.attachStyleStateChange(heading, (state) => !editor.readOnly && editor.getCommand("heading").setState(state));
    editor.ui.addButton("Heading", { label: say("Heading"), command: "heading", isToggle: true });

    for (const [name, command, label, title] of [
      ["RowAfter", "rowInsertAfter", say("+ Row"), say("Add a row below")],
      ["RowDelete", "rowDelete", say("− Row"), say("Delete the row")],
      ["ColumnAfter", "columnInsertAfter", say("+ Column"), say("Add a column after this one")],
      ["ColumnDelete", "columnDelete", say("− Column"), say("Delete the column")],
      ["TableDelete", "tableDelete", say("− Table"), say("Delete the table")],
    ]) {
      editor.ui.addButton(name, { label, title, command });
    }
    editor.on("selectionChange", (event) => {
      editor.container.$.classList.toggle("in-table", Boolean(event.data.path.contains("table")));
    });

    // After the filters for word processors, before it is put in.
    editor.on("paste", ({ data }) => {
      data.dataValue = editor.config.newsroom.clean(data.dataValue);
    }, null, null, 900);
  },
});
