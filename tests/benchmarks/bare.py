"""The baseline: a bare WSGI application that returns the same bytes without asking anybody.

BENCH_BODIES is a folder with the body of each page; a request for ``/NAME`` is answered with the file of that name.
"""

import os
from pathlib import Path
from typing import Any

FOLDER = os.environ.get("BENCH_BODIES", "")
BODIES = {f"/{file.name}": file.read_bytes() for file in Path(FOLDER).iterdir()} if FOLDER else {}


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    body = BODIES[environ["PATH_INFO"]]
    start_response(
        "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    )
    return [body]
