"""The form of a story: what is typed into it stands in the working copy, and nothing of it is public."""

import pytest
from django.test import Client

from briefings.models import Article, Citation, Edition, Outlet, Piece, Story
from tests.admin.desk import add_row, fields_of, form_address, opened, saved
from tests.building import cite, make_editor, make_outlet, make_person, make_question, make_story, make_topic

pytestmark = pytest.mark.django_db


def test_a_new_story_offers_the_four_house_sections_in_their_order(desk: Client) -> None:
    values = opened(desk)
    kinds = [values[f"sections-{n}-kind"] for n in range(int(values["sections-TOTAL_FORMS"]))]
    assert kinds == ["whats_happened", "behind_the_headline", "papers_say", "how_we_got_here"]


def test_a_whole_story_is_written_in_one_form_and_stays_a_draft(desk: Client, editor) -> None:
    make_person("Ann")
    question, topic = make_question("Why?"), make_topic("Bridges")
    values = opened(desk)
    values["headline"] = "A bridge was opened"
    values["sections-0-html"] = "<p>It opened.[^reuters-1]</p>"
    values["byline_names"], values["topic_names"] = "ann", "bridges"
    add_row(values, "citations", url="https://example.org/a", outlet_name="Reuters", title="Bridge opens")
    add_row(values, "events", when="c. 1998", html="Plans were drawn.\n\nThen dropped.", keys="reuters-1")
    add_row(values, "question_links", question=str(question.pk), teaser="Short answer")
    story = saved(desk, values)
    assert story.kind == "story"
    assert story.slug == "a-bridge-was-opened"
    assert story.owner == editor
    assert [s.kind for s in story.sections.all()] == [
        "whats_happened",
        "behind_the_headline",
        "papers_say",
        "how_we_got_here",
    ]
    event = story.events.get()
    assert (event.start.year, event.precision, event.circa) == (1998, "year", True)
    assert event.html == "<p>Plans were drawn.</p><p>Then dropped.</p>"
    assert event.keys == ["reuters-1"]
    citation = story.citations.get()
    assert (citation.key, citation.outlet.name, citation.outlet_name) == ("reuters-1", "Reuters", "Reuters")
    assert citation.article.canonical_url == "https://example.org/a"
    assert [b.name for b in story.bylines.all()] == ["Ann"]
    assert [link.question.pk for link in story.question_links.all()] == [question.pk]
    assert [f.tag for f in story.filings.all()] == [topic]
    assert story.state == Piece.State.DRAFT
    assert Edition.objects.count() == 0


def test_saving_what_was_loaded_changes_nothing(desk: Client) -> None:
    story = make_story(
        sections=[("whats_happened", "<p>One &amp; two.[^wire]</p><ul><li>three</li></ul>")],
        events=[("2020-03-01", "A first thing.")],
        topics=["Bridges"],
        byline=["Ann"],
        standfirst="Two lines.\n\nOf words.",
    )
    story.refresh_fingerprint()
    before = Piece.objects.values().get(pk=story.pk)
    saved(desk, opened(desk, story), story)
    assert Piece.objects.values().get(pk=story.pk) == before


def test_the_fingerprint_follows_every_save(desk: Client) -> None:
    story = make_story()
    story.refresh_fingerprint()
    values = opened(desk, story)
    values["sections-0-html"] = "<p>Other words.</p>"
    now = saved(desk, values, story)
    assert now.fingerprint != story.fingerprint
    kept = now.fingerprint
    now.refresh_fingerprint()
    assert now.fingerprint == kept


def test_rows_stand_in_the_order_of_their_positions_and_new_ones_last(desk: Client) -> None:
    story = make_story(sections=["<p>One.</p>", "<p>Two.</p>", "<p>Three.</p>"])
    values = opened(desk, story)
    values["sections-0-position"] = "7"
    add_row(values, "sections", kind="papers_say", html="<p>Four.</p>")
    story = saved(desk, values, story)
    assert [s.html for s in story.sections.all()] == [
        "<p>Two.</p>",
        "<p>Three.</p>",
        "<p>One.</p>",
        "<p>Four.</p>",
    ]
    assert [s.position for s in story.sections.all()] == [0, 1, 2, 3]


def test_an_outlet_is_found_by_another_name_and_an_article_by_its_canonical_address(desk: Client) -> None:
    outlet = make_outlet("The New York Times")
    outlet.aliases.create(name="NYT")
    known = Article.objects.create(outlet=outlet, url="https://example.org/a", title="Known")
    values = opened(desk)
    values["headline"] = "A story"
    add_row(values, "citations", url="https://EXAMPLE.org/a?utm_source=x", outlet_name="nyt")
    citation = saved(desk, values).citations.get()
    assert citation.outlet == outlet
    assert citation.article == known
    assert citation.title == "Known"
    assert citation.key == "nyt-1"
    assert Outlet.objects.count() == 1


def test_a_known_address_alone_names_its_outlet(desk: Client) -> None:
    outlet = make_outlet("Reuters")
    Article.objects.create(outlet=outlet, url="https://example.org/a", title="Known")
    values = opened(desk)
    values["headline"] = "A story"
    add_row(values, "citations", url="https://example.org/a")
    citation = saved(desk, values).citations.get()
    assert (citation.outlet, citation.outlet_name, citation.title) == (outlet, "Reuters", "Known")


def test_two_rows_of_one_new_outlet_make_it_once_and_get_keys_of_their_own(desk: Client) -> None:
    values = opened(desk)
    values["headline"] = "A story"
    add_row(values, "citations", url="https://example.org/a", outlet_name="Le Monde")
    add_row(values, "citations", outlet_name="le monde", title="On paper", published_on="21 Nov 2025")
    story = saved(desk, values)
    assert [c.key for c in story.citations.all()] == ["le-monde-1", "le-monde-2"]
    assert Outlet.objects.get().name == "Le Monde"
    assert Article.objects.count() == 2


def test_two_sources_may_swap_their_keys(desk: Client) -> None:
    story = make_story(sections=["<p>x[^a][^b]</p>"], sources=["a", "b"])
    uids = {c.key: c.uid for c in story.citations.all()}
    values = opened(desk, story)
    values["citations-0-key"], values["citations-1-key"] = "b", "a"
    story = saved(desk, values, story)
    assert {c.key: c.uid for c in story.citations.all()} == {"a": uids["b"], "b": uids["a"]}


def test_a_rename_of_the_outlet_leaves_the_name_as_cited(desk: Client) -> None:
    story = make_story(sources=[{"key": "wire", "outlet": "The Wire"}])
    Outlet.objects.update(name="The New Wire")
    values = opened(desk, story)
    values["citations-0-paraphrase"] = "It opened."
    saved(desk, values, story)
    assert Citation.objects.get().outlet_name == "The Wire"


def test_pasted_word_markup_is_cleaned_and_its_words_kept(desk: Client) -> None:
    values = opened(desk)
    values["headline"] = "A story"
    values["sections-0-html"] = (
        '<p class="MsoNormal" style="margin:0"><o:p></o:p><b>It</b> <span lang="EN-GB">opened</span>'
        "<script>alert(1)</script>.</p>"
    )
    story = saved(desk, values)
    assert story.sections.first().html == "<p><strong>It</strong> opened.</p>"


def test_a_common_question_has_answers_sources_and_topics(desk: Client) -> None:
    values = opened(desk, kind="commonquestion")
    values["headline"] = "Why are bridges opened?"
    values["standfirst"] = "In short."
    add_row(values, "answers", question="Why?", html="<p>To cross.[^wire]</p>", keys="")
    add_row(values, "citations", key="wire", outlet_name="The Wire")
    question = saved(desk, values, kind="commonquestion")
    assert question.kind == "question"
    assert question.answers.get().html == "<p>To cross.[^wire]</p>"


def test_a_deleted_row_is_gone_and_the_others_close_up(desk: Client) -> None:
    story = make_story(sections=["<p>One.</p>", "<p>Two.[^wire]</p>"])
    values = opened(desk, story)
    values["sections-0-DELETE"] = "on"
    story = saved(desk, values, story)
    assert [(s.position, s.html) for s in story.sections.all()] == [(0, "<p>Two.[^wire]</p>")]


def test_a_save_of_a_large_story_takes_few_queries(desk: Client, django_assert_max_num_queries) -> None:
    story = make_story(
        sections=[f"<p>Section {n}.[^s{n}]</p>" for n in range(8)],
        sources=[f"s{n}" for n in range(40)],
        events=[(f"2020-01-{n % 28 + 1:02}", f"Event {n}.") for n in range(60)],
        topics=["A", "B", "C", "D"],
    )
    with django_assert_max_num_queries(30):
        values = opened(desk, story)
    for n in range(60):
        values[f"events-{n}-html"] += " More."
    for n in range(40):
        values[f"citations-{n}-title"] = f"Headline {n}"
    with django_assert_max_num_queries(42):  # two of them so that a form sent twice is done once
        desk.post(form_address(story), values)
    assert story.events.first().html == "<p>Event 0. More.</p>"


def test_a_second_window_is_told_and_may_save_again(desk: Client) -> None:
    story = make_story(topics=["Bridges"])
    story.refresh_fingerprint()
    first, second = opened(desk, story), opened(desk, story)
    first["headline"] = "First words"
    saved(desk, first, story)
    second["headline"] = "Second words"
    response = desk.post(form_address(story), second)
    assert response.status_code == 200
    assert Story.objects.get().headline == "First words"
    assert "You saved this piece yourself on " in response.content.decode()
    again = fields_of(response)
    assert again["headline"] == "Second words"
    saved(desk, again, story)
    assert Story.objects.get().headline == "Second words"


def test_a_row_deleted_in_another_window_comes_back_as_a_new_one_when_asked(desk: Client) -> None:
    story = make_story(sections=["<p>One.</p>", "<p>Two.[^wire]</p>"])
    story.refresh_fingerprint()
    values = opened(desk, story)
    story.sections.first().delete()
    story.refresh_fingerprint()
    response = desk.post(form_address(story), values)
    assert "This row was deleted in another window meanwhile." in response.content.decode()
    saved(desk, fields_of(response), story)
    assert sorted(s.html for s in story.sections.all()) == ["<p>One.</p>", "<p>Two.[^wire]</p>"]


def test_a_writer_sees_the_piece_of_another_and_cannot_save_it() -> None:
    story = make_story(by=make_editor("writer"), topics=["Bridges"], events=[("2020-01-01", "Then.")])
    client = Client()
    client.force_login(make_editor("writer"))
    response = client.get(form_address(story))
    assert response.status_code == 200
    page = response.content.decode()
    assert "1 January 2020" in page
    assert "A bridge was opened on Friday." in page
    assert "&lt;p&gt;" not in page
    assert client.post(form_address(story), {"headline": "Mine"}).status_code == 403


def test_cited_articles_of_other_rows_stay_when_one_is_edited(desk: Client) -> None:
    story = make_story(sources=[])
    one, two = cite(story, "wire", title="One"), cite(story, "other", title="Two")
    values = opened(desk, story)
    values["citations-0-quote"] = "Short."
    saved(desk, values, story)
    kept = list(Citation.objects.order_by("position").values_list("article", flat=True))
    assert kept == [one.article_id, two.article_id]
