"""Examples of the description: made of the schemas, so that they cannot go out of step with them."""

from __future__ import annotations

from typing import Any

_METHODS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 8
#: What a field is for is in its name; the schema alone only says that it is a text or a number.
_BY_NAME: dict[str, Any] = {
    "name": "Saturday demo",
    "title": "Event Specialist",
    "email": "ann@example.com",
    "phone": "555-0100",
    "url": "https://example.com/hook",
    "timezone": "America/Indiana/Indianapolis",
    "username": "ann",
    "password": "correct horse battery staple",
    "grant_type": "password",
    "scope": "read write",
    "token_type": "Bearer",
    "expires_in": 900,
    "duration_minutes": 390,
    "max_minutes_week": 1800,
    "target_minutes_week": 1500,
    "required_headcount": 1,
    "request_id": "0f8fad5bd9cb469fa16570867728950e",
    "message": "A short text.",
    "reason": "Family",
    "override_reason": "Agreed with the store",
}
_BY_FORMAT = {"date": "2026-11-24", "date-time": "2026-11-24T14:45:00+00:00", "binary": "%PDF-1.7 ..."}


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """Every body that is sent or answered well gets an example."""
    schemas = document["components"]["schemas"]
    for item in document["paths"].values():
        for told in (item[method] for method in _METHODS if method in item):
            answers = [answer for status, answer in told["responses"].items() if status.startswith("2")]
            for body in (told.get("requestBody", {}), *answers):
                for media in body.get("content", {}).values():
                    if "example" not in media:
                        media["example"] = _example(media["schema"], schemas)
    return document


def _example(schema: dict[str, Any], schemas: dict[str, Any], name: str = "", depth: int = 0) -> Any:
    if "$ref" in schema:
        return _example(schemas[schema["$ref"].rpartition("/")[2]], schemas, name, depth)
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], schemas, name, depth)
    for given in ("example", "default"):
        if schema.get(given) is not None:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    return _of_kind(_kind(schema), schema, schemas, name, depth)


def _kind(schema: dict[str, Any]) -> str:
    """Of a field that may be null the other kind."""
    kinds = schema.get("type", "object")
    return str(kinds if isinstance(kinds, str) else next(kind for kind in kinds if kind != "null"))


def _of_kind(kind: str, schema: dict[str, Any], schemas: dict[str, Any], name: str, depth: int) -> Any:
    if kind == "object":
        inside = schema.get("properties", {}) if depth < _DEEPEST else {}
        return {name: _example(one, schemas, name, depth + 1) for name, one in inside.items()}
    if kind == "array":
        items = _example(schema.get("items", {}), schemas, name, depth + 1)
        return [items] * max(1, schema.get("minItems", 1)) if depth < _DEEPEST else []
    if kind == "string":
        return _BY_FORMAT.get(schema.get("format", "")) or str(_BY_NAME.get(name, "text"))
    if kind == "boolean":
        return True
    return _BY_NAME.get(name) or schema.get("minimum", 1)
