// The sources of the piece as its form holds them at this moment.

/** [{key, outlet, title}] of the form's rows that have a key and are not to be deleted, in the form's order. */
export function sources() {
  const found = [];
  for (const input of document.querySelectorAll('[name$="-key"]')) {
    const prefix = input.name.slice(0, -"key".length);
    const value = (name) => document.getElementsByName(prefix + name)[0]?.value.trim() ?? "";
    const gone = document.getElementsByName(`${prefix}DELETE`)[0];
    const deleted = gone && (gone.type === "checkbox" ? gone.checked : gone.value !== "");
    const key = input.value.trim();
    if (!key || deleted || prefix.includes("__prefix__")) continue;
    found.push({ key, outlet: value("outlet_name"), title: value("title") || value("url") });
  }
  return found;
}

/** The marker that cites this key. */
export const marker = (key) => `[^${key}]`;
export const MARKER = /\[\^([a-z0-9][a-z0-9-]{0,63})\]/g;
