"""What no edition may call a minor change without a second look: a number, a name, a quotation. Pure.

Found by their looks, in any language with capital letters, and rather once too often: a false alarm costs an
editor a glance, a name that slips through costs a reader's trust.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from newsroom.markup import text_of

from ..differences.difference import Difference, TextChange

NOT_READ = frozenset(("language", "kind", "keys", "key", "url", "archive", "credit"))
"""Fields that hold nothing a reader takes for a fact."""
NAMES = frozenset(("byline", "outlet", "author"))
"""Fields that are names as a whole."""
MAX_NAMED = 5

WORD_NUMBERS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand
    thousands million millions billion billions trillion dozen dozens half third quarter double triple
    """.split()
)
# Words that begin sentences and are no names. Any other counts as one, unless it stands in small letters in
# the text before or after.
OPENERS = frozenset(
    """
    a about above according across after again against all almost along already also although always among an
    and another any are around as asked at back because before behind being below beneath beside between both
    but by can could despite did do does during each earlier early either enough even every everyone few
    finally first for four from further had has have he hence her here his how however i if in inside instead
    into is it its just last late later less like many may meanwhile might more moreover most much must my
    near nearly neither never nevertheless new next no nobody none nor not nothing now of off often on once
    one only or other others our out outside over per perhaps please police rather recently second she should
    since so some soon still such than that the their them then there therefore these they third this those
    though through throughout thus to today together tomorrow too toward towards under unless until up upon
    was we were what when where whether which while who whose why will with within without would yesterday
    yet you your
    """.split()
)

NUMBER = re.compile(r"\d+(?:[.,:/\u202f’']\d+)*(?:st|nd|rd|th)?\s?[%‰]?")
WORD = re.compile(r"[^\W\d_]+(?:[’'\-.][^\W\d_]+)*")
POSSESSIVE = re.compile(r"[’']s?$")
BEGINS = re.compile(r"(?:^|[.!?:…]|[.!?:…][”\"’»)\]]+)[\s“\"‘«„(\[]*$|[“\"«„\x02]$")
QUOTATION = re.compile(r"“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|\"([^\"]+)\"|‘(.+?)’(?!\w)|\x02([^\x03]+)\x03")
QUOTING_TAG = re.compile(r"<(/?)(?:q|blockquote)>")


def changes_number_name_or_quotation(difference: Difference) -> list[str]:
    """A sentence for each part and kind of fact that changed; empty where none did. Plain text."""
    sentences: list[str] = []
    for change in difference.changes:
        sentences.extend(_sentences(change.label, [change]))
    for group in difference.parts:
        for entry in group.entries:
            sentences.extend(_sentences(entry.name or _("Common question"), entry.changes))
    return sentences


def _sentences(where: str, changes: "tuple[TextChange, ...] | list[TextChange]") -> Iterator[str]:
    read = [change for change in changes if change.name not in NOT_READ]
    texts = [(change, _plain(change, change.old), _plain(change, change.new)) for change in read]
    small = {word for _change, *both in texts for text in both for word in _words(text) if word.islower()}
    finders: list[tuple[str, Callable[[TextChange, str], list[str]]]] = [
        (_("numbers"), lambda _change, text: numbers_in(text)),
        (_("names"), lambda change, text: _names(change, text, small)),
        (_("quotations"), _quotations),
    ]
    for kind, find in finders:
        before = [fact for change, old, _new in texts for fact in find(change, old)]
        after = [fact for change, _old, new in texts for fact in find(change, new)]
        if before == after:
            continue
        gone, come = _listed(Counter(before) - Counter(after)), _listed(Counter(after) - Counter(before))
        values = {"where": where, "kind": kind, "gone": gone, "come": come}
        if gone and come:
            yield _("“%(where)s”, %(kind)s: %(gone)s gave way to %(come)s.") % values
        elif come:
            yield _("“%(where)s”, %(kind)s: %(come)s came in.") % values
        elif gone:
            yield _("“%(where)s”, %(kind)s: %(gone)s went out.") % values
        else:
            yield _("“%(where)s”, %(kind)s: the same ones stand in another order.") % values


def numbers_in(text: str) -> list[str]:
    """Numbers in digits, with their per cent sign, and English number words, in order."""
    found = [(match.start(), match[0].replace(" ", "").strip()) for match in NUMBER.finditer(text)]
    for match in WORD.finditer(text):
        if any(part in WORD_NUMBERS for part in match[0].lower().split("-")):
            found.append((match.start(), match[0].lower()))
    return [number for _place, number in sorted(found)]


def names_in(text: str, small: frozenset[str] | set[str] = frozenset()) -> list[str]:
    """Words with a capital letter, in order, without those that have it only as a sentence's first word.

    `small` holds words known in small letters: a sentence that begins with one begins with no name.
    """
    names: list[str] = []
    for match in WORD.finditer(text):
        word = POSSESSIVE.sub("", match[0])
        if not any(char.isupper() for char in word) or word == "I":
            continue
        lower = word.lower()
        ordinary = lower in OPENERS or lower in small or lower in WORD_NUMBERS
        if ordinary and BEGINS.search(text[max(0, match.start() - 8) : match.start()]):
            continue
        names.append(word)
    return names


def quotations_in(text: str) -> list[str]:
    """What stands between quotation marks of any shape, in order, without the marks."""
    return [next(filter(None, match.groups())) for match in QUOTATION.finditer(text)]


def _plain(change: TextChange, value: str) -> str:
    if not change.is_rich:
        return value
    # Quoting elements bring their marks along on the page: signs stand for them that no text holds.
    marked = QUOTING_TAG.sub(lambda tag: "\x03" + tag[0] if tag[1] else tag[0] + "\x02", value)
    return text_of(marked)


def _names(change: TextChange, text: str, small: set[str]) -> list[str]:
    return [text] if change.name in NAMES and text else names_in(text, small)


def _quotations(change: TextChange, text: str) -> list[str]:
    return [text] if change.name == "quote" and text else quotations_in(text)


def _words(text: str) -> list[str]:
    return [match[0] for match in WORD.finditer(text)]


def _listed(facts: Counter[str]) -> str:
    named = list(facts)
    words = ", ".join(f"“{fact}”" for fact in named[:MAX_NAMED])
    more = len(named) - MAX_NAMED
    return words if more <= 0 else _("%(words)s and %(more)d more") % {"words": words, "more": more}
