"""The door to the web, against servers that mean no good; every socket is real."""

import errno
import logging
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from newsroom.door import (
    BadAnswer,
    BadCertificate,
    DoorError,
    NoSuchHost,
    NotAllowed,
    Unreachable,
    fetch,
    system_resolver,
)
from tests.links.hostile import AGENT, Paper, page, paper, redirect, visit


def test_a_page_comes_with_its_status_headers_and_body(server):
    server.pages["/a?b=c"] = page(b"Words", Content_Type="text/html")
    answer = visit(server, "/a?b=c#part")
    assert (answer.status, answer.body, answer.whole, answer.hops) == (200, b"Words", True, ())
    assert answer.headers == {"content-length": "5", "content-type": "text/html"}
    head = server.heads[0].decode().split("\r\n")
    assert head[0] == "GET /a?b=c HTTP/1.1"
    assert head[1:3] == [f"Host: 127.0.0.1:{server.port}", "User-Agent: Newsroom-test"]


def test_no_cookie_and_no_proxy_is_remembered(server, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9/")
    server.pages["/"] = page(b"", "302 Found", Location="/next", Set_Cookie="who=you; Path=/")
    server.pages["/next"] = page()
    assert visit(server).url == server.url("/next")
    assert b"who=you" not in server.heads[1]
    assert b"Cookie" not in server.heads[1]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_PING",
        "javascript:alert(1)",
        "//news.example/",
        "http://user:secret@news.example/",
        "http://news.example@127.0.0.1/",
        "http://127.0.0.1\\@news.example/",
        "http://news.example:99999/",
        "http://news.example:abc/",
        "http://news.example:0/",
        "http://[::1/",
        "http://exa mple/",
        "http://a..example/",
        "http://-/",
        "http://news.example/\r\nX-Injected: 1",
        "http://",
        "",
    ],
)
def test_what_is_no_web_address_is_refused_before_any_name_is_looked_up(url):
    looked_up = []

    def resolver(host, port):
        looked_up.append(host)
        return []

    with pytest.raises(NotAllowed) as refused:
        fetch(url, user_agent=AGENT, resolver=resolver)
    assert looked_up == []
    assert str(refused.value).endswith(".")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",  # 127.0.0.1 as one number
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "１２７.０.０.１",  # digits of another width
        "0",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "169.254.169.254",
        "[fd00:ec2::254]",
        "100.100.100.200",
        "168.63.129.16",
        "10.0.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
    ],
)
def test_a_host_that_is_at_no_public_address_is_never_connected_to(server, host):
    server.pages["/"] = page(b"internal")
    with pytest.raises(NotAllowed):
        fetch(f"http://{host}:{server.port}/", user_agent=AGENT)
    with pytest.raises(NotAllowed):
        fetch(f"http://{host}/", user_agent=AGENT)
    assert server.asked == []


def test_dots_of_other_scripts_make_no_second_way_to_an_address(server):
    with pytest.raises(NotAllowed):
        fetch(f"http://127。0。0。1:{server.port}/", user_agent=AGENT)
    assert server.asked == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(server):
    with pytest.raises(NotAllowed):
        fetch(
            server.url(host="news.example"),
            user_agent=AGENT,
            resolver=lambda host, port: ["93.184.215.14", "10.0.0.1"],
        )


def test_a_port_beside_80_and_443_is_not_visited():
    with pytest.raises(NotAllowed) as refused:
        fetch("http://news.example:6379/", user_agent=AGENT, resolver=lambda host, port: ["93.184.215.14"])
    assert str(refused.value) == "“news.example” is asked for at port 6379; only 80 and 443 are visited."


def test_a_name_server_that_changes_its_mind_leads_nowhere_else(server):
    """The host is looked up once; what is connected to is what was checked."""
    server.pages["/"] = page()
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    answer = fetch(
        server.url(host="news.example"),
        user_agent=AGENT,
        local=[server.end],
        resolver=lambda host, port: next(answers),
    )
    assert answer.status == 200
    assert server.heads[0].startswith(f"GET / HTTP/1.1\r\nHost: news.example:{server.port}\r\n".encode())
    assert next(answers) == ["10.0.0.1"]


def test_each_redirect_is_checked_anew(server):
    with paper() as internal:
        internal.pages["/"] = page(b"secret")
        for path, target in (
            ("/loopback", internal.url()),
            ("/metadata", "http://169.254.169.254/latest/meta-data/"),
            ("/mapped", f"http://[::ffff:127.0.0.1]:{internal.port}/"),
            ("/file", "file:///etc/passwd"),
            ("/userinfo", "http://a:b@93.184.215.14/"),
        ):
            server.pages[path] = redirect(target)
            with pytest.raises(NotAllowed):
                visit(server, path)
        assert internal.asked == []


def test_the_second_answer_of_a_name_server_is_checked_at_a_redirect_to_the_same_host(server):
    server.pages["/"] = redirect("/again")
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with pytest.raises(NotAllowed):
        fetch(
            server.url(host="news.example"),
            user_agent=AGENT,
            local=[server.end],
            resolver=lambda host, port: next(answers),
        )
    assert server.asked == ["/"]


@pytest.mark.parametrize(
    "answer",
    [b"", b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n"],
)
def test_what_is_no_http_is_no_answer(server, answer):
    server.pages["/"] = answer
    with pytest.raises((BadAnswer, Unreachable)):
        visit(server)


def test_names_that_nobody_knows_differ_from_servers_that_do_not_answer(server):
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    def silent(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    with pytest.raises(NoSuchHost) as error:
        fetch("http://news.example/", user_agent=AGENT, resolver=unknown)
    assert str(error.value) == "There is no host “news.example”."
    with pytest.raises(Unreachable):
        fetch("http://news.example/", user_agent=AGENT, resolver=silent)
    closed = server.url()
    server.close()
    with pytest.raises(Unreachable):
        fetch(closed, user_agent=AGENT, local=[server.end])


def test_where_the_kernel_knows_no_ipv6_the_address_behind_it_is_tried(server, monkeypatch):
    real = socket.socket

    def without_ipv6(family=socket.AF_INET, *how, **more):
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
        return real(family, *how, **more)

    monkeypatch.setattr("newsroom.door.connecting.socket.socket", without_ipv6)
    server.pages["/"] = page(b"Here")
    sixth = "2001:4860:4860::8888"
    answer = fetch(
        server.url(host="news.example"),
        user_agent=AGENT,
        resolver=lambda host, port: [sixth, server.end[0]],
        local=[server.end, (sixth, server.port)],
    )
    assert answer.body == b"Here"


def test_names_of_other_scripts_are_asked_for_as_name_servers_know_them(server):
    server.pages["/stra%C3%9Fe"] = page()
    asked = []

    def resolver(host, port):
        asked.append(host)
        return ["127.0.0.1"]

    fetch(
        server.url("/straße", host="bücher.example"), user_agent=AGENT, local=[server.end], resolver=resolver
    )
    assert asked == ["xn--bcher-kva.example"]
    assert b"Host: xn--bcher-kva.example:" in server.heads[0]


def test_a_failed_visit_leaves_one_line_with_host_and_reason(server, caplog):
    server.pages["/secret-path"] = b"nonsense with body words\r\n\r\n"
    with caplog.at_level(logging.INFO, "newsroom.door"), pytest.raises(DoorError):
        visit(server, "/secret-path")
    assert [r.getMessage() for r in caplog.records] == ["fetch failed host=127.0.0.1 reason=bad_answer"]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for news.example alone, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    return folder / "cert.pem", folder / "key.pem"


class SecurePaper(Paper):
    """The server behind TLS."""

    def __init__(self, certificate: tuple[Path, Path]) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*certificate)
        super().__init__()

    def _serve(self, connection: socket.socket) -> None:
        try:
            secured = self.context.wrap_socket(connection, server_side=True)
        except OSError:
            connection.close()
            return
        super()._serve(secured)


def test_the_certificate_must_be_for_the_host_that_was_asked_for(certificate):
    trusting = ssl.create_default_context(cafile=certificate[0])
    secure = SecurePaper(certificate)
    secure.pages["/"] = page(b"Secure")
    how = {"user_agent": AGENT, "local": [secure.end], "resolver": lambda host, port: ["127.0.0.1"]}
    try:
        there = f"https://news.example:{secure.port}/"
        assert fetch(there, tls=trusting, **how).body == b"Secure"
        with pytest.raises(BadCertificate):
            fetch(f"https://other.example:{secure.port}/", tls=trusting, **how)
        with pytest.raises(BadCertificate):
            fetch(there, **how)  # which nobody trusts who was not told to
    finally:
        secure.close()


def test_the_systems_resolver_gives_plain_addresses():
    assert system_resolver("127.0.0.1", 80) == ["127.0.0.1"]
