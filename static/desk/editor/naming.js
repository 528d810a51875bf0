// What a text of the form is called: its section, or its question, and what it is.

import { say } from "./words.js";

/** Words for a screen reader, such as "Text: What the papers say". */
export function nameOf(textarea) {
  const label = textarea.closest("[data-rich-name]")?.dataset.richName;
  const own = textarea.getAttribute("aria-label") || textarea.labels?.[0]?.textContent.trim().replace(/:$/, "") || say("Text");
  const heading = label || beside(textarea, "heading") || beside(textarea, "question") || kindInWords(textarea);
  return heading ? `${own}: ${heading}` : own;
}

/** The kind of section that the text stands in (`whats_happened`, …), or "" for other texts. */
export function roleOf(textarea) {
  return fieldBeside(textarea, "kind")?.value ?? "";
}

function kindInWords(textarea) {
  return fieldBeside(textarea, "kind")?.selectedOptions?.[0]?.textContent.trim() ?? "";
}

function beside(textarea, name) {
  return fieldBeside(textarea, name)?.value.trim() ?? "";
}

function fieldBeside(textarea, name) {
  return document.getElementsByName(textarea.name.replace(/[^-]+$/, name))[0];
}
