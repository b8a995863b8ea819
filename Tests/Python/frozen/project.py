"""The project that everything frozen is about, in memory until a test needs it on disk."""

import os
import subprocess
from pathlib import Path

from conftest import PROGRAM

SOURCE = Path(__file__).parent / "project"

APIS = {
    "assistants": "assistants",
    "responses": "responses",
    "store": "responses, registry: vector_store",
}

# Releases in a vector store need a host that lets one download them, as the sandbox without skills does.
HOST_OPTIONS = {"assistants": [], "responses": [], "store": ["--disable", "skills"]}

# Releases and locks tell who runs where: the machine's own name and user would differ.
IDENTITY = {"GITHUB_ACTOR": "astrid", "CI_JOB_URL": "https://ci.example/jobs/7"}


class DoesNotFit(Exception):
    """An edit that means nothing, because another one took away what it is about."""


class Project:
    """Files by their path below `assistants/`, which edits change as somebody would in git."""

    def __init__(self, api, url="embedded"):
        self.files = {
            path.relative_to(SOURCE).as_posix(): path.read_bytes() for path in SOURCE.rglob("*") if path.is_file()
        }
        self.api = api
        self.replace("project.yaml", "API", APIS[api])
        self.point_at(url)

    def point_at(self, url):
        text = self.text("project.yaml")
        start, _, rest = text.partition('base_url: "')
        self.files["project.yaml"] = f'{start}base_url: "{url}"{rest.partition(chr(34))[2]}'.encode()
        return self

    def text(self, path):
        if path not in self.files:
            raise DoesNotFit(f"there is no {path}")
        return self.files[path].decode()

    def replace(self, path, old, new):
        text = self.text(path)
        if old not in text:
            raise DoesNotFit(f"{path} does not hold {old!r}")
        self.files[path] = text.replace(old, new).encode()
        return self

    def write(self, path, text):
        self.files[path] = text.encode()
        return self

    def remove(self, *paths):
        for path in paths:
            self.text(path)
            del self.files[path]
        return self

    def move(self, old, new):
        text = self.text(old)
        return self.remove(old).write(new, text)

    def put(self, folder):
        """Writes the project to disk, below `folder`, as a whole."""
        for path, content in self.files.items():
            file = folder / "assistants" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return self


def as_it_was_before(project):
    """The project of the first apply: the second one brings everything that a project changes by."""
    project.replace("prompts/support.md", "three days", "five days")
    project.replace("support.yaml", "top_p: 0.9", "top_p: 0.8").replace("support.yaml", "lang: en", "lang: de")
    project.replace("support.yaml", "team: care,", "team: care, level: first,")
    project.replace("support.yaml", "by its number", "by number")
    project.replace("mail.yaml", "[orders, returns]", "[orders]")
    project.replace("handbook.yaml", "assistant: workshop", "assistant: garage")
    project.replace("handbook.yaml", "\nlifecycle: { renamed_from: garage }", "")
    project.write("docs/hours.md", "Opening hours\nEight to five.\n").remove("docs/parking.md")
    project.write("docs/holidays.md", "Closed in August.\n").move("docs/delivery/shipping.md", "docs/shipping.md")
    project.write("data/stock.csv", "item,stock\nbell,7\n")
    return project


def environment(folder, **more):
    """Of a run whose output depends on nothing of this machine."""
    zone = {name: os.environ[name] for name in ("TZ", "LANG", "LC_ALL") if name in os.environ}
    return {"PATH": os.environ["PATH"], "HOME": str(folder), **zone, **IDENTITY, **more}


def start(folder, *arguments, **variables):
    return subprocess.Popen(
        [PROGRAM, *arguments],
        cwd=folder,
        env=environment(folder, **variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def run(folder, *arguments, **variables):
    """The exit code, standard output and standard error of a command."""
    process = start(folder, *arguments, **variables)
    output, problems = process.communicate(timeout=120)
    return process.returncode, output, problems
