"""Drift: what somebody else changed on the account since the last apply, whatever git says by now."""

import json

import openai
import pytest


@pytest.fixture
def project(sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    project.run("apply", "--yes")
    return project


@pytest.fixture
def account(sandbox, project):
    return openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)


def store_of(account, name):
    return next(store for store in account.vector_stores.list() if store.name == name)


def test_an_untouched_account_has_no_drift_also_after_edits_in_git(project, api):
    project.edit("prompts/support.md", "two to five sentences", "two to four sentences")
    since = "release 1" if api == "responses" else "the last apply"
    shown = project.run("drift").stdout
    assert shown.startswith("No drift. ") and shown.rstrip().endswith(f"are as {since} left them."), shown
    assert "No drift." in project.run("plan", "--refresh-only", "--detailed-exitcode").stdout


def test_every_edit_by_hand_shows_with_its_field_and_nothing_is_changed(project, account, api):
    store = store_of(account, "support-bot")
    files = sorted(account.vector_stores.files.list(store.id), key=lambda file: file.attributes["path"])
    kept, gone, moved = files[0], files[1], files[2]
    account.vector_stores.update(store.id, name="by hand", metadata=store.metadata)
    account.vector_stores.files.delete(gone.id, vector_store_id=store.id)
    attributes = {**moved.attributes, "lang": "fr"}
    account.vector_stores.files.update(moved.id, vector_store_id=store.id, attributes=attributes)
    before = account.vector_stores.retrieve(store.id)

    done = project.run("drift", expect=2)

    since = "release 1" if api == "responses" else "the last apply"
    assert f"Changed on the account since {since}:" in done.stdout
    assert "name: support-bot → by hand" in done.stdout
    assert f"- file.support-bot/{gone.attributes['path']}" in done.stdout
    assert f"~ file.support-bot/{moved.attributes['path']}" in done.stdout
    assert "attributes.lang" in done.stdout
    assert f"file.support-bot/{kept.attributes['path']}" not in done.stdout
    assert f"Drift: 3 objects changed on the account since {since}." in done.stdout
    assert account.vector_stores.retrieve(store.id) == before

    document = json.loads(project.run("drift", "--format", "json", expect=2).stdout)
    assert {tuple(one["change"]["actions"]) for one in document["resource_changes"]} == {("no-op",)}
    assert {one["address"] for one in document["resource_drift"]} == {
        "vector_store.support-bot",
        f"file.support-bot/{gone.attributes['path']}",
        f"file.support-bot/{moved.attributes['path']}",
    }
    project.run("apply", "--yes")
    assert "No drift." in project.run("drift").stdout


def test_an_edit_that_keeps_the_counts_shows_in_drift_though_plan_does_not_look(project, account):
    store = store_of(account, "support-bot")
    file = next(iter(account.vector_stores.files.list(store.id)))
    account.vector_stores.files.update(
        file.id, vector_store_id=store.id, attributes={**file.attributes, "lang": "fr"}
    )
    project.run("plan", "--detailed-exitcode")
    assert file.attributes["path"] in project.run("drift", expect=2).stdout


SWAPPED = "knowledge/support/returns-and-warranty.md"


def swap(account, store):
    """A file is uploaded by hand, attached, and the right one detached: as many files as before. The wrong file's id."""
    right = next(file for file in account.vector_stores.files.list(store.id) if file.attributes["path"] == SWAPPED)
    wrong = account.files.create(file=("returns-and-warranty.md", b"We take nothing back."), purpose="assistants")
    account.vector_stores.files.create_and_poll(wrong.id, vector_store_id=store.id)
    account.vector_stores.files.delete(right.id, vector_store_id=store.id)
    return wrong.id


def held(account, store):
    return {file.id: file.attributes.get("path") for file in account.vector_stores.files.list(store.id)}


def test_a_file_that_was_swapped_by_hand_is_put_right_by_the_command_that_drift_names(project, account):
    store = store_of(account, "support-bot")
    before = sorted(held(account, store).values())
    wrong = swap(account, store)
    # As many files as there were: without --refresh nobody looks.
    assert "No changes." in project.run("plan").stdout

    named = "apply --refresh --env gateway"
    assert f"`assistantctl {named}`" in project.run("drift", expect=2).stderr
    plan = project.run("plan", "--refresh", "--detailed-exitcode", expect=2).stdout
    assert f"+ file.support-bot/{SWAPPED}" in plan and f"- file.support-bot/{wrong}" in plan

    project.run("apply", "--refresh", "--yes")
    now = held(account, store)
    assert wrong not in now and sorted(now.values()) == before
    assert "No drift." in project.run("drift").stdout
    assert "No changes." in project.run("plan", "--refresh", "--detailed-exitcode").stdout


def test_a_saved_plan_looks_as_far_as_it_did_when_it_was_made(project, account):
    store = store_of(account, "support-bot")
    wrong = swap(account, store)
    project.run("plan", "--refresh", "--out", "back.plan")
    project.run("apply", "back.plan", "--refresh", "--yes", expect=64)
    project.run("apply", "back.plan", "--yes")
    assert wrong not in held(account, store)
    assert "No drift." in project.run("drift").stdout


def test_refresh_is_about_what_apply_would_change(project, api):
    project.run("plan", "--refresh", "--destroy", expect=64)
    project.run("plan", "--refresh", "--refresh-only", expect=64)
    if api == "responses":
        project.run("plan", "--refresh", "--against", "1", expect=64)


def test_a_store_that_is_gone_is_drift(project, account, api):
    store = store_of(account, "support-bot")
    account.vector_stores.delete(store.id)
    assert "- vector_store.support-bot" in project.run("drift", expect=2).stdout


def test_refresh_only_has_plans_exit_codes(project, account):
    account.vector_stores.update(store_of(account, "support-bot").id, name="by hand")
    project.run("plan", "--refresh-only")
    project.run("plan", "--refresh-only", "--detailed-exitcode", expect=2)
    project.run("plan", "--refresh-only", "--out", "x.plan", expect=64)
