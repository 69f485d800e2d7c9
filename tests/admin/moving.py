"""A case to move, by which stages, and versions in which stages have other names."""

from approval.models.records import Event
from approval.operations.transferring import Transfer, transfer
from approval.workflow.moving import usual_map
from tests.browser.cases import Case


def at_smt(case: Case) -> Case:
    """At the Senior Management Team's first review."""
    case.draft().submit()
    case.assess()
    case.support()
    return case


def wish(old, new, why="The by-law asks for it", **stages) -> Transfer:
    usual = usual_map(old.workflow, new.workflow)
    return Transfer(
        old.digest, new.digest, {was: is_ for was, is_ in {**usual, **stages}.items() if is_}, why
    )


def old_of(case: Case):
    return case.desk.versions[case.row.digest]


def move(case: Case, dorothy, new, *, seen=None, **stages) -> Event | None:
    row = case.row
    return transfer(
        case.desk, dorothy.actor, case.reference, wish(old_of(case), new, **stages),
        seen=row.version if seen is None else seen, now=case.clock.forward(minutes=5),
    )  # fmt: skip


def renamed(text: str) -> str:
    """The Senior Management Team's first review and the assessment go by other names."""
    return text.replace('"concept_review"', '"first_look"').replace('"assessment"\ntitle', '"appraisal"\ntitle').replace('to        = "assessment"', 'to        = "appraisal"').replace('"concept_revision", "assessment", "first_look"', '"concept_revision", "appraisal", "first_look"')  # fmt: skip
