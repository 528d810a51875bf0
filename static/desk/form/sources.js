/* A source’s row: its key is suggested while the outlet is typed, markers follow a key that is changed, and what is
   known of a pasted address is filled in where nothing stands. */
const home = document.getElementById("writing");
const KEY = /^[a-z0-9][a-z0-9-]{0,63}$/;
const rows = () => [...document.querySelectorAll("[data-source-row]:not([hidden])")];
const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
const settled = (key) => key.dataset.settled ?? key.defaultValue;

function stemOf(outlet) {
  const folded = outlet.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/ß/g, "ss");
  const words = folded.replace(/['’‘ʼ`´]|(?<!\d)\.|\.(?!\d)/g, "").replace(/[^\p{L}\p{N}]+/gu, "-");
  return words.replace(/[^a-z0-9-]/g, "").slice(0, 50).replace(/^-+|-+$/g, "") || "source";
}

function suggest(row) {
  const key = field(row, "key");
  const outlet = field(row, "outlet_name").value.trim();
  if (key.value && !key.dataset.suggested) return;
  const taken = new Set(rows().filter((other) => other !== row).map((other) => field(other, "key").value));
  let number = 1;
  const stem = stemOf(outlet);
  while (taken.has(`${stem}-${number}`)) number += 1;
  key.value = outlet ? `${stem}-${number}` : "";
  key.dataset.suggested = "1";
  document.dispatchEvent(new CustomEvent("newsroom:sources-changed"));
}

function settle(row) {
  const key = field(row, "key");
  const [from, to] = [settled(key), key.value.trim()];
  if (from === to || (to && !KEY.test(to))) return;
  key.dataset.settled = to;
  document.dispatchEvent(new CustomEvent("newsroom:sources-changed"));
  const others = rows().filter((other) => other !== row);
  const shared = others.some((other) => [from, to].includes(field(other, "key").value));
  if (!from || !to || shared) return;
  document.dispatchEvent(new CustomEvent("newsroom:key-renamed", { detail: { from, to } }));
}

document.addEventListener("newsroom:key-renamed", (event) => {
  // Of the plain texts; the rich ones see to their own.
  const { from, to } = event.detail;
  const form = home.closest("form");
  for (const text of form.querySelectorAll(".event-row textarea")) {
    text.value = text.value.replaceAll(`[^${from}]`, `[^${to}]`);
  }
  for (const keys of form.querySelectorAll('[name$="-keys"]')) {
    keys.value = keys.value.replace(/[a-z0-9-]+/g, (key) => (key === from ? to : key));
  }
  const said = home.dataset.renamed.replace("%from%", from).replace("%to%", to);
  document.getElementById("writing-status").textContent = said;
});

async function lookUp(row) {
  const url = field(row, "url").value.trim();
  if (!/^https?:\/\/\S+$/i.test(url)) return;
  const response = await fetch(`${home.dataset.knownArticle}?url=${encodeURIComponent(url)}`).catch(() => null);
  if (!response?.ok || response.redirected) return;
  const known = await response.json();
  if (!known.outlet_name || field(row, "url").value.trim() !== url) return;
  for (const name of ["outlet_name", "title", "byline", "published_on", "language"]) {
    const input = field(row, name);
    if (input.value) continue;
    input.value = known[name];
    if (input === document.activeElement) input.select(); // typing goes over it
  }
  suggest(row);
  settle(row);
  document.getElementById("writing-status").textContent = known.said;
}

document.addEventListener("input", (event) => {
  const row = event.target.closest?.("[data-source-row]");
  if (row && event.target.name?.endsWith("-outlet_name")) suggest(row);
  if (row && event.target.name?.endsWith("-key")) delete event.target.dataset.suggested;
});
document.addEventListener("change", (event) => {
  const row = event.target.closest?.("[data-source-row]");
  const name = row && event.target.name?.split("-").at(-1);
  if (name === "outlet_name") suggest(row);
  if (name === "outlet_name" || name === "key") settle(row);
  if (name === "url") lookUp(row);
});
