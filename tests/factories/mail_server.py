"""A mail server on loopback that counts what it took."""

import asyncio
import socket
import time
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class MailServer:
    """Takes mails on ``port`` between ``start`` and ``stop``; ``taken`` holds each message, in order.

    ``refused`` are addresses it does not know; at an address of ``cut_before`` or ``cut_after`` it hangs up before the
    mail, or after it without an answer. ``slowness`` gives the seconds it thinks, before and after taking one.
    ``greeting`` and ``answer`` are what it says to RCPT and to a mail it was given.
    """

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.taken, self.sessions = [], set()
        self.refused, self.cut_before, self.cut_after = set(), set(), set()
        self.slowness = lambda: 0
        self.greeting, self.answer = "250 OK", "250 taken"
        self.controller = None

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802
        if address in self.refused:
            return "550 5.1.1 nobody of that name"
        if address in self.cut_before:
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return self.greeting

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.sessions.add(session)
        await asyncio.sleep(self.slowness())
        if not self.answer.startswith("2"):
            return self.answer
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.cut_after & set(envelope.rcpt_tos):
            server.transport.close()
        await asyncio.sleep(self.slowness())
        return self.answer

    def numbers(self) -> list[int]:
        """The rows of the outbox that were taken, by the Message-ID."""
        return [int(message["Message-ID"].strip("<").split(".")[0]) for message in list(self.taken)]

    def wait_for(self, count: int, seconds: float = 10):
        """Until ``count`` mails were taken."""
        end = time.monotonic() + seconds
        while len(self.taken) < count and time.monotonic() < end:
            time.sleep(0.005)
        assert len(self.taken) >= count
