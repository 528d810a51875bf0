// CKEditor plugin: links to the house's own pieces and topics, chosen from a list and kept by id
// (`newsroom:story/UUID`), so that they outlive a new headline and a new address. What the link at the caret leads to
// stands under the text, by its title.

CKEDITOR.plugins.add("newsroom-inside", {
  requires: "newsroom-choosing,link",

  init(editor) {
    const { lookUp: address, say } = editor.config.newsroom;
    this.titles ??= new Map(); // of all texts of the page: address in the text: {title, detail}
    if (address) {
      editor.addCommand("inside", { exec: () => this.ask(editor, address), editorFocus: false });
      editor.ui.addButton("Inside", {
        label: say("Our pages"),
        title: say("Link to a story, a question or a topic of the house"),
        command: "inside",
      });
      editor.setKeystroke(CKEDITOR.CTRL + CKEDITOR.SHIFT + 75, "inside");
      editor.on("instanceReady", () => this.lookUpTitles(editor, address));
    }
    editor.on("selectionChange", (event) => this.sayWhere(editor, event.data.path.contains("a")));
    editor.on("blur", () => this.sayWhere(editor, null));
    // Before the link plugin, whose dialog knows nothing of such addresses.
    editor.on("doubleclick", (event) => {
      const link = event.data.element.getAscendant("a", true);
      if (!address || !isInside(link)) return;
      event.stop();
      editor.getSelection().selectElement(link);
      this.ask(editor, address);
    }, null, null, 0);

    function isInside(link) {
      return link?.getAttribute("href")?.startsWith("newsroom:");
    }
  },

  ask(editor, address) {
    const { say } = editor.config.newsroom;
    let asking = null;
    CKEDITOR.plugins.get("newsroom-choosing").ask(editor, {
      label: say("Search stories, questions and topics"),
      find: async (words) => {
        asking?.abort();
        asking = new AbortController();
        const results = await this.get(address, [["q", words]], asking.signal);
        if (!results) return { options: [], said: say("The list could not be read. Try again.") };
        return { options: results, said: results.length ? "" : say("Nothing has these words in its name.") };
      },
      chosen: (target) => {
        this.titles.set(target.href, target);
        this.write(editor, target);
      },
    });
  },

  /** The answer's results, or null where there is none. */
  async get(address, query, signal) {
    try {
      const answer = await fetch(`${address}?${new URLSearchParams(query)}`, {
        signal,
        headers: { Accept: "application/json" },
      });
      return answer.ok && !answer.redirected ? (await answer.json()).results : null;
    } catch (error) {
      if (error instanceof TypeError || error.name === "AbortError") return null;
      throw error;
    }
  },

  write(editor, { href, title }) {
    editor.fire("saveSnapshot");
    const selection = editor.getSelection();
    const link = CKEDITOR.plugins.link.getSelectedLink(editor);
    if (link) {
      link.setAttributes({ href, "data-cke-saved-href": href });
    } else {
      const [range] = selection.getRanges();
      if (range.collapsed) {
        const words = new CKEDITOR.dom.text(title, editor.document);
        range.insertNode(words);
        range.selectNodeContents(words);
      }
      const style = new CKEDITOR.style({ element: "a", attributes: { href, "data-cke-saved-href": href } });
      style.type = CKEDITOR.STYLE_INLINE;
      style.applyToRange(range, editor);
      range.select();
    }
    editor.fire("saveSnapshot");
    // Behind the link, where the sentence goes on.
    const written = CKEDITOR.plugins.link.getSelectedLink(editor);
    if (written) {
      const after = editor.createRange();
      after.moveToPosition(written, CKEDITOR.POSITION_AFTER_END);
      after.select();
    }
  },

  async lookUpTitles(editor, address) {
    const links = [...editor.editable().$.querySelectorAll('a[href^="newsroom:"]')];
    const missing = [...new Set(links.map((link) => link.getAttribute("href")))].filter((href) => !this.titles.has(href));
    for (let from = 0; from < missing.length; from += 50) {
      const some = missing.slice(from, from + 50);
      const results = await this.get(address, some.map((href) => ["href", href]));
      if (!results) return;
      for (const href of some) this.titles.set(href, { title: editor.config.newsroom.say("No such page any more"), detail: "" });
      for (const target of results) this.titles.set(target.href, target);
    }
    // Seen under the pointer too. CKEditor keeps attributes of this name to itself: none is saved.
    for (const link of links) {
      const target = this.titles.get(link.getAttribute("href"));
      if (target) link.setAttribute("data-cke-target", [target.title, target.detail].filter(Boolean).join(", "));
    }
  },

  /** Under the text: where the link at the caret leads. */
  sayWhere(editor, link) {
    const href = link?.data("cke-saved-href") ?? link?.getAttribute("href") ?? "";
    const target = this.titles.get(href);
    const words = target ? [target.title, target.detail].filter(Boolean).join(", ") : href;
    let line = editor.container.$.parentNode.querySelector(".rich-where");
    if (!line) {
      if (!words) return;
      line = document.createElement("p");
      line.className = "rich-where";
      editor.container.$.after(line);
    }
    line.textContent = words && editor.config.newsroom.say("Leads to: %(page)s").replace("%(page)s", () => words);
  },
});
