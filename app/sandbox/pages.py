"""The few HTML pages of the sandboxes: plain, without script, saying what they are."""

from __future__ import annotations

from html import escape


def page(title: str, *paragraphs: str) -> str:
    """`paragraphs` are finished HTML."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def login_form(site: str, action: str) -> str:
    return page(
        f"{site}: sign in",
        f'<form action="{escape(action)}" method="post">'
        '<label>User <input name="UserID"></label> '
        '<label>Password <input name="Password" type="password"></label> '
        "<button>Sign in</button></form>",
    )
