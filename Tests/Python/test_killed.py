"""A run that is killed at any request is healed by the next one: the same account as without the kill.

The kill strikes at every request that writes: before it reaches the server, and behind it, when the server did what it
was asked for and nobody got the answer. A dead run leaves nothing but what it wrote, so that a kill at a request that
reads leaves what the kill behind the write before it does.
"""

import json
import os
import signal
import subprocess
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import openai
import pytest
from conftest import PROGRAM
from recording_proxy import A_DAY, AN_HOUR, RecordingProxy

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

# Projects that are killed and healed at a time, each in an account of its own.
WIDTH = 5

MANIFEST = """\
assistant: helpdesk
instructions: Answer from the handbook.
tools:
  - file_search
  - type: code_interpreter
    files: [prices.csv]
knowledge:
  files: ["*.md"]
"""


class SmallProject:
    """One assistant with two documents and a table, deployed through a proxy that may kill the program."""

    def __init__(self, folder, sandbox, api):
        self.folder, self.url, self.api, self.key = folder, sandbox.url, api, f"sk-test-{uuid.uuid4()}"
        self.assistants = folder / "assistants"
        self.assistants.mkdir(parents=True)
        (self.assistants / "helpdesk.yaml").write_text(MANIFEST)
        (self.assistants / "hours.md").write_text("Open from eight to five.\n")
        (self.assistants / "holidays.md").write_text("Closed in August.\n")
        (self.assistants / "prices.csv").write_text("item,price\nbell,9\n")
        self.account = openai.OpenAI(base_url=sandbox.url, api_key=self.key, max_retries=0)

    def edit(self):
        (self.assistants / "hours.md").write_text("Open from nine to six.\n")
        (self.assistants / "holidays.md").unlink()
        (self.assistants / "parking.md").write_text("Parking is behind the house.\n")
        (self.assistants / "prices.csv").write_text("item,price\nbell,11\n")
        (self.assistants / "helpdesk.yaml").write_text(MANIFEST.replace("handbook", "documents"))

    def start(self, url, *arguments):
        (self.assistants / "project.yaml").write_text(
            "project: small\ndefault_environment: test\n"
            f'environments:\n  test: {{ api: {self.api}, base_url: "{url}" }}\n'
            "defaults: { model: gpt-6-luna }\n"
        )
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "OPENAI_API_KEY": self.key}
        return subprocess.Popen(
            [PROGRAM, *arguments],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments, expect=0):
        process = self.start(self.url, *arguments)
        text, problems = process.communicate(timeout=120)
        assert process.returncode == expect, f"{arguments}: exit {process.returncode}\n{text}{problems}"
        return text

    def run_killed_at(self, number, moment, *arguments):
        """Runs and kills before or after that write. Returns whether the run got that far."""
        process = None
        is_started = threading.Event()
        writes = count(1)

        def kill(method):
            if method == "GET" or next(writes) != number:
                return True
            is_started.wait(30)
            process.send_signal(signal.SIGKILL)
            process.wait(30)
            return False

        with RecordingProxy(self.url, **{moment: kill}) as proxy:
            process = self.start(proxy.url, *arguments)
            is_started.set()
            text, problems = process.communicate(timeout=120)
        assert process.returncode in (0, -signal.SIGKILL), text + problems
        return process.returncode == -signal.SIGKILL

    def summary(self):
        """What the account holds, without ids and times."""
        stores = sorted(
            (
                store.name,
                sorted((file.attributes["path"], file.attributes["sha256"], file.status) for file in files),
            )
            for store in self.account.vector_stores.list(limit=100)
            for files in [self.account.vector_stores.files.list(store.id, limit=100).data]
        )
        assistants = sorted(
            (assistant.name, assistant.instructions, len(assistant.tool_resources.code_interpreter.file_ids))
            for assistant in self.account.beta.assistants.list(limit=100)
        )
        files = sorted((file.filename, file.bytes) for file in self.account.files.list())
        skills = sorted(skill.name for skill in self.account.skills.list())
        summary = {"stores": stores, "assistants": assistants, "files": files, "skills": skills}
        if self.api == "responses":
            history = json.loads(self.run("releases", "--format", "json"))["releases"]
            summary["releases"] = [release["release"] for release in history]
        return summary


def walk(tmp_path, sandbox, api, moment, prepare, command):
    """Kills at write 1, 2, 3, ... until a run gets through, and heals each time. Returns the number of that run."""
    arguments = [command, "--yes"]
    purpose = ["--destroy"] if command == "destroy" else []
    clean = SmallProject(tmp_path / "clean", sandbox, api)
    prepare(clean)
    clean.run(*arguments)
    expected = clean.summary()

    def heal(number):
        project = SmallProject(tmp_path / f"{number}", sandbox, api)
        prepare(project)
        was_killed = project.run_killed_at(number, moment, *arguments)
        with RecordingProxy(sandbox.url, later=AN_HOUR) as proxy:
            project.url = proxy.url
            project.run(*arguments)
            project.run("plan", "--detailed-exitcode", *purpose)
            project.run("cleanup", "--yes")
            assert project.summary() == expected, f"killed {moment} write {number} of {command}"
        return was_killed

    numbers = count(1)

    def heal_on(_):
        return next(number for number in numbers if not heal(number))

    with ThreadPoolExecutor(WIDTH) as threads:
        return min(threads.map(heal_on, range(WIDTH)))


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_first_apply_killed_at_any_request(tmp_path, sandbox, api, moment):
    assert walk(tmp_path, sandbox, api, moment, lambda project: None, "apply") > 6


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_update_killed_at_any_request(tmp_path, sandbox, api, moment):
    def prepare(project):
        project.run("apply", "--yes")
        project.edit()

    assert walk(tmp_path, sandbox, api, moment, prepare, "apply") > 10


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_destroy_killed_at_any_request(tmp_path, sandbox, api, moment):
    def prepare(project):
        project.run("apply", "--yes")

    assert walk(tmp_path, sandbox, api, moment, prepare, "destroy") > 6


CHECKED = """\
checks:
  - ask: When are you open?
    expect: [ { contains: from nine to six } ]
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_check_leaves_what_cleanup_removes(tmp_path, sandbox, api, moment):
    """A check of a plan is killed at every write; `cleanup` then leaves the account as it was, ids and times included."""

    def everything(project):
        account = project.account
        stores = [
            (store.id, store.metadata, sorted(file.id for file in files))
            for store in account.vector_stores.list(limit=100)
            for files in [account.vector_stores.files.list(store.id, limit=100)]
        ]
        return {
            "files": sorted(file.id for file in account.files.list()),
            "stores": sorted(stores, key=lambda store: store[0]),
            "assistants": sorted(item.model_dump_json() for item in account.beta.assistants.list(limit=100)),
            "skills": sorted((skill.id, skill.default_version) for skill in account.skills.list()),
        }

    def heal(number):
        project = SmallProject(tmp_path / f"{number}", sandbox, api)
        project.run("apply", "--yes")
        before = everything(project)
        project.edit()
        with open(project.assistants / "helpdesk.yaml", "a") as manifest:
            manifest.write(CHECKED)
        was_killed = project.run_killed_at(number, moment, "check", "--against", "plan", "--budget", "none")
        left = everything(project)
        assert left == before or was_killed, "a check that ends leaves nothing"
        with RecordingProxy(sandbox.url, later=AN_HOUR) as proxy:
            project.url = proxy.url
            project.run("cleanup", "--yes")
            assert everything(project) == left, "the check may still be running"
        with RecordingProxy(sandbox.url, later=A_DAY) as proxy:
            project.url = proxy.url
            # None of it is the project's: an apply passes it by, and so does whatever reads the account.
            project.run("plan", "--detailed-exitcode", expect=2)
            project.run("cleanup", "--yes")
        project.url = sandbox.url
        assert everything(project) == before, f"killed {moment} write {number}"
        return was_killed

    numbers = count(1)

    def heal_on(_):
        return next(number for number in numbers if not heal(number))

    with ThreadPoolExecutor(WIDTH) as pool:
        assert min(pool.map(heal_on, range(WIDTH))) > 5
