"""README and docs say what is so: every shell block runs, every link leads somewhere, every code has its entry."""

import os
import re
import shutil
import subprocess
import urllib.parse

import pytest

from conftest import PROGRAM, ROOT
from documentation import LANGUAGES, MARKDOWN, SHELL, Story, anchors, blocks, links

README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").rglob("*.md"))]
LINKED = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("ci/*.md"))]

# Where messages for people are made.
SOURCES = [
    file for file in (ROOT / "Sources").rglob("*.swift")
    if file.relative_to(ROOT / "Sources").parts[0] not in ("ChatServer", "ManualPages", "Rendering", "Sandbox", "manual-pages")
]  # fmt: skip
WORD = "[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*"
# Headers, models and formats.
OTHER_WORDS = set("""
accept-encoding api-key cat-file chatgpt-4 check-kept contains-any date-time default-2024-11-15 file-search gpt-3 gpt-4
gpt-6-luna is-json llm-rubric merge-base my-assistants openai-node rev-parse us-ascii user-agent utf-16 utf-8
""".split())


def name(page):
    return str(page.relative_to(ROOT))


def typed(command):
    """The lines of a command as a page shows them."""
    return [f"{'> ' if number else '$ '}{line}" for number, line in enumerate(command.split("\n"))]


def is_run(page):
    return any(not step.tag and (step.kind in SHELL or "file" in step.attributes) for step in blocks(page))


@pytest.fixture(scope="module")
def deployed(tmp_path_factory):
    """The example project, applied."""
    folder = tmp_path_factory.mktemp("deployed") / "project"
    shutil.copytree(ROOT / "assistants", folder / "assistants")
    variables = {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "USER": "ci", "LANG": "C.UTF-8"}
    subprocess.run([PROGRAM, "apply", "--yes"], cwd=folder, env=variables, check=True, capture_output=True, timeout=300)
    return folder


@pytest.mark.parametrize("page", [page for page in PAGES if is_run(page)], ids=name)
def test_the_blocks_of_a_page_run_as_they_stand(page, tmp_path, deployed):
    """With RECORD_DOCS=1 what is printed is written into the page where it has no `...`, and the test fails."""
    record = os.environ.get("RECORD_DOCS") == "1"
    lines, moved, problems = page.read_text().split("\n"), 0, []
    with Story(tmp_path, deployed) as story:
        for step in blocks(page):
            block, different = [], story.take(step)
            for number, (command, expected) in enumerate(step.commands if different else []):
                printed = different.get(number, expected)
                if number in different:
                    problems.append(f"{name(page)}, line {step.lines[0]}: it prints")
                    problems += [*typed(command), *printed]
                block += [*typed(command), *(expected if "..." in expected else printed)]
            if record and block:
                start, end = (line + moved for line in step.lines)
                moved += len(block) - (end - start)
                lines[start:end] = block
    if record and problems:
        page.write_text("\n".join(lines))
        problems.insert(0, "recorded what has no `...`; look at it, then run without RECORD_DOCS")
    assert not problems, "\n".join(problems)


# Each leads from what a reader has to a deployed assistant, and needs no other page for it.
BEGINNINGS = [ROOT / "docs" / page for page in ("tutorial.md", "how-to/import.md", "how-to/import-an-export.md")]
FOLLOWED = [*BEGINNINGS, ROOT / "docs/how-to/pull.md", ROOT / "docs/how-to/export.md", README]


@pytest.mark.parametrize("page", FOLLOWED, ids=name)
def test_whoever_follows_a_page_to_the_letter_sees_every_step(page):
    """What the README begins with is a picture; its first project is to be followed."""
    lines = page.read_text().splitlines()
    start = lines.index("## A first project") if page == README else 0
    assert not [step.text for step in blocks(page) if step.kind in ("starts", "run:", "serves") and step.lines[0] >= start]


@pytest.mark.parametrize("page", [page for page in PAGES if "<!-- starts with" in page.read_text()], ids=name)
def test_a_page_about_the_example_project_says_so_where_readers_see_it(page):
    before = next(step for step in blocks(page) if not step.tag and step.kind in SHELL).lines[0]
    shown = re.sub(r"<!--.*?-->", "", "\n".join(page.read_text().splitlines()[:before]), flags=re.S)
    assert re.search(r"\bexample project\b", shown)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_variables_and_programs_of_a_page_are_shown_before_they_are_used(page):
    """Comments that run something set up what a reader is told of; they export nothing that visible blocks need."""
    exported = {found for step in blocks(page) if step.kind == "run:" for found in re.findall(r"export (\w+)=", step.text)}
    assert not [found for found in exported for step in blocks(page) if step.kind in SHELL and f"${found}" in step.text]


@pytest.mark.parametrize("page", BEGINNINGS, ids=name)
def test_a_page_that_is_followed_names_what_it_needs(page):
    shown = "\n".join(step.text for step in blocks(page) if step.kind in SHELL and not step.tag)
    needs = page.read_text().split("\n## ")[0]
    for program in ("git", "curl", "jq"):
        assert not re.search(rf"\b{program} ", shown) or program in needs, program
    assert "git commit" not in shown or "user.name" in needs


def test_the_readme_says_how_the_program_that_it_builds_is_found():
    built, found = (README.read_text().find(line) for line in ("make build ", 'export PATH="$PWD/.build/debug:$PATH"'))
    assert 0 < built < found < README.read_text().find("$ assistantctl init")


@pytest.mark.parametrize("page", BEGINNINGS, ids=name)
def test_the_map_leads_every_beginner_to_one_page_that_ends_with_a_reviewed_deployment(page):
    assert str(page.relative_to(ROOT / "docs")) in links(ROOT / "docs/README.md")
    shown = "\n".join(step.text for step in blocks(page) if step.kind in SHELL and not step.tag)
    places = [shown.find(step) for step in ("git commit", "$ assistantctl plan", "$ assistantctl apply", "Apply complete:")]
    assert -1 not in places and places == sorted(places), places
    assert "No changes." in shown[places[-1]:]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_code_stands_between_fences_that_say_what_it_is(page):
    assert not [token.map for token in MARKDOWN.parse(page.read_text()) if token.type == "code_block"], "indented code"
    assert {step.kind for step in blocks(page)} <= LANGUAGES | {"starts", "run:", "serves"}
    for step in blocks(page):
        begins = step.text.startswith("$ ") or re.match(r"(assistantctl|make|git) ", step.text)
        assert not begins or step.kind in SHELL or step.kind == "run:", f"a shell block is called one: {step.text[:60]}"


@pytest.mark.parametrize("page", LINKED, ids=name)
def test_links_lead_somewhere(page):
    for link in links(page):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = urllib.parse.unquote(link).partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def codes_of_sources():
    """What stands in brackets behind errors, warnings and refusals: every code in the sources."""
    found = set()
    # What the chat server says to visitors and programs has codes of its own: of it only what keeps it from starting.
    for file in sorted([*SOURCES, ROOT / "Sources/ChatServer/Answers/ServedAssistant.swift"]):
        text = file.read_text()
        calls = r"\b(?:error|warning|warn|Failure|ImportFailure|ServeRefusal|CheckRefusal|DeploymentError|PlanWarning)\(\s*(?:code: )?"
        calls += f'"({WORD})"'
        found |= set(re.findall(calls, text)) | set(re.findall(f'code: "({WORD})"', text))
        found |= set(re.findall(f'Code\\(rawValue: "({WORD})"\\)', text))
        for choices in re.findall(r"var code: String \{.*?\n    \}", text, re.S):
            found |= set(re.findall(f'"({WORD})"', choices))
        for closed in re.findall(r"enum (?:WarningCode|Kind): String, .*?\n    ?\}", text, re.S):
            if file.name in ("WarningCode.swift", "ChangeReason.swift"):
                found |= {raw or name for name, raw in re.findall(rf'^ +case (\w+)(?: = "({WORD})")?$', closed, re.M)}
    return {code.replace("_", "-") for code in found}


def test_every_code_has_an_entry_and_every_entry_a_code():
    page = (ROOT / "docs/reference/diagnostics.md").read_text()
    entries = re.findall(r"^### `([a-z0-9-]+)`\n\n(.+?)(?=\n\n#|\Z)", page, re.M | re.S)
    documented = [code for code, _ in entries]
    assert len(set(documented)) == len(documented) > 200
    assert set(documented) == codes_of_sources()
    for code, text in entries:
        text = " ".join(text.split())
        assert "*Cure:*" in text and (code in ("request", "unprepared") or "*For example:*" in text), code


def test_nothing_in_the_sources_looks_like_a_code_and_is_none():
    """A code that is written in a way that the test above does not know would else have no entry."""
    words = set()
    for file in SOURCES:
        # Options and headers have names of their own.
        text = re.sub(r'(?:customLong\(|name: )"[^"]*"', "", file.read_text())
        words |= set(re.findall(r'"([a-z]+(?:-[a-z0-9]+)+)"', text))
    assert words - codes_of_sources() == OTHER_WORDS


def test_the_sandbox_page_has_every_fault(tmp_path):
    shown = subprocess.run([PROGRAM, "help", "sandbox"], capture_output=True, text=True, check=True, timeout=60).stdout
    kinds = re.findall(r"^  ([a-z0-9-]+): ", shown.split("with their defaults:")[1], re.M)
    page = (ROOT / "docs/reference/sandbox.md").read_text()
    documented = set(re.findall(r"`([a-z0-9-]+)`", " ".join(re.findall(r"^\| (.*?) \|", page, re.M))))
    assert len(kinds) > 25 and not set(kinds) - documented


def test_the_page_of_exit_codes_has_those_of_the_help():
    shown = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    listed = re.search(r"Exit codes: (.*?)\.\n\n", shown, re.S)[1].split(";")
    page = (ROOT / "docs/reference/exit-codes.md").read_text()
    assert re.findall(r"^\| (\d+) \|", page, re.M) == [code.split()[0] for code in listed]


def test_every_page_can_be_reached_from_the_readme():
    reached, ahead = set(), [README]
    while ahead:
        page = ahead.pop()
        if page in reached:
            continue
        reached.add(page)
        for link in links(page):
            target = (page.parent / link.partition("#")[0]).resolve()
            if "://" not in link and target.suffix == ".md" and target.exists():
                ahead.append(target)
    assert not [name(page) for page in PAGES if page not in reached]


def test_the_readme_can_be_read_in_five_minutes():
    assert len(README.read_text().splitlines()) <= 180
