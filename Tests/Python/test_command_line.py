"""What the program prints where, and what it exits with, seen from outside: in folders that `init` wrote."""

import json
import os
import pty
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from conftest import PROGRAM


class Folder:
    """A folder of a user with what `assistantctl init` writes into it; its account is the sandbox inside the command."""

    def __init__(self, path):
        self.path = path
        self.variables = {"PATH": os.environ["PATH"], "HOME": str(path)}
        self.run("init")

    def run(self, *arguments, expect=0):
        done = subprocess.run(
            [PROGRAM, *arguments],
            cwd=self.path,
            env=self.variables,
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        shown = f"$ assistantctl {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == expect, f"exit {done.returncode}, expected {expect}\n{shown}"
        return done

    def write(self, file, text):
        target = self.path / "assistants" / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def at_terminal(self, *arguments, answer):
        """Runs with a terminal for input and messages; returns the exit code, standard output and the terminal's text."""
        terminal, other_end = pty.openpty()
        with subprocess.Popen(
            [PROGRAM, *arguments],
            cwd=self.path,
            env={**self.variables, "TERM": "dumb"},
            stdin=other_end,
            stdout=subprocess.PIPE,
            stderr=other_end,
        ) as process:
            os.close(other_end)
            os.write(terminal, answer.encode() + b"\n")
            output = process.stdout.read()
            shown = b""
            while True:
                try:
                    piece = os.read(terminal, 65536)
                except OSError:
                    break
                if not piece:
                    break
                shown += piece
            code = process.wait(timeout=120)
        os.close(terminal)
        return code, output.decode(), shown.decode().replace("\r\n", "\n")


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.mark.parametrize(
    "command", [["plan"], ["apply", "--yes"], ["destroy", "--yes"], ["show"], ["output"], ["search", "helpdesk", "x"]]
)
def test_json_is_printed_when_the_project_cannot_be_loaded(folder, command):
    folder.write("helpdesk.yaml", "assistant: helpdesk\nmodle: gpt-6-luna\n")
    done = folder.run(*command, "--format", "json", expect=1)
    document = json.loads(done.stdout)
    assert document["format_version"] == "1.0" and document["valid"] is False
    assert [(found["code"], found["range"]["filename"]) for found in document["diagnostics"]][0] == (
        "unknown-key",
        "assistants/helpdesk.yaml",
    )
    assert 'error: unknown key "modle"' in done.stderr


def test_json_is_printed_when_the_account_cannot_be_reached(folder):
    folder.write(
        "project.yaml",
        "project: velo\nenvironments: { gateway: { api: assistants, base_url: 'http://127.0.0.1:1/v1' } }\n"
        "defaults: { model: gpt-6-luna }\n",
    )
    folder.variables["OPENAI_API_KEY"] = "sk-test"
    for command in (["plan"], ["show"], ["apply", "--yes"]):
        done = folder.run(*command, "--format", "json", expect=1)
        found = json.loads(done.stdout)["diagnostics"]
        assert len(found) == 1 and found[0]["severity"] == "error" and found[0]["summary"] in done.stderr


def test_json_is_printed_when_nobody_can_be_asked(folder):
    done = folder.run("apply", "--format", "json", expect=64)
    assert [found["code"] for found in json.loads(done.stdout)["diagnostics"]] == ["no-terminal"]


def test_apply_prints_one_document_with_plan_and_report(folder):
    document = json.loads(folder.run("apply", "--yes", "--format", "json").stdout)
    assert (document["format_version"], document["status"]) == ("1.1", "complete")
    planned = [change["address"] for change in document["plan"]["resource_changes"]]
    assert planned == [result["address"] for result in document["results"]] and len(planned) == 3
    document = json.loads(folder.run("apply", "--yes", "--format", "json").stdout)
    changes = document["plan"]["resource_changes"]
    assert document["status"] == "complete" and [change["address"] for change in changes] == planned
    assert all(change["change"]["actions"] == ["no-op"] for change in changes)


def test_apply_as_json_shows_the_plan_before_it_asks(folder):
    code, output, shown = folder.at_terminal("apply", "--format", "json", answer="no")
    assert code == 1
    assert shown.index("Plan: 3 to create.") < shown.index('Only "yes" is accepted')
    assert json.loads(output)["status"] == "declined"
    code, output, _ = folder.at_terminal("apply", "--format", "json", answer="yes")
    assert code == 0 and json.loads(output)["status"] == "complete"


def test_an_account_that_cannot_be_opened_says_where_and_what_to_do(folder):
    place = folder.path / ".assistantctl"
    place.write_text("")
    done = folder.run("plan", expect=1)
    assert f"error: {place} is a file" in done.stderr
    assert "hint: move the file away" in done.stderr
    place.unlink()
    place.mkdir()
    (place / "sandbox.sqlite").write_text("no database " * 100)
    for command in (["plan"], ["sandbox", "--port", "0"]):
        done = folder.run(*command, expect=1)
        assert f"account {place}/sandbox.sqlite cannot be opened: SQLite error 26: file is not a database" in done.stderr
        assert "move it away" in done.stderr and "sqlite_master" not in done.stderr
    done = folder.run("sandbox", "--port", "0", "--dir", "nowhere/assistants", expect=1)
    assert f"there is no folder {folder.path}/nowhere" in done.stderr
    assert not (folder.path / "nowhere").exists()


@pytest.mark.skipif(os.getuid() == 0 and not os.path.exists("/usr/bin/setpriv"), reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to():
    place = Path(tempfile.mkdtemp())
    folder = Folder(place)
    other = [] if os.getuid() else ["setpriv", "--reuid=65534", "--clear-groups"]
    place.chmod(0o555)
    try:
        if subprocess.run([*other, PROGRAM, "--version"], capture_output=True, cwd=place).returncode != 0:
            pytest.skip("another user cannot run the program here")
        done = subprocess.run(
            [*other, PROGRAM, "plan"], cwd=place, env=folder.variables, capture_output=True, text=True, timeout=60
        )
    finally:
        place.chmod(0o755)
        shutil.rmtree(place)
    assert done.returncode == 1, done.stderr
    assert "cannot make the folder" in done.stderr and "Permission denied" in done.stderr
    assert "hint: make" in done.stderr and "NSError" not in done.stderr and "Domain=" not in done.stderr


def test_a_port_in_use_is_named(folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = folder.run("sandbox", "--port", str(port), expect=1)
    assert f"error: port {port} is in use" in done.stderr and "--port" in done.stderr and "errno" not in done.stderr


@pytest.mark.parametrize("home", [None, "", "relative/home"])
def test_without_an_absolute_home_there_is_no_cache(folder, home):
    folder.variables.pop("HOME")
    if home is not None:
        folder.variables["HOME"] = home
    assert "Plan: 3 to create." in folder.run("plan").stdout
    found = folder.run("doctor").stdout
    assert "none: neither XDG_CACHE_HOME nor HOME is an absolute path" in found
    assert not (folder.path / "relative").exists()


def test_validate_checks_every_environment_and_one_when_asked(folder):
    folder.write(
        "project.yaml",
        "project: velo\ndefault_environment: sandbox\nenvironments:\n"
        "  sandbox: { api: assistants, base_url: embedded }\n"
        "  gateway: { api: assistants, base_url: 'https://gateway.example/v1' }\n",
    )
    folder.write("bot.yaml", "assistant: bot\nmodel: gpt-6-luna\nenvironments: { gateway: { top_p: 7 } }\n")
    (folder.path / "assistants/helpdesk.yaml").unlink()
    done = folder.run("validate", expect=1)
    assert "`top_p` is 7" in done.stderr and "note: in the environment gateway" in done.stderr
    folder.run("validate", "--env", "sandbox")
    assert "Plan: 1 to create." in folder.run("plan").stdout


def test_help_says_when_plan_exits_with_4(folder):
    assert "ends with 4 with and without this" in " ".join(folder.run("plan", "--help").stdout.split())


def test_env_output_of_nothing_is_empty(folder):
    assert folder.run("output", "--format", "env", expect=1).stdout == ""


def test_a_run_that_prints_json_tells_people_what_is_done(folder):
    done = folder.run("apply", "--yes", "--format", "json")
    for line in ("assistant.helpdesk", "vector_store.helpdesk", "file.helpdesk/knowledge/handbook.md"):
        assert len([text for text in done.stderr.splitlines() if f" {line}:" in text]) == 1, done.stderr


def test_a_refusal_names_its_object_once(folder):
    text = (folder.path / "assistants/helpdesk.yaml").read_text()
    folder.write("helpdesk.yaml", text + "lifecycle: { protect: true }\n")
    folder.run("apply", "--yes")
    (folder.path / "assistants/helpdesk.yaml").unlink()
    folder.write("other.yaml", "assistant: other\n")
    refusals = [line for line in folder.run("plan", expect=4).stdout.splitlines() if "refused:" in line]
    assert refusals and all(line.count("assistant.helpdesk") <= 1 for line in refusals)


def test_the_local_account_stays_out_of_git(folder):
    git = ["git", "-C", str(folder.path)]
    subprocess.run([*git, "init", "--quiet"], check=True)
    folder.run("apply", "--yes")
    status = subprocess.run([*git, "status", "--porcelain"], check=True, capture_output=True, text=True).stdout
    assert (folder.path / ".assistantctl/sandbox.sqlite").exists() and ".assistantctl" not in status and "assistants/" in status


@pytest.mark.parametrize("command", [["ask", "helpdesk", "- what is covered?"], ["search", "helpdesk", "-20 % on returns?"]])
def test_a_question_that_begins_with_a_dash(folder, command):
    done = folder.run(*command, expect=64)
    assert done.stdout == ""
    assert f'put `--` in front: -- "{command[2]}"' in done.stderr
    folder.run("search", "helpdesk", "--", "-20 % on returns?", expect=1)

