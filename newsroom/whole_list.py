"""A list of the admin that offers to show all of it only where something is left out."""

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest


class WholeList(ChangeList):
    """Django's, for admin classes that do not count what a search leaves out: where nothing is searched for and no
    filter is set, the count of the list is that of the whole, and "Show all" would lead to where one is."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.full_result_count is None and not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count
