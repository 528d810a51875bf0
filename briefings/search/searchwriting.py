"""The rows that search asks, from documents: which words of a piece are found, and what they weigh.

A: headline. B: standfirst. C: sections, answers. D: events, what the papers say, names of outlets.
"""

from collections.abc import Sequence

from django.db import connection

from newsroom.markup import text_of

from ..document import Document
from ..models import Edition
from ..words import EditionKind

MAX_BYTES = 200_000
"""Of each piece's text, in UTF-8, what is found. PostgreSQL refuses vectors of more than 1 MiB, which no text of
this length can make; a story of 30,000 words is longer than any that was seen."""

WRITE = """
INSERT INTO briefings_searchrow (piece_id, kind, english, published_at, text, words)
SELECT v.piece, v.kind, v.english, v.at, v.body || v.more,
    setweight(to_tsvector(c.config, v.headline), 'A') || setweight(to_tsvector(c.config, v.standfirst), 'B')
    || setweight(to_tsvector(c.config, v.body), 'C')
    || setweight(to_tsvector(c.config, v.more || v.names), 'D')
FROM unnest(%s::bigint[], %s::text[], %s::boolean[], %s::timestamptz[], %s::text[], %s::text[], %s::text[],
    %s::text[], %s::text[]) AS v (piece, kind, english, at, headline, standfirst, body, more, names)
CROSS JOIN LATERAL (
    SELECT CASE WHEN v.english THEN 'newsroom_english'::regconfig ELSE 'newsroom'::regconfig END AS config
) AS c
"""


def write_search_rows(live: Sequence[tuple[int, Edition, Document]]) -> None:
    """Let search find these pieces, which have no rows yet; a withdrawal has no words to find."""
    rows = [
        (
            pk,
            edition.piece_kind,
            document.language.partition("-")[0].lower() == "en",
            edition.first_published_at,
            *_texts(document),
        )
        for pk, edition, document in live
        if edition.kind != EditionKind.WITHDRAWAL
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [list(column) for column in zip(*rows, strict=True)])


def _texts(document: Document) -> tuple[str, str, str, str, str]:
    """(headline, standfirst, body, what else it says, names), plain, of at most MAX_BYTES together."""
    # Blocks part lines, so that the texts can be read in one go.
    body = text_of("\n".join(part.html for part in document.sections))
    answers = "\n".join(f"{answer.question}\n{text_of(answer.html)}" for answer in document.answers)
    events = text_of("\n".join(event.html for event in document.events))
    said = "\n".join(part for c in document.citations for part in (c.paraphrase, c.quote) if part)
    names = "\n".join(dict.fromkeys(citation.outlet_name for citation in document.citations))
    texts = (
        document.headline,
        document.standfirst,
        "\n".join(filter(None, (body, answers))),
        "".join(f"\n{part}" for part in (events, said) if part),
        f"\n{names}",
    )
    if sum(map(len, texts)) * 4 <= MAX_BYTES:  # UTF-8 has no longer characters
        return texts
    return _cut(texts)


def _cut(texts: Sequence[str]) -> tuple[str, str, str, str, str]:
    left = MAX_BYTES
    kept = []
    for text in texts:
        kept.append(text.encode()[:left].decode(errors="ignore"))
        left -= len(kept[-1].encode())
    headline, standfirst, body, more, names = kept
    return headline, standfirst, body, more, names
