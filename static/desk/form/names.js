/* A text of several names (topics, byline) as one field that takes them: type a name, Enter; or paste a list.
   The text stays what is sent. Left arrow goes to the names, where Alt+Up and Alt+Down move one and Delete removes it.
   Who shows a name in another way listens to “newsroom:name-shown”, and tells of a change by “newsroom:name-changed”. */
const home = document.getElementById("writing");

function split(text) {
  // Commas and lines part names, except within double quotes; a doubled quote there is one quote.
  const names = [];
  for (const line of text.split(/[\r\n]+/)) {
    for (const [, quoted, plain] of line.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)) {
      const name = (quoted !== undefined ? quoted.replaceAll('""', '"') : plain).replace(/\s+/g, " ").trim();
      if (name) names.push(name);
    }
  }
  return names;
}

const join = (names) => names.map((name) => (/,|^"/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(", ");

function take(text) {
  const box = document.createElement("div");
  const chips = document.createElement("ul");
  const field = document.createElement("input");
  const label = document.querySelector(`label[for="${text.id}"]`);
  box.className = "names-box";
  chips.className = "chips";
  chips.setAttribute("aria-label", label.textContent.replace(":", ""));
  field.dataset.suggest = text.dataset.names;
  field.autocomplete = "off";
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (text.hasAttribute(name)) field.setAttribute(name, text.getAttribute(name));
  }
  field.id = text.id;
  text.id += "_text";
  text.hidden = true;
  text.after(box);
  box.append(chips, field);

  const names = () => [...chips.children].map((chip) => chip.dataset.name);
  const keep = () => {
    const now = join(names());
    chips.hidden = !now;
    if (text.value === now) return;
    text.value = now;
    text.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // A name as printed is followed by whose it is.
  const whose = (name) => (text.dataset.names === "people" ? name.split(" = ").at(-1) : name);

  async function ask(added) {
    if (!added.length) return;
    const query = added.map((name) => `name=${encodeURIComponent(whose(name))}`).join("&");
    const response = await fetch(`${home.dataset.suggest}${text.dataset.names}/?${query}`).catch(() => null);
    if (!response?.ok || response.redirected) return;
    const known = new Set((await response.json()).known.map((name) => name.toLowerCase()));
    for (const chip of chips.children) {
      const name = chip.dataset.name;
      if (!added.includes(name) || known.has(whose(name).toLowerCase())) continue;
      chip.classList.add("fresh");
      const note = document.createElement("span");
      note.className = "chip-note fresh-note";
      note.textContent = ` ${home.dataset.fresh}`;
      chip.firstChild.append(note);
    }
  }

  function add(given, known = false) {
    const there = new Set(names().map((name) => name.toLowerCase()));
    const added = given.filter((name) => !there.has(name.toLowerCase()) && there.add(name.toLowerCase()));
    for (const name of added) {
      const chip = document.createElement("li");
      const words = document.createElement("button");
      const cross = document.createElement("button");
      chip.dataset.name = name;
      words.type = cross.type = "button";
      words.tabIndex = cross.tabIndex = -1;
      words.className = "chip";
      words.textContent = name;
      cross.className = "chip-remove";
      cross.setAttribute("aria-label", home.dataset.remove.replace("%name%", name));
      chip.append(words, cross);
      chips.append(chip);
      chip.dispatchEvent(new CustomEvent("newsroom:name-shown", { bubbles: true }));
    }
    keep();
    if (added.length && !known) ask(added);
  }

  function remove(chip) {
    const next = chip.nextElementSibling ?? chip.previousElementSibling;
    chip.remove();
    keep();
    (next?.firstChild ?? field).focus();
  }

  function move(chip, step) {
    const other = step < 0 ? chip.previousElementSibling : chip.nextElementSibling;
    if (!other) return;
    if (step < 0) chip.after(other);
    else chip.before(other);
    keep();
    const all = names();
    const words = { row: chip.dataset.name, place: all.indexOf(chip.dataset.name) + 1, all: all.length };
    const said = home.dataset.moved.replace(/%(row|place|all)%/g, (_, name) => words[name]);
    document.getElementById("writing-status").textContent = said;
  }

  function flush() {
    if (!field.value.trim()) return;
    const typed = split(field.value);
    field.value = "";
    add(typed);
  }

  add(split(text.value), true);
  if (text.closest("form").querySelector("#writing").dataset.bound) ask(names());
  field.addEventListener("newsroom:chosen", (event) => {
    field.value = "";
    add([event.detail.name], true);
  });
  field.addEventListener("input", () => {
    const quotes = field.value.split('"').length - 1;
    if (field.value.includes(",") && quotes % 2 === 0) flush();
  });
  field.addEventListener("paste", (event) => {
    const pasted = event.clipboardData.getData("text/plain");
    if (!/[,\r\n]/.test(pasted)) return;
    event.preventDefault();
    add(split(pasted));
  });
  for (const name of ["blur", "change"]) field.addEventListener(name, flush);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") flush();
    else if (event.key === "ArrowLeft" && !field.selectionEnd && chips.lastChild) chips.lastChild.firstChild.focus();
    else if (event.key === "Backspace" && !field.value && chips.lastChild) remove(chips.lastChild);
    else return;
    event.preventDefault();
    if (event.key === "Backspace") field.focus();
  });
  chips.addEventListener("keydown", (event) => {
    if (event.target.matches("input")) return; // its printed name is being edited
    const chip = event.target.closest("li");
    const before = { ArrowLeft: true, ArrowUp: true }[event.key] ?? false;
    if (["Delete", "Backspace"].includes(event.key)) remove(chip);
    else if (!event.key.startsWith("Arrow")) return;
    else if (event.altKey) move(chip, before ? -1 : 1);
    else ((before ? chip.previousElementSibling : chip.nextElementSibling)?.firstChild ?? (before ? chip.firstChild : field)).focus();
    event.preventDefault();
    event.stopPropagation();
  });
  chips.addEventListener("newsroom:name-changed", keep);
  let dragged = null;
  chips.addEventListener("pointerdown", (event) => {
    dragged = event.target.closest(".chip")?.parentElement;
  });
  chips.addEventListener("pointermove", (event) => {
    if (!dragged || !event.buttons) return;
    const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("li");
    if (!over || over === dragged || over.parentElement !== chips) return;
    const later = over.compareDocumentPosition(dragged) & Node.DOCUMENT_POSITION_PRECEDING;
    if (later) over.after(dragged);
    else over.before(dragged);
    keep();
  });
  addEventListener("pointerup", () => (dragged = null));
  box.addEventListener("click", (event) => {
    if (event.target.matches(".chip-remove")) remove(event.target.parentElement);
    else if (!event.target.closest("li")) field.focus();
  });
}

document.querySelectorAll("textarea[data-names]").forEach(take);
