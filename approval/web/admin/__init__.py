"""The administration's room: people, offices, bodies, and how the installation stands. Never a case."""

from . import bodies, moves, offices, overview, people, workflows
from .room import bp

__all__ = ["bodies", "bp", "moves", "offices", "overview", "people", "workflows"]
