"""What happens to an apply that is interrupted, loses its terminal, or loses whoever reads what it prints."""

import os
import pty
import re
import select
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM, Sandbox, hear_signals


@pytest.fixture
def slow(tmp_path_factory):
    """A server whose uploads take a second."""
    with Sandbox(tmp_path_factory.mktemp("slow"), "--fault", "POST /v1/files delay ms=1000") as sandbox:
        yield sandbox


def start(project, *arguments, **options):
    options = {"preexec_fn": hear_signals} | options
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(project.folder),
        "OPENAI_API_KEY": project.key,
        "TERM": "xterm",
    }
    return subprocess.Popen(
        [PROGRAM, *arguments, "--env", "gateway"], cwd=project.folder, env=environment, stdin=subprocess.DEVNULL, **options
    )


def wait_for_uploads(sandbox, project):
    """Until an upload is under way: --verbose tells of requests that ended, the registry's or a store's creation."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if b"/v1/vector_stores 200" in project.log.read_bytes():
            return
        time.sleep(0.02)
    raise AssertionError("no store was made: " + project.log.read_text())


@pytest.fixture
def applying(slow, make_project):
    """An apply that is about to upload, with its streams in files."""

    def begin(**options):
        project = make_project(slow.url)
        project.log = project.folder / "stderr"
        project.out = project.folder / "stdout"
        streams = {"stdout": open(project.out, "wb"), "stderr": open(project.log, "wb")} | options
        process = start(project, "apply", "--yes", "--verbose", **streams)
        wait_for_uploads(slow, project)
        return project, process

    return begin


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_once_means_that_what_is_in_flight_ends_and_the_report_is_printed(applying, number):
    project, process = applying()
    process.send_signal(number)
    assert process.wait(timeout=30) == 3
    assert "what is in flight ends" in project.log.read_text()
    assert "interrupted" in project.out.read_text().lower()
    # Uploads that were in flight are there, and known.
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")


def test_a_signal_to_the_process_and_to_its_group_is_one(applying):
    project, process = applying()
    process.send_signal(signal.SIGTERM)
    time.sleep(0.02)
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=30) == 3
    assert "interrupted" in project.out.read_text().lower()


def test_twice_means_now(applying):
    project, process = applying()
    process.send_signal(signal.SIGINT)
    time.sleep(0.4)
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 3
    assert time.monotonic() - begin < 1
    assert "Stopped. The next run goes on from what is on the account" in project.log.read_text().splitlines()[-1]
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")


def test_a_terminal_that_closes_sends_more_than_one_hangup(applying):
    project, process = applying()
    process.send_signal(signal.SIGHUP)
    time.sleep(0.2)
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=30) == 3
    assert "interrupted" in project.out.read_text().lower()


def test_nohup_goes_on_to_the_end(applying):
    project, process = applying(preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.send_signal(signal.SIGHUP)
    assert process.wait(timeout=60) == 0
    assert "Apply complete" in project.out.read_text()


def test_a_reader_that_goes_away_stops_nothing(slow, make_project):
    project = make_project(slow.url)
    process = start(project, "apply", "--yes", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=60) == 0, process.stderr.read()
    project.run("plan", "--detailed-exitcode")


def test_nobody_who_reads_at_all_stops_nothing(sandbox, make_project):
    project = make_project(sandbox.url)
    script = f'exec "{PROGRAM}" apply --yes --env gateway >&- 2>&- <&-'
    environment = {"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key}
    done = subprocess.run(["sh", "-c", script], cwd=project.folder, env=environment, timeout=60)
    assert done.returncode == 0
    project.run("plan", "--detailed-exitcode")


def screen_after(slow, make_project, presses):
    """Everything that a terminal got from an apply during which the keys were pressed."""
    project = make_project(slow.url)
    child, descriptor = pty.fork()
    if child == 0:
        os.chdir(project.folder)
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(project.folder),
            "OPENAI_API_KEY": project.key,
            "TERM": "xterm",
        }
        os.execve(PROGRAM, [str(PROGRAM), "apply", "--yes", "--env", "gateway"], environment)
    seen = b""
    pressed = 0
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if select.select([descriptor], [], [], 0.1)[0]:
            try:
                data = os.read(descriptor, 65536)
            except OSError:
                break
            if not data:
                break
            seen += data
        is_up = b"changes done" in seen if pressed == 0 else seen.count(b"Interrupted:") > 0
        if pressed < presses and is_up:
            if pressed:
                time.sleep(0.4)
            os.write(descriptor, b"\x03")
            pressed += 1
    status = os.waitpid(child, 0)[1]
    os.close(descriptor)
    return os.waitstatus_to_exitcode(status), seen.decode()


def rows(text):
    """The rows of a terminal after the text, as far as this program moves about on one."""
    rows, row, column = [""], 0, 0
    for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|.", text, re.S):
        if part.startswith("\x1b["):
            if part.endswith("A"):
                row = max(0, row - int(part[2:-1] or 1))
            elif part.endswith("J"):
                rows[row] = rows[row][:column]
                del rows[row + 1 :]
            else:
                assert part.endswith("m"), f"an unexpected sequence {part!r}"
        elif part == "\r":
            column = 0
        elif part == "\n":
            row, column = row + 1, 0
            while len(rows) <= row:
                rows.append("")
        else:
            rows[row] = rows[row][:column] + part + rows[row][column + 1 :]
            column += 1
    return rows, column


@pytest.mark.parametrize("presses", [0, 1, 2])
def test_a_terminal_is_left_clean(slow, make_project, presses):
    code, text = screen_after(slow, make_project, presses)
    assert code == (3 if presses else 0), text
    # The kernel sends the signal first and echoes the key then: the echo can be the last there is.
    shown, column = rows(text.removesuffix("^C"))
    assert column == 0 and shown[-1] == "", "half a line is left"
    assert not any("changes done" in row or "% file" in row for row in shown), shown
    assert "\x1b[?25l" not in text


def test_forget_stops_between_stores_and_assistants_and_the_next_one_finishes(tmp_path_factory, make_project, api):
    fault = "POST /v1/vector_stores/* delay ms=1500"
    with Sandbox(tmp_path_factory.mktemp("slow"), "--fault", fault) as sandbox:
        project = make_project(sandbox.url, api=api)
        project.run("apply", "--yes")
        project.log, project.out = project.folder / "stderr", project.folder / "stdout"
        with open(project.out, "wb") as out, open(project.log, "wb") as log:
            process = start(project, "forget", "*", "--yes", "--verbose", stdout=out, stderr=log)
            deadline = time.monotonic() + 30
            while not re.search(r"GET \S*/v1/vector_stores/vs_\w+ 200", project.log.read_text()):
                assert time.monotonic() < deadline and process.poll() is None, project.log.read_text()
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=30) == 3
        said = project.out.read_text()
        assert "Forget interrupted:" in said and "not started" in said
        shown = project.run("show").stdout
        assert shown.count("assistant.") >= 4, "every assistant is still the project's"
        assert "Forget complete:" in project.run("forget", "*", "--yes").stdout
        assert "owns nothing" in project.run("show").stdout
