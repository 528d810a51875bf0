/* Names of a byline as they are printed. A click on one, or Enter after Left arrow, changes how it is printed; whose
   it is stays: “A. Reporter = Ann Reporter” is sent. Escape leaves it as it was. */
const home = document.getElementById("writing");
const STANDS_FOR = " = ";

function parts(text) {
  const [printed, ...person] = text.split(STANDS_FOR);
  return person.length ? [printed, person.join(STANDS_FOR)] : [text, text];
}

function show(chip) {
  const [printed, person] = parts(chip.dataset.name);
  const words = chip.firstChild;
  const fresh = words.querySelector(".fresh-note");
  words.textContent = printed;
  words.title = home.dataset.reprint;
  if (printed !== person) {
    const note = document.createElement("span");
    note.className = "chip-note";
    note.textContent = ` ${person}`;
    words.append(note);
  }
  if (fresh) words.append(fresh);
}

function edit(chip) {
  const [printed, person] = parts(chip.dataset.name);
  const words = chip.firstChild;
  const field = document.createElement("input");
  let open = true;
  field.className = "chip-edit";
  field.value = printed;
  field.size = Math.max(printed.length, 12);
  field.setAttribute("aria-label", home.dataset.printed.replace("%name%", person));
  words.hidden = true;
  words.after(field);
  field.select();
  field.focus();

  function end(keep, back) {
    if (!open) return;
    open = false;
    const typed = field.value.replace(/[\s=]+/g, " ").trim();
    if (keep && typed && typed !== printed) {
      chip.dataset.name = typed === person ? person : typed + STANDS_FOR + person;
      chip.dispatchEvent(new CustomEvent("newsroom:name-changed", { bubbles: true }));
    }
    words.hidden = false;
    show(chip);
    if (back) words.focus();
    field.remove();
  }

  for (const name of ["blur", "change"]) field.addEventListener(name, () => end(true, false));
  field.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.isComposing) return;
    event.stopPropagation();
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    end(event.key === "Enter", true);
  });
}

const chipOf = (element) => element.closest?.('textarea[data-names="people"] + .names-box li');
let pressed = 0;

document.addEventListener("newsroom:name-shown", (event) => chipOf(event.target) && show(event.target));
document.addEventListener("pointerdown", (event) => (pressed = event.clientX));
document.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip") && chipOf(event.target);
  // A drag ends with a click too; Enter clicks without a place.
  if (chip && (!event.detail || Math.abs(event.clientX - pressed) < 4)) edit(chip);
});
