"""Lines of a file or of standard input, one at a time, whatever is in them."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

BOM = b"\xef\xbb\xbf"
LINE_MAX = 32_000_000
"""Bytes of a line at most; a story with every text as long as it may be stays below."""


@dataclass(frozen=True)
class Line:
    """``number`` counts from 1. ``end`` is how many bytes of all files were read with it."""

    file: str
    number: int
    content: bytes
    end: int
    fault: str = ""


def total_bytes(paths: list[str]) -> int | None:
    """How much there is to read, or None where it cannot be known (standard input)."""
    return None if "-" in paths else sum(os.path.getsize(path) for path in paths)


def lines(paths: list[str]) -> Iterator[Line]:
    """The lines of these files, one after another, without empty ones. Raises OSError for one that cannot be read."""
    read = 0
    for path in paths:
        with _opened(path) as stream:
            number = 0
            while content := stream.readline(LINE_MAX + 1):
                number += 1
                read += len(content)
                fault = ""
                if len(content) > LINE_MAX and not content.endswith(b"\n"):
                    fault = f"is longer than {LINE_MAX:,} bytes"
                    content = b""
                    while rest := stream.readline(LINE_MAX):
                        read += len(rest)
                        if rest.endswith(b"\n"):
                            break
                if number == 1:
                    content = content.removeprefix(BOM)
                if fault or content.strip():
                    yield Line(path, number, content.strip(), read, fault)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
    else:
        with open(path, "rb") as stream:
            yield stream
