"""What a new installation begins with."""

from threading import Thread

from sqlalchemy import func, select

from approval.models.bodies import Body, BodyRules, Membership
from approval.models.database import db, transaction
from approval.models.people import Person
from approval.operations.founding import found, found_demonstration
from approval.queries.people import actor_of
from tests.postgres import both_databases


def test_the_bodies_are_there_once(app):
    before = db.session.scalars(select(Body.key).order_by(Body.key)).all()
    assert before == ["administration", "audit", "board", "ce", "quality", "registrar", "smt"]
    found()
    assert db.session.scalars(select(Body.key).order_by(Body.key)).all() == before


@both_databases
def test_several_that_begin_together_found_one_institution(app, clock):
    with transaction():
        db.session.query(Membership).delete()
        db.session.query(BodyRules).delete()
        db.session.query(Body).delete()

    def begin() -> None:
        with app.app_context():
            found()
            found_demonstration(clock.now)
            db.session.remove()

    together = [Thread(target=begin) for _ in range(4)]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert db.session.scalar(select(func.count(Body.id))) == 7
    assert db.session.scalar(select(func.count(Person.id))) == len(found_demonstration(clock.now))


def test_a_body_that_was_changed_stays_changed(app):
    with transaction():
        db.session.scalars(
            select(BodyRules).join(Body).where(Body.key == "smt")
        ).one().name_en = "Executive Committee"
    found()
    known = db.session.scalars(select(Body).where(Body.key == "smt")).one()
    assert [r.name_en for r in known.rules] == ["Executive Committee"]


def test_a_body_says_under_which_rule_it_decides(app, clock):
    board = db.session.scalars(select(Body).where(Body.key == "board")).one().on(clock.today)
    assert board.rule == "majority"
    assert board.instrument_en == "By-law No. 1, section 7.4, in force since 15 June 2023"
    assert board.instrument_fr.endswith("article 7.4, en vigueur depuis le 15 juin 2023")


def test_the_people_of_the_demonstration_hold_their_offices_once(app, clock):
    people = found_demonstration(clock.now)
    again = found_demonstration(clock.now)
    assert people == again
    assert db.session.scalar(select(func.count(Person.id))) == len(people)
    director = db.session.scalars(
        select(Person).where(Person.email == "ruth.abernethy@institute.example")
    ).one()
    assert actor_of(director, clock.today).holds("ce", "director")
    assert director.password_hash is None
    assert db.session.scalar(select(func.count(Membership.id))) == sum(len(p.offices) for p in people)


def test_an_auditor_of_the_demonstration_has_an_end_date(app, clock):
    found_demonstration(clock.now)
    terms = db.session.scalars(select(Membership).join(Body).where(Body.key == "audit")).all()
    assert terms
    assert all(m.until for m in terms)
