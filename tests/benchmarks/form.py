"""How soon the form of a large story can be written in: the server's part, and a slow browser's.

8 sections, 40 sources, 60 events; Chromium at 4 times CPU throttle. What is told is the time from the end of the
response until no long task (50 ms and more) is left, in the middle of several openings.
"""

import statistics
import time
from http.client import HTTPConnection
from typing import Any

from tests.benchmarks.serving import serving

OPENINGS = 5
THROTTLE = 4
QUIET = 1_500  # ms without a long task after which none is expected

# Long tasks are told late: the observer looks back, and the clock starts anew with each.
SETTLED = """quiet => new Promise(resolve => {
    const [{ responseEnd }] = performance.getEntriesByType("navigation");
    let end = responseEnd;
    new PerformanceObserver(list => {
        for (const task of list.getEntries()) end = Math.max(end, task.startTime + task.duration);
    }).observe({ type: "longtask", buffered: true });
    const look = setInterval(() => {
        if (performance.now() - end < quiet) return;
        clearInterval(look);
        resolve(end - responseEnd);
    }, 100);
})"""


def forms() -> dict[str, str]:
    """What opening the form of the large story costs, as a row of the table."""
    from newsroom.embedded.browser import find_browser
    from tests.browsers import chromium

    address, cookie = large_story()
    program = find_browser()
    with serving("newsroom.wsgi:application") as (port, _server):
        server, size = servers_part(port, address, cookie)
        told = f"server {1000 * server:.0f} ms, {size / 1024:.0f} KiB"
        if program is None:
            return {"form of a large story": f"{told}; no browser found"}
        with chromium(program) as browser:
            settled = [in_browser(browser, port, address, cookie) for _ in range(OPENINGS)]
    words = f"{told}, settled after {statistics.median(settled):.0f} ms at {THROTTLE} × CPU throttle"
    return {"form of a large story": words}


def large_story() -> tuple[str, str]:
    """(address of the form, value of a session's cookie of somebody who may write in it)."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.urls import reverse

    from tests.building import make_story

    editor, _ = User.objects.get_or_create(username="bench", is_superuser=True, defaults={"is_staff": True})
    User.objects.filter(pk=editor.pk).update(is_staff=True)
    story = make_story(
        "A large story",
        sections=[("other", "<p>Words of a section.[^s1]</p>" * 4, f"Heading {n}") for n in range(8)],
        sources=[{"key": f"s{n}", "outlet": f"Outlet {n}", "title": f"Headline {n}"} for n in range(40)],
        events=[(f"2020-01-{n % 28 + 1:02}", f"<p>What happened then, {n}.</p>") for n in range(60)],
        topics=[f"Topic {n}" for n in range(5)],
    )
    session = SessionStore()
    session[SESSION_KEY] = str(editor.pk)
    session[BACKEND_SESSION_KEY] = "newsroom.rights.RightsInOneQuery"
    session[HASH_SESSION_KEY] = editor.get_session_auth_hash()
    session.create()
    return reverse("admin:briefings_story_change", args=[story.pk]), str(session.session_key)


def servers_part(port: int, address: str, cookie: str) -> tuple[float, int]:
    """(seconds from the request to the end of the response, bytes before compression)."""
    connection = HTTPConnection("127.0.0.1", port)
    times, size = [], 0
    for _ in range(OPENINGS + 2):
        before = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": f"newsroom_session={cookie}"})
        response = connection.getresponse()
        size = len(response.read())
        times.append(time.perf_counter() - before)
        if response.status != 200:
            raise RuntimeError(f"the form answered {response.status}")
    return statistics.median(times[2:]), size


def in_browser(browser: Any, port: int, address: str, cookie: str) -> float:
    """Milliseconds from the end of the response to the end of the last long task."""
    site = f"http://127.0.0.1:{port}"
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        context.add_cookies([{"name": "newsroom_session", "value": cookie, "url": site}])
        page = context.new_page()
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        page.goto(f"{site}{address}")
        return float(page.evaluate(SETTLED, QUIET))
    finally:
        context.close()
