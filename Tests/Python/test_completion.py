"""Completions in the shells themselves: what the tab key makes of a line, with the scripts that the program prints."""

import fcntl
import os
import pty
import select
import shutil
import subprocess
import termios
import time

import pytest

from conftest import PROGRAM

LONG = "assistantctl plan --only file.helpdesk/knowledge/"


def installed(shell):
    return pytest.param(
        shell, marks=pytest.mark.skipif(not shutil.which(shell), reason=f"{shell} is not installed: apt-get install {shell}")
    )


class Terminal:
    """An interactive shell, whose line is read back as the shell has it."""

    SETUP = {
        "bash": """
            bind 'set completion-query-items -1' 'set enable-bracketed-paste off'
            source {script}
            report() {{ printf '%s' "$READLINE_LINE" > {line}.new; mv {line}.new {line}; READLINE_LINE=; }}
            bind -x '"\\C-xp": report'
            """,
        "zsh": """
            autoload -Uz compinit && compinit -u -D
            unsetopt beep
            source {script}
            report() {{ printf '%s' "$BUFFER" > {line}.new; mv {line}.new {line}; BUFFER= }}
            zle -N report
            bindkey '^Xp' report
            """,
        "fish": """
            source {script}
            function report
                commandline > {line}.new
                mv {line}.new {line}
                commandline ''
            end
            bind \\cxp report
            """,
    }
    START = {
        "bash": ["bash", "--noprofile", "--norc", "-i"],
        "zsh": ["zsh", "-f", "-i"],
        "fish": ["fish", "--no-config", "-i"],
    }

    def __init__(self, shell, folder, script, environment):
        self.line = folder / "line"
        setup = folder / "setup"
        ready = folder / "ready"
        setup.write_text(self.SETUP[shell].format(script=script, line=self.line) + f"\ntouch {ready}\n")
        self.master, other_end = pty.openpty()
        self.process = subprocess.Popen(
            self.START[shell], cwd=folder, env=environment, stdin=other_end, stdout=other_end, stderr=other_end,
            start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(other_end)
        self.shown = b""
        self.send(f"source {setup}\n")
        self.wait_for(ready)

    def send(self, text):
        os.write(self.master, text.encode())

    def wait_for(self, file):
        """Reads what the shell prints until it has written the file: a full terminal would stop it."""
        end = time.monotonic() + 60
        while not file.exists():
            assert time.monotonic() < end, self.shown.decode(errors="replace")
            if select.select([self.master], [], [], 0.02)[0]:
                self.shown += os.read(self.master, 65_536)

    def completed(self, line):
        self.line.unlink(missing_ok=True)
        self.send(line + "\t\x18p")
        self.wait_for(self.line)
        return self.line.read_text().rstrip()

    def close(self):
        self.process.kill()
        self.process.wait()
        os.close(self.master)


@pytest.fixture(params=[installed("bash"), installed("zsh"), installed("fish")])
def shell(request, tmp_path):
    """A shell in a subfolder of a project, with the program's completions and nobody else's."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/assistantctl").symlink_to(PROGRAM)
    environment = {"PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "HOME": str(tmp_path), "TERM": "dumb", "LC_ALL": "C.UTF-8"}
    subprocess.run([PROGRAM, "init"], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "assistants/mail-sorter.yaml").write_text("assistant: mail-sorter\n")
    script = tmp_path / "completions"
    script.write_text(
        subprocess.run(
            [PROGRAM, "--generate-completion-script", request.param], check=True, capture_output=True, text=True
        ).stdout
    )
    folder = tmp_path / "src"
    folder.mkdir()
    shell = Terminal(request.param, folder, script, environment)
    yield shell
    shell.close()


@pytest.mark.parametrize(
    "line, completed",
    [
        ("assistantctl val", "assistantctl validate"),
        ("assistantctl plan --form", "assistantctl plan --format"),
        ("assistantctl plan --format mark", "assistantctl plan --format markdown"),
        ("assistantctl validate --format sa", "assistantctl validate --format sarif"),
        ("assistantctl output --format e", "assistantctl output --format env"),
        ("assistantctl plan --env s", "assistantctl plan --env sandbox"),
        ("assistantctl ask hel", "assistantctl ask helpdesk"),
        ("assistantctl output ma", "assistantctl output mail-sorter"),
        ("assistantctl apply --only assistant.m", "assistantctl apply --only assistant.mail-sorter"),
        ("assistantctl plan --replace v", "assistantctl plan --replace vector_store.helpdesk"),
        ("assistantctl plan --replace assistant.", "assistantctl plan --replace assistant."),
        (LONG + "h", LONG + "handbook.md"),
        ("assistantctl forget assistant.h", "assistantctl forget assistant.helpdesk"),
        ("assistantctl sandbox --fault rate", "assistantctl sandbox --fault rate-limit"),
    ],
)
def test_the_tab_key(shell, line, completed):
    assert shell.completed(line) == completed


def test_outside_of_a_project_nothing_is_offered_or_said(tmp_path):
    done = subprocess.run(
        [PROGRAM, "---completion", "plan", "--", "--env", "3", "0", "assistantctl", "plan", "--env", ""],
        cwd=tmp_path, capture_output=True, text=True, timeout=60,
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")


def test_completions_need_neither_key_nor_account(tmp_path):
    """The account of the environment cannot be reached, and no key is there."""
    subprocess.run([PROGRAM, "init"], cwd=tmp_path, check=True, capture_output=True)
    settings = tmp_path / "assistants/project.yaml"
    settings.write_text(settings.read_text().replace("base_url: embedded", "base_url: 'http://127.0.0.1:9/v1'"))
    done = subprocess.run(
        [PROGRAM, "---completion", "ask", "--", "positional@0", "2", "0", "assistantctl", "ask", ""],
        cwd=tmp_path, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, timeout=60,
    )
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["helpdesk"], "")
    assert not (tmp_path / ".assistantctl").exists()
