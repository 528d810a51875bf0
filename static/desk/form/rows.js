/* Rows of a piece's parts: added, removed, numbered. Alt+N or Enter in a row's last field goes to the next row, made
   where there is none; Alt+Shift+N does so within a question; Alt+Delete removes the row, with a way back. */
const home = document.getElementById("writing");
const form = home.closest("form");

const rowsOf = (root) => [...root.querySelector("[data-list]").children].filter((row) => row.matches("[data-row]:not([hidden])"));
const own = (row, name) => row.querySelector(`:scope > .plain [name$="-${name}"]`);
const say = (words) => (document.getElementById("writing-status").textContent = words);
const nameOf = (row) => row.querySelector(".handle").getAttribute("aria-label").replace(/, [^,]*$/, "");
const removed = (row) => home.dataset.removed.replace("%row%", nameOf(row));

function number(root) {
  const inner = root.dataset.within !== undefined;
  rowsOf(root).forEach((row, n) => {
    const place = own(row, "position");
    if (place) place.value = n;
    const renumbered = (words) => words.replace(inner ? /^(\D*\d+\D+)\d+/ : /^(\D*)\d+/, `$1${n + 1}`);
    for (const element of row.querySelectorAll("[name][aria-label], .tools [aria-label], a[aria-label]")) {
      element.setAttribute("aria-label", renumbered(element.getAttribute("aria-label")));
    }
  });
}

function add(root, after = null) {
  const inner = root.dataset.within !== undefined;
  const total = form.querySelector(`[name="${root.dataset.rows}-TOTAL_FORMS"]`);
  const list = root.querySelector("[data-list]");
  const next = total ? Number(total.value) : Number(root.dataset.next ?? list.children.length);
  const holder = document.createElement("template");
  const pattern = root.querySelector(":scope > template").innerHTML;
  const place = rowsOf(root).length + 1;
  holder.innerHTML = inner
    ? pattern.replaceAll("__answer__", next).replaceAll("__m__", place)
    : pattern.replaceAll("__prefix__", next).replaceAll("__n__", place);
  const row = holder.content.firstElementChild;
  list.insertBefore(row, after ? after.nextElementSibling : null);
  if (total) total.value = next + 1;
  else root.dataset.next = next + 1;
  if (after) number(root);
  root.dispatchEvent(new CustomEvent("newsroom:row-added", { bubbles: true, detail: { row } }));
  return row;
}

const enter = (row) => row.querySelector("[data-first], input:not([type=hidden]), textarea").focus();

function isBlank(row) {
  const typed = [...row.querySelectorAll("input:not([type=hidden]), textarea")].filter((f) => !f.closest(".plain"));
  return !typed.some((f) => f.value.trim()) && ![...row.querySelectorAll("[contenteditable=true]")].some((f) => f.textContent.trim());
}

function proceed(row) {
  const root = row.closest("[data-rows]");
  const all = rowsOf(root);
  const next = all[all.indexOf(row) + 1];
  enter(next && isBlank(next) ? next : isBlank(row) ? row : add(root, row));
}

const sourcesChanged = () => document.dispatchEvent(new CustomEvent("newsroom:sources-changed"));

/* Takes a row out of sight, to be removed by the save; the button that brings it back. */
function hide(row) {
  const root = row.closest("[data-rows]");
  const gone = own(row, "DELETE");
  const fields = gone ? [] : [...row.querySelectorAll("[name]")];
  if (gone) gone.checked = true;
  fields.forEach((field) => (field.disabled = true));
  const note = document.createElement("li");
  const undo = document.createElement("button");
  note.className = "row-gone";
  undo.type = "button";
  undo.textContent = home.dataset.undo;
  note.append(`${removed(row)} `, undo);
  row.hidden = true;
  row.after(note);
  number(root);
  sourcesChanged();
  undo.addEventListener("click", () => {
    note.remove();
    row.hidden = false;
    if (gone) gone.checked = false;
    fields.forEach((field) => (field.disabled = false));
    number(root);
    sourcesChanged();
    enter(row);
  });
  return undo;
}

function remove(row) {
  const words = removed(row);
  hide(row).focus();
  say(words);
}

// A form that the server gives back, or the browser, has rows that were removed before.
for (const row of form.querySelectorAll("[data-row]")) {
  if (own(row, "DELETE")?.checked) hide(row);
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-add], [data-remove]");
  if (!button) return;
  if (button.matches("[data-remove]")) return remove(button.closest("[data-row]"));
  const root = button.closest("[data-rows]");
  const last = rowsOf(root).at(-1);
  enter(last && isBlank(last) ? last : add(root));
});

function fields() {
  const all = form.querySelectorAll("input:not([type=hidden]), textarea, select, [contenteditable=true], button, summary");
  // A text that takes words is a stop without saying so.
  return [...all].filter((f) => (f.isContentEditable || f.tabIndex >= 0) && !f.disabled && f.checkVisibility());
}

form.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
  const row = event.target.closest("[data-row]");
  const outer = row?.parentElement.closest("[data-row]") ?? row;
  const isN = event.key.toLowerCase() === "n" || (event.code === "KeyN" && !/^\p{Script=Latin}$/u.test(event.key)) || "˜ñ".includes(event.key);
  if (event.altKey && isN && row) proceed(event.shiftKey ? row : outer);
  else if (event.altKey && event.key === "Delete" && row) remove(row);
  else if (event.key === "Enter" && !event.altKey && !event.shiftKey && event.target.matches("input:not([type=submit]), .one-line")) {
    if (event.target.matches("[data-last]")) proceed(row);
    else {
      const all = fields();
      all[all.indexOf(event.target) + 1]?.focus();
    }
  } else return;
  event.preventDefault();
});

document.addEventListener("newsroom:rows-moved", (event) => number(event.target));
document.addEventListener("newsroom:add-row", (event) => {
  const { root, after } = event.detail;
  const next = after?.nextElementSibling;
  event.detail.row = next?.matches("[data-row]:not([hidden])") && isBlank(next) ? next : add(root, after);
});
