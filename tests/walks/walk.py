"""A walk: what is tried at each step, and how often."""

from hypothesis import note
from hypothesis.stateful import rule

from tests.walks.deeds_looking import Looking
from tests.walks.walker import told

DEEDS = {
    "goes_on_as_it_should": 20,
    "takes_what_is_open": 18,
    "knocks_where_it_is_closed": 8,
    "acts_on_an_old_page": 3,
    "binds_long_after_signing_in": 5,
    "does_not_confirm": 2,
    "begins_a_concept": 2,
    "saves_a_topic": 3,
    "writes_it_whole": 3,
    "names_assessors": 3,
    "fills_in_a_sheet": 4,
    "says_that_it_is_theirs": 1,
    "declares_a_conflict": 3,
    "declares_in_the_room": 1,
    "convenes": 1,
    "keeps_the_agenda": 4,
    "notes_who_was_there": 1,
    "meets_a_condition": 5,
    "changes_a_condition": 8,
    "holds_the_records": 3,
    "invites": 2,
    "answers_for_a_member": 3,
    "names_a_reviewer": 1,
    "sees_to_a_resource": 3,
    "handles_a_letter": 3,
    "orders_a_copy": 1,
    "looks_around": 4,
    "reads_a_case": 4,
    "time_passes": 5,
    "jobs_are_done": 4,
}
"""By deed: how often it is tried, to all others together. Most leads on, or walks would end where they began."""


class Walk(Looking):
    """Somebody does something. What, and who, follows from the number of the walk: so walks are spread evenly."""

    @rule()
    def somebody(self) -> None:
        [deed] = self.luck.choices(list(DEEDS), list(DEEDS.values()))
        note(f"  {deed}")
        told(f"tried: {deed}")
        getattr(self, deed)()
