"""Days and minutes written short, and any date that can be read, as hypothesis draws them."""

import datetime as dt

from hypothesis import strategies as st

from newsroom import dates
from newsroom.dates import ParsedDate


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def minute(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@st.composite
def parsed_dates(draw: st.DrawFn) -> ParsedDate:
    precision = draw(st.sampled_from(dates.PRECISIONS))
    if precision == "minute":
        moments = st.datetimes(timezones=st.just(dt.UTC)).map(lambda d: d.replace(second=0, microsecond=0))
        first, last = sorted((draw(moments), draw(moments)))
        ends: tuple[dt.date, dt.date] = (first, last)
    else:
        one, two = sorted((draw(st.dates()), draw(st.dates())))
        part = {"year": {"month": 1, "day": 1}, "month": {"day": 1}, "day": {}}[precision]
        ends = (one.replace(**part), two.replace(**part))
    end = draw(st.sampled_from([None, ends[1] if ends[1] != ends[0] else None]))
    return ParsedDate(ends[0], end, precision, draw(st.booleans()))
