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
