"""What a browser says of itself, in words its owner knows it by."""

from __future__ import annotations

#: The first that occurs counts, because nearly all of them claim to be the later ones, too.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Chrome, Android; what it said when it is none we know."""
    found = [next((name for sign, name in known if sign in user_agent), "") for known in (_BROWSERS, _DEVICES)]
    return ", ".join(filter(None, found)) or user_agent
