"""What gunicorn answers by itself, before the application is asked, and what it writes down of that."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.serving import wait_until_answering

COMMAND = [sys.executable, "-m", "gunicorn", "--workers", "1", "newsroom.wsgi", "--bind"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """The port of a web server with the project's own configuration, and the file that it logs into."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path / "log"
    with open(log, "wb") as output:
        process = subprocess.Popen([*COMMAND, f"127.0.0.1:{port}"], stdout=output, stderr=output)
    try:
        wait_until_answering(port, process)
        yield port, log
    finally:
        process.terminate()
        process.wait(20)


def answer(port: int, request: bytes) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request + b"\r\nHost: localhost\r\n\r\n")
        told = b""
        while more := connection.recv(65536):
            told += more
    return told.decode()


def test_an_address_longer_than_the_server_reads_gets_a_page_of_the_house(server):
    port, _log = server
    head, page = answer(port, b"GET /search/?q=%s HTTP/1.1" % (b"a" * 9000)).split("\r\n\r\n")
    assert head.startswith("HTTP/1.1 414 ")
    assert f"Content-Length: {len(page.encode())}" in head
    assert "<h1>That address is too long</h1>" in page
    assert '<p class="masthead-name"><a href="/">Newsroom</a></p>' in page


def test_of_a_request_that_is_none_no_address_is_logged(server):
    port, log = server
    assert answer(port, b"NO SENSE").startswith("HTTP/1.1 400 ")
    assert answer(port, b"GET /%s HTTP/1.1" % (b"a" * 9000)).startswith("HTTP/1.1 414 ")
    told = log.read_text()
    assert told.count("Invalid request") == 2
    assert "127.0.0.1" not in told.split("Booting worker", 1)[1]
