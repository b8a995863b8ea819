"""The kit for pipelines, step by step: the shell that GitHub and GitLab run, against the account inside the command."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from openai import OpenAI

from conftest import PROGRAM, ROOT, Sandbox
from forge import TOKEN, CompositeAction, Forge, clean_variables, interpolate, obeyed

CI = ROOT / "ci"
MARKER = "<!-- assistantctl project={} environment=sandbox -->"
BIN = Path(sys.executable).parent
FOREIGN = "github-actions[bot] did not write this"


class Checkout:
    """A checked out repository with a first project, and the variables of a pipeline."""

    def __init__(self, folder):
        self.folder = folder
        self.variables = clean_variables(folder)
        self.program("init")
        settings = yaml.safe_load((folder / "assistants/project.yaml").read_text())
        self.marker = MARKER.format(settings["project"])
        self.output = folder / ".assistantctl-ci"
        (folder / "bin").mkdir()
        (folder / "bin/assistantctl").symlink_to(PROGRAM)
        self.variables["PATH"] = f"{folder}/bin:{BIN}:{self.variables['PATH']}"

    def program(self, *arguments, expect=0):
        done = subprocess.run(
            [PROGRAM, *arguments], cwd=self.folder, env=self.variables, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def script(self, name, *arguments, expect=0, **variables):
        done = subprocess.run(
            ["sh", CI / name, *arguments],
            cwd=self.folder,
            env={**self.variables, **variables},
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )
        printed = done.stdout + done.stderr
        assert done.returncode == expect, f"{name}: exit {done.returncode}, expected {expect}\n{printed}"
        assert TOKEN not in printed
        return printed

    def action(self, name="action", **more):
        return CompositeAction(CI / name / "action.yml", self.folder, {**self.variables, **more})

    def write(self, path, text):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def body(self, text="\nA plan.\n"):
        self.write("body.md", self.marker + text)
        return "body.md"

    def protect_and_forget(self):
        """Applies an assistant that is protected, and takes its manifest away: apply would refuse the next plan."""
        self.write("assistants/till.yaml", "assistant: till\nmodel: gpt-6-luna\nlifecycle: { protect: true }\n")
        self.program("apply", "--yes")
        (self.folder / "assistants/till.yaml").unlink()

    def break_manifest(self):
        self.write("assistants/till.yaml", "assistant: till\nmodle: gpt-6-luna\n")


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


@pytest.fixture
def github(checkout):
    forge = Forge()
    event = checkout.folder / "event.json"
    event.write_text(json.dumps({"pull_request": {"number": 7}}))
    checkout.variables |= {
        "GITHUB_API_URL": forge.url,
        "GITHUB_REPOSITORY": "velo/bikes",
        "GITHUB_EVENT_PATH": str(event),
        "ASSISTANTCTL_RETRY_SECONDS": "0",
    }
    yield forge
    forge.close()


@pytest.fixture
def gitlab(checkout):
    forge = Forge(me="project_12_bot", knows_me=True)
    checkout.variables |= {
        "CI_API_V4_URL": forge.url,
        "CI_PROJECT_ID": "12",
        "CI_MERGE_REQUEST_IID": "7",
        "ASSISTANTCTL_RETRY_SECONDS": "0",
    }
    yield forge
    forge.close()


# Pull requests without secrets


def pull_request(checkout, head, actor="anna"):
    outputs = checkout.folder / "outputs"
    outputs.write_text("")
    event = checkout.folder / "event.json"
    repo = {"full_name": head} if head else None
    event.write_text(json.dumps({"pull_request": {"number": 7, "head": {"repo": repo}}}))
    return outputs, {
        "GITHUB_EVENT_NAME": "pull_request",
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(outputs),
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": "velo/bikes",
        "GITHUB_ACTOR": actor,
    }


@pytest.mark.parametrize(
    ("head", "actor"), [("bengt/bikes", "bengt"), (None, "bengt"), ("velo/bikes", "dependabot[bot]")]
)
def test_a_pull_request_without_secrets_is_validated_and_says_so(checkout, head, actor):
    outputs, without = pull_request(checkout, head, actor)
    printed = checkout.script("plan.sh", OPENAI_API_KEY="", **without)
    assert "::notice title=No plan::This pull request gets no secrets" in printed and "Plan:" not in printed
    assert "exitcode=0" in outputs.read_text() and not (checkout.output / "plan").exists()
    assert "Not planned: the manifests are valid." in checkout.script("verdict.sh", "0")
    # What is wrong in it is still found.
    checkout.break_manifest()
    printed = checkout.script("plan.sh", expect=1, OPENAI_API_KEY="", **without)
    assert "::error file=assistants/till.yaml" in printed
    (checkout.folder / "assistants/till.yaml").unlink()
    # An account that needs no key has its plan, and so has everything that is no pull request.
    checkout.script("plan.sh", expect=2, **without)
    checkout.script("plan.sh", expect=2, OPENAI_API_KEY="", GITHUB_EVENT_NAME="push")
    checkout.script("plan.sh", OPENAI_API_KEY="sk-test", ASSISTANTCTL_KEY_VARIABLE="HOUSE_KEY", HOUSE_KEY="", **without)


@pytest.mark.parametrize("is_told", [True, False])
def test_a_pull_request_that_gets_secrets_needs_the_key(checkout, is_told):
    outputs, own = pull_request(checkout, "velo/bikes")
    if not is_told:
        del own["GITHUB_EVENT_PATH"]
    printed = checkout.script("plan.sh", expect=1, OPENAI_API_KEY="", **own)
    assert "::error title=No key::OPENAI_API_KEY is empty" in printed and "::notice" not in printed
    assert "exitcode=1" in outputs.read_text() and not (checkout.output / "plan").exists()
    # The comment says so: an old one would pass for the plan of this push.
    assert "comment=.assistantctl-ci/plan.md" in outputs.read_text()
    comment = (checkout.output / "plan.md").read_text()
    assert comment.startswith(checkout.marker + "\n## No plan: OPENAI_API_KEY is empty\n")
    # An account that needs none has its plan where the workflow names no variable.
    checkout.script("plan.sh", expect=2, **own)


def test_a_merge_request_without_the_key_fails(checkout):
    settings = checkout.folder / "assistants/project.yaml"
    assert "production:" in settings.read_text()
    merge_request = {"CI_MERGE_REQUEST_IID": "7", "ASSISTANTCTL_ENVIRONMENT": "production"}
    for key in ({}, {"OPENAI_API_KEY": ""}):
        printed = checkout.script("plan.sh", expect=1, **key, **merge_request)
        assert "OPENAI_API_KEY" in printed and not (checkout.output / "plan").exists()


# The plan


def test_a_plan_with_changes_is_saved_and_shown_in_every_form(checkout):
    outputs, summary = checkout.folder / "outputs", checkout.folder / "summary.md"
    # As on a runner, both are there before the step begins.
    outputs.touch()
    summary.touch()
    printed = checkout.script(
        "plan.sh", expect=2, GITHUB_ACTIONS="true", GITHUB_OUTPUT=str(outputs), GITHUB_STEP_SUMMARY=str(summary)
    )
    assert "::notice file=assistants/" in printed
    assert outputs.read_text().splitlines() == [
        "changes=3",
        "refused=",
        "plan=.assistantctl-ci/plan",
        "comment=.assistantctl-ci/plan.md",
        "exitcode=2",
    ]
    assert outputs.read_text() == (checkout.output / "outputs.env").read_text()
    assert json.loads((checkout.output / "plan.json").read_text())["assistantctl"]["summary"]["create"] == 3
    comment = (checkout.output / "plan.md").read_text()
    assert comment.startswith(checkout.marker + "\n") and len(comment.encode()) <= 65_536
    assert "3 to create" in comment and "3 to create" in summary.read_text()
    assert json.loads((checkout.output / "plan.gitlab.json").read_text()) == {"create": 3, "update": 0, "delete": 0}
    assert (checkout.output / "plan").stat().st_mode & 0o077 == 0


def test_what_was_planned_is_applied_and_the_next_plan_is_empty(checkout):
    checkout.script("plan.sh", expect=2)
    summary = checkout.folder / "summary.md"
    assert "Apply complete: 3 created." in checkout.script("apply.sh", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().startswith("## Applied\n") and "Apply complete: 3 created." in summary.read_text()
    assert "No changes" in checkout.script("plan.sh", expect=0)
    assert "No changes" in (checkout.output / "plan.md").read_text()


def test_a_plan_that_no_longer_fits_is_refused(checkout):
    checkout.script("plan.sh", expect=2)
    checkout.write("assistants/till.yaml", "assistant: till\nmodel: gpt-6-luna\n")
    summary = checkout.folder / "summary.md"
    printed = checkout.script("apply.sh", expect=4, GITHUB_STEP_SUMMARY=str(summary), GITHUB_ACTIONS="true")
    title = "Refused (exit code 4): nothing was changed [stale-plan]"
    assert f"## {title}\n" in summary.read_text()
    assert f"::error title=assistantctl apply::{title}" in obeyed(printed)


def test_flags_of_a_plan_are_split_at_spaces_and_hold_no_globs(checkout):
    checkout.write("file.txt", "a name that the glob below would match if the shell looked at it")
    checkout.script("plan.sh", expect=2, ASSISTANTCTL_FLAGS="--only file.* --context 1")
    plan = json.loads(checkout.program("show", ".assistantctl-ci/plan", "--format", "json"))
    assert any(change["type"] == "openai_file" for change in plan["resource_changes"])


def test_a_failed_plan_leaves_a_comment_under_the_same_marker_and_no_plan(checkout):
    checkout.script("plan.sh", expect=2)
    checkout.break_manifest()
    summary = checkout.folder / "summary.md"
    checkout.script("plan.sh", expect=1, GITHUB_STEP_SUMMARY=str(summary))
    comment = (checkout.output / "plan.md").read_text()
    assert comment.startswith(checkout.marker + "\n## No plan: assistantctl failed (exit code 1)\n")
    assert "[unknown-key]" in comment
    assert "unknown key \"modle\"" in comment and "unknown key \"modle\"" in summary.read_text()
    assert not (checkout.output / "plan").exists() and not (checkout.output / "plan.gitlab.json").exists()


def test_wrong_usage_is_a_failure_of_its_own(checkout):
    checkout.script("plan.sh", expect=64, ASSISTANTCTL_FLAGS="--no-such-flag")
    assert "No plan: assistantctl failed (exit code 64)" in (checkout.output / "plan.md").read_text()


def test_a_failure_without_a_readable_project_is_no_comment_that_nobody_could_update(checkout):
    checkout.write("assistants/project.yaml", "nothing: here\n")
    assert "is not on the pull request" in checkout.script("plan.sh", expect=1)
    assert not (checkout.output / "plan.md").exists()


def test_a_missing_program_is_named(checkout):
    assert "the program nowhere is not there" in checkout.script("plan.sh", expect=1, ASSISTANTCTL="nowhere")


@pytest.mark.parametrize(
    "code, end", [("0", 0), ("2", 0), ("4", 4), ("1", 1), ("3", 3), ("64", 64), ("", 1), ("two", 1)]
)
def test_the_verdict_passes_only_plans_that_apply_would_carry_out(checkout, code, end):
    checkout.script("verdict.sh", code, expect=end)


# The comment


def test_a_comment_is_written_once_and_then_updated_in_place(checkout, github):
    others = [github.add("somebody", checkout.body()), github.add("somebody", checkout.marker + "\nquoted")]
    before = [dict(comment) for comment in others]
    checkout.script("comment.sh", checkout.body("\nfirst\n"), GITHUB_TOKEN=TOKEN)
    checkout.script("comment.sh", checkout.body("\nsecond\n"), GITHUB_TOKEN=TOKEN + "\n")
    mine = [comment for comment in github.comments if comment["user"]["login"] == github.me]
    assert [comment["body"] for comment in mine] == [checkout.marker + "\nsecond\n"]
    assert others == before
    assert [method for method, _ in github.writes()] == ["POST", "PATCH"]


def test_other_environments_and_quotes_of_our_own_account_are_left_alone(checkout, github):
    other = checkout.marker.replace("environment=sandbox", "environment=production")
    kept = [other + "\nplan", "> " + checkout.marker, "text\n" + checkout.marker]
    for body in kept:
        github.add(github.me, body)
    checkout.script("comment.sh", checkout.body(), GITHUB_TOKEN=TOKEN)
    assert [comment["body"] for comment in github.comments] == [*kept, checkout.marker + "\nA plan.\n"]


@pytest.mark.parametrize("before", [99, 100, 250])
def test_the_comment_is_found_behind_hundreds_of_others(checkout, github, before):
    for _ in range(before):
        github.add("somebody", FOREIGN)
    mine = github.add(github.me, checkout.marker.replace("-->", "-->\r") + "\nold")
    for _ in range(20):
        github.add("somebody", FOREIGN)
    checkout.script("comment.sh", checkout.body(), GITHUB_TOKEN=TOKEN)
    assert mine["body"] == checkout.marker + "\nA plan.\n" and len(github.comments) == before + 21


def test_who_writes_is_asked_or_said(checkout, github):
    github.add("github-actions[bot]", checkout.marker + "\nof the workflow")
    github.me, github.knows_me = "somebody", True
    checkout.script("comment.sh", checkout.body(), GITHUB_TOKEN=TOKEN)
    github.me, github.knows_me = "velo[bot]", False
    checkout.script("comment.sh", checkout.body(), GITHUB_TOKEN=TOKEN, ASSISTANTCTL_COMMENT_LOGIN="velo[bot]")
    assert [comment["user"]["login"] for comment in github.comments] == ["github-actions[bot]", "somebody", "velo[bot]"]
    assert github.comments[0]["body"].endswith("of the workflow")


@pytest.mark.parametrize("is_done", [True, False])
def test_a_server_error_is_tried_once_more_and_makes_no_second_comment(checkout, github, is_done):
    github.faults.append({"method": "POST", "status": 502, "message": "Bad gateway", "done": is_done})
    checkout.script("comment.sh", checkout.body(), GITHUB_TOKEN=TOKEN)
    assert [comment["body"] for comment in github.comments] == [checkout.marker + "\nA plan.\n"]


def test_a_secondary_rate_limit_is_waited_for(checkout, github):
    limit = {"status": 403, "message": "You have exceeded a secondary rate limit"}
    github.faults.append({"method": "POST", **limit})
    assert "secondary rate limit; trying once more in 0 s" in checkout.script(
        "comment.sh", checkout.body(), GITHUB_TOKEN=TOKEN
    )
    assert len(github.comments) == 1


def test_a_server_that_stays_broken_fails_the_step(checkout, github):
    github.faults += [{"method": "GET", "status": 500, "message": "no"}] * 9
    printed = checkout.script("comment.sh", checkout.body(), expect=1, GITHUB_TOKEN=TOKEN)
    assert "HTTP 500: no. A comment of an earlier run may be out of date." in printed
    checkout.script("comment.sh", checkout.body(), expect=1, GITHUB_TOKEN=TOKEN, GITHUB_API_URL="http://127.0.0.1:1")


def test_a_fork_that_may_not_write_says_so_and_goes_on(checkout, github):
    refusal = {"method": "POST", "status": 403, "message": "Resource not accessible by integration"}
    github.faults.append(refusal)
    summary = checkout.folder / "summary.md"
    printed = checkout.script("comment.sh", checkout.body(), GITHUB_TOKEN=TOKEN, GITHUB_STEP_SUMMARY=str(summary))
    assert "::warning title=No comment on the pull request::" in printed and github.comments == []
    assert "the token may not write comments" in summary.read_text()


def test_wrong_tokens_and_bodies_are_told_without_the_token(checkout, github):
    wrong = TOKEN + "-wrong"
    printed = checkout.script("comment.sh", checkout.body(), expect=1, GITHUB_TOKEN=wrong)
    assert "Bad credentials" in printed and wrong not in printed
    assert "GITHUB_TOKEN is empty" in checkout.script("comment.sh", checkout.body(), expect=1)
    checkout.write("body.md", "a text of nobody\n")
    assert "is not the marker" in checkout.script("comment.sh", "body.md", expect=1, GITHUB_TOKEN=TOKEN)
    assert github.writes() == []


def test_a_run_of_no_pull_request_writes_nothing(checkout, github):
    checkout.write("event.json", "{}")
    assert "no pull request" in checkout.script("comment.sh", checkout.body(), GITHUB_TOKEN=TOKEN)
    assert github.requests == []


def test_a_body_that_is_too_long_points_to_the_summary(checkout, github):
    checkout.script("comment.sh", checkout.body("\n" + "long " * 20_000), GITHUB_TOKEN=TOKEN, GITHUB_RUN_ID="4711")
    body = github.comments[0]["body"]
    assert body.startswith(checkout.marker + "\nThe plan is too long for a comment") and "/actions/runs/4711)" in body


def test_the_token_stands_in_no_argument_and_no_trace(checkout, github):
    spy = checkout.folder / "bin"
    arguments = checkout.folder / "arguments"
    (spy / "curl").write_text(f'#!/bin/sh\necho "$@" >>{arguments}\nexec {shutil.which("curl")} "$@"\n')
    (spy / "curl").chmod(0o755)
    variables = {
        **checkout.variables,
        "GITHUB_TOKEN": TOKEN,
        "TMPDIR": str(checkout.folder),
    }
    before = set(checkout.folder.iterdir())
    subprocess.run(
        ["sh", CI / "comment.sh", checkout.body()], cwd=checkout.folder, env=variables, check=True, capture_output=True
    )
    assert arguments.read_text().count("\n") == 3 and TOKEN not in arguments.read_text()
    assert {path.name for path in set(checkout.folder.iterdir()) - before} == {"arguments", "body.md"}


# The action


def test_the_action_comments_plans_and_applies(checkout, github):
    action = checkout.action()
    code, _, ran = action.run(command="plan", environment="sandbox")
    assert (code, ran) == (0, ["Check the inputs", "Plan", "Comment", "Verdict"])
    planned = {"exitcode": "2", "changes": "3", "refused": "", "plan": ".assistantctl-ci/plan"}
    assert action.outputs == {**planned, "apply-exitcode": ""}
    first = github.comments[0]["id"]
    code, printed, ran = action.run(command="apply", plan_artifact="plan")
    assert (code, ran) == (0, ["Check the inputs", "Plan", "Keep the plan", "Verdict", "Apply"]), printed
    assert "Apply complete: 3 created." in printed and action.outputs == {**planned, "apply-exitcode": "0"}
    code, printed, ran = action.run(command="apply")
    assert (code, ran) == (0, ["Check the inputs", "Plan", "Verdict"]) and action.outputs["apply-exitcode"] == ""
    code, printed, _ = action.run(command="plan")
    assert code == 0 and [comment["id"] for comment in github.comments] == [first]
    assert "No changes" in github.comments[0]["body"] and TOKEN not in printed


def test_the_action_comments_before_a_refused_plan_fails_the_job(checkout, github):
    checkout.protect_and_forget()
    action = checkout.action()
    code, printed, ran = action.run(command="plan")
    assert (code, ran[-2:]) == (4, ["Comment", "Verdict"])
    assert "would refuse this plan" in github.comments[0]["body"] and "::error" in printed
    assert "would refuse this plan" in action.summary.read_text()
    code, printed, ran = action.run(command="apply")
    assert (code, ran[-1]) == (4, "Verdict") and "till" in checkout.program("show")


CHECKED = """assistant: till
instructions: You know our till.
checks:
  - ask: Where is the till?
    expect: [ { {rule}: language } ]
"""


@pytest.mark.parametrize("is_action", [True, False])
def test_nothing_goes_through_whose_checks_did_not_pass(checkout, github, is_action):
    def plan(expect):
        if is_action:
            assert action.run(command="plan", checks="true")[0] == (0 if expect == 2 else expect)
            return github.comments[0]["body"]
        checkout.script("plan.sh", expect=expect, ASSISTANTCTL_CHECKS="true")
        return (checkout.output / "plan.md").read_text()

    action = checkout.action()
    checkout.write("assistants/till.yaml", CHECKED.replace("{rule}", "not_contains"))
    comment = plan(4)
    assert "❌ failed" in comment and "Where is the till?" in comment and "would refuse this plan" in comment
    if is_action:
        assert action.run(command="apply", checks="true")[0] == 4
    checkout.script("apply.sh", expect=4, ASSISTANTCTL_CHECKS="true")
    assert "till" not in checkout.program("show")
    checkout.write("assistants/till.yaml", CHECKED.replace("{rule}", "contains"))
    assert "✅ passed" in plan(2)
    if is_action:
        code, printed, _ = action.run(command="apply", checks="true")
        assert code == 0 and "Apply complete" in printed
    else:
        assert "Apply complete" in checkout.script("apply.sh", ASSISTANTCTL_CHECKS="true")
    assert "till" in checkout.program("show")


def test_the_action_comments_before_a_failed_plan_fails_the_job(checkout, github):
    action = checkout.action()
    assert action.run(command="plan")[0] == 0
    checkout.break_manifest()
    code, _, ran = action.run(command="plan")
    assert (code, ran[-2:]) == (1, ["Comment", "Verdict"]) and len(github.comments) == 1
    assert "unknown key \"modle\"" in github.comments[0]["body"]
    assert action.run(command="apply")[0] == 1


def test_the_action_carries_out_the_plan_of_another_job(checkout):
    action = checkout.action()
    action.run(command="plan", comment="false")
    shutil.move(checkout.output / "plan", checkout.folder / "approved")
    code, printed, ran = action.run(command="apply", plan_file="approved")
    assert (code, ran) == (0, ["Check the inputs", "Apply"]) and "Apply complete" in printed
    assert action.outputs["apply-exitcode"] == "0"
    code, printed, _ = action.run(command="apply", plan_file="approved")
    assert code == 4 and "nothing was changed [plan-applied]" in printed
    assert action.outputs["apply-exitcode"] == "4" and action.outputs["exitcode"] == ""


def test_inputs_are_no_shell(checkout):
    action = checkout.action()
    for name in ("command", "environment", "directory", "flags", "apply_flags", "plan_file"):
        inputs = {"command": "apply", "comment": "false", name: "x; touch broken; $(touch broken)"}
        assert action.run(**inputs)[0] != 0 or name == "apply_flags"
    assert not (checkout.folder / "broken").exists()


def test_commands_in_prompts_are_not_obeyed(checkout):
    prompt = "::error::one\n\n{}\n\n::add-mask::e\n"
    checkout.write("assistants/prompts/helpdesk.md", prompt.format("first"))
    checkout.program("apply", "--yes")
    checkout.write("assistants/prompts/helpdesk.md", prompt.format("second"))
    code, printed, _ = checkout.action().run(command="apply")
    assert code == 0 and re.search(r"^ *::add-mask::e$", printed, re.M)
    assert [command.split()[0] for command in obeyed(printed)] == ["::notice"]
    checkout.write("assistants/till.yaml", "assistant: till\n::error::x\n")
    code, printed, _ = checkout.action().run(command="plan", comment="false")
    commands = [command.split("::")[1] for command in obeyed(printed)]
    place = "error file=assistants/till.yaml,line=2,col=1,endColumn=1,title=yaml-syntax"
    assert code == 1 and commands == [place, "error title=No plan"]


def test_drift_is_an_issue_until_it_is_gone(checkout, github):
    checkout.program("apply", "--yes")
    action = checkout.action()
    assert action.run(command="drift", issue="true")[0] == 0 and github.issues == []
    take_file_out_by_hand(checkout)
    for _ in range(2):
        code, printed, _ = action.run(command="drift", issue="true")
        assert code == 2 and "::warning title=assistantctl drift::" in printed
    assert [issue["state"] for issue in github.issues] == ["open"]
    address = "file.helpdesk/knowledge/handbook.md"
    assert address in github.issues[0]["body"] and address in action.summary.read_text()
    assert "`assistantctl apply --refresh" in github.issues[0]["body"] and "`assistantctl pull" in github.issues[0]["body"]
    checkout.program("apply", "--yes")
    assert action.run(command="drift", issue="true")[0] == 0
    assert [issue["state"] for issue in github.issues] == ["closed"]


def take_file_out_by_hand(checkout):
    store = json.loads(checkout.program("output"))["assistants"]["helpdesk"]["vector_store_id"]
    with Sandbox(checkout.folder) as sandbox:
        files = OpenAI(base_url=sandbox.url, api_key="sandbox").vector_stores.files
        files.delete(files.list(store).data[0].id, vector_store_id=store)


def test_a_drift_check_that_fails_leaves_the_issue_alone(checkout, github):
    checkout.break_manifest()
    code, printed, _ = checkout.action().run(command="drift", issue="true")
    assert code == 1 and github.requests == [] and "::error title=assistantctl drift::" in printed


def test_the_set_up_names_builds_by_their_sources(tmp_path):
    steps = yaml.safe_load((CI / "setup/action.yml").read_text())["runs"]["steps"]
    digests = []
    for text in ("one", "one", "two"):
        (tmp_path / "Sources").mkdir(exist_ok=True)
        (tmp_path / "Sources/a file.swift").write_text(text)
        (tmp_path / "Package.swift").write_text("package")
        (tmp_path / "ci/setup").mkdir(parents=True, exist_ok=True)
        outputs = tmp_path / "outputs"
        outputs.write_text("")
        variables = {"GITHUB_ACTION_PATH": str(tmp_path / "ci/setup"), "GITHUB_OUTPUT": str(outputs)}
        check("bash", "-eo", "pipefail", "-c", steps[0]["run"], folder=tmp_path, **variables)
        root, digest = outputs.read_text().splitlines()
        assert root == f"root={tmp_path}" and re.fullmatch("digest=[0-9a-f]{32}", digest)
        digests.append(digest)
    assert digests[0] == digests[1] != digests[2]


# GitLab


def of_job(jobs, name):
    """The variables of a job and of those that it extends."""
    job = jobs[name]
    return {**(of_job(jobs, job["extends"]) if "extends" in job else {}), **job.get("variables", {})}


def gitlab_job(checkout, name, expect=0, **variables):
    """Runs the script of a job of the template as GitLab's runner does: one shell, which stops where a line fails."""
    jobs = yaml.safe_load((CI / "gitlab/assistantctl.gitlab-ci.yml").read_text())
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(jobs[name]["script"])],
        cwd=checkout.folder,
        # A job's own variables win over those of the whole pipeline.
        env={**checkout.variables, "ASSISTANTCTL_CI": str(CI), **variables, **of_job(jobs, name)},
        capture_output=True,
        text=True,
        timeout=180,
    )
    printed = done.stdout + done.stderr
    assert done.returncode == expect and TOKEN not in printed, printed
    return jobs[name], printed


def test_a_merge_request_has_one_note_and_the_report(checkout, gitlab):
    for _ in range(150):
        gitlab.add("somebody", checkout.marker)
    for _ in range(2):
        job, printed = gitlab_job(checkout, ".assistantctl-plan", GITLAB_TOKEN=TOKEN)
        assert "3 to create" in printed
    assert [method for method, _ in gitlab.writes()] == ["POST", "PUT"] and len(gitlab.comments) == 151
    assert gitlab.comments[150]["body"].startswith(checkout.marker)
    report = checkout.folder / job["artifacts"]["reports"]["terraform"]
    assert json.loads(report.read_text()) == {"create": 3, "update": 0, "delete": 0}
    gitlab_job(checkout, ".assistantctl-apply")
    gitlab_job(checkout, ".assistantctl-apply")
    gitlab_job(checkout, ".assistantctl-drift")
    gitlab_job(checkout, ".assistantctl-plan", GITLAB_TOKEN=TOKEN)
    assert "No changes" in gitlab.comments[150]["body"] and len(gitlab.comments) == 151


def test_the_pipeline_says_environment_and_folder(checkout):
    """As the pipeline of the guide does, in its `variables`: without a key there, production has no plan."""
    for job in (".assistantctl-plan", ".assistantctl-apply", ".assistantctl-drift"):
        _, printed = gitlab_job(checkout, job, expect=1, ASSISTANTCTL_ENVIRONMENT="production")
        assert "no API key" in printed, printed
    shutil.move(checkout.folder / "assistants", checkout.folder / "bots")
    _, printed = gitlab_job(checkout, ".assistantctl-apply", ASSISTANTCTL_DIRECTORY="bots")
    assert "Apply complete" in printed


def test_a_refused_or_failed_plan_is_noted_before_the_job_fails(checkout, gitlab):
    checkout.protect_and_forget()
    gitlab_job(checkout, ".assistantctl-plan", expect=4, GITLAB_TOKEN=TOKEN)
    assert "would refuse this plan" in gitlab.comments[0]["body"]
    gitlab_job(checkout, ".assistantctl-apply", expect=4)
    checkout.break_manifest()
    gitlab_job(checkout, ".assistantctl-plan", expect=1, GITLAB_TOKEN=TOKEN)
    assert "unknown key" in gitlab.comments[0]["body"] and len(gitlab.comments) == 1


def test_notes_follow_the_rules_of_comments(checkout, gitlab):
    body = checkout.body()
    gitlab.faults.append({"method": "POST", "status": 503, "message": "no", "done": True})
    checkout.script("comment-gitlab.sh", body, GITLAB_TOKEN=TOKEN)
    assert len(gitlab.comments) == 1
    assert "GITLAB_TOKEN is empty" in checkout.script("comment-gitlab.sh", body)
    gitlab.faults.append({"method": "PUT", "status": 403, "message": "403 Forbidden"})
    assert "may not write notes" in checkout.script("comment-gitlab.sh", body, GITLAB_TOKEN=TOKEN)
    checkout.script("comment-gitlab.sh", body, expect=1, GITLAB_TOKEN=TOKEN + "-wrong")
    assert "no merge request" in checkout.script("comment-gitlab.sh", body, CI_MERGE_REQUEST_IID="")


# Bad days


@pytest.fixture
def locked(checkout):
    """A checkout of whose environment a run that died a moment ago holds the lock."""
    settings = checkout.folder / "assistants/project.yaml"
    text = settings.read_text()
    died = "POST /v1/skills/*/versions competing-release as=journal lease=600 times=1"
    # The account inside the command, served: waiting for a run that was taken over is short there.
    with Sandbox(checkout.folder, "--fault", died) as sandbox:
        settings.write_text(text.replace("base_url: embedded", f'base_url: "{sandbox.url}"', 1))
        checkout.variables["OPENAI_API_KEY"] = "sandbox"
        checkout.program("apply", "--yes", expect=4)
    del checkout.variables["OPENAI_API_KEY"]
    settings.write_text(text)
    return checkout


def test_a_lock_is_a_warning_on_a_pull_request_and_red_where_it_is_applied(locked, github):
    action = locked.action(GITHUB_EVENT_NAME="pull_request")
    code, printed, ran = action.run(command="plan")
    assert (code, ran[-1]) == (0, "Verdict") and "::warning title=Locked::" in printed
    assert action.outputs["exitcode"] == "4" and action.outputs["refused"] == "locked"
    assert "would refuse this plan" in github.comments[0]["body"] and "3 to create" in github.comments[0]["body"]
    # Where the plan is to be carried out, nobody takes it for one.
    action = locked.action(GITHUB_EVENT_NAME="push")
    for command in ("plan", "apply"):
        code, printed, ran = action.run(command=command)
        assert (code, ran[-1]) == (4, "Verdict") and "apply would refuse this plan [locked]" in printed
    gitlab_job(locked, ".assistantctl-plan")
    gitlab_job(locked, ".assistantctl-apply", expect=4)
    gitlab_job(locked, ".assistantctl-prepare", expect=4)
    # What is refused for another reason, too, stays red.
    locked.write(".assistantctl-ci/outputs.env", "refused=locked mass-delete\n")
    locked.script("verdict.sh", "4", "locked", expect=4)
    locked.script("verdict.sh", "4", expect=4, ASSISTANTCTL_TAKEOVER="true")


@pytest.mark.parametrize("is_action", [True, False])
def test_a_dead_run_is_taken_over(locked, is_action):
    if is_action:
        code, printed, ran = locked.action(GITHUB_EVENT_NAME="workflow_dispatch").run(command="apply", takeover="true")
        assert (code, ran[-1]) == (0, "Apply"), printed
    else:
        _, printed = gitlab_job(locked, ".assistantctl-apply", ASSISTANTCTL_TAKEOVER="true")
    assert "another run holds the lock" in printed and "Apply complete: 3 created." in printed
    assert "No changes" in locked.program("plan")


def test_a_signal_to_the_script_ends_the_program_in_good_order(checkout, tmp_path_factory):
    with Sandbox(tmp_path_factory.mktemp("account"), "--fault", "POST /v1/files delay ms=2500") as sandbox:
        settings = checkout.folder / "assistants/project.yaml"
        text = settings.read_text()
        settings.write_text(text.replace("responses, base_url: embedded", f'assistants, base_url: "{sandbox.url}"', 1))
        checkout.variables |= {"OPENAI_API_KEY": "sk-test", "GITHUB_ACTIONS": "true"}
        checkout.script("plan.sh", expect=2)
        summary = checkout.folder / "summary.md"
        run = subprocess.Popen(
            ["sh", CI / "apply.sh"],
            cwd=checkout.folder,
            env={**checkout.variables, "GITHUB_STEP_SUMMARY": str(summary), "ASSISTANTCTL_APPLY_FLAGS": "--verbose"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        printed = ""
        for line in run.stdout:
            printed += line
            if "POST /v1/vector_stores" in line:
                break
        # To the shell alone, as runners do.
        run.send_signal(signal.SIGTERM)
        rest, _ = run.communicate(timeout=120)
        printed += rest
        assert run.returncode == 3, printed
        assert "Interrupted: what is in flight ends" in printed
        assert "::error title=assistantctl apply::Applied in part (exit code 3)" in "\n".join(obeyed(printed))
        assert "## Applied in part (exit code 3)" in summary.read_text()
        # Nobody is left behind that still changes the account.
        assert "Apply complete" in (checkout.script("plan.sh", expect=2) and checkout.script("apply.sh"))


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (3, "Applied in part (exit code 3): run it again, the next plan has what is left"),
        (137, "Killed (exit code 137): it may be half applied; the next apply goes on from what is there"),
        (1, "Not applied (exit code 1) [no-api-key]"),
    ],
)
def test_the_title_says_how_far_an_apply_came(checkout, code, title):
    checkout.write("fake", f"#!/bin/sh\n[ $1 = apply ] || exit 1\necho 'error: none [no-api-key]'\nexit {code}\n")
    (checkout.folder / "fake").chmod(0o755)
    if code != 1:
        checkout.write("fake", f"#!/bin/sh\n[ $1 = apply ] || exit 1\necho begun\nexit {code}\n")
    summary = checkout.folder / "summary.md"
    checkout.script("apply.sh", "plan", expect=code, ASSISTANTCTL="./fake", GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text().startswith(f"## {title}\n")
    assert f"apply-exitcode={code}" in (checkout.output / "outputs.env").read_text()


def commit(checkout, message="change"):
    git = ("git", "-c", "user.name=Anna", "-c", "user.email=anna@velo.example")
    checkout.write(".gitignore", ".assistantctl*/\n.cache/\nbin/\n*.md\n!/assistants/**\n")
    for arguments in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", message]):
        check(*git, *arguments, folder=checkout.folder)
    return check("git", "rev-parse", "HEAD", folder=checkout.folder).strip()


def test_an_old_run_that_is_started_again_takes_nothing_back(checkout, github):
    prompt = "assistants/prompts/helpdesk.md"
    first = commit(checkout)
    checkout.program("apply", "--yes")
    checkout.write(prompt, "Be brief.\n")
    commit(checkout)
    checkout.program("apply", "--yes")
    check("git", "checkout", "--quiet", first, folder=checkout.folder)
    action = checkout.action()
    code, printed, ran = action.run(command="apply")
    assert (code, ran[-1]) == (4, "Apply") and action.outputs["apply-exitcode"] == "4"
    title = "Refused (exit code 4): nothing was changed [older-than-live]"
    assert f"::error title=assistantctl apply::{title}" in obeyed(printed) and title in action.summary.read_text()
    gitlab_job(checkout, ".assistantctl-apply", expect=4)
    assert "is older: this plan takes back" in printed and '"release": 2' in checkout.program("releases", "--format", "json")
    assert action.run(command="apply", allow_older="true")[0] == 0
    assert "No changes" in checkout.program("plan")


def test_the_rehearsal_of_the_guide_runs(checkout):
    commit(checkout)
    block = re.search(r"^```sh rehearsal\n(.*?)^```", (CI / "README.md").read_text(), re.M | re.S)[1]
    settings = {"GIT_AUTHOR_NAME": "Anna", "GIT_AUTHOR_EMAIL": "anna@velo.example"}
    settings |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in settings.items()}
    done = subprocess.run(
        ["sh", "-eu", "-c", block],
        cwd=checkout.folder,
        env={**checkout.variables, **settings, "CI": str(CI)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in done.stdout.splitlines() if line in ("3", "4")] == ["4", "4"]
    assert "[plan-applied]" in done.stdout + done.stderr and "[older-than-live]" in done.stdout + done.stderr
    assert done.stdout.count("Apply complete") == 3


def test_what_the_environment_requires_is_asked_with_the_plan(checkout):
    checkout.write("assistants/till.yaml", CHECKED.replace("{rule}", "not_contains"))
    settings = checkout.folder / "assistants/project.yaml"
    text = settings.read_text()
    settings.write_text(text.replace("base_url: embedded", "base_url: embedded, require_checks: true"))
    checkout.script("plan.sh", expect=4)
    assert "❌ failed" in (checkout.output / "plan.md").read_text()
    assert "refused=checks-not-passed\n" in (checkout.output / "outputs.env").read_text()
    # Who does not want to pay for it says so, and the plan tells that apply is going to ask.
    checkout.script("plan.sh", expect=2, ASSISTANTCTL_CHECKS="false")
    assert "checks-not-asked" in (checkout.output / "plan.md").read_text()
    checkout.script("apply.sh", expect=4)


def test_the_budget_of_checks_reaches_plan_and_apply(checkout):
    checkout.write("fake", '#!/bin/sh\necho "$*" >>arguments\nexit 1\n')
    (checkout.folder / "fake").chmod(0o755)
    budget = {"ASSISTANTCTL": "./fake", "ASSISTANTCTL_CHECKS_BUDGET": "5", "ASSISTANTCTL_CHECKS": "true"}
    checkout.script("plan.sh", expect=1, **budget)
    checkout.script("apply.sh", expect=1, **budget)
    calls = (checkout.folder / "arguments").read_text().splitlines()
    asked = [call for call in calls if call.startswith(("plan", "apply"))]
    assert len(asked) == 2 and all("--budget 5" in call and "--require-checks" in call for call in asked)


def test_a_comment_names_commit_and_run(checkout, github):
    event = {"pull_request": {"number": 7, "head": {"sha": "0123456789abcdef" * 2 + "01234567"}}}
    (checkout.folder / "event.json").write_text(json.dumps(event))
    run = {"GITHUB_RUN_ID": "4711", "GITHUB_SERVER_URL": "https://github.example"}
    link = "https://github.example/velo/bikes/actions/runs/4711"
    checkout.action(**run).run(command="plan")
    assert github.comments[0]["body"].endswith(f"\nOf commit 0123456, in [this run]({link}).\n")
    checkout.break_manifest()
    checkout.action(**run).run(command="plan")
    assert github.comments[0]["body"].endswith(f"\nOf commit 0123456, in [this run]({link}).\n")
    checkout.variables.pop("GITHUB_REPOSITORY")
    pipeline = {"CI_COMMIT_SHA": "fedcba9" + "0" * 33, "CI_PIPELINE_URL": "https://gitlab.example/p/1"}
    checkout.script("plan.sh", expect=1, **pipeline)
    text = (checkout.output / "plan.md").read_text()
    assert text.endswith("\nOf commit fedcba9, in [this run](https://gitlab.example/p/1).\n")


def test_exactly_what_a_person_saw_is_applied_on_gitlab(checkout):
    job, printed = gitlab_job(checkout, ".assistantctl-prepare")
    assert "3 to create" in printed
    fresh = checkout.folder / "fresh"
    for path in job["artifacts"]["paths"]:
        (fresh / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(checkout.folder / path, fresh / path)
    shutil.rmtree(checkout.output)
    shutil.move(fresh / ".assistantctl-ci", checkout.output)
    assert "Apply complete: 3 created." in gitlab_job(checkout, ".assistantctl-apply-reviewed")[1]
    _, printed = gitlab_job(checkout, ".assistantctl-apply-reviewed", expect=4)
    assert "plan-applied" in printed
    # Nothing to do is no reason to be red.
    gitlab_job(checkout, ".assistantctl-prepare")
    assert "No changes" in gitlab_job(checkout, ".assistantctl-apply-reviewed")[1]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives files to another user")
def test_git_of_the_image_reads_checkouts_of_others_wherever_they_are(checkout):
    commit(checkout)
    for path in (checkout.folder, *checkout.folder.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    setting = re.search(r"git config --system (safe\.directory \S+)", (ROOT / "Dockerfile").read_text())[1]
    system = checkout.folder.parent / "gitconfig"
    check("sh", "-c", f"git config --file '{system}' {setting}", folder=checkout.folder)
    check("git", "status", folder=checkout.folder, GIT_CONFIG_SYSTEM=str(system))


# What others check


def check(*command, folder=ROOT, **variables):
    environment = {**clean_variables(folder), **variables}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_shellcheck_has_nothing_to_say():
    scripts = sorted(str(path.relative_to(ROOT)) for path in CI.glob("*.sh"))
    assert len(scripts) == 9
    check(BIN / "shellcheck", "--external-sources", *scripts)
    for script in scripts:
        # Files that are only sourced leave the shell's mode to who sources them.
        is_sourced = not (ROOT / script).read_text().startswith("#!")
        assert is_sourced or "\nset -eu\n" in (ROOT / script).read_text()
        assert os.access(ROOT / script, os.X_OK) is not is_sourced


def validate(schema, *files, transform=None):
    more = ["--data-transform", transform] if transform else []
    check(BIN / "check-jsonschema", "--builtin-schema", f"vendor.{schema}", *more, *files)


def test_actions_and_template_fit_their_schemas():
    validate("github-actions", CI / "action/action.yml", CI / "setup/action.yml")
    validate("gitlab-ci", CI / "gitlab/assistantctl.gitlab-ci.yml", transform="gitlab-ci")


def guide():
    """The pipelines of the guide by the file that their first line names."""
    blocks = re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", (CI / "README.md").read_text(), re.M | re.S)
    return dict(blocks)


def test_pipelines_of_the_guide_fit_their_schemas(tmp_path):
    pipelines = guide()
    schemas = {
        ".pre-commit-config.yaml": None,
        ".github/workflows/assistants.yml": "github-workflows",
        ".gitlab-ci.yml": "gitlab-ci",
        ".github/workflows/reviewed.yml": "github-workflows",
        ".gitlab-ci.reviewed.yml": "gitlab-ci",
        ".github/workflows/environments.yml": "github-workflows",
        ".gitlab-ci.environments.yml": "gitlab-ci",
    }
    assert list(pipelines) == list(schemas)
    for name, schema in schemas.items():
        file = tmp_path / Path(name).name
        file.write_text(pipelines[name])
        if schema:
            validate(schema, file, transform="gitlab-ci" if schema == "gitlab-ci" else None)
        else:
            check(BIN / "pre-commit", "validate-config", str(file), folder=tmp_path)


def test_pipelines_of_the_guide_name_what_the_kit_has():
    pipelines = {name: yaml.safe_load(text) for name, text in guide().items()}
    inputs = yaml.safe_load((CI / "action/action.yml").read_text())["inputs"]
    template = yaml.safe_load((CI / "gitlab/assistantctl.gitlab-ci.yml").read_text())
    for name, pipeline in pipelines.items():
        for job in pipeline.get("jobs", {}).values():
            steps = [step for step in job["steps"] if "uses" in step]
            for step in steps:
                folder = re.fullmatch(r"velo-lindqvist/assistantctl/(.+)@v1", step["uses"])
                assert folder is None or (ROOT / folder[1] / "action.yml").exists()
                assert folder is None or set(step.get("with", {})) <= set(inputs)
            settings = next(step["with"] for step in steps if "ci/action@" in step["uses"])
            # Plans find in the history what was in a document before, and whether the commit is an old one.
            if settings["command"] != "drift":
                assert steps[0] == {"uses": "actions/checkout@v4", "with": {"fetch-depth": 0}}
            group = (pipeline if name.endswith("reviewed.yml") else job).get("concurrency")
            if settings["command"] == "apply":
                assert group == {"group": f"assistants-{settings['environment']}", "cancel-in-progress": False}
            elif settings["command"] == "plan" and group["cancel-in-progress"]:
                assert settings["environment"] in group["group"], "plans of two environments would cancel each other"
        if name.startswith(".gitlab-ci"):
            assert pipeline["include"][0]["file"] == "ci/gitlab/assistantctl.gitlab-ci.yml"
            jobs = [job for job in pipeline.values() if isinstance(job, dict) and "extends" in job]
            assert jobs and all(job["extends"] in template for job in jobs)
    assert template[".assistantctl"]["variables"]["GIT_DEPTH"] == "0"
    reviewed = pipelines[".github/workflows/reviewed.yml"]["jobs"]
    assert reviewed["apply"]["if"] == "needs.plan.outputs.exitcode == '2'"
    assert "workflow_dispatch" in pipelines[".github/workflows/assistants.yml"][True]
    hooks = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
    used = pipelines[".pre-commit-config.yaml"]["repos"][0]["hooks"]
    assert {hook["id"] for hook in used} == hooks


def step_of(jobs, name):
    """The inputs of a job's last step, in the environment that is on this machine, for a push."""
    settings = {key: interpolate(value, {}) for key, value in jobs[name]["steps"][-1]["with"].items()}
    return {**settings, "environment": "sandbox"}


def test_jobs_of_the_guide_run(checkout, github):
    jobs = yaml.safe_load(guide()[".github/workflows/assistants.yml"])["jobs"]
    for name in ("plan", "apply", "drift"):
        code, printed, _ = checkout.action().run(**step_of(jobs, name))
        assert code == 0, printed
    assert len(github.comments) == 1 and "No changes" in checkout.program("plan")


def test_the_reviewed_plan_of_the_guide_is_carried_out(checkout):
    jobs = yaml.safe_load(guide()[".github/workflows/reviewed.yml"])["jobs"]
    plan = next(step for step in jobs["plan"]["steps"] if step.get("id") == "plan")
    action = checkout.action()
    code, _, ran = action.run(**{**plan["with"], "environment": "sandbox"})
    assert code == 0 and "Keep the plan" in ran and action.outputs["exitcode"] == "2"
    assert (checkout.output / "plan.json").exists()
    (checkout.folder / "approved").mkdir()
    shutil.move(checkout.output / "plan", checkout.folder / "approved/plan")
    code, printed, _ = action.run(**step_of(jobs, "apply"))
    assert code == 0 and "Apply complete" in printed


@pytest.mark.parametrize("script", ["plan.sh", "apply.sh"])
@pytest.mark.parametrize("value", ["True", "yes", "1", "all"])
def test_a_value_that_is_neither_true_nor_false_does_not_switch_checks_off(checkout, script, value):
    printed = checkout.script(script, expect=64, ASSISTANTCTL_CHECKS=value, GITHUB_ACTIONS="true")
    assert f"::error title=Wrong input::ASSISTANTCTL_CHECKS is {value}: it is true, false or empty" in obeyed(printed)
    assert not (checkout.output / "plan").exists()
    assert "exitcode=64" in (checkout.output / "outputs.env").read_text()


@pytest.mark.parametrize(("value", "planned", "applied"), [("", 2, 0), ("false", 2, 0), ("true", 4, 4)])
def test_checks_are_on_or_off(checkout, value, planned, applied):
    check = "checks: [ { ask: Are you open?, expect: [ { contains: unicorns } ] } ]"
    checkout.write("assistants/till.yaml", f"assistant: till\nmodel: gpt-6-luna\n{check}\n")
    checkout.script("plan.sh", expect=planned, ASSISTANTCTL_CHECKS=value)
    checkout.script("apply.sh", expect=applied, ASSISTANTCTL_CHECKS=value)


def test_the_guide_lists_inputs_and_outputs_of_the_action():
    action = yaml.safe_load((CI / "action/action.yml").read_text())
    inputs, outputs = re.findall(r"^\| (?:in|out)put \| \|\n(.*?)\n\n", (CI / "README.md").read_text(), re.M | re.S)
    for names, table in (("inputs", inputs), ("outputs", outputs)):
        rows = re.findall(r"^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| ", table, re.M)
        assert set(action[names]) == set(re.findall(r"[a-z-]+", " ".join(rows)))


def test_pre_commit_runs_the_hook(checkout):
    git = ("git", "-c", "user.name=committer", "-c", "user.email=committer@velo-lindqvist.example")
    hooks = checkout.folder / "hooks"
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    repository = checkout.folder / "repository"
    repository.mkdir()
    shutil.move(checkout.folder / "assistants", repository)
    for folder in (hooks, repository):
        check(*git, "init", "--quiet", folder=folder)
        check(*git, "add", ".", folder=folder)
        check(*git, "commit", "--quiet", "--message", "first", folder=folder)

    def run(expect):
        done = subprocess.run(
            [BIN / "pre-commit", "try-repo", str(hooks), "assistantctl-validate", "--all-files"],
            cwd=repository,
            env=checkout.variables,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    assert re.search(r"assistantctl validate\.+Passed", run(0))
    (repository / "assistants/till.yaml").write_text("assistant: till\nmodle: gpt-6-luna\n")
    check(*git, "add", ".", folder=repository)
    shown = run(1)
    assert "Failed" in shown and 'unknown key "modle"' in shown
