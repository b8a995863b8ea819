"""Accounts that earlier programs left behind, and what today's program makes of them, byte for byte.

The accounts in `frozen/accounts` were written by released programs, of runs that ended well and of killed ones. They
are never made again: a later program has to plan nothing for the clean ones, and to heal the others.

`frozen/expected` has what commands print about them. Where a change of the program changes a line of it, that line is
named in the message of the commit, and the files are recorded anew:

    RECORD_SNAPSHOTS=1 .venv/bin/python -m pytest -q Tests/Python -k frozen
"""

from pathlib import Path

import pytest
from conftest import Sandbox
from frozen import database
from frozen.project import HOST_OPTIONS, Project, as_it_was_before
from frozen.transcript import Transcript, expect

ACCOUNTS = Path(__file__).parent / "frozen" / "accounts"
NAMES = sorted(file.stem for file in ACCOUNTS.glob("*.json"))
CLEAN = [name for name in NAMES if "-killed-" not in name]
KILLED = [name for name in NAMES if "-killed-" in name]


@pytest.fixture
def frozen_account(tmp_path):
    """Puts an account and the project that it was last applied from into a folder."""
    sandboxes = []

    def load(name):
        api, story = name.split("-", 1)
        text = (ACCOUNTS / f"{name}.json").read_text(encoding="utf-8")
        database.load(text, tmp_path)
        project = Project(api)
        if story == "rolled-back":
            as_it_was_before(project)
        variables = {}
        if HOST_OPTIONS[api]:
            sandboxes.append(Sandbox(tmp_path, *HOST_OPTIONS[api]))
            project.point_at(sandboxes[0].url)
            variables["OPENAI_API_KEY"] = "sandbox"
        project.put(tmp_path)
        return Transcript(project, tmp_path, known=text, **variables)

    yield load
    for sandbox in sandboxes:
        sandbox.stop()


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_account_is_what_its_project_says(frozen_account, name):
    commands = frozen_account(name)
    assert "No changes." in commands.say("plan", "--detailed-exitcode")
    commands.say("drift")
    for what in (["plan"], ["plan", "--refresh-only"], ["show"], ["output"]):
        commands.say(*what, "--format", "json")
    commands.say("show")
    commands.say("plan", "--destroy")
    if not name.startswith("assistants"):
        commands.say("releases")
        commands.say("releases", "--format", "json")
        commands.say("show", "release", "1")
        commands.say("plan", "--against", "1")
    expect(commands.text, f"accounts/{name}.txt")


@pytest.mark.parametrize("name", KILLED)
def test_an_account_of_a_killed_run_is_healed_as_ever(frozen_account, name):
    commands = frozen_account(name)
    commands.say("plan")
    commands.say("plan", "--format", "json")
    commands.say("apply", "--yes")
    assert "No changes." in commands.say("plan", "--detailed-exitcode")
    commands.say("cleanup", "--yes")
    expect(commands.text, f"accounts/{name}.txt")


@pytest.mark.parametrize("name", [name for name in CLEAN if name.endswith("-clean")])
def test_a_clean_account_is_given_up_as_ever(frozen_account, name):
    """Rolled back, forgotten in part, let out of protection, and destroyed."""
    commands = frozen_account(name)
    if not name.startswith("assistants"):
        commands.say("rollback", "1", "--yes")
    commands.say("plan")
    commands.say("forget", "assistant.greeter", "--yes")
    commands.say("plan")
    commands.say("destroy", "--yes")
    commands.note("sales is protected no more")
    commands.project.replace("handbook.yaml", "\nlifecycle: { protect: true }", "").put(commands.folder)
    commands.say("apply", "--yes")
    commands.say("destroy", "--yes")
    commands.say("show")
    expect(commands.text, f"accounts/{name}-given-up.txt")
