"""Three or more people start together while another slot is empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from app.formatting import minutes_clock
from app.services.audit.finding import AuditedDay, Finding, Fix, FixKind
from app.services.scheduling.allowed_times import core_slots
from app.vocabulary import FindingSeverity
from app.wording import say

CROWDED = 3


def findings(audited: AuditedDay) -> Iterator[Finding]:
    starts = Counter(row.start for row in audited.cores)
    slots = [slot.start for slot in core_slots(audited.problem.rules, audited.day)]
    empty = [start for start in slots if not starts[start]]
    for crowded in (start for start in slots if starts[start] >= CROWDED and empty):
        last = [row for row in audited.cores if row.start == crowded][-1]
        yield Finding(
            check="shift_balance",
            severity=FindingSeverity.WARNING,
            day=audited.day,
            message=say(
                "%(count)s Core events start at %(crowded)s and none at %(empty)s.",
                count=starts[crowded],
                crowded=minutes_clock(crowded),
                empty=", ".join(minutes_clock(start) for start in empty),
            ),
            suggestion=say("Move one of them to an empty start."),
            fix=Fix(FixKind.WAYS_OUT, last.schedule_id),
            facts=(crowded, starts[crowded], *empty),
        )
