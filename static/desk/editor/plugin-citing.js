// CKEditor plugin: *Cite* offers the sources of the form and puts the chosen one's marker at the caret. Typing `[^`
// offers the same list beside the caret; typing the key by hand works just as well.

CKEDITOR.plugins.add("newsroom-citing", {
  requires: "newsroom-choosing",

  init(editor) {
    // Without CKEditor's own focusing, which would bring back the selection that it last heard of.
    editor.addCommand("cite", { exec: () => this.ask(editor), editorFocus: false });
    const { say } = editor.config.newsroom;
    editor.ui.addButton("Cite", { label: say("Cite"), title: say("Cite a source (or type [^ in the text)"), command: "cite" });
    editor.on("contentDom", () => this.offerWhileTyping(editor));
  },

  options(editor, words) {
    const { holds } = CKEDITOR.plugins.get("newsroom-choosing");
    const begins = ({ key }) => key.startsWith(words);
    const found = editor.config.newsroom
      .sources()
      .filter(({ key, outlet, title }) => holds(`${key} ${outlet} ${title}`, words));
    // A key that begins with what is typed comes before one that only has it somewhere.
    return [...found.filter(begins), ...found.filter((source) => !begins(source))]
      .map(({ key, outlet, title }) => ({ key, title: key, detail: [outlet, title].filter(Boolean).join(": ") }));
  },

  ask(editor) {
    const { say } = editor.config.newsroom;
    CKEDITOR.plugins.get("newsroom-choosing").ask(editor, {
      label: say("Cite a source"),
      find: (words) => {
        const options = this.options(editor, words);
        const none = editor.config.newsroom.sources().length ? say("No source like this.") : say("The piece has no sources yet.");
        return { options, said: options.length ? "" : none };
      },
      chosen: ({ key }) => {
        getSelection().collapseToEnd();
        this.write(editor, editor.config.newsroom.marker(key));
      },
    });
  },

  write(editor, text) {
    editor.fire("saveSnapshot");
    document.execCommand("insertText", false, text);
    editor.fire("saveSnapshot");
  },

  offerWhileTyping(editor) {
    const { List, rectOf } = CKEDITOR.plugins.get("newsroom-choosing");
    const { say } = editor.config.newsroom;
    const root = editor.editable().$;
    let refused = false; // by Escape, for the marker that is being typed

    const list = new List(say("Sources"), ({ key }) => {
      const begun = this.begun(root);
      list.close();
      if (!begun) return;
      getSelection().setBaseAndExtent(begun.node, begun.start, begun.node, begun.end);
      this.write(editor, editor.config.newsroom.marker(key));
    });

    const look = (typed) => {
      const begun = this.begun(root);
      if (!begun) refused = false;
      const options = begun && typed && !refused ? this.options(editor, begun.words) : [];
      if (options.length) {
        list.show(options, rectOf(begun.range, root), options.length === 1 ? say("1 source") : say("%(n)s sources").replace("%(n)s", options.length));
        list.attach(root);
        list.mark(0);
      } else if (list.open && (typed || !begun)) {
        list.close();
      }
    };

    root.addEventListener("input", (event) => {
      if (!event.isComposing) look(event.inputType !== "historyUndo" && event.inputType !== "historyRedo");
    });
    // Before CKEditor, which would write a new line.
    root.parentNode.addEventListener("keydown", (event) => {
      const escaped = event.key === "Escape" && list.open;
      if (!list.takes(event)) return;
      refused = escaped;
      event.preventDefault();
      event.stopPropagation();
    }, true);
    document.addEventListener("selectionchange", () => list.open && look(false));
    root.addEventListener("blur", () => list.close());
  },

  /** The marker begun before the caret: {node, start, end, words, range}, or null. `end` takes in what is left of an
   * earlier key and its bracket behind the caret. */
  begun(root) {
    const { anchorNode: node, anchorOffset: offset, isCollapsed } = getSelection();
    if (!isCollapsed || node?.nodeType !== Node.TEXT_NODE || !root.contains(node)) return null;
    const before = /\[\^([^\s[\]^]{0,64})$/.exec(node.data.slice(0, offset));
    if (!before) return null;
    const rest = /^[a-z0-9-]*\]/.exec(node.data.slice(offset))?.[0] ?? "";
    const range = document.createRange();
    range.setStart(node, before.index);
    range.setEnd(node, offset);
    return { node, start: before.index, end: offset + rest.length, words: before[1], range };
  },
});
