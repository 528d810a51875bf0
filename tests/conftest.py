"""What every test may ask for: real servers, a Celery worker, a browser, the shared reference data."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest

from tests import emptying, servers, under_way

# Before anything imports the settings: they read the servers' addresses from the environment.
servers.start_or_join()
UPLOADS = os.environ["MEDIA_ROOT"] = tempfile.mkdtemp(prefix="newsroom-uploads-")
# Test modules import models while they are collected.
django.setup()

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The database of the tests, and what is known of it for emptying it after each."""
    with django_db_blocker.unblock():
        emptying.remember()
    emptying.instead_of_truncating()


@pytest.fixture(autouse=True)
def house_as_set_up(request: pytest.FixtureRequest) -> Iterator[None]:
    """The house as the environment has it, so that no page asks the database for it; tests/house lets go of it."""
    from briefings.house import holder, unsaved_house

    holder.hold(unsaved_house())
    yield
    holder.hold(unsaved_house())


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a test of several processes once more: a browser's, a worker's, a server's, beside whatever else runs here.

    Whatever was tried again is named at the end of the run. All other tests fail at once.
    """
    for item in items:
        if item.get_closest_marker("browser") or item.path.parent.name in ("setup", "workers"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Have workers read the settings when this file has set their own databases, not before it is imported."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers that this process started."""
    servers.started.close()
    shutil.rmtree(UPLOADS, ignore_errors=True)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of reference data beside the checkout; without it the test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("no folder ../shared beside the checkout")
    return SHARED


@pytest.fixture
def celery_workers(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., object]]:
    """A function that starts a real Celery worker; keyword arguments override variables of its environment.

    Tests that use it need @pytest.mark.django_db(transaction=True): a worker sees only what is committed.
    """
    import redis
    from django.conf import settings

    from tests.celery_workers import CeleryWorker

    if os.environ["NEWSROOM_TEST_VALKEY"]:
        # What earlier tests enqueued is not this test's work.
        redis.Redis.from_url(settings.REDIS_URL).flushdb()
    workers: list[CeleryWorker] = []

    def start(**environment: str) -> CeleryWorker:
        workers.append(CeleryWorker(tmp_path / f"worker{len(workers)}.log", **environment))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


@pytest.fixture
def celery_worker_process(celery_workers: Callable[..., object]) -> object:
    """A real Celery worker that takes tasks; see tests.celery_workers.CeleryWorker."""
    worker = celery_workers()
    worker.wait_ready()
    return worker


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """A Chromium for all browser tests of this process."""
    from newsroom.embedded.browser import MISSING, find_browser
    from tests.browsers import chromium

    program = find_browser()
    if program is None and os.environ.get("CI"):
        pytest.fail(MISSING)
    if program is None:
        pytest.skip(MISSING)
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread; the tests' own queries beside it are synchronous.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with chromium(program) as running:
            yield running


@pytest.fixture
def page(browser: object) -> Iterator[object]:
    """A page with a profile of its own; use it with pytest-django's live_server."""
    under_way.watch()
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
    under_way.wait_for_none()
