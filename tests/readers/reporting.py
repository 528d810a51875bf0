"""Reporting a problem as a browser does: the form of a part opened, filled in and sent."""

import re
from datetime import timedelta

from django.test import Client

from newsroom.clock import at, now
from tests.building import moment

PATH = "/stories/bridge/report/whats-happened/"
NOON = moment("2026-11-23T12:00")


def opened(client: Client, path: str = PATH) -> dict[str, str]:
    """What a browser would send of the form, nothing chosen; {"form": …} and, by its text, each sentence's value."""
    page = client.get(path)
    assert page.status_code == 200
    html = page.content.decode()
    values = re.findall(r'name="sentence" id="s\d+" value="([^"]+)"[^>]*><label[^>]*>([^<]+)</label>', html)
    (form,) = re.findall(r'name="form" value="([^"]+)"', html)
    return {"form": form, **{text: value for value, text in values}}


def send(client: Client, values: dict[str, str], *, after: float = 10, path: str = PATH, **extra: object):
    """Post the form so many seconds after it was opened."""
    with at(now() + timedelta(seconds=after)):
        return client.post(path, values, **extra)


def filled(client: Client, words: str = "It cost more.", path: str = PATH) -> dict[str, str]:
    given = opened(client, path)
    return {"form": given["form"], "sentence": given["Nobody came."], "words": words}
