from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class BriefingsConfig(AppConfig):
    name = "briefings"
    verbose_name = _("Briefings")

    def ready(self) -> None:
        from .filing_activity import connect_all
        from .house import forget_saved
        from .models import House
        from .roles import make_groups

        post_migrate.connect(make_groups, sender=self, dispatch_uid="briefings.make_groups")
        connect_all()
        post_save.connect(forget_saved, sender=House, dispatch_uid="briefings.forget_house")
