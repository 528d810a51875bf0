"""Moments ahead, as people write them in a time zone: “tomorrow 06:00”, “24 Nov 2026 06:00”, “06:00 UTC”.

A moment that a clock change makes twice, or leaves out, is refused with a sentence: nobody is to guess which was
meant. Dates are read by newsroom/dates.py, words of the house's language turned into English by date_words.py.
Everything here takes the present moment; nothing asks a clock.
"""

import datetime as dt
import re
from bisect import bisect_left

from django.utils.translation import gettext as _

from newsroom.date_values import DateError, UnreadableDate, short_day
from newsroom.date_words import moment_in_english
from newsroom.dates import parse

FURTHEST = dt.timedelta(days=5 * 366)
"""Whoever writes a time further away has mistyped the year."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TWELVE = re.compile(
    r"(?<![\w:.-])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b\.?",
    re.IGNORECASE | re.ASCII,
)
_CLOCK = r"(?P<clock>\d{1,2}:\d{2})(?P<zone>\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
_IN = re.compile(
    r"in (?P<count>\d{1,5}) ?(?P<unit>min|minutes?|h|hours?|d|days?|weeks?)", re.IGNORECASE | re.ASCII
)
_DAY = re.compile(
    rf"(?P<day>today|tomorrow|(?:next )?(?:{'|'.join(f'{d}|{d[:3]}' for d in WEEKDAYS)}))(?:,| at)? +{_CLOCK}",
    re.IGNORECASE | re.ASCII,
)
_CLOCK_ALONE = re.compile(_CLOCK, re.IGNORECASE | re.ASCII)
_SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


def read_moment(text: str, zone: dt.tzinfo, now: dt.datetime) -> dt.datetime:
    """The moment that somebody in ``zone`` wrote at ``now``, in UTC, to the minute. DateError with a sentence where
    it is none, has no time, exists twice or not at all in the zone, or is years away. It may lie in the past."""
    written = _TWELVE.sub(_of_24_hours, " ".join(text.split()), count=1)
    try:
        moment = _moment(written, zone, now)
    except UnreadableDate as unreadable:
        told = moment_in_english(written)
        if told == written:
            raise
        try:
            moment = _moment(told, zone, now)
        except UnreadableDate:
            raise unreadable from None  # with the words that were written
    if abs(moment - now) > FURTHEST:
        raise DateError(
            _("“%(written)s” is more than five years away. Is the year right?") % {"written": _short(written)}
        )
    return moment


def _moment(written: str, zone: dt.tzinfo, now: dt.datetime) -> dt.datetime:
    """What is written in English, or in figures."""
    found = _IN.fullmatch(written)
    if found is None:
        return _stated(_with_its_day(written, zone, now), zone)
    seconds = int(found["count"]) * _SECONDS[found["unit"][0].lower()]
    return (now + dt.timedelta(seconds=seconds)).astimezone(dt.UTC).replace(second=0, microsecond=0)


def read_moment_ahead(text: str, zone: dt.tzinfo, now: dt.datetime) -> dt.datetime:
    """As ``read_moment``; DateError also for a moment that has passed."""
    moment = read_moment(text, zone, now)
    if moment <= now:
        raise DateError(
            _("%(moment)s has passed: it is %(now)s. Publish now instead, or write a time ahead.")
            % {"moment": show_moment(moment, zone), "now": show_moment(now, zone)}
        )
    return moment


def show_moment(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """As the desk writes it, with UTC beside it: “24 Nov 2026, 06:00 (05:00 UTC)”."""
    local, universal = moment.astimezone(zone), moment.astimezone(dt.UTC)
    if local.utcoffset() == dt.timedelta(0):
        return f"{short_day(local)}, {local:%H:%M} UTC"
    day = "" if local.date() == universal.date() else f"{short_day(universal)}, "
    return f"{short_day(local)}, {local:%H:%M} ({day}{universal:%H:%M} UTC)"


def edit_moment(moment: dt.datetime, zone: dt.tzinfo) -> str:
    """So that ``read_moment`` reads it back: in the zone, or in UTC where the zone has that time twice."""
    local = moment.astimezone(zone)
    if _is_twice(local.replace(tzinfo=None), zone) or not local.utcoffset():
        return f"{short_day(moment.astimezone(dt.UTC))} {moment.astimezone(dt.UTC):%H:%M} UTC"
    return f"{short_day(local)} {local:%H:%M}"


def at_wall(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The moment, in UTC, at which clocks in ``zone`` show ``wall`` (naive). DateError where none or two do."""
    try:
        first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    except OverflowError as overflow:
        raise DateError(_("Years run from 1 to 9999.")) from overflow
    shown = f"{short_day(wall)}, {wall:%H:%M}"
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        before, after = second.astimezone(zone), first.astimezone(zone)  # the gap lies between them
        raise DateError(
            _("There is no %(shown)s in %(zone)s: clocks go forward there. Write %(before)s or %(after)s.")
            % {
                "shown": shown,
                "zone": zone,
                "before": _clock_of(before, wall),
                "after": _clock_of(after, wall),
            }
        )
    if first != second:
        raise DateError(
            _(
                "%(shown)s comes twice in %(zone)s: clocks go back there. Write %(first)s or %(second)s,"
                " whichever is meant."
            )
            % {
                "shown": shown,
                "zone": zone,
                "first": f"{short_day(first)} {first:%H:%M} UTC",
                "second": f"{short_day(second)} {second:%H:%M} UTC",
            }
        )
    return first


def first_at_wall(wall: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """As ``at_wall``, for times that nobody typed: the first of two, and where clocks leave ``wall`` out, the moment
    at which they go forward."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    if first <= second:
        return first

    def is_past_the_gap(minutes: int) -> bool:
        return (second + dt.timedelta(minutes=minutes)).astimezone(zone).replace(tzinfo=None) >= wall

    between = range((first - second) // dt.timedelta(minutes=1))  # the gap lies between them
    return second + dt.timedelta(minutes=bisect_left(between, True, key=is_past_the_gap))


def _clock_of(local: dt.datetime, wall: dt.datetime) -> str:
    """The time of day, with its day where that is another: some clocks go forward at midnight."""
    return f"{local:%H:%M}" if local.date() == wall.date() else f"{short_day(local)} {local:%H:%M}"


def _is_twice(wall: dt.datetime, zone: dt.tzinfo) -> bool:
    offsets = {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}
    return len(offsets) > 1


def _of_24_hours(found: re.Match[str]) -> str:
    """“7am”, “7.30 p.m.” and “12 am” as 07:00, 19:30 and 00:00."""
    hour = int(found["hour"]) % 12 + (12 if found["half"] in "pP" else 0)
    return f"{hour:02}:{found['minute'] or '00'}"


def _with_its_day(written: str, zone: dt.tzinfo, now: dt.datetime) -> str:
    """“tomorrow 06:00”, “Fri 7:30” and “18:00” with the day written out; anything else as it is."""
    found = _DAY.fullmatch(written) or _CLOCK_ALONE.fullmatch(written)
    if found is None:
        return written
    stated = (found["zone"] or "").strip()
    today = now.astimezone(dt.UTC if stated.upper() in ("Z", "UTC", "GMT") else zone).date()
    name = found.groupdict().get("day") or "today"
    name = name.lower().removeprefix("next ")
    if name == "tomorrow":
        day = today + dt.timedelta(days=1)
    elif name == "today":
        day = today
    else:
        number = next(place for place, full in enumerate(WEEKDAYS) if full.startswith(name))
        day = today + dt.timedelta(days=(number - today.weekday() - 1) % 7 + 1)  # never today
    return f"{day.isoformat()} {found['clock']} {stated}".strip()


def _stated(written: str, zone: dt.tzinfo) -> dt.datetime:
    """The moment of a date with a time, which may name a zone of its own."""
    if not written:
        raise DateError(_("A time is missing: write it like 24 Nov 2026 06:00, or tomorrow 06:00."))
    # Read as of two zones: where both give the same moment, the words name a zone themselves.
    try:
        here, elsewhere = (parse(written, tz) for tz in (dt.UTC, dt.timezone(dt.timedelta(hours=1))))
    except UnreadableDate as unreadable:  # whose hint is about dates, c. 1998 among them
        raise UnreadableDate(
            _("“%(written)s” cannot be read as a time: write 24 Nov 2026 06:00, or tomorrow 06:00.")
            % {"written": _short(written)}
        ) from unreadable
    if here.end is not None or here.circa:
        raise DateError(_("One moment is wanted, and “%(written)s” is more.") % {"written": _short(written)})
    if not isinstance(here.start, dt.datetime):
        raise DateError(
            _("“%(written)s” has no time of day: write it like 24 Nov 2026 06:00.")
            % {"written": _short(written)}
        )
    if here.start == elsewhere.start:
        return here.start
    return at_wall(here.start.replace(tzinfo=None), zone)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
