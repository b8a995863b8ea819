"""What readers nobody here wrote make of a plan: Markdown renderers, JSON Schema validators, the rules of GitHub's runner."""

import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import fastjsonschema
import jsonschema
import pytest
from cmarkgfm.cmark import Options
from markdown_it import MarkdownIt

from conftest import PROGRAM, ROOT
from plan_document import check

SNAPSHOTS = ROOT / "Tests" / "GoldenPlanTests" / "Snapshots"
MARKER = "<!-- assistantctl project=velo-lindqvist environment=production -->"


def snapshot(name):
    return (SNAPSHOTS / name).read_bytes().decode()


def with_markdown_it(text):
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)


def with_cmark(text):
    return cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)


RENDERERS = [with_markdown_it, with_cmark]


class Page(HTMLParser):
    """The elements of a page, and its texts inside and outside of code."""

    VOID = {"br", "hr", "img", "input"}

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.open, self.elements, self.comments = [], [], []
        self.code, self.prose, self.items = "", "", []
        self.feed(html)
        self.close()
        assert self.open == [], "elements are left open"

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        if tag == "li":
            self.items.append("")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open}"
        self.open.pop()

    def handle_data(self, data):
        if "code" in self.open:
            self.code += data
        else:
            self.prose += data
        if self.items:
            self.items[-1] += data

    def handle_comment(self, data):
        self.comments.append(data)


@pytest.mark.parametrize("render", RENDERERS)
def test_a_comment_shows_prompts_as_text(render):
    page = Page(render(snapshot("plan.md")))
    # Everything of the prompt that is markup somewhere stands as text.
    for text in [
        "- - Refunds take [-five-] days.",
        "+ - Refunds take {+three+} days.",
        "  * Ask for the order number first.",
        "+ - [ ] Offer a call where a customer is upset.",
        '- <script>alert("[-prompt-]")</script>',
        "+ </details></td></pre><h1>Approved</h1> --> &lt;b&gt;",
        "  <img src=x onerror=alert(1)> ![logo](https://velo-lindqvist.example/logo.png)",
        "  | Model | Price |",
        "  ```yaml",
        "  ~~~~ text",
        "  ``````text",
        "+ five inside of six{+, \\(closed)+}",
        "- \tTabs\t[-stay-]\tbetween words.",
        "العربية",
        "ヘルプ",
    ]:
        assert text in page.code, text
    allowed = {"h2", "h3", "p", "strong", "blockquote", "ul", "li", "code", "pre", "details", "summary"}
    assert set(page.elements) <= allowed
    assert page.elements.count("details") == page.elements.count("summary") > 3
    # No item of a list comes from a prompt: each is about an object, a field or a notice.
    subjects = r"(\s*(assistant|vector_store|file)\.|assistants/|[a-z_]+(\.[^:]+)?(:|$)|…)"
    for item in page.items:
        assert re.match(subjects, item), item


@pytest.mark.parametrize("render", RENDERERS)
def test_a_comment_names_nobody(render):
    # GitHub looks for mentions and numbers in what is rendered, outside of code.
    page = Page(render(snapshot("plan.md")))
    assert "@maria" in page.code and "#{+124+}" in page.code
    assert not re.search(r"@\w|#\d", page.prose)


@pytest.mark.parametrize("render", RENDERERS)
def test_a_comment_carries_its_marker_and_what_goes_comes_first(render):
    text = snapshot("plan.md")
    assert text.splitlines()[0] == MARKER
    assert len(text.encode()) <= 65536
    page = Page(render(text))
    assert page.comments == [MARKER[4:-3]]
    headings = re.findall(r"\d+ to (\w+)\n", page.prose)
    assert headings == ["delete", "replace", "update", "rename", "create"]


def unescaped(text, characters):
    for code, character in characters:
        text = text.replace(code, character)
    return text.replace("%25", "%")


def annotations(text):
    """As actions/runner reads the output of a step."""
    lines = ("%0D", "\r"), ("%0A", "\n")
    for line in text.splitlines():
        match = re.fullmatch(r"::(error|warning|notice) (.*?)::(.*)", line)
        assert match, line
        properties = {}
        for part in match[2].split(","):
            key, value = part.split("=", 1)
            properties[key] = unescaped(value, (*lines, ("%3A", ":"), ("%2C", ",")))
        yield match[1], properties, unescaped(match[3], lines)


def test_annotations_stand_at_the_lines_of_the_manifests():
    found = list(annotations(snapshot("plan.github.txt")))
    assert [kind for kind, _, _ in found][:2] == ["error", "warning"]
    assert all([kind for kind, _, _ in found].count(kind) <= 10 for kind in ("error", "warning", "notice"))
    notices = [(properties, message) for kind, properties, message in found if kind == "notice"]
    assert notices[0][0]["title"] == "production: 6 to delete, 1 to detach"
    prompt = [p for p, message in notices if "instructions: 12 lines removed" in message]
    assert [(p["file"], p["line"]) for p in prompt] == [("services/chat/assistants/prompts/support.md", "6")]
    assert "a|b #1 *neü* <b>@maria.md: new, 11 bytes" in "".join(message for _, message in notices)
    assert re.search(r"\n… and \d+ more notices: the step's summary has all of the plan$", notices[-1][1])


@pytest.mark.parametrize("render", RENDERERS)
def test_a_comment_about_what_is_forgotten_is_a_list(render):
    page = Page(render(snapshot("forget.md")))
    assert set(page.elements) <= {"h2", "h3", "p", "strong", "blockquote", "ul", "li", "code"}
    assert re.findall(r"\d+ to (\w+)\n", page.prose) == ["forget"]
    assert "vector_store.support-bot: goes with assistant.support-bot" in "".join(page.items)


def test_annotations_tell_what_is_forgotten_and_what_comes_back():
    found = list(annotations(snapshot("forget.github.txt")))
    assert [kind for kind, _, _ in found] == ["warning"] * 5 + ["notice"]
    assert found[0][1]["file"] == "services/chat/assistants/support-bot.yaml"
    assert found[-1][1]["title"] == "production: 5 to forget"
    assert all(line.startswith("< ") for line in found[-1][2].splitlines())


@pytest.mark.parametrize("name", ["plan.json", "forget.json"])
def test_the_json_is_what_its_schema_says(name):
    schema, plan = json.loads(snapshot("plan-schema.json")), json.loads(snapshot(name))
    jsonschema.Draft7Validator.check_schema(schema)
    jsonschema.Draft7Validator(schema).validate(plan)
    validate = fastjsonschema.compile(schema)
    validate(plan)
    for key in plan:
        broken = {name: value for name, value in plan.items() if name != key}
        if key in schema["required"]:
            assert not jsonschema.Draft7Validator(schema).is_valid(broken)
            with pytest.raises(fastjsonschema.JsonSchemaException):
                validate(broken)


def test_gitlab_counts_like_its_own_recipe():
    # docs.gitlab.com: jq '([.resource_changes[]?.change.actions?]|flatten)|{"create":(map(select(.=="create"))|length),...}'
    plan = json.loads(snapshot("plan.json"))
    actions = [action for change in plan["resource_changes"] for action in change["change"]["actions"]]
    expected = {name: actions.count(name) for name in ("create", "update", "delete")}
    assert json.loads(snapshot("plan.gitlab.json")) == expected


def test_the_program_prints_every_format(tmp_path):
    shutil.copytree(ROOT / "assistants", tmp_path / "chat" / "assistants")
    summary = tmp_path / "summary.md"
    summary.write_text("Before.\n")

    def plan(*arguments, expect=0):
        done = subprocess.run(
            [PROGRAM, "plan", "--env", "sandbox", *arguments],
            cwd=tmp_path / "chat",
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "GITHUB_WORKSPACE": str(tmp_path),
                "GITHUB_STEP_SUMMARY": str(summary),
            },
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == expect, done.stderr
        return done.stdout

    found = list(annotations(plan("--format", "github")))
    assert len(found) == 10 and all(properties["file"].startswith("chat/assistants/") for _, properties, _ in found)
    comment = plan("--format", "markdown")
    assert summary.read_text() == "Before.\n\n" + comment
    for render in RENDERERS:
        Page(render(comment))
    document = check(json.loads(plan("--format", "json")))
    assert json.loads(plan("--format", "gitlab")) == {
        "create": len(document["resource_changes"]), "update": 0, "delete": 0,
    }
    summary.unlink()
    plan("--format", "github", expect=1)
    assert not summary.exists()
