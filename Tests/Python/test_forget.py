"""What `forget` lets go stays on the account as it is, whatever is applied or destroyed afterwards."""

import json

import openai
import pytest
from test_ownership import everything

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

MARKS = {"managed_by", "project", "environment", "key", "protect", "assistantctl"}


@pytest.fixture
def project(sandbox, make_project, api):
    return make_project(sandbox.url, api=api)


@pytest.fixture
def account(sandbox, project):
    return openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)


def test_what_is_forgotten_outlives_the_project(project, account, api):
    project.run("apply", "--yes")
    before = everything(account)
    (store_id,) = [id for id, (name, _, _) in before["stores"].items() if name == "support-bot"]

    said = project.run("forget", "assistant.support-bot", "--yes").stdout
    assert "vector_store.support-bot" in said and "make it anew" in said
    after = everything(account)
    assert after["files"] == before["files"]
    name, metadata, members = after["stores"][store_id]
    assert (name, members) == (before["stores"][store_id][0], before["stores"][store_id][2])
    assert not MARKS & {key for key, value in (metadata or {}).items() if value}
    if api == "assistants":
        (assistant_id,) = [id for id, one in before["assistants"].items() if one["name"] == "Velo Lindqvist Support"]
        forgotten = after["assistants"][assistant_id]
        assert not MARKS & set(forgotten["metadata"])
        assert {**forgotten, "metadata": {}} == {**before["assistants"][assistant_id], "metadata": {}}
        own = {key: value for key, value in before["assistants"][assistant_id]["metadata"].items() if key not in MARKS}
        assert forgotten["metadata"] == own

    text = (project.assistants / "support-bot.yaml").read_text()
    first, *others = text.split("\n---\n")
    assert "assistant: support-bot" in first
    if others:
        (project.assistants / "support-bot.yaml").write_text("\n---\n".join(others))
    else:
        (project.assistants / "support-bot.yaml").unlink()
    project.run("plan", "--detailed-exitcode")
    project.run("destroy", "--yes")
    left = everything(account)
    assert left["stores"] == {store_id: after["stores"][store_id]}
    assert set(members) <= set(left["files"])
    assert left["skills"] == {}
    if api == "assistants":
        assert left["assistants"] == {assistant_id: forgotten}


def test_a_shared_store_in_use_is_refused_and_unknown_addresses_are_wrong_usage(project, account):
    project.run("apply", "--yes")
    before = everything(account)
    assert "name them too" in project.run("forget", "vector_store.handbook", "--yes", expect=4).stderr
    assert "did you mean" in project.run("forget", "assistant.support-bott", "--yes", expect=64).stderr
    assert "belongs to its store" in project.run("forget", "file.support-bot/x", "--yes", expect=64).stderr
    project.run("forget", "assistant.support-bot", expect=64)
    assert everything(account) == before
    report = json.loads(project.run("forget", "*", "--yes", "--format", "json").stdout)
    assert report["status"] == "complete" and report["format_version"] == "1.0"
    assert all(MARKS.isdisjoint(key for key, value in (store.metadata or {}).items() if value)
               for store in account.vector_stores.list())
    assert "owns nothing" in project.run("show").stdout
