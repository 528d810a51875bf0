"""What the settings make of the environment."""

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.urls import resolve

from newsroom.celery import app
from newsroom.client_address import client_address
from newsroom.embedded.state import BASE_DIR, explain
from newsroom.log_lines import OneLine
from newsroom.urls_of_servers import celery_url, database_from_url

PRODUCTION = {
    "DATABASE_URL": "postgresql://owner:secret@db.example:5432/news",
    "REDIS_URL": "redis://valkey.example:6379/0",
    "SECRET_KEY": "x9" * 30 + "abcdefghij",
    "SITE_URL": "https://news.example",
    "ALLOWED_HOSTS": "news.example",
}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A program of the project with nothing but this environment."""
    return subprocess.run(
        [sys.executable, *command], cwd=BASE_DIR, capture_output=True, text=True,
        env={"PATH": os.environ["PATH"], "NEWSROOM_STATE": "/nonexistent", **environment},
    )  # fmt: skip


def test_the_deployment_check_is_clean_with_the_variables_of_production():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("missing", ["DATABASE_URL", "REDIS_URL", "SECRET_KEY"])
@pytest.mark.parametrize(
    "command",
    [
        ("manage.py", "check"),
        ("-m", "gunicorn", "--bind=127.0.0.1:0", "newsroom.wsgi"),
        ("-m", "celery", "-A", "newsroom", "beat"),
    ],
)
def test_a_missing_server_or_secret_stops_each_program_with_one_sentence(command, missing):
    given = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = run(*command, **given)
    assert done.returncode == 1
    assert f"{missing} is not set (" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "url", ["mysql://host/name", "postgresql://user@host/", "postgresql://user@host/name?nonsense=1"]
)
def test_an_unusable_database_url_is_refused_without_repeating_it(url):
    with pytest.raises(ImproperlyConfigured) as refused:
        database_from_url(url)
    assert url not in str(refused.value)


def test_a_database_on_a_unix_socket_keeps_its_folder_and_its_parameters():
    assert database_from_url("postgresql://me:p%40ss@/news?host=/run/pg&application_name=desk") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "news",
        "USER": "me",
        "PASSWORD": "p@ss",
        "HOST": "/run/pg",
        "PORT": "",
        "OPTIONS": {"application_name": "desk"},
    }


@pytest.mark.parametrize(
    ("url", "spelling"),
    [
        ("redis://host:6379/2", "redis://host:6379/2"),
        ("rediss://host/0", "rediss://host/0"),
        ("unix:///run/valkey.sock?db=3", "redis+socket:///run/valkey.sock?virtual_host=3"),
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock?virtual_host=0"),
    ],
)
def test_celery_is_led_to_the_server_of_redis_url(url, spelling):
    assert celery_url(url) == spelling


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1"),  # nobody of ours wrote it
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_a_clients_address_is_what_ones_own_outermost_proxy_saw(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_a_log_record_is_one_line_whatever_it_carries():
    record = logging.LogRecord("desk", logging.INFO, __file__, 1, "slug %s", ("a\nERROR forged",), None)
    assert OneLine("{message}", style="{").format(record) == "slug a | ERROR forged"


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("a\nwrite failed: No space left on device\nb", "The disk is full: initdb failed."),
        ("a\nthe reason\n\n", "initdb failed: the reason"),
        ("", "initdb failed: it said nothing"),
    ],
)
def test_a_failed_program_is_explained_in_one_sentence(output, sentence):
    assert explain("initdb failed", output) == sentence


def test_each_task_of_the_schedule_exists():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} - set(app.tasks) == set()


def test_what_is_never_led_to_https_is_a_page_that_there_is() -> None:
    for pattern in settings.SECURE_REDIRECT_EXEMPT:
        assert resolve("/" + pattern.strip("^$"))
