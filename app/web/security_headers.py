"""Headers that tell the browser what these pages never do. Set on every answer, errors and files included."""

from __future__ import annotations

from flask import Response, g, request

from app.web.access import current_actor_or_none

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-XSS-Protection": "1; mode=block",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"


def add_security_headers(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if request.endpoint == "static":
        _cache_static(response)
    elif current_actor_or_none() is not None or "private_answer" in g or "Set-Cookie" in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response


def _cache_static(response: Response) -> None:
    """A file asked for by the hash of its content never changes; any other is asked for again by its ETag."""
    from app.web.static_files import is_current

    asked = request.args.get("v", "")
    filename = (request.view_args or {}).get("filename", "")
    lasting = response.status_code in (200, 304) and is_current(filename, asked)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if lasting else "no-cache"
