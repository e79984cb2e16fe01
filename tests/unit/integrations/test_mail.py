"""Handing a mail to a server: what is a refusal, what is worth another try, and what nobody knows."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.errors import Invalid
from app.integrations import mail
from app.integrations.errors import OutcomeUnknown, Refused, Unreachable
from app.integrations.mail import MailServer


class Talk(socketserver.StreamRequestHandler):
    """A mail server of one connection. `server.answers` replaces its usual answer to a command; "" hangs up."""

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            self.server.heard.append(line)
            answer = self.server.answers.get(word, {"DATA": "354 go on", "QUIT": "221 bye"}.get(word, "250 fine"))
            if not answer:
                return
            self._say(answer)
            if word == "DATA" and answer.startswith("354") and not self._taken():
                return

    def _taken(self) -> bool:
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.heard += [line.decode().rstrip() for line in lines]
        answer = self.server.answers.get("END", "250 taken")
        if answer:
            self._say(answer)
        return bool(answer)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def listening(**answers: str) -> Iterator[tuple[MailServer, list[str]]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        server.answers, server.heard = answers, []
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        host, port = server.server_address[:2]
        yield MailServer(str(host), port, "", "", "schedule@example.com", sealed=False), server.heard
        server.shutdown()


def send(server: MailServer, **more: str) -> None:
    mail.send(server, ["nora@example.org"], subject="Your schedule", text="Héllo\n", **more)


def test_it_hands_over_the_mail_with_the_id_it_was_given():
    with listening() as (server, heard):
        send(server, message_id="<7@example.com>")

    assert "Message-ID: <7@example.com>" in heard
    assert "To: nora@example.org" in heard


def test_an_unfriendly_good_bye_takes_nothing_back():
    with listening(QUIT="500 what?") as (server, _heard):
        send(server)


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"RCPT": "550 nobody here"}, 550), ({"RCPT": "450 full"}, 450), ({"END": "554 spam"}, 554)],
)
def test_a_refusal_carries_the_servers_code(answers, code):
    with listening(**answers) as (server, _heard), pytest.raises(Refused) as refused:
        send(server)

    assert refused.value.answered == code


def test_no_address_gets_into_the_reason():
    with listening(RCPT="550 nobody here") as (server, _heard), pytest.raises(Refused) as refused:
        send(server)

    assert "nora" not in refused.value.message


def test_a_server_that_hangs_up_after_the_words_may_have_taken_them():
    with listening(END="") as (server, _heard), pytest.raises(OutcomeUnknown):
        send(server)


def test_where_nobody_listens_nothing_was_sent():
    with listening() as (server, _heard):
        pass

    with pytest.raises(Unreachable):
        send(server)


@pytest.mark.parametrize("url", ["", "http://host", "smtp://", "host:25"])
def test_an_address_that_is_none_is_refused_in_words(url):
    with pytest.raises(Invalid, match="SMTP_URL must look like"):
        mail.server_of(url)


def test_the_address_says_all_of_it():
    server = mail.server_of("smtps://mia%40example.org:se%20same@mail.example.org?from=plan@example.org")

    assert (server.host, server.port, server.username, server.password) == (
        "mail.example.org", 465, "mia@example.org", "se same",
    )  # fmt: skip
    assert (server.sender, server.sealed) == ("plan@example.org", True)
