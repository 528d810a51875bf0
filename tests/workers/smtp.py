"""A mail server of a test's own on the loopback, which can stand still in the middle of a mail."""

import socketserver
import threading
from contextlib import suppress
from email import message_from_bytes
from email.message import Message


class MailServer(socketserver.ThreadingTCPServer):
    """Takes every mail; `taken` are those that it said yes to. It stands still with mail number `held`, counted from
    1 and not taken yet, until `go_on` is set."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, held: int) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[Message] = []
        self.held, self.stands_still, self.go_on = held, threading.Event(), threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def take(self, message: Message) -> None:
        if len(self.taken) + 1 == self.held and not self.go_on.is_set():
            self.stands_still.set()
            self.go_on.wait()
            return  # whoever sent it is gone by now
        self.taken.append(message)


class Session(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as Python's client speaks."""

    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            match line[:4].upper():
                case b"DATA":
                    self.say("354 go on")
                    self.server.take(message_from_bytes(b"".join(iter(self.rfile.readline, b".\r\n"))))
                    self.say("250 taken")
                case b"QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("250 yes")

    def say(self, words: str) -> None:
        with suppress(OSError):  # whoever asked is gone
            self.wfile.write(f"{words}\r\n".encode())
