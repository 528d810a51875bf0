"""The cells of a row in the form of a piece: written out directly, since a story has a thousand of them."""

from typing import Any

from django import forms, template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from newsroom.autocomplete import primary_key
from newsroom.date_words import words_of_dates

from ..admin.formfields import RichField
from ..admin.overtaken import standing
from ..admin.summary import answer_name, field_name, row_name
from ..words import SectionKind

register = template.Library()

register.simple_tag(row_name)
register.simple_tag(lambda: "|".join(words_of_dates()), name="words_of_dates")
register.simple_tag(answer_name)


@register.simple_tag
def cell(form: BaseForm, name: str, row: str = "", **attributes: Any) -> SafeString:
    """Label, field and errors. ``row`` names the row, for who hears the page; attributes go to the field."""
    field = form[name]
    attributes = {
        key.replace("_", "-"): value for key, value in attributes.items() if value not in (None, False)
    }
    # Asked of the form, since each row knows its errors only once all rows were checked.
    errors = form.errors.get(name, ()) if form.is_bound else ()
    if row:
        attributes["aria-label"] = field_name(row, str(field.label))
    if errors:
        attributes |= {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
    return format_html(
        '<div class="cell cell-{}{}"><label for="{}">{}</label>{}{}{}</div>',
        name.replace("_", "-"),
        " errors" if errors else "",
        field.auto_id,
        field.label,
        control(field, attributes),
        _errors(field, errors),
        standing(field),
    )


def control(field: BoundField, attributes: dict[str, Any]) -> SafeString:
    """The field itself."""
    widget = field.field.widget
    if isinstance(field.field, RichField):
        return field.as_widget(attrs={"data-rich": "", **attributes})
    value = field.value()
    value = "" if value is None else value
    words = format_html_join("", ' {}="{}"', attributes.items())
    if isinstance(widget, forms.Textarea):
        rows = widget.attrs.get("rows", 2)
        start = '<textarea name="{}" id="{}" rows="{}"{}>\n{}</textarea>'
        return format_html(start, field.html_name, field.auto_id, rows, words, value)
    if isinstance(widget, forms.Select):
        return field.as_widget(attrs=attributes)
    return format_html('<input name="{}" id="{}" value="{}"{}>', field.html_name, field.auto_id, value, words)


def _errors(field: BoundField, errors: Any) -> str:
    if not errors:
        return ""
    items = format_html_join("", "<li>{}</li>", ((error,) for error in errors))
    return format_html('<ul class="errorlist" id="{}_error">{}</ul>', field.auto_id, items)


@register.simple_tag
def keep(form: BaseForm, *names: str) -> SafeString:
    """Hidden inputs that carry fields as they are."""
    fields = ((form[name].html_name, form[name].value()) for name in names)
    return format_html_join(
        "", '<input type="hidden" name="{}" value="{}">', ((n, "" if v is None else v) for n, v in fields)
    )


@register.simple_tag
def controls(form: BaseForm, row: str) -> SafeString:
    """What a row carries beside its values: which row it is, its place, and whether it goes.

    The scripts set the last two; without them they are shown.
    """
    place, gone = form["position"], form["DELETE"] if "DELETE" in form.fields else None
    number = "" if place.value() is None else place.value()
    parts = [
        keep(form, "id"),
        format_html(
            '<span class="plain"><label for="{0}">{1}</label> '
            '<input type="number" name="{2}" id="{0}" value="{3}" min="0" aria-label="{4}"></span>',
            place.auto_id,
            _("Position"),
            place.html_name,
            number,
            field_name(row, _("Position")),
        ),
    ]
    if form.is_bound and form.errors.get("position"):
        parts.append(_errors(place, form.errors["position"]))
    if gone is not None:
        parts.append(
            format_html(
                '<span class="plain"><input type="checkbox" name="{0}" id="{1}"{2} aria-label="{3}"> '
                '<label for="{1}">{4}</label></span>',
                gone.html_name,
                gone.auto_id,
                " checked" if gone.value() else "",
                field_name(row, _("Remove")),
                _("Remove"),
            )
        )
    return format_html_join("", "{}", ((part,) for part in parts))


@register.simple_tag
def tools(row: str) -> SafeString:
    """Handle and cross of a row. Neither is a stop for Tab: keys do the same from any field of the row."""
    return format_html(
        '<span class="tools"><button type="button" class="handle" data-handle tabindex="-1" aria-label="{}" title="{}">'
        '</button><button type="button" class="remove" data-remove tabindex="-1" aria-label="{}" title="{}"></button>'
        "</span>",
        field_name(row, _("Move")),
        _("Drag to move, or Alt+Up and Alt+Down from any field of the row"),
        field_name(row, _("Remove")),
        _("Remove, or Alt+Delete from any field of the row"),
    )


# What only some rows have


@register.filter
def any_error(form: BaseForm, names: str) -> bool:
    """Whether one of these fields has an error."""
    return form.is_bound and any(name in form.errors for name in names.split())


@register.filter
def any_value(form: BaseForm, names: str) -> bool:
    """Whether one of these fields holds anything."""
    return any(form[name].value() for name in names.split())


@register.simple_tag
def text_of_section(form: BaseForm, row: str, blank: bool) -> SafeString:
    """The text of a section: named by its heading on the page, or, where that is to be typed, by its number."""
    if blank or form["kind"].value() == SectionKind.OTHER:
        return cell(form, "html", row)
    field = form["html"]
    errors = form.errors.get("html", ()) if form.is_bound else ()
    words = {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"} if errors else {}
    return format_html(
        '<div class="cell cell-html{}">{}{}{}</div>',
        " errors" if errors else "",
        control(field, words),
        _errors(field, errors),
        standing(field),
    )


@register.simple_tag
def section_heading(form: BaseForm) -> SafeString:
    """The heading of a section of the house, as the label of its text."""
    kind = str(form["kind"].value() or "")
    words = SectionKind(kind).label if kind in SectionKind.values else kind
    return format_html('<label for="{}">{}</label>', form["html"].auto_id, form["heading"].value() or words)


@register.simple_tag
def known_question(form: BaseForm) -> Any:
    """The question that a row leads to, from what the formset looked up at once, or None."""
    pk = primary_key(form["question"].value() or "")
    return (form.fields["question"].known or {}).get(pk)


@register.simple_tag
def blank_answer(form: BaseForm) -> BaseForm:
    """The pattern of one more answer of a question that is being begun."""
    return type(form.answers[0])(prefix=f"{form.prefix}-answers-__answer__")
