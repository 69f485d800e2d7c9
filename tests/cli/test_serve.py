"""The server as a process of its own: it answers, works, and stops when told to."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from approval.cli.showing import PERSONAS

pytestmark = pytest.mark.slow
PATIENCE = 120


@pytest.fixture
def process(own_installation: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """``process("serve", …)``: started; killed at the end of the test if it is still there."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        # a shell makes what it starts in the background deaf to Ctrl-C, these tests and their processes with it
        command = ["env", "--default-signal=INT", sys.executable, "-m", "approval", *words]
        made = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, bufsize=1
        )
        started.append(made)
        return made

    yield start
    for one in started:
        if one.poll() is None:
            one.kill()
        one.wait()
        if one.stdout:
            one.stdout.close()


def until(process: subprocess.Popen[str], words: str) -> str:
    """What it said until it said this."""
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if words in line:
            return said
    raise AssertionError(f"it ended with {process.wait()} and said: {said}")


@contextmanager
def opened(address: str) -> Iterator[object]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        yield answer


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_demonstration_serves_prints_links_and_stops_cleanly(process, with_case, number):
    server = process("serve", "--demo", "--port", "0")
    said = until(server, "Ctrl-C stops it.")
    address = re.search(r"approval is at (http://127\.0\.0\.1:\d+)", said)[1]
    links = re.findall(rf"{address}/link/\S+", said)
    assert len(links) == len(PERSONAS) + 1  # two who propose: one in English, one in French
    assert len(set(links)) == len(links)
    assert "Étienne Lavallée" in said
    with opened(f"{address}/healthz") as answer:
        assert answer.status == 200
    with opened(links[0]) as answer:
        assert b"<form" in answer.read()
    server.send_signal(number)
    assert server.wait(PATIENCE) == 0
    assert "Stopped." in server.stdout.read()


def test_its_own_address_follows_host_and_port_and_no_other_host_is_answered(process, with_case):
    server = process("serve", "--demo", "--host", "localhost", "--port", "0")
    said = until(server, "Ctrl-C stops it.")
    port = re.search(r"approval is at http://localhost:(\d+)", said)[1]
    request = urllib.request.Request(f"http://localhost:{port}/", headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    refused.value.close()
    assert refused.value.code == 400


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", ""])
def test_a_demonstration_listens_on_this_machine_alone(run, host, own_installation):
    said = run("serve", "--demo", "--host", host)
    assert said.exit_code == 1
    assert "for this machine only" in said.output
    assert not own_installation.exists()


def test_a_port_in_use_is_one_plain_line_with_a_way_out(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = run("serve", "--port", port)
    assert said.exit_code == 1
    assert f"Port {port} of 127.0.0.1 cannot be used" in said.output
    assert "--port" in said.output


def test_a_demonstration_lets_nobody_into_an_installation_of_ones_own(run):
    run("init", "--name", "Ada", "--email", "ada@college.example")
    said = run("serve", "--demo", "--port", "0")
    assert said.exit_code == 1
    assert "people of its own" in said.output
    assert "/link/" not in said.output


def test_without_demo_there_are_no_invented_people_and_no_links(process, own_installation):
    server = process("serve", "--port", "0", "--no-worker")
    said = until(server, "Ctrl-C stops it.")
    assert "/link/" not in said
    server.send_signal(signal.SIGTERM)
    assert server.wait(PATIENCE) == 0


def test_the_worker_is_a_process_of_its_own_too(process, with_case):
    worker = process("worker")
    until(worker, "waiting for jobs")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0


def test_the_first_start_of_a_demonstration_prepares_cases_and_the_second_does_not(process, own_installation):
    first = process("serve", "--demo", "--port", "0", "--no-worker")
    said = until(first, "Ctrl-C stops it.")
    assert said.count("  MC-") >= 6
    first.send_signal(signal.SIGTERM)
    first.wait(PATIENCE)
    second = process("serve", "--demo", "--port", "0", "--no-worker")
    assert "Preparing" not in until(second, "Ctrl-C stops it.")
