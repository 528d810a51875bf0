"""What a robots.txt lets a visitor fetch (RFC 9309). Pure.

Not ``urllib.robotparser``: it knows neither ``*`` and ``$`` in paths nor that the longest rule decides.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote_to_bytes

Rules = list[tuple[bool, str]]
"""(allowed, pattern of paths) in the order of the file."""

MOST_RULES = 2_000
LONGEST = 2_000


def rules_for(text: str, agent: str) -> Rules:
    """The rules of the groups that name ``agent``, a product token, or else of those for everybody."""
    own: Rules = []
    everybody: Rules = []
    names: set[str] = set()
    named = in_rules = False
    for raw in text.lstrip("\ufeff").splitlines():
        field, colon, value = raw.partition("#")[0].partition(":")
        field, value = field.strip().lower(), value.strip()
        if not colon:
            continue
        if field == "user-agent":
            if in_rules:
                names, in_rules = set(), False
            token = re.match(r"[a-z_-]+|\*", value.lower())
            names.add(token[0] if token else "")
            named = named or agent.lower() in names
        elif field in ("allow", "disallow"):
            in_rules = True
            if not value or len(value) > LONGEST:
                continue  # an empty rule says nothing
            rule = (field == "allow", _plain(value))
            if agent.lower() in names and len(own) < MOST_RULES:
                own.append(rule)
            if "*" in names and len(everybody) < MOST_RULES:
                everybody.append(rule)
    return own if named else everybody


def may_fetch(rules: Iterable[tuple[bool, str]], target: str) -> bool:
    """Whether the rules let one fetch ``target``, path and query: the longest decides, of two alike the kinder."""
    target = _plain(target) or "/"
    if target == "/robots.txt":
        return True
    best = max(
        ((len(pattern), allowed) for allowed, pattern in rules if _matches(pattern, target)),
        default=(0, True),
    )
    return best[1]


def _plain(path: str) -> str:
    """Percent-encoded in one way, so that differently written paths compare as equal."""
    return quote(unquote_to_bytes(path), safe="/*$?&=:@!+,;~()'")


def _matches(pattern: str, target: str) -> bool:
    """In one pass over the target for each piece: a pattern full of stars costs no more than its length."""
    anchored = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    last = rest.pop() if anchored and rest else None
    for piece in rest:
        found = target.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if not anchored:
        return True
    if last is None:
        return at == len(target)
    return len(target) - len(last) >= at and target.endswith(last)
