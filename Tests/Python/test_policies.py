"""Policies that other people's programs check over our plans: terraform-compliance, Rego by regopy, and tf-peek's report.

The policies and the commands are those of `docs/how-to/policies.md`, as they stand there.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openai
import pytest

from conftest import PROGRAM, ROOT
from plan_document import check

PAGE = (ROOT / "docs" / "how-to" / "policies.md").read_text()
FILES = dict(re.findall(r"^```[a-z]+ file=\S+\n# (policies/\S+)\n(.*?)^```", PAGE, re.M | re.S))
COMMANDS = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
PLAN, COMPLIANCE, REGO = COMMANDS


class Checkout:
    """The example project with the policies of the page, on its embedded account."""

    def __init__(self, folder):
        self.folder, self.assistants = folder, folder / "assistants"
        self.variables = {
            "PATH": f"{folder / 'programs'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
        }

    def fill(self):
        shutil.copytree(ROOT / "assistants", self.assistants)
        (self.folder / "programs").mkdir()
        (self.folder / "programs" / "assistantctl").symlink_to(PROGRAM)
        for path, text in FILES.items():
            (self.folder / path).parent.mkdir(exist_ok=True)
            (self.folder / path).write_text(text)
        return self

    def run(self, command, expect=0):
        done = subprocess.run(
            ["sh", "-ec", command], cwd=self.folder, env=self.variables, capture_output=True, text=True, timeout=300
        )
        shown = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
        assert done.returncode == expect, f"$ {command}\n{shown}"
        return shown

    def plan(self):
        self.run(PLAN)
        return self.planned()

    def planned(self):
        return check(json.loads((self.folder / "plan.json").read_text()))

    def edit(self, path, old, new):
        file = self.assistants / path
        text = file.read_text()
        assert old in text, f"{path} does not hold {old!r}"
        file.write_text(text.replace(old, new, 1))


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    """A project that is applied; tests work on copies of it."""
    checkout = Checkout(tmp_path_factory.mktemp("policies") / "project").fill()
    checkout.plan()
    checkout.run(COMPLIANCE)
    checkout.run(REGO)
    checkout.run("assistantctl apply change.plan --yes")
    return checkout.folder


@pytest.fixture
def project(deployed, tmp_path):
    shutil.copytree(deployed, tmp_path / "project", symlinks=True)
    return Checkout(tmp_path / "project")


def forbid_model(project):
    project.edit("support-bot.yaml", "reasoning_effort: none\n", "model: gpt-6-astra\n")


def search_the_web(project):
    project.edit("sales-advisor.yaml", "  - file_search\n", "  - file_search\n  - web_search\n")


def delete_a_file(project):
    (project.assistants / "knowledge" / "support" / "shipping.md").unlink()


def forget_the_team(project):
    project.edit("sales-advisor.yaml", "  team: sales\n", "")


def test_a_plan_that_changes_nothing_passes_every_policy(project):
    plan = project.plan()
    assert {tuple(one["change"]["actions"]) for one in plan["resource_changes"]} == {("no-op",)}
    project.run(COMPLIANCE)
    assert project.run(REGO).strip() == ""


@pytest.mark.parametrize(
    ("edit", "scenario", "address"),
    [
        (forbid_model, "every assistant uses a model that we allow", "assistant.support-bot"),
        (search_the_web, "no assistant searches the web", "assistant.sales-advisor"),
        (forget_the_team, "every assistant says whose it is", "assistant.sales-advisor"),
    ],
)
def test_terraform_compliance_refuses_what_a_scenario_forbids(project, edit, scenario, address):
    edit(project)
    project.plan()
    shown = project.run(COMPLIANCE, expect=1)
    assert "3 scenarios (2 passed, 1 failed)" in shown
    part = shown.split(f"Scenario: {scenario}")[1].split("Scenario:")[0]
    assert "Failure:" in part and address in part


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (forbid_model, "assistant.support-bot uses gpt-6-astra"),
        (search_the_web, "assistant.sales-advisor searches the web"),
        (delete_a_file, "file.support-bot/knowledge/support/shipping.md is deleted"),
    ],
)
def test_rego_refuses_what_a_rule_forbids(project, edit, message):
    edit(project)
    project.plan()
    assert project.run(REGO, expect=1).splitlines() == [message]


def test_what_was_applied_before_there_was_a_policy_is_refused_in_a_plan_without_changes(project):
    forbid_model(project)
    search_the_web(project)
    project.run("assistantctl apply --yes")
    plan = project.plan()
    assert not plan["applyable"]
    assert "3 scenarios (1 passed, 2 failed)" in project.run(COMPLIANCE, expect=1)
    assert len(project.run(REGO, expect=1).splitlines()) == 2


def test_a_report_of_an_attribute_that_changes_shows_the_attribute_only(project):
    project.edit("support-bot.yaml", "lang: en", "lang: de")
    plan = project.plan()
    changes = [one for one in plan["resource_changes"] if one["change"]["actions"] != ["no-op"]]
    assert [one["type"] for one in changes] == ["openai_file"]
    before, after = changes[0]["change"]["before"], changes[0]["change"]["after"]
    assert before["attributes"] == after["attributes"] | {"lang": "en"}
    assert {key for key in before if before[key] != after[key]} == {"attributes"} and before["bytes"] > 0
    report = project.run("tf-peek plan.json")
    assert "prices.html" in report and "attributes" in report
    assert "`bytes`" not in report and "`sha256`" not in report


def test_plans_to_destroy_and_to_forget_are_whole(project):
    project.run("assistantctl plan --destroy --out end.plan && assistantctl show end.plan --format json > plan.json")
    plan = project.planned()
    assert plan["planned_values"]["root_module"]["resources"] == []
    models = [one["values"]["model"] for one in plan["prior_state"]["values"]["root_module"]["resources"]
              if one["type"] == "openai_assistant"]
    assert len(models) == 4 and set(models) <= {"gpt-6-luna", "gpt-6-sol"}
    assert "is deleted" in project.run(REGO, expect=1)

    project.run("assistantctl forget assistant.support-bot --out go.plan")
    project.run("assistantctl show go.plan --format json > plan.json")
    plan = project.planned()
    forgotten = [one for one in plan["resource_changes"] if one["change"]["actions"] == ["forget"]]
    assert forgotten[0]["change"]["before"]["tools"]["function.lookup_order"]["strict"] is True
    assert any(one["change"]["actions"] == ["no-op"] for one in plan["resource_changes"])


def test_drift_is_whole_on_both_sides(make_project, sandbox, api):
    project = make_project(sandbox.url, api=api)
    project.run("apply", "--yes")
    account = openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)
    store = next(store for store in account.vector_stores.list() if store.name == "support-bot")
    account.vector_stores.update(store.id, name="by hand", expires_after={"anchor": "last_active_at", "days": 5})
    plan = check(json.loads(project.run("drift", "--format", "json", expect=2).stdout))
    drift = plan["resource_drift"][0]["change"]
    assert drift["before"] == {"id": store.id, "name": "support-bot"}
    assert drift["after"] == {"id": store.id, "name": "by hand", "expires_after": {"days": 5}}
    assert drift["after"] in [one["change"]["after"] for one in plan["resource_changes"]]
