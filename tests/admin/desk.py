"""Sitting at the desk: who is signed in, what its list of stories shows, and filling in its forms as a browser does:
every field that the page shows goes back with what it held."""

import re
from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from briefings.models import Piece
from tests.building import make_editor

LIST = "/admin/briefings/story/"


def signed_in(rank: str, user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or make_editor(rank))
    return client


def headlines(client: Client, query: str = "") -> list[str]:
    response = client.get(LIST + query)
    assert response.status_code == 200
    return [piece.headline for piece in response.context["cl"].result_list]


class Fields(HTMLParser):
    """The fields of the page's change form, as a browser would send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._textarea = self._select = ""
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self._inside = (given.get("id") or "").endswith("_form") and given.get("id") != "logout-form"
        elif not self._inside:
            return
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in given:
                self.values[name] = given.get("value") or "on"
        elif tag == "input" and given.get("type") not in ("submit", "button"):
            self.values[name] = given.get("value") or ""
        elif tag == "textarea":
            self._textarea, self.values[name] = name, ""
        elif tag == "select":
            self._select, self.values[name] = name, ""
        elif tag == "option" and self._select and "selected" in given:
            self.values[self._select] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            # The first line break behind the tag is the page's own.
            known = self.values[self._textarea]
            self.values[self._textarea] = known + (data.removeprefix("\n") if not known else data)


def fields_of(response: Any) -> dict[str, str]:
    """What a browser would send of this page's form, without the buttons and the rows kept as patterns."""
    values = Fields(response.content.decode()).values
    return {name: value for name, value in values.items() if "__" not in name}


def add_row(values: dict[str, str], prefix: str, **fields: str) -> int:
    """Fill in a row of the formset: the blank one that stands ready, or else one added; its number."""
    total = int(values[f"{prefix}-TOTAL_FORMS"])
    place = next((n for n in range(total) if _is_blank(values, f"{prefix}-{n}-")), total)
    values[f"{prefix}-TOTAL_FORMS"] = str(max(total, place + 1))
    values[f"{prefix}-{place}-id"] = ""
    values.update({f"{prefix}-{place}-{name}": value for name, value in fields.items()})
    return place


def _is_blank(values: dict[str, str], head: str) -> bool:
    return not any(value for name, value in values.items() if name.startswith(head))


def form_address(piece: Piece | None = None, kind: str = "story") -> str:
    if piece is None:
        return reverse(f"admin:briefings_{kind}_add")
    return page_address(piece, "change")


def page_address(piece: Piece, page: str, *args: Any) -> str:
    """The address of one of a piece's pages at the desk: change, publish, withdraw, history, preview, …"""
    model = "story" if piece.is_story else "commonquestion"
    return reverse(f"admin:briefings_{model}_{page}", args=[piece.pk, *args])


def opened(client: Client, piece: Piece | None = None, kind: str = "story") -> dict[str, str]:
    """The fields of the form of a piece, or of a new one."""
    response = client.get(form_address(piece, kind))
    assert response.status_code == 200
    return fields_of(response)


def saved(client: Client, values: dict[str, str], piece: Piece | None = None, kind: str = "story") -> Piece:
    """Send the form, which must be taken; the piece as it is now."""
    response = client.post(form_address(piece, kind), values)
    if response.status_code != 302:
        raise AssertionError(f"not saved: {errors_of(response)}")
    made = Piece.objects.filter(kind="story" if kind == "story" else "question")
    return Piece.objects.get(pk=piece.pk) if piece else made.latest("pk")


def errors_of(response: Any) -> dict[str, list[str]]:
    """The sentences of a refused form, by the name of the field; a row's own under its prefix, a form's under ""."""
    found: dict[str, list[str]] = {}

    def note(name: str, errors: Any) -> None:
        found.setdefault(name, []).extend(str(error) for error in errors)

    main = response.context["adminform"].form
    for name, errors in main.errors.items():
        note("" if name == "__all__" else name, errors)
    for inline in response.context["inline_admin_formsets"]:
        formset = inline.formset
        if formset.non_form_errors():
            note(formset.prefix, formset.non_form_errors())
        for form in formset.forms:
            for row in (form, *getattr(form, "answers", ())):
                for name, errors in row.errors.items():
                    note(row.prefix if name == "__all__" else f"{row.prefix}-{name}", errors)
    return found


def refused(client: Client, values: dict[str, str], piece: Piece | None = None, kind: str = "story") -> dict:
    """Send the form, which must come back with sentences: {field: sentences}; what was typed must be in it."""
    response = client.post(form_address(piece, kind), values)
    assert response.status_code == 200
    shown = set(fields_of(response).values())
    for name, value in values.items():
        if value and not name.endswith(("_FORMS", "-id", "seen", "token")) and "\x00" not in value:
            assert value.replace("\r\n", "\n") in shown, f"{name} was lost"
    return errors_of(response)


def words_of(response) -> str:
    return response.content.decode()


def panels_of(response) -> dict[str, tuple[list[str], str]]:
    """Per panel of the page the titles of its rows, and its count as it is shown."""
    found = {}
    for section in response.content.decode().split('<section class="panel panel-')[1:]:
        name = section.partition('"')[0]
        titles = re.findall(r'class="panel-title"[^>]*>([^<]+)</a>', section)
        found[name] = (titles, re.search(r'class="panel-count">([^<]+)<', section)[1])
    return found
