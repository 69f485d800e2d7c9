"""Pages. Each view: find, ask, answer; one blueprint a noun."""

from . import (
    accounts,
    actions,
    assessing,
    conditions,
    conflicts,
    help_pages,
    home,
    letters,
    meetings,
    papers,
    proposals,
    resourcing,
    sheets,
    stepup,
    styleguide,
    team,
)

BLUEPRINTS = (
    home.bp,
    accounts.bp,
    stepup.bp,
    proposals.bp,
    papers.bp,
    actions.bp,
    assessing.bp,
    sheets.bp,
    conflicts.bp,
    conditions.bp,
    meetings.bp,
    team.bp,
    resourcing.bp,
    letters.bp,
    help_pages.bp,
    styleguide.bp,
)
