"""What a repository promises besides its code: dependencies with reasons, workflows and image that are valid."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import PROGRAM, ROOT

BIN = Path(sys.executable).parent
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ci/*.md")])
PACKAGE = (ROOT / "Package.swift").read_text()


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    "says, is_taken",
    [
        ("Swift version 6.2 (swift-6.2-RELEASE)", True),
        ("Apple Swift version 6.10.1 (swiftlang-6.10.1)", True),
        ("Swift version 6.1.3 (swift-6.1.3-RELEASE)", False),
        ("Swift version 5.10 (swift-5.10-RELEASE)", False),
        ("", False),
    ],
)
def test_an_older_swift_is_refused_before_anything_is_installed(tmp_path, says, is_taken):
    swift = tmp_path / "swift"
    swift.write_text(f"#!/bin/sh\necho '{says}'\n")
    swift.chmod(0o755)
    # Without apt-get and sudo nothing is installed.
    for program in ("bash", "sed", "head", "id"):
        (tmp_path / program).symlink_to(shutil.which(program))
    done = subprocess.run(
        [ROOT / ".ci/setup"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=60
    )  # fmt: skip
    assert ("needs Swift 6.2 or newer" in done.stderr) != is_taken, done.stderr


def dependencies():
    return re.findall(r'((?: *//[^\n]*\n)*) *\.package\(url: "([^"]+)", (\w+): "([^"]+)"', PACKAGE)


def test_direct_dependencies_have_exact_versions_and_a_reason():
    assert len(dependencies()) == PACKAGE.count(".package(url:") > 0
    for reason, url, requirement, version in dependencies():
        assert requirement == "exact" and re.fullmatch(r"\d+\.\d+\.\d+", version), url
        assert reason.strip(), f"{url} has no reason"


def test_dependencies_stand_in_the_table_of_the_documents():
    rows = [line for document in DOCUMENTS for line in document.read_text().splitlines() if line.startswith("|")]
    for _, url, _, _ in dependencies():
        assert any(f"({url})" in row for row in rows), f"{url} is in no table of dependencies"
    for library in re.findall(r'\.apt\(\["lib(\w+)-dev"\]\)|\.apt\(\["(\w+)-dev"\]\)', PACKAGE):
        name = "libyaml" if library[0] == "yaml" else "zlib"
        assert any(row.startswith(f"| {name} ") for row in rows), library
    for file in ("Tests/Python/requirements.txt", "Tests/Browser/requirements.txt"):
        for line in (ROOT / file).read_text().splitlines():
            name, exact, version = line.partition("==")
            assert exact and version, f"{file}: {line}"
            assert any(f"`{name}`" in row for row in rows if row.startswith("| Python")), f"{name} is in no table"


@pytest.mark.parametrize(
    "schema, files",
    [
        ("vendor.github-workflows", [*WORKFLOWS]),
        ("custom.github-workflows-require-timeout", [*WORKFLOWS]),
        ("vendor.github-issue-forms", [ROOT / f".github/ISSUE_TEMPLATE/{name}.yml" for name in ("bug", "idea")]),
        ("vendor.github-issue-config", [ROOT / ".github/ISSUE_TEMPLATE/config.yml"]),
        ("vendor.dependabot", [ROOT / ".github/dependabot.yml"]),
    ],
)
def test_files_for_github_follow_their_schemas(schema, files):
    run(BIN / "check-jsonschema", "--builtin-schema", schema, *files)


def steps():
    for workflow in WORKFLOWS:
        for job in yaml.safe_load(workflow.read_text())["jobs"].values():
            yield from job["steps"]


def test_steps_of_workflows_are_sound_shell():
    scripts = [step["run"] for step in steps() if "run" in step]
    assert len(scripts) > 5
    for script in scripts:
        run(BIN / "shellcheck", "--shell=bash", "-", input=script)
        assert "${{" not in script, "a value of a workflow reaches scripts as a variable, never as their text"


def test_steps_call_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    called = {name for step in steps() for name in re.findall(r"^make ([a-z-]+)$", step.get("run", ""), re.M)}
    called |= set(re.findall(r"^RUN make ([a-z-]+)$", (ROOT / "Dockerfile").read_text(), re.M))
    assert {"test", "lint", "dist", "stage", "install-check"} <= called <= targets


def test_the_image_is_well_made_and_built_with_the_swift_of_the_workflows():
    run(BIN / "hadolint", ROOT / "Dockerfile")
    text = (ROOT / "Dockerfile").read_text()
    images = set(re.findall(r"swift:[\w.-]+", text + "".join(path.read_text() for path in WORKFLOWS)))
    assert len(images) == 1, images
    assert re.search(r"^USER 1\d+:1\d+$", text, re.M), "the program runs as root"


def test_the_build_of_the_image_has_the_folders_of_all_targets():
    kept = (ROOT / ".dockerignore").read_text().split("\n")
    described = json.loads(run("swift", "package", "--package-path", ROOT, "dump-package"))
    for target in described["targets"]:
        path = target.get("path") or ("Tests/" if target["type"] == "test" else "Sources/") + target["name"]
        assert (ROOT / path).is_dir(), path
        assert not any(line and not line.startswith("#") and (path + "/").startswith(line + "/") for line in kept), path


def test_the_owners_are_a_placeholder_in_one_place():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("this is no checkout")
    files = [ROOT / name for name in listed.stdout.split("\0") if name and not name.startswith("Tests/")]
    holders = [path.name for path in files if path.is_file() and b"@OWNER" in path.read_bytes()]
    assert holders == ["CODEOWNERS"]


def test_the_changelog_names_the_version_of_the_program():
    version = run(PROGRAM, "--version").split()[1]
    text = (ROOT / "CHANGELOG.md").read_text()
    assert version in re.split(r"^## ", text, flags=re.M)[1]


@pytest.mark.skipif(not shutil.which("mandoc"), reason="mandoc is not installed: apt-get install mandoc")
def test_the_manual_of_this_build_is_free_of_warnings(tmp_path):
    dump = subprocess.run([PROGRAM, "--experimental-dump-help"], capture_output=True, check=True, timeout=60).stdout
    subprocess.run(
        [PROGRAM.parent / "manual-pages", "--date", "2026-11-29", "--source", "assistantctl", tmp_path],
        input=dump, check=True, timeout=60,
    )  # fmt: skip
    pages = sorted(tmp_path.iterdir())
    assert len(pages) > 10
    assert run("mandoc", "-T", "lint", "-W", "warning", *pages) == ""
    text = (tmp_path / "assistantctl.1").read_text()
    assert ".Sh EXIT STATUS" in text and ".It 64\n" in text
