"""What commands print on a terminal: no line is wider than it, and ids, commands and addresses stay whole."""

import fcntl
import json
import os
import pty
import struct
import subprocess
import termios

import pytest

from conftest import PROGRAM
from test_adopt import emptied, somebodys_assistant, somebodys_store


def at_terminal(project, columns, *arguments, env="gateway"):
    """Results and messages as they stand on a terminal of so many columns, without colours."""
    main, end = pty.openpty()
    fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    variables = {"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key, "TERM": "xterm"}
    with subprocess.Popen(
        [PROGRAM, *arguments, "--no-color", *(["--env", env] if env else [])],
        cwd=project.folder, env=variables | {"CI": "true"}, stdin=subprocess.DEVNULL, stdout=end, stderr=end,
    ) as process:
        os.close(end)
        shown = b""
        while True:
            try:
                piece = os.read(main, 65536)
            except OSError:
                break
            shown += piece
        assert process.wait(timeout=60) == 0, shown.decode()
    os.close(main)
    return shown.decode().replace("\r\n", "\n")


def fits(text, columns):
    return max(len(line) for line in text.splitlines()) <= columns


@pytest.fixture(params=[60, 160])
def columns(request):
    return request.param


@pytest.mark.parametrize("command", ["doctor", "releases", "validate", "show"])
def test_what_is_said_of_a_deployed_project_fits(sandbox, make_project, columns, command):
    project = make_project(sandbox.url, api="responses")
    project.run("apply", "--yes")
    # Only without --env all environments are named.
    text = at_terminal(project, columns, command, env=None if command == "validate" else "gateway")
    assert fits(text, columns), text
    words = text.split()
    if command == "show":
        objects = json.loads(project.run("show", "--format", "json").stdout)["objects"]
        assert {one["id"] for one in objects} <= set(words)
    if command == "doctor":
        assert " ".join(words).startswith("ok version assistantctl") and "all that the manifests name are in" in " ".join(words)
    if command == "releases":
        assert "vector_store.handbook" in words and "assistant.mail-sorter" in words
    if command == "validate":
        assert " ".join(words).startswith("Valid: 4 assistants, 2 knowledge bases and 9 files for the environments")


def test_what_an_import_says_fits(sandbox, make_project, columns):
    project = emptied(make_project(sandbox.url))
    store, (file,) = somebodys_store(project.account)
    assistant = somebodys_assistant(project.account, store)
    listing = at_terminal(project, columns, "import")
    report = at_terminal(project, columns, "import", "--all")
    left = at_terminal(project, columns, "import", "--all")
    for text in (listing, report, left):
        assert fits(text, columns) and assistant in text.split(), text
    assert f"({file}," in report.split() and store in report.split()
    assert any(f"`adopt: {store}`" in line for line in report.splitlines()), report
    assert "assistantctl plan --env gateway" in report


def test_what_cleanup_says_fits(sandbox, make_project, columns):
    project = make_project(sandbox.url)
    assert fits(at_terminal(project, columns, "cleanup"), columns)
    content = (project.assistants / "knowledge/support/shipping.md").read_bytes()
    upload = subprocess.run(
        ["curl", "-sSf", f"{sandbox.url}/files", "-H", f"Authorization: Bearer {project.key}",
         "-F", "purpose=assistants", "-F", "file=@-;filename=shipping.md"],
        input=content, capture_output=True, check=True, timeout=60,
    )
    text = at_terminal(project, columns, "cleanup")
    assert fits(text, columns) and json.loads(upload.stdout)["id"] in text.split(), text
    assert "stays: a run may be about to attach it until" in " ".join(text.split())
