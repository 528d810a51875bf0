/* Rows in another order: by their handle, or with Alt+Up and Alt+Down from any field of the row. */
const home = document.getElementById("writing");
const form = home.closest("form");
const isRow = (element) => element?.matches("[data-row]:not([hidden])");

function told(row) {
  row.closest("[data-rows]").dispatchEvent(new CustomEvent("newsroom:rows-moved", { bubbles: true }));
}

function neighbour(row, side) {
  let other = row[side];
  while (other && !isRow(other)) other = other[side];
  return other;
}

form.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const row = event.target.closest("[data-row]");
  if (!row) return;
  event.preventDefault();
  const up = event.key === "ArrowUp";
  const other = neighbour(row, up ? "previousElementSibling" : "nextElementSibling");
  if (!other) return;
  const name = row.querySelector(".handle").getAttribute("aria-label").replace(/, [^,]*$/, "");
  // The other one is what moves in the document: the row with the focus, and an editor in it, stay as they are.
  if (up) row.after(other);
  else row.before(other);
  told(row);
  row.scrollIntoView({ block: "nearest" });
  const all = [...row.parentElement.children].filter(isRow);
  const words = { row: name, place: all.indexOf(row) + 1, all: all.length };
  const said = home.dataset.moved.replace(/%(row|place|all)%/g, (_, key) => words[key]);
  document.getElementById("writing-status").textContent = said;
});

form.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest("[data-handle]");
  if (!handle || event.button) return;
  const row = handle.closest("[data-row]");
  const list = row.parentElement;
  event.preventDefault();
  row.classList.add("dragged");
  const move = (at) => {
    const edge = 60;
    if (at.clientY < edge) scrollBy(0, -20);
    else if (at.clientY > innerHeight - edge) scrollBy(0, 20);
    for (const other of [...list.children].filter((one) => isRow(one) && one !== row)) {
      const box = other.getBoundingClientRect();
      if (at.clientY < box.top || at.clientY > box.bottom) continue;
      const before = at.clientY < box.top + box.height / 2;
      if (before && other.previousElementSibling !== row) other.before(row);
      if (!before && other.nextElementSibling !== row) other.after(row);
      return;
    }
  };
  const ends = ["pointerup", "pointercancel"];
  const end = () => {
    document.removeEventListener("pointermove", move);
    ends.forEach((name) => document.removeEventListener(name, end));
    row.classList.remove("dragged");
    told(row);
  };
  // On the document: a row that moves loses the pointer that it caught.
  document.addEventListener("pointermove", move);
  ends.forEach((name) => document.addEventListener(name, end));
});
