"""What readers' browsers ask for, rightly and wrongly, and what every answer leaves out."""

import pytest
from django.test import Client

from tests.building import changed, make_editor, make_question, make_story, published, withdrawn
from tests.public.routes import ARGUMENTS, HOUSE_TEXTS, ROUTES, path_of
from topics.models import Topic

pytestmark = pytest.mark.django_db

PAGED = [
    "archive_day",
    "corrections",
    "story_changes",
    "question_changes",
    "question_list",
    "topic_list",
    "topic_list_letter",
    "topic_stories",
    "topic_stories_year",
    "topic_timeline",
    "outlet_list",
    "outlet",
    "person",
]
FORMS = {"story_report", "question_report"}
"""What takes more than GET: tests/readers/test_reporting.py."""

EVERY = sorted({*ROUTES, "healthz"} - {*HOUSE_TEXTS, *FORMS})


@pytest.fixture(scope="module")
def site(module_db) -> None:
    question = published(make_question("Why bridges?", topics=["Bridges"]))
    story = published(
        make_story(
            "A bridge",
            topics=["Bridges"],
            byline=["Ann Reporter"],
            events=[("2020-05-05", "<p>Opened.</p>")],
            questions=[question],
        ),
        on="2020-05-05",
    )
    for piece in (question, story):
        published(changed(piece, standfirst="Said better."), kind="correction", note="A figure was wrong.")


@pytest.mark.parametrize("name", EVERY)
def test_readers_get_no_cookie_and_pages_that_do_not_vary_by_one(client, site, name):
    response = client.get(path_of(name))
    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("path", ["/stories/none/", "/none", "/stories/none/?x=%00"])
def test_error_pages_set_no_cookie_either(client, site, path):
    response = client.get(path)
    assert response.status_code in (400, 404)
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("name", EVERY)
def test_a_page_takes_get_and_head_and_nothing_else(client, site, name):
    path = path_of(name)
    assert client.head(path).status_code == 200
    assert [client.post(path).status_code, client.put(path).status_code] == [405, 405]


@pytest.mark.parametrize("name", [name for name in EVERY if name != "search"])
@pytest.mark.parametrize("query", ["x=%00", "page=%00", "%00", "page=%ff", "x=%C3%28", "x=a%00b&page=1"])
def test_nul_and_what_is_no_utf_8_in_a_query_string_is_a_bad_request(client, site, name, query):
    assert client.get(f"{path_of(name)}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["q=%00", "q=bridge%00", "q=%ff", "q=%C3%28", "x=%00", "%00", "q=a&kind=%00"]
)
def test_search_has_a_page_for_nul_and_for_what_is_no_utf_8(client, site, query):
    assert client.get(f"/search/?{query}").status_code == 200


@pytest.mark.parametrize("name", ARGUMENTS)
@pytest.mark.parametrize("bad", ["%00", "a%00b", "%ff", "%C3%28", "a%ffb"])
def test_nul_and_what_is_no_utf_8_in_a_path_is_no_page(client, site, name, bad):
    parts = path_of(name).strip("/").split("/")
    place = 2 if name == "topic_list_letter" else 1
    path = "/" + "/".join([*parts[:place], bad, *parts[place + 1 :]]) + "/"
    assert client.get(path).status_code in (400, 404)


@pytest.mark.parametrize("name", PAGED)
@pytest.mark.parametrize(
    "page",
    ["0", "-1", "2", "999999", "abc", "", "1.5", "9" * 30, "9" * 5000, "1 OR 1=1", "١", "01", "+1", " 1"],
)
def test_a_page_of_a_list_that_there_is_not_is_not_found(client, site, name, page):
    assert client.get(path_of(name), {"page": page}).status_code == 404


@pytest.mark.parametrize("name", PAGED)
def test_the_first_page_of_a_list_has_its_number_too(client, site, name):
    assert client.get(path_of(name), {"page": "1"}).status_code == 200


@pytest.mark.parametrize("name", sorted({*EVERY} - {*PAGED}))
def test_a_page_that_is_no_list_has_no_page_numbers_to_get_wrong(client, site, name):
    assert client.get(path_of(name), {"page": "abc"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/topics/bridges/timeline/0000/",
        "/topics/bridges/timeline/20200/",
        "/topics/bridges/timeline/abcd/",
        "/topics/bridges/timeline/1999/",
        "/topics/letter/BB/",
        "/topics/letter/%23%23/",
        "/stories/a-bridge/more/",
        "/stories//",
        "/people/",
    ],
)
def test_an_address_that_is_none_is_not_found(client, site, path):
    assert client.get(path).status_code == 404


def test_an_address_of_any_length_is_not_found(client, site):
    for path in ("/stories/", "/topics/", "/outlets/", "/people/", "/questions/"):
        assert client.get(f"{path}{'a' * 5000}/").status_code == 404


def test_browsers_ask_again_for_what_was_withdrawn_or_has_moved(client):
    gone, story = withdrawn(published(make_story("Gone"))), published(make_story("First", topics=["Ports"]))
    changed(story, slug="second")
    topic = Topic.objects.get(name="Ports")
    topic.slug = "harbours"
    topic.save()
    answers = [client.get(path) for path in (gone.get_absolute_url(), "/stories/first/", "/topics/ports/")]
    assert [answer.status_code for answer in answers] == [410, 301, 301]
    assert [answer["Cache-Control"] for answer in answers] == ["no-cache"] * 3


@pytest.mark.parametrize("path", ["/?x=%00", "/%00", "/none/", "/admin/none/"])
def test_refusals_keep_to_the_policy_too(client, site, path):
    assert "default-src 'none'" in client.get(path, follow=True)["Content-Security-Policy"]


def test_a_form_that_is_not_ours_gets_a_page_of_the_house(site):
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "403.html" in [template.name for template in answer.templates]


@pytest.mark.parametrize("length", [255, 256, 5_000])
def test_a_name_of_any_length_is_only_a_wrong_one(client, site, length):
    answer = client.post("/admin/login/", {"username": "a" * length, "password": "guessed"})
    assert (answer.status_code, answer.context["form"].errors != {}) == (200, True)


def test_a_sign_in_that_would_lead_elsewhere_ends_at_the_desk(client, site):
    editor = make_editor()
    editor.set_password("correct horse battery")
    editor.save()
    form = {"username": editor.username, "password": "correct horse battery", "next": "//evil.example/"}
    assert client.post("/admin/login/", form).url == "/admin/"
