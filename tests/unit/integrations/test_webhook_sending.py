"""Where webhooks may be sent to, how they are signed, and what an answer counts for."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from app.integrations import pinned
from app.integrations.http import Limits
from app.integrations.webhooks import Message, TargetRefused, check_target, new_secret, send, signature

MESSAGE = Message("msg_1", '{"type":"ping"}', "request-1")


def test_the_signature_is_the_one_of_the_standard():
    example = Message("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}')

    assert signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", example, 1614265330) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_every_secret_is_another_one_of_32_bytes():
    assert new_secret() != new_secret()
    assert len(new_secret()) == len("whsec_") + 44


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "[::1]", "0.0.0.0", "127.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "169.254.169.254",
        "100.64.0.1", "10.0.0.7", "192.168.1.1", "172.16.3.4", "[fd00::8]", "[fe80::1]", "224.0.0.1", "localhost",
        "[64:ff9b::a00:1]",
        "[64:ff9b:1::a00:1]",
    ],
)  # fmt: skip
def test_a_host_that_is_not_public_is_refused(host):
    with pytest.raises(TargetRefused):
        check_target(f"https://{host}/hook", ())


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.215.14/hook", "ftp://93.184.215.14/", "file:///etc/passwd", "gopher://93.184.215.14/", "//x/y",
        "https://", "https://user@93.184.215.14/", "https://user:word@93.184.215.14/", "https://93.184.215.14:99999/",
        "https://93.184.215.14/a b", "https://93.184.215.14/\r\nX: y", "https:\\\\93.184.215.14/", "", "hook",
    ],
)  # fmt: skip
def test_an_address_that_is_not_plain_https_is_refused(url):
    with pytest.raises(TargetRefused):
        check_target(url, ())


def resolving(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in addresses]
    monkeypatch.setattr(pinned.socket, "getaddrinfo", lambda *_args, **_more: found)


def test_one_private_address_of_a_name_is_enough_to_refuse_it(monkeypatch):
    resolving(monkeypatch, "93.184.215.14", "10.0.0.7")

    with pytest.raises(TargetRefused):
        check_target("https://example.com/hook", ())


def test_what_is_connected_to_is_the_address_that_was_checked(monkeypatch):
    resolving(monkeypatch, "93.184.215.14")

    target, address = check_target("https://example.com/hook?a=1", ())

    assert (target.host_header, target.path, address) == ("example.com", "/hook?a=1", "93.184.215.14")


class Receiver(BaseHTTPRequestHandler):
    answer: ClassVar[int] = 200
    got: ClassVar[list[tuple[dict[str, str], str]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.got.append((dict(self.headers), body))
        self.send_response(self.answer)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Nothing on the screen."""


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[type[Receiver], str]]:
    monkeypatch.setattr(Receiver, "got", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Receiver, f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_message_arrives_signed(receiver):
    handler, host = receiver
    secret = new_secret()

    assert send(f"http://{host}/hook", secret, MESSAGE, (host,)).why == ""

    [(headers, body)] = handler.got
    assert body == MESSAGE.body
    assert headers["webhook-id"] == "msg_1"
    assert headers["X-Request-Id"] == "request-1"
    assert headers["webhook-signature"] == signature(secret, MESSAGE, int(headers["webhook-timestamp"]))


@pytest.mark.parametrize(("status", "words"), [(302, "leads elsewhere"), (400, "400"), (500, "500")])
def test_anything_but_success_is_said_and_no_redirect_is_followed(receiver, monkeypatch, status, words):
    handler, host = receiver
    monkeypatch.setattr(handler, "answer", status)

    sent = send(f"http://{host}/hook", new_secret(), MESSAGE, (host,))

    assert sent.status == status
    assert words in sent.why
    assert len(handler.got) == 1


def test_a_host_that_is_not_allowed_any_more_hears_nothing(receiver):
    handler, host = receiver

    assert send(f"http://{host}/hook", new_secret(), MESSAGE, ()).why
    assert send(f"https://{host}/hook", new_secret(), MESSAGE, ()).why
    assert handler.got == []


def test_a_receiver_that_never_answers_is_left_when_the_time_is_over():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"127.0.0.1:{silent.getsockname()[1]}"
        sent = send(f"http://{host}/", new_secret(), MESSAGE, (host,), Limits(connect=5, read=5, total=0.3))

    assert sent.status is None
    assert "No answer within 0.3 seconds" in sent.why


def test_nobody_there_is_said():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        host = f"127.0.0.1:{closed.getsockname()[1]}"

    assert send(f"http://{host}/", new_secret(), MESSAGE, (host,)).why == "It could not be reached."
