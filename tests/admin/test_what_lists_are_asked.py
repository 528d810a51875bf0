"""What an address asks of a change list: what no field can hold leads back to the list, and never to an error."""

import pytest
from django.contrib import admin
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from newsroom.whole_list import WholeList

pytestmark = pytest.mark.django_db

LISTS = [
    (reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"), model)
    for model in admin.site._registry
]
DATES = ["__year=0", "__year=-1", f"__year={'9' * 30}", "__gte=0000-01-01"]
TEXTS = ["__regex=(", "__iregex=[a"]
ELSEWHERE = {f"/admin/briefings/{name}/" for name in ("failedtask", "house", "leadpin", "piece", "schedule")}
"""Lists that are the house's own pages, which ask the database for nothing of the address."""

NONE = {"date": {"topics"}, "text": set()}
"""Apps without a field of the kind."""


@pytest.mark.parametrize(
    ("kind", "asked"), [("date", one) for one in DATES] + [("text", one) for one in TEXTS]
)
def test_no_list_ends_in_an_error_over_what_its_fields_cannot_hold(
    admin_client: Client, kind: str, asked: str
) -> None:
    kinds = models.DateField if kind == "date" else (models.CharField, models.TextField)
    answers, back = {}, {}
    for address, model in LISTS:
        names = [field.name for field in model._meta.concrete_fields if isinstance(field, kinds)]
        if address in ELSEWHERE or not names:
            continue
        before = transaction.savepoint()  # a refusal of the database ends the test's own transaction
        answers[address] = admin_client.get(f"{address}?{names[-1]}{asked}").get("Location")
        transaction.savepoint_rollback(before)
        back[address] = f"{address}?e=1"
    assert answers == back
    assert {address.split("/")[2] for address in answers} >= {"auth", "axes", "briefings", "topics"} - NONE[
        kind
    ]


def test_an_activity_log_that_is_asked_for_no_year_is_not_taken_out(admin_client: Client) -> None:
    response = admin_client.get("/admin/briefings/activity/export.csv?at__year=0")
    assert response["Location"] == "/admin/briefings/activity/"


def test_a_list_that_fails_though_nothing_is_asked_of_it_is_an_error(
    admin_client: Client, monkeypatch
) -> None:
    def fail(*args: object) -> None:
        raise ValueError("a defect")

    monkeypatch.setattr(WholeList, "get_results", fail)
    with pytest.raises(ValueError, match="a defect"):
        admin_client.get("/admin/topics/topic/")
