/* A list pasted into the first fields of an empty row makes a row of each line. Sources: an address a line, or address,
   outlet, title and date parted by tabs, in any order that can be told. Timeline: date, tab, text. */
const home = document.getElementById("writing");
const MONTH = /jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?/gi;
const AROUND = /circa|about|around|until|to|ca?\.?(?=\s*\d)|utc|gmt|(?<=\d)(st|nd|rd|th)|(?<=\d)[tz]/gi;
/* The same in the house's language. */
const OURS = new RegExp(home.dataset.dateWords.split("|").map((word) => word.replace(/[^\p{L}\p{N} ]/gu, "\\$&")).join("|"), "giu");

const isAddress = (text) => /^https?:\/\/\S+$/i.test(text);
const isDate = (text) =>
  text.length < 50 && /\d{3,4}/.test(text) && !text.replace(OURS, "").replace(AROUND, "").replace(MONTH, "").replace(/[\d\s.,:/–—−~+-]/g, "");
const words = (text) => text.split(/\s+/).length;

function source(cells) {
  const row = {};
  const rest = [];
  for (const cell of cells) {
    if (!row.url && isAddress(cell)) row.url = cell;
    else if (!row.published_on && isDate(cell)) row.published_on = cell;
    else rest.push(cell);
  }
  const [first, second] = rest;
  if (second !== undefined) {
    const turned = words(first) > 4 && words(second) <= 4;
    [row.outlet_name, row.title] = turned ? [second, first] : [first, rest.slice(1).join(" ")];
  } else if (first !== undefined) row[words(first) > 4 ? "title" : "outlet_name"] = first;
  return row;
}

function event(cells) {
  const place = cells.findIndex(isDate);
  const html = cells.filter((_, n) => n !== place).join(" ");
  return place < 0 ? { html } : { when: cells[place], html };
}

const LISTS = { citations: [source, ["url", "outlet_name"]], events: [event, ["when"]] };
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

document.addEventListener("paste", (paste) => {
  const root = paste.target.closest?.("[data-rows]");
  const [read, starts] = LISTS[root?.dataset.rows] ?? [];
  if (!read || paste.target.value || !starts.some((name) => paste.target.name.endsWith(`-${name}`))) return;
  const text = paste.clipboardData.getData("text/plain");
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  if (lines.length < 2 && !text.includes("\t")) return;
  paste.preventDefault();
  let row = paste.target.closest("[data-row]");
  lines.forEach((line, n) => {
    if (n) {
      const detail = { root, after: row };
      document.dispatchEvent(new CustomEvent("newsroom:add-row", { detail }));
      row = detail.row;
    }
    const values = read(line.split("\t").map((cell) => cell.trim()).filter(Boolean));
    for (const [name, value] of Object.entries(values)) {
      const input = field(row, name);
      input.value = value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
  row.querySelector("[data-first]").focus();
  document.getElementById("writing-status").textContent = home.dataset.added.replace("%count%", lines.length);
});
