"""What both sandboxes share: ordered faults, the ledger and the control addresses below `/_`."""

from __future__ import annotations

import hashlib
import ipaddress
import threading
from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import date

from app.sandbox.faults import AROUND_EFFECT, BENT_ANSWER, Fault, FaultPlan, bend, parse_fault
from app.sandbox.ledger import Entry, Ledger
from app.sandbox.messages import Answer, BadRequest, Request
from app.sandbox.storage import Storage


class SandboxService(ABC):
    """Answers requests; knows no sockets."""

    name: str

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.ledger = Ledger(storage)
        self.faults = FaultPlan()
        self.stopping = threading.Event()

    @abstractmethod
    def respond(self, request: Request) -> Answer:
        """Carry out a request of the wire contract. Raises BadRequest when it does not follow the contract."""

    @abstractmethod
    def entry_for(self, request: Request) -> Entry:
        """What the ledger should say about a request before anything was done."""

    @abstractmethod
    def page(self, request: Request) -> Answer | None:
        """A page for people (no faults, no ledger), or None."""

    @abstractmethod
    def login_page(self) -> str:
        """The HTML a signed-out browser would get."""

    @abstractmethod
    def expire_session(self, request: Request) -> None:
        """Forget the session this request belongs to."""

    def require_sign_in(self, request: Request) -> None:
        """Forget everything of the sign-in, so that a person has to do it again."""
        self.expire_session(request)

    @abstractmethod
    def reset(self, seed: int | None, today: date | None) -> None:
        """Back to the first day; None keeps the seed or day of the first start."""

    def foreign_id(self, request: Request) -> str | None:
        """An id that belongs to somebody else's booking."""
        del request
        return None

    def control_answer(self, request: Request) -> Answer | None:
        """Control addresses of one sandbox only."""
        del request
        return None

    def answer(self, request: Request, fault: Fault | None) -> Answer:
        """The answer with its ledger row written; faults that need the network are left to the caller."""
        if fault is not None and fault.kind in AROUND_EFFECT:
            self._prepare(request, fault)
        try:
            answer = self.respond(request)
        except BadRequest as refusal:
            answer = Answer.json({"success": False, "message": str(refusal)}, status=400)
        if answer.sequence is None:
            answer.sequence = self.ledger.record(request, self.entry_for(request))
        if fault is not None:
            self.ledger.mark_fault(answer.sequence, fault.kind)
            if fault.kind in BENT_ANSWER:
                return bend(answer, fault, self.foreign_id(request))
        return answer

    def _prepare(self, request: Request, fault: Fault) -> None:
        if fault.kind == "delay-effect":
            self.stopping.wait(fault.delay)
        elif fault.kind == "expire-session":
            self.expire_session(request)
        elif fault.kind == "require-mfa":
            self.require_sign_in(request)
        else:
            request.query |= {"page": "1", "start": "0"}

    def note_unanswered(self, request: Request, fault: Fault) -> None:
        """For requests that a fault stops before anything was done."""
        self.ledger.record(request, replace(self.entry_for(request), fault=fault.kind))

    def control(self, request: Request, client_host: str) -> Answer:
        """`/_ledger`, `/_fault`, `/_reset` and what the sandbox adds; only for callers on this machine."""
        if not ipaddress.ip_address(client_host).is_loopback:
            return Answer.json({"message": "Only for callers on this machine."}, status=403)
        try:
            found = self._common_control(request) or self.control_answer(request)
        except (BadRequest, ValueError) as refusal:
            return Answer.json({"message": str(refusal)}, status=400)
        return found or Answer.json({"message": "Not found"}, status=404)

    def _common_control(self, request: Request) -> Answer | None:
        match request.method, request.path:
            case "GET", "/_ledger":
                rows = self.ledger.rows(after=int(request.query.get("after", "0")))
                return Answer.json([row.as_json() for row in rows])
            case "POST", "/_fault":
                self.faults.add(parse_fault(request.json_object()))
                return Answer.json({"ordered": True})
            case "DELETE", "/_fault":
                self.faults.clear()
                return Answer.json({"cleared": True})
            case "POST", "/_reset":
                self._reset(request)
                return Answer.json({"reset": True})
        return None

    def _reset(self, request: Request) -> None:
        wanted = request.json_object() if request.body else {}
        seed, today = wanted.get("seed"), wanted.get("today")
        self.faults.clear()
        self.reset(
            seed=None if seed is None else int(str(seed)),
            today=None if today is None else date.fromisoformat(str(today)),
        )


def fingerprint(session: str | None) -> str | None:
    """Tells sessions apart in the ledger without showing a cookie anybody could use."""
    return hashlib.sha256(session.encode()).hexdigest()[:12] if session else None
