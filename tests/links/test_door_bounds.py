"""The door's bounds: on redirects, bytes and time, whatever the other side does."""

import gzip
import itertools
import socket
import threading

import pytest

from newsroom.door import (
    BadAnswer,
    Limits,
    TimedOut,
    TooManyRedirects,
    fetch,
)
from tests.links.hostile import AGENT, page, paper, redirect, visit


def forever(connection: socket.socket, head: bytes, chunk: bytes) -> None:
    """Send the chunk until the other side has had enough."""
    connection.sendall(head)
    for _ in itertools.count():
        connection.sendall(chunk)


def dripping(head: bytes):
    """One byte at a time, each sooner than any timeout of a single read, until the other side hangs up."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        connection.settimeout(0.02)
        for _ in range(300):  # far longer than any visit here may take
            try:
                if connection.recv(1) == b"":
                    return
            except TimeoutError:
                connection.sendall(b"a")

    return drip


def test_redirects_are_followed_and_counted(server):
    for n in range(5):
        server.pages[f"/{n}"] = redirect(f"{n + 1}", "301 Moved Permanently")
    server.pages["/5"] = page(b"There")
    answer = visit(server, "/0")
    assert (answer.url, answer.body, answer.hops) == (server.url("/5"), b"There", (301,) * 5)
    server.pages["/5"] = redirect("/6")
    with pytest.raises(TooManyRedirects):
        visit(server, "/0")


def test_a_redirect_in_a_circle_ends_at_its_first_turn(server):
    server.pages["/a"], server.pages["/b"] = redirect("/b"), redirect("/a")
    with pytest.raises(TooManyRedirects):
        visit(server, "/a")
    assert server.asked == ["/a", "/b"]


def test_ten_gigabytes_of_zeros_are_left_after_what_is_kept(server):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"
    server.pages["/"] = lambda connection: forever(connection, head, bytes(65536))
    answer = visit(server)
    assert (len(answer.body), answer.whole) == (64 * 1024, False)


def test_a_gzip_bomb_is_unpacked_only_as_far_as_is_kept(server):
    bomb = gzip.compress(bytes(100_000_000))
    server.pages["/"] = page(bomb, Content_Encoding="gzip")
    answer = visit(server, limits=Limits(body_bytes=1000))
    assert (answer.body, answer.whole) == (bytes(1000), False)


def test_a_gzip_stream_that_unpacks_to_nothing_does_not_go_on_for_ever(server):
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10]
    empty_block = b"\x00\x00\x00\xff\xff" * 10_000
    server.pages["/"] = lambda connection: forever(connection, head, empty_block)
    answer = visit(server)
    assert (answer.body, answer.whole) == (b"", False)


def test_packed_pages_are_unpacked_and_those_in_unknown_ways_left(server):
    server.pages["/gzip"] = page(gzip.compress(b"Words"), Content_Encoding="gzip")
    server.pages["/br"] = page(b"\x0b\x02\x80Words\x03", Content_Encoding="br")
    server.pages["/broken"] = page(b"no gzip at all", Content_Encoding="gzip")
    assert (visit(server, "/gzip").body, visit(server, "/gzip").whole) == (b"Words", True)
    for path in ("/br", "/broken"):
        answer = visit(server, path)
        assert (answer.status, answer.body, answer.whole) == (200, b"", False)


@pytest.mark.parametrize(
    "chunk",
    [b"X-More: " + b"a" * 1000 + b"\r\n", b"a" * 65536],
    ids=["many", "long"],
)
def test_headers_without_end_are_cut_off(server, chunk):
    server.pages["/"] = lambda connection: forever(connection, b"HTTP/1.1 200 OK\r\nX: ", chunk)
    with pytest.raises(BadAnswer):
        visit(server)


def test_interim_answers_without_end_are_cut_off(server):
    server.pages["/"] = lambda connection: forever(connection, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)
    with pytest.raises(BadAnswer):
        visit(server)


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"]
)
def test_a_slow_drip_ends_with_the_time_of_the_whole_visit(server, head):
    server.pages["/"] = dripping(head)
    with pytest.raises((TimedOut, BadAnswer)) as ended:
        visit(server, limits=Limits(seconds=0.5))
    if head:
        assert isinstance(ended.value, TimedOut)


def test_time_is_counted_over_all_redirects(server):
    server.pages["/"] = redirect("/slow")
    server.pages["/slow"] = dripping(b"HTTP/1.1 200 OK\r\n\r\n")
    with pytest.raises(TimedOut):
        visit(server, limits=Limits(seconds=0.4))


def test_a_name_server_that_does_not_answer_is_not_waited_for():
    answer = threading.Event()

    def resolver(host, port):
        answer.wait()
        return []

    with pytest.raises(TimedOut):
        fetch("http://news.example/", user_agent=AGENT, resolver=resolver, limits=Limits(seconds=0.2))
    answer.set()


def test_manners_before_each_request_cost_none_of_its_time(server):
    server.pages["/"], server.pages["/next"] = redirect("/next"), page()
    before = []
    with paper() as slow:
        slow.pages["/"] = dripping(b"")

        def wait(url: str) -> None:
            before.append(url)
            with pytest.raises((TimedOut, BadAnswer)):
                visit(slow, limits=Limits(seconds=0.4))

        assert visit(server, before_each=wait, limits=Limits(seconds=0.3)).status == 200
    assert before == [server.url("/"), server.url("/next")]
