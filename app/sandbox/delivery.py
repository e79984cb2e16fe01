"""The HTTP server of a sandbox, and the faults that only a network can have."""

from __future__ import annotations

import gzip
import re
import socket
import struct
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

from app.sandbox.certificates import context_with
from app.sandbox.faults import BEFORE_EFFECT, HEAVY, Fault
from app.sandbox.messages import Answer, Request
from app.sandbox.service import SandboxService

_MAX_BODY = 10 * 1024 * 1024
_HUGE_BODY = 12 * 1024 * 1024
_BOMB_BODY = 64 * 1024 * 1024
_IDLE_SECONDS = 60
_LONGEST_SILENCE = 600.0
_LOCAL_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:\d+)?")
_GARBAGE = b'{"total": 3, "mplans": [{"mPlanID": ,,, \xff\xfe'


class _Door(ThreadingHTTPServer):
    """A port at which a service is reached."""

    daemon_threads = True
    request_queue_size = 128
    allow_reuse_address = True
    scheme = "http"

    def __init__(self, address: tuple[str, int], handler: type[SandboxHandler], service: SandboxService) -> None:
        super().__init__(address, handler)
        self.service = service
        self.connections = count(1)

    @property
    def base_url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def serve_in_thread(self) -> None:
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up, and waits cut short by stopping, are everyday life; anything else is shown."""
        if not isinstance(sys.exception(), OSError) and not self.service.stopping.is_set():
            super().handle_error(request, client_address)


class SandboxServer(_Door):
    """The counterpart itself, and beside it a second port for its control addresses, which no fault reaches."""

    def __init__(
        self, address: tuple[str, int], service: SandboxService, *, tls: str = "", control_port: int = 0
    ) -> None:
        """`tls`: a kind of certificates.KINDS; then it speaks only https, with a certificate nobody may trust."""
        super().__init__(address, SandboxHandler, service)
        if tls:
            self.scheme = "https"
            self.socket = context_with(tls).wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.control = _Door((address[0], control_port), ControlHandler, service)

    def start(self) -> None:
        self.serve_in_thread()
        self.control.serve_in_thread()

    def stop(self) -> None:
        """End every waiting fault, stop serving and close the data."""
        self.service.stopping.set()
        for door in (self, self.control):
            door.shutdown()
            door.server_close()
        self.service.storage.close()


class SandboxHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "SandboxServer"
    sys_version = ""
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS
    server: _Door

    def setup(self) -> None:
        super().setup()
        self._connection_id = next(self.server.connections)

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Silent: request lines may carry what nobody needs in a log; the ledger has the rest."""

    def _serve(self) -> None:
        request = self._read()
        if request is None:
            return
        service = self.server.service
        if request.path.startswith("/_"):
            self._control(request)
            return
        page = service.page(request)
        if page is not None:
            self._send(page)
            return
        fault = service.faults.pick(request.path)
        if fault is None:
            self._send(service.answer(request, None))
        elif fault.kind in BEFORE_EFFECT:
            service.note_unanswered(request, fault)
            self._refuse(fault)
        else:
            self._send_faulty(service.answer(request, fault), fault)

    def _control(self, request: Request) -> None:
        self._send(self.server.service.control(request, str(self.client_address[0])))

    def _read(self) -> Request | None:
        announced = self.headers.get("Content-Length") or "0"
        if not announced.isdecimal() or "Transfer-Encoding" in self.headers:
            self._refuse_body("Say how long the body is", status=411)
            return None
        length = int(announced)
        if length > _MAX_BODY:
            self._refuse_body("Body too large", status=413)
            return None
        return Request(
            method=self.command,
            target=self.path,
            headers=self.headers,
            body=self.rfile.read(length),
            connection=self._connection_id,
            origin=self._origin(),
        )

    def _refuse_body(self, message: str, status: int) -> None:
        """Its bytes stay unread, so the connection cannot be used again."""
        self.close_connection = True
        self._send(Answer.json({"message": message}, status=status))

    def _origin(self) -> str:
        host = self.headers.get("Host", "")
        return f"http://{host}" if _LOCAL_HOST.fullmatch(host) else self.server.base_url

    def _send(self, answer: Answer, *, encoding: str | None = None) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if encoding:
            self.send_header("Content-Encoding", encoding)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if answer.sequence is not None:
            # Before the last bytes leave: a client that has its whole answer must find it marked in the ledger.
            self.server.service.ledger.mark_sent(answer.sequence)
        self.wfile.write(answer.body)

    def _refuse(self, fault: Fault) -> None:
        match fault.kind:
            case "refuse":
                self._hang_up(abruptly=False)
            case "rst-before":
                self._hang_up(abruptly=True)
            case "accept-silent":
                self.server.service.stopping.wait(_LONGEST_SILENCE)
                self._hang_up(abruptly=False)
            case "status":
                self._send(_status_answer(fault))
            case "html-login":
                self._send(Answer.html(self.server.service.login_page()))
            case "redirect":
                self._send(Answer(302, headers=[("Location", str(fault.value or "/login")), *fault.headers]))

    def _send_faulty(self, answer: Answer, fault: Fault) -> None:
        match fault.kind:
            case "rst-after-effect":
                self._hang_up(abruptly=True)
            case "status-after-effect":
                self._send(_status_answer(fault))
            case "delay":
                self.server.service.stopping.wait(fault.delay)
                self._send(answer)
            case "drip":
                self._drip(answer, fault.delay)
            case "short-read":
                self._cut_off(answer)
            case kind if kind in HEAVY:
                self._send_heavy(kind)
            case kind:
                self._send(_spoiled(answer, kind, fault))

    def _drip(self, answer: Answer, seconds_per_byte: float) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        for place in range(len(answer.body)):
            self.wfile.write(answer.body[place : place + 1])
            if self.server.service.stopping.wait(seconds_per_byte):
                break
        self.close_connection = True

    def _cut_off(self, answer: Answer) -> None:
        """Promise the whole length, send half."""
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body) + 1))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) // 2])
        self._hang_up(abruptly=False)

    def _send_heavy(self, kind: str) -> None:
        if kind == "huge":
            self._send(Answer(body=b'{"mplans": ["' + b"x" * _HUGE_BODY + b'"]}'))
        else:
            self._send(Answer(body=gzip.compress(bytes(_BOMB_BODY))), encoding="gzip")

    def _hang_up(self, *, abruptly: bool) -> None:
        """Abruptly = with a TCP reset instead of a proper goodbye."""
        self.close_connection = True
        if abruptly:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        else:
            self.connection.shutdown(socket.SHUT_RDWR)


class ControlHandler(SandboxHandler):
    """Control addresses and nothing else."""

    def _serve(self) -> None:
        request = self._read()
        if request is not None:
            self._control(request)


def _status_answer(fault: Fault) -> Answer:
    return Answer(fault.status, f"Sandbox fault: {fault.status}".encode(), "text/plain", list(fault.headers))


def _spoiled(answer: Answer, kind: str, fault: Fault) -> Answer:
    if kind == "garbage":
        answer.body = _GARBAGE
    elif kind == "truncated":
        answer.body = answer.body[: len(answer.body) // 2]
    elif kind == "empty":
        answer.body = b""
    elif kind == "body":
        answer.body = str(fault.value).encode()
    return answer
