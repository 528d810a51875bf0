"""A small site that is live, and around it every kind of word that readers must not see."""

from dataclasses import dataclass

from django.test import Client

from briefings.drafts import delete_draft
from briefings.models import Byline, Event, Piece, RelatedLink, Section
from briefings.removals.redacting import redact
from briefings.removals.redaction_plan import Redacting, what_goes
from newsroom.links import internal_href
from tests.building import (
    changed,
    cite,
    make_editor,
    make_person,
    make_question,
    make_story,
    make_topic,
    published,
    withdrawn,
)
from topics.models import Topic

SECRET = "zxq"
"""Stands in every word and address that no reader may see, and nowhere else."""


@dataclass
class World:
    story: Piece
    client: Client


def secret_fields(what: str) -> dict[str, object]:
    """The words of a story or question that nobody may read, in every place that takes words."""
    return {
        "headline": f"{SECRET} {what} headline",
        "standfirst": f"{SECRET} {what} standfirst",
        "credit": f"{SECRET} {what} credit",
        "sources": [
            {
                "key": f"{SECRET}-own",
                "outlet": f"{SECRET} {what} times",
                "title": f"{SECRET} title",
                "url": f"https://own.example/{SECRET}/{what[:5]}",
                "quote": f"{SECRET} quote",
                "paraphrase": f"{SECRET} paraphrase",
                "byline": f"{SECRET} byline",
            },
            {"key": "wire", "title": f"{SECRET} title in a public outlet"},
        ],
        "topics": ["Bridges", f"{SECRET} {what} topic"],
        "byline": ["Ann Reporter", f"{SECRET} {what} person"],
    }


def secret_story(what: str, slug: str, question: Piece) -> Piece:
    return make_story(
        slug=slug,
        sections=[
            ("whats_happened", f"<p>{SECRET} words.[^wire][^{SECRET}-own]</p>"),
            ("other", f"<p>{SECRET} more words.</p>", f"{SECRET} heading"),
        ],
        events=[("1066-10-14", f"<p>{SECRET} event.</p>"), ("2020-05-05", f"<p>{SECRET} later event.</p>")],
        questions=[(question, f"{SECRET} teaser")],
        **secret_fields(what),
    )


def secret_question(what: str, slug: str) -> Piece:
    fields = secret_fields(f"{what} question")
    return make_question(
        slug=slug,
        answers=[(f"{SECRET} asked?", f"<p>{SECRET} answer.</p>")],
        **{**fields, "topics": ["Bridges"]},
    )


def make_world() -> World:
    """A small site that is live, with unpublished, withdrawn and deleted words all around it."""
    bridges = make_topic("Bridges", slug="old-bridges")
    bridges.slug = "bridges"
    bridges.save()
    question = published(make_question("Why bridges?", slug="live-question", topics=["Bridges"]))

    draft = secret_story("draft", "draft-story", question)
    draft_question = secret_question("draft", "draft-question")
    gone = withdrawn(secret_story("withdrawn", "withdrawn-story", question), note="It was wrong.")
    gone_question = withdrawn(secret_question("withdrawn", "withdrawn-question"), note="It was wrong too.")
    delete_draft(secret_story("deleted", "deleted-story", question), by=make_editor())

    secret_topic = Topic.objects.get(slug="zxq-draft-topic")
    old = make_topic(f"{SECRET} renamed topic", slug="old-secret")
    old.slug = f"{SECRET}-renamed"
    old.save()
    secret_story("filed", "filed-story", question).filings.create(tag=old)
    bridges.parent = secret_topic
    bridges.save()
    make_topic(f"{SECRET} part", parent=bridges)

    links = [
        ("story", draft.uid),
        ("question", draft_question.uid),
        ("story", gone.uid),
        ("topic", secret_topic.uid),
        ("story", "none"),
    ]
    prose = "".join(f'<a href="{internal_href(kind, str(ref))}">words of a link</a>, ' for kind, ref in links)
    story = published(
        make_story(
            "A bridge was opened",
            slug="live-story",
            sections=[f"<p>Public words.[^wire] {prose}</p>"],
            events=[("2020-05-05", "<p>A public event.</p>")],
            questions=[
                (question, "A public teaser"),
                (draft_question, f"{SECRET} teaser of a draft"),
                (gone_question, f"{SECRET} teaser of what was withdrawn"),
            ],
            topics=["Bridges"],
            byline=["Ann Reporter"],
        )
    )
    published(make_story("Of that day", topics=["Bridges"]), on="2020-05-05")
    published(changed(story, standfirst="Said better."), kind="correction", note="A figure was wrong.")
    published(changed(question, standfirst="Asked better."))
    returned(question)
    redacted_stories(question)
    for target in (draft, gone):
        RelatedLink.objects.create(
            piece=story,
            target=target,
            score=9,
            pinned=True,
            shared_topics=[f"{SECRET} topic"],
            computed_at=story.created_at,
        )
    unpublished_changes(
        published(make_story("A second bridge", slug="old-changed-story", topics=["Bridges"]))
    )
    asked = published(make_question("Why two?", slug="changed-question", topics=["Bridges"]))
    asked.answers.update(question=f"{SECRET} asked anew?")
    changed(asked, headline=f"{SECRET} new title?", html=f"<p>{SECRET} new answer.</p>")
    return World(story, Client())


def returned(question: Piece) -> None:
    """A story that was withdrawn, and is live again with other words and a newer edition."""
    story = withdrawn(secret_story("returned", "returned-story", question))
    for parts in (
        story.sections,
        story.events,
        story.citations,
        story.filings,
        story.bylines,
        story.question_links,
    ):
        parts.all().delete()
    Section.objects.create(story=story, kind="whats_happened", html="<p>Back with other words.</p>")
    published(changed(story, headline="Back again", standfirst="", credit=""))
    published(changed(story, headline="Back again, and better"))


def redacted_stories(question: Piece) -> None:
    """A story whose words were all taken out for good, and one that lost those of its older edition alone."""
    chief = make_editor("chief")
    whole = published(secret_story("redacted", "redacted-story", question))
    trimmed = published(secret_story("trimmed", "trimmed-story", question))
    for parts in (trimmed.sections, trimmed.events, trimmed.citations, trimmed.filings, trimmed.bylines):
        parts.all().delete()
    trimmed.question_links.all().delete()
    Section.objects.create(story=trimmed, kind="whats_happened", html="<p>Words that may stay.</p>")
    clean = changed(trimmed, headline="Said without a name", standfirst="", credit="")
    published(clean, kind="correction", note="A name was wrong.")
    published(changed(clean, headline="Said better, without a name"))
    for story, whole_copy in ((whole, True), (trimmed, False)):
        asked = Redacting(story.pk, (1,), "Removed on the order of a court.", working_copy=whole_copy)
        going = what_goes(asked)
        redact(asked, by=chief, seen=going.mark, typed=going.headline)


def unpublished_changes(story: Piece) -> None:
    """Other words in every part of a live story, and other parts beside them."""
    Section.objects.create(story=story, kind="other", heading=f"{SECRET} heading", html=f"<p>{SECRET}</p>")
    Event.objects.create(story=story, start="2020-05-06T00:00Z", html=f"<p>{SECRET} added event.</p>")
    cite(story, f"{SECRET}-added", f"{SECRET} added times", title=f"{SECRET} added title")
    cite(story, "added", "The Wire", title=f"{SECRET} added title")
    Byline.objects.create(piece=story, person=make_person(f"{SECRET} added person"), name=f"{SECRET} name")
    story.citations.filter(key="wire").update(title=f"{SECRET} title", quote=f"{SECRET} quote")
    changed(
        story,
        headline=f"{SECRET} changed headline",
        standfirst=f"{SECRET} changed standfirst",
        credit=f"{SECRET} credit",
        html=f"<p>{SECRET} changed words.</p>",
        slug="changed-story",
    )
