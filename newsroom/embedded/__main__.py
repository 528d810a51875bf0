"""`python -m newsroom.embedded run | reset | with COMMAND | browser`, as the Makefile calls them."""

import argparse
import errno
import os
import shutil
import signal
import subprocess
import sys

from newsroom.embedded.browser import ensure_browser
from newsroom.embedded.runner import run
from newsroom.embedded.state import Refused, State, state_folder
from newsroom.embedded.throwaway import throw_away_servers
from newsroom.processes import die_with_parent


def main() -> int:
    """Run one of the commands; what stands in the way ends it with one sentence and status 1."""
    parser = argparse.ArgumentParser(prog="python -m newsroom.embedded", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("run", help="servers, web, workers and beat, until Ctrl-C")
    one.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
    one.add_argument("--port", default=os.environ.get("PORT") or "8000")
    one.add_argument("--with-parent", action="store_true", help="end when the process that started this ends")
    one = commands.add_parser("reset", help="empty the embedded database and media")
    one.add_argument("--yes", action="store_true", help="do not ask")
    one = commands.add_parser("with", help="run a command with throw-away servers")
    one.add_argument("words", nargs=argparse.REMAINDER)
    commands.add_parser("browser", help="find a browser for the tests, or install one")
    options = parser.parse_args()
    try:
        if options.command == "run":
            if options.with_parent:
                die_with_parent(signal.SIGTERM)
            return run(State(state_folder()), options.host, _port(options.port))
        if options.command == "reset":
            return reset(State(state_folder()), sure=options.yes)
        if options.command == "with":
            with throw_away_servers() as environment:
                return _call(options.words, {**os.environ, **environment})
        return 0 if ensure_browser() else 1
    except Refused as problem:
        print(problem, file=sys.stderr)
    except OSError as problem:
        print(_sentence(problem), file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _call(command: list[str], environment: dict[str, str]) -> int:
    child = subprocess.Popen(command, env=environment)
    try:
        return child.wait()
    finally:
        child.terminate()
        child.wait()


def reset(state: State, *, sure: bool) -> int:
    """Empty the embedded database, queue and media, once somebody says yes; refused while it runs."""
    if not state.folder.exists():
        print("There is nothing to empty.")
        return 0
    state.lock()
    if not sure:
        print(f"This empties the database, the queue and the media in {state.folder} for good.")
        try:
            sure = input("Type yes to go on: ").strip().lower() == "yes"
        except EOFError:
            sure = False
    if not sure:
        print("Nothing was changed.")
        return 1
    for folder in (state.postgres, state.valkey, state.media):
        if folder.exists():
            shutil.rmtree(folder)
    for pattern in (state.beat_schedule.name + "*", state.content_laid.name):
        for path in state.folder.glob(pattern):
            path.unlink()
    print("Empty. The next `make run` is a first run.")
    return 0


def _port(words: str) -> int:
    if not words.isdecimal() or not 0 < int(words) < 65536:
        raise Refused(f"PORT is a number from 1 to 65535, not {words!r}.")
    return int(words)


def _sentence(problem: OSError) -> str:
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {problem.filename or 'a file'} could not be written."
    return f"{problem.filename or 'A file'}: {problem.strerror}."


if __name__ == "__main__":
    sys.exit(main())
