"""The tables, imported together so that each relationship finds its other end."""

from . import bodies, meetings, minutes, people, proposals, records, reviews

__all__ = ["bodies", "meetings", "minutes", "people", "proposals", "records", "reviews"]
