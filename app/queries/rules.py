"""What managers set for the rules, and who did it last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Change, ChangeRow, RuleSetting


def all_rule_settings(session: Session) -> Sequence[RuleSetting]:
    """The oldest of each rule first."""
    return session.scalars(select(RuleSetting).order_by(RuleSetting.rule, RuleSetting.effective_from)).all()


def lock_rule_setting(session: Session, rule: str, effective_from: date) -> RuleSetting | None:
    query = select(RuleSetting).where(RuleSetting.rule == rule, RuleSetting.effective_from == effective_from)
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))


def last_changes(session: Session, row_ids: Collection[int]) -> dict[int, Change]:
    """The newest change of each of these rows."""
    newest = (
        select(ChangeRow.row_id, func.max(Change.sequence).label("sequence"))
        .join(Change, Change.id == ChangeRow.change_id)
        .where(ChangeRow.table_name == RuleSetting.__tablename__, ChangeRow.row_id.in_(row_ids))
        .group_by(ChangeRow.row_id)
        .subquery()
    )
    query = select(newest.c.row_id, Change).join(Change, Change.sequence == newest.c.sequence)
    return {row_id: change for row_id, change in session.execute(query)}
