"""Trying to get in: counted, slowed down, and helped by a link."""

from flask import request

from ..mail import deliver
from ..operations.mailing_links import mail_link
from ..operations.throttling import Kind, TooMany, count_try
from .context import desk, now, t
from .later import later


def count(kind: Kind, address: str) -> None:
    """Raises TooMany."""
    count_try(kind, address, request.remote_addr or "", now())


def send_link(address: str) -> None:
    """Mail a sign-in link where somebody has this address; the answer does not wait to know."""
    settings, moment = desk().settings, now()
    address_of = settings.base_url + "/link/{}"
    post = deliver(settings)
    later(lambda: mail_link(post, address, settings.site, address_of.format, now=moment))


def seconds(many: TooMany) -> int:
    return int(many.wait.total_seconds()) + 1


def too_many(many: TooMany) -> str:
    n = seconds(many) // 60 + 1
    return t(
        "Too many tries. Wait {n} minutes, then try again",
        "Trop d’essais. Attendez {n} minutes, puis réessayez",
        n=n,
    )
