/* A link to a sentence: the page's address with a text fragment (https://wicg.github.io/scroll-to-text-fragment/), so
   that no sentence needs an element of its own. On an edition's page the address is the edition's, not that of what is
   published now: its words stay. A button stands at selected words; by keyboard, another one steps
   through the sentences. */
const TEXT = ".standfirst, .prose :is(p, li, td, th, h3), .coverage p";
const NOT_READ = "sup, button, aside, details, .sidenote, [popover]";
const WORDS = 4;

/* The runs of text of a block itself, in their order. What is left out before one of them, such as a number of a source,
   a new line or a list within, is in the way of a match; a link or an emphasis is not. */
function runsOf(block) {
  const nodes = [];
  let text = "";
  let cut = false;
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
    const out = node.matches(`${NOT_READ}, ${TEXT}, br`);
    cut ||= out;
    if (node.matches("br")) text += " ";
    return out ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  while (walker.nextNode()) {
    nodes.push({ node: walker.currentNode, start: text.length, cut });
    text += walker.currentNode.data;
    cut = false;
  }
  return { nodes, text };
}

function sentencesOf(block) {
  const { nodes, text } = runsOf(block);
  const language = block.closest("[lang]").lang;
  const found = [];
  for (const { segment, index } of new Intl.Segmenter(language, { granularity: "sentence" }).segment(text)) {
    const start = index + segment.length - segment.trimStart().length;
    const end = index + segment.trimEnd().length;
    if (end > start) found.push({ block, start, end, nodes, text });
  }
  return found;
}

function rangeOf({ nodes, start, end }) {
  const range = document.createRange();
  const place = (at) => nodes.findLast((run) => run.start <= at);
  const first = place(start);
  const last = place(end - 1);
  range.setStart(first.node, start - first.start);
  range.setEnd(last.node, end - last.start);
  return range;
}

/* The sentence in which selected words begin. */
function sentenceAt(range) {
  const at = range.startContainer;
  const element = at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement;
  const block = element.closest(TEXT);
  if (!block || element.closest(NOT_READ)) return null;
  return sentencesOf(block).find((sentence) => rangeOf(sentence).compareBoundaryPoints(Range.START_TO_END, range) > 0);
}

function encoded(words) {
  return encodeURIComponent(words.trim()).replaceAll("-", "%2D");
}

function wordsOf(sentence, text) {
  const cuts = sentence.nodes.filter((run) => run.cut).map((run) => run.start - sentence.start);
  const words = [];
  const segments = new Intl.Segmenter(sentence.block.closest("[lang]").lang, { granularity: "word" }).segment(text);
  for (const { segment, index, isWordLike } of segments) {
    if (isWordLike) words.push({ start: index, end: index + segment.length });
  }
  return { words, cuts };
}

const folded = (words) => words.replace(/\s+/g, " ").toLowerCase();

/* Its first and last words; what stands between them is not told, so that numbers of sources do not matter. A beginning
   that stands more than once on the page, in whatever case, is made longer. */
function fragmentOf(sentence) {
  const text = sentence.text.slice(sentence.start, sentence.end);
  const { words, cuts } = wordsOf(sentence, text);
  if (!words.length) return null;
  const whole = (from, to) => !cuts.some((cut) => cut > from && cut < to);
  const page = folded(document.body.innerText);
  let first = Math.min(WORDS, words.length);
  while (first > 1 && !whole(words[0].start, words[first - 1].end)) first -= 1;
  const beginning = () => text.slice(words[0].start, words[first - 1].end);
  while (first < words.length && page.split(folded(beginning())).length > 2 && whole(words[0].start, words[first].end)) first += 1;
  if (first === words.length) return encoded(beginning());
  let last = Math.max(first, words.length - WORDS);
  while (last < words.length - 1 && !whole(words[last].start, words.at(-1).end)) last += 1;
  return `${encoded(beginning())},${encoded(text.slice(words[last].start, words.at(-1).end))}`;
}

function addressOf(sentence) {
  const fragment = fragmentOf(sentence);
  const address = tools.parentElement.dataset.address ?? document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  return fragment && `${address}#:~:text=${fragment}`;
}

const tools = document.getElementById("sentence-link");
if (tools && navigator.clipboard && Intl.Segmenter) {
  const [stepper, said] = [tools.querySelector("button"), tools.querySelector("[role=status]")];
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "sentence-button",
    textContent: tools.dataset.copy,
  });
  let chosen = null;

  async function copy(sentence) {
    said.textContent = ""; // it may say the sentence, which must not count as standing twice
    const address = sentence && addressOf(sentence);
    if (!address) return;
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = tools.dataset.copied;
      button.textContent = tools.dataset.copied;
    } catch {
      said.textContent = address; // to be copied by hand
      takeAway();
      said.scrollIntoView({ block: "center" });
    }
  }

  /* The focus, if the button has it, goes on to what is there for the keyboard. */
  function takeAway() {
    if (button.contains(document.activeElement)) stepper.focus({ preventScroll: true });
    button.remove();
    button.textContent = tools.dataset.copy;
  }

  /* Beside the words, and behind their block for the Tab key. */
  function offer() {
    const selection = document.getSelection();
    if (button.contains(document.activeElement) || document.activeElement === stepper) return;
    chosen = selection.isCollapsed || !selection.rangeCount ? null : sentenceAt(selection.getRangeAt(0));
    if (!chosen) {
      takeAway();
      return;
    }
    button.textContent = tools.dataset.copy;
    const place = selection.getRangeAt(0).getBoundingClientRect();
    chosen.block.append(button);
    const left = Math.min(Math.max(place.left, 8), document.documentElement.clientWidth - button.offsetWidth - 8);
    const below = place.bottom + 8 + button.offsetHeight < innerHeight;
    button.style.left = `${left}px`;
    button.style.top = `${below ? place.bottom + 8 : Math.max(place.top - button.offsetHeight - 8, 8)}px`;
  }

  let sentences = null;
  let at = -1;

  function step(by) {
    sentences ??= [...document.querySelectorAll(`article :is(${TEXT})`)].flatMap(sentencesOf);
    at = Math.min(Math.max(at + by, 0), sentences.length - 1);
    const range = rangeOf(sentences[at]);
    const selection = document.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    sentences[at].block.scrollIntoView({ block: "center" });
    said.textContent = range.toString();
  }

  document.addEventListener("selectionchange", offer);
  addEventListener("scroll", takeAway, { passive: true });
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // or the words are selected no more
  button.addEventListener("click", () => copy(chosen));
  stepper.addEventListener("click", () => (at < 0 ? step(1) : copy(sentences[at])));
  stepper.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    step(by);
  });
  tools.hidden = false;
}
