"""Ties between processes that survive a SIGKILL of the parent (Linux; elsewhere these do nothing)."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36

# Loaded at import: between fork and exec there is no safe time for it.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(signum: signal.Signals, *, parent: int | None = None) -> None:
    """Have the kernel send `signum` to this process when its parent ends, however it ends.

    `parent` is the process id that the parent had; where it is already gone, the signal is sent at once.
    A change of user or group clears the tie, so call this after it.
    """
    if _libc is None:
        return
    _libc.prctl(PR_SET_PDEATHSIG, int(signum), 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signum)


def adopt_orphans() -> None:
    """Make this process the parent of every descendant whose own parent ends."""
    if _libc is not None:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
