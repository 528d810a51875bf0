/* Names to choose from below any field with data-suggest (topics, people, outlets, questions).
   Down and Up walk through them, Enter or a click chooses, Escape closes. Choosing puts the name into the field and
   tells it so by “newsroom:chosen”, with {id, name, note}. */
const home = document.getElementById("writing");
const list = document.createElement("ul");
list.id = "suggestions";
list.className = "suggestions";
list.hidden = true;
list.setAttribute("role", "listbox");
home.after(list); // outside of the rows: those clip what stands out of them
let field = null;
let found = [];
let active = -1;
let asked = 0;
let waiting = 0;

function close() {
  asked += 1;
  list.hidden = true;
  active = -1;
  if (field) {
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }
}

function highlight(place) {
  active = place;
  [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === active)));
  if (active < 0) field.removeAttribute("aria-activedescendant");
  else {
    field.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  }
}

function show(items) {
  found = items;
  list.replaceChildren(
    ...items.map((item, n) => {
      const option = document.createElement("li");
      option.id = `suggestion-${n}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(item.name);
      if (item.note) {
        const note = document.createElement("span");
        note.className = "suggestion-note";
        note.textContent = ` ${item.note}`;
        option.append(note);
      }
      return option;
    }),
  );
  if (!items.length) return close();
  const box = field.getBoundingClientRect();
  list.style.insetInlineStart = `${box.left}px`;
  list.style.insetBlockStart = `${box.bottom + 2}px`;
  list.style.minInlineSize = `${Math.min(box.width, innerWidth - box.left)}px`;
  list.hidden = false;
  active = -1;
  field.setAttribute("aria-expanded", "true");
  document.getElementById("writing-status").textContent = home.dataset.choices.replace("%count%", items.length);
}

function choose(place) {
  const [item, chosen] = [found[place], field];
  close();
  chosen.value = item.name;
  chosen.dispatchEvent(new CustomEvent("newsroom:chosen", { bubbles: true, detail: item }));
  chosen.dispatchEvent(new Event("change", { bubbles: true }));
}

async function ask() {
  const words = field.value.trim();
  if (words.length < 2) return close();
  const number = ++asked;
  const address = `${home.dataset.suggest}${field.dataset.suggest}/?q=${encodeURIComponent(words)}`;
  const response = await fetch(address).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const items = (await response.json()).found;
  if (number === asked && document.activeElement === field) show(items);
}

document.addEventListener("focusin", (event) => {
  if (event.target === field) return;
  close();
  field = event.target.matches?.("input[data-suggest]") ? event.target : null;
  if (!field) return;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
});
document.addEventListener("focusout", (event) => event.target === field && close());
document.addEventListener("scroll", () => list.hidden || close(), { passive: true });
document.addEventListener("input", (event) => {
  if (event.target !== field) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => field && ask(), 120);
});
document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.keyCode === 229) return; // an input method takes the keys
    if (list.hidden || event.target !== field || event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) highlight(active < 0 && step < 0 ? found.length - 1 : active + step < found.length ? active + step : -1);
    else if (event.key === "Enter" && active >= 0) choose(active);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) choose([...list.children].indexOf(option));
});
