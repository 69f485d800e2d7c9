"""The parts of a case beside its forms: where each is, and for whom it is shown."""

from ..language import Text
from ..workflow.definition import Workflow
from ..workflow.facts import Actor, Case


def places(workflow: Workflow, case: Case, actor: Actor) -> list[tuple[str, Text]]:
    """(endpoint, words) of every part that this reader may open; each endpoint takes a reference."""
    return []
