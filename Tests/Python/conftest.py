"""Starts what the tests talk to: the built program, its sandbox, and projects to work on."""

import os
import re
import select
import shutil
import signal
import subprocess
import time
import uuid
from pathlib import Path

import pytest

pytest_plugins = ["sandbox_account"]

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("ASSISTANTCTL", ROOT / ".build" / "debug" / "assistantctl"))


def pytest_addoption(parser):
    parser.addoption("--large-files", action="store_true", help="upload files in parts: quick with a release build only")
    parser.addoption("--install", action="store_true", help="run `make install` and `make dist`, which build a release")


def hear_signals():
    """Undo what `nohup` or a background job left: a child inherits ignored signals, and the program keeps them so."""
    for heard in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(heard, signal.SIG_DFL)


class FarEnd:
    """The far end of a terminal that a program runs on; who inherits starts it, and sets `shown` and `descriptor`."""

    def read(self, until):
        """What is shown up to a text, which the next reading begins behind."""
        end = time.monotonic() + 60
        while until not in self.shown:
            assert time.monotonic() < end, f"{until!r} did not come: {self.shown!r}"
            if select.select([self.descriptor], [], [], 1)[0]:
                self.shown += os.read(self.descriptor, 4096).decode(errors="replace")
        before, self.shown = self.shown.split(until, 1)
        return before

    def write(self, text):
        os.write(self.descriptor, text.encode())


class Sandbox:
    """`assistantctl sandbox` on a port that the system chose. Every key opens an account of its own."""

    def __init__(self, folder, *options):
        self.log = open(folder / "sandbox.log", "w+")
        self.process = subprocess.Popen(
            [PROGRAM, "sandbox", "--port", "0", *options],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        line = self.process.stdout.readline()
        match = re.search(r"http://127\.0\.0\.1:\d+/v1", line)
        if not match:
            self.process.kill()
            self.log.seek(0)
            raise RuntimeError(f"the sandbox did not say where it listens: {line!r} {self.log.read()}")
        self.url = match.group()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stop()

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()


class Project:
    """A copy of the example project whose environment `gateway` points at a server of the test, and has an api."""

    def __init__(self, folder, url, api="assistants"):
        self.folder = folder
        self.key = f"sk-test-{uuid.uuid4()}"
        self.assistants = folder / "assistants"
        shutil.copytree(ROOT / "assistants", self.assistants)
        settings = self.assistants / "project.yaml"
        text, count = re.subn(
            r'gateway: \{ api: assistants, base_url: "[^"]*"',
            f'gateway: {{ api: {api}, base_url: "{url}"',
            settings.read_text(),
        )
        assert count == 1, "the example project has no gateway environment to redirect"
        settings.write_text(text)

    def run(self, *arguments, expect=0, env="gateway", key=None, variables=None):
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "OPENAI_API_KEY": key or self.key}
        environment.update(variables or {})
        done = subprocess.run(
            [PROGRAM, *arguments, "--env", env],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            stdin=subprocess.DEVNULL,
        )
        shown = f"$ assistantctl {' '.join(arguments)}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == expect, f"exit {done.returncode}, expected {expect}\n{shown}"
        return done

    def edit(self, path, old, new):
        file = self.assistants / path
        text = file.read_text()
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new))


@pytest.fixture(scope="session", autouse=True)
def program_is_built():
    if not PROGRAM.exists():
        pytest.exit(f"{PROGRAM} is missing: run `make build` first", returncode=2)


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory):
    """One server for all tests; projects and clients have accounts of their own."""
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield sandbox
    sandbox.stop()


@pytest.fixture(params=["assistants", "responses"])
def api(request):
    """Each way to deploy, for what holds for both."""
    return request.param


@pytest.fixture
def make_project(tmp_path):
    def make(url, name="project", api="assistants"):
        folder = tmp_path / name
        folder.mkdir()
        return Project(folder, url, api)

    return make
