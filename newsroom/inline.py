"""The text of one paragraph: runs of words with the emphasis and links around them, written in one way."""

from collections.abc import Iterator
from typing import NamedTuple

from newsroom.markup import UNWANTED, escape, tidy


class Inline(NamedTuple):
    name: str
    tag: str  # its opening tag, ready to be written
    number: int  # tells two links side by side apart; 0 where equal neighbours are one


class Run(NamedTuple):
    inlines: tuple[Inline, ...]  # outermost first
    text: str | None  # unescaped; None: a line break


def paragraph_htmls(runs: list[Run], one_line: bool, plain: bool) -> Iterator[str]:
    """The HTML inside each paragraph that the runs make; none for runs without words.

    Two line breaks or more part paragraphs; one stays, unless `one_line` (headings) or `plain` makes it a
    space.
    """
    if one_line:
        runs = [Run(run.inlines, " ") if run.text is None else run for run in runs]
    for paragraph in _parted(runs):
        if plain:
            paragraph = [Run((), " " if run.text is None else run.text) for run in paragraph]
        tidied = _placed(_trimmed(_merged(paragraph)))
        if any(run.text is not None and run.text.strip() for run in tidied):
            yield _written(tidied)


def _parted(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs, cut where two line breaks follow each other with nothing but white space between them."""
    if all(run.text is not None for run in runs):
        yield runs
        return
    paragraph: list[Run] = []
    breaks: list[Run] = []  # a line break and the white space behind it, not yet placed
    for run in runs:
        if run.text is None:
            breaks.append(run)
        elif not tidy(run.text).strip():
            paragraph.append(run)
        else:
            if len(breaks) > 1:
                yield paragraph
                paragraph = []
            elif breaks:
                paragraph.append(breaks[0])
            breaks = []
            paragraph.append(run)
    yield paragraph


def _merged(runs: list[Run]) -> list[Run]:
    merged: list[Run] = []
    for inlines, text in runs:
        if text is not None:
            text = UNWANTED.sub("", text)
            if not text:
                continue
            if merged and merged[-1].inlines == inlines and merged[-1].text is not None:
                merged[-1] = Run(inlines, merged[-1].text + text)
                continue
        merged.append(Run(inlines, text))
    return merged


def _trimmed(runs: list[Run]) -> list[Run]:
    """White space as one space, none at the edges and beside line breaks, none twice across runs."""
    trimmed: list[Run] = []
    at_edge = True  # a space here would stand at an edge or behind another
    for inlines, text in runs:
        if text is None:
            _drop_last_space(trimmed)
            if trimmed:
                trimmed.append(Run(inlines, None))
            at_edge = True
            continue
        text = tidy(text)
        if at_edge:
            text = text.lstrip(" ")
        if text:
            trimmed.append(Run(inlines, text))
            at_edge = text.endswith(" ")
    _drop_last_space(trimmed)
    while trimmed and trimmed[-1].text is None:
        trimmed.pop()
        _drop_last_space(trimmed)
    return trimmed


def _drop_last_space(runs: list[Run]) -> None:
    inlines, text = runs[-1] if runs else Run((), None)
    if text is not None and text.endswith(" "):
        runs.pop()
        if text != " ":
            runs.append(Run(inlines, text[:-1]))


def _placed(runs: list[Run]) -> list[Run]:
    """Spaces and line breaks between words stand outside emphasis that only one neighbour has."""
    placed: list[Run] = []
    for index, (inlines, text) in enumerate(runs):
        if text is None or text == " ":
            before = runs[index - 1].inlines if index else ()
            after = runs[index + 1].inlines if index + 1 < len(runs) else ()
            inlines = inlines[: min(_shared(inlines, before), _shared(inlines, after))]
        placed.append(Run(inlines, text))
    return placed


def _shared(one: tuple[Inline, ...], other: tuple[Inline, ...]) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count


def _written(runs: list[Run]) -> str:
    pieces: list[str] = []
    around: tuple[Inline, ...] = ()
    for inlines, text in runs:
        kept = _shared(around, inlines)
        pieces.extend(f"</{inline.name}>" for inline in reversed(around[kept:]))
        pieces.extend(inline.tag for inline in inlines[kept:])
        pieces.append("<br>" if text is None else escape(text))
        around = inlines
    pieces.extend(f"</{inline.name}>" for inline in reversed(around))
    return "".join(pieces)
