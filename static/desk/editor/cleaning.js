// What may stand in a text, in the browser: the same list as on the server (newsroom/text.py), which stays the
// boundary. It is for what is shown before the server sees it, and for what is pasted.

const KEPT = new Set("p h3 ul ol li blockquote table caption thead tbody tr td th strong em sub sup q cite a br".split(" "));
const RENAMED = { b: "strong", i: "em", h1: "h3", h2: "h3", h4: "h3", h5: "h3", h6: "h3", tfoot: "tbody", div: "p" };
const DROPPED = new Set(
  ("script style svg math iframe object embed applet template noscript noembed noframes title textarea select audio " +
    "video canvas xmp plaintext frameset portal img picture link meta head form input button").split(" "),
);
const BLOCKS = "p,h3,ul,ol,li,blockquote,table,caption,thead,tbody,tr,td,th";
const CELL = ["colspan", "rowspan", "scope"];
const ADDRESS = /^(https?:\/\/|mailto:|\/(?![/\\])|newsroom:(story|question|topic)\/)/i;

/** Clean HTML of any HTML: known elements, checked addresses, nothing that runs. Nothing of it is loaded meanwhile. */
export function clean(html) {
  const inert = new DOMParser().parseFromString(html, "text/html");
  const box = document.implementation.createHTMLDocument("").createElement("div");
  copyInto(box, inert.body);
  return box.innerHTML;
}

function copyInto(target, source) {
  for (const node of source.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) {
      target.append(node.data);
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      copyElement(target, node);
    }
  }
}

function copyElement(target, node) {
  const written = node.localName.toLowerCase();
  if (DROPPED.has(written)) return;
  // A frame around blocks is no paragraph.
  const frame = written === "div" && node.querySelector("p,div,h1,h2,h3,h4,h5,h6,ul,ol,li,blockquote,table");
  let inner = target;
  for (const name of frame ? [] : namesOf(written, node.style)) {
    const element = target.ownerDocument.createElement(name);
    if (name === "a") {
      const href = node.getAttribute("href")?.trim() ?? "";
      if (!ADDRESS.test(href)) continue;
      element.setAttribute("href", href);
      if (node.hasAttribute("rel")) element.setAttribute("rel", "external noopener");
    }
    if (name === "td" || name === "th") {
      for (const attribute of CELL) {
        if (node.hasAttribute(attribute)) element.setAttribute(attribute, node.getAttribute(attribute));
      }
    }
    inner.append(element);
    inner = element;
  }
  copyInto(inner, node);
  // What was bold in a heading's or a block's own place stays around words, never around blocks.
  if (inner !== target && /^(strong|em|sub|sup|a)$/.test(inner.localName) && inner.querySelector(BLOCKS)) {
    inner.replaceWith(...inner.childNodes);
  }
}

/** The elements that one element stands for, outermost first. Word processors set emphasis by style, and Google Docs
 * wraps everything in a `b` of normal weight. */
function namesOf(written, style) {
  const bold = /^(bold|[6-9]00)$/.test(style.fontWeight);
  const italic = style.fontStyle === "italic";
  if (written === "span") {
    const raised = { sub: "sub", super: "sup" }[style.verticalAlign];
    return [bold && "strong", italic && "em", raised].filter(Boolean);
  }
  const name = RENAMED[written] ?? written;
  if (name === "strong" && /^(normal|400)$/.test(style.fontWeight)) return italic ? ["em"] : [];
  if (name === "em" && style.fontStyle === "normal") return bold ? ["strong"] : [];
  return KEPT.has(name) ? [name] : [];
}
