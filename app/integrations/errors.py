"""What can go wrong at the other end. Messages are for a manager: what happened and what to do.

`retryable` says whether the same call may succeed later without anybody changing anything.
"""

from __future__ import annotations

from app.errors import AppError
from app.wording import say


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
        super().__init__(
            say("%(name)s could not be reached. Check the internet connection, then try again.", name=name)
        )


class Paused(Unreachable):
    """Too many failures lately: it is left alone for a while, so nothing was sent."""

    code = "paused"
    retryable = False

    def __init__(self, name: str, seconds: float) -> None:
        IntegrationError.__init__(self, self._said(name, max(1, round(seconds))))
        self.seconds = seconds

    @staticmethod
    def _said(name: str, left: int) -> str:
        return say(
            "%(name)s has failed several times and is left alone. It is asked again by itself in %(left)s seconds.",
            name=name,
            left=left,
        )


class Crowded(Paused):
    """Others are asking: nothing was sent, and nobody has failed."""

    code = "crowded"

    @staticmethod
    def _said(name: str, left: int) -> str:
        return say(
            "Other work is asking %(name)s just now. It is tried again by itself in %(left)s seconds.",
            name=name,
            left=left,
        )


class TimedOut(IntegrationError):
    retryable = True

    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(
            say(
                "%(name)s did not answer within %(seconds)s seconds. Try again in a few minutes.",
                name=name,
                seconds=f"{seconds:g}",
            )
        )


class ConnectionLost(IntegrationError):
    """The connection broke off after the request had been sent."""

    retryable = True

    def __init__(self, name: str) -> None:
        super().__init__(say("The connection to %(name)s broke off. Try again in a few minutes.", name=name))


class ServerTrouble(IntegrationError):
    """The other end answered with a status of 500 or above."""

    retryable = True

    def __init__(self, name: str, answered: int) -> None:
        super().__init__(
            say(
                "%(name)s has trouble of its own (it answered %(answered)s). Try again in a few minutes.",
                name=name,
                answered=answered,
            )
        )
        self.answered = answered


class TooManyRequests(IntegrationError):
    """`retry_after` in seconds, already bounded."""

    retryable = True

    def __init__(self, name: str, retry_after: float) -> None:
        super().__init__(
            say(
                "%(name)s asks to wait %(seconds)s seconds before the next request. Try again after that.",
                name=name,
                seconds=round(retry_after),
            )
        )
        self.retry_after = retry_after


class SignInFailed(IntegrationError):
    code = "sign_in_failed"
    title = "Sign-in refused"

    def __init__(self, name: str, why: str = "") -> None:
        text = say("%(name)s did not accept the user name or password. Correct them in Settings.", name=name)
        said = say(
            "%(name)s did not let us in: %(why)s. Check the user name and password in Settings, then try again.",
            name=name,
            why=why.rstrip(". "),
        )
        super().__init__(said if why else text)


class SessionExpired(IntegrationError):
    """The sign-in has ended; a refused call was certainly not carried out. `renewed`: the next try signs in anew."""

    code = "session_expired"
    retryable = True

    def __init__(self, name: str, *, renewed: bool = False) -> None:
        again = say("The sign-in at %(name)s had ended, so nothing was done. The next try signs in anew.", name=name)
        ended = say("The sign-in at %(name)s has ended. Sign in again.", name=name)
        super().__init__(again if renewed else ended)


class Blocked(IntegrationError):
    """A bot challenge. It is shown to the manager and never evaded."""

    code = "blocked"
    title = "Automatic sign-in blocked"

    def __init__(self, name: str) -> None:
        super().__init__(
            say("%(name)s blocked the automatic access. Sign in there once by browser, then try again.", name=name)
        )


class UnexpectedAnswer(IntegrationError):
    """The answer is not what the contract says; `field` is set when one is missing."""

    code = "unexpected_answer"
    title = "Answer not understood"

    def __init__(self, name: str, what: str, field: str | None = None) -> None:
        super().__init__(
            say(
                "%(name)s sent an answer that cannot be used: %(what)s. Nothing was changed. Try again in a few "
                "minutes; when it happens again, tell whoever looks after this product.",
                name=name,
                what=what,
            )
        )
        self.field = field


class Refused(IntegrationError):
    """The other end understood and said no."""

    code = "refused"

    def __init__(self, name: str, why: str, answered: int = 200) -> None:
        super().__init__(
            say("%(name)s refused: %(why)s.", name=name, why=why or say("it answered %(answered)s", answered=answered))
        )
        self.answered = answered


class OutcomeUnknown(IntegrationError):
    """A write was sent and its answer did not come: it may or may not have been done."""

    code = "outcome_unknown"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            say(
                "%(name)s may or may not have done it (%(why)s). It is looked up before anything is sent again.",
                name=name,
                why=why,
            )
        )


class IncompleteFeed(IntegrationError):
    """Pages that do not add up; nothing of it may be applied."""

    code = "incomplete_feed"
    retryable = True

    def __init__(self, name: str, why: str) -> None:
        super().__init__(
            say("%(name)s sent an incomplete list (%(why)s). Nothing was changed; try again.", name=name, why=why)
        )


class CodeRefused(IntegrationError):
    """A wrong or late SMS code; the manager may type it again."""

    code = "code_refused"

    def __init__(self, left: int) -> None:
        super().__init__(
            say("The code was not accepted. Check the text message and type it again (%(left)s left).", left=left)
        )
        self.left = left


class TooManyWrongCodes(IntegrationError):
    """No further try for `pause_seconds`, so that Walmart does not lock the account."""

    code = "too_many_wrong_codes"

    def __init__(self, pause_seconds: int) -> None:
        super().__init__(
            say(
                "Too many wrong codes. Start again with a new code in %(minutes)s minutes.",
                minutes=pause_seconds // 60,
            )
        )
        self.pause_seconds = pause_seconds


class MessageUnclear(IntegrationError):
    """The text message was asked for and the answer did not come: it may arrive."""

    code = "message_unclear"

    def __init__(self, name: str) -> None:
        super().__init__(
            say(
                "%(name)s did not confirm that it sent the text message. If it arrives, type its code; if not, ask for "
                "another one in a few minutes.",
                name=name,
            )
        )


class ReportMissing(IntegrationError):
    """Walmart knows no report of this event number."""

    code = "report_missing"

    def __init__(self, event_number: str) -> None:
        super().__init__(say("EDR not found for event %(number)s.", number=event_number))


class DownloadRefused(IntegrationError):
    """A document that will not be fetched or kept; the message says why."""

    code = "download_refused"
