"""Writes the frozen accounts: what today's program leaves behind, kept for the programs to come.

Not a part of any test, and not for repairing one: an account that a later program made says nothing about the accounts
that are out there. Run it for a new kind of account only, with the program of the release that makes it:

    cd Tests/Python && ../../.venv/bin/python -m frozen.record_accounts NAME...
"""

import calendar
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import openai

from conftest import Sandbox
from frozen import database, git_edits
from frozen.database import ACCOUNTS, KEY
from frozen.project import APIS, HOST_OPTIONS, Project, as_it_was_before, run, start
from recording_proxy import RecordingProxy

# When everything happens, for the program and in what is kept: long ago, so that no lock in it holds any more.
BEGINNING = calendar.timegm((2026, 11, 2, 9, 0, 0))


class Recording:
    """An account in the making: a sandbox whose clock shows the beginning, behind a proxy that may kill runs."""

    def __init__(self, folder, api):
        self.folder, self.api = folder, api
        self.folder.mkdir(parents=True)

    def __enter__(self):
        self.sandbox = Sandbox(self.folder, *HOST_OPTIONS[self.api])
        self.seconds = BEGINNING - int(time.time())
        self.killer = Killer()
        self.proxy = RecordingProxy(self.sandbox.url, after=self.killer.see, later=self.seconds)
        self.proxy.__enter__()
        return self

    def __exit__(self, *exception):
        self.proxy.__exit__(*exception)
        self.sandbox.stop()

    def run(self, project, *arguments, killed_at=None):
        """Runs a command on a project, `apply` if none is named, and kills it behind that write."""
        shutil.rmtree(self.folder / "assistants", ignore_errors=True)
        project.point_at(self.proxy.url).put(self.folder)
        arguments = arguments or ("apply", "--yes")
        if killed_at is None:
            status, _, problems = run(self.folder, *arguments, OPENAI_API_KEY=KEY)
            assert status == 0, problems
            return
        process = start(self.folder, *arguments, OPENAI_API_KEY=KEY)
        self.killer.aim(process, killed_at)
        process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL, "the run has fewer writes"

    def edit_by_hand(self):
        """What people and other programs do to an account: none of it is the project's business."""
        client = openai.OpenAI(base_url=self.proxy.url, api_key=KEY, max_retries=0)
        for store in client.vector_stores.list():
            if store.name == "support":
                client.vector_stores.update(store.id, metadata={**store.metadata, "cost_center": "4711"})
        if self.api == "assistants":
            for assistant in client.beta.assistants.list():
                if assistant.name == "Support":
                    metadata = {**assistant.metadata, "seen_by": "Maria"}
                    client.beta.assistants.update(assistant.id, metadata=metadata, temperature=0.7)
        client.files.create(file=("notes.txt", b"Somebody else's.\n"), purpose="assistants")
        client.vector_stores.create(name="support")

    def text(self):
        return database.dump(self.folder, self.seconds)


class Killer:
    """Kills a run behind one of its writes."""

    def __init__(self):
        self._lock = threading.Lock()
        self._process, self._left = None, 0

    def aim(self, process, number):
        with self._lock:
            self._process, self._left = process, number

    def see(self, method):
        with self._lock:
            if method == "GET" or self._process is None:
                return
            self._left -= 1
            if self._left == 0:
                self._process.send_signal(signal.SIGKILL)
                self._process.wait(30)
                self._process = None


def clean(recording):
    recording.run(as_it_was_before(Project(recording.api)))
    recording.edit_by_hand()
    recording.run(Project(recording.api))


def rolled_back(recording):
    clean(recording)
    recording.run(Project(recording.api), "rollback", "1", "--yes")


def unprotected(recording):
    clean(recording)
    recording.run(git_edits.ALL["a protection goes"](Project(recording.api)))


def killed_at(number):
    def kill(recording):
        recording.run(as_it_was_before(Project(recording.api)))
        recording.edit_by_hand()
        recording.run(Project(recording.api), killed_at=number)

    return kill


STORIES = {
    "clean": (clean, APIS),
    "rolled-back": (rolled_back, ["responses", "store"]),
    "unprotected": (unprotected, ["assistants", "responses"]),
    "killed-early": (killed_at(5), APIS),
    "killed-midway": (killed_at(8), APIS),
    "killed-late": (killed_at(12), APIS),
}


def main(names):
    ACCOUNTS.mkdir(exist_ok=True)
    for story, (tell, apis) in STORIES.items():
        for name, api in [(f"{api}-{story}", api) for api in apis]:
            if names and name not in names:
                continue
            with tempfile.TemporaryDirectory() as folder:
                with Recording(Path(folder) / "velo", api) as recording:
                    tell(recording)
                (ACCOUNTS / f"{name}.json").write_text(recording.text())
            print(name)


if __name__ == "__main__":
    main(sys.argv[1:])
