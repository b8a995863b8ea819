"""Which commit a release names, in the checkouts that CI jobs have."""

import json
import os
import shutil
import subprocess

import pytest

from conftest import PROGRAM

SHA = "0123456789abcdef0123456789abcdef01234567"
PROJECT = "project: helpdesk\nenvironments: { sandbox: { api: responses, base_url: embedded } }\n"


def commit_all(folder):
    git = ["git", "-C", str(folder), "-c", "user.name=Anna", "-c", "user.email=anna@velo.example"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run([*git, *arguments], check=True, capture_output=True)
    return subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "shop"
    (folder / "assistants").mkdir(parents=True)
    (folder / "assistants" / "project.yaml").write_text(PROJECT)
    (folder / "assistants" / "bot.yaml").write_text("assistant: bot\nmodel: gpt-6-luna\ninstructions: Be kind.\n")
    (folder / ".gitignore").write_text(".assistantctl/\n")
    return folder


def git(folder, *arguments):
    settings = ("-c", "user.name=Anna", "-c", "user.email=anna@velo.example", "-c", "protocol.file.allow=always")
    done = subprocess.run(["git", "-C", folder, *settings, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def released(folder, variables=None):
    """Applies; returns the release and what was said."""

    def run(*arguments):
        done = subprocess.run(
            [PROGRAM, *arguments],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(folder.parent)} | (variables or {}),
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == 0, done.stderr
        return done

    said = run("apply", "--yes").stderr
    assert "note:" not in run("plan").stderr
    release = json.loads(run("releases", "--format", "json").stdout)["releases"][0]
    return release.get("commit"), release["dirty"], said


def test_a_checkout(folder):
    commit = commit_all(folder)
    assert released(folder, {"GITHUB_SHA": SHA})[:2] == (commit, False)


def test_a_checkout_with_local_changes(folder):
    commit = commit_all(folder)
    (folder / "assistants" / "bot.yaml").write_text("assistant: bot\nmodel: gpt-6-luna\ninstructions: Be brief.\n")
    assert released(folder)[:2] == (commit, True)


def test_a_hook_of_another_repository(folder, tmp_path):
    commit = commit_all(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text("text")
    assert commit_all(other) != commit
    hook = {"GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(other), "GIT_INDEX_FILE": str(other / ".git" / "index")}
    assert released(folder, hook)[:2] == (commit, False)


def test_no_repository(folder):
    commit, _, said = released(folder)
    assert commit is None and "git" not in said


def test_a_repository_without_a_commit(folder):
    subprocess.run(["git", "-C", str(folder), "init", "-q"], check=True)
    commit, _, said = released(folder)
    assert commit is None and "git" not in said


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives files to another user")
@pytest.mark.parametrize("variable", [None, "GITHUB_SHA", "CI_COMMIT_SHA"])
def test_a_checkout_of_another_user(folder, variable):
    commit_all(folder)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 12345, 12345)
    commit, dirty, said = released(folder, {variable: SHA} if variable else {})
    # What the job says is checked out, nobody looked at.
    assert (commit, dirty) == (SHA, True) if variable else (commit, dirty) == (None, False)
    cure = f"it belongs to another user: run `git config --global --add safe.directory {folder}`"
    assert (cure in said) == (variable is None)


@pytest.mark.parametrize("variable", [None, "CI_COMMIT_SHA"])
def test_a_machine_without_git(folder, variable, tmp_path):
    commit_all(folder)
    (tmp_path / "bin").mkdir()
    commit, dirty, said = released(folder, {"PATH": str(tmp_path / "bin")} | ({variable: SHA} if variable else {}))
    assert commit == (SHA if variable else None)
    assert dirty == (variable is not None)
    assert ("git is not installed" in said) == (variable is None)


def test_a_repository_that_is_damaged(folder):
    commit_all(folder)
    shutil.rmtree(folder / ".git" / "objects")
    commit, _, said = released(folder, {"GITHUB_SHA": "not a commit"})
    assert commit is None
    assert f"git does not read {folder}: `git -C {folder} status` says why" in said


def plan(folder, *arguments, expect=0):
    done = subprocess.run(
        [PROGRAM, *(arguments or ("plan",))],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder.parent)},
        capture_output=True,
        text=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == expect, done.stderr
    return done.stdout


def twice_applied(folder):
    """Two commits, both applied; the ids of both."""
    bot = folder / "assistants" / "bot.yaml"
    first = commit_all(folder)
    plan(folder, "apply", "--yes")
    bot.write_text(bot.read_text().replace("kind", "brief"))
    git(folder, "commit", "-qam", "second")
    plan(folder, "apply", "--yes")
    return first, git(folder, "rev-parse", "HEAD")


def test_a_plan_of_an_older_commit_says_that_it_goes_back(folder):
    first, second = twice_applied(folder)
    git(folder, "checkout", "-q", first)
    for form in ("text", "json", "markdown", "html", "github"):
        assert f"release 2 was made from commit {second[:7]}" in plan(folder, "plan", "--format", form), form
    assert "[older-than-live]" in plan(folder)
    plan(folder, "plan", "--out", "back.plan")
    assert "[older-than-live]" in plan(folder, "show", "back.plan")
    # What is meant: another commit behind both, local changes, a rollback.
    bot = folder / "assistants" / "bot.yaml"
    bot.write_text(bot.read_text() + "description: Helps.\n")
    assert "older-than-live" not in plan(folder)
    git(folder, "checkout", "-q", "--force", second)
    git(folder, "revert", "--no-edit", second)
    assert "older-than-live" not in plan(folder) and "No changes" not in plan(folder)
    git(folder, "checkout", "-q", first)
    assert "older-than-live" not in plan(folder, "rollback", "1", "--plan")


def test_an_older_commit_without_the_history_or_without_a_change_says_nothing(folder, tmp_path):
    first, second = twice_applied(folder)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{folder}", str(clone))
    git(clone, "fetch", "-q", "--depth", "1", "origin", first)
    git(clone, "checkout", "-q", first)
    shutil.copytree(folder / ".assistantctl", clone / ".assistantctl")
    assert "older-than-live" not in plan(clone) and "No changes" not in plan(clone)
    git(clone, "fetch", "-q", "--unshallow")
    assert "older-than-live" in plan(clone)
    # A branch that lacks the newest commit and has one of its own is not older, and an empty plan goes nowhere.
    bot = folder / "assistants" / "bot.yaml"
    git(folder, "checkout", "-q", first)
    bot.write_text(bot.read_text() + "description: Helps.\n")
    git(folder, "commit", "-qam", "a branch")
    assert "older-than-live" not in plan(folder)
    git(folder, "checkout", "-q", second)
    (folder / "README.md").write_text("text")
    git(folder, "add", "README.md")
    git(folder, "commit", "-qm", "third")
    bot.write_text(bot.read_text() + "name: Bo\n")
    git(folder, "commit", "-qam", "fourth")
    plan(folder, "apply", "--yes")
    bot.write_text(bot.read_text().replace("name: Bo\n", ""))
    git(folder, "commit", "-qam", "fifth")
    plan(folder, "apply", "--yes")
    git(folder, "checkout", "-q", second)
    assert "No changes" in plan(folder) and "older-than-live" not in plan(folder)


def test_an_api_without_releases_has_no_commit_to_be_older_than(folder):
    settings = folder / "assistants" / "project.yaml"
    settings.write_text(PROJECT.replace("responses", "assistants"))
    first, _ = twice_applied(folder)
    git(folder, "checkout", "-q", first)
    assert "older-than-live" not in plan(folder) and "No changes" not in plan(folder)
