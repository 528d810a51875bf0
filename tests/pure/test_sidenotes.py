"""Numbers in a text become the page's numbers and the notes that they open."""

from briefings.pages.sidenotes import notes_on

CITED = '<sup class="cite"><a href="#source-1" id="cite-1-1" aria-label="Source 1: The Wire">1</a></sup>'


def source(number: int, **fields) -> dict:
    plain = {"title": "", "host": "", "url": "", "published_on": None, "language": ""}
    return {"number": number, "outlet_name": f"Outlet {number}", **plain, **fields}


def cite(*places: str) -> str:
    links = (f'<a href="#source-{p.split("-")[0]}" id="cite-{p}">{p.split("-")[0]}</a>' for p in places)
    return f'<sup class="cite">{"".join(links)}</sup>'


def line(number: int, rest: str = "") -> str:
    return f'<b>{number}</b> <span class="caps" dir="auto">Outlet {number}</span><span>{rest}.</span></span>'


def note_of(html: str) -> str:
    return html.partition(' role="note">')[2]


def test_a_number_keeps_its_link_and_gets_a_button_and_a_note_of_its_own():
    written = notes_on([source(1, outlet_name="The Wire", url="https://a.example/x", title="A & B")]).beside(
        f"<p>Opened.{CITED} Closed.</p>"
    )
    assert written == (
        '<p>Opened.<sup class="cite"><a href="#source-1" id="cite-1-1" aria-label="Source 1">1</a>'
        '<button type="button" popovertarget="note-1-1"><span class="hidden">Source </span>1</button></sup>'
        '<span class="sidenote popup" id="note-1-1" popover role="note">'
        '<span><b>1</b> <span class="caps" dir="auto">The Wire</span>'
        '<span>, <a href="https://a.example/x" rel="external" dir="auto">A &amp; B</a>.</span></span></span>'
        " Closed.</p>"
    )


def test_a_note_tells_outlet_headline_and_date_as_far_as_they_are_known():
    sources = [
        source(1, title="In print", published_on="2020-03-05"),
        source(2),
        source(3, url="https://a.example/", host="a.example"),
    ]
    notes = notes_on(sources)
    assert notes.full == {
        "1": "<span>" + line(1, ', <cite dir="auto">In print</cite>, 5 March 2020'),
        "2": f"<span>{line(2)}",
        "3": "<span>" + line(3, ', <a href="https://a.example/" rel="external" dir="auto">a.example</a>'),
    }


def test_numbers_that_stand_together_share_one_note():
    written = notes_on([source(1), source(2)]).beside(f"<p>x{cite('2-1', '1-1')}</p>")
    assert written.count("<button") == 1
    assert (
        '<button type="button" popovertarget="note-2-1"><span class="hidden">Sources </span>2, 1</button>'
        in written
    )
    assert note_of(written) == f"<span>{line(2)} <span>{line(1)}</span></p>"


def test_a_source_is_told_in_full_once_in_each_text():
    notes = notes_on([source(1)])
    text = f"<p>x{cite('1-1')} y{cite('1-2')}</p>"
    first, again = notes.beside(text).split(" y")
    assert note_of(first) == f"<span>{line(1)}</span>"
    assert note_of(again) == f'<span class="sidenote-short">{line(1)}</span></p>'
    assert "sidenote-short" not in notes.beside(f"<p>z{cite('1-3')}</p>")


def test_lines_of_a_list_that_share_what_was_told_tell_each_source_in_full_once():
    notes, told = notes_on([source(1), source(2)]), set()
    lines = [notes.beside(f"<p>x{cite(place)}</p>", told) for place in ("1-1", "2-1", "1-2")]
    assert ["sidenote-short" in line for line in lines] == [False, False, True]


def test_a_text_without_numbers_stays_as_it_is():
    assert notes_on([]).beside("<p>x<sup>2</sup></p>") == "<p>x<sup>2</sup></p>"


def test_notes_that_would_run_far_below_a_short_text_name_the_outlets_alone():
    notes = notes_on([source(number) for number in range(1, 7)])
    cited = cite(*(f"{number}-1" for number in range(1, 7)))
    assert notes.beside(f"<p>Short.{cited}</p>").count("sidenote-short") == 6
    assert notes.beside(f"<p>{'Long words. ' * 60}{cited}</p>").count("sidenote-short") == 0
