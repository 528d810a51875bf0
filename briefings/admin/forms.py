"""The forms of pieces: what each has of its own, its byline and its topics."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.languages import check_language
from topics.models import Topic

from ..models import Byline, CommonQuestion, Piece, Story
from .crediting import Credited, CreditsField, credit, text_of
from .naming import Named, NamesField, file_under
from .overtaken import who_saved
from .pictures import PictureField, WithPictures
from .sent_once import RESTORED


class PieceForm(forms.ModelForm):
    """What a piece has of its own, its byline and its topics. ``seen`` stands for what the editor got to see.

    ``user`` is whoever saves; the admin sets it. ``ignores_others`` is for a preview: what somebody else saved
    meanwhile stands in nobody's way.
    """

    user: Any = None
    ignores_others = False

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    byline_names = CreditsField(
        label=gettext_lazy("Byline"),
        of="people",
        help_text=gettext_lazy(
            "Names, separated by commas or lines. “A. Reporter = Ann Reporter” prints another name of the same person."
        ),
    )
    topic_names = NamesField(
        label=gettext_lazy("Topics"),
        of="topics",
        help_text=gettext_lazy(
            "Names, separated by commas or lines. A topic that is not there yet is made with the save."
        ),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address"),
        required=False,
        allow_unicode=True,
        max_length=100,
        help_text=Piece._meta.get_field("slug").help_text,
        error_messages={
            "invalid": gettext_lazy("An address is made of letters, digits, hyphens and underscores.")
        },
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        topics: list[Topic] = []
        self.bylines: list[Byline] = []
        if self.instance.pk:
            topics = [filing.tag for filing in self.instance.filings.select_related("tag")]
            self.bylines = list(self.instance.bylines.select_related("person"))
            self.initial["byline_names"] = [text_of(byline) for byline in self.bylines]
        self.initial["topic_names"] = [topic.name for topic in topics]
        self.initial["seen"] = self.standing = seen_of(self.instance, topics)
        if "headline" in self.fields:
            self.fields["headline"].error_messages["required"] = self.no_headline
            # The summary of errors, where there is one, stands before it and has the focus.
            self.fields["headline"].widget.attrs["autofocus"] = True
        if "slug" in self.fields:
            self.fields["slug"].widget.attrs.pop("maxlength", None)

    def clean_language(self) -> str:
        try:
            return check_language(self.cleaned_data["language"])
        except ValueError as error:
            raise ValidationError(str(error), code="language") from error

    def clean_topic_names(self) -> list[str]:
        names = self.cleaned_data["topic_names"]
        if "topic_names" in self.changed_data:
            self.topics = Named(Topic, names)
            self._check_fresh(
                self.topics, "topics.add_topic", _("There is no topic “%(name)s”, and you may not make one.")
            )
        return names

    def clean_byline_names(self) -> list[str]:
        names = self.cleaned_data["byline_names"]
        if "byline_names" in self.changed_data:
            self.people = Credited(names, self.bylines)
            self._check_fresh(
                self.people,
                "briefings.add_person",
                _("There is nobody named “%(name)s”, and you may not add people."),
            )
        return names

    def _check_fresh(self, named: Named, right: str, sentence: str) -> None:
        if named.fresh and self.user is not None and not self.user.has_perm(right):
            raise ValidationError([ValidationError(sentence, params={"name": name}) for name in named.fresh])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.pk and not self.ignores_others and cleaned.get("seen", "") != self.standing:
            # Sent once more with what stands now, the form is saved: its editor knows by then.
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self.standing
            rest = _(
                "Nothing of yours is saved yet, and nothing that you typed is lost. What stands there now is shown at "
                "each field where yours differs. Save again to put yours in its place."
            )
            raise ValidationError(f"{who_saved(self.instance, self.user)} {rest}", code="overtaken")
        if RESTORED in self.data:
            raise ValidationError(
                _("Here is what you typed before you had to sign in again. It is not saved yet."),
                code="restored",
            )
        return cleaned

    @property
    def overtaken(self) -> bool:
        """Whether somebody else saved meanwhile, so that what stands now is to be shown beside what was typed."""
        return self.is_bound and self.has_error("__all__", "overtaken")

    def save_names(self) -> None:
        """Write byline and topics; the piece has its primary key by now."""
        if "byline_names" in self.changed_data:
            credit(self.instance, self.people)
        if "topic_names" in self.changed_data:
            file_under(self.instance, self.topics)


def seen_of(piece: Piece, topics: list[Topic]) -> str:
    """Stands for all that the form shows of a piece: its document, and what applies at once beside it."""
    beside = [piece.slug, piece.owner_id, [topic.pk for topic in topics]]
    return f"{piece.fingerprint}-{hashlib.md5(repr(beside).encode(), usedforsecurity=False).hexdigest()}"


class StoryForm(WithPictures, PieceForm):
    no_headline = gettext_lazy("A story needs a headline.")
    lead_picture = PictureField(label=gettext_lazy("Lead image"))

    class Meta:
        model = Story
        fields = [
            *("headline", "standfirst", "slug", "credit", "language", "owner"),
            *("lead_picture", "lead_alt", "lead_caption", "lead_credit"),
        ]


class QuestionForm(PieceForm):
    no_headline = gettext_lazy("A common question needs its question.")

    class Meta:
        model = CommonQuestion
        fields = ["headline", "standfirst", "slug", "credit", "language", "owner"]
        labels = {"headline": gettext_lazy("Question"), "standfirst": gettext_lazy("Intro")}
