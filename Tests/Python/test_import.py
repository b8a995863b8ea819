"""Import: manifests of what nobody manages, and of exports; what they say plans to adoption only."""

import json
import shutil

import pytest
from test_adopt import (
    HANDBOOK, INSTRUCTIONS, attach, base_url, changes, emptied, is_converged, somebodys_assistant, somebodys_store,
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

SCHEMA = {
    "type": "object", "properties": {"Zeta": {"type": "string"}, "alpha": {"type": "number", "minimum": 0.5}},
    "required": ["Zeta"],
}
EXPORT = {
    "id": "asst_old", "object": "assistant", "created_at": 1700000000, "name": "Help Desk", "description": "Helps.",
    "model": "gpt-6-luna", "instructions": "Be kind.\r\n\tAlways.\n\n", "metadata": {"team": "support"},
    "tools": [
        {"type": "file_search", "file_search": {"max_num_results": 8}},
        {"type": "function", "function": {"name": "lookup", "description": "Look up", "parameters": SCHEMA}},
    ],
    "tool_resources": {"file_search": {"vector_store_ids": ["vs_old"]}}, "temperature": 0.2, "top_p": 1.0,
    "response_format": "auto",
}


@pytest.fixture
def project(sandbox, make_project):
    return emptied(make_project(sandbox.url))


def imported(project, *arguments):
    return json.loads(project.run("import", *arguments, "--format", "json").stdout)


def outcomes(entry):
    return {field["field"]: field["outcome"] for field in entry["fields"]}


def files(project):
    return {str(path.relative_to(project.assistants)) for path in project.assistants.rglob("*") if path.is_file()}


def test_what_is_imported_is_adopted_and_nothing_else_happens(project):
    account = project.account
    store, (handbook,) = somebodys_store(account)
    text = "Be kind.\r\nAlways.\rEnd\n\n"
    assistant = somebodys_assistant(
        account, store, instructions=text, temperature=0.3, description="Helps.", response_format={"type": "json_object"},
        tools=[
            {"type": "file_search", "file_search": {"max_num_results": 7}},
            {"type": "function", "function": {"name": "lookup", "parameters": SCHEMA}},
        ],
    )
    other = somebodys_assistant(account, name="🤖", metadata={f"k{n}": "v" for n in range(11)})
    listing = project.run("import").stdout
    assert assistant in listing and other in listing and store in listing
    first = imported(project, "--all")
    entries = {entry["id"]: entry for entry in first["imported"]}
    assert entries[assistant]["key"] == "support-bot" and entries[assistant]["adopts"]
    assert outcomes(entries[assistant])["tool_resources.file_search"] == "changed"
    assert any("handbook.md" in file for file in entries[assistant]["missing_files"])
    assert outcomes(entries[other])["key"] == "changed" and outcomes(entries[other])["metadata.k9"] == "kept"
    found = changes(project)
    assert {action for action, _ in found.values()} == {"adopt"} and len(found) == 2, found
    plan = json.loads(project.run("plan", "--format", "json").stdout)
    assert [change["assistantctl"]["fields"] for change in plan["resource_changes"]] == [[], []]
    before = account.beta.assistants.retrieve(assistant)
    project.run("apply", "--yes")
    is_converged(project)
    after = account.beta.assistants.retrieve(assistant)
    assert (after.instructions, after.tools, after.temperature) == (text, before.tools, before.temperature)
    assert account.vector_stores.retrieve(store).metadata == {"owner": "ada"}
    assert "unmanaged" in json.loads(project.run("import", "--format", "json").stdout)


def test_a_store_with_local_copies_is_adopted_with_it(project):
    account = project.account
    store, (handbook,) = somebodys_store(account)
    prices = attach(account, store, "prices.md", "prices\n", attributes={"lang": "en", "rank": 2})
    assistant = somebodys_assistant(account, store)
    copies = project.assistants / "knowledge" / "support-bot"
    copies.mkdir(parents=True)
    (copies / "handbook.md").write_bytes(b"# Handbook\r\n\r\nBells are rung twice.\r\n")
    (copies / "prices.md").write_text("prices\n")
    (entry,) = imported(project, assistant)["imported"]
    assert outcomes(entry)["tool_resources.file_search"] == "taken" and entry["missing_files"] == []
    assert {address: action for address, (action, _) in changes(project).items()} == {
        "assistant.support-bot": "adopt", "vector_store.support-bot": "adopt",
        "file.support-bot/knowledge/support-bot/handbook.md": "adopt",
        "file.support-bot/knowledge/support-bot/prices.md": "adopt",
    }
    project.run("apply", "--yes")
    is_converged(project)
    assert {file.id for file in account.files.list()} == {handbook, prices}
    assert "Nothing on the account is unmanaged." in project.run("import").stdout


def test_nothing_is_written_over_and_nothing_half_written(project):
    assistant = somebodys_assistant(project.account)
    (project.assistants / "prompts").mkdir(exist_ok=True)
    (project.assistants / "prompts" / "support-bot.md").write_text("mine\n")
    (entry,) = imported(project, assistant)["imported"]
    assert (project.assistants / "prompts" / "support-bot.md").read_text() == "mine\n"
    assert (project.assistants / "prompts" / "support-bot-support-bot.md").read_text() == INSTRUCTIONS
    assert "adopted by assistant.support-bot" in project.run("import", assistant, expect=1).stderr
    project.run("import", "asst_none", expect=1)
    second = somebodys_assistant(project.account)
    shutil.rmtree(project.assistants / "schemas")
    (project.assistants / "schemas").write_text("no folder")
    before = files(project)
    tool = {"type": "function", "function": {"name": "lookup", "parameters": SCHEMA}}
    third = somebodys_assistant(project.account, name="Third", tools=[tool])
    assert "Nothing was written" in project.run("import", second, third, expect=1).stderr
    assert files(project) == before


def test_an_export_needs_no_account(project, tmp_path):
    file = tmp_path / "export.json"
    file.write_text(json.dumps({"object": "list", "data": [EXPORT, EXPORT | {"id": "asst_two"}], "has_more": False}))
    project.key = "none"
    document = imported(project, "--from", str(file))
    assert [entry["key"] for entry in document["imported"]] == ["help-desk", "help-desk-2"]
    first, second = document["imported"]
    assert outcomes(second)["key"] == "changed" and not first["adopts"]
    assert outcomes(first)["tool_resources.file_search"] == "changed"
    assert json.loads((project.assistants / "schemas" / "lookup.json").read_text()) == SCHEMA
    assert list(json.loads((project.assistants / "schemas" / "lookup.json").read_text())["properties"]) == ["Zeta", "alpha"]
    assert "vector_store_id: vs_old" in (project.assistants / "help-desk.yaml").read_text()
    project.run("validate")


def test_an_export_of_the_first_version_says_which_files_are_missing(project, tmp_path):
    file = tmp_path / "export.json"
    old = {key: EXPORT[key] for key in ("id", "object", "name", "model", "instructions")}
    file.write_text(json.dumps(old | {"tools": [{"type": "retrieval"}], "file_ids": ["file-a", "file-b"]}))
    (entry,) = imported(project, "--from", str(file))["imported"]
    assert entry["missing_files"] == ["file-a", "file-b"]
    assert "knowledge/help-desk/*" in (project.assistants / "help-desk.yaml").read_text()
    folder = project.assistants / "knowledge" / "help-desk"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("a")
    project.run("apply", "--yes")
    (assistant,) = project.account.beta.assistants.list()
    assert assistant.instructions == EXPORT["instructions"]


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "empty"), (json.dumps(EXPORT)[:-20], "cut off"), ('{"object": "chat.completion", "model": "m"}', "another API"),
        ('{"object": "list", "data": []}', "no assistants"), ("[1, 2]", "a number"),
    ],
)
def test_what_is_no_export_is_told_and_writes_nothing(project, tmp_path, text, said):
    file, before = tmp_path / "export.json", files(project)
    file.write_text(text)
    assert said in project.run("import", "--from", str(file), expect=1).stderr
    assert files(project) == before


def test_what_the_tool_manages_is_not_imported(project):
    assistant = somebodys_assistant(project.account)
    imported(project, assistant)
    project.run("apply", "--yes")
    assert "is managed by" in project.run("import", assistant, expect=4).stderr
    assert imported(project, "--all")["imported"] == []


def test_an_import_with_nothing_to_do_says_so_and_sends_nobody_anywhere(project):
    account = project.account
    nothing = project.run("import", "--all")
    assert nothing.stdout == "Nothing is left to import.\nNothing on the account is unmanaged.\n" and nothing.stderr == ""
    store, _ = somebodys_store(account)
    assistant = somebodys_assistant(account, store)
    assert "Next: assistantctl plan" in project.run("import", "--all").stderr
    # It was imported, and not adopted yet: what is left is the plan.
    again = project.run("import", "--all")
    assert again.stdout.startswith("Nothing is left to import.\n")
    assert f"{assistant}  Support Bot    gpt-6-luna  adopted by assistant.support-bot" in again.stdout
    assert again.stderr == "Next: assistantctl plan --env gateway\n"
    project.run("apply", "--yes")
    assert "Next:" not in project.run("import", "--all").stderr


def test_a_store_without_copies_is_adopted_later_as_the_report_says(project):
    store, _ = somebodys_store(project.account)
    assistant = somebodys_assistant(project.account, store)
    (entry,) = imported(project, assistant)["imported"]
    (said,) = [field["note"] for field in entry["fields"] if field["field"] == "tool_resources.file_search"]
    assert "handbook.md" in said and "import again" not in said
    assert f"name them under `knowledge.files`, and write `adopt: {store}` in place of `vector_store_id: {store}`" in said
    copies = project.assistants / "knowledge" / "support-bot"
    copies.mkdir(parents=True)
    (copies / "handbook.md").write_bytes(HANDBOOK.encode())
    project.edit("support-bot.yaml", f"vector_store_id: {store}", f"adopt: {store}")
    project.edit("support-bot.yaml", "environments:", "knowledge: { files: [knowledge/support-bot/*] }\nenvironments:")
    assert changes(project)["vector_store.support-bot"] == ("adopt", store)
    project.run("apply", "--yes")
    is_converged(project)


def test_a_store_of_nobody_without_copies_is_imported_again_once_they_are_there(sandbox, make_project):
    project = emptied(make_project(sandbox.url, api="responses"))
    store, _ = somebodys_store(project.account)
    failed = project.run("import", store, expect=1).stderr
    assert "no copy here of handbook.md" in failed and "put the files into knowledge/support-files/ and import again" in failed
    copies = project.assistants / "knowledge" / "support-files"
    copies.mkdir(parents=True)
    (copies / "handbook.md").write_bytes(HANDBOOK.encode())
    (entry,) = imported(project, store)["imported"]
    assert entry["adopts"] and entry["missing_files"] == []


def test_an_empty_project_is_where_an_import_begins(project, tmp_path):
    file = tmp_path / "export.json"
    file.write_text(json.dumps(EXPORT))
    assert "no-manifests" in project.run("validate").stderr
    somebodys_assistant(project.account)
    for arguments in ([], ["--all"]):
        assert "no-manifests" not in project.run("import", *arguments).stderr
    (project.assistants / "support-bot.yaml").unlink()
    assert "no-manifests" not in project.run("import", "--from", str(file)).stderr


def test_what_servers_do_anyway_is_not_written_and_has_its_row(project, tmp_path):
    """Every field of an object is in the report."""
    search = {"max_num_results": 20, "ranking_options": {"ranker": "auto", "score_threshold": 0.0}}
    store, _ = somebodys_store(project.account)
    assistant = somebodys_assistant(
        project.account, store, temperature=1.0, top_p=1.0, tools=[{"type": "file_search", "file_search": search}]
    )
    (entry,) = imported(project, assistant)["imported"]
    rows = {row["field"]: (row["outcome"], row["note"]) for row in entry["fields"]}
    assert rows["temperature"] == rows["top_p"] == ("kept", "1.0, not written: servers do that anyway")
    said = "max_num_results, ranking_options not written: servers do that anyway"
    assert rows["tools.file_search"] == ("taken", said)
    manifest = (project.assistants / "support-bot.yaml").read_text()
    assert not any(word in manifest for word in ("temperature", "top_p", "max_num_results", "ranking_options"))
    file = tmp_path / "export.json"
    file.write_text(json.dumps(EXPORT | {"temperature": 1}))
    (entry,) = imported(project, "--from", str(file))["imported"]
    assert outcomes(entry)["temperature"] == outcomes(entry)["top_p"] == "changed"


def function(name, **more):
    return {"type": "function", "function": {"name": name, "parameters": {"type": "object", "properties": {}}, **more}}


def test_no_name_leaves_the_project(project, tmp_path):
    names = ["../../../../tmp/x", "a/b", "", "Lookup", "lookup"]
    format = {"type": "json_schema", "json_schema": {"name": "../y", "schema": {"type": "object"}}}
    export = EXPORT | {"tools": [function(name) for name in names], "response_format": format, "tool_resources": {}}
    export["tools"][4]["function"]["parameters"]["title"] = "other"
    file, before = tmp_path / "export.json", {path for path in project.assistants.parent.rglob("*")}
    file.write_text(json.dumps(export))
    (entry,) = imported(project, "--from", str(file))["imported"]
    rows = outcomes(entry)
    assert [rows[f"tools.function.{name}"] for name in names] == ["lost", "lost", "lost", "taken", "taken"]
    assert rows["response_format"] == "lost"
    new = {str(path.relative_to(project.assistants)) for path in project.assistants.parent.rglob("*")
           if path not in before and path.is_file() and path != file}
    assert new == {"help-desk.yaml", "schemas/Lookup.json", "schemas/help-desk-lookup.json"}
    project.run("validate")


def test_a_folder_that_leads_elsewhere_is_not_written_to(project, tmp_path):
    file, elsewhere = tmp_path / "export.json", tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(project.assistants / "schemas")
    (project.assistants / "schemas").symlink_to(elsewhere)
    file.write_text(json.dumps(EXPORT))
    before = files(project)
    assert "outside" in project.run("import", "--from", str(file), expect=1).stderr
    assert files(project) == before and list(elsewhere.iterdir()) == []


def test_what_no_manifest_can_say_is_a_row_and_the_rest_loads(project, tmp_path):
    export = EXPORT | {
        "tools": [function("ring", description="ring\0")], "tool_resources": {}, "name": "Help\0", "description": "d\0",
        "instructions": "be\0kind", "metadata": {"": "x", "a\0": "y", "b": "\0", "long": "v" * 513, "team": "support"},
    }
    file = tmp_path / "export.json"
    file.write_text(json.dumps([export]))
    (entry,) = imported(project, "--from", str(file))["imported"]
    lost = {row["field"] for row in entry["fields"] if row["outcome"] == "lost"}
    assert {"name", "description", "instructions", "metadata.", "metadata.b", "metadata.long", "tools.function.ring"} <= lost
    project.run("validate")
    (project.assistants / f"{entry['key']}.yaml").unlink()


def test_what_would_not_load_is_not_written(project, tmp_path):
    file, before = tmp_path / "export.json", files(project)
    file.write_text(json.dumps(EXPORT | {"temperature": 7}))
    failed = project.run("import", "--from", str(file), expect=1)
    assert "cannot be loaded" in failed.stderr and "temperature" in failed.stderr
    assert files(project) == before


def static(size, overlap):
    return {"type": "static", "static": {"max_chunk_size_tokens": size, "chunk_overlap_tokens": overlap}}


@pytest.mark.parametrize(
    "options, said",
    [
        ({"chunking_strategy": static(400, 100)}, "cut in different ways"),
        ({"attributes": {f"k{number:02}": number for number in range(15)}}, "more attributes than a manifest can say"),
    ],
    ids=["chunking", "attributes"],
)
def test_a_store_that_no_manifest_can_say_stays_managed_elsewhere(project, options, said):
    account = project.account
    store, _ = somebodys_store(account)
    attach(account, store, "prices.md", "prices\n", **options)
    assistant = somebodys_assistant(account, store)
    before = [member.to_dict() for member in account.vector_stores.files.list(store)]
    (project.assistants / "knowledge" / "support-bot").mkdir(parents=True)
    for name, text in (("handbook.md", HANDBOOK), ("prices.md", "prices\n")):
        (project.assistants / "knowledge" / "support-bot" / name).write_bytes(text.encode())
    (entry,) = imported(project, assistant)["imported"]
    assert said in json.dumps(entry)
    manifest = (project.assistants / "support-bot.yaml").read_text()
    assert f"vector_store_id: {store}" in manifest and "files:" not in manifest
    assert changes(project) == {"assistant.support-bot": ("adopt", assistant)}
    project.run("apply", "--yes")
    is_converged(project)
    assert [member.to_dict() for member in account.vector_stores.files.list(store)] == before
    assert account.vector_stores.retrieve(store).metadata == {"owner": "ada"}


def test_an_edit_behind_the_import_is_seen_and_one_behind_the_plan_is_not_overwritten(project):
    account = project.account
    assistant = somebodys_assistant(account)
    imported(project, assistant)
    account.beta.assistants.update(assistant, instructions="Edited behind the import.")
    assert "Edited behind the import." in project.run("plan", "--out", "adopt.plan").stdout
    account.beta.assistants.update(assistant, description="Edited behind the plan.")
    refused = project.run("apply", "adopt.plan", "--yes", expect=4).stderr
    assert assistant in refused or "assistant.support-bot" in refused
    now = account.beta.assistants.retrieve(assistant)
    assert (now.description, now.instructions) == ("Edited behind the plan.", "Edited behind the import.")
    assert "managed_by" not in now.metadata
    # A plan of now shows both, and does what it shows.
    assert "Edited behind the plan." in project.run("plan").stdout
    project.run("apply", "--yes")
    is_converged(project)


def test_a_file_that_is_attached_behind_the_plan_is_not_taken_for_the_projects(project):
    account = project.account
    store, (handbook,) = somebodys_store(account)
    assistant = somebodys_assistant(account, store)
    (project.assistants / "knowledge" / "support-bot").mkdir(parents=True)
    (project.assistants / "knowledge" / "support-bot" / "handbook.md").write_bytes(HANDBOOK.encode())
    imported(project, assistant)
    project.run("plan", "--out", "adopt.plan")
    theirs = attach(account, store, "theirs.md", "theirs\n")
    project.run("apply", "adopt.plan", "--yes", expect=4)
    assert {member.id for member in account.vector_stores.files.list(store)} == {handbook, theirs}
    project.run("apply", "--yes")
    is_converged(project)
    assert {handbook, theirs} <= {file.id for file in account.files.list()}
