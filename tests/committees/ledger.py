"""What tests of the ledger share: a look at a condition, evidence for it, and wishes that come at once."""

from threading import Barrier, Thread

from approval.models.database import db
from approval.models.reviews import Condition
from approval.operations.conditions import add_evidence


def condition(number=1):
    db.session.rollback()
    return db.session.query(Condition).filter_by(number=number).one()


def show(desk, found, number, now):
    add_evidence(desk, found.proposer.actor, found.reference, number, "Booked.", now)


def at_once(app, *wishes):
    """Each in a thread of its own, begun together; what each raised, in order of the wishes."""
    together, raised = Barrier(len(wishes)), [None] * len(wishes)

    def press(n, wish):
        with app.app_context():
            try:
                together.wait()
                wish()
            except Exception as error:  # noqa: BLE001
                raised[n] = error
            finally:
                db.session.remove()

    threads = [Thread(target=press, args=pair) for pair in enumerate(wishes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
