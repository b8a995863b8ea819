"""Servers that speak the API and are not OpenAI's: the built program deploys to them, or says why it does not."""

import json
import os
import signal
import subprocess
import time
import urllib.request

import pytest
from conftest import PROGRAM, Sandbox, hear_signals
from openai import OpenAI


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A server of its own: habits are those of all accounts."""
    with Sandbox(tmp_path_factory.mktemp("other")) as sandbox:
        yield sandbox


@pytest.fixture
def habits(server):
    address = server.url.removesuffix("/v1") + "/sandbox/faults"

    def replace(*texts):
        body = json.dumps({"faults": texts}).encode()
        request = urllib.request.Request(address, body, {"content-type": "application/json"}, method="PUT")
        urllib.request.urlopen(request).close()

    yield replace
    replace()


def story(project):
    """Applied, edited, destroyed; every plan between is empty."""
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
    project.run("drift")
    project.edit("support-bot.yaml", "warranty and e-bike batteries.", "warranty and wheels.")
    for number in range(3):
        (project.assistants / f"knowledge/support/news-{number}.md").write_text(f"New wheels, part {number}.\n")
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
    project.run("destroy", "--yes")
    assert json.loads(project.run("show", "--format", "json").stdout)["objects"] == []


@pytest.mark.parametrize(
    "faults",
    [
        ["not-found-400", "null-lists", "odd-times as=date", "compressed"],
        ["short-pages size=3", "newest-first", "untold-status", "latin1-names"],
        ["batches-in-turn ms=300", "not-found-400", "needs-file-ids", "trimmed-texts"],
    ],
)
def test_a_server_with_habits_is_deployed_to(server, habits, make_project, api, faults):
    habits(*faults)
    story(make_project(server.url, api=api))


def test_a_host_whose_lists_may_be_cut_is_refused_by_plan_and_apply(server, habits, make_project, api):
    project = make_project(server.url, api=api)
    client = OpenAI(base_url=server.url, api_key=project.key)
    for number in range(22):
        client.vector_stores.create(name=f"other {number}")
    habits("short-pages size=10 cursor=ignored")
    planned = project.run("plan", expect=4)
    assert "/v1/vector_stores" in planned.stdout + planned.stderr
    applied = project.run("apply", "--yes", expect=4)
    assert "has_more" in applied.stdout + applied.stderr
    habits()
    assert len(client.vector_stores.list(limit=100).data) == 22


def test_a_host_that_cannot_change_assistants_says_so_before_the_first_write(server, habits, make_project):
    habits("fixed-assistants")
    project = make_project(server.url)
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
    (project.assistants / "knowledge/support/news.md").write_text("New wheels.\n")
    project.edit("workshop-helper.yaml", "claims for mechanics.", "claims.")
    done = project.run("apply", "--yes", expect=4)
    assert "this host cannot change assistants" in done.stderr
    client = OpenAI(base_url=server.url, api_key=project.key)
    assert not any(file.filename == "news.md" for file in client.files.list())
    project.run("destroy", "--yes")


def test_a_key_in_quotation_marks_never_leaves_the_machine(make_project):
    project = make_project("http://127.0.0.1:9/v1")
    done = project.run("plan", expect=1, key='"sk-in-quotes"')
    assert "OPENAI_API_KEY" in done.stderr and "quotation mark" in done.stderr and "sk-in" not in done.stderr


def start(project, **options):
    environment = {"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key}
    return subprocess.Popen(
        [PROGRAM, "apply", "--yes", "--env", "gateway"],
        cwd=project.folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        preexec_fn=hear_signals,
        **options,
    )


def test_a_hanging_upload_is_named_and_ends_with_a_signal(server, habits, make_project, api):
    habits("POST /v1/files hang times=1")
    project = make_project(server.url, api=api)
    log = project.folder / "stderr"
    process = start(project, stdout=subprocess.DEVNULL, stderr=open(log, "wb"))
    deadline = time.monotonic() + 60
    while b"waiting for POST /v1/files since 1" not in log.read_bytes():
        assert time.monotonic() < deadline and process.poll() is None, log.read_text()
        time.sleep(0.1)
    begin = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 3
    assert time.monotonic() - begin < 20
    habits()
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
