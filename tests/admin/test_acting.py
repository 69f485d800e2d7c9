"""Somebody acts in the place of a person who is suddenly away: under their own name, until a day, on record."""

from datetime import date, timedelta

import pytest

from approval.models.bodies import Membership
from approval.models.database import db, transaction
from approval.models.people import Person
from approval.operations import Invalid, NotAllowed
from approval.operations.appointing import end
from approval.operations.standing_in import Acting, appoint_acting, end_acting
from approval.queries import NotFound
from approval.queries.people import actor_of
from tests.admin.reading import letters, recorded
from tests.lending import lender
from tests.postgres import both_databases

UNTIL = date(2026, 2, 28)


@pytest.fixture
def tom(person):
    return person("Tom Alvarez", ("smt", "secretary"))


@pytest.fixture
def marie(person):
    return person("Marie Dubois", ("smt", "member"))


def term_of(someone, office="secretary"):
    return db.session.query(Membership).filter_by(person_id=someone.id, office=office).one()


def acting_of(someone):
    return (
        db.session.query(Membership)
        .filter(Membership.person_id == someone.id, Membership.acting_for_id.is_not(None))
        .first()
    )


def appoint(by, clock, away, who, key="smt", **more):
    term = more.pop("term", None) or term_of(away).id
    wish = {"term": term, "person": who.id, "since": clock.today, "until": UNTIL, "why": "Away", **more}
    return appoint_acting(by.actor, key, Acting(**wish), now=clock.now, lang="en")


@both_databases
def test_an_administrator_has_somebody_act_for_the_secretary(admin, tom, marie, settings, clock, client_of):
    hers = client_of(marie)
    page = admin.get(admin.get("/admin/bodies/smt").link("Appoint an acting person"))
    page = admin.send(
        page,
        term=str(term_of(tom).id),
        person=str(marie.id),
        since="2026-02-03",
        until="2026-02-28",
        why="Away",
    )
    assert page.h1 == "Senior Management Team", page.problems
    assert "for Tom Alvarez: Away" in page.words
    said = "Marie Dubois: acting Secretary, Senior Management Team, for Tom Alvarez, from 3 February 2026 to 28 February 2026. Why: Away"
    assert recorded() == [said]
    assert said in letters(settings)[0].get_body().get_content()
    assert hers.get("/account").status_code == 303, "who gains power signs in anew"
    person = db.session.get(Person, marie.id)
    assert actor_of(person, clock.today).holds("smt", "secretary")
    assert not actor_of(person, UNTIL + timedelta(days=1)).holds("smt", "secretary")
    assert "Acting" in admin.get(f"/admin/people/{marie.id}").words
    assert "Secretary (acting)" in admin.get("/admin/people?q=dubois").words
    assert "Par intérim" in admin.get(f"/admin/people/{marie.id}?lang=fr").words


def test_the_chair_appoints_in_their_own_body_alone(person, tom, marie, client_of, clock):
    chair = person("Lin Chen", ("smt", "chair"))
    hers = client_of(chair)
    page = hers.get(hers.get("/account").link("Senior Management Team"))
    page = hers.get(page.link("Appoint an acting person"))
    page = hers.send(page, term=str(term_of(tom).id), person=str(marie.id), until="2026-02-28", why="Ill")
    assert page.status_code == 200, page.problems
    assert "for Tom Alvarez: Ill" in page.words
    assert acting_of(marie).acting_for_id == tom.id
    assert hers.get("/bodies/board").status_code == 404
    assert hers.get("/bodies/board/acting").status_code == 404
    page = hers.send(page, "/end")
    assert "ends 2 February 2026" in page.words
    assert acting_of(marie) is None


def test_in_continuing_education_the_director_appoints(person, clock):
    director = person("Ruth Abernethy", ("ce", "director"))
    away, other = person("Sofia Marchetti", ("ce", "intake")), person("Paul Leblanc", ("ce", "assessor"))
    wish = Acting(term_of(away, "intake").id, other.id, clock.today, UNTIL, "Away")
    words = appoint_acting(director.actor, "ce", wish, now=clock.now, lang="fr")
    assert words.fr.startswith(
        "Paul Leblanc\u00a0: Accueil des dossiers par intérim, Formation continue, à la place de Sofia"
    )


def test_members_see_who_sits_with_them_and_appoint_nobody(person, tom, marie, client_of, clock):
    hers = client_of(marie)
    page = hers.get("/bodies/smt")
    assert "Tom Alvarez" in page.words
    assert "Appoint an acting person" not in page.words
    assert hers.get("/bodies/smt/acting").status_code == 404
    with pytest.raises(NotAllowed):
        appoint(marie, clock, tom, marie)
    with pytest.raises(NotFound):
        appoint(person("Eve Outside"), clock, tom, marie)
    assert hers.get("/bodies/smt?lang=fr&on=2020-01-01").words.count("Personne à cette date") == 1


@pytest.mark.parametrize(
    ("wish", "place", "said"),
    [
        ({"term": 999}, "term", "Choose somebody who holds an office of this body today"),
        ({"person": "tom"}, "person", "Choose somebody else than the person who is away"),
        ({"person": "chair"}, "person", "Nobody appoints themselves"),
        ({"person": "dorothy"}, "person", "Dorothy Iwasaki administers the site"),
        ({"person": "named"}, "person", "Named Only cannot sign in"),
        ({"since": date(2026, 2, 2)}, "since", "Somebody acts from today or later"),
        ({"until": date(2026, 2, 1)}, "until", "The last day cannot be before the first"),
        ({"until": date(2027, 1, 1)}, "until", "The term of Tom Alvarez ends on 30 June 2026"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_at_the_field(person, dorothy, tom, marie, clock, wish, place, said):
    chair = person("Lin Chen", ("smt", "chair"))
    named = person("Named Only")
    with transaction():
        db.session.get(Person, named.id).may_sign_in = False
        term_of(tom).until = date(2026, 6, 30)
    who = {"tom": tom, "chair": chair, "dorothy": dorothy, "named": named}
    given = {n: who[v].id if v in who else v for n, v in wish.items()}
    with pytest.raises(Invalid) as refused:
        appoint(chair, clock, tom, marie, **given)
    assert [p.path for p in refused.value.problems] == [place]
    assert said in str(refused.value)
    assert acting_of(marie) is None


def test_a_place_is_taken_once_and_an_acting_person_s_place_by_nobody(person, dorothy, tom, marie, clock):
    other = person("Paul Leblanc")
    appoint(dorothy, clock, tom, marie)
    with pytest.raises(Invalid, match="Marie Dubois acts in this place already"):
        appoint(dorothy, clock, tom, other)
    with pytest.raises(Invalid, match="holds this office already"):
        appoint(dorothy, clock, tom, marie)
    with pytest.raises(Invalid, match="holds an office of this body today"):
        appoint(dorothy, clock, tom, other, term=acting_of(marie).id)


def test_nobody_acts_as_administrator_or_auditor(person, dorothy, marie, clock):
    auditor = person("Otto Audit", ("audit", "auditor"))
    for key, away, office in (("audit", auditor, "auditor"), ("administration", dorothy, "administrator")):
        with pytest.raises(Invalid, match="Nobody acts for an administrator or an auditor"):
            appoint(dorothy, clock, away, marie, key=key, term=term_of(away, office).id)


def test_an_administrator_reassigns_and_never_acts(dorothy, person, tom, clock):
    other = person("Yannick Pelletier", ("administration", "administrator"))
    for who in (dorothy, other):
        with pytest.raises(Invalid):
            appoint(dorothy, clock, tom, who)


def test_the_office_stays_the_other_s_and_is_full_as_before(dorothy, person, tom, marie, clock):
    from approval.operations.appointing import Grant, grant

    appoint(dorothy, clock, tom, marie)
    with pytest.raises(Invalid, match=r"1 holder at a time: Tom Alvarez$"):
        grant(
            dorothy.actor,
            person("Paul Leblanc").id,
            Grant("smt", "secretary", clock.today),
            now=clock.now,
            lang="en",
        )


def test_acting_ends_with_the_office_it_is_in(dorothy, tom, marie, clock):
    appoint(dorothy, clock, tom, marie)
    end(dorothy.actor, term_of(tom).id, clock.today, now=clock.now, lang="en")
    assert acting_of(marie).until == clock.today
    with transaction():
        acting_of(marie).until = UNTIL
        term_of(tom).until = None
        acting_of(marie).since = date(2026, 2, 20)
    end(dorothy.actor, term_of(tom).id, clock.today, now=clock.now, lang="en")
    assert acting_of(marie) is None


def test_only_acting_is_ended_there_and_once(dorothy, person, tom, marie, clock):
    with pytest.raises(NotFound):
        end_acting(dorothy.actor, "smt", term_of(tom).id, now=clock.now)
    appoint(dorothy, clock, tom, marie)
    one = acting_of(marie).id
    clock.forward(days=2)
    end_acting(dorothy.actor, "smt", one, now=clock.now)
    assert acting_of(marie).until == date(2026, 2, 4), "what was done in it stands"
    with pytest.raises(NotFound):
        end_acting(dorothy.actor, "smt", one, now=clock.now)


def test_a_delegate_of_the_chair_appoints_nobody_to_act(person, tom, marie, clock, client_of):
    """Whom a chair appoints binds; a delegate does not, and binds no more by appointing."""
    chair, dee = person("Lin Chen", ("smt", "chair")), person("Dee Delegate")
    lender(clock)(chair, dee, "smt:chair")
    assert "Appoint an acting person" not in client_of(dee).get("/bodies/smt").words
    wish = Acting(term_of(chair, "chair").id, marie.id, clock.today, UNTIL, "Away")
    with pytest.raises(NotAllowed, match="The chair, the director or an administrator appoints"):
        appoint_acting(
            actor_of(db.session.get_one(Person, dee.id), clock.today), "smt", wish, now=clock.now, lang="en"
        )
    assert acting_of(marie) is None
