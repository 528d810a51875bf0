"""What the queue knows of the background work: lengths of queues, and which processes were seen when.

Workers and beat leave a sign of life in one sorted set beside Celery's own keys; a page that asks waits two seconds at
most, and gets None from a server that does not answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

Found = TypeVar("Found")

SEEN = "newsroom-processes"
ALIVE = 40
"""Seconds without a sign of life after which a process counts as gone; it gives one every `INTERVAL`."""
INTERVAL = 10
KEPT = 24 * 3600
"""Seconds for which a process that is gone is still named."""
PATIENCE = 1.0
UNACKNOWLEDGED = "unacked"
"""Where Celery's transport keeps the messages that a worker has taken and not finished."""


@dataclass(frozen=True)
class Process:
    """A worker or beat; `queues` are empty for beat. `seen` is a Unix time in seconds."""

    kind: str
    name: str
    queues: tuple[str, ...]
    seen: float


@dataclass(frozen=True)
class Background:
    """Waiting messages by queue in the settings' order, how many workers hold, and processes by name."""

    waiting: dict[str, int]
    taken: int
    processes: list[Process]


@cache
def _server() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PATIENCE,
        socket_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )


def _asked(ask: Callable[[Any], Found]) -> Found | None:
    try:
        return ask(_server().pipeline(transaction=False))
    except redis.RedisError:
        return None


def give_sign(kind: str, name: str, queues: tuple[str, ...], *, at: float) -> bool:
    """Note that the process lives at the Unix time `at`; whether the server took it."""

    def write(pipe: Any) -> bool:
        pipe.zadd(_key(SEEN), {" ".join((kind, name, ",".join(queues))): at})
        pipe.zremrangebyscore(_key(SEEN), "-inf", at - KEPT)
        pipe.execute()
        return True

    return _asked(write) or False


def say_farewell(kind: str, name: str, queues: tuple[str, ...]) -> None:
    """The process ends as it should: nobody need miss it."""
    _asked(lambda pipe: pipe.zrem(_key(SEEN), " ".join((kind, name, ",".join(queues)))).execute())


def look() -> Background | None:
    """What there is now; None where the server does not answer. One round trip."""
    queues = [queue.name for queue in settings.CELERY_TASK_QUEUES]

    def read(pipe: Any) -> Background:
        for queue in queues:
            pipe.llen(_key(queue))
        pipe.hlen(_key(UNACKNOWLEDGED))
        pipe.zrange(_key(SEEN), 0, -1, withscores=True)
        *lengths, taken, seen = pipe.execute()
        return Background(dict(zip(queues, lengths, strict=True)), taken, sorted_processes(seen))

    return _asked(read)


def sorted_processes(seen: list[tuple[bytes, float]]) -> list[Process]:
    """From the members of the set; a process that changed its queues stands once, as it was seen last."""
    found: dict[tuple[str, str], Process] = {}
    for member, at in sorted(seen, key=lambda entry: entry[1]):
        kind, name, queues = member.decode(errors="replace").split(" ", 2)
        found[kind, name] = Process(kind, name, tuple(filter(None, queues.split(","))), at)
    return sorted(found.values(), key=lambda process: (process.kind, process.name))


def _key(name: str) -> str:
    return f"{settings.REDIS_PREFIX}{name}"
