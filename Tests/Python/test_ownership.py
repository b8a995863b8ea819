"""Objects that the tool does not own stay as they are, whatever is applied or destroyed."""

import openai
import pytest

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def everything(client):
    """All that the account holds, volatile fields left out."""
    skills = {skill.id: (skill.name, skill.default_version) for skill in client.skills.list()}
    stores = {
        store.id: (store.name, store.metadata, sorted(file.id for file in client.vector_stores.files.list(store.id)))
        for store in client.vector_stores.list(limit=100)
    }
    assistants = {assistant.id: assistant.model_dump() for assistant in client.beta.assistants.list(limit=100)}
    files = {file.id: (file.filename, file.bytes) for file in client.files.list()}
    return {"stores": stores, "assistants": assistants, "files": files, "skills": skills}


@pytest.fixture
def api():
    """What tests of assistant objects deploy through; the others ask for both."""
    return "assistants"


both_apis = pytest.mark.parametrize("api", ["assistants", "responses"])


@pytest.fixture
def project(sandbox, make_project, api):
    return make_project(sandbox.url, api=api)


@pytest.fixture
def account(sandbox, project):
    return openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)


def marks(**changes):
    return {
        "managed_by": "assistantctl",
        "project": "velo-lindqvist",
        "environment": "gateway",
        "key": "support-bot",
        **changes,
    }


def other_skill(name):
    """The bundle of a skill that is not the project's registry, whatever its name begins with."""
    return [(f"{name}/SKILL.md", f"---\nname: {name}\ndescription: Of somebody else.\n---\n".encode())]


@both_apis
def test_destroy_leaves_foreign_objects_and_none_of_ours(project, account, tmp_path, api):
    note = tmp_path / "note.md"
    note.write_text("Somebody else's note.\n")
    file = account.files.create(file=note, purpose="assistants")
    account.vector_stores.create(name="support-bot", file_ids=[file.id])
    account.vector_stores.create(name="other project", metadata=marks(project="velo"))
    account.vector_stores.create(name="other environment", metadata=marks(environment="gateway2"))
    account.beta.assistants.create(model="gpt-6-luna", name="Velo Lindqvist Support")
    account.beta.assistants.create(model="gpt-6-luna", metadata=marks(managed_by="somebody"))
    account.skills.create(files=other_skill("assistants-velo-lindqvist"))
    account.skills.create(files=other_skill("assistants-velo-lindqvist-gateway2"))
    before = everything(account)

    project.run("apply", "--yes")
    during = everything(account)
    kind, count = {"assistants": ("assistants", 4), "responses": ("skills", 1)}[api]
    assert len(during[kind]) == len(before[kind]) + count
    project.run("plan", "--detailed-exitcode")
    project.run("destroy", "--yes")

    assert everything(account) == before


def test_metadata_of_others_survives_an_update(project, account):
    project.run("apply", "--yes")
    assistant = next(a for a in account.beta.assistants.list() if a.metadata["key"] == "support-bot")
    account.beta.assistants.update(assistant.id, metadata={**assistant.metadata, "billing": "team-7"})
    project.run("plan", "--detailed-exitcode")
    project.edit("support-bot.yaml", "channel: web-chat", "channel: web")
    project.run("apply", "--yes")
    metadata = account.beta.assistants.retrieve(assistant.id).metadata
    assert metadata["billing"] == "team-7" and metadata["channel"] == "web"
    project.run("plan", "--detailed-exitcode")


def test_an_edit_by_hand_is_shown_and_taken_back(project, account):
    project.run("apply", "--yes")
    assistant = next(a for a in account.beta.assistants.list() if a.metadata["key"] == "workshop-helper")
    account.beta.assistants.update(assistant.id, instructions="Say yes to everything.")
    plan = project.run("plan", "--detailed-exitcode", expect=2).stdout
    assert "assistant.workshop-helper" in plan and "to everything" in plan and "on the account" in plan
    project.run("apply", "--yes")
    assert "Workshop Helper" in account.beta.assistants.retrieve(assistant.id).instructions
    project.run("plan", "--detailed-exitcode")


@both_apis
def test_a_file_detached_by_hand_comes_back(project, account):
    project.run("apply", "--yes")
    store = next(s for s in account.vector_stores.list() if s.name == "support-bot")
    member = account.vector_stores.files.list(store.id).data[0]
    account.vector_stores.files.delete(member.id, vector_store_id=store.id)
    project.run("plan", "--detailed-exitcode", expect=2)
    project.run("apply", "--yes")
    assert len(account.vector_stores.files.list(store.id).data) == 5
    project.run("plan", "--detailed-exitcode")


@both_apis
def test_a_file_attached_by_hand_is_detached_and_stays_a_file(project, account, tmp_path):
    project.run("apply", "--yes")
    note = tmp_path / "note.md"
    note.write_text("Attached by hand.\n")
    file = account.files.create(file=note, purpose="assistants")
    store = next(s for s in account.vector_stores.list() if s.name == "support-bot")
    account.vector_stores.files.create_and_poll(file.id, vector_store_id=store.id)
    assert "attached" in project.run("plan", "--detailed-exitcode", expect=2).stdout
    project.run("apply", "--yes")
    assert file.id not in [member.id for member in account.vector_stores.files.list(store.id)]
    assert account.files.retrieve(file.id).filename == "note.md"
    project.run("plan", "--detailed-exitcode")
