"""The press: nothing from outside, nothing for ever, nothing of the application's; and it comes back."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pymupdf
import pytest

from approval.documents.pdf import Press, PressUnavailable, RenderFailed
from approval.resources import STATIC
from tests.documents.conftest import printed

HEAVY = "<table><tr><td colspan=100000>x</td></tr></table>"  # more than 40 s of work


def page(body="<p>words</p>"):
    return f"<!doctype html><html lang=en-CA><head><title>Test</title></head><body>{body}</body></html>"


def words_of(pdf):
    with pymupdf.open(stream=pdf) as opened:
        return "".join(sheet.get_text() for sheet in opened)


@pytest.fixture
def static(tmp_path):
    """A folder of its own with a stylesheet and no fonts: such a press starts quickly."""
    (tmp_path / "static" / "pdf").mkdir(parents=True)
    (tmp_path / "static" / "pdf" / "paper.css").write_text("@page { size: letter }")
    return tmp_path / "static"


@pytest.fixture
def own(static):
    with Press(static, wall_seconds=30, cpu_seconds=20) as made:
        yield made


def running(process):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, 0)
        return process.poll() is None
    return False


def test_another_press_gives_the_same_bytes_within_half_the_memory(copies):
    """The bytes follow from the document alone; and the default limit leaves room for several times as much."""
    first = copies("report", "fr")
    with Press(STATIC, memory_bytes=512 << 20) as second:
        assert printed(second, first.document).pdf == first.pdf


@pytest.mark.parametrize(
    "wanted",
    [
        "<img alt=x src='file:///etc/passwd'>",
        "<img alt=x src='file://other.host/etc/passwd'>",
        "<img alt=x src='../outside.svg'>",
        "<img alt=x src='pdf/../../outside.svg'>",
        "<img alt=x src='pdf/%2e%2e/%2e%2e/outside.svg'>",
        "<img alt=x src='link.svg'>",
        "<img alt=x src='http://127.0.0.1:9/pixel.png'>",
        "<img alt=x src='ftp://127.0.0.1:9/pixel.png'>",
        "<link rel=stylesheet href='http://127.0.0.1:9/x.css'>",
        "<link rel=attachment href='file:///etc/passwd'>",
        "<style>@font-face { font-family: x; src: url(file:///etc/passwd) }</style>",
        "<style>body { background: url(../outside.svg) }</style>",
        "<style>@import 'file:///etc/passwd';</style>",
        '<img alt=x src=\'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>\'>',
    ],
)
def test_nothing_comes_from_outside_static(own, static, wanted):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    (static.parent / "outside.svg").write_text(svg)
    (static / "link.svg").symlink_to(static.parent / "outside.svg")
    with pytest.raises(RenderFailed, match="a document may not fetch"):
        own.pdf(page(wanted), identifier="x", lang="en")


def test_files_of_static_and_data_are_fetched(own, static):
    (static / "in.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    body = "<img alt=x src='in.svg'><img alt=y src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>'>"
    assert own.pdf(page(body), identifier="x", lang="en").startswith(b"%PDF")


def test_a_document_that_works_too_long_is_ended_and_the_press_lives(static):
    with Press(static, wall_seconds=30, cpu_seconds=1) as own:
        own.pdf(page(), identifier="x", lang="en")
        before = own._process.pid
        with pytest.raises(RenderFailed, match="more than 1 s of work"):
            own.pdf(page(HEAVY), identifier="x", lang="en")
        assert "words" in words_of(own.pdf(page(), identifier="x", lang="en"))
        assert own._process.pid == before


def test_a_wait_that_is_too_long_ends_press_and_document(static):
    with Press(static, wall_seconds=3, cpu_seconds=60) as own:
        own.pdf(page(), identifier="x", lang="en")
        before = own._process
        with pytest.raises(RenderFailed, match="more than 3 s"):
            own.pdf(page(HEAVY), identifier="x", lang="en")
        assert not running(before)
        assert "words" in words_of(own.pdf(page(), identifier="x", lang="en"))


def test_a_document_that_needs_too_much_memory_is_ended(static):
    with Press(static, memory_bytes=300 << 20) as own:
        own.pdf(page(), identifier="x", lang="en")
        with pytest.raises(RenderFailed, match=r"memory|SIG"):
            own.pdf(page(f"<p title={'a' * 40_000_000}>"), identifier="x", lang="en")
        assert "words" in words_of(own.pdf(page(), identifier="x", lang="en"))


def test_a_killed_press_is_started_again(own):
    own.pdf(page(), identifier="x", lang="en")
    os.kill(own._process.pid, signal.SIGKILL)
    own._process.wait()
    assert "words" in words_of(own.pdf(page(), identifier="x", lang="en"))


def test_a_press_killed_at_work_fails_that_document_only(own):
    own.pdf(page(), identifier="x", lang="en")
    killer = threading.Timer(0.5, os.kill, (own._process.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(RenderFailed, match="the press ended"):
        own.pdf(page(HEAVY), identifier="x", lang="en")
    killer.join()
    assert "words" in words_of(own.pdf(page(), identifier="x", lang="en"))


def test_threads_each_get_their_own_document(own):
    got = {}

    def ask(name):
        got[name] = words_of(own.pdf(page(f"<p>for-{name}</p>"), identifier=name, lang="en"))

    threads = [threading.Thread(target=ask, args=(str(n),)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"for-{name}" in text for name, text in got.items())
    assert len(got) == 6


def test_closing_leaves_no_process(static):
    own = Press(static)
    own.pdf(page(), identifier="x", lang="en")
    process = own._process
    own.close()
    assert not running(process)
    own.close()
    assert own.pdf(page(), identifier="x", lang="en").startswith(b"%PDF")
    process = own._process
    del own
    assert not running(process)


def test_the_press_ends_with_the_one_that_started_it(static):
    script = (
        "import sys; from pathlib import Path; from approval.documents.pdf import Press\n"
        "press = Press(Path(sys.argv[1])); press.pdf(sys.argv[2], identifier='x', lang='en')\n"
        "print(press._process.pid, flush=True); import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    )
    child = subprocess.run(
        [sys.executable, "-c", script, str(static), page()], check=False, capture_output=True, text=True
    )
    pid = int(child.stdout)
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    pytest.fail("the press outlives the application")


def test_no_secret_reaches_the_press(own, monkeypatch):
    monkeypatch.setenv("APPROVAL_SECRET_KEY", "must-not-travel")
    own.pdf(page(), identifier="x", lang="en")
    assert b"must-not-travel" not in Path(f"/proc/{own._process.pid}/environ").read_bytes()


def test_missing_libraries_are_named_with_what_mends_it(static, tmp_path, monkeypatch):
    (tmp_path / "weasyprint").mkdir()
    (tmp_path / "weasyprint" / "__init__.py").write_text("raise OSError(\"cannot load 'libpango-1.0-0'\")")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    own = Press(static)
    with pytest.raises(PressUnavailable, match=r"libpango-1\.0-0.*sudo apt-get install libpango"):
        own.pdf(page(), identifier="x", lang="en")
    shutil.rmtree(tmp_path / "weasyprint")  # the administrator mends it; nothing needs a new start
    assert own.pdf(page(), identifier="x", lang="en").startswith(b"%PDF")
    own.close()


def test_a_stylesheet_with_a_mistake_makes_nothing(static):
    (static / "pdf" / "paper.css").write_text("p { colour: red }")
    with Press(static) as own, pytest.raises(PressUnavailable, match="colour") as refused:
        own.pdf(page(), identifier="x", lang="en")
    assert "apt-get" not in str(refused.value)


def test_without_fork_the_press_prints_by_itself(static, tmp_path, monkeypatch):
    (tmp_path / "sitecustomize.py").write_text("import os\ndel os.fork\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Press(static, wall_seconds=3) as own:
        assert "words" in words_of(own.pdf(page(), identifier="x", lang="en"))
        with pytest.raises(RenderFailed, match="may not fetch"):
            own.pdf(page("<img alt=x src='file:///etc/passwd'>"), identifier="x", lang="en")
        with pytest.raises(RenderFailed, match="more than 3 s"):
            own.pdf(page(HEAVY), identifier="x", lang="en")


def test_a_document_reads_no_declaration_of_c_anew():
    """A child has printed nothing yet: what the press has not read, every document would read again."""
    script = (
        "import sys; from pathlib import Path; from cffi import cparser\n"
        "from approval.documents.press import Overheard, load\n"
        "impress = load(Path(sys.argv[1]), Overheard())\n"
        "cparser.Parser._parse = None\n"
        "assert impress(sys.argv[2], 'a', 'en').startswith(b'%PDF')"
    )
    html = page(
        "<h1>Words</h1><p lang=fr>mots</p><table><tr><th scope=row>a<td>1</table><a href='https://a.test'>b</a>"
    )
    assert subprocess.run([sys.executable, "-c", script, str(STATIC), html], check=False).returncode == 0


def test_the_application_never_imports_weasyprint():
    script = (
        "import sys, approval.documents.pdf, approval.documents.environment\n"
        "sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
