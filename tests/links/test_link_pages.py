"""What readers and editors see of the health of links."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from briefings.models import Article, LinkCheck, LinkHealth, Piece
from briefings.source_links.enrolling import enrol
from newsroom.clock import now
from tests.admin.desk import panels_of
from tests.building import make_editor, make_question, make_story, moment, published, withdrawn

pytestmark = pytest.mark.django_db

URL = "https://paper-1.org/{}"
GONE = "The original can no longer be reached"


def citing(*names: str, headline: str = "A story", **fields: object) -> Piece:
    """A draft that cites an address for each name; `fields` are those of each citation."""
    sources = [
        {"key": f"s{n}", "url": URL.format(name), "title": f"Title {name}", **fields}
        for n, name in enumerate(names)
    ]
    markers = "".join(f"[^s{n}]" for n in range(len(names)))
    return make_story(headline, sections=[f"<p>A bridge was opened.{markers}</p>"], sources=sources)


def stand(name: str, state: str, **fields: object) -> LinkHealth:
    """Have the link of a live piece's source stand so."""
    enrol()
    LinkHealth.objects.filter(url=URL.format(name)).update(state=state, **fields)
    return LinkHealth.objects.get(url=URL.format(name))


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(make_editor("editor"))
    return client


def sources_of(client: Client, piece: Piece) -> list[str]:
    page = client.get(piece.get_absolute_url()).content.decode()
    return page.partition('<ol class="sources">')[2].partition("</ol>")[0].split("<li id=")[1:]


def test_readers_are_told_of_a_source_whose_original_is_gone_and_led_to_its_copy(client):
    story = published(citing("a", "b", archive_url="https://archive.example/a?b=1&c=2"))
    stand("a", "dead", reached_at=moment("2026-05-03T12:00"))
    first, second = sources_of(client, story)
    assert (
        '<p class="label source-gone">The original can no longer be reached; it was last seen on 3 May 2026.'
        ' <a href="https://archive.example/a?b=1&amp;c=2" rel="external">Read its archived copy</a></p>\n</div>\n</li>'
    ) in first
    assert GONE not in second


def test_a_source_that_never_was_reached_and_has_no_copy_says_only_that(client):
    story = published(citing("a"))
    stand("a", "dead")
    (only,) = sources_of(client, story)
    assert '<p class="label source-gone">The original can no longer be reached.</p>' in only


@pytest.mark.parametrize("state", ["unknown", "reachable", "moved", "unverifiable", "failing"])
def test_readers_are_told_nothing_of_any_other_state(client, state):
    story = published(citing("a"))
    stand("a", state, failures=3, reached_at=moment("2026-05-03"))
    page = client.get(story.get_absolute_url()).content.decode()
    assert GONE not in page
    assert "unverifiable" not in page


def test_the_same_article_cited_with_a_tracking_parameter_is_gone_too_and_another_page_is_not(client):
    story = published(citing("a?utm_source=mail", "ab"))
    enrol()
    LinkHealth.objects.filter(url=URL.format("a")).update(state="dead")
    first, second = sources_of(client, story)
    assert GONE in first
    assert GONE not in second


def test_questions_and_former_editions_say_it_as_well(client):
    question = make_question(sources=[{"key": "wire", "url": URL.format("a")}])
    published(question)
    stand("a", "dead")
    assert GONE in sources_of(client, question)[0]
    first = client.get(f"{question.get_absolute_url()}changes/1/").content.decode()
    assert first.count(GONE) == 1


def test_the_health_of_links_adds_no_query_to_a_story(client):
    story = published(citing(*"abcdefgh"))
    counts = []
    for state in ("reachable", "dead"):
        enrol()
        LinkHealth.objects.update(state=state)
        client.get(story.get_absolute_url())
        with CaptureQueriesContext(connection) as captured:
            page = client.get(story.get_absolute_url())
        counts.append(len(captured))
        assert page.content.decode().count(GONE) == (8 if state == "dead" else 0)
    assert counts[0] == counts[1]


def test_the_desk_names_sources_of_live_pieces_that_fail_again_and_again(desk: Client):
    published(citing("dead", "failing", "once", "refused"))
    citing("draft")
    withdrawn(citing("withdrawn"))
    assert "links" not in panels_of(desk.get("/admin/"))
    stand("failing", "failing", failures=2, since=moment("2026-05-01"))
    stand("once", "failing", failures=1)
    stand("refused", "unverifiable")
    stand("dead", "dead", failures=5, since=moment("2026-05-03"))
    page = desk.get("/admin/")
    assert panels_of(page)["links"] == (["Title dead", "Title failing"], "2")
    words = page.content.decode()
    assert (
        '<span class="state state-dead">dead</span> <span>The Wire</span> <span>5 failures in a row</span>'
        in words
    )


def test_the_panel_takes_as_many_queries_however_many_fail(desk: Client):
    counts = []
    for names in (range(2), range(2, 30)):
        published(citing(*(str(n) for n in names), headline=f"Story of {len(names)}"))
        enrol()
        LinkHealth.objects.update(state="dead", failures=5)
        desk.get("/admin/")
        with CaptureQueriesContext(connection) as captured:
            page = desk.get("/admin/")
        counts.append(len(captured))
    titles, count = panels_of(page)["links"]
    assert (len(titles), count) == (8, "30")
    # One more, which counts what is left out.
    assert counts[1] - counts[0] in (0, 1, 2)
    assert 'href="/admin/briefings/article/?health=fault"' in page.content.decode()


def test_the_list_of_articles_filters_by_health(desk: Client):
    published(citing("dead", "failing", "new", "refused"))
    published(make_story("In print", sources=[{"key": "wire", "title": "In print"}]))
    for name, state in (("dead", "dead"), ("failing", "failing"), ("refused", "unverifiable")):
        stand(name, state, failures=3)

    def found(value: str) -> set[str]:
        page = desk.get(f"/admin/briefings/article/?health={value}")
        return {article.title for article in page.context["cl"].result_list}

    assert found("fault") == {"Title dead", "Title failing"}
    assert found("unverifiable") == {"Title refused"}
    assert found("unknown") == {"Title new"}
    assert found("nonsense") == {"Title dead", "Title failing", "Title new", "Title refused", "In print"}


def test_an_articles_page_shows_how_its_link_stands_and_what_each_look_found(desk: Client):
    published(citing("a"))
    health = stand(
        "a", "failing", failures=2, checked_at=moment("2026-05-02"), reached_at=moment("2026-04-01")
    )
    LinkCheck.objects.create(
        article_id=health.article_id, checked_at=moment("2026-05-02T10:30"), outcome="gone", reason="status",
        status=404, sentence="The site says <b>no</b>.", final_url="https://paper-1.org/other", milliseconds=321,
    )  # fmt: skip
    page = desk.get(f"/admin/briefings/article/{health.article_id}/change/").content.decode()
    section = page.partition('<section class="link-health"')[2].partition("</section>")[0]
    assert '<span class="state state-failing">failing</span>' in section
    assert "The site says &lt;b&gt;no&lt;/b&gt;." in section
    for words in ("2 May 2026, 10:30", "404", "321 ms", "https://paper-1.org/other", "1 Apr 2026, 00:00"):
        assert words in section
    assert "LINK_CHECKS is off" in section
    assert "Check now" not in section


def test_check_now_makes_the_link_due_and_asks_a_worker(
    desk: Client, settings, django_capture_on_commit_callbacks, monkeypatch
):
    settings.LINK_CHECKS = True
    citing("a")
    article = Article.objects.get()
    asked = []
    monkeypatch.setattr("briefings.background.enqueueing.check_source_link.delay", asked.append)
    page = desk.get(f"/admin/briefings/article/{article.pk}/change/").content.decode()
    assert "Check now" in page
    with django_capture_on_commit_callbacks(execute=True):
        answer = desk.post(f"/admin/briefings/article/{article.pk}/check-link/", follow=True)
    assert "A worker looks at the link now." in answer.content.decode()
    health = LinkHealth.objects.get()
    assert (asked, health.host) == ([article.pk], "paper-1.org")
    assert abs(health.due_at - now()) < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("url", "on", "sentence"),
    [
        (URL.format("a"), False, "Links are not checked here: LINK_CHECKS is off."),
        ("", True, "A print source has no link to check."),
        ("https://a.example/", True, "This address is at no public host; it is not visited."),
    ],
)
def test_what_cannot_be_checked_is_said_in_a_sentence(
    desk: Client, settings, url: str, on: bool, sentence: str
):
    settings.LINK_CHECKS = on
    make_story(sources=[{"key": "wire", "url": url}])
    article = Article.objects.get()
    answer = desk.post(f"/admin/briefings/article/{article.pk}/check-link/", follow=True)
    assert sentence in answer.content.decode()


def test_who_may_not_change_articles_cannot_have_them_checked(settings):
    settings.LINK_CHECKS = True
    citing("a")
    article = Article.objects.get()
    writer = Client()
    writer.force_login(make_editor("writer"))
    page = writer.get(f"/admin/briefings/article/{article.pk}/change/").content.decode()
    assert "Health of the link" in page
    assert "Check now" not in page
    assert writer.post(f"/admin/briefings/article/{article.pk}/check-link/").status_code == 403
    assert LinkHealth.objects.count() == 0
    assert Client().post(f"/admin/briefings/article/{article.pk}/check-link/").status_code == 302


def test_a_source_row_of_the_form_has_a_quiet_sign_at_a_failing_link_alone(desk: Client):
    story = citing("dead", "once", "fine")
    published(story)
    stand("once", "failing", failures=1)
    dead = stand("dead", "dead", failures=5)
    page = desk.get(f"/admin/briefings/story/{story.pk}/change/").content.decode()
    assert page.count('<p class="link-sign">') == 1
    assert f'<a href="/admin/briefings/article/{dead.article_id}/change/#link">' in page


def test_the_sign_adds_no_query_for_a_row(desk: Client):
    counts = []
    for amount in (2, 20):
        story = published(citing(*(f"{amount}-{n}" for n in range(amount)), headline=f"Story {amount}"))
        enrol()
        LinkHealth.objects.update(state="dead", failures=5)
        address = f"/admin/briefings/story/{story.pk}/change/"
        desk.get(address)
        with CaptureQueriesContext(connection) as captured:
            page = desk.get(address).content.decode()
        assert page.count('<p class="link-sign">') == amount
        counts.append(len(captured))
    assert counts[0] == counts[1]
