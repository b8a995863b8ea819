"""Full disks, folders that cannot be written to, and a home that is not there: said once and clearly, nothing lost."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import pytest
from conftest import PROGRAM


@pytest.fixture
def tiny_disk():
    """A disk with room for very little; only root can make one."""
    folder = Path(tempfile.mkdtemp())
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        folder.rmdir()
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


def fill(disk):
    """Leaves no room on the disk."""
    try:
        with open(disk / "ballast", "wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
    except OSError:
        pass


def run(project, *arguments, expect=0, home=None, env="gateway", **variables):
    environment = {"PATH": os.environ["PATH"], "OPENAI_API_KEY": project.key} | variables
    if home:
        environment["HOME"] = str(home)
    done = subprocess.run(
        [PROGRAM, *arguments, "--env", env],
        cwd=project.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == expect, f"exit {done.returncode}, expected {expect}\n{done.stdout}\n{done.stderr}"
    return done


def settle(project):
    """Makes files old enough for the hash cache."""
    for path in project.assistants.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))


def test_a_plan_that_finds_no_room_is_not_saved_by_half(sandbox, make_project, tiny_disk):
    project = make_project(sandbox.url)
    fill(tiny_disk)
    saved = tiny_disk / "plan.json"
    done = run(project, "plan", "--out", str(saved), expect=1, home=project.folder)
    assert "No space left on device" in done.stderr and str(saved) in done.stderr
    assert [file.name for file in tiny_disk.iterdir()] == ["ballast"]


def test_an_older_plan_survives_when_there_is_no_room_for_a_new_one(sandbox, make_project, tiny_disk):
    project = make_project(sandbox.url)
    saved = tiny_disk / "plan.json"
    saved.write_text("older")
    fill(tiny_disk)
    run(project, "plan", "--out", str(saved), expect=1, home=project.folder)
    assert saved.read_text() == "older"


def test_hashes_that_find_no_room_are_said_once_and_the_plan_goes_on(sandbox, make_project, tiny_disk):
    project = make_project(sandbox.url)
    fill(tiny_disk)
    done = run(project, "plan", XDG_CACHE_HOME=str(tiny_disk))
    assert done.stderr.count("hashes of files are not kept") <= 1
    assert "Plan:" in done.stdout


def test_the_embedded_account_says_that_its_disk_is_full(make_project, tiny_disk):
    project = make_project("http://127.0.0.1:9/v1")
    (project.folder / ".assistantctl").symlink_to(tiny_disk)
    fill(tiny_disk)
    done = run(project, "apply", "--yes", env="sandbox", expect=1, home=project.folder)
    assert "full" in done.stderr or "No space left" in done.stderr, done.stderr


has_full_device = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")


def write_to_full_device(project, *arguments):
    """Runs the program with a standard output that has no room."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key}
    with open("/dev/full", "w") as full:
        return subprocess.run(
            [PROGRAM, *arguments, "--env", "gateway"],
            cwd=project.folder,
            env=environment,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )


@has_full_device
@pytest.mark.parametrize("arguments", [["plan", "--format", "json"], ["plan"], ["show"], ["doctor"]])
def test_results_that_cannot_be_written_are_a_failure(sandbox, make_project, arguments):
    project = make_project(sandbox.url)
    done = write_to_full_device(project, *arguments)
    assert done.returncode == 1
    assert done.stderr.count("could not be written to standard output: No space left on device") == 1


@has_full_device
def test_an_answer_that_cannot_be_written_is_a_failure(sandbox, make_project):
    project = make_project(sandbox.url)
    project.run("apply", "--yes")
    done = write_to_full_device(project, "ask", "support-bot", "How long is the warranty?")
    assert done.returncode == 1
    assert done.stderr.count("could not be written to standard output: No space left on device") == 1


@has_full_device
def test_an_apply_whose_report_cannot_be_written_is_done_and_says_so(sandbox, make_project):
    project = make_project(sandbox.url)
    done = write_to_full_device(project, "apply", "--yes")
    assert done.returncode == 3 and "could not be written to standard output" in done.stderr
    project.run("plan", "--detailed-exitcode")


def test_a_cache_folder_that_cannot_be_made_is_said_once_and_the_plan_goes_on(sandbox, make_project):
    project = make_project(sandbox.url)
    settle(project)
    blocked = project.folder / "blocked"
    blocked.write_text("a file in the folder's place")
    done = run(project, "plan", XDG_CACHE_HOME=str(blocked))
    assert done.stderr.count("hashes of files are not kept between runs") == 1
    assert "XDG_CACHE_HOME" in done.stderr


def test_without_a_home_there_is_no_cache_and_everything_else(sandbox, make_project):
    project = make_project(sandbox.url)
    run(project, "apply", "--yes")
    done = run(project, "plan", "--detailed-exitcode")
    assert done.stderr == ""
    run(project, "plan", "--detailed-exitcode", home="/nonexistent/home")


def test_json_on_standard_output_is_nothing_but_json(sandbox, make_project):
    project = make_project(sandbox.url)
    json.loads(run(project, "plan", "--format", "json").stdout)
