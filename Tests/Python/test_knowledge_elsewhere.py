"""Knowledge that another pipeline fills: referred to by the id of its vector store, and never written or deleted."""

import json
import re
import time
import urllib.request

import openai
import pytest
from conftest import Sandbox

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

MANIFEST = """assistant: reader
model: gpt-6-luna
instructions: Answer from the documents.
tools: [file_search]
knowledge: {{ vector_store_id: {} }}
"""
NAMED = "assistant.reader searches \"Pipeline\" ({}, 1 file), which is managed elsewhere"


@pytest.fixture(params=["assistants", "responses", "registry"])
def project(request, make_project, tmp_path):
    """On each api, and with releases in a vector store."""
    sandbox = Sandbox(tmp_path, *(["--disable", "skills"] if request.param == "registry" else []))
    project = make_project(sandbox.url, api="responses" if request.param == "registry" else request.param)
    if request.param == "registry":
        project.edit("project.yaml", "gateway: { api: responses,", "gateway: { api: responses, registry: vector_store,")
    project.account = openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)
    for manifest in project.assistants.rglob("*.yaml"):
        if manifest.name != "project.yaml":
            manifest.unlink()
    yield project
    sandbox.stop()


def pipeline(account, name="Pipeline", files=1):
    """What another program made: a store with files, without marks of ours."""
    store = account.vector_stores.create(name=name, metadata={"owner": "pipeline"})
    for number in range(files):
        text = f"# {name} {number}\n\nBells are rung twice."
        file = account.files.create(file=(f"doc-{number}.md", text.encode()), purpose="assistants")
        account.vector_stores.files.create_and_poll(file.id, vector_store_id=store.id, poll_interval_ms=50)
    return store.id


def picture(account, store_id):
    store = account.vector_stores.retrieve(store_id)
    members = sorted(file.id for file in account.vector_stores.files.list(store_id))
    return store.name, store.metadata, members, sorted(file.id for file in account.files.list() if file.id in members)


def write(project, store_id):
    (project.assistants / "reader.yaml").write_text(MANIFEST.format(store_id))


def deployed_store(project):
    output = json.loads(project.run("output", "reader", "--format", "json").stdout)
    return output["assistants"]["reader"]["vector_store_id"]


def test_it_is_referred_to_and_otherwise_left_alone(project):
    first, second = pipeline(project.account), pipeline(project.account, "Pipeline")
    before = picture(project.account, first), picture(project.account, second)
    write(project, first)
    said = project.run("plan").stdout
    assert NAMED.format(first) in said and "1 to create" in said and "vector_store.reader" not in said
    project.run("apply", "--yes")
    assert "No changes." in project.run("plan", "--detailed-exitcode").stdout
    assert deployed_store(project) == first
    assert "rung twice" in project.run("search", "reader", "bells").stdout
    document = json.loads(project.run("plan", "--format", "json").stdout)
    (reference,) = document["assistantctl"]["external_knowledge"]
    assert reference == {"address": "assistant.reader", "vector_store_id": first, "name": "Pipeline", "file_count": 1}

    write(project, second)
    changed = json.loads(project.run("plan", "--format", "json").stdout)
    (change,) = changed["resource_changes"]
    (field,) = change["assistantctl"]["fields"]
    assert (field["before"], field["after"], field["drift"]) == ([first], [second], False)
    project.run("plan", "--out", "change.plan")
    # What the pipeline does meanwhile makes no plan stale.
    file = project.account.files.create(file=("later.md", b"later"), purpose="assistants")
    project.account.vector_stores.files.create_and_poll(file.id, vector_store_id=second, poll_interval_ms=50)
    project.run("apply", "change.plan", "--yes")
    project.run("plan", "--detailed-exitcode")
    assert "No drift." in project.run("drift").stdout

    project.run("destroy", "--yes")
    assert picture(project.account, first) == before[0]
    name, metadata, members, files = picture(project.account, second)
    assert (name, metadata) == before[1][:2] and len(members) == len(files) == 2


def test_a_plan_reads_it_once_also_where_lists_do_not_show_it_yet(project):
    url = (project.assistants / "project.yaml").read_text().split("gateway:")[1]
    if "api: assistants," not in url:
        pytest.skip("lists that lag do not show the registry either")
    first = pipeline(project.account)
    write(project, first)
    project.run("apply", "--yes")
    faults = json.dumps({"faults": ["list-lag ms=8000"]}).encode()
    address = url.split('base_url: "')[1].split('"')[0].removesuffix("/v1") + "/sandbox/faults"
    kind = {"content-type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(address, faults, kind, method="PUT"))
    while not (found := list(project.account.beta.assistants.list())):
        time.sleep(0.1)
    second = project.account.vector_stores.create(name="Pipeline").id
    resources = {"file_search": {"vector_store_ids": [second]}}
    project.account.beta.assistants.update(found[0].id, tool_resources=resources)
    write(project, second)
    requests = project.run("plan", "--verbose").stderr
    assert len(re.findall(rf"GET \S*/vector_stores/{second}(?![/\w])", requests)) == 1, requests


def test_what_cannot_be_searched_is_refused_before_anything_is_written(project):
    write(project, "vs_gone")
    said = project.run("plan", expect=4).stdout
    assert "vs_gone" in said and "is not on the account" in said and "unusable-knowledge" in said
    project.run("apply", "--yes", expect=4)
    assert [store.id for store in project.account.vector_stores.list()] == []

    empty = pipeline(project.account, files=0)
    write(project, empty)
    assert "has no file that can be searched" in project.run("plan").stdout
    project.account.vector_stores.update(empty, metadata={"managed_by": "assistantctl", "project": "other"})
    assert "is managed by assistantctl" in project.run("plan", expect=4).stdout
    project.account.vector_stores.update(empty, metadata={"owner": "pipeline"})

    project.run("apply", "--yes")
    project.account.vector_stores.delete(empty)
    deadline = time.monotonic() + 30
    while "is not on the account" not in project.run("plan", "--only", "assistant.reader", expect=4).stdout:
        assert time.monotonic() < deadline
    # Nothing of a part that has nothing to do with it.
    project.run("plan", "--exclude", "assistant.reader")


def test_own_knowledge_makes_place_for_it_and_comes_back(project):
    (project.assistants / "own.md").write_text("Bells are rung three times.")
    own = "assistant: reader\nmodel: gpt-6-luna\ntools: [file_search]\nknowledge: { files: [own.md] }\n"
    (project.assistants / "reader.yaml").write_text(own)
    project.run("apply", "--yes")
    store = pipeline(project.account)
    before = picture(project.account, store)
    (project.assistants / "reader.yaml").write_text(
        own + f"environments: {{ gateway: {{ knowledge: {{ vector_store_id: {store} }} }} }}\n"
    )
    said = project.run("plan").stdout
    assert "- vector_store.reader" in said and "no longer" in said and "deleted or detached" not in said
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
    assert "reader" not in [one.name for one in project.account.vector_stores.list()]

    (project.assistants / "reader.yaml").write_text(own)
    said = project.run("plan").stdout
    assert "+ vector_store.reader" in said and "missing" not in said and "Changed on the account" not in said
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
    assert picture(project.account, store) == before


def test_a_rollback_leads_back_to_it_while_it_is_there(project):
    if "api: assistants," in (project.assistants / "project.yaml").read_text().split("gateway:")[1]:
        pytest.skip("an api without releases")
    first, second = pipeline(project.account), pipeline(project.account)
    write(project, first)
    project.run("apply", "--yes")
    write(project, second)
    project.run("apply", "--yes")
    project.run("rollback", "1", "--yes")
    assert deployed_store(project) == first
    assert "No drift." in project.run("drift").stdout
    project.account.vector_stores.delete(second)
    assert "is not on the account" in project.run("rollback", "2", "--yes", expect=4).stdout


def test_somebody_who_points_the_assistant_elsewhere_is_drift(project):
    if "api: assistants," not in (project.assistants / "project.yaml").read_text().split("gateway:")[1]:
        pytest.skip("an api whose definitions nobody can edit by hand")
    first, second = pipeline(project.account), pipeline(project.account)
    write(project, first)
    project.run("apply", "--yes")
    (assistant,) = project.account.beta.assistants.list()
    resources = {"file_search": {"vector_store_ids": [second]}}
    project.account.beta.assistants.update(assistant.id, tool_resources=resources)
    assert second in project.run("drift", expect=2).stdout
    # One of the project's own is no other case.
    (project.assistants / "base.yaml").write_text("knowledge_base: base\nfiles: [own.md]\n")
    (project.assistants / "own.md").write_text("Bells are rung three times.")
    project.run("apply", "--yes", "--only", "vector_store.base")
    (owned,) = [store.id for store in project.account.vector_stores.list() if store.name == "base"]
    resources = {"file_search": {"vector_store_ids": [owned]}}
    project.account.beta.assistants.update(assistant.id, tool_resources=resources)
    assert owned in project.run("drift", expect=2).stdout
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
    (assistant,) = project.account.beta.assistants.list()
    assert assistant.tool_resources.file_search.vector_store_ids == [first]


def test_files_that_the_pipeline_took_over_stay_in_its_store(project):
    (project.assistants / "own.md").write_text("Bells are rung three times.")
    own = "assistant: reader\nmodel: gpt-6-luna\ntools: [file_search]\nknowledge: { files: [own.md] }\n"
    (project.assistants / "reader.yaml").write_text(own)
    project.run("apply", "--yes")
    (file,) = [file.id for file in project.account.files.list() if file.filename == "own.md"]
    store = project.account.vector_stores.create(name="Pipeline", metadata={"owner": "pipeline"}, file_ids=[file])
    while project.account.vector_stores.retrieve(store.id).file_counts.completed != 1:
        time.sleep(0.05)
    write(project, store.id)
    project.run("apply", "--yes")
    assert picture(project.account, store.id)[2:] == ([file], [file])
    assert "1 file)" in project.run("plan", "--detailed-exitcode").stdout
    project.run("destroy", "--yes")
    assert picture(project.account, store.id)[2:] == ([file], [file])


def test_what_a_part_of_a_plan_pulls_in_is_checked_too(project):
    store = pipeline(project.account)
    (project.assistants / "data.csv").write_text("a,1")
    manifest = MANIFEST.format(store).replace("[file_search]", "[file_search, { type: code_interpreter, files: [data.csv] }]")
    (project.assistants / "reader.yaml").write_text(manifest)
    project.run("apply", "--yes")
    (project.assistants / "data.csv").write_text("a,2")
    (project.assistants / "reader.yaml").write_text(manifest.replace(store, "vs_gone"))
    said = project.run("plan", "--only", "file.reader/**", expect=4).stdout
    assert "vs_gone" in said and "is not on the account" in said


def test_a_store_of_the_project_itself_is_no_knowledge_of_others(project):
    (project.assistants / "base.yaml").write_text("knowledge_base: base\nfiles: [own.md]\n")
    (project.assistants / "own.md").write_text("Bells are rung three times.")
    project.run("apply", "--yes")
    (store,) = [store.id for store in project.account.vector_stores.list() if store.name == "base"]
    write(project, store)
    assert "is one that this project manages" in project.run("plan", expect=4).stdout
