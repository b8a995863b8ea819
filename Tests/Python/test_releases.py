"""The history of an environment: releases and rollback, and what applications take from them."""

import json
import os
import re
import subprocess
import sys

import openai
import pytest
from conftest import PROGRAM
from recording_proxy import RecordingProxy
from test_drift import held, swap


@pytest.fixture
def project(sandbox, make_project):
    return make_project(sandbox.url, api="responses")


@pytest.fixture
def account(sandbox, project):
    return openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)


def output(project):
    return json.loads(project.run("output", "--format", "json").stdout)["assistants"]


def without(assistants, *keys):
    return {name: {key: value for key, value in one.items() if key not in keys} for name, one in assistants.items()}


def releases(project):
    return json.loads(project.run("releases", "--format", "json").stdout)["releases"]


def edit(project):
    """A prompt, a file's bytes, a file less, and a table for code interpreter."""
    project.edit("prompts/support.md", "two to five sentences", "two to four sentences")
    project.edit("knowledge/support/returns-and-warranty.md", "30 days", "60 days")
    (project.assistants / "knowledge/support/battery-care.md").unlink()
    project.edit("data/prices.csv", "sku", "sk_")


def test_a_rollback_prints_what_its_release_printed_and_plan_shows_the_way_forward_again(project, account):
    project.run("apply", "--yes")
    first = output(project)
    edit(project)
    forward = project.run("plan", "--detailed-exitcode", expect=2).stdout
    project.run("apply", "--yes")
    assert without(output(project), "release") != without(first, "release")
    files = {file.id for file in account.files.list()}

    back = project.run("rollback", "1", "--yes").stdout
    assert "file.support-bot/knowledge/support/battery-care.md" in back

    assert without(output(project), "release") == without(first, "release")
    assert {file.id for file in account.files.list()} == files, "what release 1 named was still there to attach"
    assert project.run("plan", "--detailed-exitcode", expect=2).stdout == forward
    assert [(one["release"], one.get("rolled_back_to")) for one in releases(project)] == [(3, 1), (2, None), (1, None)]

    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
    project.run("rollback", "--yes")
    assert without(output(project), "release") == without(first, "release")


def test_an_apply_right_behind_another_one_believes_in_no_rival(project):
    for words in ("two to four sentences", "two to three sentences", "two sentences"):
        project.run("apply", "--yes")
        instructions = (project.assistants / "prompts/support.md").read_text()
        (project.assistants / "prompts/support.md").write_text(re.sub(r"(two( to \w+)?) sentences", words, instructions))
        done = project.run("apply", "--yes").stderr
        assert "another run" not in done and "planning again" not in done, done


def test_the_plan_of_a_rollback_shows_it_and_changes_nothing(project, sandbox):
    project.run("apply", "--yes")
    edit(project)
    project.run("apply", "--yes")
    before = (releases(project), output(project))

    shown = project.run("rollback", "1", "--plan", "--verbose")
    assert "file.support-bot/knowledge/support/battery-care.md" in shown.stdout
    writes = [line for line in shown.stderr.splitlines() if re.search(r"\b(POST|DELETE|PUT)\b", line)]
    assert [line for line in writes if not re.search(r"/search\b", line)] == []
    assert project.run("rollback", "--plan", "--detailed-exitcode", expect=2).stdout == shown.stdout
    plan = json.loads(project.run("rollback", "1", "--plan", "--format", "json").stdout)
    assert plan["resource_changes"]
    assert project.run("rollback", "1", "--plan", "--format", "markdown").stdout.startswith("<!-- assistantctl")
    assert project.run("rollback", "2", "--plan", "--detailed-exitcode").stdout.startswith("No changes.")

    assert (releases(project), output(project)) == before
    assert shown.stdout.strip() in project.run("rollback", "1", "--yes").stdout


def test_what_a_rollback_takes_away_is_not_in_its_release_whatever_manifests_say(project):
    project.run("apply", "--yes")
    (project.assistants / "knowledge/support/bells.md").write_text("Bells are rung twice.\n")
    (project.assistants / "greeter.yaml").write_text("assistant: greeter\nmodel: gpt-6-luna\ninstructions: Greet.\n")
    project.run("apply", "--yes")
    lines = {line.split()[1]: line for line in project.run("rollback", "1", "--plan").stdout.splitlines() if " - " in line}
    for address in ("assistant.greeter", "file.support-bot/knowledge/support/bells.md"):
        assert lines[address].endswith("not in release 1"), lines
    document = json.loads(project.run("rollback", "1", "--plan", "--format", "json").stdout)
    reasons = [reason for change in document["resource_changes"] for reason in change["assistantctl"]["reasons"]]
    assert {reason["kind"] for reason in reasons} >= {"not_in_release"}
    assert not {reason["kind"] for reason in reasons} & {"not_matched", "not_declared"}
    project.run("rollback", "1", "--out", "back.plan")
    project.run("apply", "back.plan", "--yes")


def test_a_saved_rollback_is_carried_out_once_or_refused_where_the_account_moved_on(project):
    project.run("apply", "--yes")
    first = output(project)
    edit(project)
    project.run("apply", "--yes")
    printed = project.run("rollback", "--out", "back.plan").stdout
    project.run("rollback", "1", "--out", "late.plan")
    assert project.run("show", "back.plan").stdout == printed

    project.run("apply", "back.plan", "--yes")
    assert without(output(project), "release") == without(first, "release")
    assert releases(project)[0]["rolled_back_to"] == 1
    assert "[plan-applied]" in project.run("apply", "back.plan", "--yes", expect=4).stderr

    project.run("rollback", "2", "--yes")
    late = project.run("apply", "late.plan", "--yes", expect=4).stderr
    assert "[stale-plan]" in late and "plan again with `assistantctl rollback 1 --out FILE --env gateway`" in late


def test_the_plan_of_a_rollback_is_refused_as_the_rollback_would_be(project, account):
    project.run("apply", "--yes")
    edit(project)
    project.run("apply", "--yes")
    for file in account.files.list():
        if file.filename.endswith("battery-care.md"):
            account.files.delete(file.id)
    assert "[content-gone]" in project.run("rollback", "1", "--plan", expect=4).stderr
    project.run("rollback", "7", "--plan", expect=1)
    for arguments in (["--plan", "--yes"], ["--detailed-exitcode"], ["--format", "html"]):
        project.run("rollback", *arguments, expect=64)
    assert "`assistantctl rollback 1 --env gateway --plan`" in project.run("rollback", "1", expect=64).stderr
    assert "`assistantctl plan --destroy --env gateway`" in project.run("destroy", expect=64).stderr


def test_a_rollback_rebuilds_what_is_gone_under_another_id(project, account):
    project.run("apply", "--yes")
    first = output(project)
    edit(project)
    project.run("apply", "--yes")
    account.vector_stores.delete(first["support-bot"]["vector_store_id"])
    done = project.run("rollback", "1", "--yes").stdout
    assert "vector_store.support-bot" in done

    now = output(project)
    rebuilt = now["support-bot"]["vector_store_id"]
    assert rebuilt != first["support-bot"]["vector_store_id"]
    text = json.dumps(without(first, "release")).replace(first["support-bot"]["vector_store_id"], rebuilt)
    assert without(now, "release") == json.loads(text)
    names = [file.attributes["path"] for file in account.vector_stores.files.list(rebuilt)]
    assert "knowledge/support/battery-care.md" in names


def test_a_rollback_brings_back_files_that_were_swapped_by_hand(project, account):
    project.run("apply", "--yes")
    first = output(project)
    store = next(store for store in account.vector_stores.list() if store.name == "support-bot")
    files = held(account, store)
    project.edit("prompts/support.md", "two to five sentences", "two to four sentences")
    project.run("apply", "--yes")
    # To the release before, and to the live one: each with as many files in the store as there should be.
    for number in ("1", "3"):
        wrong = swap(account, store)
        shown = project.run("rollback", number, "--plan").stdout
        assert "+ file.support-bot/knowledge/support/returns-and-warranty.md" in shown and wrong in shown
        project.run("rollback", number, "--yes")
        now = held(account, store)
        assert wrong not in now and sorted(now.values()) == sorted(files.values())
        assert without(output(project), "release") == without(first, "release")
        assert "No drift." in project.run("drift").stdout


def test_only_so_many_releases_are_kept_as_were_asked_for(project, account):
    project.run("apply", "--yes")
    for number in range(2, 5):
        project.edit("knowledge/support/shipping.md", "\n", f"\n<!-- {number} -->\n")
        project.run("apply", "--yes", "--keep", "2")
    assert [one["release"] for one in releases(project)] == [4, 3]
    names = [file.filename for file in account.files.list()]
    assert names.count("shipping.md") == 2, "a file goes with the last release that names it"
    project.run("rollback", "1", "--yes", expect=1)


# What applications do


TEN_LINES = """\
import json, subprocess, sys
from openai import OpenAI

shown = subprocess.run([sys.argv[1], "output", "--env", "gateway", "--format", "json"], capture_output=True)
request = json.loads(shown.stdout)["assistants"]["support-bot"]["request"]
client = OpenAI()
response = client.responses.create(**request, input="How many days do I have to send a bike back?")
print(response.output_text)
"""

TWO_CALLS = """\
import io, json, os, sys, urllib.request, zipfile

def get(path):
    headers = {"authorization": "Bearer " + os.environ["OPENAI_API_KEY"]}
    return urllib.request.urlopen(urllib.request.Request(os.environ["OPENAI_BASE_URL"] + path, headers=headers)).read()

skills = json.loads(get("/skills?limit=100"))["data"]
skill = next(skill for skill in skills if skill["name"] == "assistants-velo-lindqvist-gateway")
bundle = zipfile.ZipFile(io.BytesIO(get(f"/skills/{skill['id']}/content")))
release = json.loads(bundle.read(next(name for name in bundle.namelist() if name.endswith("release.json"))))
print(json.dumps(release["assistants"]["support-bot"]["request"]))
"""


def run_script(project, script, url, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=project.folder,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(project.folder),
            "OPENAI_API_KEY": project.key,
            "OPENAI_BASE_URL": url,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_ten_lines_with_the_official_package_get_an_answer_from_what_output_prints(project, sandbox):
    assert len(TEN_LINES.splitlines()) <= 10
    project.run("apply", "--yes")
    assert "30 days" in run_script(project, TEN_LINES, sandbox.url, PROGRAM)


def test_an_application_that_knows_project_and_environment_fetches_its_request_with_two_calls(project, sandbox):
    project.run("apply", "--yes")
    with RecordingProxy(sandbox.url) as proxy:
        fetched = json.loads(run_script(project, TWO_CALLS, proxy.url))
    assert [(request.method, request.status) for request in proxy.requests] == [("GET", 200)] * 2
    assert fetched == output(project)["support-bot"]["request"]
    project.edit("prompts/support.md", "two to five sentences", "two to four sentences")
    project.run("apply", "--yes")
    fetched = json.loads(run_script(project, TWO_CALLS, sandbox.url))
    assert "two to four sentences" in fetched["instructions"]
    project.run("rollback", "1", "--yes")
    fetched = json.loads(run_script(project, TWO_CALLS, sandbox.url))
    assert "two to five sentences" in fetched["instructions"]


def test_a_release_that_would_be_too_large_is_refused_before_the_first_change(project, account):
    # In JSON each of these characters has two bytes, and a release holds every prompt twice.
    prompt = '"\n' * 127_000
    for number in range(25):
        (project.assistants / f"prompts/large-{number}.md").write_text(prompt + str(number))
        (project.assistants / f"large-{number}.yaml").write_text(
            f"assistant: large-{number}\nmodel: gpt-6-luna\ninstructions: {{ file: prompts/large-{number}.md }}\n"
        )
    done = project.run("apply", "--yes", "--format", "json", expect=4)
    assert "would have about 25" in done.stdout + done.stderr
    assert not list(account.vector_stores.list()) and not list(account.files.list()) and not list(account.skills.list())
