"""Mail about decisions and assignments: rows until they are sent."""

from smtplib import SMTPServerDisconnected

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.core import mail
from django.db import OperationalError

from briefings.models import Mail
from briefings.reviews.assigning import assign
from briefings.reviews.mailing import TRIES, send_due
from briefings.reviews.reviewing import send_back, send_to_review
from newsroom.clock import now
from tests.building import make_editor, make_story, review_on

pytestmark = pytest.mark.django_db


def with_address(user: object) -> object:
    user.email = f"{user.username}@example.org"  # type: ignore[attr-defined]
    user.save()  # type: ignore[attr-defined]
    return user


def test_decisions_reach_people_by_mail_once_and_only_where_it_is_configured(settings):
    review_on()
    writer, owner = with_address(make_editor("writer", "wanda")), with_address(make_editor("writer", "olaf"))
    editor = with_address(make_editor())
    story = make_story(by=owner)
    assign(story.pk, by=editor, assignee=writer)
    assert Mail.objects.count() == 0
    settings.MAIL_CONFIGURED, settings.SITE_URL = True, "https://news.example"
    send_to_review(story.pk, by=writer)
    send_back(story.pk, by=editor, looked=story.fingerprint, answer="A number is wrong.")
    assert send_due() == {"sent": 2}
    assert send_due() == {}
    assert sorted(sent.to[0] for sent in mail.outbox) == ["olaf@example.org", "wanda@example.org"]
    assert {sent.subject for sent in mail.outbox} == {"Sent back: A bridge was opened"}
    for words in ("A number is wrong.", f"https://news.example/admin/briefings/story/{story.pk}/review/"):
        assert words in mail.outbox[0].body
    assert Mail.objects.count() == 0


def test_a_mail_that_could_not_be_sent_is_tried_again_and_given_up_at_last(
    settings, monkeypatch, time_machine
):
    settings.MAIL_CONFIGURED = True
    writer = with_address(make_editor("writer"))
    assign(make_story().pk, by=make_editor(), assignee=writer)

    def away(_message: object) -> None:
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", away)
        assert send_due() == {"again": 1}
        assert send_due() == {}
        Mail.objects.update(attempts=TRIES - 1, next_try=now())
        assert send_due() == {"failed": 1}
    assert Mail.objects.values_list("next_try", "reason").get() == (None, "SMTPServerDisconnected")
    Mail.objects.update(next_try=now())
    assert send_due() == {"sent": 1}


def test_an_address_that_nobody_foresaw_keeps_no_other_mail_waiting(settings, caplog):
    settings.MAIL_CONFIGURED = True
    odd, writer = make_editor("writer"), with_address(make_editor("writer", "wanda"))
    odd.email = f"a@{'ü' * 60}.de"
    odd.save()
    for user in (odd, writer):
        assign(make_story().pk, by=make_editor(), assignee=user)
    assert send_due() == {"again": 1, "sent": 1}
    assert [sent.to for sent in mail.outbox] == [["wanda@example.org"]]
    assert Mail.objects.values_list("to", "attempts").get() == (odd.pk, 1)
    assert "unforeseen mail=" in caplog.text


@pytest.mark.parametrize("trouble", [OperationalError, SoftTimeLimitExceeded])
def test_trouble_of_the_database_and_the_end_of_a_workers_time_are_no_matter_of_the_mail(
    settings, monkeypatch, trouble
):
    settings.MAIL_CONFIGURED = True
    assign(make_story().pk, by=make_editor(), assignee=with_address(make_editor("writer")))

    def broken(_message: object) -> None:
        raise trouble

    monkeypatch.setattr("django.core.mail.EmailMessage.send", broken)
    with pytest.raises(trouble):
        send_due()
    assert Mail.objects.get().attempts == 0


def test_a_closed_account_gets_no_mail(settings):
    settings.MAIL_CONFIGURED = True
    writer = with_address(make_editor("writer"))
    assign(make_story().pk, by=make_editor(), assignee=writer)
    writer.is_active = False
    writer.save()
    assert send_due() == {"dropped": 1}
    assert mail.outbox == []
