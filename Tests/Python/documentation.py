"""Reads the pages of README and docs, and runs their shell blocks as a reader would: in order, in one folder a page.

A block is fenced. Its language and the words behind it say what it is:

    console        commands behind `$ ` (`> ` goes on) and what they print; a line `...` stands for any lines
    sh             commands alone; what they print is not compared
    ... file=PATH  the content of a file, which is written there
    ... exit=N     the code that the last command of the block ends with; 0 without it
    sh serves=PORT the command with which a reader serves the account in another terminal, see below
    sh chats=PORT  the command with which a reader serves the chat in another terminal, on a port that the system chose
    ... TAG        the block is not run, for one of the reasons in `TAGS`

Comments that a reader does not see: `<!-- starts with the example project -->` (or `the deployed example project`) fills
the folder, `<!-- run: COMMAND -->` runs a command, `<!-- serves 8371 -->` has a sandbox of that folder answer on a port that
the system chose wherever the page says 8371. A page that is followed step
by step has none of these: its reader copies the example project out of `~/assistantctl`, the repository.
"""

import os
import re
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

from conftest import PROGRAM, ROOT, Sandbox

TAGS = {
    "needs-key": "talks to an account that takes a key of the reader",
    "needs-server": "talks to a server of the reader",
    "needs-time": "takes minutes or days, or goes on until somebody ends it",
    "needs-build": "builds or installs the program",
    "excerpt": "shows a form, or lines out of their context",
}
SHELL = {"console", "sh"}
LANGUAGES = SHELL | {"yaml", "json", "python", "text", "markdown", "mermaid", "gherkin", "rego", "dockerfile", "swift", ""}
MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass
class Step:
    """A block, or a comment that acts."""

    kind: str
    text: str
    # Of the content in the page: from the first line to before the last.
    lines: tuple
    attributes: dict = field(default_factory=dict)
    tag: str | None = None

    @property
    def commands(self):
        """Commands with what the page says that they print."""
        if self.kind != "console":
            return [(self.text, None)]
        commands = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                commands.append(([line[2:]], []))
            elif line.startswith("> ") and commands and not commands[-1][1]:
                commands[-1][0].append(line[2:])
            else:
                assert commands, f"output before a command: {line!r}"
                commands[-1][1].append(line)
        return [("\n".join(command), output) for command, output in commands]


def blocks(page):
    """All fenced blocks of a page, with the comments between them that act."""
    steps = []
    for token in MARKDOWN.parse(page.read_text()):
        if token.type == "fence":
            language, *words = token.info.split() or [""]
            attributes = dict(word.split("=", 1) for word in words if "=" in word)
            tags = [word for word in words if "=" not in word]
            assert len(tags) < 2 and set(tags) <= set(TAGS), f"{page.name}: {token.info}"
            assert set(attributes) <= {"file", "exit", "serves", "chats"}, f"{page.name}: {token.info}"
            start, end = token.map
            steps.append(Step(language, token.content, (start + 1, end - 1), attributes, tags[0] if tags else None))
        elif token.type == "html_block":
            for words in re.findall(r"<!-- ?(.*?) ?-->", token.content, re.S):
                kind, _, rest = words.strip().partition(" ")
                if kind in ("starts", "run:", "serves"):
                    steps.append(Step(kind, rest, tuple(token.map)))
    return steps


def normalised(line):
    """A line of output without what differs from run to run."""
    line = re.sub(r"\b(vs|skill|asst|resp|fc|cntr)_[A-Za-z0-9]{16,}|\bfile-[A-Za-z0-9]{16,}", r"\1ID", line)
    line = re.sub(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?( UTC|Z)?", "TIME", line)
    line = re.sub(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{12}\b|\b[0-9a-f]{7}\b", "HASH", line)
    line = re.sub(r"assistantctl \d+\.[\w.+-]+.*", "VERSION", line)
    # Columns are as wide as the longest id.
    return re.sub(r"(?<=\S) {2,}", "  ", line.rstrip())


def agrees(expected, actual):
    """Whether output is as a page says; a line `...` stands for any number of lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "..." else re.escape(normalised(line)) + r"\n" for line in expected)
    return re.fullmatch(pattern, "".join(normalised(line) + "\n" for line in actual)) is not None


class Story:
    """A folder in which the steps of a page are run one after the other."""

    def __init__(self, folder, deployed):
        self.home = folder
        self.folder = folder / "project"
        self.folder.mkdir()
        self.deployed = deployed
        # The ports of the page and those that stand for them.
        self.servers, self.ports = ExitStack(), {}
        (folder / "assistantctl").symlink_to(ROOT)
        programs = folder / "programs"
        programs.mkdir()
        (programs / "assistantctl").symlink_to(PROGRAM)
        self.variables = {
            "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "USER": "ci",
            "GIT_CONFIG_COUNT": "3",
            "GIT_CONFIG_KEY_0": "user.name", "GIT_CONFIG_VALUE_0": "ci",
            "GIT_CONFIG_KEY_1": "user.email", "GIT_CONFIG_VALUE_1": "ci@velo-lindqvist.example",
            "GIT_CONFIG_KEY_2": "init.defaultBranch", "GIT_CONFIG_VALUE_2": "main",
        }  # fmt: skip

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.servers.close()

    def take(self, step):
        """Runs a step. Returns what was printed otherwise than the page says, by the number of the command."""
        different = {}
        if step.kind == "starts":
            source = self.deployed if step.text == "with the deployed example project" else ROOT / "assistants"
            assert step.text in ("with the example project", "with the deployed example project"), step.text
            target = self.folder if source == self.deployed else self.folder / "assistants"
            shutil.copytree(source, target, dirs_exist_ok=True)
        elif step.kind == "serves":
            self.ports[step.text.strip()] = port_of(self.servers.enter_context(Sandbox(self.folder)).url)
        elif step.kind == "run:":
            self.run(step.text, 0)
        elif "serves" in step.attributes:
            port = step.attributes["serves"]
            assert step.text == f"assistantctl sandbox --port {port}\n", step.text
            self.ports[port] = port_of(self.servers.enter_context(Sandbox(self.folder)).url)
        elif "chats" in step.attributes:
            assert step.text == "assistantctl serve\n", step.text
            self.ports[step.attributes["chats"]] = port_of(self.servers.enter_context(self.chat()))
        elif not step.tag and "file" in step.attributes:
            file = self.folder / step.attributes["file"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.ported(step.text))
        elif not step.tag and step.kind in SHELL:
            commands = step.commands
            for number, (command, output) in enumerate(commands):
                last = number == len(commands) - 1
                printed = self.run(command, int(step.attributes.get("exit", 0)) if last else 0)
                if output is not None and not agrees(output, printed):
                    different[number] = printed
        return different

    def ported(self, text):
        for page, port in self.ports.items():
            text = text.replace(page, port)
        return text

    @property
    def kept(self):
        """What commands exported."""
        return self.home / "kept"

    @contextmanager
    def chat(self):
        """`serve` on a port that the system chose: its address."""
        script = f"[ ! -e {self.kept} ] || . {self.kept}\nexec assistantctl serve --port 0"
        process = subprocess.Popen(
            ["bash", "-c", script], cwd=self.folder, env=self.variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        try:
            line = process.stdout.readline()
            assert "http://" in line, f"serve did not say where it listens: {line!r}"
            yield line.split()[-1]
        finally:
            process.kill()
            process.wait(timeout=30)

    def run(self, command, code):
        command = self.ported(command)
        # A shell for each command: the next one goes on in its folder, with what it exported.
        kept, place = self.kept, self.home / "place"
        script = f"[ ! -e {kept} ] || . {kept}\n{command}\nended=$?\nexport -p >{kept}\npwd >{place}\nexit $ended\n"
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=300,
        )
        self.folder = Path(place.read_text().strip())
        text = done.stdout.decode().replace(str(self.home), "/home/you")
        assert done.returncode == code, f"exit {done.returncode}, expected {code}\n$ {command}\n{text}"
        return text.splitlines()


def port_of(url):
    return str(urlsplit(url).port)


def slug(heading):
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(page):
    found = set()
    tokens = MARKDOWN.parse(page.read_text())
    for token, content in zip(tokens, tokens[1:]):
        if token.type == "heading_open":
            text = "".join(child.content for child in content.children if child.type in ("text", "code_inline"))
            name = slug(text)
            found.add(name if name not in found else f"{name}-1")
    return found


def links(page):
    """Where links and pictures of a page lead, in the order they stand in."""
    for token in MARKDOWN.parse(page.read_text()):
        for child in token.children or []:
            if child.type == "link_open":
                yield child.attrGet("href")
            elif child.type == "image":
                yield child.attrGet("src")
