"""Django's list of the admin, which refuses what its fields cannot hold and offers all of it only where something is
left out."""

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db import DataError
from django.http import HttpRequest


class WholeList(ChangeList):
    """Two things that Django's does not do.

    Of what the address asks for Django refuses only what fails while the query is put together. A year 0, a year of 30
    digits, a character NUL or half a regular expression fail later, when it becomes SQL or when the database reads it.

    Where an admin class does not count what a search leaves out, and nothing is searched for and no filter is set, the
    count of the list is that of the whole, and "Show all" would lead to where one is.
    """

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        """:raises IncorrectLookupParameters: the address asks for what is no value; Django then leads back to the
        list with nothing asked"""
        try:
            super().__init__(request, *args)
        except (ValueError, OverflowError, DataError) as error:
            if not request.GET:
                raise  # a defect of the list itself
            raise IncorrectLookupParameters(error) from error

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if self.full_result_count is None and not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count
