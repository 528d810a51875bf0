from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BriefingsConfig(AppConfig):
    name = "briefings"
    verbose_name = _("Briefings")

    def ready(self) -> None:
        from .roles import make_groups

        post_migrate.connect(make_groups, sender=self, dispatch_uid="briefings.make_groups")
