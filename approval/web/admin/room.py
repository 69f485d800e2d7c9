"""What every page of the administration shares."""

from datetime import date

from flask import Blueprint

from ...language import Text
from ...mail import deliver
from ...operations.administering import ADMINISTRATION
from ...operations.mailing_links import mail_notice
from ..access import open_to
from ..context import desk, now
from ..later import later

bp = Blueprint("admin", __name__, url_prefix="/admin")
for_administrators = open_to("office", (ADMINISTRATION,))


def tell(person: int, what: Text, to: str = "") -> None:
    """Mail a person what was changed about them (ENGINEERING.md, insider administrator)."""
    settings, moment = desk().settings, now()
    post = deliver(settings)
    later(lambda: mail_notice(post, settings, person, what, now=moment, to=to))


def day_of(kept: object) -> date | None:
    """A day as an answer keeps it."""
    return date.fromisoformat(kept) if isinstance(kept, str) else None
