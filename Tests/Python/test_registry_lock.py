"""One run at a time changes an environment of `api: responses`, wherever the runs are."""

import json
import os
import re
import signal
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

import openai
from conftest import PROGRAM, Sandbox
from recording_proxy import AN_HOUR, RecordingProxy


def start(project, *arguments, env="gateway"):
    return subprocess.Popen(
        [PROGRAM, *arguments, "--env", env],
        cwd=project.folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(project.folder),
            "OPENAI_API_KEY": project.key,
            "USER": project.folder.name,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def contents(client):
    """What the account holds of knowledge, without ids and times."""
    stores = sorted(
        (store.name, sorted((file.attributes["path"], file.attributes["sha256"]) for file in files))
        for store in client.vector_stores.list(limit=100)
        for files in [client.vector_stores.files.list(store.id, limit=100).data]
    )
    files = sorted((file.filename, file.bytes) for file in client.files.list())
    return stores, files, sorted(skill.name for skill in client.skills.list())


def test_of_two_applies_at_once_one_wins_and_the_other_stops_before_its_first_change(sandbox, make_project):
    first, other, clean = (make_project(sandbox.url, name, "responses") for name in ("first", "other", "clean"))
    other.key = first.key
    for project in (first, clean):
        project.run("apply", "--yes")
    for project, words in [(first, "two to four sentences"), (clean, "two to four sentences"), (other, "one sentence")]:
        project.edit("prompts/support.md", "two to five sentences", words)
        project.edit("knowledge/support/shipping.md", "#", "##")
    clean.run("apply", "--yes")

    holds, may_go_on = threading.Event(), threading.Event()

    def pause(method):
        # The journal is published, and the first upload waits: the other run begins meanwhile.
        if any(request.path == "/v1/files" for request in proxy.requests if request.method == "POST"):
            holds.set()
            may_go_on.wait(60)

    with RecordingProxy(sandbox.url, before=pause) as proxy, RecordingProxy(sandbox.url) as others:
        first.edit("project.yaml", sandbox.url, proxy.url)
        other.edit("project.yaml", sandbox.url, others.url)
        winner = start(first, "apply", "--yes")
        assert holds.wait(60), winner.communicate()
        done = other.run("apply", "--yes", expect=4)
        may_go_on.set()
        text, problems = winner.communicate(timeout=120)
        assert winner.returncode == 0, text + problems
    first.edit("project.yaml", proxy.url, sandbox.url)
    other.edit("project.yaml", others.url, sandbox.url)

    message = done.stdout + done.stderr
    assert re.search(r"has been changing this environment since \d{4}-\d\d-\d\d \d\d:\d\d", message), message
    writes = {(request.method, request.path.split("/")[2]) for request in others.requests if request.method != "GET"}
    assert {resource for _, resource in writes} <= {"skills"}, "the lock is asked for, and nothing else is written"
    first.run("plan", "--detailed-exitcode")
    account, expected = (
        openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0) for project in (first, clean)
    )
    assert contents(account) == contents(expected)
    assert "two to four sentences" in first.run("output", "support-bot").stdout
    released = json.loads(first.run("releases", "--format", "json").stdout)["releases"]
    assert [release["release"] for release in released] == [2, 1]
    plan = other.run("plan", "--detailed-exitcode", expect=2).stdout
    assert "assistant.support-bot" in plan and "shipping.md" not in plan


# After how many answers a run is killed: a first apply makes some 35 requests, the others more than forty. An update
# that has nothing left to do but to give the lock back leaves it to its end.
KILLED_AFTER = {
    "first apply": [3, 8, 14, 20, 26, 31],
    "update": [10, 18, 26, 31],
    "destroy": [11, 30, 45],
}


def prepare(project, purpose):
    """Returns the command that is killed, and repeated."""
    if purpose != "first apply":
        project.run("apply", "--yes", env="sandbox")
    if purpose == "update":
        project.edit("prompts/support.md", "two to five sentences", "two to four sentences")
        project.edit("knowledge/support/shipping.md", "#", "##")
        project.edit("data/prices.csv", "sku", "sk_")
        (project.assistants / "knowledge/support/battery-care.md").unlink()
    return "destroy" if purpose == "destroy" else "apply"


def kill_after(project, answers, *arguments, env="sandbox"):
    """Runs until so many requests were answered, then kills. Returns whether the run got that far."""
    process = start(project, *arguments, "--verbose", env=env)
    for line in process.stderr:
        answers -= bool(re.match(r"(GET|POST|DELETE) /", line))
        if answers == 0:
            process.send_signal(signal.SIGKILL)
            break
    process.communicate(timeout=60)
    return process.returncode == -signal.SIGKILL


def summary(project):
    """What the embedded account holds after a run, without ids and times."""
    released = json.loads(project.run("releases", "--format", "json", env="sandbox").stdout)["releases"]
    with Sandbox(project.folder) as server:
        account = contents(openai.OpenAI(base_url=server.url, api_key="sandbox", max_retries=0))
    return account, [release["release"] for release in released]


def heal(project, purpose, answers):
    command = prepare(project, purpose)
    assert kill_after(project, answers, command, "--yes"), f"the {purpose} was over before it was killed"
    project.run(command, "--takeover", "--yes", env="sandbox")
    plan = ["plan", "--destroy"] if purpose == "destroy" else ["plan"]
    project.run(*plan, "--detailed-exitcode", env="sandbox")
    clean_up_an_hour_later(project)
    return summary(project)


def clean_up_an_hour_later(project):
    """Through a server of the embedded account, whose clock can be moved."""
    settings = project.assistants / "project.yaml"
    embedded = settings.read_text()
    with Sandbox(project.folder) as server, RecordingProxy(server.url, later=AN_HOUR) as proxy:
        # What an embedded account serves without a budget no other does.
        served = embedded.replace(", serve: { citations: passages }", "")
        settings.write_text(served.replace("base_url: embedded", f'base_url: "{proxy.url}"'))
        project.run("cleanup", "--yes", env="sandbox", key="sandbox")
        assert project.run("cleanup", "--yes", env="sandbox", key="sandbox").stdout.startswith("Nothing")
    settings.write_text(embedded)


def test_a_killed_run_is_taken_over_and_leaves_nothing_that_cleanup_does_not_find(make_project):
    """On the embedded account, whose lock is held and taken over in seconds: all cases wait at once."""
    cases = [(purpose, answers) for purpose, points in KILLED_AFTER.items() for answers in points]
    killed = [make_project("http://127.0.0.1:9/v1", f"{purpose}-{answers}", "responses") for purpose, answers in cases]
    expected = {}
    for purpose in KILLED_AFTER:
        clean = make_project("http://127.0.0.1:9/v1", f"clean-{purpose}", "responses")
        clean.run(prepare(clean, purpose), "--yes", env="sandbox")
        expected[purpose] = summary(clean)
    with ThreadPoolExecutor(len(cases)) as threads:
        healed = list(threads.map(lambda project, case: heal(project, *case), killed, cases))
    for (purpose, answers), account in zip(cases, healed):
        assert account == expected[purpose], f"{purpose} killed after {answers} answers"
