"""Adopting: an object of nobody becomes the project's by a reviewed change, and keeps its identity and its content."""

import hashlib
import json
import os
import re
import subprocess
import urllib.request

import openai
import pytest
from conftest import PROGRAM, Sandbox

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


def test_what_differs_is_shown_and_changes_with_the_adoption(project):
    assistant = somebodys_assistant(project.account, name="Old name", metadata={"team": "sales", "project": "crm", "x": "y"})
    declare(project, assistant)
    plan = json.loads(project.run("plan", "--format", "json").stdout)
    (change,) = plan["resource_changes"]
    fields = {field["path"]: (field["before"], field["after"]) for field in change["assistantctl"]["fields"]}
    owner = plan["assistantctl"]["project"]
    assert fields == {
        "name": ("Old name", "Support Bot"), "metadata.team": ("sales", "support"), "metadata.project": ("crm", owner),
    }
    assert change["change"]["actions"] == ["update"] and plan["assistantctl"]["summary"]["adopt"] == 1
    assert ">" in project.run("plan", "--format", "markdown").stdout
    assert "adopt" in project.run("plan", "--format", "html").stdout
    project.run("apply", "--yes")
    is_converged(project)
    found = project.account.beta.assistants.retrieve(assistant)
    assert (found.name, found.metadata["team"], found.metadata["x"]) == ("Support Bot", "support", "y")


def test_a_saved_plan_adopts(project):
    assistant = somebodys_assistant(project.account)
    declare(project, assistant)
    project.run("plan", "--out", "adopt.plan")
    assert "> assistant.support-bot" in project.run("show", "adopt.plan").stdout
    project.run("apply", "adopt.plan", "--yes")
    is_converged(project)


def test_an_id_that_is_not_there_is_an_error_and_makes_nothing(project):
    declare(project, "asst_gone")
    for command in (["plan"], ["apply", "--yes"]):
        failed = project.run(*command, expect=1)
        assert "asst_gone" in failed.stderr and "support-bot.yaml" in failed.stderr
    assert list(project.account.beta.assistants.list()) == []


def test_what_others_have_marked_is_refused(project, make_project):
    other = emptied(make_project(base_url(project), name="other"))
    other.edit("project.yaml", other_name(other), "another-project")
    other.key, other.account = project.key, project.account
    store, _ = somebodys_store(project.account)
    assistant = somebodys_assistant(project.account, store)
    declare(other, assistant, store)
    other.run("apply", "--yes")
    declare(project, assistant, store)
    refused = project.run("plan", expect=4)
    assert "another-project" in refused.stdout + refused.stderr and "forget" in refused.stdout + refused.stderr
    assert "+ assistant" not in refused.stdout
    before = project.account.beta.assistants.retrieve(assistant).metadata
    project.run("apply", "--yes", expect=4)
    assert project.account.beta.assistants.retrieve(assistant).metadata == before
    # What was forgotten there is adopted here, without an upload.
    files = {file.id for file in project.account.files.list()}
    other.run("forget", "assistant.support-bot", "--yes")
    project.run("apply", "--yes")
    is_converged(project)
    assert {file.id for file in project.account.files.list()} == files


def other_name(project):
    text = (project.assistants / "project.yaml").read_text()
    return text.split("project:")[1].split()[0]


def test_a_key_that_has_another_object_is_refused(project):
    declare(project)
    project.run("apply", "--yes")
    assistant = somebodys_assistant(project.account)
    declare(project, assistant)
    assert "already" in project.run("plan", expect=4).stdout


def test_a_store_that_others_search_is_refused(project):
    store, _ = somebodys_store(project.account)
    mine = somebodys_assistant(project.account, store)
    theirs = somebodys_assistant(project.account, store, name="Theirs")
    declare(project, mine, store)
    refused = project.run("plan", expect=4)
    assert f"Theirs ({theirs})" in refused.stdout
    assert project.account.vector_stores.retrieve(store).metadata == {"owner": "ada"}


def test_content_decides_what_is_uploaded_anew(project):
    account = project.account
    store, (changed, page) = somebodys_store(account, [("handbook.md", "# Old"), ("page.html", "<p>Bells</p>")])
    shared = attach(account, store, "shared.md", "shared\n")
    other = account.vector_stores.create(name="other").id
    account.vector_stores.files.create_and_poll(shared, vector_store_id=other, poll_interval_ms=50)
    extra = attach(account, store, "extra.md", "extra\n")
    declare(project, store=store)
    folder = project.assistants / "documents"
    (folder / "page.html").write_text("<p>Bells</p>")
    (folder / "shared.md").write_text("shared\n")
    project.edit("support-bot.yaml", "documents/handbook.md", "documents/*")
    assert changes(project) == {
        "assistant.support-bot": ("create", None),
        "vector_store.support-bot": ("adopt", store),
        "file.support-bot/documents/handbook.md": ("replace", None),
        "file.support-bot/documents/page.html": ("replace", None),
        "file.support-bot/documents/shared.md": ("create", None),
        f"file.support-bot/{shared}": ("delete", None),
        f"file.support-bot/{extra}": ("delete", None),
    }
    plan = project.run("plan").stdout
    assert re.search(rf"- file.support-bot/{shared} +used elsewhere too; the file object itself stays\n", plan), plan
    assert re.search(rf"- file.support-bot/{extra} +attached by hand; the file object itself stays\n", plan), plan
    project.run("apply", "--yes")
    is_converged(project)
    left = {file.id for file in account.files.list()}
    # What somebody else uploaded leaves the store only.
    assert {shared, extra, changed, page} <= left
    assert not {shared, extra, changed, page} & {file.id for file in account.vector_stores.files.list(store)}
    assert [file.id for file in account.vector_stores.files.list(other)] == [shared]


def test_a_size_that_is_trusted_is_marked_until_the_file_changes(project):
    account = project.account
    store, (page,) = somebodys_store(account, [("page.html", "<p>Bells</p>")])
    declare(project, store=store)
    folder = project.assistants / "documents"
    (folder / "handbook.md").unlink()
    (folder / "page.html").write_text("<p>Bells</p>")
    project.edit("support-bot.yaml", "documents/handbook.md", "documents/page.html")
    assert changes(project, "--trust-size")["file.support-bot/documents/page.html"] == ("adopt", page)
    assert "content unverified" in project.run("plan", "--trust-size").stdout
    project.run("apply", "--yes", "--trust-size")
    is_converged(project)
    (member,) = account.vector_stores.files.list(store)
    assert member.id == page and member.attributes["sha256"].endswith(" unverified")
    (folder / "page.html").write_text("<p>Other bells</p>")
    project.run("apply", "--yes")
    is_converged(project)
    (member,) = account.vector_stores.files.list(store)
    assert member.id != page and " " not in member.attributes["sha256"]


def test_a_bare_store_is_adopted_on_either_api(sandbox, make_project, api):
    project = emptied(make_project(sandbox.url, api=api))
    store, (file,) = somebodys_store(project.account)
    (project.assistants / "documents").mkdir(exist_ok=True)
    (project.assistants / "documents" / "handbook.md").write_bytes(HANDBOOK.encode())
    (project.assistants / "handbook.yaml").write_text(
        "knowledge_base: handbook\nfiles: [documents/handbook.md]\n"
        f"environments: {{ gateway: {{ adopt: {store} }} }}\n---\n"
        "assistant: reader\nmodel: gpt-6-luna\ntools: [file_search]\nknowledge: handbook\n"
    )
    project.run("apply", "--yes")
    is_converged(project)
    assert [member.id for member in project.account.vector_stores.files.list(store)] == [file]
    assert project.account.vector_stores.retrieve(store).metadata["key"] == "handbook"
    assert "rung twice" in project.run("search", "reader", "bells").stdout
    project.run("destroy", "--yes")
    assert list(project.account.vector_stores.list()) == []


def test_adopt_stands_under_an_environment_only(project):
    declare(project)
    for text in ("lifecycle: { adopt: asst_1 }\n", "tools: [file_search]\nknowledge: { files: [x.md], adopt: vs_1 }\n"):
        declare(project, more=text)
        assert "environments: { NAME:" in project.run("plan", expect=1).stderr


def forgotten_store(project):
    """A store of nobody whose members have attributes as `forget` leaves them, both files in another store too."""
    account = project.account
    store = account.vector_stores.create(name="S", metadata={"owner": "ada"}).id
    attributes = [{"path": "documents/handbook.md", "sha256": "00"}, {"path": "documents/old.md", "sha256": "11"}]
    members = [
        attach(account, store, "handbook.md", "# Other\n", attributes=attributes[0]),
        attach(account, store, "old.md", "# Old\n", attributes=attributes[1]),
    ]
    other = account.vector_stores.create(name="O").id
    for file in members:
        account.vector_stores.files.create_and_poll(file, vector_store_id=other, poll_interval_ms=50)
    return store, other, members


def killed_once_marked(project, store):
    environment = {"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key}
    run = subprocess.Popen(
        [PROGRAM, "apply", "--yes", "--env", "gateway"], cwd=project.folder, env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    while run.poll() is None and not (project.account.vector_stores.retrieve(store).metadata or {}).get("managed_by"):
        pass
    run.kill()
    run.wait()


@pytest.mark.parametrize("begun", ["not", "killed", "only"])
def test_files_of_another_store_stay_however_the_adoption_began(project, begun):
    store, other, members = forgotten_store(project)
    declare(project, store=store)
    if begun == "killed":
        killed_once_marked(project, store)
    if begun == "only":
        project.run("apply", "--yes", "--only", "vector_store.support-bot")
    project.run("apply", "--yes")
    is_converged(project)
    assert set(members) <= {file.id for file in project.account.files.list()}
    assert {file.id for file in project.account.vector_stores.files.list(other)} == set(members)
    assert not set(members) & {file.id for file in project.account.vector_stores.files.list(store)}


def test_attributes_alone_neither_keep_nor_delete(project):
    account = project.account
    store = account.vector_stores.create(name="S").id
    hash = hashlib.sha256(HANDBOOK.encode()).hexdigest()
    claimed = {"path": "documents/handbook.md", "sha256": hash}
    first = attach(account, store, "handbook.md", "# Something else\n", attributes=claimed)
    second = attach(account, store, "handbook.md", HANDBOOK, attributes=claimed)
    third = attach(account, store, "handbook.md", HANDBOOK, attributes=claimed)
    declare(project, store=store)
    project.run("apply", "--yes")
    is_converged(project)
    (member,) = account.vector_stores.files.list(store)
    assert member.id in (second, third)
    assert {first, second, third} == {file.id for file in account.files.list()}


def test_a_store_is_not_taken_from_under_its_assistant(project):
    store, _ = somebodys_store(project.account)
    assistant = somebodys_assistant(project.account, store)
    declare(project, assistant, store)
    plan = project.run("plan", "--only", "vector_store.support-bot").stdout
    assert "> assistant.support-bot" in plan
    killed_once_marked(project, store)
    if not project.account.beta.assistants.retrieve(assistant).metadata.get("managed_by"):
        refused = project.run("destroy", "--yes", expect=4)
        assert assistant in refused.stdout + refused.stderr
        assert project.account.vector_stores.retrieve(store).id == store
    project.run("apply", "--yes")
    project.run("destroy", "--yes")
    assert list(project.account.vector_stores.list()) == []


def test_a_stopped_adoption_is_not_destroyed_under_its_assistant_although_adopt_is_gone(tmp_path, make_project):
    with Sandbox(tmp_path) as sandbox:
        project = emptied(make_project(sandbox.url))
        store, _ = somebodys_store(project.account)
        assistant = somebodys_assistant(project.account, store)
        declare(project, assistant, store)
        faults = json.dumps({"faults": ["POST /v1/assistants/* billing"]}).encode()
        address = sandbox.url.removesuffix("/v1") + "/sandbox/faults"
        kind = {"content-type": "application/json"}
        urllib.request.urlopen(urllib.request.Request(address, faults, kind, method="PUT"))
        project.run("apply", "--yes", expect=3)
        urllib.request.urlopen(urllib.request.Request(address, method="DELETE"))
        declare(project)
        for command in (["plan", "--destroy"], ["destroy", "--yes"]):
            assert assistant in project.run(*command, expect=4).stdout
        assert project.account.vector_stores.retrieve(store).id == store
        declare(project, assistant, store)
        project.run("apply", "--yes")
        is_converged(project)


def test_refusals_of_adoptions_say_what_is_the_matter(project):
    store, _ = somebodys_store(project.account)
    declare(project, store=store)
    project.run("plan", "--out", "adopt.plan")
    theirs = somebodys_assistant(project.account, store, name="Theirs")
    refused = project.run("apply", "adopt.plan", "--yes", expect=4).stderr
    assert theirs in refused and "applied already" not in refused
    (project.assistants / "support-bot.yaml").write_text(
        "knowledge_base: support-bot\nfiles: [documents/handbook.md]\n"
        f"environments: {{ gateway: {{ adopt: {store} }} }}\n"
    )
    plan = project.run("plan", expect=4).stdout
    assert "declares nothing" not in plan and theirs in plan
