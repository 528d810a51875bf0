"""The baseline: a bare WSGI application that returns the same bytes without asking anybody."""

import os
from pathlib import Path
from typing import Any

BODY = Path(os.environ.get("BENCH_BODY", os.devnull)).read_bytes()


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response(
        "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BODY)))]
    )
    return [BODY]
