"""The page of the background work: queues, workers, what ran and runs next, what failed, and trying that again."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ..background.retrying import RIGHT, RetryRefused, forget, retry
from ..models import FailedTask
from .background_facts import arguments_of, facts, label_of, reason_of
from .desk import PANELS, Panel, Row
from .related import Computed

PER_PAGE = 50


@admin.register(FailedTask)
class BackgroundAdmin(Computed):
    """Its list is the page; its rows are what failed for good."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[Any]:
        retrying = self.admin_site.admin_view(require_POST(self.retry_view))
        forgetting = self.admin_site.admin_view(require_POST(self.forget_view))
        return [
            path("<int:pk>/retry/", retrying, name="briefings_failedtask_retry"),
            path("<int:pk>/forget/", forgetting, name="briefings_failedtask_forget"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        failures = FailedTask.objects.select_related("retried_by")
        page = Paginator(failures, PER_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            **facts(),
            "title": _("Background work"),
            "opts": self.opts,
            "page_obj": page,
            "failures": [
                (failed, label_of(failed.task), arguments_of(failed), reason_of(failed)) for failed in page
            ],
            "may_retry": request.user.has_perm(RIGHT),
        }
        return render(request, "admin/briefings/background.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A failure has no page of its own: the way leads to the list."""
        return HttpResponseRedirect(reverse("admin:briefings_failedtask_changelist"))

    def retry_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._check(request)
        try:
            handed_out = retry(pk, by=request.user)
            self.message_user(
                request,
                _("Handed out again: %(task)s.") % {"task": label_of(handed_out.task)},
                messages.SUCCESS,
            )
        except RetryRefused as refused:
            self.message_user(request, str(refused), messages.ERROR)
        except FailedTask.DoesNotExist:
            self.message_user(request, _("It does not stand here any more: it is done, or was forgotten."))
        return self._back()

    def forget_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        self._check(request)
        stood = forget(pk, by=request.user)
        self.message_user(
            request,
            _("It is forgotten.") if stood else _("It does not stand here any more."),
            messages.SUCCESS,
        )
        return self._back()

    def _check(self, request: HttpRequest) -> None:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:briefings_failedtask_changelist"))


class FailedWork(Panel):
    """On the first page of those who may decide what is tried again, and only where something failed."""

    name = "failed-work"
    title = gettext_lazy("Background work that failed")
    nothing = gettext_lazy("Nothing failed.")

    @classmethod
    def is_for(cls, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT) and FailedTask.objects.exists()

    @property
    def more(self) -> list[tuple[str, str]]:
        return [(_("all that failed"), reverse("admin:briefings_failedtask_changelist"))]

    def queryset(self) -> Any:
        return FailedTask.objects.all()

    def row(self, found: FailedTask) -> Row:
        return Row(
            title=label_of(found.task),
            url=reverse("admin:briefings_failedtask_changelist"),
            kind=arguments_of(found),
            state="failed",
            state_label=_("failed"),
            who="",
            when=found.failed_at,
            note=reason_of(found),
        )


PANELS.append(FailedWork)
