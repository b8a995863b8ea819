"""Accounts that earlier programs left behind, and what today's program makes of them, byte for byte.

The accounts in `frozen/accounts` were written by released programs, of runs that ended well and of killed ones. They
are never made again: a later program has to plan nothing for the clean ones, and to heal the others.

`frozen/expected` has what commands print about them. Where a change of the program changes a line of it, that line is
named in the message of the commit, and the files are recorded anew:

    RECORD_SNAPSHOTS=1 .venv/bin/python -m pytest -q Tests/Python -k frozen
"""

from contextlib import contextmanager
from functools import partial

import pytest

from frozen import database
from frozen.ahead import ahead
from frozen.project import Project, as_it_was_before
from frozen.transcript import Transcript, expect


@contextmanager
def account(name, folder):
    """An account in a folder, with the project that it was last applied from."""
    with database.loaded(name, folder) as (url, text, variables):
        project = Project(database.api(name), url)
        if name.endswith("-rolled-back"):
            as_it_was_before(project)
        project.put(folder)
        yield Transcript(project, folder, known=text, **variables)


def look_at(commands):
    """A clean account is what its project says."""
    assert "No changes." in commands.say("plan", "--detailed-exitcode")
    commands.say("drift")
    for what in (["plan"], ["plan", "--refresh-only"], ["show"], ["output"]):
        commands.say(*what, "--format", "json")
    commands.say("show")
    commands.say("plan", "--destroy")
    if commands.project.api != "assistants":
        commands.say("releases")
        commands.say("releases", "--format", "json")
        commands.say("show", "release", "1")
        commands.say("plan", "--against", "1")


def heal(commands):
    """The account of a killed run becomes what its project says."""
    commands.say("plan")
    commands.say("plan", "--format", "json")
    commands.say("apply", "--yes")
    assert "No changes." in commands.say("plan", "--detailed-exitcode")
    commands.say("output", "--format", "json")
    commands.say("cleanup", "--yes")
    commands.add(database.picture(commands.folder))


def give_up(commands):
    """A clean account is rolled back, forgotten in part, let out of protection, and destroyed."""
    if commands.project.api != "assistants":
        commands.say("rollback", "1", "--yes")
        commands.add(database.picture(commands.folder))
    commands.say("plan")
    commands.say("forget", "assistant.greeter", "--yes")
    commands.add(database.picture(commands.folder))
    commands.say("plan")
    commands.say("destroy", "--yes")
    commands.note("sales is protected no more")
    commands.project.replace("handbook.yaml", "\nlifecycle: { protect: true }", "").put(commands.folder)
    commands.say("apply", "--yes")
    commands.say("destroy", "--yes")
    commands.say("show")
    commands.add(database.picture(commands.folder))


STORIES = {name: (name, look_at) for name in database.names("clean", "rolled-back")}
STORIES |= {name: (name, heal) for name in database.names("killed-early", "killed-midway", "killed-late")}
STORIES |= {f"{name}-given-up": (name, give_up) for name in database.names("clean")}


@pytest.fixture(scope="module")
def transcripts(request, tmp_path_factory):
    def told(story, folder):
        name, tell = STORIES[story]
        with account(name, folder) as commands:
            tell(commands)
            return commands.text

    with ahead(request, lambda story: [partial(told, story, tmp_path_factory.mktemp("velo"))]) as results:
        yield lambda story: "".join(results(story))


@pytest.mark.parametrize("story", STORIES)
def test_an_account_of_an_earlier_program_is_treated_as_ever(transcripts, story):
    expect(transcripts(story), f"accounts/{story}.txt")
