"""What can go wrong at the other end. Messages are for a manager: what happened and what to do.

`retryable` says whether the same call may succeed later without anybody changing anything.
"""

from __future__ import annotations

from app.errors import AppError


class IntegrationError(AppError):
    """Base of all troubles with Crossmark, Walmart or a file host."""

    status = 502
    code = "counterpart_failed"
    title = "The other system did not do it"
    retryable = False


class Unreachable(IntegrationError):
    """No connection was made, so nothing was sent."""

    retryable = True

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} could not be reached. Check the internet connection, then try again.")


class Paused(Unreachable):
    """Too many failures lately: it is left alone for a while, so nothing was sent."""

    code = "paused"
    retryable = False

    def __init__(self, name: str, seconds: float) -> None:
        left = max(1, round(seconds))
        text = f"{name} has failed several times and is left alone. It is asked again by itself in {left} seconds."
        IntegrationError.__init__(self, text)
        self.seconds = seconds


class TimedOut(IntegrationError):
    retryable = True

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(f"{name} did not answer within {seconds:g} seconds. Try again in a few minutes.")


class ConnectionLost(IntegrationError):
    """The connection broke off after the request had been sent."""

    retryable = True

    def __init__(self, name: str) -> None:
        super().__init__(f"The connection to {name} broke off. Try again in a few minutes.")


class ServerTrouble(IntegrationError):
    """The other end answered with a status of 500 or above."""

    retryable = True

    def __init__(self, name: str, answered: int) -> None:
        super().__init__(f"{name} has trouble of its own (it answered {answered}). Try again in a few minutes.")
        self.answered = answered


class TooManyRequests(IntegrationError):
    """`retry_after` in seconds, already bounded."""

    retryable = True

    def __init__(self, name: str, retry_after: float) -> None:
        super().__init__(f"{name} asks to wait {round(retry_after)} seconds before the next request.")
        self.retry_after = retry_after


class SignInFailed(IntegrationError):
    code = "sign_in_failed"
    title = "Sign-in refused"

    def __init__(self, name: str, why: str = "") -> None:
        detail = f" It said: {why}" if why else ""
        super().__init__(f"{name} did not accept the user name or password. Correct them in Settings.{detail}")


class SessionExpired(IntegrationError):
    """The sign-in has ended; a refused call was certainly not carried out."""

    code = "session_expired"
    retryable = True

    def __init__(self, name: str) -> None:
        super().__init__(f"The sign-in at {name} has ended. Sign in again.")


class Blocked(IntegrationError):
    """A bot challenge. It is shown to the manager and never evaded."""

    code = "blocked"
    title = "Automatic sign-in blocked"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} blocked the automatic access. Sign in there once by browser, then try again.")


class UnexpectedAnswer(IntegrationError):
    """The answer is not what the contract says; `field` is set when one is missing."""

    code = "unexpected_answer"
    title = "Answer not understood"

    def __init__(self, name: str, what: str, field: str | None = None) -> None:
        super().__init__(f"{name} sent an answer that cannot be used: {what}. Nothing was changed; report it.")
        self.field = field


class Refused(IntegrationError):
    """The other end understood and said no."""

    code = "refused"

    def __init__(self, name: str, why: str, answered: int = 200) -> None:
        super().__init__(f"{name} refused: {why or f'it answered {answered}'}.")
        self.answered = answered


class OutcomeUnknown(IntegrationError):
    """A write was sent and its answer did not come: it may or may not have been done."""

    code = "outcome_unknown"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} may or may not have done it ({why}). It is looked up before anything is sent again.")


class IncompleteFeed(IntegrationError):
    """Pages that do not add up; nothing of it may be applied."""

    code = "incomplete_feed"
    retryable = True

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name} sent an incomplete list ({why}). Nothing was changed; try again.")


class CodeRefused(IntegrationError):
    """A wrong or late SMS code; the manager may type it again."""

    code = "code_refused"

    def __init__(self, left: int) -> None:
        super().__init__(f"The code was not accepted. Check the text message and type it again ({left} left).")
        self.left = left


class TooManyWrongCodes(IntegrationError):
    """No further try for `pause_seconds`, so that Walmart does not lock the account."""

    code = "too_many_wrong_codes"

    def __init__(self, pause_seconds: int) -> None:
        super().__init__(f"Too many wrong codes. Start again with a new code in {pause_seconds // 60} minutes.")
        self.pause_seconds = pause_seconds


class ReportMissing(IntegrationError):
    """Walmart knows no report of this event number."""

    code = "report_missing"

    def __init__(self, event_number: str) -> None:
        super().__init__(f"EDR not found for event {event_number}.")


class DownloadRefused(IntegrationError):
    """A document that will not be fetched or kept; the message says why."""

    code = "download_refused"
