"""`ask` talks to what is deployed: a question, a pipe, a conversation on a terminal, and functions as commands."""

import json
import os
import pty
import signal
import subprocess
import time

import pytest
from conftest import PROGRAM, FarEnd, Project
from openai import OpenAI

QUESTION = "How long do I have to return a bike?"


@pytest.fixture(scope="module")
def project(sandbox, tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("ask"), sandbox.url)
    project.run("apply", "--yes")
    return project


def test_an_answer_has_its_sources_and_leaves_no_thread(project):
    done = project.run("ask", "support-bot", QUESTION, "--verbose")
    assert "[1] returns-and-warranty.md" in done.stdout or "[2] returns-and-warranty.md" in done.stdout
    assert "【" not in done.stdout and "Tokens: " in done.stderr
    assert "DELETE /v1/threads/thread_" in done.stderr


def test_the_question_may_come_through_a_pipe(project):
    done = subprocess.run(
        [PROGRAM, "ask", "support-bot", "--env", "gateway"],
        cwd=project.folder,
        env={"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key},
        input=QUESTION + "\n",
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0 and "returns-and-warranty.md" in done.stdout


def test_without_a_question_nothing_is_asked(project):
    assert "there is no question to ask" in project.run("ask", "support-bot", expect=64).stderr


def test_json_is_the_run_with_its_messages(project):
    run = json.loads(project.run("ask", "support-bot", QUESTION, "--format", "json").stdout)
    assert run["object"] == "thread.run" and run["status"] == "completed"
    assert [message["role"] for message in run["messages"]] == ["assistant"]


def test_a_key_that_a_knowledge_file_holds_is_hidden_in_every_form(make_project, sandbox, api):
    key = "ghp_" + "1a2B3c4D5e6F7g8H9i0J1k2L3m4N5o6P7q8R"
    project = make_project(sandbox.url, api=api)
    page = f"# Courier\n\nThe courier's tracking page wants the access token x{key} of our workshop.\n"
    (project.assistants / "knowledge/support/courier.md").write_text(page)
    project.run("apply", "--yes")
    question = "Which access token does the courier's tracking page want?"
    for command in ("ask", "search"):
        for form in ("text", "json"):
            done = project.run(command, "support-bot", question, "--format", form)
            assert "token x<hidden> of" in done.stdout, done.stdout
            assert key[4:12] not in done.stdout + done.stderr
            assert ("looks like a secret" in done.stderr) == (command == "ask")


def test_a_stored_thread_stays(project, sandbox):
    done = project.run("ask", "support-bot", QUESTION, "--store")
    thread = done.stderr.split("Kept on the account as ")[1].split(".")[0]
    messages = OpenAI(base_url=sandbox.url, api_key=project.key).beta.threads.messages.list(thread)
    assert [message.role for message in messages.data] == ["assistant", "user"]


def test_a_function_that_nobody_runs_is_printed(project):
    done = project.run("ask", "support-bot", "Please lookup_order.")
    assert done.stdout.startswith("lookup_order({")
    assert "--call lookup_order=COMMAND" in done.stderr


def test_a_function_runs_as_a_command(project):
    done = project.run("ask", "support-bot", "Please lookup_order.", "--call", "lookup_order=echo shipped; cat")
    assert "lookup_order: shipped" in done.stdout and '"order_number"' in done.stdout


def test_a_function_gets_no_keys(project):
    project.edit("project.yaml", "api_key_env: OPENAI_API_KEY", "api_key_env: PRODUCTION_KEY")
    keys = {"OPENAI_ADMIN_KEY": "sk-admin-1", "PRODUCTION_KEY": "sk-production-1"}
    call = "lookup_order=env; echo problem >&2"
    done = project.run("ask", "support-bot", "Please lookup_order.", "--call", call, variables={"SHOP": "Malmö", **keys})
    assert "SHOP=Malmö" in done.stdout and "problem" in done.stderr
    for key in [project.key, *keys.values()]:
        assert key not in done.stdout


def test_a_function_ends_as_it_does_whatever_signals_were_ignored_at_the_start(project):
    def ignore():
        for number in [signal.SIGCHLD, signal.SIGHUP, signal.SIGINT]:
            signal.signal(number, signal.SIG_IGN)

    done = subprocess.run(
        [PROGRAM, "ask", "support-bot", "lookup_order", "--env", "gateway", "--call", "lookup_order=kill -HUP $$"],
        cwd=project.folder,
        env={"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key},
        preexec_fn=ignore,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "was ended by signal 1" in done.stderr


def test_a_command_that_fails_fails_the_answer(project):
    done = project.run("ask", "support-bot", "Please lookup_order.", "--call", "lookup_order=exit 3", expect=1)
    assert "ended with exit code 3" in done.stderr


def test_a_schema_that_only_the_account_refuses_is_looked_for_with_validate(sandbox, make_project):
    """The served sandbox is another host to `validate`: it warns, and the account refuses when it is asked."""
    project = make_project(sandbox.url, api="responses")
    project.edit("schemas/lookup_order.json", ',\n  "additionalProperties": false\n}', "\n}")
    project.run("apply", "--yes")
    refused = project.run("ask", "support-bot", QUESTION, expect=1).stderr
    assert "400 invalid_function_parameters" in refused and "`assistantctl validate --env gateway` says where" in refused
    warned = project.run("validate").stderr
    assert "assistants/schemas/lookup_order.json:1:1: warning:" in warned and "[strict-schema]" in warned


def test_what_is_not_there_is_named(project):
    assert 'did you mean "support-bot"?' in project.run("ask", "support-bt", "Hi", expect=1).stderr
    wrong = project.run("ask", "support-bot", "Hi", "--call", "lookup_ordr=true", expect=1).stderr
    assert 'did you mean "lookup_order"?' in wrong


def test_what_is_not_deployed_is_named(sandbox, make_project):
    assert "run `assistantctl apply --env gateway` first" in make_project(sandbox.url).run("ask", "support-bot", "Hi", expect=1).stderr


class Terminal(FarEnd):
    """The command on a terminal of its own."""

    def __init__(self, project, *arguments):
        self.shown = ""
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(project.folder)
            os.environ.update(HOME=str(project.folder), OPENAI_API_KEY=project.key, TERM="dumb")
            os.execv(PROGRAM, [str(PROGRAM), "ask", *arguments, "--env", "gateway"])

    def end(self):
        """The exit code."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self.descriptor)
                return os.waitstatus_to_exitcode(status)
            time.sleep(0.05)
        os.kill(self.pid, 9)
        raise AssertionError("the command did not end")


@pytest.mark.parametrize("ending", ["\x04", "\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_a_terminal_is_a_conversation(project, ending):
    terminal = Terminal(project, "support-bot")
    terminal.read("> ")
    for question in (QUESTION, "And who pays for it?"):
        terminal.write(question + "\n")
        assert "[1] " in terminal.read("Tokens: ")
        terminal.read("> ")
    terminal.write(ending)
    # The shell's prompt gets a line of its own.
    terminal.read("\r\n")
    assert terminal.end() == 0


def test_an_interrupt_ends_a_function_that_runs(project, tmp_path):
    started, late = tmp_path / "started", tmp_path / "late"
    call = f"lookup_order=touch '{started}'; sleep 60; touch '{late}'"
    terminal = Terminal(project, "support-bot", "Please lookup_order.", "--call", call)
    end = time.monotonic() + 60
    while not started.exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    terminal.write("\x03")
    terminal.read("Interrupted.")
    assert terminal.end() == 1 and not late.exists()
