"""The desk in Chromium: no screen with a fault for assistive technology or the policy, and all of it by keyboard."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User

from briefings.drafts import delete_draft
from briefings.editions.publishing import Publication
from briefings.models import Article, Outlet, Piece, Release
from briefings.schedules.releasing import make_release
from briefings.schedules.scheduling import schedule
from briefings.schedules.timing import remind, set_embargo
from newsroom.clock import now
from tests.admin.desk import page_address
from tests.building import (
    changed,
    make_editor,
    make_person,
    make_question,
    make_story,
    make_topic,
    published,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(page, live_server, client, django_user_model):
    """A chief editor's browser; `said` of it is what the console says of errors and of the policy."""
    editor = make_editor("chief", name="edna")
    client.force_login(editor)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    return page


def story_with_a_past() -> Piece:
    draft = make_question("Why are bridges opened?", sources=[])
    behind = changed(published(make_question("Who opens them?")), standfirst="Other words.")
    story = published(make_story("First words", standfirst="Some 14 people came."))
    published(changed(story, headline="Second words"), note="A better headline.")
    for place, question in enumerate((draft, behind)):
        story.question_links.create(question=question, position=place)
    return changed(story, standfirst="Some 15 people came.", html="<p>It was opened on Saturday.[^wire]</p>")


def timed_beside_it() -> Release:
    """A release of one, whose newer words are not in it; a story that is scheduled, under embargo, with a reminder."""
    editor, later = make_editor("chief"), now() + timedelta(days=2)
    waiting, alone = (
        make_story("Goes out together", sources=[], sections=["<p>Words.</p>"]),
        make_story("Goes out"),
    )
    release = make_release("Report day", [Publication(waiting.pk)], at=later, by=editor)
    changed(waiting, headline="Newer words")
    schedule(Publication(alone.pk), at=later, by=editor)
    set_embargo(waiting.pk, until=later, by=editor, note="Agreed.")
    remind(waiting, at=later, owner=editor, by=editor, repeat_days=30)
    return release


def faults_on(page) -> list[str]:
    """What axe finds."""
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def faults_in_the_dark(page) -> list[str]:
    """What it finds of colours once the page, in which it is by now, is dark."""
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.getAnimations().forEach((fading) => fading.finish())")
    found = page.evaluate("axe.run({runOnly: ['color-contrast'], resultTypes: ['violations']})")
    return [violation["id"] for violation in found["violations"]]


@pytest.mark.parametrize("width", [360, 1280])
def test_no_screen_of_the_desk_has_a_fault_or_is_wider_than_the_window(
    signed_in, live_server, width: int
) -> None:
    """In light with all of axe, in dark with what colours can change. Each says where it stands below the desk."""
    story = story_with_a_past()
    release = timed_beside_it()
    gone = delete_draft(make_story("Not needed"), by=User.objects.get(username="edna"))
    outlet, article = Outlet.objects.first(), Article.objects.first()
    topics, person = [make_topic("Bridges"), make_topic("Crossings")], make_person("Ann Reporter")
    signed_in.set_viewport_size({"width": width, "height": 800})
    addresses = [
        "/admin/",
        *(f"/admin/briefings/{name}/" for name in ("story", "commonquestion", "outlet", "article", "person")),
        "/admin/topics/topic/",
        *(
            f"/admin/briefings/{name}/add/"
            for name in ("story", "commonquestion", "outlet", "article", "person")
        ),
        "/admin/topics/topic/add/",
        "/admin/auth/user/add/",
        "/admin/briefings/house/",
        "/admin/auth/user/",
        f"/admin/auth/user/{User.objects.get(username='edna').pk}/change/",
        "/admin/briefings/relatedlink/",
        "/admin/briefings/deleteddraft/",
        f"/admin/briefings/deleteddraft/{gone.pk}/bring-back/",
        f"/admin/briefings/outlet/{outlet.pk}/change/",
        f"/admin/briefings/article/{article.pk}/change/",
        f"/admin/briefings/person/{person.pk}/change/",
        *(f"/admin/briefings/outlet/{outlet.pk}/{name}/" for name in ("history", "delete")),
        f"/admin/topics/topic/{topics[0].pk}/delete/",
        "/admin/password_change/",
        f"/admin/topics/topic/{topics[0].pk}/change/",
        page_address(story, "change"),
        page_address(make_story("Not wanted"), "delete"),
        *(page_address(story, name) for name in ("publish", "history", "withdraw", "preview")),
        *(page_address(release.schedules.get().piece, name) for name in ("times", "publish")),
        *(page_address(story, name) for name in ("review", "redact")),
        *(f"/admin/briefings/{name}/" for name in ("activity", "failedtask", "problem")),
        "/admin/briefings/schedule/",
        "/admin/briefings/schedule/month/",
        "/admin/briefings/release/",
        "/admin/briefings/release/add/",
        f"/admin/briefings/release/{release.pk}/change/",
        page_address(story, "compare", 1, 2),
        page_address(story, "load", 1),
        page_address(story, "restore", 1),
        page_address(story, "edition", 1),
        page_address(story, "preview_at", "phone"),
    ]
    faults = {}
    for address in addresses:
        signed_in.emulate_media(color_scheme="light")
        signed_in.goto(live_server.url + address)
        too_wide = signed_in.evaluate("document.documentElement.scrollWidth > innerWidth")
        said = list(signed_in.said)
        trail = signed_in.locator(".breadcrumbs a").first
        astray = trail.count() and trail.inner_text() != "Desk"
        found = faults_on(signed_in) + faults_in_the_dark(signed_in)
        if found or too_wide or said or astray:
            faults[address] = (found, too_wide, said, astray)
        signed_in.said.clear()
    assert faults == {}

    signed_in.goto(f"{live_server.url}/admin/topics/topic/")
    for box in signed_in.locator("#result_list input.action-select").all():
        box.check()
    signed_in.locator("select[name=action]").select_option("merge")
    signed_in.get_by_role("button", name="Go").click()
    signed_in.get_by_role("button", name="Merge").wait_for()
    assert signed_in.said == []  # asked before axe sets styles of its own
    assert faults_on(signed_in) == []


def test_the_sign_in_has_no_fault(page, live_server) -> None:
    page.goto(f"{live_server.url}/admin/")
    assert faults_on(page) == []
    assert page.evaluate("document.activeElement.id") == "id_username"


def test_enter_publishes_what_has_nothing_to_mend(signed_in, live_server) -> None:
    story = make_story()
    signed_in.goto(live_server.url + page_address(story, "publish"))
    assert signed_in.evaluate("[document.activeElement.textContent, scrollY]") == ["Publish", 0]
    signed_in.keyboard.press("Enter")
    signed_in.get_by_text("edition 1 is out").wait_for()
    story.refresh_from_db()
    assert story.is_live
    assert signed_in.said == []


def test_a_finding_leads_to_its_row_in_the_form(signed_in, live_server) -> None:
    story = make_story(sections=["<p>Words.[^nobody]</p>"])
    signed_in.goto(live_server.url + page_address(story, "publish"))
    signed_in.get_by_role("link", name="The marker [^nobody] has no source.").press("Enter")
    row = signed_in.locator(f"#part-{story.sections.get().uid}")
    row.wait_for()
    assert signed_in.url.endswith(f"#part-{story.sections.get().uid}")


def test_a_narrow_window_has_the_rail_behind_a_button(signed_in, live_server) -> None:
    signed_in.set_viewport_size({"width": 360, "height": 800})
    signed_in.goto(f"{live_server.url}/admin/")
    stories = signed_in.get_by_role("link", name="Stories", exact=True)
    assert not stories.is_visible()
    signed_in.get_by_role("button", name="Menu").press("Enter")
    stories.wait_for()
    signed_in.keyboard.press("Escape")
    stories.wait_for(state="hidden")
    signed_in.get_by_role("button", name="Menu").press("Enter")
    stories.press("Enter")
    signed_in.get_by_role("heading", name="Stories").wait_for()


def test_the_bar_stays_in_sight_on_a_long_form(signed_in, live_server) -> None:
    story = make_story(sections=[f"<p>Words {n}.[^wire]</p>" for n in range(8)])
    signed_in.goto(live_server.url + page_address(story, "change"))
    signed_in.evaluate("scrollTo(0, document.body.scrollHeight)")
    top = signed_in.locator(".bar").evaluate("bar => Math.round(bar.getBoundingClientRect().top)")
    assert (top, signed_in.evaluate("scrollY > 500")) == (0, True)


def test_the_preview_opens_beside_the_form_in_one_click_and_is_the_page_at_390_pixels(
    signed_in, live_server
) -> None:
    story = make_story("Not yet public")
    signed_in.goto(live_server.url + page_address(story, "preview"))
    signed_in.get_by_role("link", name="Phone").press("Enter")
    inside = signed_in.frame_locator("iframe")
    inside.get_by_role("heading", name="Not yet public", level=1).wait_for()
    assert inside.locator("html").evaluate("html => innerWidth") == 390


def test_the_preview_shows_what_stands_in_the_form_at_every_width_and_the_form_goes_on(
    signed_in, live_server
) -> None:
    story = make_story("As it was saved")
    signed_in.goto(live_server.url + page_address(story, "change"))
    signed_in.keyboard.type("Typed and not saved: ")
    with signed_in.expect_popup() as opened:
        signed_in.get_by_role("button", name="Preview").click()
    preview = opened.value
    said: list[str] = []
    preview.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    preview.get_by_role("heading", name="Typed and not saved: As it was saved", level=1).wait_for()
    for width in ("Phone", "Desktop"):
        preview.get_by_role("button", name=width).click()
        preview.locator(f"iframe.preview-{width.lower()}").wait_for()
        inside = preview.frame_locator("iframe")
        inside.get_by_role("heading", name="Typed and not saved: As it was saved", level=1).wait_for()
        assert inside.locator("html").evaluate("html => innerWidth") == {"Phone": 390, "Desktop": 1280}[width]
        assert faults_on(preview) == []
    inside.locator("a[href='#source-1']").first.click()
    assert inside.locator("html").evaluate("html => location.protocol") == "about:"  # it went nowhere else
    assert said == []
    assert Piece.objects.get().headline == "As it was saved"
    signed_in.keyboard.press("Control+s")
    signed_in.locator(".messagelist .success").wait_for()
    assert Piece.objects.get().headline == "Typed and not saved: As it was saved"
    assert signed_in.said == []


def test_a_correction_without_its_note_leads_to_what_is_wrong(signed_in, live_server) -> None:
    story = changed(published(make_story()), headline="Other words")
    signed_in.goto(live_server.url + page_address(story, "publish"))
    signed_in.get_by_role("radio", name="Correction").check()
    signed_in.get_by_role("button", name="Publish", exact=True).click()
    signed_in.get_by_text("Nothing was published.").wait_for()
    assert signed_in.evaluate("document.activeElement.className") == "errornote"
