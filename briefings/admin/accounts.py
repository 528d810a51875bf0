"""Accounts: who may manage them must not make themselves more than they are."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin
from django.db.models import Model
from django.http import HttpRequest
from taggit import admin as taggit_admin

User = get_user_model()
admin.site.unregister(User)
# The house's topics are its tags; taggit's own would be a second list that nothing uses.
admin.site.unregister(taggit_admin.Tag)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Django's; rights beyond the groups, and accounts that have all rights, are for those that have them too."""

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else [*own, "is_superuser", "user_permissions"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return super().has_change_permission(request, obj) and not above
