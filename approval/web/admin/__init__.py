"""The administration's room: people, offices, bodies, and how the installation stands. Never a case."""

from . import bodies, delegations, offices, overview, people
from .room import bp

__all__ = ["bodies", "bp", "delegations", "offices", "overview", "people"]
