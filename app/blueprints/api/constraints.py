"""The rules with their severity, numbers and dates; an id is a rule, or a rule and the day from which it holds."""

from __future__ import annotations

from collections.abc import Sequence

from marshmallow import Schema, fields

from app.blueprints.api import bp, setting_presenters
from app.blueprints.api.answers import etag, listed, once, one, require_match, tagged
from app.blueprints.api.blueprint import guarded
from app.blueprints.api.fields import Day, ListQuery, choice, page_schema, shown_day, text_field, wanted
from app.db import db, transaction
from app.errors import Conflict, FieldError, Invalid
from app.models.rule_setting import BEGINNING
from app.queries.paging import slice_of
from app.services import rulebook
from app.services.idempotency import Answer
from app.services.rule_list import CHAPTERS
from app.services.rulebook import LONGEST_NOTE, Entry, RuleChoice
from app.services.scheduling.rules import BY_NAME
from app.vocabulary import Permission, Severity
from app.web.access import current_actor, requires

_SORT = {
    "id": lambda entry: entry.choice.key,
    "rule": lambda entry: (entry.choice.rule, entry.choice.effective_from or BEGINNING),
    "effective_from": lambda entry: (entry.choice.effective_from or BEGINNING, entry.choice.rule),
}


class ConstraintSchema(Schema):
    id = fields.String(required=True, metadata={"example": "max_work_days:2026-12-01"})
    rule = choice(BY_NAME, required=True)
    title = fields.String(required=True)
    chapter = choice([chapter.name for chapter in CHAPTERS], required=True)
    effective_from = shown_day(required=True, allow_none=True)
    severity_automatic = choice(Severity, required=True)
    severity_manual = choice(Severity, required=True)
    numbers = fields.Dict(
        keys=fields.String(), required=True, metadata={"description": "All numbers of the rule, by name."}
    )
    note = fields.String(required=True)
    version = fields.Integer(required=True, metadata={"description": "0 while nobody has changed the default."})


class SavedConstraint(ConstraintSchema):
    change_id = fields.Integer(required=True, allow_none=True, metadata={"description": "Null when nothing differed."})


class ConstraintQuery(ListQuery):
    sort_by = choice(_SORT, load_default="id")
    rule = choice(BY_NAME)
    severity_automatic = choice(Severity)
    severity_manual = choice(Severity)
    on = Day(metadata={"description": "Only what is in force on this day."})


class PartOfConstraint(Schema):
    severity_automatic = choice(Severity)
    severity_manual = choice(Severity)
    numbers = fields.Dict(keys=fields.String(), metadata={"description": "What is left out stays as it is."})
    note = text_field(LONGEST_NOTE)


class WholeConstraint(Schema):
    severity_automatic = choice(Severity, required=True)
    severity_manual = choice(Severity, required=True)
    numbers = fields.Dict(
        keys=fields.String(), load_default=dict, metadata={"description": "What is left out has its default."}
    )
    note = text_field(LONGEST_NOTE, load_default="")


class NewConstraint(WholeConstraint):
    rule = choice(BY_NAME, required=True)
    effective_from = Day(required=True)


@bp.get("/system/constraints", tags=["Rules"])
@requires(Permission.EDIT_SETTINGS)
@bp.arguments(ConstraintQuery, location="query")
@bp.response(200, page_schema(ConstraintSchema, "ConstraintPage"))
def list_constraints(query):
    """Every rule as it always holds, and every dated setting of it."""
    page = wanted(query)
    found = sorted(_entries(query), key=_SORT[page.sort_by], reverse=page.descending)
    return listed(slice_of(found, page), setting_presenters.constraint)


@bp.get("/system/constraints/<constraint_id>", tags=["Rules"])
@requires(Permission.EDIT_SETTINGS)
@bp.response(200, ConstraintSchema)
def get_constraint(constraint_id):
    """One rule as it always holds (`max_work_days`), or from a day on (`max_work_days:2026-12-01`)."""
    entry = rulebook.by_key(db.session(), constraint_id)
    return one(setting_presenters.constraint(entry), constraint_id, entry.version)


@bp.post("/system/constraints", tags=["Rules"])
@requires(Permission.EDIT_SETTINGS)
@bp.arguments(NewConstraint)
@bp.response(201, SavedConstraint)
def create_constraint(asked):
    """Let a rule hold in another way from a day on. 409 `in_use` when it has a setting from that day already."""
    new = _choice(asked["rule"], asked["effective_from"], asked)

    def save(session):
        if rulebook.entries_of(session, new.rule).find(new.effective_from) is not None:
            raise Conflict(f"{new.key} is there already. Change that one instead.")
        body = _saved(session, Entry(new), new)
        where = f"/api/v1/system/constraints/{new.key}"
        return Answer(body, 201, {"Location": where, "ETag": etag(new.key, body["version"])})

    return once(save)


@bp.put("/system/constraints/<constraint_id>", tags=["Rules"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.arguments(WholeConstraint)
@bp.response(200, SavedConstraint)
def replace_constraint(asked, constraint_id):
    """Set severities, numbers and note; what is left out goes back to its default."""
    with transaction() as session:
        entry = _matched(session, constraint_id)
        body = _saved(session, entry, _choice(entry.choice.rule, entry.choice.effective_from, asked))
        return tagged(body, constraint_id, body["version"])


@bp.patch("/system/constraints/<constraint_id>", tags=["Rules"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.arguments(PartOfConstraint)
@bp.response(200, SavedConstraint)
def change_constraint(asked, constraint_id):
    """Set some of severities, numbers and note."""
    with transaction() as session:
        entry = _matched(session, constraint_id)
        now = setting_presenters.constraint(entry)
        whole = now | asked | {"numbers": now["numbers"] | asked.get("numbers", {})}
        body = _saved(session, entry, _choice(entry.choice.rule, entry.choice.effective_from, whole))
        return tagged(body, constraint_id, body["version"])


@bp.delete("/system/constraints/<constraint_id>", tags=["Rules"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.response(204)
def delete_constraint(constraint_id):
    """End a dated setting; a rule as it always holds goes back to its default."""
    with transaction() as session:
        entry = _matched(session, constraint_id)
        rulebook.remove(
            session,
            current_actor(),
            rule=entry.choice.rule,
            effective_from=entry.choice.effective_from,
            version=entry.version,
        )
    return "", 204


def _entries(query) -> Sequence[Entry]:
    rules = [one for one in rulebook.entries(db.session()) if query.get("rule", one.rule.NAME) == one.rule.NAME]
    found = [one.on(query["on"]) for one in rules] if "on" in query else [e for one in rules for e in one.entries]
    levels = [name for name in ("severity_automatic", "severity_manual") if name in query]
    return [entry for entry in found if all(getattr(entry.choice, name) == query[name] for name in levels)]


def _matched(session, constraint_id) -> Entry:
    entry = rulebook.by_key(session, constraint_id)
    require_match(constraint_id, entry.version)
    return entry


def _choice(rule, effective_from, asked) -> RuleChoice:
    return RuleChoice(
        rule,
        Severity(asked["severity_automatic"]),
        Severity(asked["severity_manual"]),
        asked["numbers"],
        effective_from,
        asked["note"],
    )


def _saved(session, seen: Entry, choice: RuleChoice) -> dict:
    try:
        change_id = rulebook.save(session, current_actor(), choice, version=seen.version)
    except Invalid as error:
        raise Invalid(error.message, [_as_sent(wrong, choice) for wrong in error.fields]) from error
    return setting_presenters.constraint(rulebook.by_key(session, choice.key)) | {"change_id": change_id}


def _as_sent(wrong: FieldError, choice: RuleChoice) -> FieldError:
    """The service names numbers like any other field."""
    return FieldError(f"numbers.{wrong.field}", wrong.message) if wrong.field in choice.numbers else wrong
