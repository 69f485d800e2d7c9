"""Pages that were read before somebody else acted: what they send is refused, and the page that answers is whole."""

from tests.stories.conftest import sample
from tests.stories.telling import Story


def test_a_chair_who_confirms_from_an_old_page_is_told(story: Story) -> None:
    """The record is shown again as it stands now, and not the form that the secretary filled in."""
    story.begin(sample("X02"))
    story.act("faculty", "submit")
    story.assess()
    story.act("director", "support")
    story.meet("smt")
    story.act("smt_secretary", "endorse")
    page = story.get("smt_chair", "actions/endorse/")
    sent = {k: v for k, v in story._hidden(page) if k != "csrf_token"}
    story.act("director", "hold")
    story.act("director", "resume")
    old = story.browsers["smt_chair"].post(page.request.path, data=sent)
    assert old.status_code == 409
    assert "acted on this case while your page was open" in old.words
    assert 'name="rationale"' not in old.text
    assert story.case.recorded == "endorse"
