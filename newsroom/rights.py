"""What an account may do, asked of the database once: Django asks for its groups' rights and for its own apart."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q


class RightsInOneQuery(ModelBackend):
    """Django's, for whom a request asks what they may do: one query less on each page of the desk."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None or user_obj.is_superuser:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            own = Q(pk__in=user_obj.user_permissions.order_by().values("pk"))
            by_groups = Q(group__in=user_obj.groups.order_by().values("pk"))
            rights = Permission.objects.filter(own | by_groups).order_by().distinct()
            named = rights.values_list("content_type__app_label", "codename")
            user_obj._perm_cache = {f"{app}.{codename}" for app, codename in named}
        return user_obj._perm_cache
