"""Extensions, created unbound; `create_app` binds them."""

from __future__ import annotations

from celery import Celery
from flask_babel import Babel
from flask_limiter import HeaderNames, Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_smorest import Api
from flask_wtf import CSRFProtect

# Batch mode: SQLite cannot ALTER most things in place.
migrate = Migrate(render_as_batch=True, compare_type=True)
csrf = CSRFProtect()
babel = Babel()
# It would send Retry-After with every answer; that one belongs to refusals, which the error handlers write.
limiter = Limiter(
    key_func=get_remote_address,
    headers_enabled=True,
    header_name_mapping={HeaderNames.RETRY_AFTER: "X-RateLimit-Reset-After"},
)
rest = Api()
celery = Celery("app", set_as_current=False)
