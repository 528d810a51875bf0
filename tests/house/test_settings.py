"""The house's own settings: who changes them, who sees them, and when."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from briefings import house as houses
from briefings.house import LOOK_AGAIN, Holder, holder, unsaved_house
from briefings.middleware import HouseTimeAndLanguage
from briefings.models import House
from tests.admin.desk import errors_of, fields_of
from tests.building import make_editor, make_story, published
from tests.pictures.images import colours, encoded

pytestmark = pytest.mark.django_db

FORM = "/admin/briefings/house/1/change/"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def house(**fields: str) -> House:
    """The row, with these fields and else what stands in the environment."""
    row = House.objects.first() or unsaved_house()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


# Held by each process


def test_until_somebody_saves_it_the_house_is_what_the_environment_says(settings):
    settings.HOUSE_NAME, settings.TIME_ZONE = "The Gazette", "Asia/Tokyo"
    held = Holder(Clock()).get()
    assert (held.name, held.time_zone, held.language, House.objects.count()) == (
        *("The Gazette", "Asia/Tokyo", "en"),
        0,
    )


def test_a_change_made_elsewhere_is_seen_after_five_seconds_and_not_before():
    clock = Clock()
    here = Holder(clock)
    house(name="Before")
    assert here.get().name == "Before"
    House.objects.update(name="After")
    clock.seconds += LOOK_AGAIN - 0.01
    assert here.get().name == "Before"
    clock.seconds += 0.01
    assert here.get().name == "After"
    assert LOOK_AGAIN == 5.0


def test_between_two_looks_nothing_is_asked(django_assert_num_queries):
    here = Holder(Clock())
    with django_assert_num_queries(1):
        for _ in range(100):
            here.get()


def test_while_the_database_is_away_what_was_known_goes_on(monkeypatch):
    clock = Clock()
    here = Holder(clock)
    house(name="Known")
    here.get()
    clock.seconds += LOOK_AGAIN

    def away(*_args, **_kwargs):
        raise DatabaseError

    monkeypatch.setattr(House.objects, "select_related", away)
    assert here.get().name == "Known"
    assert Holder(clock).get().name == unsaved_house().name


def test_the_process_that_saved_sees_it_at_once(house_of_the_database, django_capture_on_commit_callbacks):
    assert holder.get().name == "Newsroom"
    with django_capture_on_commit_callbacks(execute=True):
        house(name="The Gazette")
    assert holder.get().name == "The Gazette"


def test_there_is_one_house():
    house(name="One")
    second = unsaved_house()
    second.pk, second.name = 2, "Two"
    second.save()
    assert list(House.objects.values_list("pk", "name")) == [(1, "Two")]
    with pytest.raises(DatabaseError, match="one_house"), transaction.atomic():
        House.objects.filter(pk=1).update(id=2)


# On pages


def test_pages_of_readers_and_of_the_desk_wear_the_houses_name(desk):
    holder.hold(house(name="The <Gazette>", tagline="News & more"))
    front = desk.get("/").content.decode()
    assert front.count("The &lt;Gazette&gt;") >= 2
    assert "News &amp; more" in front
    assert "The &lt;Gazette&gt;" in desk.get("/admin/").content.decode()


def test_the_logo_stands_for_the_name_and_says_it(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    from briefings.models import Picture

    logo = Picture.keep(encoded(colours(200, 60)), min_width=48)
    holder.hold(house(name="The Gazette", logo=logo))
    page = client.get("/").content.decode()
    assert f'src="/media/pictures/{logo.digest}-200.webp" width="200" height="60" alt="The Gazette"' in page


def test_times_are_those_of_the_houses_zone(client):
    story = published(make_story(), on="2025-07-01T22:30")
    assert "1 July 2025, 22:30 UTC" in client.get(story.get_absolute_url()).content.decode()
    holder.hold(house(time_zone="Asia/Tokyo"))
    assert "2 July 2025, 07:30 JST" in client.get(story.get_absolute_url()).content.decode()


def test_a_time_at_the_desk_is_of_the_houses_zone_too(desk):
    published(make_story(), on="2025-07-01T22:30")
    holder.hold(house(time_zone="Asia/Tokyo"))
    assert "2 Jul 2025, 07:30" in desk.get("/admin/briefings/story/").content.decode()


def test_the_language_is_the_houses_whatever_a_browser_prefers(client):
    holder.hold(house(language="pt-br"))
    response = client.get("/", headers={"Accept-Language": "de"})
    assert '<html lang="pt-br">' in response.content.decode()
    assert "Accept-Language" not in response.get("Vary", "")


def test_a_language_that_is_read_from_the_right_turns_the_page(client):
    holder.hold(house(language="ar"))
    assert '<html lang="ar" dir="rtl">' in client.get("/").content.decode()


def test_zone_and_language_are_of_the_request_and_of_its_thread(rf):
    def answer(_request: object) -> tuple[str, str]:
        return timezone.get_current_timezone_name(), translation.get_language()

    holder.hold(House(time_zone="Asia/Tokyo", language="pt-br"))
    here = HouseTimeAndLanguage(answer)
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(here, rf.get("/")).result() == ("Asia/Tokyo", "pt-br")
        assert threads.submit(answer, None).result() == ("UTC", "en")
    assert answer(None) == ("UTC", "en")


def test_whoever_asks_for_health_asks_nothing_of_the_database(
    client, house_of_the_database, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_of_two_pages_the_second_does_not_ask_for_the_house(client, house_of_the_database, monkeypatch):
    monkeypatch.setattr(houses.holder, "clock", Clock())
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get("/questions/")
        counts.append(sum("briefings_house" in query["sql"] for query in captured))
    assert counts == [1, 0]


# In the admin


def opened(client: Client) -> dict[str, str]:
    response = client.get(FORM)
    assert response.status_code == 200
    return fields_of(response)


def test_a_chief_editor_changes_every_setting(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    values = opened(desk)
    assert (values["name"], values["time_zone"], values["language"]) == ("Newsroom", "UTC", "en")
    texts = {
        name: f"<p>{name}</p>" for name in ("about", "standards", "how_we_cite", "corrections", "privacy")
    }
    given = {
        "name": "The Gazette",
        "tagline": "Daily",
        "time_zone": "Europe/Lisbon",
        "language": "de",
        "contact": "desk@example.org",
        **texts,
    }
    logo = SimpleUploadedFile("logo.png", encoded(colours(200, 60)))
    assert desk.post(FORM, values | given | {"logo": logo}).status_code == 302
    row = House.objects.get()
    assert {name: getattr(row, name) for name in given} == given
    assert row.logo.width == 200
    again = opened(desk)
    assert desk.post(FORM, again).status_code == 302
    assert House.objects.get().logo == row.logo


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time_zone", "Europe/Lisboa", "“Europe/Lisboa” is no time zone; one is written like Europe/Lisbon."),
        (
            "time_zone",
            "../../etc/passwd",
            "“../../etc/passwd” is no time zone; one is written like Europe/Lisbon.",
        ),
        ("time_zone", "", "This field is required."),
        ("language", "xx", "Select a valid choice. xx is not one of the available choices."),
        ("name", " ", "This field is required."),
        ("contact", "nobody", "Enter a valid email address."),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_changes_nothing(desk, field, value, sentence):
    response = desk.post(FORM, opened(desk) | {field: value})
    assert errors_of(response) == {field: [sentence]}
    assert House.objects.count() == 0


def test_texts_about_the_house_are_sanitised(desk):
    desk.post(FORM, opened(desk) | {"about": '<p onclick="x()">Us<script>alert(1)</script></p>'})
    assert House.objects.get().about == "<p>Us</p>"


@pytest.mark.parametrize("rank", ["writer", "editor", None])
def test_who_is_no_chief_editor_neither_sees_nor_changes_the_settings(signed_in, rank):
    house(name="The Gazette")
    client = signed_in(rank)
    assert client.get(FORM).status_code == 403
    assert client.post(FORM, {"name": "Mine", "time_zone": "UTC", "language": "en"}).status_code == 403
    assert House.objects.get().name == "The Gazette"
    assert "briefings/house" not in client.get("/admin/").content.decode()


def test_who_is_not_signed_in_is_sent_to_the_door(client):
    assert client.post(FORM, {"name": "Mine"}).status_code == 302
    assert House.objects.count() == 0


def test_a_second_house_is_neither_added_nor_deleted(desk):
    house(name="The Gazette")
    assert desk.get("/admin/briefings/house/").url == FORM
    assert desk.get("/admin/briefings/house/add/").status_code == 403
    assert desk.post("/admin/briefings/house/1/delete/", {"post": "yes"}).status_code == 403
    assert desk.get("/admin/briefings/house/2/change/").status_code == 302
    assert House.objects.count() == 1


def test_the_form_stands_on_the_desk_of_a_chief_editor(desk):
    assert reverse("admin:briefings_house_changelist") in desk.get("/admin/").content.decode()


def test_an_account_with_all_rights_may_too(client):
    boss = make_editor(None)
    boss.is_superuser = True
    boss.save()
    client.force_login(boss)
    assert client.get(FORM).status_code == 200
