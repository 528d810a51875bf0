"""A source in another language than the piece that cites it: its headline and its quotation say so everywhere."""

import re

import pytest

from briefings.admin.partforms import CitationForm
from briefings.document import upgrade
from briefings.interchange.pieces import questions_of
from briefings.interchange.schema import BadRecord, read_record
from briefings.models import Article, Citation
from briefings.pages.sidenotes import notes_on
from newsroom.languages import check_language, direction
from tests.admin.desk import add_row, fields_of, form_address, opened, saved
from tests.building import changed, make_editor, make_outlet, make_story, published
from tests.interchange import records

FRENCH = {
    "key": "wire",
    "title": "Le pont est ouvert",
    "url": "https://wire.example/pont",
    "quote": "Enfin !",
    "language": "fr",
    "published_on": "2020-01-02",
}


def french_source() -> str:
    """The page of an English story with a French source, and one in its own language."""
    story = make_story(
        slug="bridge",
        sections=["<p>Opened.[^wire]</p>", "<p>Again.[^own]</p>"],
        sources=[FRENCH, {"key": "own", "outlet": "The Echo", "title": "It is open", "quote": "At last."}],
    )
    published(story)
    return story.get_absolute_url()


@pytest.mark.django_db
def test_note_coverage_and_list_name_the_language_of_headline_and_quotation(client):
    page = client.get(french_source()).content.decode()
    title = 'href="https://wire.example/pont" rel="external" lang="fr" dir="ltr">Le pont est ouvert</a>'
    assert page.count(title) == 3
    assert '<p dir="ltr"><q lang="fr">Enfin !</q></p>' in page
    assert page.count('<cite dir="auto">It is open</cite>') == 3
    assert '<p dir="auto"><q>At last.</q></p>' in page


@pytest.mark.django_db
def test_programs_feeds_and_the_outlet_s_page_are_told_too(client):
    url = french_source()
    assert '"name":"Le pont est ouvert","url":"https://wire.example/pont","inLanguage":"fr"' in (
        client.get(url).content.decode()
    )
    assert '&lt;a href="https://wire.example/pont" lang="fr" dir="ltr"&gt;' in (
        client.get("/feed.xml").content.decode().replace("&quot;", '"')
    )
    outlet = client.get("/outlets/the-wire/").content.decode()
    assert re.search(r'<h3 lang="fr" dir="ltr"><a [^>]*>Le pont est ouvert</a>', outlet)


def test_a_note_in_words_of_its_own_language_needs_no_mark():
    line = {"number": 1, "title": "Le pont", "host": "", "url": "", "outlet_name": "W", "published_on": None}
    french = {**line, "language": "fr"}
    assert '<cite dir="auto">Le pont</cite>' in notes_on([french], "fr").full["1"]
    assert '<cite lang="fr" dir="ltr">Le pont</cite>' in notes_on([french], "ar").full["1"]


@pytest.mark.django_db
def test_a_change_of_the_language_alone_is_a_change_that_readers_are_shown(client):
    url = french_source()
    story = Citation.objects.get(key="wire").piece
    Citation.objects.filter(key="wire").update(language="fr-CA")
    published(changed(story))
    page = client.get(f"{url}changes/1..2/").content.decode()
    assert [
        re.sub("<[^>]*>", "", cell) for cell in re.findall(r"<(?:del|ins)\b.*?</(?:del|ins)>", page)
    ] != []
    assert "fr-CA" in page


@pytest.mark.django_db
def test_the_desk_takes_the_language_of_a_source_and_knows_it_when_it_is_cited_again(client):
    client.force_login(make_editor("chief"))
    make_outlet()
    values = opened(client)
    values["headline"] = "A bridge"
    row = {"outlet_name": "The Wire", "url": "https://wire.example/pont", "title": "Le pont"}
    add_row(values, "citations", **row, language="fr")
    story = saved(client, values)
    assert (story.citations.get().language, Article.objects.get().language) == ("fr", "fr")
    values = opened(client)
    values["headline"] = "Another"
    add_row(values, "citations", url=row["url"])
    assert saved(client, values).citations.get().language == "fr"
    shown = fields_of(client.get(form_address(story)))
    assert shown["citations-0-language"] == "fr"


@pytest.mark.django_db
@pytest.mark.parametrize("tag", ["french", "f", "en_GB", "fr-", "fr\u00e9"])
def test_what_is_no_tag_is_refused_with_a_sentence(tag):
    form = CitationForm({"language": tag, "outlet_name": "The Wire"})
    assert form.errors["language"] == [
        f"“{tag}” is no tag of a language. Write one such as en, de, pt-BR or zh-Hant."
    ]


@pytest.mark.parametrize(
    "tag", ["en", "de-AT", "zh-Hant-TW", "sl-rozaj-biske", "es-419", "en-x-house", "pa-Arab"]
)
def test_a_tag_is_kept_as_it_is(tag):
    assert check_language(tag) == tag


@pytest.mark.parametrize(
    ("tag", "way"),
    [
        ("he", "rtl"),
        ("ps", "rtl"),
        ("ur-PK", "rtl"),
        ("pa-Arab", "rtl"),
        ("pa", "ltr"),
        ("uz-Latn", "ltr"),
        ("tlh", "auto"),
    ],
)
def test_words_run_by_the_script_that_is_named_or_else_by_the_usual_one(tag, way):
    assert direction(tag) == way


def test_a_record_whose_source_has_no_language_is_the_one_that_was_imported_before():
    """The digest by which an import knows a question again must not change with a field that is not used."""
    record = records.story(questions=[records.question()])
    (plain,) = questions_of(read_record(record))
    record["sources"][0]["language"] = None
    (same,) = questions_of(read_record(record))
    record["sources"][0]["language"] = "fr"
    (other,) = questions_of(read_record(record))
    assert (same.digest == plain.digest, other.digest == plain.digest) == (True, False)


def test_a_record_with_a_language_that_is_none_is_refused_with_field_and_reason():
    with pytest.raises(BadRecord) as refused:
        read_record(records.story(sources=[records.source(language="french")]))
    assert refused.value.faults == [
        (
            "sources[0].language",
            "“french” is no tag of a language. Write one such as en, de, pt-BR or zh-Hant.",
        )
    ]


@pytest.mark.django_db
def test_an_edition_holds_the_language_of_each_source():
    french_source()
    edition = Citation.objects.get(key="wire").piece.live_edition
    assert [citation.language for citation in upgrade(edition.document).citations] == ["fr", ""]
