"""What a team does with the tool, end to end: each story ends with an empty plan."""

import json

import pytest

EDITS = {
    "a prompt": (
        lambda project: project.edit("prompts/support.md", "two to five sentences", "two to four sentences"),
        {"assistant.support-bot": ["update"]},
    ),
    "a tool": (
        lambda project: project.edit("workshop-helper.yaml", "max_num_results: 6", "max_num_results: 7"),
        {"assistant.workshop-helper": ["update"]},
    ),
    "a file's bytes, same size": (
        lambda project: project.edit("knowledge/support/returns-and-warranty.md", "30 days", "60 days"),
        {"file.support-bot/knowledge/support/returns-and-warranty.md": ["create", "delete"]},
    ),
    "an attribute": (
        lambda project: project.edit("support-bot.yaml", "season: 2027", "season: 2028"),
        {"file.support-bot/knowledge/support/prices.html": ["update"]},
    ),
    "a removed file": (
        lambda project: (project.assistants / "knowledge/support/battery-care.md").unlink(),
        {"file.support-bot/knowledge/support/battery-care.md": ["delete"]},
    ),
    "a renamed file": (
        lambda project: (project.assistants / "knowledge/support/battery-care.md").rename(
            project.assistants / "knowledge/support/batteries.md"
        ),
        {
            "file.support-bot/knowledge/support/batteries.md": ["create"],
            "file.support-bot/knowledge/support/battery-care.md": ["delete"],
        },
    ),
    "a table for code interpreter": (
        lambda project: project.edit("data/prices.csv", "sku", "sk_"),
        {"file.sales-advisor/code_interpreter/data/prices.csv": ["create", "delete"]},
    ),
}


# Where the example project deploys to in the embedded account, by api.
EMBEDDED = {"responses": "sandbox", "assistants": "classic"}


def planned(project, env):
    plan = json.loads(project.run("plan", "--format", "json", env=env).stdout)
    return {
        change["address"]: sorted(change["change"]["actions"])
        for change in plan["resource_changes"]
        if change["change"]["actions"] != ["no-op"]
    }


@pytest.mark.parametrize("edit", EDITS, ids=str)
def test_an_edit_shows_just_itself_and_ends_with_an_empty_plan(make_project, edit, api):
    change, expected = EDITS[edit]
    env = EMBEDDED[api]
    project = make_project("http://127.0.0.1:9/v1")
    project.run("apply", "--yes", env=env)
    project.run("plan", "--detailed-exitcode", env=env)
    before = json.loads(project.run("output", "--format", "json", env=env).stdout)

    change(project)
    shown = planned(project, env)
    # A code interpreter's file is named by its assistant, so the assistant is updated with it.
    if edit == "a table for code interpreter":
        shown.pop("assistant.sales-advisor", None)
    assert shown == expected
    project.run("plan", "--detailed-exitcode", expect=2, env=env)
    project.run("apply", "--yes", env=env)
    project.run("plan", "--detailed-exitcode", env=env)

    after = json.loads(project.run("output", "--format", "json", env=env).stdout)
    assert ids(after) == ids(before), "an edit never changes an assistant's id or a store's"


def ids(output):
    return {key: (value["id"], value["vector_store_id"]) for key, value in output["assistants"].items()}


def test_the_example_lives_through_both_apis_side_by_side_in_the_embedded_account(make_project):
    project = make_project("http://127.0.0.1:9/v1")
    for env in EMBEDDED.values():
        project.run("apply", "--yes", env=env)
    for api, env in EMBEDDED.items():
        project.run("plan", "--detailed-exitcode", env=env)
        assert json.loads(project.run("output", "--format", "json", env=env).stdout)["api"] == api
    project.run("destroy", "--yes", env="classic")
    project.run("plan", "--detailed-exitcode", env="sandbox")
