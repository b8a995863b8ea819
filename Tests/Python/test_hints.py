"""A command that a message names is about the environment and the folder of the run that prints it."""

import os
import re
import subprocess

import pytest

from conftest import PROGRAM

NAMED = re.compile(r"`assistantctl ([^`]+)`")
CHOICE = ["--env", "staging", "--dir", "my bots"]
SHOWN = "--env staging --dir 'my bots'"


class Team:
    """A project with a default environment and another one, both of which have an assistant, in a folder with a space."""

    def __init__(self, path):
        self.path = path
        self.run("init", "--dir", "my bots")
        file = path / "my bots/project.yaml"
        sandbox = next(line for line in file.read_text().splitlines() if line.strip().startswith("sandbox:"))
        file.write_text(file.read_text().replace(sandbox, f"{sandbox}\n{sandbox.replace('sandbox:', 'staging:')}"))
        for environment in ("sandbox", "staging"):
            self.run("apply", "--yes", "--dir", "my bots", "--env", environment)

    def run(self, *arguments, expect=0):
        return self.ended([PROGRAM, *arguments], expect)

    def copied(self, command, expect=0):
        """What a reader does with a command of a message."""
        return self.ended(["bash", "-c", f'"$0" {command}', PROGRAM], expect)

    def ended(self, command, expect):
        done = subprocess.run(
            command, cwd=self.path, env={"PATH": os.environ["PATH"], "HOME": str(self.path)}, capture_output=True, text=True,
            timeout=120, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == expect, f"exit {done.returncode}\n{done.args}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def ids(self, environment):
        return self.run("output", "--dir", "my bots", "--env", environment, "--format", "env")


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    return Team(tmp_path_factory.mktemp("team"))


@pytest.mark.parametrize(
    "command, code, named",
    [
        (["destroy"], 64, [f"plan --destroy {SHOWN}", f"destroy {SHOWN} --yes"]),
        (["rollback", "1"], 64, [f"rollback 1 {SHOWN} --plan", f"rollback 1 {SHOWN} --yes"]),
        (
            ["pull", "assistant.helpdesk"],
            64,
            [f"pull assistant.helpdesk {SHOWN} --check", f"pull assistant.helpdesk {SHOWN} --yes"],
        ),
        (
            ["forget", "assistant.helpdesk"],
            64,
            [f"forget assistant.helpdesk {SHOWN} --out FILE", "apply FILE --yes --dir 'my bots'"],
        ),
        (
            ["apply", "--only", "assistant.help*"],
            64,
            [f"plan --only 'assistant.help*' {SHOWN}", f"apply --only 'assistant.help*' {SHOWN} --yes"],
        ),
        (["plan", "--only", "assistant.other"], 64, [f"show {SHOWN}"]),
        (["import", "asst_none"], 1, [f"import {SHOWN}"]),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_a_message_names_is_about_the_environment_and_the_folder_of_the_run(deployed, command, code, named):
    assert NAMED.findall(deployed.run(*command, *CHOICE, expect=code)) == named


def test_where_nothing_was_chosen_nothing_is_added(deployed):
    (deployed.path / "plain").mkdir(exist_ok=True)
    done = subprocess.run(
        [PROGRAM, "destroy"], cwd=deployed.path / "my bots", capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60
    )
    assert NAMED.findall(done.stderr) == ["plan --destroy", "destroy --yes"]


def test_the_hint_of_destroy_deletes_what_the_run_was_about_and_nothing_else(tmp_path):
    team = Team(tmp_path)
    kept = team.ids("sandbox")
    look, then = NAMED.findall(team.run("destroy", *CHOICE, expect=64))
    assert "in staging" in team.copied(look) or "to delete" in team.copied(look)
    team.copied(then)
    assert team.ids("sandbox") == kept
    team.run("output", "--dir", "my bots", "--env", "staging", expect=1)


def test_a_report_on_standard_output_names_the_same_place(tmp_path):
    team = Team(tmp_path)
    team.run("destroy", *CHOICE, "--yes")
    assert team.run("releases", *CHOICE) == f"No releases yet: `assistantctl apply {SHOWN}` makes the first.\n"
    assert f"`assistantctl apply {SHOWN}` first" in team.run("doctor", "--serve", *CHOICE, expect=1)


def test_a_saved_plan_of_another_environment_is_made_again_there(tmp_path):
    team = Team(tmp_path)
    prompt = tmp_path / "my bots/prompts/helpdesk.md"
    prompt.write_text(prompt.read_text() + "\nBe brief.\n")
    saved = team.run("plan", *CHOICE, "--only", "assistant.helpdesk", "--out", "a.plan")
    assert NAMED.findall(saved) == ["apply a.plan --dir 'my bots'"]
    prompt.write_text(prompt.read_text() + "\nBe kind.\n")
    stale = team.run("apply", "a.plan", "--dir", "my bots", "--yes", expect=4)
    assert NAMED.findall(stale) == [
        f"plan --only assistant.helpdesk --out FILE {SHOWN}", "show FILE --dir 'my bots'"
    ]  # fmt: skip


def test_the_next_command_of_init_is_about_the_folder_that_was_written(tmp_path):
    team = Team(tmp_path)
    assert team.run("init", "--dir", "other").endswith("Next: assistantctl plan --dir other\n")
