// Markers in the texts of the form stand out, and a key that no source has stands out as that. They are painted by
// the browser (CSS Custom Highlight API): nothing is put into the text. Where the browser cannot, they are plain.

import { MARKER, sources } from "./sources.js";

const known = globalThis.Highlight && new Highlight();
const unknown = globalThis.Highlight && new Highlight();
const painted = new Map(); // root of a text: its ranges

if (known) {
  CSS.highlights.set("marker", known);
  CSS.highlights.set("marker-unknown", unknown);
  document.addEventListener("newsroom:rich-shown", (event) => soon(event.target));
  // A key or a source that changes, comes or goes changes what is known.
  document.addEventListener("input", (event) => event.target.name?.endsWith("-key") && all());
  document.addEventListener("newsroom:sources-changed", all);
  document.addEventListener("newsroom:key-renamed", all);
}

const waiting = new Set();

function all() {
  for (const root of painted.keys()) soon(root);
}

function soon(root) {
  if (waiting.size === 0) requestAnimationFrame(paintWaiting);
  waiting.add(root);
}

function paintWaiting() {
  const keys = new Set(sources().map((source) => source.key));
  for (const root of new Set([...waiting, ...painted.keys()])) {
    if (waiting.has(root) || !root.isConnected) paint(root, keys);
  }
  waiting.clear();
}

function paint(root, keys) {
  for (const range of painted.get(root) ?? []) {
    known.delete(range);
    unknown.delete(range);
  }
  painted.delete(root);
  if (!root.isConnected) return;
  const ranges = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (const match of walker.currentNode.data.matchAll(MARKER)) {
      const range = new Range();
      range.setStart(walker.currentNode, match.index);
      range.setEnd(walker.currentNode, match.index + match[0].length);
      (keys.has(match[1]) ? known : unknown).add(range);
      ranges.push(range);
    }
  }
  painted.set(root, ranges);
}
