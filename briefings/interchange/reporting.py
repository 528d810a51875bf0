"""What an import says: a line for each fault, and a closing report. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator

from .outcome import Outcome
from .reading import Line

SHOWN_PER_LINE = 5
"""Faults of one line that are told; a record that is wrong throughout need not fill the screen."""

STORIES = (
    ("new", "new"),
    ("changed", "changed"),
    ("unchanged", "unchanged"),
    ("edited", "skipped, since an editor changed them (--overwrite takes the file's)"),
    ("redacted", "skipped, since words of them were taken out here for good"),
    ("withdrawn", "left withdrawn, as they are here"),
    ("left live", "left live, though drafts in the file"),
    ("bad", "bad lines skipped"),
)
BESIDE = (
    ("drafts", "of them drafts"),
    ("editions", "editions made"),
    ("questions new", "common questions new"),
    ("question words replaced", "times the words of a common question replaced by a later record's"),
    ("questions edited", "common questions skipped, since an editor changed them"),
    ("questions redacted", "common questions skipped, since words of them were taken out here for good"),
    ("questions withdrawn", "common questions left withdrawn, as they are here"),
    ("slugs taken", "slugs that were another piece's"),
)
CONFLICTS = (
    ("homepages", "outlets with another home page"),
    ("kinds", "topics of another kind"),
    ("parents", "topics with another parent"),
    ("outlets", "articles cited under another outlet"),
)


def fault_lines(faults: Iterable[tuple[Line, str, str]]) -> Iterator[str]:
    """``FILE:LINE: field: reason`` for each fault, at most so many for one line."""
    told: Counter[tuple[str, int]] = Counter()
    for line, field, reason in faults:
        told[line.file, line.number] += 1
        if told[line.file, line.number] <= SHOWN_PER_LINE:
            yield f"{line.file}:{line.number}: {field}: {reason}"
        elif told[line.file, line.number] == SHOWN_PER_LINE + 1:
            yield f"{line.file}:{line.number}: and more"


def closing_report(outcome: Outcome, *, seconds: float, kept: bool, dry_run: bool) -> str:
    """Counts of what was done, in a few lines."""
    counts = outcome.counts
    read = sum(counts[name] for name, _ in STORIES)
    if dry_run:
        begun = "Nothing was changed. This is what would be:"
    elif not kept:
        begun = "Nothing was imported, since some lines are bad (--strict). Without that:"
    else:
        begun = "Imported."
    lines = [f"{begun} {read:,} {'story' if read == 1 else 'stories'} read in {seconds:.1f} s."]
    lines += [f"  {counts[name]:>7,} {words}" for name, words in STORIES if counts[name] or name == "new"]
    lines += [f"  {counts[name]:>7,} {words}" for name, words in BESIDE if counts[name]]
    conflicts = [(len(getattr(outcome.conflicts, name)), words) for name, words in CONFLICTS]
    if any(number for number, _ in conflicts):
        lines.append("Not taken over, since the first that was known stays:")
        lines += [f"  {number:>7,} {words}" for number, words in conflicts if number]
    return "\n".join(lines)
