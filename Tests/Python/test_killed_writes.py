"""`fmt` and `pull` write many files: killed at any moment, each file is whole, and the next run finishes."""

import ctypes
import os
import select
import shutil
import struct
import subprocess

import openai
import pytest
from conftest import PROGRAM

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

CREATED, MOVED_HERE = 0x100, 0x80
COUNT = 12
KILLS = [(CREATED, 1), (CREATED, COUNT // 2), (CREATED, COUNT), (MOVED_HERE, 1), (MOVED_HERE, COUNT // 2)]
IDS = ["first copy", "half of the copies", "last copy", "first in place", "half in place"]


class Events:
    """What happens in one folder, as the kernel tells it."""

    def __init__(self, folder):
        library = ctypes.CDLL(None, use_errno=True)
        self.descriptor = library.inotify_init1(os.O_CLOEXEC)
        assert self.descriptor >= 0
        assert library.inotify_add_watch(self.descriptor, os.fsencode(folder), CREATED | MOVED_HERE) >= 0

    def wait_for(self, kind, count, run):
        """Until so many things happened; a run that was quicker to end has ended."""
        while count > 0:
            if not select.select([self.descriptor], [], [], 0.1)[0]:
                if run.poll() is not None:
                    return
                continue
            data = os.read(self.descriptor, 65536)
            while data:
                _, mask, _, length = struct.unpack_from("iIII", data)
                data = data[16 + length :]
                count -= bool(mask & kind)

    def close(self):
        os.close(self.descriptor)


def killed(project, folder, kind, count, *arguments):
    """Ends the program without asking it once so many files were made, or put in place, in a folder."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key}
    events = Events(folder)
    run = subprocess.Popen(
        [PROGRAM, *arguments], cwd=project.folder, env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    events.wait_for(kind, count, run)
    run.kill()
    run.wait()
    events.close()


def shown(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def is_whole(folder, before, after):
    """Every file is the old one or the new one, and nothing else is there that anybody would read."""
    now = shown(folder)
    assert now.keys() == before.keys()
    assert [name for name in now if now[name] not in (before[name], after[name])] == []


@pytest.fixture
def project(sandbox, make_project, request):
    project = make_project(sandbox.url, api=request.param)
    for manifest in project.assistants.rglob("*.yaml"):
        if manifest.name != "project.yaml":
            manifest.unlink()
    (project.assistants / "bots").mkdir()
    (project.assistants / "texts").mkdir()
    for number in range(COUNT):
        (project.assistants / "texts" / f"{number:02}.md").write_text(f"You are number {number}.\n")
        (project.assistants / "bots" / f"{number:02}.yaml").write_text(
            f"model:   gpt-6-luna\nassistant: bot-{number:02}\ninstructions: {{file: ../texts/{number:02}.md}}\n"
        )
    return project


@pytest.mark.parametrize("project", ["responses"], indirect=True)
@pytest.mark.parametrize("kill", KILLS, ids=IDS)
def test_fmt(project, kill):
    bots = project.assistants / "bots"
    before = shown(bots)
    complete = project.folder / "complete"
    shutil.copytree(bots, complete)
    subprocess.run([PROGRAM, "fmt", complete], check=True, capture_output=True)
    after = shown(complete)
    killed(project, bots, *kill, "fmt", "assistants")
    is_whole(bots, before, after)
    project.run("validate")
    subprocess.run([PROGRAM, "fmt", "assistants"], cwd=project.folder, check=True, capture_output=True)
    assert shown(bots) == after
    subprocess.run([PROGRAM, "fmt", "--check", "assistants"], cwd=project.folder, check=True)


def edited(project):
    """Edits every prompt: on the account, or as a rollback does. Returns the words that pull it."""
    if "api: assistants, base_url" in (project.assistants / "project.yaml").read_text().split("gateway:")[1]:
        project.run("apply", "--yes", "--concurrency", "32")
        text = (project.assistants / "project.yaml").read_text()
        url = text.split("gateway:")[1].split('base_url: "')[1].split('"')[0]
        account = openai.OpenAI(base_url=url, api_key=project.key, max_retries=0)
        for bot in account.beta.assistants.list(limit=100):
            account.beta.assistants.update(bot.id, instructions=bot.instructions.replace("number", "no."))
        return ["pull", "--yes", "--shared", "--env", "gateway"]
    texts = project.assistants / "texts"
    now = shown(texts)
    for name, text in now.items():
        (texts / name).write_bytes(text.replace(b"number", b"no."))
    project.run("apply", "--yes")
    for name, text in now.items():
        (texts / name).write_bytes(text)
    project.run("apply", "--yes")
    return ["pull", "--yes", "--shared", "--env", "gateway", "--release", "1"]


@pytest.mark.parametrize("project", ["assistants", "responses"], indirect=True)
@pytest.mark.parametrize("kill", [KILLS[1], KILLS[4]], ids=[IDS[1], IDS[4]])
def test_pull(project, kill):
    texts = project.assistants / "texts"
    before = shown(texts)
    after = {name: text.replace(b"number", b"no.") for name, text in before.items()}
    command = edited(project)
    killed(project, texts, *kill, *command)
    is_whole(texts, before, after)
    project.run("validate")
    project.run(*[word for word in command if word not in ("--env", "gateway")])
    assert shown(texts) == after
    assert shown(project.assistants / "bots").keys() == {f"{number:02}.yaml" for number in range(COUNT)}
