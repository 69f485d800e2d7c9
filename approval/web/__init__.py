"""Pages. Each view: find, ask, answer; one blueprint a noun."""

from . import actions, help_pages, home, papers, proposals, styleguide

BLUEPRINTS = (home.bp, proposals.bp, papers.bp, actions.bp, help_pages.bp, styleguide.bp)
