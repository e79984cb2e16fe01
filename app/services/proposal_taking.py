"""One line of a run booked or dropped by itself, from wherever it is shown."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.errors import Stale
from app.models import Proposal, Run
from app.queries import runs as queries
from app.services.actors import Actor
from app.services.run_applying import Applied, apply_run
from app.services.run_review import decide, seen_line
from app.vocabulary import ApplyMode, ProposalKind
from app.wording import say


def take(session: Session, actor: Actor, *, proposal_id: int, version: int | None) -> Applied:
    """Book the line as it was seen; the rest of its run stays open.

    Raises NotFound, Forbidden, Stale when the line was changed, and StaleProposal when it does not hold any more.
    """
    run, line = _as_seen(session, actor, proposal_id, version)
    mode = ApplyMode.FILL_GAPS if line.kind is ProposalKind.NEW else ApplyMode.MERGE
    return apply_run(session, actor, run_id=run.id, mode=mode, proposal_ids=[line.id])


def drop(session: Session, actor: Actor, *, proposal_id: int, version: int | None) -> Proposal:
    """Raises NotFound, Forbidden, Stale, and Conflict for a line that is applied or out of date."""
    return decide(session, actor, proposal_id=proposal_id, version=version, accept=False)


def _as_seen(session: Session, actor: Actor, proposal_id: int, version: int | None) -> tuple[Run, Proposal]:
    run, _ = seen_line(session, actor, proposal_id)
    queries.lock_run(session, run.id)
    run, line = seen_line(session, actor, proposal_id)
    if version != line.version:
        raise Stale(say("Somebody else changed this proposal a moment ago. Look at it again, then decide."))
    return run, line
