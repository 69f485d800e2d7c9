"""What administration leaves behind: letters in the outbox, lines of the record."""

import email
from email import policy

from approval.queries.people import changes

ADMIN = ("administration", "administrator")


def letters(settings):
    return [
        email.message_from_bytes(f.read_bytes(), policy=policy.default)
        for f in sorted(settings.outbox.glob("*.eml"))
    ]


def recorded():
    return [line.what.en for line in changes()[0]]
