"""Two windows on one piece: what somebody else saved meanwhile, beside what was typed here."""

from typing import Any

from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.translation import gettext as _

from newsroom.account_names import account_name
from newsroom.text import text_of

from ..models import Activity, Piece
from ..pages.page_words import capfirst
from .formfields import RichField
from .listing import moment_of
from .summary import Line

STANDING_MAX = 2_000
"""How many characters of what stands there now are shown beside what was typed."""


def who_saved(piece: Piece, user: Any) -> str:
    """A sentence that says who saved the piece last, and when, to this user."""
    last = Activity.objects.filter(piece=piece.pk, verb__in=("begin", "change")).select_related("by").first()
    saved_at = Piece.objects.filter(pk=piece.pk).values_list("changed_at", flat=True).first()
    # A later change by no form has no line of its own here: an import, an edition that was taken up.
    if last is None or last.by is None or saved_at is None or last.at < saved_at:
        return _("Somebody saved this piece while you were writing.")
    moment = {"who": account_name(last.by), "moment": moment_of(last.at)}
    if user is not None and last.by.pk == user.pk:
        return _("You saved this piece yourself on %(moment)s, after this page was opened.") % moment
    return _("%(who)s saved this piece on %(moment)s, while you were writing.") % moment


def standing(field: BoundField) -> str:
    """What stands there now, as HTML, where the form was overtaken and this field says something else."""
    form = field.form
    if not getattr(form, "overtaken", False) or field.name not in form.changed_data:
        return ""
    if not getattr(getattr(form, "instance", None), "pk", None):
        return ""
    value = field.field.prepare_value(field.initial)
    words = str("" if value is None else value)
    words = text_of(words) if isinstance(field.field, RichField) else words
    if len(words) > STANDING_MAX:
        words = words[:STANDING_MAX] + " …"
    return format_html(
        '<div class="standing"><strong>{}</strong> {}</div>', _("Stands there now:"), words or _("(nothing)")
    )


def show_standing(form: Any, formsets: list[Any]) -> None:
    """Have each field that differs show what stands there now: rows beside theirs, the piece's own as help."""
    for formset in formsets:
        for row in formset.forms:
            row.overtaken = True
    for field in form:
        if not field.is_hidden and (words := standing(field)):
            field.help_text = format_html("{}{}", words, field.help_text)


def added_meanwhile(formsets: list[Any]) -> list[Line]:
    """The rows that somebody else added: they stay, and are not in the form that was sent."""
    lines = []
    for formset in formsets:
        sent = {form.instance.pk for form in formset.initial_forms}
        what = capfirst(str(formset.model._meta.verbose_name))
        lines += [Line("", what, str(row)) for pk, row in formset.existing().items() if pk not in sent]
    return lines
