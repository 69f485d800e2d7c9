"""The tables, imported together so that each relationship finds its other end."""

from . import people, proposals, records, reviews

__all__ = ["people", "proposals", "records", "reviews"]
