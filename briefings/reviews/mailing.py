"""Mail about reviews and assignments: rows made with what they tell of, sent by workers, gone when they are sent.

Losing the queue loses none, and no save waits for a mail server. A worker that dies between sending and writing that
down sends again: both mails have one Message-ID, by which programs know them for one.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from smtplib import SMTPException
from typing import Any
from urllib.parse import urlsplit

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.db import Error as DatabaseTrouble
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.account_names import account_name
from newsroom.clock import now

from ..house import current
from ..models import Mail, Piece, Review
from ..refusing import Editor

log = logging.getLogger("newsroom.mailing")

TRIES = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
"""After the first failure, and at most; doubled from one try to the next: 12 take five hours."""

SUBJECTS = {
    Mail.About.ASKED: gettext_lazy("In review: %(headline)s"),
    Mail.About.APPROVED: gettext_lazy("Approved: %(headline)s"),
    Mail.About.SENT_BACK: gettext_lazy("Sent back: %(headline)s"),
    Mail.About.ASSIGNED: gettext_lazy("For you: %(headline)s"),
}


def wish_mails(
    about: Mail.About, piece: Piece, *, to: Iterable[int | None], by: Editor, review: Review | None = None
) -> None:
    """Have these accounts told by mail, ``by`` left out, once each; nothing where mail is not configured or an account
    is closed or has no address. In the transaction of what is told."""
    wanted = {pk for pk in to if pk is not None and pk != by.pk}
    if not wanted or not settings.MAIL_CONFIGURED:
        return
    moment = now()
    told = get_user_model().objects.filter(pk__in=wanted, is_active=True, is_staff=True).exclude(email="")
    Mail.objects.bulk_create(
        Mail(piece=piece, review=review, about=about, to=user, by_id=by.pk, made_at=moment, next_try=moment)
        for user in told.order_by("pk")
    )


def send_due(limit: int = 100) -> Counter[str]:
    """Send up to ``limit`` mails that are due; how many were ``sent``, ``dropped``, ``failed`` or are due ``again``.

    Each is claimed, sent and taken out in a transaction of its own; one that another worker holds is left to it.
    """
    outcomes: Counter[str] = Counter()
    while settings.MAIL_CONFIGURED and outcomes.total() < limit and (outcome := _send_next()):
        outcomes[outcome] += 1
    return outcomes


def _send_next() -> str | None:
    with transaction.atomic():
        due = Mail.objects.filter(next_try__lte=now()).order_by("next_try", "pk")
        mail = due.select_for_update(skip_locked=True, of=("self",)).first()
        if mail is None:
            return None
        if not (mail.to.is_active and mail.to.is_staff and mail.to.email):
            mail.delete()
            return "dropped"
        try:
            message_of(mail).send()
        except (SMTPException, OSError) as error:
            return _again(mail, type(error).__name__)
        except (DatabaseTrouble, SoftTimeLimitExceeded):
            raise
        except Exception as error:  # as of an address that cannot be encoded: the mails behind it go on
            log.exception("unforeseen mail=%s", mail.pk)
            return _again(mail, type(error).__name__)
        log.info("mail sent about=%s piece=%s", mail.about, mail.piece_id)
        mail.delete()
        return "sent"


def _again(mail: Mail, reason: str) -> str:
    mail.attempts += 1
    mail.reason = reason
    over = mail.attempts >= TRIES
    mail.next_try = None if over else now() + min(FIRST_WAIT * 2 ** (mail.attempts - 1), LONGEST_WAIT)
    mail.save(update_fields=["attempts", "reason", "next_try"])
    log.warning("mail not sent mail=%s attempts=%s reason=%s", mail.pk, mail.attempts, reason)
    return "failed" if over else "again"


def message_of(mail: Mail) -> EmailMessage:
    """The mail, in the language and the time zone of the house."""
    house = current()
    page = "story" if mail.piece.is_story else "commonquestion"
    with translation.override(house.language), timezone.override(house.time_zone):
        headline = " ".join(str(mail.piece).split())
        context: dict[str, Any] = {
            "mail": mail,
            "piece": mail.piece,
            "headline": headline,
            "review": mail.review,
            "by": account_name(mail.by),
            "house": house.name,
            "link": settings.SITE_URL + reverse(f"admin:briefings_{page}_review", args=[mail.piece_id]),
        }
        subject = str(SUBJECTS[Mail.About(mail.about)]) % {"headline": headline}
        body = render_to_string("admin/briefings/review_mail.txt", context)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return EmailMessage(
        subject[:200], body, None, [mail.to.email], headers={"Message-ID": f"<{mail.uid}@{host}>"}
    )


def unsent(piece: Piece) -> list[str]:
    """Sentences about mails that were given up, for the page of the piece's review."""
    given_up = Mail.objects.filter(piece=piece, next_try=None).select_related("to").order_by("pk")
    return [
        _("No mail could be sent to %(who)s (%(reason)s).")
        % {"who": account_name(mail.to), "reason": mail.reason}
        for mail in given_up
    ]
