"""`check --against`: assistants as a plan would make them, compared with what is deployed, and as they were."""

import json

import openai
import pytest
from recording_proxy import RecordingProxy
from test_check import QUESTION, Small, bot, share

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


@pytest.fixture
def deployed(sandbox, tmp_path, api):
    """A bot that is right about 30 days, in the manifests and on the account; another document beside it."""
    project = Small(tmp_path, sandbox.url, share(0.8), api=api)
    project.url = sandbox.url
    (project.assistants / "knowledge" / "support" / "hours.md").write_text("The workshop is open from eight to five.\n")
    project.edit("bot.yaml", f"[{RETURNS}]", f"[{RETURNS}, knowledge/support/hours.md]")
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
    assert "Uploading all 2 files of bot" in done.stderr and "1 passed" in done.stdout
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
