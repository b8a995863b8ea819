"""A release that depends on its checks: what does not pass is not applied, and less that is checked is said."""

import json
import re
import signal
import subprocess
import urllib.request

import openai
import pytest
from conftest import PROGRAM, Sandbox
from test_check import QUESTION, Small, share

RIGHT = f"  - ask: {QUESTION}\n    expect: [ {{ contains: 30 days }} ]\n"
WRONG = f"  - ask: {QUESTION}\n    expect: [ {{ contains: 31 days }} ]\n"
RETURNS = "  - ask: What do returns cost?\n    expect: [ { not_contains: unicorns } ]\n"
MODEL, OTHER = "model: gpt-6-luna", "model: gpt-6-sol"


def picture(url, project):
    """Everything of the account that anybody can read, byte for byte but for what each answer makes anew."""
    beta = {"OpenAI-Beta": "assistants=v2"}
    client = openai.OpenAI(base_url=url, api_key=project.key, max_retries=0, default_headers=beta)
    pages = ["/files", "/vector_stores", "/assistants", "/skills"]
    seen = {page: client.get(page, cast_to=object) for page in pages}
    for store in client.vector_stores.list():
        seen[store.id] = client.get(f"/vector_stores/{store.id}/files", cast_to=object)
    for skill in seen["/skills"]["data"]:
        seen[skill["id"]] = client.get(f"/skills/{skill['id']}/versions", cast_to=object)
    text = json.loads(json.dumps(seen, default=str))
    for store in text["/vector_stores"]["data"]:
        # A question is a use.
        store.pop("last_active_at", None)
    return text


def rewrite(project, checks, model=MODEL):
    """The manifest with other checks, and maybe another model."""
    text = (project.assistants / "bot.yaml").read_text()
    head = re.sub("^model: .*$", model, text.split("checks:\n")[0], flags=re.MULTILINE)
    (project.assistants / "bot.yaml").write_text(head + ("checks:\n" + checks if checks else ""))


@pytest.fixture
def project(sandbox, tmp_path, api):
    project = Small(tmp_path, sandbox.url, RIGHT, api=api)
    project.run("apply", "--yes")
    return project


def test_what_does_not_pass_is_not_applied_and_the_account_is_as_before(sandbox, project):
    rewrite(project, WRONG + RETURNS, OTHER)
    before = picture(sandbox.url, project)
    done = project.run("apply", "--yes", "--require-checks", expect=4)
    assert 'answer 1 does not contain "31 days"' in done.stdout and "passed" in done.stdout
    assert "| The sandbox runs no language model" in done.stdout, "the passage, as `check` prints it"
    assert "[checks-not-passed]" in done.stdout and "Refused: nothing was changed." in done.stderr
    assert "Apply stops here with exit code 4 and changes nothing." in done.stdout
    plan = project.run("plan", "--require-checks", expect=4).stdout
    assert "Apply would stop here with exit code 4 and change nothing." in plan
    report = json.loads(project.run("apply", "--yes", "--require-checks", "--format", "json", expect=4).stdout)
    assert report["status"] == "refused" and "31 days" in report["failure"]
    assert [check["verdict"] for check in report["plan"]["assistantctl"]["checks"]] == ["failed", "passed"]
    assert picture(sandbox.url, project) == before
    rewrite(project, RIGHT, OTHER)
    done = project.run("apply", "--yes", "--require-checks")
    assert "Checks: 1 passed, with 1 answer" in done.stdout and "Apply complete: 1 updated." in done.stdout
    assert "No changes." in project.run("plan", "--detailed-exitcode").stdout


def test_an_environment_requires_checks_of_what_changes_and_of_nothing_else(project):
    project.edit("project.yaml", "gateway: { api:", "gateway: { require_checks: true, api:")
    # Nothing changes: nothing is asked, whatever the checks would say.
    rewrite(project, WRONG)
    assert "No changes." in project.run("apply", "--yes").stdout
    rewrite(project, WRONG, OTHER)
    assert "[checks-not-passed]" in project.run("apply", "--yes", expect=4).stdout
    # One without checks passes, until all have to have some.
    (project.assistants / "silent.yaml").write_text("assistant: silent\nmodel: gpt-6-luna\n")
    project.run("apply", "--yes", "--only", "assistant.silent")
    project.edit("project.yaml", "require_checks: true", "require_checks: all")
    project.run("apply", "--yes", "--only", "assistant.silent")
    project.edit("silent.yaml", MODEL, OTHER)
    done = project.run("apply", "--yes", "--only", "assistant.silent", expect=4)
    assert "it has no checks, and the environment has `require_checks: all`" in done.stdout


def test_a_plan_says_that_required_checks_were_not_asked(project):
    project.edit("project.yaml", "gateway: { api:", "gateway: { require_checks: true, api:")
    assert "checks-not-asked" not in project.run("plan").stdout, "nothing changes, nothing is asked"
    rewrite(project, WRONG, OTHER)
    for form in ("text", "json", "markdown", "html", "github"):
        said = project.run("plan", "--format", form).stdout
        assert "checks-not-asked" in said and "apply asks those of bot" in said, form
    assert "checks-not-asked" not in project.run("plan", "--require-checks", expect=4).stdout
    assert "checks-not-asked" not in project.run("apply", "--yes", expect=4).stdout
    rewrite(project, "", OTHER)
    assert "checks-not-asked" not in project.run("plan").stdout, "it has no checks, and need not"
    project.edit("project.yaml", "require_checks: true", "require_checks: all")
    assert "checks-not-asked" in project.run("plan").stdout


DIED = "POST /v1/skills/*/versions competing-release as=journal lease=600 times=1"


def test_a_plan_asks_while_another_run_holds_the_lock_and_apply_does_not(tmp_path):
    (tmp_path / "server").mkdir()
    with Sandbox(tmp_path / "server") as server:
        project = Small(tmp_path / "project", server.url, RIGHT, api="responses")
        project.run("apply", "--yes")
        rewrite(project, RIGHT, OTHER)
        with urllib.request.urlopen(
            urllib.request.Request(
                server.url.removesuffix("/v1") + "/sandbox/faults",
                method="PUT",
                headers={"Content-Type": "application/json"},
                data=json.dumps({"faults": [DIED]}).encode(),
            )
        ):
            pass
        project.run("apply", "--yes", expect=4)
        shown = project.run("plan", "--require-checks", expect=4).stdout
        assert "[locked]" in shown and "Checks: 1 passed" in shown
        rewrite(project, WRONG, OTHER)
        shown = project.run("plan", "--require-checks", expect=4).stdout
        assert "[locked]" in shown and "[checks-not-passed]" in shown
        done = project.run("apply", "--yes", "--require-checks", "--verbose", expect=4)
        assert "[locked]" in done.stdout and "POST /v1/responses" not in done.stderr


def test_undecided_is_not_passed(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, share(0.9))
    project.run("apply", "--yes")
    rewrite(project, share(0.9), OTHER)
    done = project.run("apply", "--yes", "--require-checks", "--budget", "0", expect=4)
    # What is in the way is said in full, and what it names is enough.
    said = re.search(
        r"is undecided \(not asked: an answer reserves up to \$\S+, and \$0\.00 of \$0\.00 is left; "
        r"`--budget (\d+\.\d\d)` would do\)",
        done.stdout,
    )
    assert "Checks: 1 passed" in project.run("plan", "--require-checks", "--budget", said[1]).stdout
    before = picture(sandbox.url, project)
    rewrite(project, share(0.9, runs=5), OTHER)
    assert "is undecided after 5 answers" in project.run("apply", "--yes", "--require-checks", expect=4).stdout
    assert picture(sandbox.url, project) == before


def test_an_unreliable_assistant_is_held_back(tmp_path):
    (tmp_path / "server").mkdir()
    with Sandbox(tmp_path / "server", "--fault", "answer as=wrong probability=1") as server:
        project = Small(tmp_path / "project", server.url, share(0.9))
        project.run("apply", "--yes")
        rewrite(project, share(0.9), OTHER)
        before = picture(server.url, project)
        done = project.run("apply", "--yes", "--require-checks", "--budget", "none", expect=4)
        assert "0 of 5 right" in done.stdout and "wrong on purpose" in done.stdout
        assert picture(server.url, project) == before


def test_checks_that_go_or_ask_for_less_are_lines_of_every_plan_until_a_version_has_them_so(project, api):
    rewrite(project, RIGHT + RETURNS, OTHER)
    project.run("apply", "--yes")
    assert "warning" not in project.run("plan").stdout
    rewrite(project, "  - ask: What do returns cost?\n    expect: [ { contains: a } ]\n", OTHER)
    text = project.run("plan", "--detailed-exitcode").stdout
    codes = ["check-removed", "check-weakened"] if api == "responses" else ["checks-changed"]
    # A plan of nothing else is empty, for no assistant changes, and an apply of it publishes nothing.
    assert "No changes." in text and all(f"[{code}]" in text for code in codes)
    assert "No changes." in project.run("apply", "--yes").stdout
    if api == "responses":
        assert 'no longer expects {"not_contains":"unicorns"}' in text and f'the check "{QUESTION}" of release 2' in text
        releases = json.loads(project.run("releases", "--format", "json").stdout)["releases"]
        assert len(releases) == 2
    document = json.loads(project.run("plan", "--format", "json").stdout)["assistantctl"]
    assert [warning["code"] for warning in document["warnings"]] == codes
    for form in ("markdown", "html", "github"):
        assert "no longer" in project.run("plan", "--format", form).stdout or api == "assistants"
    rewrite(project, "", OTHER)
    assert "check-removed" in project.run("plan").stdout
    # The next version of the assistant is the one without them.
    rewrite(project, "")
    assert "check-removed" in project.run("apply", "--yes").stdout
    assert "check-" not in project.run("plan", "--detailed-exitcode").stdout


def test_a_rollback_brings_the_checks_of_its_release_back_into_the_plans(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, RIGHT + RETURNS, api="responses")
    project.run("apply", "--yes")
    rewrite(project, RIGHT, OTHER)
    project.run("apply", "--yes")
    assert "check-removed" not in project.run("plan").stdout
    project.run("rollback", "1", "--yes")
    assert "check-removed" in project.run("plan").stdout


def test_a_saved_plan_carries_what_its_checks_came_to(sandbox, project):
    rewrite(project, RIGHT, OTHER)
    shown = project.run("plan", "--require-checks", "--out", "change.plan").stdout
    assert "Checks: 1 passed" in shown
    assert project.run("show", "change.plan").stdout == shown
    done = project.run("apply", "change.plan", "--yes", "--verbose")
    assert "Checks: 1 passed" in done.stdout and "Apply complete: 1 updated." in done.stdout
    assert "POST /v1/responses" not in done.stderr and "/runs" not in done.stderr, "nobody was asked again"


def test_a_saved_plan_that_did_not_pass_is_refused_and_one_without_results_is_asked(project):
    rewrite(project, WRONG, OTHER)
    project.run("plan", "--require-checks", "--out", "failed.plan", expect=4)
    assert "[checks-not-passed]" in project.run("apply", "failed.plan", "--yes", expect=4).stdout
    project.run("plan", "--out", "unasked.plan")
    assert "[checks-not-passed]" in project.run("apply", "unasked.plan", "--yes", "--require-checks", expect=4).stdout
    rewrite(project, RIGHT, OTHER)
    # What moved since makes the plan stale as ever.
    assert "[stale-plan]" in project.run("apply", "failed.plan", "--yes", expect=4).stderr


def start(project, *arguments, **more):
    return subprocess.Popen(
        [PROGRAM, *arguments, "--env", "gateway"],
        cwd=project.folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(project.folder), "OPENAI_API_KEY": project.key},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def until_asked(run):
    for line in run.stderr:
        if "POST /v1/responses" in line:
            return
    raise AssertionError("nothing was asked")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_who_stops_while_checks_are_asked_leaves_the_account_as_it_was(tmp_path, end):
    (tmp_path / "late").mkdir()
    with Sandbox(tmp_path / "late", "--fault", "answer as=late ms=300") as server:
        project = Small(tmp_path / "project", server.url, share(0.9), api="responses")
        project.run("apply", "--yes")
        rewrite(project, share(0.9), OTHER)
        before = picture(server.url, project)
        run = start(project, "apply", "--yes", "--require-checks", "--budget", "none", "--verbose")
        until_asked(run)
        run.send_signal(end)
        _, stderr = run.communicate(timeout=60)
        if end == signal.SIGINT:
            assert run.returncode == 1 and "nothing was changed" in stderr
        assert picture(server.url, project) == before
        # Nothing is locked either.
        project.run("apply", "--yes")


def test_a_rival_who_applies_while_checks_are_asked_makes_the_plan_anew(tmp_path):
    (tmp_path / "late").mkdir()
    with Sandbox(tmp_path / "late", "--fault", "answer as=late ms=500") as server:
        project = Small(tmp_path / "project", server.url, share(0.9), api="responses")
        (project.assistants / "other.yaml").write_text("assistant: other\nmodel: gpt-6-luna\n")
        project.run("apply", "--yes")
        rewrite(project, share(0.9), OTHER)
        run = start(project, "apply", "--yes", "--require-checks", "--budget", "none", "--verbose")
        until_asked(run)
        rival = project.assistants / "other.yaml"
        rival.write_text(rival.read_text() + "instructions: Hello.\n")
        project.run("apply", "--yes", "--only", "assistant.other")
        stdout, stderr = run.communicate(timeout=120)
        assert "planning again" in stderr and run.returncode == 0, stdout + stderr
        assert stderr.count("bot: passed") == 2, "what was decided on another account is decided again"


HOURS = "knowledge/support/hours.md"
NEW = "knowledge/support/sub/returns-and-warranty.md"


def opening(word):
    return f"  - ask: When is the workshop open?\n    expect: [ {{ contains: {word} }} ]\n"


def two_documents(folder, sandbox, api, checks):
    project = Small(folder, sandbox.url, checks, api=api)
    (project.assistants / HOURS).write_text("The workshop is open from eight to five.\n")
    project.edit("bot.yaml", "returns-and-warranty.md]", f"returns-and-warranty.md, {HOURS}]")
    project.run("apply", "--yes")
    return project


def test_a_part_that_leaves_out_what_its_answers_depend_on_is_refused(sandbox, tmp_path, api):
    project = two_documents(tmp_path, sandbox, api, opening("nine"))
    project.edit("knowledge/support/returns-and-warranty.md", "30 days", "60 days")
    project.edit(HOURS, "eight", "nine")
    part = ("--only", "file.bot/knowledge/support/returns-and-warranty.md")
    before = picture(sandbox.url, project)
    done = project.run("apply", "--yes", "--require-checks", *part, expect=4)
    assert f"file.bot/{HOURS}: refused" in done.stdout and "[partly-checked]" in done.stdout
    # Nor is it let through by way of a file.
    project.run("plan", "--require-checks", *part, "--out", "part.plan", expect=4)
    assert "[partly-checked]" in project.run("apply", "part.plan", "--yes", expect=4).stdout
    assert picture(sandbox.url, project) == before
    assert "Checks: 1 passed" in project.run("apply", "--yes", "--require-checks").stdout


def test_a_verdict_that_its_answers_do_not_come_to_is_asked_again(sandbox, tmp_path):
    project = two_documents(tmp_path, sandbox, "responses", opening("eight"))
    project.edit(HOURS, "eight", "nine")
    project.run("plan", "--require-checks", "--out", "change.plan", expect=4)
    saved = project.folder / "change.plan"
    text = saved.read_text()
    assert '"verdict":"failed"' in text
    for edited in ('"verdict":"passed"', '"verdict":"passed","right":9'):
        saved.write_text(text.replace('"verdict":"failed"', edited))
        assert "[checks-not-passed]" in project.run("apply", "change.plan", "--yes", expect=4).stdout


def test_a_check_may_cite_the_new_path_of_a_file_that_only_moves(sandbox, tmp_path, api):
    cites = f"  - ask: {QUESTION}\n    expect: [ {{ cites: {NEW} }} ]\n"
    project = two_documents(tmp_path, sandbox, api, cites.replace("/sub/", "/"))
    rewrite(project, cites)
    (project.assistants / NEW).parent.mkdir()
    (project.assistants / "knowledge/support/returns-and-warranty.md").rename(project.assistants / NEW)
    project.edit("bot.yaml", "knowledge/support/returns-and-warranty.md,", f"{NEW},")
    assert "Checks: 1 passed" in project.run("apply", "--yes", "--require-checks").stdout
    assert "Checks: 1 passed" in project.run("check").stdout


def test_who_stops_while_files_go_up_for_checks_has_changed_nothing(tmp_path):
    (tmp_path / "slow").mkdir()
    with Sandbox(tmp_path / "slow", "--fault", "POST /v1/vector_stores/** delay ms=1500") as server:
        project = Small(tmp_path / "project", server.url, RIGHT, api="responses")
        project.run("apply", "--yes")
        project.edit("knowledge/support/returns-and-warranty.md", "30 days", "60 days")
        before = picture(server.url, project)
        run = start(project, "apply", "--yes", "--require-checks", "--verbose")
        for line in run.stderr:
            if "POST /v1/files" in line:
                break
        run.send_signal(signal.SIGINT)
        _, stderr = run.communicate(timeout=60)
        assert run.returncode == 1 and "nothing was changed" in stderr
        assert picture(server.url, project) == before
