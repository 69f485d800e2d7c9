"""Carries a micro-credential from an idea to a Board's approval."""

__version__ = "0.1.0"
