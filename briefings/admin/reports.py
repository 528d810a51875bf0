"""What readers reported as wrong: a list, a page for each problem with its reports, a panel of the first page."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.account_names import account_name

from ..models import Edition, Problem
from ..problems import ProblemRefused, another_is_open, mending_editions, settle_problem
from ..words import PieceKind
from .desk import PANELS, Panel, Row, form_of
from .listing import moment_of
from .related import Computed

REPORTS_SHOWN = 100
"""Of a problem, the newest; what a flood wrote beyond them helps nobody."""


class ProblemForm(forms.ModelForm):
    """What became of a problem. The verb's refusals stand at the fields."""

    class Meta:
        model = Problem
        fields = ["outcome", "correction"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("correction"):
            field.queryset = mending_editions(self.instance)
            field.label_from_instance = edition_label
            field.empty_label = _("none")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        outcome, correction = data.get("outcome"), data.get("correction")
        if outcome == Problem.Outcome.CORRECTED and correction is None and "correction" not in self.errors:
            raise ValidationError({"correction": _("Say which edition put it right.")})
        if outcome == Problem.Outcome.OPEN and another_is_open(self.instance):
            again = _("The same problem was reported again and is open already.")
            raise ValidationError({"outcome": again})
        if outcome != Problem.Outcome.CORRECTED:
            data["correction"] = None
        return data

    def _post_clean(self) -> None:
        """The constraints are the verb's to keep: it is asked while there is a form to say so in."""
        self.instance.outcome = self.cleaned_data.get("outcome", self.instance.outcome)
        self.instance.correction = self.cleaned_data.get("correction")


def edition_label(edition: Edition) -> str:
    return _("edition %(number)s, %(kind)s, %(when)s") % {
        "number": edition.number,
        "kind": edition.get_kind_display(),
        "when": moment_of(edition.released_at),
    }


@admin.register(Problem)
class ProblemAdmin(Computed):
    """Readers' words come as plain text and stay that; nothing tells who they are."""

    filed_by_verb = True
    form = ProblemForm
    list_display = ["what", "piece_headline", "report_count", "edition_number", "last_reported", "outcome"]
    list_filter = ["outcome"]
    search_fields = ["piece__headline", "sentence", "heading"]
    ordering = ["-last_at", "-pk"]
    list_per_page = 50
    readonly_fields = ["piece_link", "edition_number", "heading", "sentence_shown", "words", "settled"]
    fields = [*readonly_fields, "outcome", "correction"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        problems = super().get_queryset(request).select_related("piece", "edition", "settled_by", "promised")
        return problems.defer("edition__document", "edition__findings", "promised__document")

    @admin.display(description=gettext_lazy("Sentence"))
    def what(self, problem: Problem) -> str:
        return Truncator(problem.sentence or _("%(part)s, as a whole") % {"part": problem.heading}).chars(90)

    @admin.display(description=gettext_lazy("Piece"))
    def piece_headline(self, problem: Problem) -> str:
        return problem.piece.headline

    @admin.display(description=gettext_lazy("Edition"), ordering="edition__number")
    def edition_number(self, problem: Problem) -> int:
        return problem.edition.number

    @admin.display(description=gettext_lazy("Last reported"), ordering="last_at")
    def last_reported(self, problem: Problem) -> str:
        return moment_of(problem.last_at)

    @admin.display(description=gettext_lazy("Piece"))
    def piece_link(self, problem: Problem) -> str:
        place = f"{problem.piece.get_absolute_url()}#{problem.anchor}"
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            form_of(problem.piece),
            problem.piece.headline,
            place,
            _("as readers see it"),
        )

    @admin.display(description=gettext_lazy("Sentence"))
    def sentence_shown(self, problem: Problem) -> str:
        return problem.sentence or _("The section as a whole, or something that is missing")

    @admin.display(description=gettext_lazy("What readers say"))
    def words(self, problem: Problem) -> str:
        """Newest first; the same words once, with how often."""
        reports = problem.reports.select_related("edition").defer("edition__document", "edition__findings")
        shown = list(reports[:REPORTS_SHOWN])
        times = Counter(report.words for report in shown)
        newest = {report.words: report for report in reversed(shown)}
        lines = [
            (
                moment_of(newest[words].reported_at),
                _("edition %(number)s") % {"number": newest[words].edition.number},
                f" × {count}" if count > 1 else "",
                words,
            )
            for words, count in times.items()
        ]
        more = problem.report_count - len(shown)
        rest = (
            ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}
            if more > 0 and len(shown) == REPORTS_SHOWN
            else ""
        )
        items = format_html_join("\n", '<li><p>{}, {}{}</p><p dir="auto">{}</p></li>', lines)
        return format_html("<ul>{}</ul>{}", items, rest) if lines else _("Forgotten after 90 days.")

    @admin.display(description=gettext_lazy("Settled"))
    def settled(self, problem: Problem) -> str:
        if problem.settled_at is None:
            waits = problem.promised is not None and problem.promised.is_waiting
            if not waits or problem.promised.at is None:
                return _("not yet")
            moment = moment_of(problem.promised.at)
            return _("not yet: what puts it right goes out on %(moment)s") % {"moment": moment}
        who = account_name(problem.settled_by) if problem.settled_by else ""
        return f"{moment_of(problem.settled_at)}, {who}".rstrip(", ")

    def save_model(self, request: HttpRequest, obj: Problem, form: Any, change: bool) -> None:
        settle_problem(obj, outcome=obj.outcome, correction=obj.correction, by=request.user)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except ProblemRefused as refused:  # what came in its way since the form was checked
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())


class ReportedProblems(Panel):
    """Open problems, the one reported last first."""

    name = "problems"
    title = gettext_lazy("Reported by readers")
    nothing = gettext_lazy("No report of a reader is waiting.")

    @classmethod
    def is_for(cls, request: HttpRequest) -> bool:
        return request.user.has_perm("briefings.view_problem")

    @property
    def more(self) -> list[tuple[str, str]]:
        address = reverse("admin:briefings_problem_changelist")
        return [(_("all open problems"), f"{address}?outcome__exact={Problem.Outcome.OPEN}")]

    def queryset(self) -> Any:
        problems = Problem.objects.filter(outcome=Problem.Outcome.OPEN).select_related("piece")
        return problems.order_by("-last_at", "-pk")

    def row(self, found: Problem) -> Row:
        return Row(
            title=Truncator(found.sentence or found.heading).chars(90),
            url=reverse("admin:briefings_problem_change", args=[found.pk]),
            kind=PieceKind(found.piece.kind).label,
            state="changed",
            state_label=ngettext("%(n)s report", "%(n)s reports", found.report_count)
            % {"n": found.report_count},
            who="",
            when=found.last_at,
            note=found.piece.headline,
        )


PANELS.append(ReportedProblems)
