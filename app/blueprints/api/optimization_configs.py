"""Configurations of the auto-scheduler: what a run strives for."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from app.blueprints.api import bp, setting_presenters
from app.blueprints.api.answers import etag, listed, once, one, require_match, tagged
from app.blueprints.api.blueprint import ID, guarded
from app.blueprints.api.fields import ListQuery, choice, page_schema, text_field, wanted
from app.db import db, transaction
from app.models import OptimisationConfig
from app.queries import optimisation as queries
from app.services import optimisation
from app.services.idempotency import Answer
from app.services.optimisation import LONGEST_NAME, LONGEST_NOTE, LONGEST_S, WEIGHTS, Wanted, weights_of
from app.services.scheduling.weights import MOST_POINTS
from app.vocabulary import Permission
from app.web.access import current_actor, requires

_POINTS = validate.Range(0, MOST_POINTS)

WeightsSchema = Schema.from_dict({name: fields.Integer(required=True) for name in WEIGHTS}, name="Weights")
ChosenWeights = Schema.from_dict(
    {name: fields.Integer(strict=True, validate=_POINTS) for name in WEIGHTS}, name="ChosenWeights"
)


class ConfigSchema(Schema):
    id = fields.Integer(required=True)
    name = fields.String(required=True)
    note = fields.String(required=True)
    is_default = fields.Boolean(required=True)
    time_limit_s = fields.Integer(
        required=True, metadata={"description": "Seconds of search for each week that is planned."}
    )
    weights = fields.Nested(
        WeightsSchema, required=True, metadata={"description": "Points; the plan with fewer points is the better one."}
    )
    version = fields.Integer(required=True)


class SavedConfig(ConfigSchema):
    change_id = fields.Integer(required=True, allow_none=True, metadata={"description": "Null when nothing differed."})


class ConfigQuery(ListQuery):
    sort_by = choice(queries.SORTABLE, load_default="id")
    name = text_field(LONGEST_NAME)
    is_default = fields.Boolean()


class ChangedConfig(Schema):
    name = text_field(LONGEST_NAME)
    note = text_field(LONGEST_NOTE)
    is_default = fields.Boolean(metadata={"description": "true also takes it from the one that was."})
    time_limit_s = fields.Integer(strict=True, validate=validate.Range(1, LONGEST_S))
    weights = fields.Nested(ChosenWeights, metadata={"description": "What is left out stays as it is."})


class NewConfig(ChangedConfig):
    name = text_field(LONGEST_NAME, required=True)
    note = text_field(LONGEST_NOTE, load_default="")
    time_limit_s = fields.Integer(strict=True, validate=validate.Range(1, LONGEST_S), load_default=30)
    weights = fields.Nested(
        ChosenWeights, load_default=dict, metadata={"description": "What is left out is as the product brings it."}
    )


@bp.get("/optimization-configs", tags=["Auto-scheduler"])
@requires(Permission.RUN_AUTO_SCHEDULER)
@bp.arguments(ConfigQuery, location="query")
@bp.response(200, page_schema(ConfigSchema, "OptimizationConfigPage"))
def list_configs(query):
    """What a run can strive for."""
    page = wanted(query)
    return listed(queries.configs_page(db.session(), query, page), setting_presenters.configuration)


@bp.get(f"/optimization-configs/<{ID}:config_id>", tags=["Auto-scheduler"])
@requires(Permission.RUN_AUTO_SCHEDULER)
@bp.response(200, ConfigSchema)
def get_config(config_id):
    """One configuration with all its weights."""
    row = optimisation.find(db.session(), config_id)
    return one(setting_presenters.configuration(row), row.id, row.version)


@bp.post("/optimization-configs", tags=["Auto-scheduler"])
@requires(Permission.EDIT_SETTINGS)
@bp.arguments(NewConfig)
@bp.response(201, SavedConfig)
def create_config(asked):
    """Add a configuration. Weights that are left out are as the product brings them."""

    def save(session):
        saved = optimisation.create(session, current_actor(), Wanted(**asked))
        row = optimisation.find(session, saved.config_id)
        body = setting_presenters.configuration(row) | {"change_id": saved.change_id}
        where = f"/api/v1/optimization-configs/{row.id}"
        return Answer(body, 201, {"Location": where, "ETag": etag(row.id, row.version)})

    return once(save)


@bp.put(f"/optimization-configs/<{ID}:config_id>", tags=["Auto-scheduler"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.arguments(NewConfig)
@bp.response(200, SavedConfig)
def replace_config(asked, config_id):
    """Replace the whole configuration. Runs that began with the earlier one keep it."""
    with transaction() as session:
        return _saved(session, _matched(session, config_id), Wanted(**asked))


@bp.patch(f"/optimization-configs/<{ID}:config_id>", tags=["Auto-scheduler"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.arguments(ChangedConfig)
@bp.response(200, SavedConfig)
def change_config(asked, config_id):
    """Change part of a configuration: some weights, its name, whether it is the default."""
    with transaction() as session:
        row = _matched(session, config_id)
        now = {"name": row.name, "note": row.note, "time_limit_s": row.time_limit_s}
        weights = weights_of(row).as_settings() | asked.get("weights", {})
        return _saved(session, row, Wanted(**now | asked | {"weights": weights}))


@bp.delete(f"/optimization-configs/<{ID}:config_id>", tags=["Auto-scheduler"])
@requires(Permission.EDIT_SETTINGS)
@guarded
@bp.response(204)
def delete_config(config_id):
    """Delete a configuration. 409 `in_use` for the default and while a run uses it."""
    with transaction() as session:
        row = _matched(session, config_id)
        optimisation.delete(session, current_actor(), config_id=config_id, version=row.version)
    return "", 204


def _matched(session, config_id) -> OptimisationConfig:
    row = optimisation.find(session, config_id)
    require_match(row.id, row.version)
    return row


def _saved(session, row: OptimisationConfig, asked: Wanted):
    saved = optimisation.update(session, current_actor(), asked, config_id=row.id, version=row.version)
    return tagged(setting_presenters.configuration(row) | {"change_id": saved.change_id}, row.id, row.version)
