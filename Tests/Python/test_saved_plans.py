"""Saved plans: exactly that plan or none, once, and always showable."""

import json
import re

import openai
import pytest


@pytest.fixture
def project(sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    project.run("apply", "--yes")
    project.edit("prompts/support.md", "two to five sentences", "two to four sentences")
    project.edit("knowledge/support/shipping.md", "Shipping", "Shipping today")
    return project


@pytest.fixture
def account(sandbox, project):
    return openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)


def plan_text(done):
    return done.stdout.strip()


def test_apply_does_exactly_what_was_saved_and_shown_and_only_once(project):
    printed = plan_text(project.run("plan", "--out", "change.plan"))

    assert plan_text(project.run("show", "change.plan")) == printed
    applied = project.run("apply", "change.plan", "--yes")
    assert "Apply complete: 1 updated, 1 replaced." in applied.stdout
    assert "No changes." in project.run("plan", "--detailed-exitcode").stdout

    again = project.run("apply", "change.plan", "--yes", expect=4)
    assert "[plan-applied]" in again.stderr
    assert plan_text(project.run("show", "change.plan")) == printed, "a plan that was applied can still be looked at"


def test_a_copy_of_an_applied_plan_is_refused_as_well(project, tmp_path):
    project.run("plan", "--out", "change.plan")
    copy = (project.folder / "change.plan").read_bytes()
    project.run("apply", "change.plan", "--yes")
    (project.folder / "copy.plan").write_bytes(copy)

    refused = project.run("apply", "copy.plan", "--yes", expect=4)

    assert "applied already" in refused.stderr


@pytest.mark.parametrize(
    ("path", "edit"),
    [
        ("prompts/support.md", lambda file: file.write_text(file.read_text() + "Be kind.\n")),
        ("knowledge/support/shipping.md", lambda file: file.write_text("Shipping tomorrow\n")),
        ("data/prices.csv", lambda file: file.write_text("sku,price\nA,2\n")),
        ("support-bot.yaml", lambda file: file.write_text(file.read_text() + "# seen by Sara\n")),
    ],
)
def test_a_file_that_changed_since_makes_the_plan_stale_and_is_named(project, path, edit):
    project.run("plan", "--out", "change.plan")
    edit(project.assistants / path)

    refused = project.run("apply", "change.plan", "--yes", expect=4)

    assert f"{path} changed since it was made [stale-plan]" in refused.stderr


def test_an_account_that_changed_since_makes_the_plan_stale_and_is_named(project, account, api):
    project.run("plan", "--out", "change.plan")
    store = next(store for store in account.vector_stores.list() if store.name == "support-bot")
    account.vector_stores.update(store.id, name="edited by hand")

    refused = project.run("apply", "change.plan", "--yes", expect=4)

    assert f"vector_store.support-bot ({store.id}) was changed on the account" in refused.stderr
    assert account.vector_stores.retrieve(store.id).name == "edited by hand", "nothing was written"


def test_another_run_since_makes_the_plan_stale(project, api):
    project.run("plan", "--out", "change.plan")
    project.run("apply", "--only", "assistant.support-bot", "--yes")

    refused = project.run("apply", "change.plan", "--yes", expect=4)

    assert "assistant.support-bot" in refused.stderr
    if api == "responses":
        assert "release 2 is live, the plan was made on release 1" in refused.stderr


def test_a_plan_knows_its_environment_and_its_project(project):
    project.run("plan", "--out", "change.plan")
    # The environment of the plan is the default of apply.
    refused = project.run("apply", "change.plan", "--yes", env="sandbox", expect=4)
    assert "the plan is for the environment gateway, and --env says sandbox" in refused.stderr

    settings = project.assistants / "project.yaml"
    settings.write_text(re.sub(r"^project: .*$", "project: another-shop", settings.read_text(), flags=re.M))
    refused = project.run("apply", "change.plan", "--yes", expect=4)
    assert "the plan is for the project velo-lindqvist, and this is another-shop" in refused.stderr


def test_a_plan_of_another_major_version_is_refused_and_still_shown(project):
    printed = plan_text(project.run("plan", "--out", "change.plan"))
    file = project.folder / "change.plan"
    document = json.loads(file.read_text())
    document["assistantctl_plan"]["toolVersion"] = "99.1.0"
    file.write_text(json.dumps(document))

    refused = project.run("apply", "change.plan", "--yes", expect=4)

    assert "made by assistantctl 99.1.0" in refused.stderr
    assert plan_text(project.run("show", "change.plan")) == printed


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"assistantctl_plan": {"formatVersion": 1}}'])
def test_what_is_no_plan_is_said_to_be_none(project, content):
    (project.folder / "broken.plan").write_bytes(content)
    for command in (["show", "broken.plan"], ["apply", "broken.plan", "--yes"]):
        assert "[no-saved-plan]" in project.run(*command, expect=1).stderr
    assert "[plan-unreadable]" in project.run("show", "missing.plan", expect=1).stderr


def test_a_plan_that_apply_would_refuse_is_saved_for_looking_and_refused(project):
    for name in ("support-bot.yaml", "sales-advisor.yaml", "workshop-helper.yaml"):
        (project.assistants / name).unlink()
    project.run("plan", "--out", "change.plan", expect=4)

    assert "[mass-delete]" in project.run("show", "change.plan").stdout
    project.run("apply", "change.plan", "--yes", expect=4)


def test_a_plan_to_destroy_can_be_saved_too(project, account):
    project.run("plan", "--destroy", "--out", "end.plan")
    project.run("apply", "end.plan", "--yes")
    assert list(account.vector_stores.list()) == []


def test_a_saved_plan_holds_no_key_and_is_its_owners_alone(project):
    project.run("plan", "--out", "change.plan")
    file = project.folder / "change.plan"
    assert project.key not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_scope_goes_with_plan_and_not_with_a_saved_plan(project):
    project.run("plan", "--out", "part.plan", "--only", "file.support-bot/*")
    project.run("apply", "part.plan", "--only", "assistant.support-bot", "--yes", expect=64)
    assert "1 replaced" in project.run("apply", "part.plan", "--yes").stdout
    assert "1 to update" in project.run("plan").stdout
