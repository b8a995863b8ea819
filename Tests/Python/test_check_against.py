"""`check --against`: assistants as a plan would make them, compared with what is deployed, and as they were."""

import json
import signal
import subprocess

import openai
import pytest
from conftest import PROGRAM, Sandbox
from recording_proxy import RecordingProxy
from test_check import QUESTION, Small, bot, share

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

FUNCTION = "tools: [file_search, { type: function, name: lookup_order, description: Find an order }]"
CALLS = """  - ask: lookup_order 12
    functions: { lookup_order: shipped }
    expect: [ { calls: { lookup_order: {} } } ]
"""


def test_a_changed_definition_is_asked_before_it_is_applied(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, share(0.8))
    project.run("apply", "--yes")
    (project.assistants / "bot.yaml").write_text(bot(CALLS).replace("tools: [file_search]", FUNCTION))
    assert project.check(expect=2)["against"] == "live"
    report = project.check("--against", "plan", expect=0)
    assert report["against"] == "plan" and report["summary"]["passed"] == 1
    # Nothing was applied by that.
    assert project.check(expect=2)["summary"]["failed"] == 1
    project.run("apply", "--yes")
    assert project.check(expect=0)["summary"]["passed"] == 1


def account_of(project):
    """Everything that the account has, with ids and times."""
    account = openai.OpenAI(base_url=project.url, api_key=project.key, max_retries=0)
    stores = [
        (store.id, store.name, store.metadata, store.expires_after, sorted(file.id for file in files))
        for store in account.vector_stores.list(limit=100)
        for files in [account.vector_stores.files.list(store.id, limit=100)]
    ]
    return {
        "files": sorted((file.id, file.filename, file.bytes) for file in account.files.list()),
        "stores": sorted(stores, key=lambda store: store[0]),
        "assistants": sorted(item.model_dump_json() for item in account.beta.assistants.list(limit=100)),
        "skills": sorted((skill.id, skill.default_version) for skill in account.skills.list()),
    }


RETURNS = "knowledge/support/returns-and-warranty.md"
HOURS = "knowledge/support/hours.md"


def attaches(request):
    return request.method == "POST" and request.path.endswith(("/files", "/file_batches")) and "vector_stores" in request.path


@pytest.fixture
def deployed(sandbox, tmp_path, api):
    """A bot that is right about 30 days, in the manifests and on the account; another document beside it."""
    project = Small(tmp_path, sandbox.url, share(0.8), api=api)
    project.url = sandbox.url
    (project.assistants / HOURS).write_text("The workshop is open from eight to five.\n")
    project.edit("bot.yaml", f"[{RETURNS}]", f"[{RETURNS}, {HOURS}]")
    project.run("apply", "--yes")
    return project


def ask(question, *expectations):
    return f"  - ask: {question}\n    expect: [ {', '.join(expectations)} ]\n"


def rewrite(project, checks):
    text = (project.assistants / "bot.yaml").read_text()
    (project.assistants / "bot.yaml").write_text(text[: text.index("checks:")] + "checks:\n" + checks)


def test_changed_knowledge_is_asked_without_what_it_replaces_and_leaves_nothing(deployed, api):
    rewrite(
        deployed,
        ask(QUESTION, "{ contains: 60 days }", "{ not_contains: 30 days }", f"{{ cites: {RETURNS} }}")
        + ask("When is the workshop open?", "{ contains: from eight to five }"),
    )
    deployed.edit(RETURNS, "30 days", "60 days")
    before = account_of(deployed)
    assert deployed.check(expect=2)["summary"] | {"answers": 2} == {
        "checks": 2, "passed": 1, "failed": 1, "undecided": 0, "answers": 2
    }
    with RecordingProxy(deployed.url) as proxy:
        deployed.edit("project.yaml", deployed.url, proxy.url)
        report = deployed.check("--against", "plan", expect=0)
        deployed.edit("project.yaml", proxy.url, deployed.url)
    assert report["summary"]["passed"] == 2
    uploads = [request for request in proxy.requests if (request.method, request.path) == ("POST", "/v1/files")]
    assert len(uploads) == (1 if api == "responses" else 2)
    for upload in uploads:
        assert b'name="expires_after[seconds]"\r\n\r\n86400' in upload.body
    made = [json.loads(request.body) for request in proxy.requests if request.path == "/v1/vector_stores" and request.body]
    assert [store["expires_after"] for store in made] == [{"anchor": "last_active_at", "days": 1}]
    assert made[0]["metadata"].get("key") is None
    assert account_of(deployed) == before
    assert "1 to replace" in deployed.run("plan").stdout


def test_files_that_go_are_not_found_and_new_ones_are(deployed):
    rewrite(
        deployed,
        ask("When is the workshop open?", "{ not_contains: from eight to five }")
        + ask("Where is parking?", "{ contains: behind the house }"),
    )
    (deployed.assistants / "knowledge" / "support" / "parking.md").write_text("Parking is behind the house.\n")
    deployed.edit("bot.yaml", "knowledge/support/hours.md", "knowledge/support/parking.md")
    before = account_of(deployed)
    assert deployed.check(expect=2)["summary"]["failed"] == 2
    assert deployed.check("--against", "plan", expect=0)["summary"]["passed"] == 2
    assert account_of(deployed) == before


def test_a_changed_chunking_takes_everything_up(deployed):
    deployed.edit(
        "bot.yaml", "knowledge: {", "knowledge: { chunking: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 },"
    )
    before = account_of(deployed)
    done = deployed.run("check", "--against", "plan")
    assert "Uploading all of bot, 2 files, for the time" in done.stderr and "1 passed" in done.stdout
    assert account_of(deployed) == before


def test_more_than_200_mb_go_up_only_when_told_to(deployed):
    with open(deployed.assistants / "knowledge" / "support" / "large.md", "wb") as file:
        file.truncate(200_000_001)
    deployed.edit("bot.yaml", "knowledge/support/hours.md", "knowledge/support/large.md")
    deployed.edit(
        "bot.yaml", "knowledge: {", "knowledge: { chunking: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 },"
    )
    before = account_of(deployed)
    done = deployed.run("check", "--against", "plan", expect=4)
    assert "upload-too-large" in done.stderr and "--upload-all" in done.stderr and "200 MB" in done.stderr
    assert account_of(deployed) == before


def test_an_assistant_that_is_new_is_asked_before_it_is_there(sandbox, tmp_path, api):
    project = Small(tmp_path, sandbox.url, share(0.8), api=api)
    project.url = sandbox.url
    before = account_of(project)
    assert project.check("--against", "plan", expect=0)["summary"]["passed"] == 1
    assert account_of(project) == before


def test_an_earlier_release_is_asked_with_the_files_that_it_had(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, share(0.8))
    project.url = sandbox.url
    (project.assistants / HOURS).write_text("The workshop is open from eight to five.\n")
    project.edit("bot.yaml", f"[{RETURNS}]", f"[{RETURNS}, {HOURS}]")
    project.run("apply", "--yes")
    project.edit(RETURNS, "30 days", "60 days")
    project.run("apply", "--yes")
    rewrite(
        project,
        ask(QUESTION, "{ contains: 30 days }", "{ not_contains: 60 days }", f"{{ cites: {RETURNS} }}")
        + ask("When is the workshop open?", "{ contains: from eight to five }", f"{{ cites: {HOURS} }}"),
    )
    before = account_of(project)
    assert project.check(expect=2)["summary"]["failed"] == 1
    with RecordingProxy(project.url) as proxy:
        project.edit("project.yaml", project.url, proxy.url)
        report = project.check("--against", "1", expect=0)
        project.edit("project.yaml", proxy.url, project.url)
    assert report["against"] == "1" and report["summary"]["passed"] == 2
    # A live file is in no second store, which might take it along when it goes.
    attached = [json.loads(request.body)["file_id"] for request in proxy.requests if attaches(request)]
    live = {file for store in before["stores"] for file in store[4]}
    assert len(attached) == 1 and not live.intersection(attached)
    assert account_of(project) == before
    # The live release is asked as it is: nothing is made for it.
    assert project.check("--against", "2", expect=2)["summary"]["failed"] == 1
    assert account_of(project) == before
    assert "no-such-release" in project.run("check", "--against", "7", expect=1).stderr

    account = openai.OpenAI(base_url=project.url, api_key=project.key, max_retries=0)
    store = account.vector_stores.list().data[0].id
    live = {file.id for file in account.vector_stores.files.list(store)}
    old = next(file.id for file in account.files.list() if file.filename == "returns-and-warranty.md" and file.id not in live)
    account.files.delete(old)
    gone = project.run("check", "--against", "1", expect=4)
    assert "content-gone" in gone.stderr and RETURNS in gone.stderr


def test_an_api_without_releases_says_so(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, share(0.8), api="assistants")
    project.run("apply", "--yes")
    assert "keeps no releases" in project.run("check", "--against", "1", expect=1).stderr


def test_both_sides_are_asked_the_same_and_what_differs_is_shown(deployed, api):
    rewrite(
        deployed,
        ask(QUESTION, "{ contains: 60 days }")
        + ask("How many days do I have?", "{ contains: 30 days }")
        + ask("When is the workshop open?", "{ contains: from eight to five }"),
    )
    deployed.edit(RETURNS, "30 days", "60 days")
    before = account_of(deployed)
    with RecordingProxy(deployed.url) as proxy:
        deployed.edit("project.yaml", deployed.url, proxy.url)
        report = deployed.check("--against", "live,plan", expect=2)
        deployed.edit("project.yaml", proxy.url, deployed.url)
    assert account_of(deployed) == before
    better, worse, same = report["checks"]
    assert better["comparison"]["finding"] == "better" and better["verdict"] == "passed"
    assert (better["right"], better["comparison"]["right"], better["comparison"]["wrong"]) == (10, 0, 10)
    assert worse["comparison"]["finding"] == "worse" and worse["verdict"] == "failed"
    assert same["comparison"]["finding"] == "no_difference" and same["verdict"] == "passed"
    assert report["comparison"] == {
        "with": "live", "finding": "no_difference", "better": 1, "worse": 1, "no_difference": 1
    }
    assert report["summary"]["answers"] == 60

    if api == "responses":
        # In pairs, so that neither side has all its answers before the other.
        sides = [len(json.loads(request.body)["tools"][0]["vector_store_ids"])
                 for request in proxy.requests if request.path == "/v1/responses"]  # fmt: skip
        assert len(sides) == 60 and all(abs(sides[:end].count(1) - sides[:end].count(2)) <= 8 for end in range(60))

    # With six pairs nothing is shown where three checks are asked: each has to count for all.
    few = deployed.check("--against", "live,plan", "--runs", "6", expect=2)
    assert {check["comparison"]["finding"] for check in few["checks"]} == {"no_difference"}
    text = deployed.run("check", "--against", "live,plan", "--runs", "8", expect=2).stdout
    assert "better than live, 0 of 8 right there" in text and "Compared with live: 1 better, 1 worse" in text
    markdown = deployed.run("check", "--against", "live,plan", "--runs", "8", "--format", "markdown", expect=2).stdout
    assert "| 0 of 8 | ⬆️ better |" in markdown and "| 8 of 8 | ⬇️ worse |" in markdown
    annotations = deployed.run("check", "--against", "live,plan", "--runs", "8", "--format", "github", expect=2).stdout
    assert "worse than live, 8 of 8 right there" in annotations
    junit = deployed.run("check", "--against", "live,plan", "--runs", "8", "--format", "junit", expect=2).stdout
    assert "worse than live, 8 of 8 right there" in junit and "Compared with live: 1 better, 1 worse" in junit


def test_a_ceiling_is_kept_for_pairs_and_for_runs_of_threads(deployed):
    whole = deployed.check("--against", "live,plan", expect=0)
    spent = float(whole["spent_usd"])
    assert 0 < spent < 1 and whole["summary"]["answers"] == 2 * whole["checks"][0]["runs"]
    budget = f"{spent / 2:.6f}"
    report = deployed.check("--against", "live,plan", "--budget", budget, expect=4)
    assert report["checks"][0]["reason"].startswith("not asked: an answer reserves up to $")
    assert float(report["spent_usd"]) <= float(budget)
    live = deployed.check(expect=0)
    assert 0 < float(live["spent_usd"]) < 1


def test_an_interrupt_takes_away_what_the_check_made(tmp_path, api):
    (tmp_path / "late").mkdir()
    with Sandbox(tmp_path / "late", "--fault", "answer as=late ms=300 skip=2") as server:
        project = Small(tmp_path / "project", server.url, share(0.9), api=api)
        project.url = server.url
        project.run("apply", "--yes")
        project.edit(RETURNS, "30 days", "30 days and 30 days")
        before = account_of(project)
        answers = "POST /v1/responses" if api == "responses" else "/runs 200"
        run = subprocess.Popen(
            [PROGRAM, "check", "--against", "plan", "--env", "gateway", "--budget", "none", "--verbose", "--format", "json"],
            cwd=project.folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(project.folder), "OPENAI_API_KEY": project.key},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for line in run.stderr:
            if answers in line:
                break
        run.send_signal(signal.SIGINT)
        stdout, _ = run.communicate(timeout=60)
        assert run.returncode == 3 and json.loads(stdout)["interrupted"]
        assert account_of(project) == before
