"""Finding a Chromium for the browser tests, and installing one where that is possible."""

import glob
import os
import shutil
import subprocess
import sys

# The shell is the same engine without a browser's windows: a page in it takes a quarter of the processor time.
SHELL = "chromium-headless-shell"
NAMES = (
    SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"
)  # fmt: skip
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Where Playwright's own installer puts it.
DOWNLOADED = "~/.cache/ms-playwright/chromium*/chrome-*/*"
MISSING = "No Chromium or Chrome was found on this machine, and none could be installed."


def find_browser() -> str | None:
    """The path of a browser that starts, or None; the variable CHROMIUM names one outright."""
    candidates = [os.environ.get("CHROMIUM"), *(shutil.which(name) for name in NAMES), *PLACES]
    candidates += [
        path
        for path in sorted(glob.glob(os.path.expanduser(DOWNLOADED)))
        if os.path.basename(path) in ("chrome", "headless_shell", "chrome-headless-shell")
    ]
    return next((path for path in candidates if path and _starts(path)), None)


def ensure_browser() -> str | None:
    """Find a browser, else install one: the system's package as root, else Playwright's download."""
    found = find_browser()
    if found:
        return found
    for commands in _ways():
        print(f"Installing a browser for the tests: {' '.join(commands[-1])}", flush=True)
        if all(_succeeds(command) for command in commands) and (found := find_browser()):
            return found
    print(MISSING)
    return None


def _ways() -> list[list[list[str]]]:
    ways: list[list[list[str]]] = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        ways += [[["apt-get", "update", "-qq"], [*install, package]] for package in (SHELL, "chromium")]
    download = [sys.executable, "-m", "playwright", "install", "chromium"]
    ways.append([[*download, "--with-deps"] if os.geteuid() == 0 else download])
    return ways


def _starts(path: str) -> bool:
    # Some systems ship a stub that only says how to install the real one.
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _succeeds(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=900, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
