"""Adopting: an object of nobody becomes the project's by a reviewed change, and keeps its identity and its content."""

import json

import openai
import pytest
from conftest import Sandbox

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

HANDBOOK = "# Handbook\r\n\r\nBells are rung twice.\r\n"
INSTRUCTIONS = "Answer from the handbook.\n\tBe kind.\n"


@pytest.fixture
def project(sandbox, make_project):
    return emptied(make_project(sandbox.url))


def emptied(project):
    project.account = openai.OpenAI(base_url=base_url(project), api_key=project.key, max_retries=0)
    for manifest in project.assistants.rglob("*.yaml"):
        if manifest.name != "project.yaml":
            manifest.unlink()
    return project


def base_url(project):
    text = (project.assistants / "project.yaml").read_text()
    return text.split("gateway:")[1].split('base_url: "')[1].split('"')[0]


def attach(account, store, name, text, **options):
    file = account.files.create(file=(name, text.encode()), purpose="assistants")
    account.vector_stores.files.create_and_poll(file.id, vector_store_id=store, poll_interval_ms=50, **options)
    return file.id


def somebodys_store(account, files=(("handbook.md", HANDBOOK),), **options):
    store = account.vector_stores.create(name="Support files", metadata={"owner": "ada"}, **options)
    return store.id, [attach(account, store.id, *file) for file in files]


def somebodys_assistant(account, store=None, **options):
    fields = {
        "model": "gpt-6-luna", "name": "Support Bot", "instructions": INSTRUCTIONS, "metadata": {"team": "support"},
    }
    if store:
        fields["tools"] = [{"type": "file_search"}]
        fields["tool_resources"] = {"file_search": {"vector_store_ids": [store]}}
    return account.beta.assistants.create(**(fields | options)).id


def declare(project, assistant=None, store=None, name="support-bot", handbook=HANDBOOK, more=""):
    lines = [
        f"assistant: {name}", "name: Support Bot", "model: gpt-6-luna", "metadata: { team: support }",
        f"instructions: {json.dumps(INSTRUCTIONS)}",
    ]
    overrides = []
    if store:
        lines += ["tools: [file_search]", "knowledge: { files: [documents/handbook.md] }"]
        overrides.append(f"knowledge: {{ adopt: {store} }}")
        (project.assistants / "documents").mkdir(exist_ok=True)
        (project.assistants / "documents" / "handbook.md").write_bytes(handbook.encode())
    if assistant:
        overrides.append(f"lifecycle: {{ adopt: {assistant} }}")
    if overrides:
        lines.append(f"environments: {{ gateway: {{ {', '.join(overrides)} }} }}")
    (project.assistants / f"{name}.yaml").write_text("\n".join(lines) + "\n" + more)


def changes(project, *arguments):
    document = json.loads(project.run("plan", "--format", "json", *arguments).stdout)
    return {
        change["address"]: (change["assistantctl"]["action"], change["change"].get("importing", {}).get("id"))
        for change in document["resource_changes"]
    }


def is_converged(project):
    assert "No changes." in project.run("plan", "--detailed-exitcode").stdout
    assert "No drift." in project.run("drift").stdout


def test_an_assistant_and_its_store_become_the_projects_as_they_are(project):
    store, (file,) = somebodys_store(project.account)
    other, (others_file,) = somebodys_store(project.account)
    assistant = somebodys_assistant(project.account, store)
    declare(project, assistant, store)
    plan = project.run("plan").stdout
    assert "> assistant.support-bot" in plan and "3 to adopt." in plan, plan
    assert changes(project) == {
        "assistant.support-bot": ("adopt", assistant),
        "file.support-bot/documents/handbook.md": ("adopt", file),
        "vector_store.support-bot": ("adopt", store),
    }
    assert "Apply complete: 3 adopted." in project.run("apply", "--yes").stdout
    is_converged(project)
    assert "the line `adopt` can go" in project.run("plan").stdout
    found = project.account.beta.assistants.retrieve(assistant)
    assert (found.instructions, found.tool_resources.file_search.vector_store_ids) == (INSTRUCTIONS, [store])
    assert (found.metadata["team"], found.metadata["key"]) == ("support", "support-bot")
    metadata = project.account.vector_stores.retrieve(store).metadata
    assert (metadata["owner"], metadata["key"]) == ("ada", "support-bot")
    assert {file.id for file in project.account.files.list()} == {file, others_file}
    assert project.account.vector_stores.retrieve(other).metadata == {"owner": "ada"}
    # Without its line it is an assistant like any other.
    declare(project, name="support-bot", store=store)
    (project.assistants / "support-bot.yaml").write_text(
        (project.assistants / "support-bot.yaml").read_text().split("environments:")[0]
    )
    is_converged(project)
