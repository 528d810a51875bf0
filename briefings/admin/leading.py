"""The story that leads the front page: one form, for chief editors."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.clock import now

from ..leading import pin_lead, unpin_lead
from ..models import LeadPin, Piece
from .base import DeskAdmin
from .moments import MomentField, moment_hint


class LeadForm(forms.ModelForm):
    until = MomentField(label=gettext_lazy("Until"), required=True)

    class Meta:
        model = LeadPin
        fields = ["story", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "until" in self.fields:
            self.fields["until"].help_text = moment_hint()

    def clean_story(self) -> Piece:
        story = self.cleaned_data["story"]
        if not story.is_live:
            raise forms.ValidationError(_("Only a live story can lead the front page."))
        return story


@admin.register(LeadPin)
class LeadPinAdmin(DeskAdmin):
    """There is one lead: its list is its form. Without a pin the newest story leads."""

    filed_by_verb = True
    form = LeadForm
    change_form_template = "admin/briefings/lead_change_form.html"
    autocomplete_fields = ["story"]
    fields = ["story", "until"]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> LeadPin | None:
        """The row, or, where nothing is pinned, an empty one."""
        if object_id != "1":
            return None
        return LeadPin.objects.select_related("story").first() or LeadPin(pk=1)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "story":
            field.widget.can_add_related = False  # a new story cannot lead: it is not live yet
        return field

    def save_model(self, request: HttpRequest, obj: LeadPin, form: Any, change: bool) -> None:
        pin_lead(obj.story, until=obj.until, by=request.user)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        if request.method == "POST" and "_unpin" in request.POST and self.has_change_permission(request):
            unpin_lead(by=request.user)
            self.message_user(request, _("The newest story leads the front page."), messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        pin = LeadPin.objects.select_related("story__live_edition").first()
        context = {
            "title": _("Lead of the front page"),
            "subtitle": None,
            "pin": pin,
            "holds": pin is not None and pin.until > now() and pin.story.is_live,
            "show_save_and_continue": False,
            "show_delete": False,
        }
        return super().changeform_view(request, object_id, form_url, {**(extra_context or {}), **context})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:briefings_leadpin_change", args=[1]))

    def response_post_save_change(self, request: HttpRequest, obj: LeadPin) -> HttpResponse:
        """Here again: behind it there is no list."""
        return HttpResponseRedirect(request.path)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
