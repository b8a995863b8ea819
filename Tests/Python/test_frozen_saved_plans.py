"""Saved plans of earlier programs: shown byte for byte, and applied to the accounts that they were made for, or refused.

The files in `frozen/saved` were written by released programs, and are never made again. `frozen/expected/saved` has
what commands print about them. Where a change of the program changes a line of it, that line is named in the message of
the commit, and the files are recorded anew:

    RECORD_SNAPSHOTS=1 .venv/bin/python -m pytest -q Tests/Python -k frozen
"""

import shutil
from contextlib import contextmanager
from functools import partial

import pytest

from frozen import database
from frozen.ahead import ahead
from frozen.saved import APIS, PLANS, file
from frozen.transcript import Transcript, expect


@contextmanager
def place(api, name, folder):
    """The account and the project that a plan was made from, and the plan."""
    plan = PLANS[name]
    with database.loaded(f"{api}-{plan.story}", folder) as (_, text, variables):
        project = plan.project(api).put(folder)
        for copy in ("a.plan", "copy.plan"):
            shutil.copy(file(api, name), folder / copy)
        yield Transcript(project, folder, known=text, **variables)


def show(commands):
    shutil.rmtree(commands.folder / "assistants")
    commands.say("show", "a.plan")
    commands.say("show", "a.plan", "--format", "markdown")
    commands.say_json("show", "a.plan")


def apply(commands):
    commands.say("apply", "a.plan", "--yes")
    commands.add(database.picture(commands.folder))
    commands.say("plan")
    commands.say("apply", "a.plan", "--yes")


def apply_twice(commands):
    apply(commands)
    commands.note("a copy of the plan, which does not know that it was applied")
    shutil.copy(commands.folder / "copy.plan", commands.folder / "a.plan")
    commands.say("apply", "a.plan", "--yes")


def refuse_after(commands):
    commands.note("a document changed")
    document = commands.folder / "assistants" / "docs" / "returns.md"
    content = document.read_bytes()
    document.write_bytes(content + b"Not bells.\n")
    commands.say("apply", "a.plan", "--yes")
    document.write_bytes(content)
    commands.note("a manifest changed")
    manifest = commands.folder / "assistants" / "mail.yaml"
    content = manifest.read_bytes()
    manifest.write_bytes(content + b"# seen by Sara\n")
    commands.say("apply", "a.plan", "--yes")
    manifest.write_bytes(content)
    commands.note("a store changed")
    database.change(commands.folder, "UPDATE vectorStore SET name = 'by hand' WHERE name = 'handbook'")
    commands.say("apply", "a.plan", "--yes")
    commands.note("another project")
    commands.project.replace("project.yaml", "project: velo", "project: other").put(commands.folder)
    commands.say("apply", "a.plan", "--yes")


STORIES = {f"{api}-{name}-shown": (api, name, show) for api in APIS for name in PLANS}
STORIES |= {f"{api}-{name}-applied": (api, name, apply) for api in APIS for name in PLANS}
STORIES |= {f"{api}-{name}-applied": (api, name, apply_twice) for api in APIS for name in ("everything", "part", "end")}
STORIES |= {f"{api}-everything-refused": (api, "everything", refuse_after) for api in APIS}


@pytest.fixture(scope="module")
def transcripts(request, tmp_path_factory):
    def told(story, folder):
        api, name, tell = STORIES[story]
        with place(api, name, folder) as commands:
            tell(commands)
            return commands.text

    with ahead(request, lambda story: [partial(told, story, tmp_path_factory.mktemp("velo"))]) as results:
        yield lambda story: "".join(results(story))


@pytest.mark.parametrize("story", STORIES)
def test_a_plan_of_an_earlier_program_is_treated_as_ever(transcripts, story):
    expect(transcripts(story), f"saved/{story}.txt")
