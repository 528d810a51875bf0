/* What is new since the reader's last visit: the parts of a piece that changed, and the pieces of a list that came since
   and were not read yet. The page says in which edition each part last got other words, and when a piece was published;
   what was read and when stays in this browser's storage, and is sent nowhere. */
const KEY = "newsroom:read";
const KEPT = 300;
const ONE_VISIT = 30 * 60 * 1000;
/* When a piece of a list was published; a lead that was updated since says that alone. */
const PUBLISHED = ".card > .facts time:first-of-type, .latest-time time, .front-lead > .facts > time";

function remembered() {
  try {
    const kept = Object.entries(JSON.parse(localStorage.getItem(KEY)) ?? {});
    return Object.fromEntries(kept.filter(([, known]) => Array.isArray(known)));
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

/* What was read last: the edition, or of a list the time. Within one visit it stays that of the visit before, so that a
   reload takes nothing away. */
function lastRead(known, now) {
  if (!Array.isArray(known)) return Infinity;
  const [last, at, before] = known.map(Number);
  return now - at < ONE_VISIT ? before : last;
}

function markIn(place, words, name) {
  place.prepend(Object.assign(document.createElement(name), { className: "new-mark label", textContent: words }), " ");
}

function show(notice, parts) {
  const list = notice.querySelector("ul");
  for (const part of parts) {
    const heading = part.querySelector("h2");
    const link = Object.assign(document.createElement("a"), { href: `#${part.id}`, textContent: heading.textContent });
    link.dir = "auto";
    list.append(document.createElement("li"));
    list.lastElementChild.append(link);
    markIn(part, notice.dataset.mark, "p");
  }
  notice.querySelector("button").addEventListener("click", () => {
    document.getElementById("main").focus({ preventScroll: true });
    notice.remove();
  });
  notice.hidden = false;
}

// A page that a browser only got ready was not visited.
if (document.prerendering) {
  await new Promise((shown) => document.addEventListener("prerenderingchange", shown, { once: true }));
}
const now = Date.now();
const read = remembered();
const since = lastRead(read[location.pathname], now);

const notice = document.getElementById("new-since");
if (notice) {
  const edition = Number(notice.dataset.edition);
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

/* On the page of a list: the house's word for what is new stands with the script. */
const list = document.querySelector("script[data-new]");
if (list) {
  const addressOf = (item) => item.querySelector(":is(h1, h2, h3) a").pathname;
  for (const time of document.querySelectorAll(PUBLISHED)) {
    const item = time.closest("li, article");
    if (Date.parse(time.dateTime) <= since || addressOf(item) in read) continue;
    markIn(item.querySelector(":scope > .facts") ?? item.lastElementChild, list.dataset.new, "span");
  }
  read[location.pathname] = [now, now, Math.min(since, now)];
  remember(read);
  // Who comes back to the page as the browser kept it has read something meanwhile.
  addEventListener("pageshow", (event) => {
    const known = event.persisted ? remembered() : {};
    for (const mark of document.querySelectorAll(".new-mark")) {
      if (addressOf(mark.closest("li, article")) in known) mark.remove();
    }
  });
}
