"""The house's own settings at the desk: one form, for chief editors."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext_lazy as _

from ..house import unsaved_house
from ..models import House, Schedule
from ..pictures import MIN_LOGO_WIDTH
from ..policies import with_rich_editor
from ..reviews.approvals import without_approval
from .base import DeskAdmin
from .formfields import LineField
from .pictures import PictureField, WithPictures, thumbnail

REVIEW = ("review", "approve_own")
TEXTS = ("about", "standards", "how_we_cite", "corrections", "privacy")


class TimeZoneInput(forms.TextInput):
    """A line that proposes the names of zones while one types."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        return super().get_context(name, value, {**(attrs or {}), "list": "time-zones"})


def languages() -> list[tuple[str, str]]:
    """The languages that the interface knows, each by its own name."""
    named = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
    return sorted(named, key=lambda language: language[1].lower())


class HouseForm(WithPictures):
    logo = PictureField(
        label=_("Logo"),
        min_width=MIN_LOGO_WIDTH,
        help_text=_("Stands in place of the name at the head of each page. Wide and low is best."),
    )
    time_zone = LineField(
        label=_("Time zone"),
        help_text=House._meta.get_field("time_zone").help_text,
        widget=TimeZoneInput(attrs={"class": "vTextField", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=languages, help_text=House._meta.get_field("language").help_text
    )

    class Meta:
        model = House
        fields = ["name", "tagline", "logo", "time_zone", "language", "contact", *REVIEW, *TEXTS]


@admin.register(House)
class HouseAdmin(DeskAdmin):
    """There is one house: its list is its form, and nobody adds or deletes one."""

    form = HouseForm
    change_form_template = "admin/briefings/house_change_form.html"

    def get_fieldsets(self, request: HttpRequest, obj: House | None = None) -> Any:
        logo = "logo" if self.has_change_permission(request, obj) else "present_logo"
        return [
            (None, {"fields": ["name", "tagline", logo, "time_zone", "language", "contact"]}),
            (_("Review"), {"fields": REVIEW}),
            (_("Texts about the house"), {"fields": TEXTS}),
        ]

    @admin.display(description=_("Logo"))
    def present_logo(self, house: House) -> str:
        return thumbnail(house.logo)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row, or, until somebody saves it, what stands in the environment."""
        if object_id != str(House.ONLY):
            return None
        return House.objects.select_related("logo").filter(pk=House.ONLY).first() or unsaved_house()

    def save_model(self, request: HttpRequest, obj: House, form: Any, change: bool) -> None:
        """Whoever switches the review on is told what waits for its time without an approval."""
        super().save_model(request, obj, form, change)
        if obj.review and "review" in form.changed_data:
            waiting = dict(Schedule.objects.waiting().values_list("piece_id", "fingerprint"))
            if count := len(without_approval(waiting)):
                sentence = ngettext(
                    "One piece waits for its time with words that nobody approved. It will not go out with them.",
                    "%(count)s pieces wait for their time with words that nobody approved. They will not go out "
                    "with them.",
                    count,
                )
                link = format_html(
                    '<a href="{}">{}</a>', reverse("admin:briefings_schedule_changelist"), _("See which")
                )
                words = format_html("{} {}", sentence % {"count": count}, link)
                self.message_user(request, words, messages.WARNING)

    @method_decorator(with_rich_editor)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        context = {**(extra_context or {}), "subtitle": None}
        context |= {"title": _("Settings of the house"), "heading": _("Settings of the house")}
        context |= {"time_zones": sorted(available_timezones()), "show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, context)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:briefings_house_change", args=[House.ONLY]))

    def response_post_save_change(self, request: HttpRequest, obj: House) -> HttpResponse:
        """Here again: behind it there is no list."""
        return HttpResponseRedirect(request.path)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
