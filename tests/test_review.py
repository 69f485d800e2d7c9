"""The review that every page of every test passes notices what it is there for."""

import socket

import pytest

from approval.models.database import db
from approval.models.people import Person
from approval.web.access import open_to
from tests.review import review

GOOD = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A</title></head><body><main><h1>A</h1>
<p id="p"><a href="#p">here</a></p><form method="post" action="/x"><input type="hidden" name="csrf_token" value="t">
<label for="n">Name</label><input id="n" name="n"><button>Send</button></form></main></body></html>"""


def test_a_good_page_passes():
    review(GOOD)


@pytest.mark.parametrize(
    ("was", "is_", "said"),
    [
        ("<h1>A</h1>", "", "one h1"),
        ("<h1>A</h1>", "<h1>A</h1><h1>B</h1>", "one h1"),
        ("<title>A</title>", "<title></title>", "no title"),
        ('lang="en"', "", "language"),
        ('<p id="p">', '<p id="n">', "2 times"),
        ("#p", "#q", "points to nothing"),
        ('for="n"', 'for="m"', "no label"),
        ('<label for="n">Name', '<label for="n">', "an empty label"),
        ('<input type="hidden" name="csrf_token" value="t">', "", "without its token"),
        ('action="/x"', 'action="https://elsewhere.example"', "leaves the site"),
        ("<p id", "<p style='color:red' id", "inline style"),
        ("<p id", "<p onclick='x()' id", "inline onclick"),
        ("#p", "javascript:x()", "inline href"),
        ("</head>", "<script>x()</script></head>", "inline <script>"),
        ("</head>", "<style>p{}</style></head>", "inline <style>"),
        ("<button>Send</button>", "<button></button>", "without words"),
        ("here</a>", "</a>", "without words"),
        ("</main>", "<img src='/i.png'></main>", "without alt"),
        ("</p>", "</div>", "not valid HTML"),
    ],
)
def test_a_fault_is_noticed(was: str, is_: str, said: str):
    assert was in GOOD
    with pytest.raises(AssertionError, match=said):
        review(GOOD.replace(was, is_, 1))


@pytest.mark.parametrize("flush", [False, True])
def test_a_change_without_commit_is_noticed(app, visitor, clock, flush: bool):
    @app.post("/forgets")
    @open_to("public")
    def forgets():
        db.session.add(Person(name="A", email="a@institute.example", created_at=clock.now))
        if flush:
            db.session.flush()
        return ""

    with pytest.raises(AssertionError, match="did not commit"):
        visitor().post("/forgets")


def test_a_test_cannot_reach_another_machine():
    with socket.socket() as asked, pytest.raises(AssertionError, match="tried to reach"):
        asked.connect(("192.0.2.1", 80))
