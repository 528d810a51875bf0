"""Which account the embedded PostgreSQL runs under: one's own, or an unprivileged one where that is root.

PostgreSQL refuses to run as root. Started by root, it runs as `nobody` and owns its data folder and nothing
else. Where a folder above that is closed to others (a checkout below /root), it keeps one capability, to pass
through closed folders, rather than have this program open somebody's folders to everyone.
"""

import ctypes
import os
import pwd
import signal
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from newsroom.embedded.state import Refused
from newsroom.processes import die_with_parent

UNPRIVILEGED = "nobody"
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


class Account:
    """The account of the server processes; `uid` is None where they run as the person who started them."""

    def __init__(self, data: Path, passing_through: Iterable[Path]) -> None:
        """`passing_through`: the files and folders that the account must reach to use its folder `data`.

        Raises Refused where there is no such account, or `data` was made by another one.
        """
        self.uid: int | None = None
        self.gid: int | None = None
        self._passage = False
        owner = data.stat().st_uid if data.exists() else None
        if os.geteuid() != 0:
            if owner not in (None, os.geteuid()):
                raise Refused(_foreign(data, owner))
            return
        try:
            entry = pwd.getpwnam(UNPRIVILEGED)
        except KeyError:
            raise Refused(
                "PostgreSQL refuses to run as root, and this system has no user `nobody` to run it: "
                "please run this as an ordinary user."
            ) from None
        self.uid, self.gid = entry.pw_uid, entry.pw_gid
        if owner not in (None, self.uid):
            raise Refused(_foreign(data, owner))
        self._passage = not all(_open_to_others(path) for path in passing_through)

    def own(self, folder: Path) -> None:
        """Make a folder, for the account alone."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.uid is not None and self.gid is not None:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def before_exec(self, death_signal: signal.Signals) -> Callable[[], None]:
        """What the child does between fork and exec: become the account, and end with this process."""
        parent = os.getpid()
        libc = ctypes.CDLL(None, use_errno=True)

        def become() -> None:
            if self.uid is not None and self.gid is not None:
                if self._passage:
                    # Also keeps access() from ignoring the capability: initdb looks for postgres with it.
                    libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
                os.setgroups([])
                os.setgid(self.gid)
                os.setuid(self.uid)
                if self._passage:
                    _keep_passage(libc)
            die_with_parent(death_signal, parent=parent)

        return become


def _foreign(data: Path, owner: int | None) -> str:
    started_by = "root" if owner == pwd.getpwnam(UNPRIVILEGED).pw_uid else f"user number {owner}"
    return (
        f"The data folder {data} was made when {started_by} ran this: run it so again, or remove the folder."
    )


def _open_to_others(path: Path) -> bool:
    """Whether any user can reach `path`, and run or enter it."""
    path = path.resolve()
    return all(part.stat().st_mode & stat.S_IXOTH for part in (path, *path.parents))


def _keep_passage(libc: ctypes.CDLL) -> None:
    """Give up every capability but CAP_DAC_OVERRIDE, and take that one through exec."""
    if sys.platform != "linux":
        return
    mask = 1 << CAP_DAC_OVERRIDE
    sets = (_Sets * 2)(_Sets(mask, mask, mask), _Sets(0, 0, 0))
    if libc.capset(ctypes.byref(_Header(CAPABILITY_VERSION_3, 0)), sets) == 0:
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)
