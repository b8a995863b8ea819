"""The command line at home in a shell: help, pagers, and questions that are typed at a terminal."""

import fcntl
import json
import os
import pty
import re
import shlex
import stat
import struct
import subprocess
import termios

import pytest

from conftest import PROGRAM, FarEnd
from test_command_line import Folder


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "shop"
    path.mkdir()
    return Folder(path)


# Help


def commands():
    dump = subprocess.run([PROGRAM, "--experimental-dump-help"], capture_output=True, text=True, timeout=60).stdout
    return [one["commandName"] for one in json.loads(dump)["command"]["subcommands"] if one["commandName"] != "help"]


def help_of(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and done.stderr == ""
    return done.stdout


def examples(text):
    block = text.split("\nExamples:\n")[1].split("\n\n")[0].splitlines()
    return [line.strip() for line in block if not line.strip().startswith("#")]


def test_help_groups_the_commands_and_h_stands_for_help_everywhere():
    text = help_of("-h")
    assert text == help_of("--help") == help_of("help")
    groups = re.findall(r"^([A-Z]+) SUBCOMMANDS:$", text, re.M)
    assert groups == ["AUTHOR", "DEPLOY", "LOOK", "OPERATE"], text
    for command in commands():
        assert help_of(command, "-h") == help_of(command, "--help") == help_of("help", command)


def test_every_example_of_the_help_is_a_command_that_the_program_takes(folder):
    for command in commands():
        lines = examples(help_of(command, "-h"))
        assert any(line.startswith(f"assistantctl {command}") for line in lines), command
        for line in lines:
            words = shlex.split(line)
            assert words[0] == "assistantctl"
            with subprocess.Popen(
                [PROGRAM, *words[1:]], cwd=folder.path, env=folder.variables, text=True, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            ) as process:
                if words[1] in ("sandbox", "serve"):
                    # It serves until it is ended, once it says where.
                    process.stdout.readline()
                    process.terminate()
                _, said = process.communicate(timeout=60)
            # What was read, and would have to be asked on a terminal.
            is_read = process.returncode != 64 or re.search(r"\[(no-terminal|no-question|unknown-address)\]", said)
            assert is_read, f"{line}\n{said}"


# Terminals


class Terminal(FarEnd):
    """The program at a terminal of its own."""

    def __init__(self, folder, *arguments, columns=80, rows=24, **variables):
        self.shown = ""
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.chdir(folder.path)
            os.execve(PROGRAM, [str(PROGRAM), *arguments], {**folder.variables, "TERM": "xterm", **variables})

    def end(self):
        """The exit code, and all that is still shown."""
        while True:
            try:
                piece = os.read(self.descriptor, 4096)
            except OSError:
                break
            if not piece:
                break
            self.shown += piece.decode(errors="replace")
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.descriptor)
        return code, self.shown.replace("\r\n", "\n")


@pytest.fixture
def pager(tmp_path):
    """A pager that takes notes of what it gets and of how its signals are handled."""
    script, notes = tmp_path / "pager", tmp_path / "notes"
    script.write_text(f"#!/bin/sh\ncat > {notes}\ngrep SigIgn /proc/self/status >> {notes}.signals\necho 'paged'\n")
    script.chmod(0o755)
    return script, notes


def shown_by(folder, *arguments, rows=10, **variables):
    return Terminal(folder, *arguments, rows=rows, **variables).end()


def test_a_long_plan_goes_through_the_pager_a_short_one_does_not(folder, pager):
    script, notes = pager
    code, shown = shown_by(folder, "plan", "--no-color", PAGER=str(script))
    assert code == 0 and shown.strip().endswith("paged") and "Plan: 3 to create." not in shown
    assert "Plan: 3 to create." in notes.read_text()
    # SIGINT, SIGQUIT, SIGPIPE and SIGTERM are as a program expects them.
    ignored = int(open(f"{notes}.signals").read().split()[1], 16)
    assert ignored & (1 << 1 | 1 << 2 | 1 << 12 | 1 << 14) == 0

    notes.unlink()
    code, shown = shown_by(folder, "plan", "--no-color", rows=200, PAGER=str(script))
    assert code == 0 and "to create" in shown and not notes.exists()


def test_who_wants_no_pager_gets_none(folder, pager):
    script, notes = pager
    for arguments, variables in [
        (["plan", "--no-pager"], {"PAGER": str(script)}),
        (["plan"], {"PAGER": str(script), "ASSISTANTCTL_PAGER": ""}),
        (["plan"], {"PAGER": "cat"}),
        (["plan"], {"PAGER": str(script), "TERM": "dumb"}),
        (["plan", "--format", "json"], {"PAGER": str(script)}),
    ]:
        code, shown = shown_by(folder, *arguments, **variables)
        assert code == 0 and "paged" not in shown and "helpdesk" in shown
    done = subprocess.run(
        [PROGRAM, "plan"], cwd=folder.path, env={**folder.variables, "TERM": "xterm", "PAGER": str(script)},
        capture_output=True, text=True, timeout=60,
    )
    assert "Plan: 3 to create." in done.stdout and not notes.exists()


def test_a_pager_that_is_missing_or_ends_early_is_no_failure(folder):
    code, shown = shown_by(folder, "plan", "--no-color", ASSISTANTCTL_PAGER="no-such-pager")
    assert code == 0 and "Plan: 3 to create." in shown
    code, shown = shown_by(folder, "plan", "--no-color", "--detailed-exitcode", ASSISTANTCTL_PAGER="true")
    assert code == 2 and "error" not in shown
    code, shown = shown_by(folder, "plan", "--no-color", PATH="/nonexistent")
    assert code == 0 and "Plan: 3 to create." in shown


def test_an_interrupt_is_the_pagers(folder, tmp_path):
    started = tmp_path / "started"
    script = tmp_path / "slow"
    script.write_text(f"#!/bin/sh\ntrap 'echo heard; exit 0' INT\ncat > /dev/null\necho up\nwhile :; do sleep 0.1; done\n")
    script.chmod(0o755)
    terminal = Terminal(folder, "plan", rows=10, PAGER=str(script))
    terminal.read("up")
    terminal.write("\x03")
    code, shown = terminal.end()
    assert code == 0 and "heard" in shown


# Questions


def rows(text, columns):
    """The rows of a terminal after the text, as far as the program moves about on one; wide characters take two."""
    screen, row, column = [[]], 0, 0
    for part in re.findall(r"\x1b\[[0-9;?]*[A-Za-z]|.", text, re.S):
        if part == "\r":
            column = 0
        elif part == "\n":
            row += 1
        elif not part.startswith("\x1b"):
            width = 2 if ord(part) >= 0x1100 and ord(part) != 0x21B5 else 1
            if column + width > columns:
                row, column = row + 1, 0
            while len(screen) <= row:
                screen.append([])
            screen[row][column : column + width] = [part] + [""] * (width - 1)
            column += width
        elif part.endswith("A"):
            row -= int(part[2:-1])
        elif part.endswith("C"):
            column += int(part[2:-1])
        elif part.endswith("J"):
            screen = screen[: row + 1]
            if len(screen) > row:
                screen[row] = screen[row][:column]
        while len(screen) <= row:
            screen.append([])
    return ["".join(one) for one in screen], (row, column)


@pytest.fixture
def asked(folder):
    folder.run("apply", "--yes")
    return folder


def ask(folder, **options):
    terminal = Terminal(folder, "ask", "helpdesk", **options)
    terminal.read("Ctrl-D ends.")
    terminal.read("> ")
    return terminal


def history(folder):
    return folder.path / ".local/state/assistantctl/ask_history"


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ("opening hours", "opening hours"),
        ("hours\x1b[H\x1b[3~H\x1b[F?", "Hours?"),
        ("hours\x01the \x05?", "the hours?"),
        ("opening hourz\x7fs", "opening hours"),
        ("one two  three\x17\x17four", "one four"),
        ("one two\x1b[1;5D\x0bthree", "one three"),
        ("one two\x1b[D\x1b[D\x1b[D\x15x", "xtwo"),
        ("Öffnungszeiten\x1b[D\x1b[D\x7f日本", "Öffnungszei日本en"),
        ("cafe\u0301s\x7f\x7f\x7fr", "car"),
        ("a\x1b[200~b\rc\x1b[201~d", "ab\\ncd"),
        ("a\x1b[99~\x1bOC\x00b", "ab"),
    ],
)
def test_a_question_is_edited_with_keys(asked, typed, question):
    terminal = ask(asked)
    terminal.write(typed + "\r")
    terminal.read("Tokens: ")
    terminal.read("> ")
    terminal.write("\x04")
    code, _ = terminal.end()
    assert code == 0 and history(asked).read_text().splitlines()[-1] == question


def test_questions_come_back_with_the_arrows_and_in_the_next_conversation(asked):
    for keys, question in [
        ("opening hours?", "opening hours?"),
        ("\x1b[A now", "opening hours? now"),
        ("\x1b[A\x1bOA\x1b[B!", "opening hours? now!"),
        ("half\x1b[A\x1b[B done", "half done"),
        (" secret to history", None),
        ("my key is sk-proj-" + "a1B2c3D4" * 6, None),
    ]:
        terminal = ask(asked)
        terminal.write(keys + "\r")
        terminal.read("Tokens: ")
        terminal.read("> ")
        terminal.write("\x04")
        assert terminal.end()[0] == 0
        if question:
            assert history(asked).read_text().splitlines()[-1] == question
        else:
            assert len(history(asked).read_text().splitlines()) == 4
    assert stat.S_IMODE(history(asked).stat().st_mode) == 0o600
    assert stat.S_IMODE(history(asked).parent.stat().st_mode) == 0o700


def test_the_history_is_where_the_variable_says(asked, tmp_path):
    terminal = ask(asked, XDG_STATE_HOME=str(tmp_path / "state"))
    terminal.write("opening hours\r")
    terminal.read("Tokens: ")
    terminal.write("\x04")
    assert terminal.end()[0] == 0
    assert (tmp_path / "state/assistantctl/ask_history").read_text() == "opening hours\n"
    assert not history(asked).exists()


def test_a_long_line_is_drawn_over_rows_and_wide_characters_stay_whole(asked):
    terminal = ask(asked, columns=20)
    terminal.write("日本語" * 6 + "x\x1b[H!\x1b[F?")
    screen, cursor = rows("> " + terminal.read("x?\r\x1b[2C") + "x?\r\x1b[2C", 20)
    assert [row.rstrip() for row in screen] == ["> !日本語日本語日本", "語日本語日本語日本語", "x?"]
    assert cursor == (2, 2)
    terminal.write("\x15\x04")
    assert terminal.end()[0] == 0


@pytest.mark.parametrize("ending", ["\x04", "\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_the_terminal_is_left_as_it_was(asked, ending):
    terminal = ask(asked)
    terminal.write("half")
    terminal.read("half")
    terminal.write("\x15" + ending if ending == "\x04" else ending)
    terminal.read("\x1b[?2004l")
    after = termios.tcgetattr(terminal.descriptor)[3]
    assert after & termios.ICANON and after & termios.ECHO
    assert terminal.end()[0] == 0
