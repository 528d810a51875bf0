"""Forms of the desk that are sent twice: two real requests of one rendered page, at the same moment or one by one."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from briefings.admin import sent_once
from briefings.models import Activity, Note, Outlet, Person, Piece, Release, Reminder, SentForm, sent_forms
from briefings.reviews.noting import note
from briefings.schedules.timing import remind
from newsroom.clock import at, now
from tests.admin.desk import fields_of, form_address, page_address
from tests.admin.log_held import at_once
from tests.building import make_editor, make_story, published
from topics.models import Topic

pytestmark = pytest.mark.django_db(transaction=True)

AHEAD = "in 2 hours"
SAID = "This was sent already, and was not done a second time."


class Form(NamedTuple):
    """Where a form stands, where it is sent, what is filled in, and how many there are of what it makes."""

    page: str
    sent_to: str
    fields: dict[str, str]
    count: Callable[[], int]


def reminder(story: Piece, by: User) -> Form:
    times = page_address(story, "times")
    fields = {"do": "remind", "again": AHEAD, "owner": str(by.pk), "repeat_days": "30", "what": "The figures"}
    return Form(times, times, fields, Reminder.objects.count)


def looked_at(story: Piece, by: User) -> Form:
    times = page_address(story, "times")
    one = remind(story, at=now() + timedelta(days=1), owner=by, by=by, repeat_days=30)
    fields = {"do": "looked", "of": str(one.pk)}
    return Form(times, times, fields, Activity.objects.filter(verb="look_again").count)


def first_note(story: Piece, by: User) -> Form:
    review = page_address(story, "review")
    return Form(review, review, {"do": "note", "part": "", "text": "Who says so?"}, Note.objects.count)


def answer(story: Piece, by: User) -> Form:
    review = page_address(story, "review")
    asked = note(story.pk, by=by, text="Who says so?")
    count = Note.objects.filter(answers=asked).count
    return Form(review, review, {"do": f"answer:{asked.pk}", "answer": "The minister."}, count)


def release(story: Piece, by: User) -> Form:
    page = "/admin/briefings/release/add/"
    fields = {"make": "1", "name": "Monday", "at": "", "pieces": str(make_story("Another").pk)}
    return Form(page, page, fields, Release.objects.count)


def publishing(story: Piece, by: User) -> Form:
    page = page_address(story, "publish")
    return Form(page, page, {"seen": "0", "note": ""}, story.editions.count)


def withdrawing(story: Piece, by: User) -> Form:
    page = page_address(published(story), "withdraw")
    return Form(page, page, {"note": "It was wrong."}, story.editions.filter(kind="withdrawal").count)


def new_story(story: Piece, by: User) -> Form:
    fields = {"headline": "Begun twice", "_continue": "1"}
    return Form(form_address(), form_address(), fields, Piece.objects.filter(headline="Begun twice").count)


def new_question(story: Piece, by: User) -> Form:
    page = form_address(kind="commonquestion")
    return Form(page, page, {"headline": "Why twice?"}, Piece.objects.filter(headline="Why twice?").count)


def follow_up(story: Piece, by: User) -> Form:
    return Form(
        form_address(story), page_address(story, "follow_up"), {}, Piece.objects.exclude(pk=story.pk).count
    )


def added(model: Any, **fields: str) -> Callable[[Piece, User], Form]:
    def form(story: Piece, by: User) -> Form:
        page = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
        return Form(page, page, fields, model.objects.filter(name=fields["name"]).count)

    form.__name__ = f"new_{model.__name__.lower()}"
    return form


FORMS = [
    *(reminder, looked_at, first_note, answer, release, publishing, withdrawing),
    *(new_story, new_question, follow_up),
    *(added(Topic, name="Bridges"), added(Outlet, name="The Post"), added(Person, name="Bea")),
]


def browser(user: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def filled(client: Client, form: Form, **fields: str) -> dict[str, str]:
    """The form of the page with what it holds and what is filled in, as the browser sends it."""
    page = client.get(form.page)
    assert page.status_code == 200
    (token, *_rest) = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', page.content.decode())
    held = fields_of(page) if form.page.endswith("/add/") else {}
    return {**held, **form.fields, **fields, "csrfmiddlewaretoken": token}


def same_browser(client: Client) -> Client:
    other = Client(enforce_csrf_checks=True)
    other.cookies.update(client.cookies)
    return other


def test_of_two_requests_at_once_one_is_done_and_both_lead_to_the_same() -> None:
    user = make_editor("chief")
    client = browser(user)
    became, once = {}, {}
    for kind in FORMS:
        form = kind(make_story(by=user), user)
        sent, before = filled(client, form), form.count()
        both = at_once(*(partial(same_browser(client).post, form.sent_to, sent) for _ in range(2)))
        led_to = {getattr(answer, "headers", {}).get("Location", repr(answer)) for answer in both}
        became[kind.__name__] = (form.count() - before, len(led_to), *(one.status_code for one in both))
        once[kind.__name__] = (1, 1, 302, 302)
    assert became == once


def test_an_invitation_that_is_sent_again_leads_to_the_account_that_it_made() -> None:
    client = browser(make_editor("chief"))
    page, chosen = "/admin/auth/user/add/", str(Group.objects.get(name="Writer").pk)
    invited = User.objects.filter(email="bea@example.org")
    form = Form(page, page, {"full_name": "Bea", "email": "bea@example.org", "group": chosen}, invited.count)
    sent = filled(client, form)
    assert client.post(page, sent).status_code == 200  # the link, which is shown once
    assert client.post(page, sent)["Location"] == f"/admin/auth/user/{invited.get().pk}/change/"


def test_what_is_sent_again_after_the_way_back_is_said_to_have_been_sent_already() -> None:
    user = make_editor("chief")
    client, form = browser(user), reminder(make_story(by=user), user)
    sent = filled(client, form)
    assert SAID not in client.post(form.sent_to, sent, follow=True).content.decode()
    later = client.post(form.sent_to, sent, follow=True)
    assert later.redirect_chain == [(form.page, 302)]
    assert SAID in later.content.decode()
    assert form.count() == 1


def test_other_words_from_the_same_page_and_the_same_words_from_another_are_done() -> None:
    user = make_editor("chief")
    client, form = browser(user), first_note(make_story(by=user), user)
    sent = filled(client, form)
    for fields in (sent, sent | {"text": "And when?"}, filled(client, form)):
        assert SAID not in client.post(form.sent_to, fields, follow=True).content.decode()
    texts = Note.objects.order_by("pk").values_list("text", flat=True)
    assert list(texts) == ["Who says so?", "And when?", "Who says so?"]


def test_what_was_refused_may_be_sent_again_as_it_was() -> None:
    user = make_editor("chief")
    client, story = browser(user), make_story(by=user)
    form = withdrawing(story, user)
    sent = filled(client, form)
    story.withdraw(by=user, note="Somebody was faster.")
    assert client.post(form.sent_to, sent).status_code == 200
    story.restore(1, by=user)
    assert client.post(form.sent_to, sent).status_code == 302
    assert form.count() == 2


def test_where_the_first_has_no_answer_the_second_does_nothing_until_it_must_have_been_broken_off(
    monkeypatch,
) -> None:
    user = make_editor("chief")
    client, form = browser(user), reminder(make_story(by=user), user)
    sent = filled(client, form)
    client.post(form.sent_to, sent)
    SentForm.objects.update(led_to="")
    monkeypatch.setattr(sent_once, "PATIENCE", 0)
    answer = client.post(form.sent_to, sent, follow=True)
    assert "This was sent already, and there is no answer yet." in answer.content.decode()
    assert form.count() == 1
    with at(
        now() + sent_forms.ANSWERED_WITHIN + timedelta(seconds=1)
    ):  # it was broken off, with all it had done
        client.post(form.sent_to, sent)
    assert form.count() == 2


def test_what_one_sent_is_no_answer_for_another_and_is_forgotten_after_a_day() -> None:
    user, other = make_editor("chief"), make_editor("chief")
    client, form = browser(user), reminder(make_story(by=user), user)
    sent = filled(client, form)
    client.post(form.sent_to, sent)
    theirs = browser(other)
    theirs.cookies["csrftoken"] = client.cookies["csrftoken"].value
    assert SAID not in theirs.post(form.sent_to, sent, follow=True).content.decode()
    assert form.count() == 2
    with at(now() + timedelta(days=1, minutes=1)):
        client.post(form.sent_to, filled(client, form))
    assert SentForm.objects.count() == 1
