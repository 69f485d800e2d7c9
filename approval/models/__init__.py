"""The tables, imported together so that each relationship finds its other end."""

from . import bodies, keeping, meetings, minutes, people, proposals, records, reviews

__all__ = ["bodies", "keeping", "meetings", "minutes", "people", "proposals", "records", "reviews"]
