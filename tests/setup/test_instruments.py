"""The real servers, worker and browser that other tests lean on do what they are for."""

import pytest
from django.db import connection

from newsroom.celery import app


@pytest.mark.django_db
def test_the_database_lowers_letters_that_are_not_ascii():
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('ÉCOLE ŽŠ'), 'école' ILIKE 'ÉCOLE'")
        assert cursor.fetchone() == ("école žš", True)


@pytest.mark.django_db(transaction=True)
def test_a_worker_of_its_own_process_takes_a_task_that_was_enqueued_here(celery_worker_process):
    app.send_task("briefings.tasks.related.refresh_all")
    assert "newsroom.tasks" in celery_worker_process.wait_for("refreshed all pieces=0")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_browser_opens_a_page_of_the_site(live_server, page):
    answer = page.goto(f"{live_server.url}/healthz")
    assert answer is not None
    assert answer.status == 200
