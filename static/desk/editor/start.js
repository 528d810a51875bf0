// Rich texts of the form. Until its first focus a text is shown as it will look, in an element that takes words at
// once; CKEditor is loaded and started behind it, and takes over what was typed and the caret.
//
// For the form around it: a <textarea data-rich> holds the HTML. It is up to date after `newsroom:write-back` on the
// document, at each submit and in each FormData; it fires `input` when its words changed. Whoever sets its value
// dispatches `change` on it. Focusing it focuses the text. A text that was not touched keeps its HTML to the letter.

import { clean } from "./cleaning.js";
import { nameOf, roleOf } from "./naming.js";
import { carryCaret } from "./caret.js";
import { refuseFiles } from "./files.js";
import { say } from "./words.js";
import { MARKER, marker, sources } from "./sources.js";

const given = document.getElementById("rich-editor-script").dataset;
const fields = new Map(); // textarea: field
let loading = null;
let count = 0;

/** CKEditor, loaded at the first call. */
function load() {
  loading ??= new Promise((resolve, reject) => {
    window.CKEDITOR_BASEPATH = given.basepath;
    const script = document.createElement("script");
    script.src = given.source;
    script.onload = () => {
      CKEDITOR.disableAutoInline = true; // or it takes each editable element of the page for its own
      for (const [name, address] of Object.entries(JSON.parse(given.plugins))) {
        CKEDITOR.plugins.addExternal(name, address, "");
      }
      if (CKEDITOR.status === "loaded") resolve(CKEDITOR);
      else CKEDITOR.on("loaded", () => resolve(CKEDITOR));
    };
    script.onerror = () => {
      loading = null; // the next focus tries again; meanwhile the text takes words as it is
      reject(new Error(say("The editor could not be loaded.")));
    };
    document.head.append(script);
  });
  return loading;
}

function show(textarea) {
  const wrapper = textarea.closest(".rich-editor") ?? wrap(textarea);
  const face = document.createElement("div");
  face.className = "rich-face rich-text";
  face.contentEditable = "true";
  face.spellcheck = true;
  face.setAttribute("role", "textbox");
  face.setAttribute("aria-multiline", "true");
  const field = { textarea, wrapper, face, editor: null, starting: false, changed: false, queue: [] };
  fields.set(textarea, field);
  face.name = textarea.name; // for those who ask which field has the focus
  name(field);
  fill(field);
  textarea.tabIndex = -1;
  textarea.setAttribute("aria-hidden", "true");
  textarea.before(face);
  wrapper.classList.add("rich-shown");
  if (textarea.getAttribute("aria-invalid")) face.setAttribute("aria-invalid", "true");
  if (textarea.getAttribute("aria-describedby")) face.setAttribute("aria-describedby", textarea.getAttribute("aria-describedby"));
  textarea.addEventListener("focus", () => focus(field));
  textarea.addEventListener("change", () => reload(field));
  face.addEventListener("focus", () => start(field));
  face.addEventListener("input", () => touched(field));
  face.addEventListener("paste", (event) => keepPasted(field, event));
  face.addEventListener("beforeinput", (event) => keepTyped(field, event));
  face.addEventListener("compositionstart", () => (field.composing = true));
  face.addEventListener("compositionend", () => (field.composing = false));
  refuseFiles(wrapper);
  announce(face);
  if (document.activeElement === textarea) face.focus();
}

function wrap(textarea) {
  const wrapper = document.createElement("div");
  wrapper.className = "rich-editor";
  textarea.replaceWith(wrapper);
  wrapper.append(textarea);
  return wrapper;
}

function fill(field) {
  field.original = field.textarea.value;
  field.face.innerHTML = clean(field.original) || "<p><br></p>";
  field.shown = field.face.innerHTML;
  field.changed = false;
}

function name(field) {
  const words = nameOf(field.textarea);
  field.wrapper.dataset.kind = roleOf(field.textarea);
  (field.editor?.editable().$ ?? field.face).setAttribute("aria-label", words);
  return words;
}

function focus(field) {
  if (field.editor) field.editor.focus();
  else field.face.focus();
}

function announce(root) {
  root.dispatchEvent(new CustomEvent("newsroom:rich-shown", { bubbles: true }));
}

// Safari has no time of its own for what can wait.
const whenIdle = globalThis.requestIdleCallback ?? ((deed) => setTimeout(deed, 200));

function touched(field) {
  field.changed = true;
  announce(field.editor?.editable().$ ?? field.face);
  field.waiting ??= whenIdle(
    () => {
      field.waiting = null;
      writeBack(field);
    },
    { timeout: 500 },
  );
}

// Starting

async function start(field) {
  name(field);
  if (field.starting || field.editor) return;
  field.starting = true;
  document.execCommand("defaultParagraphSeparator", false, "p");
  try {
    const ckeditor = await load();
    const holder = document.createElement("div");
    holder.id = `rich-text-${++count}`;
    holder.innerHTML = field.shown;
    holder.hidden = true; // until CKEditor hides it itself, a moment later, the words would stand there twice
    field.face.after(holder);
    const label = name(field);
    const editor = ckeditor.replace(holder, {
      ...JSON.parse(given.config),
      title: label,
      applicationTitle: label,
      newsroom: { clean, say, sources, marker, lookUp: field.textarea.dataset.lookUp || "" },
    });
    editor.on("instanceReady", () => afterComposing(field, () => takeOver(field, editor)));
  } catch (error) {
    field.starting = false;
    intoFace(field);
    console.warn(error.message);
  }
}

/** Letters that are being composed (accents, other scripts) are left to end where they began. */
function afterComposing(field, done) {
  if (field.composing) field.face.addEventListener("compositionend", () => setTimeout(done), { once: true });
  else done();
}

function takeOver(field, editor) {
  const active = document.activeElement === field.face;
  const focused = document.activeElement;
  const height = focused?.getBoundingClientRect().top;
  editor.resetDirty();
  field.face.normalize();
  if (field.face.innerHTML !== field.shown) editor.setData(clean(field.face.innerHTML));
  const editable = editor.editable().$;
  editable.classList.add("rich-text");
  editable.name = field.textarea.name;
  for (const attribute of ["aria-invalid", "aria-describedby"]) {
    if (field.face.hasAttribute(attribute)) editable.setAttribute(attribute, field.face.getAttribute(attribute));
  }
  const place = active && carryCaret(field.face, editable);
  field.editor = editor;
  field.wrapper.classList.add("rich-running");
  editor.on("change", () => touched(field));
  editor.on("focus", () => name(field));
  // CKEditor looks at the caret every 200 ms at most; a dialog opened sooner would write where the caret was before.
  editor.on("beforeCommandExec", () => editor.selectionChange(true));
  field.wrapper.addEventListener("keydown", leaveByTab, true);
  if (active) {
    editor.focus();
    place();
    editor.selectionChange(true);
  }
  field.face.remove();
  // Chromium may drop the focus while one element takes the other's place; what is typed must go somewhere.
  if (active && !editable.contains(document.activeElement)) {
    editable.focus();
    place();
  }
  editor.element.$.replaceChildren(); // what it started from; the words stand in the editor now
  // What has the focus, these words or a field further down, stays where it was on the screen: a tool bar came in above.
  const now = (active ? editable : focused)?.getBoundingClientRect().top;
  if (focused && focused !== document.body) window.scrollBy({ top: now - height, behavior: "instant" });
  for (const { inEditor } of field.queue.splice(0)) inEditor(editor);
  announce(editable);
  field.wrapper.dispatchEvent(new CustomEvent("newsroom:rich-ready", { bubbles: true }));
}

/** Tab leads to the next field, in lists too, and in a table first to its next cell; the tool bar is reached by Alt+F10. */
function leaveByTab(event) {
  const plain = !event.altKey && !event.ctrlKey && !event.metaKey;
  if (event.key !== "Tab" || !plain || !event.target.closest(".cke_wysiwyg_div")) return;
  event.stopPropagation();
  const cell = cellBeside(event.shiftKey ? -1 : 1);
  if (!cell) return;
  event.preventDefault();
  getSelection().selectAllChildren(cell);
}

/** The cell so many places behind the one with the caret, or undefined: no cell there, or no table. */
function cellBeside(places) {
  const stand = getSelection().anchorNode;
  const cell = (stand?.nodeType === Node.TEXT_NODE ? stand.parentNode : stand)?.closest("td, th");
  if (!cell) return undefined;
  const cells = [...cell.closest("table").querySelectorAll("td, th")];
  return cells[cells.indexOf(cell) + places];
}

/** What is pasted before the editor is there waits for it, and so do the letters typed after that. */
function keepPasted(field, event) {
  if (event.defaultPrevented) return;
  event.preventDefault();
  const data = event.clipboardData;
  const [html, text] = [data.getData("text/html"), data.getData("text/plain")];
  giveTo(field, {
    inEditor(editor) {
      const transfer = new CKEDITOR.plugins.clipboard.dataTransfer();
      if (html) transfer.setData("text/html", html);
      transfer.setData("text/plain", text);
      const value = html || CKEDITOR.tools.transformPlainTextToHtml(text, CKEDITOR.ENTER_P);
      editor.fire("paste", { type: html ? "html" : "text", dataValue: value, dataTransfer: transfer, method: "paste" });
    },
    letters: html || text.includes("\n") ? "" : text,
    html: clean(html || paragraphs(text)),
  });
}

/** At once where the editor runs already: an event may still reach the face that it took the place of. */
function giveTo(field, words) {
  if (field.editor) return words.inEditor(field.editor);
  field.queue.push(words);
  if (!field.starting) intoFace(field);
}

/** What waits for the editor, put where it would have gone: nothing that was pasted or typed is lost without one. */
function intoFace(field) {
  for (const { html, letters } of field.queue.splice(0)) {
    const caret = document.activeElement === field.face && field.face.contains(getSelection().anchorNode);
    if (caret && letters) document.execCommand("insertText", false, letters);
    else if (caret) document.execCommand("insertHTML", false, html);
    else (field.face.lastElementChild ?? field.face).insertAdjacentHTML(/^<(?!br)/.test(html) ? "afterend" : "beforeend", html);
    touched(field);
  }
}

/** Plain text as HTML: an empty line between paragraphs, as CKEditor reads it. */
function paragraphs(text) {
  const lines = escaped(text.trim()).split(/\r?\n(?:[ \t]*\r?\n)+/).map((lines) => lines.replace(/\r?\n/g, "<br>"));
  return lines.length > 1 ? lines.map((words) => `<p>${words}</p>`).join("") : lines[0];
}

function escaped(text) {
  const box = document.createElement("div");
  box.textContent = text;
  return box.innerHTML;
}

function keepTyped(field, event) {
  if (!field.queue.length || event.inputType !== "insertText") return;
  event.preventDefault();
  const letters = event.data;
  field.queue.push({ inEditor: (editor) => editor.insertText(letters), letters, html: escaped(letters) });
}

// Writing back

function value(field) {
  if (field.editor) return field.editor.checkDirty() ? field.editor.getData() : field.original;
  return field.changed ? field.face.innerHTML : field.original;
}

function writeBack(field) {
  const html = value(field);
  if (field.textarea.value === html) return;
  field.textarea.value = html;
  field.textarea.dispatchEvent(new Event("input", { bubbles: true }));
}

function writeAllBack() {
  for (const field of fields.values()) {
    if (field.textarea.isConnected) writeBack(field);
  }
}

function reload(field) {
  fill(field);
  if (field.editor) {
    field.editor.setData(field.shown, { callback: () => field.editor.resetDirty() });
    announce(field.editor.editable().$);
  } else {
    announce(field.face);
  }
}

/** The markers of a key in running texts and in those not started; what is no marker stays as it is. */
function rename({ from, to }) {
  const renamed = (text) => text.replace(MARKER, (whole, key) => (key === from ? marker(to) : whole));
  for (const field of fields.values()) {
    const root = field.editor?.editable().$ ?? field.face;
    if (!root.textContent.includes(marker(from))) continue;
    field.editor?.fire("saveSnapshot");
    root.normalize();
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = renamed(walker.currentNode.data);
      if (text !== walker.currentNode.data) walker.currentNode.data = text;
    }
    field.editor?.fire("saveSnapshot");
    touched(field);
    writeBack(field);
  }
}

document.addEventListener("submit", () => {
  for (const field of fields.values()) intoFace(field); // a save does not wait for the editor
  writeAllBack();
}, true);
document.addEventListener("newsroom:write-back", writeAllBack);
document.addEventListener("formdata", ({ target, formData }) => {
  for (const field of fields.values()) {
    const { form, name: sent } = field.textarea;
    if (form === target && formData.has(sent)) formData.set(sent, value(field));
  }
}, true);
document.addEventListener("newsroom:key-renamed", (event) => rename(event.detail));

function showAll(root) {
  for (const textarea of root.querySelectorAll("textarea[data-rich]")) {
    if (!fields.has(textarea) && !textarea.name.includes("__prefix__")) show(textarea);
  }
}

showAll(document);
new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (node.nodeType === Node.ELEMENT_NODE && !node.closest(".rich-editor.rich-shown")) showAll(node);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
