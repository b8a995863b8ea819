"""What `make install` and `make dist` leave on a machine: run by `make install-check`, because they build a release."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from conftest import ROOT

# Part of every Debian, or in the packages that the README names: libyaml-0-2, libsqlite3-0, zlib1g, libstdc++6.
LIBRARIES = {
    "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", "libc.so.6", "libgcc_s.so.1", "libm.so.6", "libsqlite3.so.0",
    "libstdc++.so.6", "libyaml-0.so.2", "libz.so.1", "linux-vdso.so.1",
}  # fmt: skip
DIST = ROOT / os.environ.get("RELEASE_FOLDER", ".build") / "dist"
OTHERS = {
    "share/bash-completion/completions/assistantctl",
    "share/zsh/site-functions/_assistantctl",
    "share/fish/vendor_completions.d/assistantctl.fish",
    "share/doc/assistantctl/CHANGELOG.md",
    "share/doc/assistantctl/LICENSE",
    "share/doc/assistantctl/README.md",
    *(f"share/doc/assistantctl/{page.relative_to(ROOT)}" for page in ROOT.glob("docs/**/*.md")),
}


def run(*command, folder=None, expect=0, **variables):
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, timeout=3_600
    )
    assert done.returncode == expect, f"{command}: exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


@pytest.fixture(scope="session")
def destination(request, tmp_path_factory):
    """The root of a system that the program was installed into, below its /usr."""
    if not request.config.getoption("--install"):
        pytest.skip("builds a release: make install-check")
    folder = tmp_path_factory.mktemp("system root")
    run("make", "install", f"DESTDIR={folder}", "PREFIX=/usr", folder=ROOT)
    return folder


@pytest.fixture
def usr(destination):
    return destination / "usr"


@pytest.fixture(scope="session")
def package(destination, tmp_path_factory):
    """What `make dist` packs, beside its checksum."""
    folder = tmp_path_factory.mktemp("package")
    run("make", "dist", folder=ROOT)
    for file in DIST.iterdir():
        shutil.copy(file, folder)
    return next(folder.glob("*.tar.gz"))


def commands(usr):
    shown = run(usr / "bin/assistantctl", "--help").partition("OPTIONS:")[2]
    return re.findall(r"^  ([a-z]+) ", shown, re.M)


def test_everything_lies_where_it_is_looked_for(usr):
    files = {str(path.relative_to(usr)) for path in usr.rglob("*") if path.is_file()}
    names = ["assistantctl", *(f"assistantctl-{name}" for name in commands(usr))]
    pages = {f"share/man/man1/{name}.1" for name in names if name != "assistantctl-help"}
    assert len(pages) > 10
    assert files == {"bin/assistantctl"} | pages | OTHERS
    for path in usr.rglob("*"):
        mode = path.stat().st_mode & 0o777
        assert mode == (0o755 if path.is_dir() or path.parent.name == "bin" else 0o644), path


def test_the_program_names_its_build_and_needs_no_swift(usr):
    shown = run(usr / "bin/assistantctl", "--version")
    assert re.fullmatch(r"assistantctl \d+\.\d+\.\d+ \((\S+, )?release, linux \w+\)\n", shown)
    if (ROOT / ".git").exists():
        commit = run("git", "rev-parse", "--short=7", "HEAD", folder=ROOT).strip()
        assert f"({commit}" in shown
    listed = run("ldd", usr / "bin/assistantctl")
    needed = {line.split()[0].rsplit("/", 1)[-1] for line in listed.splitlines()}
    assert needed <= LIBRARIES
    assert ".symtab" not in run("readelf", "-SW", usr / "bin/assistantctl")


def test_the_program_works(usr, tmp_path):
    variables = {"HOME": str(tmp_path), "OPENAI_API_KEY": ""}
    for arguments in (["init"], ["validate"], ["plan"], ["apply", "--yes"], ["plan", "--detailed-exitcode"], ["output"]):
        run(usr / "bin/assistantctl", *arguments, folder=tmp_path, **variables)


@needs("mandoc")
def test_the_manual_is_free_of_warnings(usr):
    pages = sorted(usr.glob("share/man/man1/*"))
    assert run("mandoc", "-T", "lint", "-W", "warning", *pages) == ""


@needs("man")
def test_man_finds_the_page_of_a_command_and_shows_what_help_says(usr):
    variables = {"MANWIDTH": "200", "MANPAGER": "cat", "LC_ALL": "C.UTF-8"}
    shown = run("man", "-M", usr / "share/man", "assistantctl", "plan", **variables)
    shown = re.sub(r".\x08|\x1b\[[0-9;]*m", "", shown)
    assert "assistantctl-plan" in shown and "Show what apply would change on the account" in shown
    for option in re.findall(r"--[a-z-]+", run(usr / "bin/assistantctl", "plan", "--help")):
        assert option in shown or option == "--version"
    shown = run("man", "-l", usr / "share/man/man1/assistantctl.1", **variables)
    assert re.search(r"64\s+wrong usage", shown)


@pytest.mark.parametrize(
    "shell, script, question, answer",
    [
        ("bash", "share/bash-completion/completions/assistantctl", "source {}; complete -p assistantctl", "assistantctl"),
        (
            "zsh",
            "share/zsh/site-functions/_assistantctl",
            "f={}; fpath=($f:h $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[assistantctl]",
            "_assistantctl",
        ),
        (
            "fish",
            "share/fish/vendor_completions.d/assistantctl.fish",
            "source {}; complete -C 'assistantctl val'",
            "validate",
        ),
    ],
)
def test_shells_load_the_completions(usr, shell, script, question, answer):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    options = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    place = str(usr / script).replace(" ", "\\ ")
    assert answer in run(shell, *options, "-c", question.format(place), PATH=f"{usr}/bin:{os.environ['PATH']}")


def test_the_package_holds_the_same_and_its_checksums_are_right(usr, package, tmp_path):
    run("sha256sum", "-c", f"{package.name}.sha256", folder=package.parent)
    version = run(usr / "bin/assistantctl", "--version").split()[1]
    assert package.name == f"assistantctl-{version}-linux-{os.uname().machine}.tar.gz"
    run("tar", "-xzf", package, folder=tmp_path)
    folder = tmp_path / package.name.removesuffix(".tar.gz")
    sums = "share/doc/assistantctl/SHA256SUMS"
    run("sha256sum", "--strict", "-c", sums, folder=folder)
    packed = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert packed.pop(Path(sums))
    assert packed == {path.relative_to(usr): path.read_bytes() for path in usr.rglob("*") if path.is_file()}


def test_the_same_commit_packs_the_same_bytes(package):
    before = package.read_bytes()
    run("make", "dist", folder=ROOT, TZ="Asia/Tokyo", LC_ALL="C")
    assert (DIST / package.name).read_bytes() == before


def test_uninstall_takes_all_of_it_away(destination, tmp_path):
    run("make", "install", f"DESTDIR={tmp_path}", "PREFIX=/opt/it", folder=ROOT)
    (tmp_path / "opt/it/share/man/man1/other.1").write_text("")
    run("make", "uninstall", f"DESTDIR={tmp_path}", "PREFIX=/opt/it", folder=ROOT)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["other.1"]


def test_a_relative_prefix_is_refused(destination):
    run("make", "install", "DESTDIR=", "PREFIX=here", folder=ROOT, expect=2)
    assert not (ROOT / "here").exists()
