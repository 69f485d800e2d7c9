"""Pages. Each view: find, ask, answer; one blueprint a noun."""

from . import help as help_pages
from . import home, papers, proposals
from .styleguide import blueprint as styleguide

BLUEPRINTS = (home.bp, proposals.bp, papers.bp, help_pages.bp, styleguide)
