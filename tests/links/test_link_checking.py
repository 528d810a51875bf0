"""Checks of cited links against real servers on loopback: who is visited, and what is kept of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from briefings.models import Article, LinkCheck, LinkHealth
from briefings.source_links.checking import KEPT, check_article
from briefings.source_links.enrolling import enrol, enrol_article
from briefings.tasks import check_source_links, enrol_source_links
from newsroom import clock
from tests.building import changed, make_story, published, withdrawn
from tests.links.hostile import Paper, page, paper, redirect
from tests.links.runs import NOON, citing, health, run

pytestmark = pytest.mark.django_db


def test_links_of_live_pieces_are_visited_and_no_others(checks: Paper):
    checks.pages["/live"] = page()
    published(citing(checks.url("/live"), checks.url("/missing")))
    citing(checks.url("/draft"))
    withdrawn(citing(checks.url("/withdrawn")))
    count, _ = run()
    assert count == 2
    assert sorted(checks.asked) == ["/live", "/missing", "/robots.txt"]
    told = {h.url: (h.state, h.failures, h.checked_at is None) for h in LinkHealth.objects.all()}
    assert told == {
        checks.url("/live"): ("reachable", 0, False),
        checks.url("/missing"): ("failing", 1, False),
    }
    (check,) = LinkCheck.objects.filter(article__url=checks.url("/missing"))
    assert (check.outcome, check.reason, check.status, check.final_url) == ("gone", "status", 404, "")
    assert check.sentence == "The site says that there is no such page (status 404)."


def test_a_withdrawn_pieces_links_rest_and_a_restored_ones_are_looked_at_again(checks: Paper):
    checks.pages["/a"] = page()
    story = published(citing(checks.url("/a")))
    run()
    withdrawn(story)
    assert run(NOON + timedelta(days=60)) == (0, [])
    assert health(checks.url("/a")).due_at is None
    published(story)
    assert run(NOON + timedelta(days=61))[0] == 1


def test_a_link_into_the_houses_own_network_is_refused_and_nobody_there_is_asked(checks: Paper):
    with paper() as internal:
        internal.pages["/"] = page(b"secret")
        checks.pages["/a"] = redirect(internal.url())
        published(citing(checks.url("/a"), internal.url()))
        run()
        assert internal.asked == []
    assert set(LinkHealth.objects.values_list("state", flat=True)) == {"unverifiable"}
    assert set(LinkCheck.objects.values_list("reason", flat=True)) == {"not_allowed"}


def test_a_page_that_stays_away_is_failing_for_a_week_and_then_dead_until_it_is_back(checks: Paper):
    checks.pages["/a"] = page()
    published(citing(checks.url("/a")))
    run()
    del checks.pages["/a"]
    told, at = [], NOON
    for _ in range(6):
        at = health(checks.url("/a")).due_at
        run(at)
        told.append(health(checks.url("/a")).state)
    assert told[0] == "failing"
    assert told[-1] == "dead"
    dead = health(checks.url("/a"))
    first_failure = LinkCheck.objects.filter(outcome="gone").earliest("pk").checked_at
    assert dead.since - first_failure >= timedelta(days=7)
    assert NOON <= dead.reached_at < NOON + timedelta(seconds=5)
    checks.pages["/a"] = page()
    run(dead.due_at)
    assert health(checks.url("/a")).state == "reachable"


def test_an_article_with_another_address_begins_anew(checks: Paper):
    checks.pages["/new"] = page()
    published(citing(checks.url("/old")))
    run()
    article = Article.objects.get()
    article.url = checks.url("/new")
    article.save()
    with clock.at(NOON):
        claimed = LinkHealth.objects.get()
        enrol()
        begun = LinkHealth.objects.get()
    assert (claimed.state, begun.state, begun.failures, begun.url) == (
        "failing",
        "unknown",
        0,
        checks.url("/new"),
    )
    run(NOON + timedelta(minutes=1))
    assert health(checks.url("/new")).state == "reachable"
    article.url = ""
    article.save()
    enrol()
    assert LinkHealth.objects.count() == 0


def test_the_history_keeps_the_newest_checks(checks: Paper):
    published(citing(checks.url("/a")))
    run()
    (article,) = Article.objects.all()
    last = LinkCheck.objects.get()
    LinkCheck.objects.bulk_create(
        LinkCheck(
            article=article, checked_at=NOON, outcome="gone", reason="status", sentence="", milliseconds=1
        )
        for _ in range(KEPT + 5)
    )
    check_article(article.pk, holder="test", wait=lambda seconds: None)
    assert LinkCheck.objects.count() == KEPT
    assert not LinkCheck.objects.filter(pk=last.pk).exists()


def test_a_print_source_and_a_reserved_name_are_never_asked(settings):
    settings.LINK_CHECKS = True
    sources = [{"key": "a", "title": "In print"}, {"key": "b", "url": "https://a.example/"}]
    published(make_story(sections=["<p>A bridge was opened.[^a][^b]</p>"], sources=sources))
    run()
    (only,) = LinkHealth.objects.all()
    assert (only.host, only.state, only.due_at) == ("", "unknown", None)
    assert enrol_article(Article.objects.get(title="In print")) is None
    assert check_article(only.article_id, holder="test") is None


def test_nothing_is_visited_where_checks_are_off(checks: Paper, settings):
    settings.LINK_CHECKS = False
    published(citing(checks.url("/a")))
    assert (enrol_source_links(), check_source_links()) == (0, 0)
    assert (checks.asked, LinkHealth.objects.count()) == ([], 0)
    with pytest.raises(CommandError) as off:
        call_command("check_links")
    assert str(off.value) == "Links are not checked here: set LINK_CHECKS=1 (docs/link-checks.md)."


def test_the_settings_of_a_test_run_and_of_the_demo_switch_checks_off(settings):
    assert settings.LINK_CHECKS is False


def test_enrolling_again_changes_nothing_and_takes_as_many_queries(
    checks: Paper, django_assert_num_queries: Callable
):
    story = published(citing(*(checks.url(f"/{n}") for n in range(20))))
    assert enrol() == 20
    assert enrol() == 0
    with django_assert_num_queries(4):
        enrol()
    published(changed(story, headline="Another headline"))
    assert enrol() == 0
