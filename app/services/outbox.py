"""Delivers what waits in the outbox, item by item. No transaction is open while Crossmark is asked.

Claim (commit) -> look up -> announce the step (commit) -> send -> read back -> settle (commit). Each commit holds the
fence of the claim, so a worker that lost its lease can neither send nor write.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session

from app.db import transaction
from app.errors import Invalid
from app.integrations.crossmark.account import CrossmarkAccount
from app.integrations.crossmark.client import CrossmarkClient
from app.integrations.errors import (
    Blocked,
    IntegrationError,
    OutcomeUnknown,
    Paused,
    Refused,
    SessionExpired,
    SignInFailed,
    TooManyRequests,
    Unreachable,
)
from app.models import OutboxItem
from app.models.columns import utc_now
from app.queries import outbox as queries
from app.services import breakers, failpoints, settings
from app.services.crossmark_access import account_of_author
from app.services.delivery import Delivered, Delivery, NeedsReview, NotSeenYet, Outcome
from app.services.jobs import LeaseLost, Progress
from app.services.outbox_claims import MAX_TRIES, Claim, Pace, claim_next, held, pending_state, set_schedule
from app.vocabulary import OutboxState, SyncState

log = structlog.get_logger(__name__)
_LONGEST_WAIT = 900.0
#: Troubles of the whole counterpart: asking it about the next item now would not help.
_ALL_WAIT = (Unreachable, Blocked, TooManyRequests)


def deliver_due(progress: Progress | None = None, pace: Pace | None = None) -> int:
    """Deliver everything that is due; how many items were delivered."""
    round_ = _Round(pace or _pace())
    while round_.goes_on:
        if progress is not None:
            progress.report(0.5, f"Sending to Crossmark, {round_.delivered} done")
        claim = claim_next(round_.pace)
        if claim is None:
            break
        failpoints.reach("after_claim")
        time.sleep(max(0.0, (claim.turn - utc_now()).total_seconds()))
        try:
            round_.deliver(claim)
        except LeaseLost:
            log.warning("outbox item lost its lease", item_id=claim.item_id)
    return round_.delivered


class _Round:
    """One going over the outbox, with one session for each account. It stops when Crossmark as a whole is in trouble;
    an account that is not let in is not tried again, and holds up only what goes out with it."""

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.goes_on = True
        self.delivered = 0
        self._clients: dict[CrossmarkAccount, CrossmarkClient] = {}
        self._not_let_in: dict[CrossmarkAccount, str] = {}

    def deliver(self, claim: Claim) -> None:
        """Raises LeaseLost."""
        try:
            account = _account(claim)
        except Invalid as error:
            _put_back(claim, error.message, timedelta(seconds=_LONGEST_WAIT))
            return
        if account in self._not_let_in:
            _put_back(claim, self._not_let_in[account], timedelta(seconds=_LONGEST_WAIT))
            return
        try:
            self.delivered += _deliver(self._client(account), claim, self.pace)
        except SignInFailed as error:
            self._not_let_in[account] = error.message
            _put_back(claim, error.message, timedelta(seconds=_LONGEST_WAIT))
        except _ALL_WAIT as error:
            self.goes_on = False
            _put_back(claim, error.message, _wait_of_all(error, self.pace))

    def _client(self, account: CrossmarkAccount) -> CrossmarkClient:
        if account not in self._clients:
            self._clients[account] = CrossmarkClient(account, gate=breakers.gate("crossmark"))
        return self._clients[account]


def waiting(session: Session) -> Counter[OutboxState]:
    """How many items are in which state."""
    return queries.count_by_state(session)


def _pace() -> Pace:
    with transaction() as session:
        stored = settings.read(session)
    return Pace(window=float(stored["push_window_seconds"]), per_second=float(stored["push_per_second"]))


def _account(claim: Claim) -> CrossmarkAccount:
    """Raises Invalid."""
    with transaction() as session:
        return account_of_author(session, claim.change_id)


def _deliver(client: CrossmarkClient, claim: Claim, pace: Pace) -> int:
    """1 when it is done. Raises LeaseLost, and what concerns every item."""
    delivery = Delivery(client, claim.work, partial(_checkpoint, claim, pace), failpoints.reach)
    try:
        outcome = delivery.carry_out()
    except OutcomeUnknown as error:
        _put_back(claim, error.message, timedelta(seconds=pace.window), OutboxState.UNKNOWN)
        return 0
    except Refused as error:
        outcome = NeedsReview(error.message)
    except (SignInFailed, *_ALL_WAIT):
        raise
    except IntegrationError as error:
        _failed(claim, error, pace)
        return 0
    _settle(claim, outcome, pace)
    return int(isinstance(outcome, Delivered))


def _checkpoint(claim: Claim, pace: Pace, step: str) -> None:
    with transaction() as session:
        item = held(session, claim)
        item.step = step
        item.negative_reads = 0
        item.lease_until = utc_now() + timedelta(seconds=pace.lease)


def _settle(claim: Claim, outcome: Outcome, pace: Pace) -> None:
    failpoints.reach("before_local_write")
    with transaction() as session:
        item = held(session, claim)
        item.lease_until = None
        match outcome:
            case Delivered():
                _note_delivered(session, item, outcome)
            case NotSeenYet():
                item.state = OutboxState.UNKNOWN
                item.negative_reads += 1
                item.next_try_at = utc_now() + timedelta(seconds=pace.between_reads)
            case NeedsReview():
                item.state, item.last_error = OutboxState.NEEDS_REVIEW, outcome.why
                set_schedule(
                    session,
                    item.schedule_id,
                    sync_state=SyncState.NEEDS_REVIEW,
                    crossmark_id=outcome.crossmark_id or None,
                )
        failpoints.reach("before_settle_commit")
    failpoints.reach("after_settle")
    log.info("outbox item settled", item_id=claim.item_id, outcome=type(outcome).__name__)


def _note_delivered(session: Session, item: OutboxItem, outcome: Delivered) -> None:
    item.state, item.delivered_at, item.last_error = OutboxState.DELIVERED, utc_now(), outcome.note
    item.crossmark_id = outcome.crossmark_id or None
    if outcome.crossmark_id and queries.holder_of(session, outcome.crossmark_id, but_schedule=item.schedule_id):
        item.state, item.last_error = (
            OutboxState.NEEDS_REVIEW,
            "Crossmark's booking already belongs to another schedule.",
        )
        set_schedule(session, item.schedule_id, sync_state=SyncState.NEEDS_REVIEW)
        return
    session.flush()
    later = queries.open_of_schedule(session, item.schedule_id)
    settled = SyncState.SYNCED if outcome.crossmark_id else SyncState.LOCAL
    state = pending_state(later[-1].operation) if later else settled
    set_schedule(session, item.schedule_id, sync_state=state, crossmark_id=outcome.crossmark_id or None)


def _put_back(claim: Claim, reason: str, wait: timedelta, state: OutboxState = OutboxState.PENDING) -> None:
    """Later again. An outage is not the item's fault and does not use up its tries."""
    with transaction() as session:
        item = held(session, claim)
        if state is OutboxState.PENDING:
            item.attempts -= 1
        else:
            set_schedule(session, item.schedule_id, sync_state=SyncState.UNKNOWN)
        item.state, item.last_error, item.lease_until = state, reason, None
        item.next_try_at = utc_now() + wait


def _failed(claim: Claim, error: IntegrationError, pace: Pace) -> None:
    """Trouble with this item: later again with growing waits, for good after MAX_TRIES."""
    wait = timedelta(seconds=_jitter(pace.backoff * 2 ** min(claim.attempts, 5)))
    # Whoever is turned away after every fresh sign-in may not do this at all: that ends, too.
    if error.retryable and not isinstance(error, SessionExpired):
        _put_back(claim, error.message, wait)
        return
    with transaction() as session:
        item = held(session, claim)
        item.last_error, item.lease_until, item.next_try_at = error.message, None, utc_now() + wait
        item.state = OutboxState.DEAD if item.attempts >= MAX_TRIES else OutboxState.PENDING
        if item.state is OutboxState.DEAD:
            set_schedule(session, item.schedule_id, sync_state=SyncState.FAILED)


def _wait_of_all(error: IntegrationError, pace: Pace) -> timedelta:
    if isinstance(error, TooManyRequests):
        return timedelta(seconds=error.retry_after)
    if isinstance(error, Paused):
        return timedelta(seconds=error.seconds)
    if isinstance(error, Unreachable):
        return timedelta(seconds=_jitter(pace.backoff * 4))
    return timedelta(seconds=_LONGEST_WAIT)


def _jitter(seconds: float) -> float:
    return random.uniform(0.2, 1.0) * min(seconds, _LONGEST_WAIT)  # noqa: S311  # nosec B311  # spreads load, no secret
