"""Common questions in the form of a story: found by their title, or begun there, with their answers.

A row names a question that exists, or holds a new one: title, intro, answers. A new one is saved with the story as a
draft of its own. Sources of the story that its answers cite come along as sources of its own.
"""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.autocomplete import KnownChoiceField
from newsroom.text import markers_in

from ..document import fingerprint_of
from ..editions.compiling import compile_pieces
from ..fields import RICH_TEXT_MAX, check_length
from ..models import Answer, Citation, CommonQuestion, Piece, QuestionLink
from .formfields import LineField, RichField, TidyField
from .formsets import PartFormSet
from .partforms import PartForm

READY = 2
"""Blank answers that stand ready on a new question."""

ANSWERS_MAX = 50


class AnswerDraftForm(forms.Form):
    """One answer of a question that is being begun."""

    question = LineField(
        label=gettext_lazy("Question"),
        required=False,
        max_length=Answer._meta.get_field("question").max_length,
    )
    html = RichField(label=gettext_lazy("Answer"), required=False, validators=[check_length(RICH_TEXT_MAX)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("html") and not cleaned.get("question") and "question" not in self.errors:
            self.add_error("question", _("An answer needs its question."))
        return cleaned


class QuestionLinkForm(PartForm):
    """A row of the story's common questions. ``answers`` are the forms of a new question's answers."""

    question = KnownChoiceField(
        queryset=CommonQuestion.objects.all().as_cards(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": gettext_lazy("This common question is no longer there.")},
    )
    title = LineField(label=gettext_lazy("Question"), required=False, max_length=Piece.HEADLINE_MAX)
    intro = TidyField(
        label=gettext_lazy("Intro"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    class Meta:
        model = QuestionLink
        fields = ["question", "teaser", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = [
            AnswerDraftForm(self.data if self.is_bound else None, prefix=f"{self.prefix}-answers-{place}")
            for place in self._places()
        ]

    def _places(self) -> list[int]:
        """The numbers under which answers were posted, and more where there are fewer than stand ready."""
        stem = re.compile(
            rf"{re.escape(self.prefix or '')}-answers-([0-9]{{1,4}})-(?:question|html)", re.ASCII
        )
        found = {int(m[1]) for name in (self.data if self.is_bound else ()) if (m := stem.fullmatch(name))}
        places = sorted(found)[:ANSWERS_MAX]
        return [*places, *(n for n in range(READY) if n not in found)][: max(READY, len(places))]

    def has_changed(self) -> bool:
        return super().has_changed() or any(answer.has_changed() for answer in self.answers)

    def is_valid(self) -> bool:
        # Both are asked, so that each error is at hand.
        answers = [answer.is_valid() for answer in self.answers] if self.has_changed() else []
        return super().is_valid() and all(answers)

    @property
    def begins(self) -> bool:
        """Whether this row is to become a question of its own; once cleaned."""
        return not self.cleaned_data.get("question") and bool(self.cleaned_data.get("title"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        nothing = not cleaned.get("question") and not cleaned.get("title")
        if nothing and not self.errors.keys() & {"question", "title"}:
            self.add_error("title", _("Which question? Type a new one, or choose one that is there."))
        return cleaned


class QuestionLinkFormSet(PartFormSet):
    """The common questions of a story. ``user`` is who begins new ones."""

    once = ("question", gettext_lazy("The story leads to this question already."))
    user: Any = None

    def clean(self) -> None:
        self._find()
        super().clean()
        titles: set[str] = set()
        for form in self.rows():
            if not form.begins:
                continue
            title = form.cleaned_data["title"].lower()
            if title in titles:
                form.add_error("title", _("Another row begins a question with this title."))
            titles.add(title)
            if self.user is not None and not self.user.has_perm("briefings.add_commonquestion"):
                form.add_error("title", _("You may not begin common questions. Choose one that is there."))

    def _find(self) -> None:
        """A title typed that is a question's already, with nothing typed for a new one, means that question."""
        typed = {
            form.cleaned_data["title"].lower(): form
            for form in self.rows()
            if form.begins
            and not form.cleaned_data.get("intro")
            and not any(answer.has_changed() for answer in form.answers)
        }
        if not typed:
            return
        there = CommonQuestion.objects.all().as_cards().annotate(lower_title=Lower("headline"))
        for question in there.filter(lower_title__in=list(typed)).order_by("-pk"):
            form = typed[question.headline.lower()]
            form.cleaned_data["question"] = form.instance.question = question

    def new_answers(self) -> Iterable[tuple[AnswerDraftForm, list[str]]]:
        """Each answer of a question that is begun, with the keys of its markers."""
        for form in self.rows():
            for answer in form.answers if form.begins else ():
                yield answer, markers_in(answer.cleaned_data.get("html") or "")

    def save(self, commit: bool = True) -> list[models.Model]:
        """Make the new questions, then the rows."""
        fresh = [form for form in self.rows() if form.begins]
        if fresh:
            self._begin(fresh)
        return super().save(commit)

    save.alters_data = True

    def _begin(self, forms_: list[QuestionLinkForm]) -> None:
        sources = list(Citation.objects.filter(piece=self.instance.pk))
        answers, citations, made = [], [], []
        for form in forms_:
            question = CommonQuestion.objects.create(
                headline=form.cleaned_data["title"],
                standfirst=form.cleaned_data.get("intro") or "",
                language=self.instance.language,
                owner=self.user,
            )
            made.append(question)
            form.instance.question = question
            typed = [answer.cleaned_data for answer in form.answers if answer.has_changed()]
            typed = [words for words in typed if words.get("question") or words.get("html")]
            answers += [
                Answer(piece_id=question.pk, position=place, question=words["question"], html=words["html"])
                for place, words in enumerate(typed)
            ]
            cited = {key for words in typed for key in markers_in(words["html"])}
            citations += _copies([source for source in sources if source.key in cited], question)
        Answer.objects.bulk_create(answers)
        Citation.objects.bulk_create(citations)
        documents = compile_pieces([question.pk for question in made])
        for question in made:
            question.fingerprint = fingerprint_of(documents[question.pk])
        Piece.objects.bulk_update(made, ["fingerprint"])


def _copies(sources: list[Citation], question: Piece) -> list[Citation]:
    """The same citations for the new question, as parts of its own."""
    same = [
        field.attname
        for field in Citation._meta.concrete_fields
        if field.name not in ("id", "uid", "piece", "position", "origin_id")
    ]
    return [
        Citation(piece_id=question.pk, position=place, **{name: getattr(source, name) for name in same})
        for place, source in enumerate(sources)
    ]
