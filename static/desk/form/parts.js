/* Alt+PageDown and Alt+PageUp go from one part of the form to the next: the piece’s own fields, sections, sources,
   timeline, questions, topics, lead image. The focus is in the first field of the part. */
const form = document.getElementById("writing").closest("form");
const FIELDS = "input:not([type=hidden]), textarea, select, [contenteditable=true]";

// A text that takes words is a stop without saying so.
const isStop = (field) => (field.isContentEditable || field.tabIndex >= 0) && !field.disabled && field.checkVisibility();
const firstOf = (part) => [...part.querySelectorAll(FIELDS)].find(isStop);

document.addEventListener("keydown", (event) => {
  const step = { PageDown: 1, PageUp: -1 }[event.key];
  if (!step || !event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  const parts = [...form.querySelectorAll("fieldset.module, .rows[id]")].filter(firstOf);
  const here = parts.findIndex((part) => part.contains(document.activeElement));
  const next = parts[here < 0 ? 0 : here + step];
  if (!next) return;
  firstOf(next).focus();
  next.scrollIntoView({ block: "start" });
}, true);
