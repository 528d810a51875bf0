"""What the desk's forms look up while one types, and whose rights are asked: a query each."""

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from briefings.roles import rights
from tests.admin.desk import LIST, signed_in
from tests.building import (
    make_editor,
    make_question,
    make_story,
    make_topic,
    published,
)

pytestmark = pytest.mark.django_db

BESIDE = ("django_session", "auth_user", "auth_permission")
"""Who asks, and what they may do: a query each, of every page of the desk."""


def test_autocomplete_offers_topics_and_questions_in_two_queries_beside_who_asks(
    django_assert_num_queries,
) -> None:
    make_topic("Bridges")
    make_story("No question about bridges")
    make_question("Why bridges?")
    writer = signed_in("writer")
    asked = {("filing", "tag"): "Bridges", ("questionlink", "question"): "Why bridges?"}
    for (model, field), label in asked.items():
        query = {"app_label": "briefings", "model_name": model, "field_name": field, "term": "bridges"}
        with django_assert_num_queries(2 + len(BESIDE)):
            found = writer.get(reverse("admin:autocomplete"), query).json()["results"]
        assert [row["text"] for row in found] == [label]


@pytest.mark.parametrize(
    "address",
    [
        "suggest/topics/?q=bridges",
        "suggest/people/?q=ann",
        "suggest/outlets/?q=wire",
        "suggest/questions/?q=why",
        "suggest/topics/?name=Bridges&name=Rivers",
        "suggest/people/?name=Ann",
        "known-article/?url=https://wire.example/a",
    ],
)
def test_what_the_form_asks_while_one_types_is_one_query_beside_who_asks(
    address: str, django_assert_num_queries
) -> None:
    published(make_story(topics=["Bridges", "Rivers"], byline=["Ann"]))
    make_question("Why bridges?")
    writer = signed_in("writer")
    with django_assert_num_queries(1 + len(BESIDE)) as captured:
        assert writer.get(f"{LIST}{address}").status_code == 200
    *beside, own = [query["sql"] for query in captured.captured_queries]
    assert [table for table, sql in zip(BESIDE, beside, strict=True) if f'FROM "{table}"' not in sql] == []
    assert not any(f'FROM "{table}"' in own for table in BESIDE)


def test_rights_are_those_of_the_groups_and_ones_own_each_once() -> None:
    writer = make_editor("writer")
    mine = Permission.objects.get(codename="merge_topic")
    writer.user_permissions.add(mine)
    fresh = User.objects.get(pk=writer.pk)
    assert fresh.get_all_permissions() == {*rights()["Writer"], "topics.merge_topic"}
    fresh.is_active = False
    fresh.save()
    assert User.objects.get(pk=writer.pk).get_all_permissions() == set()
