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
    refused = project.run("forget", "vector_store.handbook", "--yes", expect=4).stdout
    assert "name them too" in refused and "Forget stops here with exit code 4" in refused
    assert "did you mean" in project.run("forget", "assistant.support-bott", "--yes", expect=64).stderr
    assert "belongs to its store" in project.run("forget", "file.support-bot/x", "--yes", expect=64).stderr
    project.run("forget", "assistant.support-bot", expect=64)
    assert everything(account) == before
    report = json.loads(project.run("forget", "*", "--yes", "--format", "json").stdout)
    assert report["status"] == "complete" and report["format_version"] == "1.1"
    assert report["purpose"] == "forget" and report["complete"]
    assert {result["outcome"] for result in report["results"]} == {"done"}
    assert report["summary"]["forget"] == len(report["results"]) > 3
    assert all(MARKS.isdisjoint(key for key, value in (store.metadata or {}).items() if value)
               for store in account.vector_stores.list())
    assert "owns nothing" in project.run("show").stdout


def managed(account):
    """Keys of the stores that carry marks."""
    return {store.metadata["key"] for store in account.vector_stores.list(limit=100) if (store.metadata or {}).get("key")}


def test_a_plan_to_forget_can_be_kept_shown_in_every_format_and_carried_out_once(project, account, api):
    project.run("apply", "--yes")
    before = everything(account)
    kept = project.run("forget", "assistant.support-bot", "--out", "go.plan")
    assert "Plan: 2 to forget." in kept.stdout and "`assistantctl apply go.plan` does exactly this" in kept.stderr
    assert everything(account) == before
    assert project.run("show", "go.plan").stdout == kept.stdout
    shown = {name: project.run("show", "go.plan", "--format", name).stdout
             for name in ("json", "markdown", "html", "github", "gitlab")}
    plan = json.loads(shown["json"])
    changes = [change["change"] for change in plan["resource_changes"] if change["change"]["actions"] != ["no-op"]]
    assert [change["actions"] for change in changes] == [["forget"], ["forget"]]
    assert plan == json.loads(
        project.run("forget", "assistant.support-bot", "--out", "same.plan", "--format", "json").stdout
    )
    assert "### 2 to forget\n\n- `assistant.support-bot`: managed no longer" in shown["markdown"]
    assert '<article id="assistant.support-bot" data-action="forget">' in shown["html"]
    assert "< vector_store.support-bot: goes with assistant.support-bot" in shown["github"]
    assert json.loads(shown["gitlab"]) == {"create": 0, "update": 2, "delete": 0}
    (project.folder / "copy.plan").write_bytes((project.folder / "go.plan").read_bytes())

    project.run("apply", "go.plan", expect=64)
    assert everything(account) == before
    done = project.run("apply", "go.plan", "--yes").stdout
    assert "Forget complete: 2 forgotten." in done
    assert "support-bot" not in managed(account) and "handbook" in managed(account)
    assert "assistant.support-bot" not in project.run("show").stdout
    assert everything(account)["files"] == before["files"]
    if api == "responses":
        live = project.run("releases").stdout.split("release 1")[0]
        assert "forget assistant.support-bot\n    forget vector_store.support-bot" in live

    after = everything(account)
    assert "a plan is applied once [plan-applied]" in project.run("apply", "go.plan", "--yes", expect=4).stderr
    refused = project.run("apply", "copy.plan", "--yes", expect=4).stderr
    assert "applied already" in refused and "`assistantctl forget assistant.support-bot --out FILE --env gateway`" in refused
    assert everything(account) == after


def test_a_plan_to_forget_goes_stale_like_any_other(project, account, api):
    project.run("apply", "--yes")
    (store,) = [store for store in account.vector_stores.list() if store.name == "support-bot"]
    project.run("forget", "assistant.support-bot", "--out", "go.plan")
    before = everything(account)

    manifest = project.assistants / "support-bot.yaml"
    text = manifest.read_text()
    manifest.write_text(text + "# seen by Sara\n")
    refused = project.run("apply", "go.plan", "--yes", expect=4).stderr
    assert "support-bot.yaml changed since it was made [stale-plan]" in refused
    manifest.write_text(text)
    assert everything(account) == before

    account.vector_stores.update(store.id, name="edited by hand")
    refused = project.run("apply", "go.plan", "--yes", expect=4).stderr
    assert f"vector_store.support-bot ({store.id}) was changed on the account since it was made [stale-plan]" in refused
    account.vector_stores.update(store.id, name="support-bot")
    assert everything(account) == before

    project.run("forget", "assistant.mail-sorter", "--yes")
    refused = project.run("apply", "go.plan", "--yes", expect=4).stderr
    assert "assistant.mail-sorter" in refused and "is gone from the account" in refused
    if api == "responses":
        assert "release 2 is live, the plan was made on release 1" in refused
    assert "support-bot" in managed(account)


def test_a_plan_to_forget_that_is_refused_is_kept_for_looking_only(project, account):
    project.run("apply", "--yes")
    before = everything(account)
    kept = project.run("forget", "vector_store.handbook", "--out", "go.plan", expect=4).stdout
    assert "name them too" in kept and "[in-use]" in kept
    project.run("forget", "assistant.nobody", "--out", "no.plan", expect=64)
    assert not (project.folder / "no.plan").exists()
    project.run("forget", "assistant.support-bot", "--out", "go.plan", "--yes", expect=64)
    assert project.run("show", "go.plan").stdout == kept
    carried_out = kept.replace("would stop", "stops").replace("and change nothing", "and changes nothing")
    assert carried_out in project.run("apply", "go.plan", "--yes", expect=4).stdout
    report = json.loads(project.run("apply", "go.plan", "--yes", "--format", "json", expect=4).stdout)
    assert report["status"] == "refused" and "name them too" in report["failure"]
    assert everything(account) == before


def test_a_key_is_no_address_also_where_nobody_can_be_asked(project):
    done = project.run("forget", "support-bot", expect=64)
    assert "[unknown-address]" in done.stderr and "write assistant.support-bot or vector_store.support-bot" in done.stderr
    assert "[no-terminal]" in project.run("forget", "assistant.support-bot", expect=64).stderr
