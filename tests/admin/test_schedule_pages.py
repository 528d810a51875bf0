"""Times at the desk: scheduling from the Publish page, a piece's times, lists and panels."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

from briefings.editions.publishing import Publication
from briefings.models import Embargo, Expiry, Piece, Release, Reminder, Schedule
from briefings.schedules.releasing import make_release
from briefings.schedules.scheduling import schedule
from briefings.schedules.timing import remind, set_expiry
from newsroom.clock import at
from tests.admin.desk import form_address, page_address, panels_of
from tests.admin.timed_pages import LATER, MORNING, SIX, due_at, errors_of, words_of
from tests.building import (
    changed,
    make_editor,
    make_question,
    make_story,
    many_stories,
    moment,
    published,
    review_on,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning_in_berlin")]

LIST = "/admin/briefings/schedule/"


def for_six(piece: Piece, by) -> Schedule:
    return schedule(Publication(piece.pk), at=SIX, by=by)


def test_a_time_beside_publish_makes_a_schedule_in_the_house_s_zone(desk: Client, editor: User) -> None:
    story = make_story()
    page = desk.get(page_address(story, "publish"))
    assert "In Europe/Berlin, where it is 23 Nov 2026, 09:00 (08:00 UTC)." in words_of(page)
    sent = {"seen": "0", "note": "", "at": "tomorrow 07:00"}
    answer = desk.post(page_address(story, "publish"), sent, follow=True)
    assert answer.redirect_chain == [(page_address(story, "times"), 302)]
    assert "goes out on 24 Nov 2026, 07:00 (06:00 UTC), as it is now." in words_of(answer)
    one = Schedule.objects.get()
    assert (one.at, one.who, one.outcome) == (SIX, editor, "waiting")
    assert Piece.objects.get(pk=story.pk).live_edition is None
    form = words_of(desk.get(form_address(story)))
    assert "goes out 24 Nov 2026, 07:00 (06:00 UTC)</a>" in form
    assert "newer words are not in it" not in form


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"at": "today 07:00"}, "23 Nov 2026, 07:00 (06:00 UTC) has passed"),
        ({"at": "29 Mar 2027 25:00"}, "there is no time 25:00"),
        ({"at": "28 Mar 2027 02:30"}, "There is no 28 Mar 2027, 02:30 in Europe/Berlin"),
        ({"at": "31 Oct 2027 02:30"}, "31 Oct 2027, 02:30 comes twice in Europe/Berlin"),
        ({"at": "soon<script>"}, "cannot be read as a time"),
        ({"at": "", "later": "1"}, "Write the time at which it goes out."),
        ({"at": "7:00 \x00"}, "NUL character"),
    ],
)
def test_a_time_that_cannot_be_meant_publishes_nothing_and_is_kept(desk: Client, sent, sentence) -> None:
    story = make_story()
    answer = desk.post(page_address(story, "publish"), {"seen": "0", "note": "My note", **sent})
    assert sentence in errors_of(answer).replace("&lt;", "<")
    assert "My note" in words_of(answer)
    assert "<script>" not in words_of(answer).partition('<div class="errornote"')[2].partition("</form>")[0]
    assert (Schedule.objects.count(), Piece.objects.get(pk=story.pk).live_edition) == (0, None)


def test_a_story_at_a_time_with_its_questions_is_a_release(desk: Client) -> None:
    question = make_question("What is a bridge?")
    story = make_story("A bridge", questions=[question])
    sent = {"seen": "0", "at": "24 Nov 2026 07:00", "questions": [str(question.pk)]}
    desk.post(page_address(story, "publish"), sent)
    release = Release.objects.get()
    # What the desk and its log call it has no word of the story, which a redaction could not take out of there.
    assert (release.name, release.at) == ("A story with its questions, 24 Nov 2026, 07:00 (06:00 UTC)", SIX)
    assert set(release.schedules.values_list("piece", flat=True)) == {story.pk, question.pk}
    due_at(LATER)
    assert Piece.objects.live().count() == 2


def test_words_saved_since_the_page_was_opened_are_not_scheduled_unseen(desk: Client) -> None:
    story = make_story()
    page = desk.get(page_address(story, "publish"))
    looked = re.search(r'name="looked" value="(\w+)"', words_of(page))[1]
    changed(story, headline="Other words")
    answer = desk.post(
        page_address(story, "publish"), {"seen": "0", "looked": looked, "at": "24 Nov 2026 07:00"}
    )
    assert "Somebody saved other words since you opened this page." in errors_of(answer)
    assert Schedule.objects.count() == 0


def test_an_edit_afterwards_is_said_and_replaced_or_cancelled(desk: Client, editor: User) -> None:
    story = make_story("Frozen words")
    one = for_six(story, editor)
    changed(story, headline="Newer words")
    times = page_address(story, "times")
    assert "Newer words are not in it." in words_of(desk.get(times))
    newer = words_of(desk.get(times)).partition("<summary>What is newer</summary>")[2]
    assert re.findall(r"<(?:ins|del)>(?:<[^>]*>[^<]*</span>)?(\w+)", newer) == ["Frozen", "Newer"]
    assert "newer words are not in it" in words_of(desk.get("/admin/briefings/story/"))
    assert "newer words are not in it" in words_of(desk.get(LIST))
    desk.post(times, {"do": "replace", "of": str(one.pk)})
    one.refresh_from_db()
    assert one.headline == "Newer words"
    assert "Newer words are not in it." not in words_of(desk.get(times))
    desk.post(times, {"do": "cancel", "of": str(one.pk)})
    one.refresh_from_db()
    assert one.outcome == "cancelled"
    due_at(LATER)
    assert Piece.objects.get(pk=story.pk).live_edition is None


def test_the_page_of_times_takes_a_second_look_at_what_replaces_a_minor_change(
    desk: Client, editor: User
) -> None:
    story = published(make_story("Words", standfirst="Two were there."))
    one = schedule(
        Publication(changed(story, standfirst="Two were there!").pk, kind="minor"), at=SIX, by=editor
    )
    changed(story, standfirst="All 14 were there.")
    times = page_address(story, "times")
    assert 'name="looked_twice"' in words_of(desk.get(times))
    answer = desk.post(times, {"do": "replace", "of": str(one.pk)})
    assert "Look at it a second time, and say so:" in errors_of(answer)
    desk.post(times, {"do": "replace", "of": str(one.pk), "looked_twice": "on"})
    one.refresh_from_db()
    assert one.document["standfirst"] == "All 14 were there."


def test_a_schedule_is_moved_and_what_is_typed_wrongly_stays_in_its_field(desk: Client, editor: User) -> None:
    story = make_story()
    one = for_six(story, editor)
    times = page_address(story, "times")
    answer = desk.post(times, {"do": "move", "of": str(one.pk), "at": "yesterday"})
    assert "“yesterday” cannot be read as a time" in errors_of(answer)
    assert 'value="yesterday"' in words_of(answer)
    desk.post(times, {"do": "move", "of": str(one.pk), "at": "24 Nov 2026 08:00"})
    one.refresh_from_db()
    assert one.at == SIX + timedelta(hours=1)


def test_with_a_review_the_times_say_whose_words_nobody_approved(desk: Client, editor: User) -> None:
    story = make_story("Frozen words")
    for_six(story, editor)
    assert "It will not go out" not in words_of(desk.get(LIST))
    review_on()
    reason = "nobody has approved it. Send it to review first."
    assert f"It will not go out: {reason}" in words_of(desk.get(LIST))
    times = page_address(story, "times")
    assert "Today’s words cannot take its place yet" not in words_of(desk.get(times))
    changed(story, headline="Newer words")
    assert f"Today’s words cannot take its place yet: {reason}" in words_of(desk.get(times))


def test_a_failure_stands_on_the_desk_with_its_reason_until_somebody_sees_to_it(
    desk: Client, editor: User
) -> None:
    story = make_story("Frozen words")
    one = for_six(story, editor)
    changed(story, headline="Newer words").publish(by=editor)
    due_at(LATER)
    reason = "Meanwhile edition 1 of “Newer words” was published. Look at it first."
    assert panels_of(desk.get("/admin/"))["failed"] == (["Frozen words"], "1")
    for address in ("/admin/", f"{LIST}?show=failed", page_address(story, "times")):
        assert reason in words_of(desk.get(address)), address
    assert "failed to go out" in words_of(desk.get(form_address(story)))
    answer = desk.post(page_address(story, "times"), {"do": "again", "of": str(one.pk)})
    assert reason in errors_of(answer)
    desk.post(page_address(story, "times"), {"do": "cancel", "of": str(one.pk)})
    assert panels_of(desk.get("/admin/"))["failed"] == ([], "0")


def test_a_withdrawal_that_failed_stands_among_the_failures(desk: Client, editor: User) -> None:
    story = make_story("Never live")
    set_expiry(story.pk, at=SIX, note="Over.", by=editor)
    due_at(LATER)
    page = desk.get("/admin/")
    assert panels_of(page)["failed"] == (["Never live"], "1")
    assert "Only what is live can be withdrawn." in words_of(page)
    desk.post(page_address(story, "times"), {"do": "stay"})
    assert panels_of(desk.get("/admin/"))["failed"] == ([], "0")


def test_the_panels_show_what_is_scheduled_overdue_and_to_be_looked_at(desk: Client, editor: User) -> None:
    make_story("A draft beside them")
    for_six(make_story("At six"), editor)
    schedule(Publication(make_story("At eight").pk), at=SIX + timedelta(hours=2), by=editor)
    make_release("Report day", [Publication(make_story("Without a time").pk)], by=editor)
    remind(make_story("Mine"), at=SIX, owner=editor, by=editor)
    remind(make_story("Another’s"), at=SIX, owner=make_editor("editor"), by=editor)
    shown = panels_of(desk.get("/admin/"))
    assert shown["scheduled"] == (["At six", "At eight"], "2")
    assert (shown["overdue"], shown["failed"], shown["reminders"]) == (([], "0"),) * 3
    with at(LATER):
        shown = panels_of(desk.get("/admin/"))
    assert shown["overdue"] == (["At six"], "1")
    assert shown["reminders"] == (["Mine"], "1")


def test_the_lists_group_by_the_house_s_days_and_count_each_tab(desk: Client, editor: User) -> None:
    for_six(make_story("At seven in the morning"), editor)
    schedule(Publication(make_story("After midnight").pk), at=moment("2026-11-24T23:30"), by=editor)
    page = desk.get(LIST)
    days = [(str(day), [row.headline for row in rows]) for day, rows in page.context["days"]]
    assert days == [("2026-11-24", ["At seven in the morning"]), ("2026-11-25", ["After midnight"])]
    counts = {tab["name"]: tab["count"] for tab in page.context["tabs"]}
    assert counts == {
        "waiting": 2, "overdue": 0, "failed": 0, "done": 0, "withdrawals": 0, "reminders": 0
    }  # fmt: skip
    due_at(LATER)
    done = words_of(desk.get(f"{LIST}?show=done"))
    assert "At seven in the morning" in done
    assert "late by 10 minutes" in done


def test_the_month_shows_each_schedule_on_its_day(desk: Client, editor: User) -> None:
    for_six(make_story("At six"), editor)
    page = desk.get(f"{LIST}month/2026-11/")
    days = {cell["date"].isoformat(): cell["rows"] for week in page.context["weeks"] for cell in week}
    assert [day for day, rows in days.items() if rows] == ["2026-11-24"]
    assert "At six" in words_of(page)
    assert "At six" in words_of(desk.get(f"{LIST}month/"))
    assert "At six" not in words_of(desk.get(f"{LIST}month/2026-12/"))
    assert [desk.get(f"{LIST}month/{wrong}/").status_code for wrong in ("2026-13", "0-0", "99999-1")] == [
        404
    ] * 3


@pytest.mark.parametrize("amount", [20, 400])
def test_no_page_of_times_asks_for_each_of_its_rows(
    desk: Client, editor: User, amount: int, django_assert_max_num_queries
) -> None:
    pieces = Piece.objects.in_bulk(many_stories(amount))
    for piece in pieces.values():
        Schedule.objects.create(
            piece=piece, who=editor, made_at=MORNING, frozen_at=MORNING, at=SIX, next_try=SIX, schema=1,
            document={}, fingerprint="x", headline=piece.headline, seen=1,
        )  # fmt: skip
    for address, most in ((LIST, 12), (f"{LIST}month/2026-11/", 9), ("/admin/briefings/story/", 12)):
        with django_assert_max_num_queries(most) as captured:
            desk.get(address)
        assert not any('"document"' in query["sql"] for query in captured.captured_queries)


def test_embargo_withdrawal_and_reminder_are_set_and_lifted_on_the_page_of_times(
    desk: Client, editor: User
) -> None:
    story = published(make_story("The report"))
    times = page_address(story, "times")
    desk.post(times, {"do": "embargo", "until": "24 Nov 2026 07:00", "why": "Agreed with them."})
    assert Embargo.objects.get().until == SIX
    assert "embargo until 24 Nov 2026, 07:00 (06:00 UTC)" in words_of(desk.get("/admin/briefings/story/"))
    changed(story, headline="The new report")
    refused = desk.post(page_address(story, "publish"), {"seen": "1", "kind": "update"})
    assert "“The new report” must not go live before 24 Nov 2026, 07:00 (06:00 UTC)." in errors_of(refused)
    desk.post(times, {"do": "lift"})
    assert Embargo.objects.count() == 0

    no_reason = desk.post(times, {"do": "expire", "ends": "24 Nov 2026 07:00", "note": ""})
    assert "A withdrawal needs a reason, which readers will see." in errors_of(no_reason)
    desk.post(times, {"do": "expire", "ends": "24 Nov 2026 07:00", "note": "Over."})
    assert Expiry.objects.get(outcome="waiting").note == "Over."
    assert "The new report" in words_of(desk.get(f"{LIST}?show=withdrawals"))
    desk.post(times, {"do": "stay"})
    assert Expiry.objects.get().outcome == "cancelled"

    sent = {"do": "remind", "again": "24 Nov 2026 07:00", "owner": str(editor.pk), "repeat_days": "30"}
    assert "whole number" in errors_of(desk.post(times, {**sent, "repeat_days": "often"}))
    desk.post(times, {**sent, "what": "Still true?"})
    reminder = Reminder.objects.get()
    assert (reminder.at, reminder.owner, reminder.repeat_days) == (SIX, editor, 30)
    assert "Still true?" in words_of(desk.get(f"{LIST}?show=reminders"))
    with at(LATER):
        desk.post(times, {"do": "looked", "of": str(reminder.pk)})
    reminder.refresh_from_db()
    assert (reminder.at, reminder.looked_by) == (SIX + timedelta(days=30), editor)
    desk.post(times, {"do": "forget", "of": str(reminder.pk)})
    assert Reminder.objects.count() == 0


def test_a_row_of_another_piece_is_not_reached_through_this_one(desk: Client, editor: User) -> None:
    mine, others = make_story(), make_story("Another")
    one = for_six(others, editor)
    for of in (str(one.pk), "x", "", "99999999999999999999"):
        assert "This schedule is over" in errors_of(
            desk.post(page_address(mine, "times"), {"do": "cancel", "of": of})
        )
    desk.post(page_address(mine, "times"), {"do": "nonsense"})
    one.refresh_from_db()
    assert one.outcome == "waiting"


def test_who_may_not_publish_sees_the_times_and_changes_none(editor: User) -> None:
    story = make_story("A bridge")
    one = for_six(story, editor)
    release = make_release("Report day", [Publication(make_story("Other").pk)], by=editor)
    writer = Client()
    writer.force_login(make_editor("writer"))
    address = f"/admin/briefings/release/{release.pk}/change/"
    for page in (LIST, f"{LIST}month/", address, page_address(story, "times")):
        assert 'value="cancel"' not in words_of(writer.get(page)), page
    for do in ("replace", "cancel", "again"):
        sent = {"do": do, "of": str(one.pk)}
        assert writer.post(page_address(story, "times"), sent).status_code == 403
    assert writer.post(page_address(story, "times"), {"do": "lift"}).status_code == 403
    for do in ("publish", "untime", "cancel", "reopen", f"out:{story.pk}", f"renew:{story.pk}"):
        assert writer.post(address, {"do": do}).status_code == 403
    assert writer.get("/admin/briefings/release/add/").status_code == 403
    assert (
        writer.post(page_address(story, "publish"), {"seen": "0", "at": "24 Nov 2026 07:00"}).status_code
        == 403
    )
    nobody = Client()
    nobody.force_login(make_editor(None))
    for page in (LIST, f"{LIST}month/", address):
        assert nobody.get(page).status_code == 403, page
    one.refresh_from_db()
    assert one.outcome == "waiting"
