// CKEditor plugin: a list to choose from, at the caret. Beside the text it takes no focus (the text keeps it);
// asked by a button it brings a search field of its own.

(() => {
  let count = 0;

  /** A list of options: {title, detail, note?}, drawn at a rectangle of the window. */
  class List {
    constructor(label, choose) {
      this.id = `choosing-${++count}`;
      this.choose = choose;
      this.box = document.createElement("div");
      this.box.className = "choosing";
      this.list = document.createElement("ul");
      this.list.id = this.id;
      this.list.setAttribute("role", "listbox");
      this.list.setAttribute("aria-label", label);
      this.said = document.createElement("p");
      this.said.className = "choosing-said";
      this.said.setAttribute("role", "status");
      this.box.append(this.list, this.said);
      this.options = [];
      // A press of the pointer must not take the focus from where the words are typed.
      this.list.addEventListener("pointerdown", (event) => event.preventDefault());
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => {
        const item = event.target.closest("[role=option]");
        if (item) this.choose(this.options[[...this.list.children].indexOf(item)]);
      });
    }

    get open() {
      return this.box.isConnected;
    }

    show(options, rect, said = "") {
      this.options = options;
      this.list.replaceChildren(...options.map((option, index) => this.item(option, index)));
      this.list.hidden = options.length === 0;
      if (!this.open) (document.querySelector("main") ?? document.body).append(this.box);
      if (rect) this.place(rect);
      this.said.textContent = said;
      this.mark(0);
    }

    item(option, index) {
      const item = document.createElement("li");
      item.id = `${this.id}-${index}`;
      item.setAttribute("role", "option");
      const title = document.createElement("span");
      title.className = "choosing-title";
      title.textContent = option.title;
      const detail = document.createElement("span");
      detail.className = "choosing-detail";
      detail.textContent = option.detail;
      item.append(title, " ", detail);
      return item;
    }

    /** Below the rectangle, or above it where there is more room; within the window. */
    place(rect) {
      const { offsetWidth: width, offsetHeight: height } = this.box;
      const below = innerHeight - rect.bottom;
      const above = below < height + 16 && rect.top > below;
      this.box.style.left = `${Math.max(8, Math.min(rect.left, innerWidth - width - 8))}px`;
      this.box.style.top = above ? "auto" : `${rect.bottom + 6}px`;
      this.box.style.bottom = above ? `${innerHeight - rect.top + 6}px` : "auto";
    }

    mark(index) {
      this.marked = this.options.length ? (index + this.options.length) % this.options.length : -1;
      [...this.list.children].forEach((item, at) => {
        item.setAttribute("aria-selected", String(at === this.marked));
        if (at === this.marked) item.scrollIntoView({ block: "nearest" });
      });
      this.host?.setAttribute("aria-activedescendant", this.marked < 0 ? "" : `${this.id}-${this.marked}`);
    }

    /** Whether the list has taken this key: up, down, Enter and Escape without any other key held. */
    takes(event) {
      if (!this.open || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
      if (event.key === "Escape") {
        this.close();
        return true;
      }
      if (this.marked < 0) return false;
      if (event.key === "ArrowDown") this.mark(this.marked + 1);
      else if (event.key === "ArrowUp") this.mark(this.marked - 1);
      else if (event.key === "Enter") this.choose(this.options[this.marked]);
      else return false;
      return true;
    }

    /** From now on `element` is what a screen reader follows the list from. */
    attach(element) {
      this.host = element;
      element.setAttribute("aria-controls", this.id);
      element.setAttribute("aria-autocomplete", "list");
    }

    close() {
      this.box.remove();
      for (const name of ["aria-activedescendant", "aria-controls", "aria-autocomplete"]) this.host?.removeAttribute(name);
      this.host = null;
    }
  }

  /** Ask with a search field. `find(words)` gives {options, said}, or a promise of them; `chosen(option)` comes with
   * the focus and the selection back in the text. Escape, or leaving the field, chooses nothing. */
  function ask(editor, { label, find, chosen }) {
    const selection = getSelection();
    const root = editor.editable().$;
    const inside = selection.rangeCount && root.contains(selection.anchorNode);
    const range = inside ? selection.getRangeAt(0).cloneRange() : null;
    const rect = rectOf(range, root);
    const input = document.createElement("input");
    const list = new List(label, (option) => {
      back();
      chosen(option);
    });
    let asked = 0;

    input.type = "text";
    input.className = "choosing-input";
    input.autocomplete = "off";
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-label", label);
    input.placeholder = label;
    list.box.prepend(input);

    function back() {
      leave();
      editor.focus();
      if (range) {
        selection.removeAllRanges();
        selection.addRange(range);
        editor.selectionChange(true);
      }
    }
    function leave() {
      asked = -1;
      input.removeEventListener("blur", leave);
      list.close();
    }
    async function search() {
      const mine = ++asked;
      const found = await find(input.value.trim());
      if (mine === asked && list.open) list.show(found.options, rect, found.said);
    }

    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) back();
      else if (!list.takes(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    input.addEventListener("input", search);
    list.show([], rect);
    list.attach(input);
    input.focus({ preventScroll: true });
    input.addEventListener("blur", leave);
    search();
  }

  /** Where a caret is in the window; an empty line has no rectangle of its own. */
  function rectOf(range, root) {
    const own = range?.getClientRects()[0];
    if (own) return own;
    const at = range?.startContainer;
    const element = at?.nodeType === Node.ELEMENT_NODE ? at.childNodes[range.startOffset] ?? at : at?.parentElement;
    return (element?.getBoundingClientRect ? element : root).getBoundingClientRect();
  }

  /** Whether every word of `words` stands in `text`, upper and lower case and accents aside. */
  function holds(text, words) {
    const plain = (value) => value.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const within = plain(text);
    return plain(words).split(/\s+/).every((word) => within.includes(word));
  }

  CKEDITOR.plugins.add("newsroom-choosing", { List, ask, rectOf, holds });
})();
