"""Accounts: who may manage them must not make themselves more than they are. People are invited by a link."""

from typing import Any

from axes import admin as axes_admin
from axes import models as axes_models
from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from taggit import admin as taggit_admin

from newsroom.account_names import account_name
from newsroom.whole_list import ListAdmin

from ..invitations import days_of_a_link, mail_link, password_link, username_from
from ..roles import group_label, rights
from .formfields import LineField

User = get_user_model()
admin.site.unregister([User, Group])
# The house's topics are its tags; taggit's own would be a second list that nothing uses.
admin.site.unregister(taggit_admin.Tag)
admin.site.unregister([axes_models.AccessAttempt, axes_models.AccessFailureLog, axes_models.AccessLog])


class GroupField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return group_label(obj)


class GroupsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return group_label(obj)


class GroupFilter(admin.RelatedFieldListFilter):
    """The groups by what the house's language calls them."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        return [(group.pk, group_label(group)) for group in Group.objects.order_by("pk")]


class PasswordForm(AdminPasswordChangeForm):
    usable_password_help_text = gettext_lazy(
        "Without a password nobody signs in with this account until a link set a new one."
    )


class InvitationForm(forms.ModelForm):
    """A new account of the desk, without a password: its owner sets one by the link."""

    full_name = LineField(label=gettext_lazy("Name"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=150,
        help_text=gettext_lazy("Also the name to sign in with."),
        widget=forms.EmailInput(attrs={"class": "vTextField"}),
    )
    group = GroupField(
        label=gettext_lazy("Group"),
        queryset=Group.objects.filter(name__in=list(rights())).order_by("pk"),
        empty_label=None,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["email"]

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip()
        if User.objects.filter(Q(email__iexact=email) | Q(username__iexact=username_from(email))).exists():
            raise ValidationError(_("There is an account with this address already."), code="unique")
        return email

    def save(self, commit: bool = True) -> Any:
        user = self.instance
        user.username = username_from(self.cleaned_data["email"])
        first, _space, last = self.cleaned_data["full_name"].rpartition(" ")
        user.first_name, user.last_name = first or last, last if first else ""
        user.is_staff = True
        user.set_unusable_password()
        return super().save(commit)

    def _save_m2m(self) -> None:
        self.instance.groups.set([self.cleaned_data["group"]])


@admin.register(User)
class AccountAdmin(ListAdmin, UserAdmin):
    """Django's; rights beyond the groups, and accounts that have all rights, are for those that have them too."""

    add_form = InvitationForm
    add_form_template = "admin/change_form.html"
    add_fieldsets = [(None, {"fields": ["full_name", "email", "group"]})]
    change_form_template = "admin/briefings/account_change_form.html"
    change_password_form = PasswordForm
    list_filter = ("is_staff", "is_superuser", "is_active", ("groups", GroupFilter))
    filter_horizontal = ()  # Django's two lists have no names for who hears the page

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        own = [*super().get_readonly_fields(request, obj), "last_login", "date_joined"]
        return own if request.user.is_superuser else [*own, "is_superuser", "user_permissions"]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            kwargs |= {"widget": forms.CheckboxSelectMultiple, "form_class": GroupsField}
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above

    # Links to set a password: shown in the answer itself, so that none is kept anywhere

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.link_view)
        return [path("<int:user_id>/link/", view, name="auth_user_link"), *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        buttons = {"show_save_and_add_another": False, "show_save_and_continue": False}
        context = {**(extra_context or {}), **buttons, "heading": _("Invite somebody")}
        return super().add_view(request, form_url, context)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        page = self._link_page(request, obj)
        page.led_to = reverse("admin:auth_user_change", args=[obj.pk])
        return page

    def link_view(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """Make another link (POST), for who lost the first one or forgot the password."""
        user = self.get_object(request, str(user_id))
        if user is None or not self.has_change_permission(request, user):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseRedirect(reverse("admin:auth_user_change", args=[user.pk]))
        if not user.has_usable_password():
            user.set_unusable_password()  # another one, so that links made before are void
            user.save(update_fields=["password"])
        self.log_change(request, user, _("Made a link to set a password."))
        return self._link_page(request, user)

    def _link_page(self, request: HttpRequest, user: Any) -> HttpResponse:
        link = password_link(user)
        problem = mail_link(user, link, invited_by=request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": _("A link for %(name)s") % {"name": account_name(user)},
            "account": user,
            "link": link if problem is not None else None,
            "problem": problem,
            "days": days_of_a_link(),
            "opts": self.opts,
        }
        return never_cache(lambda _request: render(request, "admin/briefings/link.html", context))(request)


@admin.register(Group)
class RolesAdmin(ListAdmin, GroupAdmin):
    """Django's, with the house's list."""


@admin.register(axes_models.AccessAttempt)
class AttemptAdmin(ListAdmin, axes_admin.AccessAttemptAdmin):
    """Sign-ins that failed; those of axes, with the house's list."""


@admin.register(axes_models.AccessFailureLog)
class FailureAdmin(ListAdmin, axes_admin.AccessFailureLogAdmin):
    pass


@admin.register(axes_models.AccessLog)
class AccessAdmin(ListAdmin, axes_admin.AccessLogAdmin):
    pass
