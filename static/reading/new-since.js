/* What is new since the reader's last visit. The page says in which edition each part last got other words; which
   edition was read stays in this browser's storage, and is sent nowhere. */
const KEY = "newsroom:read";
const KEPT = 300;
const ONE_VISIT = 30 * 60 * 1000;

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {}; // storage is closed to us, or holds something else
  }
}

function remember(read) {
  const newest = Object.entries(read).sort(([, one], [, other]) => other[1] - one[1]);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(newest.slice(0, KEPT))));
  } catch {
    // Storage is full or closed: then nothing is new next time.
  }
}

/* The edition last read. Within one visit it stays that of the visit before, so that a reload takes nothing away. */
function lastRead(known, now) {
  if (!Array.isArray(known)) return Infinity;
  const [edition, at, before] = known.map(Number);
  return now - at < ONE_VISIT ? before : edition;
}

function show(notice, parts) {
  const list = notice.querySelector("ul");
  for (const part of parts) {
    const heading = part.querySelector("h2");
    const link = Object.assign(document.createElement("a"), { href: `#${part.id}`, textContent: heading.textContent });
    link.dir = "auto";
    list.append(document.createElement("li"));
    list.lastElementChild.append(link);
    const mark = Object.assign(document.createElement("p"), { className: "new-mark label", textContent: notice.dataset.mark });
    part.prepend(mark);
  }
  notice.querySelector("button").addEventListener("click", () => notice.remove());
  notice.hidden = false;
}

const notice = document.getElementById("new-since");
if (notice) {
  const now = Date.now();
  const read = remembered();
  const edition = Number(notice.dataset.edition);
  const since = lastRead(read[location.pathname], now);
  const parts = notice.dataset.changed
    .split(" ")
    .map((told) => told.split(":"))
    .filter(([, number]) => Number(number) > since)
    .map(([anchor]) => document.getElementById(anchor))
    .filter((part) => part?.querySelector("h2"));
  if (parts.length) show(notice, parts);
  read[location.pathname] = [edition, now, Math.min(since, edition)];
  remember(read);
}
