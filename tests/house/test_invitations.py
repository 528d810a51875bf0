"""People come to the desk by a link that lets them set a password, once."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail
from django.test import Client

from briefings.invitations import password_link, username_from
from tests.building import make_editor

pytestmark = pytest.mark.django_db

ADD = "/admin/auth/user/add/"
PASSWORD = "a bridge over troubled water"


def invite(client: Client, **fields: str):
    group = Group.objects.get(name="Writer")
    given = {"full_name": "Wim van der Writer", "email": "Wim@example.org", "group": str(group.pk)}
    return client.post(ADD, given | fields)


def link_on(response: object) -> str:
    """The path of the link on the page, or in the mail."""
    text = response if isinstance(response, str) else response.content.decode()
    found = re.search(r"http://localhost:8000(/admin/set-password/[^\"\s]+)", text)
    assert found, text
    return found[1]


def choose(client: Client, path: str, password: str = PASSWORD):
    """Follow the link, and set this password."""
    page = client.get(path, follow=True)
    address = page.redirect_chain[-1][0] if page.redirect_chain else path
    return client.post(address, {"new_password1": password, "new_password2": password})


def refused_by(client: Client, path: str) -> bool:
    return "This link cannot be used any more" in client.get(path, follow=True).content.decode()


@pytest.fixture
def mailing(settings):
    settings.MAIL_CONFIGURED = True


def test_where_mail_is_not_set_up_the_answer_shows_the_link(desk):
    response = invite(desk)
    user = User.objects.get(username="Wim@example.org")
    assert (user.get_full_name(), user.is_staff, user.has_usable_password()) == (
        "Wim van der Writer",
        True,
        False,
    )
    assert [group.name for group in user.groups.all()] == ["Writer"]
    assert not user.is_superuser
    assert "Mail is not set up here." in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert link_on(response)
    assert mail.outbox == []


def test_where_mail_is_set_up_the_link_goes_by_mail_and_is_not_shown(desk, mailing):
    response = invite(desk)
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["Wim@example.org"], "Your account at Newsroom")
    assert "set-password" not in response.content.decode()
    assert "The link went to Wim@example.org." in response.content.decode()
    assert choose(Client(), link_on(sent.body)).status_code == 302


def test_a_mail_that_cannot_be_sent_leaves_the_link_on_the_page(desk, mailing, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", 1
    response = invite(desk)
    assert "The mail could not be sent." in response.content.decode()
    assert link_on(response)


def test_who_follows_the_link_sets_a_password_and_is_signed_in(desk):
    path = link_on(invite(desk))
    client = Client()
    assert "Wim@example.org" in client.get(path, follow=True).content.decode()
    assert choose(client, path).url == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert User.objects.get(username="Wim@example.org").check_password(PASSWORD)


def test_a_link_works_once(desk):
    path = link_on(invite(desk))
    choose(Client(), path)
    assert refused_by(Client(), path)


def test_a_link_expires(desk, settings):
    path = link_on(invite(desk))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert refused_by(Client(), path)


def test_a_new_link_voids_the_one_before(desk):
    first = link_on(invite(desk))
    user = User.objects.get(username="Wim@example.org")
    second = link_on(desk.post(f"/admin/auth/user/{user.pk}/link/"))
    assert refused_by(Client(), first)
    assert choose(Client(), second).status_code == 302


def test_a_link_for_who_has_a_password_leaves_it_until_another_is_set(desk):
    user = make_editor("writer")
    user.set_password(PASSWORD)
    user.save()
    path = link_on(desk.post(f"/admin/auth/user/{user.pk}/link/"))
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    choose(Client(), path, "another bridge entirely")
    user.refresh_from_db()
    assert user.check_password("another bridge entirely")


@pytest.mark.parametrize("password", ["short", "password1234", "wim@example.org"])
def test_a_weak_password_gets_a_sentence_and_the_link_stays(desk, password):
    path = link_on(invite(desk))
    client = Client()
    response = choose(client, path, password)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert choose(client, path).status_code == 302


def test_the_token_stands_in_no_address_of_the_page_that_takes_the_password(desk):
    path = link_on(invite(desk))
    page = Client().get(path, follow=True)
    assert page.redirect_chain[-1][0].endswith("/set-password/")
    assert path.split("/")[-2] not in page.content.decode()
    assert 'name="referrer" content="same-origin"' in page.content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": ""}, "email"),
        ({"full_name": ""}, "full_name"),
        ({"group": ""}, "group"),
        ({"group": "999999"}, "group"),
        ({"email": "EDNA@example.org"}, "email"),
    ],
)
def test_an_invitation_that_is_not_whole_gets_a_sentence(desk, chief, fields, field):
    chief.email = "edna@example.org"
    chief.save()
    response = invite(desk, **fields)
    assert list(response.context["adminform"].form.errors) == [field]
    assert User.objects.count() == 1


@pytest.mark.parametrize("rank", ["writer", "editor", None])
def test_who_is_no_chief_editor_invites_nobody(signed_in, rank):
    other = make_editor("chief")
    client = signed_in(rank)
    before = User.objects.count()
    assert invite(client).status_code == 403
    assert client.post(f"/admin/auth/user/{other.pk}/link/").status_code == 403
    assert User.objects.count() == before


def test_a_chief_editor_makes_no_link_for_who_has_all_rights(desk):
    boss = make_editor(None)
    boss.is_superuser = True
    boss.save()
    assert desk.post(f"/admin/auth/user/{boss.pk}/link/").status_code == 403


def test_a_link_is_made_by_a_post_alone(desk):
    user = make_editor("writer")
    assert desk.get(f"/admin/auth/user/{user.pk}/link/").url == f"/admin/auth/user/{user.pk}/change/"


def test_an_invitation_gives_no_right_that_was_not_chosen(desk):
    invite(desk, is_superuser="on", user_permissions="1", is_staff="")
    user = User.objects.get(username="Wim@example.org")
    assert (user.is_superuser, user.user_permissions.count(), user.is_staff) == (False, 0, True)


def test_links_that_fit_are_no_guesses(desk):
    path = link_on(invite(desk))
    client = Client()
    for _ in range(6):
        assert client.get(path).status_code == 302
    assert choose(client, path).status_code == 302


def test_guessing_links_is_slowed_down(client, desk):
    path = link_on(invite(desk))
    for n in range(5):
        assert refused_by(client, f"/admin/set-password/MQ/guess-{n}/")
    response = client.get(path)
    assert response.status_code == 429
    assert "Too many links from your address" in response.content.decode()
    assert Client(REMOTE_ADDR="192.0.2.7").get(path).status_code == 302


@pytest.mark.parametrize("path", ["MQ/x-y/", "%00/x/", "////", "MQ/set-password/", "é/é/"])
def test_an_address_that_no_link_has_is_no_error(client, path):
    assert client.get(f"/admin/set-password/{path}", follow=True).status_code in (200, 400, 404)


def test_addresses_with_signs_that_names_may_not_hold_make_names_too():
    assert username_from("o'hara+desk@example.org") == "o-hara+desk@example.org"
    assert password_link(make_editor("writer")).startswith("http://localhost:8000/admin/set-password/")
