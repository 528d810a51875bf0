from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class BriefingsConfig(AppConfig):
    name = "briefings"
    verbose_name = _("Briefings")

    def ready(self) -> None:
        from topics.merging import topics_merging

        from .filing_activity import connect_all
        from .house import forget_saved
        from .interchange.standing import follow_merge
        from .models import House
        from .roles import make_groups

        post_migrate.connect(make_groups, sender=self, dispatch_uid="briefings.make_groups")
        connect_all()
        topics_merging.connect(follow_merge, dispatch_uid="briefings.imports.merge")
        post_save.connect(forget_saved, sender=House, dispatch_uid="briefings.forget_house")
