/* Ctrl+S saves and stays, Ctrl+Enter saves and goes to Publish or to the review, Alt+M opens more of a row. Where one was
   before a save that stayed, one is after it. */
const home = document.getElementById("writing");
const form = home.closest("form");
const PLACE = "newsroom-place";
const button = (name) => [...form.elements].find((control) => control.type === "submit" && control.name === name);
const A_WHILE = 4000;
let sent = false;

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
    // On a layout of other letters (Greek, Hebrew, Russian) the key is known by its place.
    const key = event.key.length > 1 || /^\p{Script=Latin}$/u.test(event.key) ? event.key : event.code.slice(3);
    const save = { s: button("_continue"), enter: button("_publish") ?? button("_review") ?? button("_continue") }[key.toLowerCase()];
    if (!save) return;
    event.preventDefault();
    event.stopPropagation();
    if (save.name === "_continue") sessionStorage.setItem(PLACE, document.activeElement?.name || document.activeElement?.id || "");
    document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
    form.requestSubmit(save);
  } else if (event.altKey && (event.code === "KeyM" || event.key.toLowerCase() === "m")) {
    const more = event.target.closest?.("[data-row]")?.querySelector("details.more");
    if (!more) return;
    event.preventDefault();
    more.open = !more.open;
    (more.open ? more : more.closest("[data-row]")).querySelector("input:not([type=hidden]), textarea").focus();
  }
}, true);

form.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget) return; // the preview, beside the form
  // Twice the same keys are one save.
  if (sent) event.preventDefault();
  else setTimeout(() => (sent = false), A_WHILE);
  sent = true;
});
addEventListener("pageshow", () => (sent = false));
// A save that is stopped tells nobody. Whoever presses Escape, writes on or waits a while may save again; the server saves
// a form once.
const goesOn = (event) => {
  if (event.isTrusted && (event.type !== "keydown" || event.key === "Escape")) sent = false;
};
for (const kind of ["input", "change", "keydown"]) form.addEventListener(kind, goesOn);

const place = sessionStorage.getItem(PLACE);
sessionStorage.removeItem(PLACE);
if (place && !home.dataset.bound) {
  const field = form.elements[place] ?? document.getElementById(place);
  if (field?.focus) {
    field.focus();
    field.scrollIntoView({ block: "center" });
  }
}
