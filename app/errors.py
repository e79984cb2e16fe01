"""What can go wrong, by name. `app/web/error_handlers.py` maps each to a status once, as page or problem+json."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.wording import N_


@dataclass(frozen=True)
class FieldError:
    """One wrong input field and how to fix it."""

    field: str
    message: str


@dataclass(frozen=True)
class BrokenRule:
    """One rule a change would break, as pages and API show it."""

    rule: str
    severity: str
    message: str
    fix: str | None = None


class AppError(Exception):
    """Base of every expected refusal. `message` is written for the user."""

    status = 400
    code = "bad_request"
    title = N_("That did not work")

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(AppError):
    status = 404
    code = "not_found"
    title = N_("Not found")


class NotSignedIn(AppError):
    status = 401
    code = "sign_in_required"
    title = N_("Please sign in")


class Forbidden(AppError):
    status = 403
    code = "forbidden"
    title = N_("Not allowed")


class Invalid(AppError):
    """The input has the right shape but a wrong value."""

    status = 422
    code = "invalid"
    title = N_("Please check your input")

    def __init__(self, message: str, fields: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.fields = tuple(fields)


class Conflict(AppError):
    status = 409
    code = "in_use"
    title = N_("This conflicts with something else")


class ChangedSince(Conflict):
    """Later changes rest on what should be taken back; they have to be undone first."""

    def __init__(self, message: str, change_ids: Sequence[int]) -> None:
        super().__init__(message)
        self.change_ids = tuple(change_ids)


class DoubleBooked(Conflict):
    """The database refused an overlap: somebody was quicker."""

    code = "double_booked"
    title = N_("Already booked at that time")


class AlreadyRunning(Conflict):
    """Carries the id of the job that already does this work."""

    code = "already_running"
    title = N_("Already running")

    def __init__(self, message: str, job_id: int) -> None:
        super().__init__(message)
        self.job_id = job_id


class StaleProposal(Conflict):
    code = "stale_proposal"
    title = N_("The proposal is out of date")


class RuleBroken(Conflict):
    """At least one rule stands against the change; soft ones may be overridden with a reason."""

    code = "rule_broken"
    title = N_("A scheduling rule stands against this")

    def __init__(self, message: str, violations: Sequence[BrokenRule]) -> None:
        super().__init__(message)
        self.violations = tuple(violations)

    @property
    def only_soft(self) -> bool:
        return all(violation.severity == "soft" for violation in self.violations)


class Stale(AppError):
    """Somebody changed the row after the user saw it."""

    status = 412
    code = "stale"
    title = N_("Somebody else changed this")


class PreconditionRequired(AppError):
    status = 428
    code = "precondition_required"
    title = N_("If-Match is missing")


class TooManyRequests(AppError):
    status = 429
    code = "too_many_requests"
    title = N_("Too many attempts")

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Busy(AppError):
    """The database or a worker is briefly out of reach; trying again helps."""

    status = 503
    code = "busy"
    title = N_("Busy for a moment")


class Collided(Busy):
    """Two writers met and the database let only one through: doing the whole unit of work again helps at once."""
