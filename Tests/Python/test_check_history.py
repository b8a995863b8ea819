"""What `check` keeps of its runs, what `check --history` shows of it, and that nothing of it ever fails a check."""

import fcntl
import json
import os
import pty
import re
import sqlite3
import struct
import subprocess
import termios

import pytest
from conftest import PROGRAM, Project

QUESTION = "How many days do I have to send a bike back?"
RIGHT = "30 days"
BOT = """assistant: bot
model: gpt-6-luna
tools: [file_search]
knowledge: {{ files: [knowledge/support/returns-and-warranty.md] }}
checks:
  - ask: {question}
    expect: [ {{ contains: {text} }} ]
"""


@pytest.fixture
def project(sandbox, tmp_path):
    """A project of one assistant with one check, deployed."""
    project = Project(tmp_path, sandbox.url, api="responses")
    for manifest in project.assistants.glob("*-*.yaml"):
        manifest.unlink()
    (project.assistants / "knowledge" / "handbook.yaml").unlink()
    declare(project)
    project.run("apply", "--yes")
    return project


def declare(project, question=QUESTION, text=RIGHT):
    (project.assistants / "bot.yaml").write_text(BOT.format(question=question, text=text))


def database(project):
    return project.folder / ".assistantctl" / "checks.sqlite"


def history(project, *arguments):
    done = project.run("check", "--history", "--format", "json", *arguments)
    return json.loads(done.stdout)["checks"]


def rows(project):
    with sqlite3.connect(database(project)) as connection:
        return connection.execute("SELECT * FROM check_run").fetchall()


def test_each_run_is_kept_and_flicker_is_told_from_change(project):
    assert "No runs are kept here" in project.run("check", "--history").stdout
    assert not database(project).exists(), "looking makes no file"
    project.run("check")
    project.run("check")
    # What is expected changes: another check. Then the prompt: the same check of another definition.
    declare(project, text="31 days")
    project.run("check", expect=2)
    assert [len(check["definitions"][0]["runs"]) for check in history(project)] == [1]
    declare(project)
    project.edit("bot.yaml", "model: gpt-6-luna", "model: gpt-6-sol\ninstructions: Be short.")
    project.run("apply", "--yes")
    project.run("check")
    (check,) = history(project)
    assert check["assistant"] == "bot" and check["question"] == QUESTION
    now, before = check["definitions"]
    assert (now["model"], before["model"]) == ("gpt-6-sol", "gpt-6-luna")
    assert re.fullmatch("[0-9a-f]{12}", now["fingerprint"]) and now["fingerprint"] != before["fingerprint"]
    assert before["flicker"] == {"changes": 0, "repeats": 1} and before["right"] == 2 and before["share"] == 1.0
    assert [run["verdict"] for run in before["runs"]] == ["passed", "passed"]
    # A wrong answer among those of one definition, as a model may give it.
    with sqlite3.connect(database(project)) as connection:
        connection.execute("UPDATE check_run SET verdict = 'failed', right_answers = 0, wrong_answers = 1 WHERE id = 1")
    assert history(project)[0]["definitions"][1]["flicker"] == {"changes": 1, "repeats": 1}
    assert "1 of 1 flicker" in project.run("check", "--history").stdout


@pytest.mark.parametrize("api", ["assistants", "responses"])
def test_new_knowledge_is_another_definition_and_a_new_name_is_none(sandbox, tmp_path, api):
    project = Project(tmp_path, sandbox.url, api=api)
    arguments = ["check", "workshop-helper", "--budget", "none"]
    project.run("apply", "--yes")
    project.run(*arguments)
    project.edit("workshop-helper.yaml", "name: Workshop Helper", "name: Helper of the Workshop")
    project.run("apply", "--yes")
    project.run(*arguments)
    assert [len(check["definitions"]) for check in history(project, "workshop-helper")] == [1, 1]
    with (project.assistants / "knowledge/handbook/fitting-guide.md").open("a") as guide:
        guide.write("\nMeasure twice.\n")
    project.run("apply", "--yes")
    project.run(*arguments)
    assert [len(check["definitions"]) for check in history(project, "workshop-helper")] == [2, 2]


def test_nothing_that_was_asked_or_answered_is_kept(project):
    declare(project, text="31 days")
    project.run("check", expect=2)
    content = b"".join(file.read_bytes() for file in database(project).parent.glob("checks.sqlite*"))
    for text in ["How many days", "31 days", "delivery", "returns-and-warranty"]:
        assert text.encode() not in content
    assert database(project).stat().st_mode & 0o777 == 0o600
    assert (database(project).parent / ".gitignore").read_text() == "*\n"


def test_a_renamed_assistant_keeps_its_history(project):
    project.run("check")
    project.edit("bot.yaml", "assistant: bot", "assistant: helpdesk")
    (check,) = history(project)
    assert check["assistant"] == "helpdesk" and len(check["definitions"][0]["runs"]) == 1


def test_history_asks_nobody_and_takes_nothing_that_is_for_asking(project, tmp_path):
    project.run("check")
    done = subprocess.run(
        [PROGRAM, "check", "--history", "--env", "gateway", "--verbose"],
        cwd=project.folder,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "1 of 1 right" in done.stdout and "GET" not in done.stderr
    project.run("check", "--history", "--runs", "3", expect=64)
    project.run("check", "--history", "--format", "junit", expect=64)
    assert "no manifest declares an assistant" in project.run("check", "--history", "bto", expect=1).stderr


def damage(project):
    database(project).write_bytes(b"This is no database. " * 200)


def newer(project):
    project.run("check")
    with sqlite3.connect(database(project)) as connection:
        connection.execute("INSERT INTO schema_step(name, step) VALUES ('checks', 99)")


def folder(project):
    database(project).mkdir()


@pytest.mark.parametrize(
    "spoil, words",
    [(damage, "file is not a database"), (newer, "a newer version of assistantctl"), (folder, "cannot be opened")],
    ids=["damaged", "newer", "folder"],
)
def test_a_file_that_cannot_be_used_is_a_warning_and_no_failed_check(project, spoil, words):
    database(project).parent.mkdir(exist_ok=True)
    spoil(project)
    done = project.run("check")
    assert "Checks: 1 passed" in done.stdout
    assert re.search(rf"warning: this run is not kept .*{words}.* \[history-not-kept\]", done.stderr)
    done = project.run("check", "--history", expect=1)
    assert "[no-history]" in done.stderr and words in done.stderr


def test_a_locked_file_is_a_warning(project):
    project.run("check")
    with sqlite3.connect(database(project), isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        done = project.run("check")
        assert "Checks: 1 passed" in done.stdout and "[history-not-kept]" in done.stderr and "locked" in done.stderr
        connection.execute("ROLLBACK")
    assert len(rows(project)) == 1


def test_a_folder_that_cannot_be_made_is_a_warning(project):
    (project.folder / ".assistantctl").write_text("a file of somebody else's")
    done = project.run("check")
    assert "Checks: 1 passed" in done.stdout and "[history-not-kept]" in done.stderr


def test_two_runs_at_a_time_are_both_kept(project):
    variables = {"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key}
    command = [PROGRAM, "check", "--env", "gateway"]
    runs = [
        subprocess.Popen(command, cwd=project.folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(4)
    ]
    for run in runs:
        _, errors = run.communicate(timeout=300)
        assert run.returncode == 0 and b"history-not-kept" not in errors, errors
    assert len(rows(project)) == 4


def test_what_is_kept_is_bounded(project):
    project.run("check")
    (row,) = rows(project)
    marks = ", ".join("?" * len(row))
    with sqlite3.connect(database(project)) as connection:
        for number in range(2, 200):
            connection.execute(f"INSERT INTO check_run VALUES ({marks})", (number, *row[1:]))
        # Of checks that are long gone: one run each.
        for number in range(200, 30_000):
            connection.execute(f"INSERT INTO check_run VALUES ({marks})", (number, *row[1:4], f"{number:032x}", *row[5:]))
    project.run("check")
    kept = rows(project)
    assert len(kept) <= 20_000 and database(project).stat().st_size < 10_000_000
    with sqlite3.connect(database(project)) as connection:
        for number in range(40_000, 40_200):
            connection.execute(f"INSERT INTO check_run VALUES ({marks})", (number, *row[1:]))
    project.run("check")
    own = [kept for kept in rows(project) if kept[4] == row[4]]
    assert len(own) == 100 and own[-1][0] == 40_200


def test_on_a_terminal_no_line_is_wider_than_it(project):
    project.run("check")
    for columns in [60, 160]:
        main, end = pty.openpty()
        fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
        subprocess.run(
            [PROGRAM, "check", "--history", "--env", "gateway", "--no-color"],
            cwd=project.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(project.folder), "TERM": "xterm"},
            stdout=end,
            check=True,
            timeout=60,
        )
        os.close(end)
        text = os.read(main, 100_000).decode()
        os.close(main)
        assert "gpt-6-luna" in text and max(len(line) for line in text.splitlines()) <= columns
