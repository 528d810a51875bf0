"""Links by which somebody sets a password: one time, expiring, of Django's own tokens."""

import logging
import re
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from newsroom.account_names import account_name

from .house import current

log = logging.getLogger("newsroom.accounts")


def username_from(email: str) -> str:
    """The name to sign in with: the address, with what a username may not hold replaced.

    >>> username_from("o'hara@example.org")
    'o-hara@example.org'
    """
    return re.sub(r"[^\w.@+-]", "-", email)[:150]


def password_link(user: Any) -> str:
    """An absolute address that sets this user's password once. A used or an old one leads to a sentence."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_URL + reverse("set_password", args=[uid, token])


def days_of_a_link() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)


def mail_link(user: Any, link: str, *, invited_by: Any) -> str | None:
    """Mail the link to its user. None where that went well, else a sentence on why it is to be given by hand."""
    if not settings.MAIL_CONFIGURED:
        return _(
            "Mail is not set up here. Give the link to its owner yourself, by a way that nobody else reads."
        )
    if not user.email:
        return _("This account has no e-mail address. Give the link to its owner yourself.")
    house = current()
    context = {
        "name": user.get_full_name(),
        "username": user.get_username(),
        "by": account_name(invited_by),
        "house": house.name,
        "link": link,
        "days": days_of_a_link(),
    }
    subject = _("Your account at %(house)s") % {"house": house.name}
    try:
        send_mail(subject, render_to_string("admin/briefings/link.txt", context), None, [user.email])
    except (SMTPException, OSError) as error:
        log.warning("mail failed kind=link reason=%s", type(error).__name__)
        return _("The mail could not be sent. Give the link to its owner yourself.")
    return None
