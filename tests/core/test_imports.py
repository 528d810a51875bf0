"""One direction: which module may know which, read from the imports themselves."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("newsroom", "topics", "briefings")

# What puts the parts together knows them all.
EXEMPT = {"newsroom.urls", "newsroom.celery", "newsroom.settings", "newsroom.wsgi"}

# Values in, values out: no ORM, no request, no network; and whatever says of itself that it is pure.
# `words` is choices alone, which Django keeps in models.
DECLARED_PURE = {
    "briefings.document",
    "briefings.pages.numbering",
    "briefings.editions.preflight",
    "briefings.pages.rendering",
    "briefings.related.scoring",
    "briefings.words",
}
# Each may import those before it and itself, never those behind it.
LAYERS = (
    ("briefings.models", "briefings.fields"),
    (
        "briefings.tasks",
        "briefings.background.enqueueing",
        "briefings.feeds",
        "briefings.sitemaps",
        "briefings.api",
    ),
    (
        "briefings.views",
        "briefings.admin",
        "briefings.templatetags",
        "briefings.apps",
        "briefings.management",
    ),
)
NEVER_IN_PURE = (
    "django.db",
    "django.http",
    "django.shortcuts",
    "django.views",
    "django.conf",
    "django.core.cache",
    "celery",
    "redis",
    "httpcore",
    "httpx",
    "requests",
    "urllib.request",
    "socket",
)


def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name, tests and migrations aside."""
    found = {}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text())


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def is_pure(name: str) -> bool:
    first_paragraph = (ast.get_docstring(tree_of(name)) or "").split("\n\n")[0]
    return name in DECLARED_PURE or (within(name, "briefings") and re.search(r"\bPure\b", first_paragraph))


@cache
def imports_of(name: str) -> set[str]:
    """Dotted names of what the module imports, also inside functions; types alone (TYPE_CHECKING) aside."""
    package = name.split(".") if MODULES[name].name == "__init__.py" else name.split(".")[:-1]
    found: set[str] = set()
    tree = tree_of(name)
    typing_only = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            found.add(origin)
            found.update(f"{origin}.{alias.name}" for alias in node.names)
    return found


PURE = {name for name in MODULES if is_pure(name)}


def known(name: str) -> set[str]:
    """Modules of ours that the module imports."""
    return {found for found in imports_of(name) if found in MODULES}


def test_the_reader_of_imports_sees_what_it_should():
    assert {"briefings.models", "topics.models", "briefings.views.cards"} <= imports_of(
        "briefings.views.topics"
    )
    assert "briefings.editions.publishing" in imports_of("briefings.models.piece")
    assert "briefings.models.editions" not in imports_of("briefings.models.piece")
    assert len(MODULES) > 60


@pytest.mark.parametrize("name", sorted(n for n in MODULES if within(n, "newsroom") and n not in EXEMPT))
def test_ground_modules_import_nothing_of_ours_but_each_other(name):
    assert {found for found in known(name) if not within(found, "newsroom")} == set()


@pytest.mark.parametrize("name", sorted(n for n in MODULES if within(n, "topics")))
def test_topics_know_nothing_of_briefings(name):
    assert {found for found in known(name) if within(found, "briefings")} == set()


@pytest.mark.parametrize("name", sorted(PURE))
def test_pure_modules_know_neither_rows_nor_requests_nor_networks(name):
    allowed = {"django.db.models", "django.db"} if name == "briefings.words" else set()
    assert {f for f in imports_of(name) if within(f, *NEVER_IN_PURE)} - allowed - {
        "django.db.models.TextChoices"
    } == set()
    if not within(name, "briefings.interchange"):  # its pure modules take values that others there declare
        assert {f for f in known(name) if within(f, "briefings", "topics") and f not in PURE} <= {"briefings"}


def layer_of(name: str) -> int | None:
    return next((place for place, names in enumerate(LAYERS) if within(name, *names)), None)


@pytest.mark.parametrize("name", sorted(n for n in MODULES if within(n, "briefings")))
def test_nothing_in_briefings_imports_what_stands_nearer_to_the_rim(name):
    own = layer_of(name)
    if own is None:  # verbs, and what loads and writes in bulk: between models and tasks
        wrong = {f for f in known(name) if (layer_of(f) or 0) > 0}
    else:
        wrong = {f for f in known(name) if (layer_of(f) or 0) > own}
    assert wrong == set()


def users_of(package: str) -> set[str]:
    return {name for name in MODULES if any(within(found, package) for found in imports_of(name))}


def test_only_the_module_of_text_knows_the_sanitiser():
    assert users_of("nh3") == {"newsroom.text"}


OPENS_ADDRESSES = (
    *(
        "httpcore",
        "httpx",
        "h11",
        "requests",
        "aiohttp",
        "urllib3",
        "urllib.request",
        "http.client",
        "ftplib",
    ),
    *("socket", "ssl", "asyncio", "websockets", "pycurl"),
)
# The door aside: these open sockets on this machine alone, or ask for its name.
AT_HOME = {
    "newsroom.embedded.runner",
    "newsroom.signs_of_life",
    "briefings.management.commands.refresh_related",
}


def test_only_the_door_opens_addresses_of_the_web():
    users = {name for package in OPENS_ADDRESSES for name in users_of(package)}
    assert "newsroom.door.connecting" in users
    assert {name for name in users if not within(name, "newsroom.door")} <= AT_HOME


def test_html_is_declared_safe_in_one_place_for_readers_and_one_for_comparisons():
    users = {
        name: [
            node.lineno
            for node in ast.walk(tree_of(name))
            if isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("mark_safe", "SafeString")
        ]
        for name in MODULES
        if any(found.endswith((".mark_safe", ".SafeString")) for found in imports_of(name))
    }
    calls = {name: len(lines) for name, lines in users.items() if lines}
    assert calls == {"briefings.views.anatomy": 1, "briefings.differences.wording_html": 1}


def test_no_template_declares_html_safe_by_itself():
    templates = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("*/templates/**/*.html")]
    assert len(templates) > 20
    wrong = [
        str(path.relative_to(ROOT))
        for path in templates
        if "|safe" in (text := path.read_text()) or "autoescape off" in text
    ]
    assert wrong == []
