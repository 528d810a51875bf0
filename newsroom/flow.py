"""From the parser's tags to blocks: the one form in which a text with the same structure is always written.

The parser (nh3) hands over balanced tags of a known list. This builder writes them anew from a shorter one:
paragraphs end where a block begins, emphasis that spans blocks is opened again in each, lists and tables
keep their structure whatever stood around them, empty things go. Nothing is copied from the input but escaped
text and checked addresses. Its own output comes back unchanged.
"""

import html
import re
from dataclasses import dataclass, field

from newsroom.inline import Inline, Run, paragraph_htmls
from newsroom.links import checked_href
from newsroom.markup import TAG_NAME, escape_attribute, tokens

INLINES = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "sub": "sub",
    "sup": "sup",
    "q": "q",
    "cite": "cite",
}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CONTAINERS = frozenset({"ul", "ol", "blockquote", "table"})
# Elements that end a paragraph and mean nothing else to us.
BOUNDARIES = frozenset(
    """
    address article aside body center dd details dialog dir div dl dt fieldset figcaption figure footer form
    header hgroup hr legend main menu nav pre search section summary
    """.split()
)
VOID = frozenset({"br", "hr"})
TABLE_PARTS = {"thead": "thead", "tbody": "tbody", "tfoot": "tbody"}
CELL_ATTRIBUTES = ("scope", "colspan", "rowspan")
STYLED = ("b", "strong", "i", "em", "span")

# What the parser lets through to this builder; the rest it unwraps.
PARSED_TAGS = (
    {"p", "br", "a", "span", "li", "caption", "tr", "td", "th"}
    | set(INLINES)
    | set(TABLE_PARTS)
    | HEADINGS
    | CONTAINERS
    | BOUNDARIES
)
PARSED_ATTRIBUTES: dict[str, set[str]] = (
    {"a": {"href"}} | {tag: {"style"} for tag in STYLED} | {tag: set(CELL_ATTRIBUTES) for tag in ("td", "th")}
)

# Deeper lists and quotations lose their frame and keep their words: nobody can read them, and depth costs.
MAX_DEPTH = 12
# What must stand around text that has strayed into a list or a table.
FRAMES = {"ul": "li", "ol": "li", "table": "tbody", "thead": "tr", "tbody": "tr", "tr": "td"}

ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')


@dataclass
class Container:
    tag: str
    start: int  # index of its opening tag in the output
    paragraphs: list[int] = field(default_factory=list)  # indices of its own paragraphs in the output
    last_item: "Container | None" = None  # of a list: its latest closed item


@dataclass
class Opened:
    """What an opening tag changed, to be undone at its end."""

    boundary: bool = False
    inlines: int = 0
    containers: int = 0
    kind: str | None = None  # the kind of paragraph before it


def build(parsed: str, own_hosts: frozenset[str], plain: bool) -> str:
    """The canonical HTML of the parser's output; `plain`: paragraphs of unmarked text only."""
    builder = Builder(own_hosts, plain)
    for is_tag, piece in tokens(parsed):
        if not is_tag:
            builder.runs.append(Run(tuple(builder.inlines), html.unescape(piece) if "&" in piece else piece))
        elif piece[1] == "/":
            builder.end()
        else:
            name = TAG_NAME.match(piece)
            if name is not None:
                builder.start(name[1], piece)
    builder.flush()
    return "".join(builder.out)


class Builder:
    def __init__(self, own_hosts: frozenset[str], plain: bool) -> None:
        self.own_hosts = own_hosts
        self.plain = plain
        self.out: list[str] = []
        self.containers: list[Container] = []
        self.opened: list[Opened] = []
        self.inlines: list[Inline] = []
        self.runs: list[Run] = []
        self.kind = "p"
        self.links = 0

    def start(self, name: str, tag: str) -> None:
        opened = Opened(kind=self.kind)
        if name == "br":
            self.runs.append(Run(tuple(self.inlines), None))
        elif name in INLINES or name in ("a", "span"):
            if not self.plain:
                opened.inlines = self._start_inlines(name, tag)
        else:
            opened.boundary = not (self.plain and name in ("td", "th"))
            self._boundary(opened.boundary)
            if not self.plain:
                self._start_block(name, tag, opened)
        if name not in VOID:
            self.opened.append(opened)

    def end(self) -> None:
        opened = self.opened.pop()
        if opened.inlines:
            del self.inlines[-opened.inlines :]
        if opened.boundary:
            self._boundary(True)
        for _ in range(opened.containers):
            self._close()
        if opened.kind is not None:
            self.kind = opened.kind

    def flush(self) -> None:
        """Write the runs gathered so far as the paragraphs they make."""
        runs, self.runs = self.runs, []
        if not runs:
            return
        within = self.containers[-1].tag if self.containers else ""
        kind = "caption" if within == "caption" else self.kind
        for words in paragraph_htmls(runs, one_line=kind != "p", plain=self.plain):
            frames = 0
            while within in FRAMES:
                within = FRAMES[within]
                self._open(within)
                frames += 1
            if self.containers:
                self.containers[-1].paragraphs.append(len(self.out))
            self.out.append(words if kind == "caption" else f"<{kind}>{words}</{kind}>")
            for _ in range(frames):
                self._close()
            within = self.containers[-1].tag if self.containers else ""

    def _boundary(self, ends_paragraph: bool) -> None:
        # A caption is one paragraph whatever stands in it, and the cells of an unwrapped row are one line.
        if not ends_paragraph or (self.containers and self.containers[-1].tag == "caption"):
            self.runs.append(Run(tuple(self.inlines), " "))
        else:
            self.flush()

    def _start_inlines(self, name: str, tag: str) -> int:
        attributes = dict(ATTRIBUTE.findall(tag)) if " " in tag else {}
        before = len(self.inlines)
        if name == "a":
            href = checked_href(html.unescape(attributes.get("href", "")), self.own_hosts)
            if href is not None:
                rel = ' rel="external noopener"' if href[1] else ""
                self._push("a", f'<a href="{escape_attribute(href[0])}"{rel}>')
        else:
            for inline in _emphasis(name, attributes.get("style", "").lower()):
                self._push(inline, f"<{inline}>")
        return len(self.inlines) - before

    def _push(self, name: str, tag: str) -> None:
        if all(inline.name != name for inline in self.inlines):
            # Neighbours of equal emphasis become one; two links, quotations or titles side by side stay two.
            self.links += name in ("a", "q", "cite")
            self.inlines.append(Inline(name, tag, self.links if name in ("a", "q", "cite") else 0))

    def _start_block(self, name: str, tag: str, opened: Opened) -> None:
        within = self.containers[-1].tag if self.containers else ""
        if name in HEADINGS:
            self.kind = "h3"
        elif name in CONTAINERS:
            if within == "caption" or len(self.containers) >= MAX_DEPTH:
                return
            if name == "table" and any(container.tag == "table" for container in self.containers):
                return
            self.kind = "p"
            if within in ("ul", "ol"):
                opened.containers += self._reopen_item()
            elif within in FRAMES:
                return
            self._open(name)
            opened.containers += 1
        elif name == "li" and within in ("ul", "ol"):
            self._open("li")
            opened.containers = 1
        elif (name == "caption" or name in TABLE_PARTS) and within == "table":
            self._open(TABLE_PARTS.get(name, name))
            opened.containers = 1
        elif name == "tr" and within in ("thead", "tbody"):
            self._open("tr")
            opened.containers = 1
        elif name in ("td", "th") and within == "tr":
            self._open(name, _cell_attributes(tag))
            opened.containers = 1

    def _open(self, name: str, attributes: str = "") -> None:
        self.containers.append(Container(name, len(self.out)))
        self.out.append(f"<{name}{attributes}>")

    def _reopen_item(self) -> int:
        """A list straight inside a list (Word, Google Docs) belongs to the item before it."""
        item = self.containers[-1].last_item
        if item is None:
            self._open("li")
        else:
            self.out.pop()
            self.containers.append(item)
        return 1

    def _close(self) -> None:
        self.flush()
        container = self.containers.pop()
        cell = container.tag in ("td", "th")
        if len(self.out) == container.start + 1 and not cell:
            self.out.pop()
            return
        first = container.start + 1
        leads = container.paragraphs == [first] and self.out[first].startswith("<p>")
        if leads and (cell or container.tag == "li"):
            # One paragraph that leads an item or a cell is its text.
            self.out[first] = self.out[first][3:-4]
        if container.tag == "li":
            self.containers[-1].last_item = container
        self.out.append(f"</{container.tag}>")


def _emphasis(name: str, style: str) -> list[str]:
    """The elements that a tag with its style stands for. Google Docs wraps everything in a `b` of normal
    weight and sets emphasis by style; Word repeats what it has set for other scripts (mso-bidi-font-style)."""
    declared = {
        name.strip(): value.strip() for name, _, value in (d.partition(":") for d in style.split(";"))
    }
    weight, slope = declared.get("font-weight", ""), declared.get("font-style", "")
    if name != "span":
        undone = {"strong": weight in ("normal", "400"), "em": slope == "normal"}
        return [] if undone.get(INLINES[name]) else [INLINES[name]]
    emphasis = []
    if weight in ("bold", "600", "700", "800", "900"):
        emphasis.append("strong")
    if slope == "italic":
        emphasis.append("em")
    raised = {"super": "sup", "sub": "sub"}.get(declared.get("vertical-align", ""))
    return [*emphasis, raised] if raised else emphasis


def _cell_attributes(tag: str) -> str:
    found = dict(ATTRIBUTE.findall(tag))
    kept = []
    if tag.startswith("<th") and found.get("scope") in ("row", "col", "rowgroup", "colgroup"):
        kept.append(f' scope="{found["scope"]}"')
    for name in ("colspan", "rowspan"):
        # A browser lays out whatever number stands here: beyond 100 it is an attack or a mistake.
        if re.fullmatch(r"[2-9]|[1-9][0-9]|100", found.get(name, "")):
            kept.append(f' {name}="{found[name]}"')
    return "".join(kept)
