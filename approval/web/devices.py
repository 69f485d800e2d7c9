"""Name a browser so that its owner knows it again in the list of their sessions."""

from werkzeug.user_agent import UserAgent

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def described(agent: UserAgent) -> str:
    """``Firefox, Windows``; what the browser says of itself where it is none we know."""
    said = agent.string
    known = [next((name for mark, name in marks if mark in said), "") for marks in (BROWSERS, SYSTEMS)]
    return ", ".join(name for name in known if name) or "".join(c for c in said if c.isprintable())[:60]
