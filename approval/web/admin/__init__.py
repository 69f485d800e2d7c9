"""The administration's room: people, offices, bodies, and how the installation stands. Never a case."""

from . import bodies, delegations, moves, offices, overview, people, workflows
from .room import bp

__all__ = ["bodies", "bp", "delegations", "moves", "offices", "overview", "people", "workflows"]
