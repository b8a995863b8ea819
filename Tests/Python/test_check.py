"""`check` asks what the manifests say, and tells what holds."""

import json
import re
import signal
import subprocess
import xml.etree.ElementTree as ElementTree

import cmarkgfm
import pytest
import xmlschema
from conftest import PROGRAM, ROOT, Project, Sandbox

QUESTION = "How many days do I have to send a bike back?"
UNRELIABLE = 0.1


def bot(checks, model="gpt-6-luna", more=""):
    return f"""assistant: bot
model: {model}
{more}tools: [file_search]
knowledge: {{ files: [knowledge/support/returns-and-warranty.md] }}
checks:
{checks}"""


def share(at_least, runs=200, question=QUESTION):
    return f"""  - ask: {question}
    at_least: {at_least}
    runs: {runs}
    expect: [ {{ contains: 30 days }} ]
"""


class Small(Project):
    """A project of one assistant with one document."""

    def __init__(self, folder, url, checks, api="responses", **options):
        super().__init__(folder, url, api=api)
        for manifest in self.assistants.glob("*-*.yaml"):
            manifest.unlink()
        (self.assistants / "knowledge" / "handbook.yaml").unlink()
        (self.assistants / "bot.yaml").write_text(bot(checks, **options))

    def check(self, *arguments, expect):
        done = self.run("check", "--format", "json", *arguments, expect=expect)
        return json.loads(done.stdout)


@pytest.fixture(scope="module")
def unreliable(tmp_path_factory):
    with Sandbox(tmp_path_factory.mktemp("unreliable"), "--fault", f"answer as=wrong probability={UNRELIABLE}") as server:
        yield server


def test_the_example_project_passes_its_checks(sandbox, tmp_path, api):
    project = Project(tmp_path, sandbox.url, api=api)
    project.run("apply", "--yes")
    done = project.run("check")
    assert "Checks: 6 passed, with 6 answers" in done.stdout
    # Answers leave nothing behind.
    assert "No changes." in project.run("plan").stdout


def test_an_assistant_that_is_right_in_most_answers_passes_what_it_reaches_and_fails_what_it_does_not(
    unreliable, tmp_path
):
    """0.9 of the answers are right: 0.8 is reached, 0.97 is not, each with an error of at most 5 %; three of each."""
    questions = [f"{QUESTION} ({number})" for number in range(3)]
    easy = "".join(share(0.8, question=question) for question in questions)
    hard = "".join(share(0.97, question=question + " Really?") for question in questions)
    project = Small(tmp_path, unreliable.url, easy + hard)
    project.run("apply", "--yes")
    report = project.check("--budget", "none", expect=2)
    verdicts = [check["verdict"] for check in report["checks"]]
    assert verdicts[:3].count("passed") >= 2 and verdicts[3:].count("failed") >= 2, report["checks"]
    for check in report["checks"]:
        assert check["right"] + check["wrong"] <= 200 and check["interval"]["low"] <= check["share"] + 0.001
        if check["verdict"] == "failed":
            assert "wrong on purpose" in check["wrong_answers"][0]["text"]
            assert check["wrong_answers"][0]["failures"][0]["reason"] == 'does not contain "30 days"'


def test_a_check_fails_at_its_first_wrong_answer_and_says_which_words(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, f"  - ask: {QUESTION}\n    expect: [ {{ contains: 31 days }} ]\n")
    project.run("apply", "--yes")
    done = project.run("check", "bot", expect=2)
    assert 'answer 1 does not contain "31 days"' in done.stdout and "assistants/bot.yaml:6:10" in done.stdout
    assert "0 of 1 right" in done.stdout and "0.0 %" in done.stdout
    report = ElementTree.fromstring(project.run("check", "--format", "junit", expect=2).stdout)
    assert report.attrib["failures"] == "1" and report.find("testsuite/testcase/failure") is not None
    annotations = project.run("check", "--format", "github", expect=2).stdout
    assert annotations.startswith("::error file=assistants/bot.yaml,line=6,")
    markdown = project.run("check", "--format", "markdown", expect=2).stdout
    assert "❌ failed" in markdown and "31 days" in markdown


def test_others_read_the_report_whatever_questions_and_answers_hold(sandbox, tmp_path):
    """Jenkins' schema for the XML; GitHub's renderer for the comment, in which nothing is a link, tag or mention."""
    hostile = "<b>|`x`</b> @team [a](https://evil.example) \\e[2J \\u202E ]]> \\uFFFE ::error::x 100%"
    checks = f"""  - ask: "How many days to send a bike back? {hostile}"
    expect: [ {{ contains: 30 days }} ]
  - ask: "{hostile} 2"
    expect: [ {{ contains: "{hostile} 3" }} ]
{share(0.9, runs=3)}"""
    project = Small(tmp_path, sandbox.url, checks)
    project.run("apply", "--yes")
    document = project.run("check", "--format", "junit", expect=2).stdout
    xmlschema.XMLSchema(ROOT / "Tests/Python/schemas/junit-10.xsd").validate(document)
    suite = ElementTree.fromstring(document).find("testsuite")
    assert [case[0].tag for case in suite.iter("testcase")] == ["system-out", "failure", "error"]
    markdown = project.run("check", "--format", "markdown", expect=2).stdout
    html = cmarkgfm.github_flavored_markdown_to_html(markdown)
    assert html.count("<tr>") == 4 and "<a " not in html and "<b>" not in html
    assert not re.search(r"(?<![\w`])@team", re.sub(r"<code>.*?</code>|<pre.*?</pre>", "", html, flags=re.S))
    annotations = project.run("check", "--format", "github", expect=2).stdout.splitlines()
    assert [line.split()[0] for line in annotations] == ["::error", "::warning"]
    text = project.run("check", expect=2).stdout
    assert "\x1b" not in text and "\u202e" not in text and "␛[2J <U+202E>" in text


def test_too_few_runs_leave_a_check_undecided(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, share(0.9))
    project.run("apply", "--yes")
    report = project.check("--runs", "5", expect=4)
    assert report["checks"][0]["verdict"] == "undecided" and report["checks"][0]["right"] == 5
    assert "it takes 26 right answers in a row" in report["checks"][0]["reason"]


def test_the_ceiling_is_never_passed(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, share(0.9))
    project.run("apply", "--yes")
    whole = project.check(expect=0)
    assert whole["budget_usd"] == "1.00" and whole["summary"]["answers"] == 26
    spent = float(whole["spent_usd"])
    for part in (0.9, 0.5, 0):
        budget = f"{spent * part:.6f}"
        report = project.check("--budget", budget, expect=4)
        assert report["checks"][0]["reason"].startswith("not asked: an answer reserves up to $")
        assert float(report["spent_usd"]) <= float(budget) and report["summary"]["answers"] < 26


def test_what_nothing_bounds_is_not_asked_within_a_budget(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, share(0.8))
    project.edit("bot.yaml", "tools: [file_search]", "tools: [file_search, code_interpreter]")
    project.run("apply", "--yes")
    done = project.run("check", expect=1)
    assert "nothing bounds what code_interpreter costs" in done.stderr and "--budget none" in done.stderr
    assert project.check("--budget", "none", expect=0)["spent_usd"] is None


def test_a_call_that_the_check_does_not_answer_is_wrong(sandbox, tmp_path):
    function = """tools:
      - { type: function, name: lookup_order, description: Find an order }
"""
    text = bot("  - ask: lookup_order 12\n    expect: [ { contains: shipped } ]\n").replace(
        "tools: [file_search]\nknowledge: { files: [knowledge/support/returns-and-warranty.md] }\n", function
    )
    project = Small(tmp_path, sandbox.url, share(0.8))
    (project.assistants / "bot.yaml").write_text(text)
    project.run("apply", "--yes")
    report = project.check(expect=2)
    reason = report["checks"][0]["wrong_answers"][0]["failures"][0]["reason"]
    assert reason == "the answer calls lookup_order, for which the check has no answer under `functions`"
    project.edit("bot.yaml", "    expect:", "    functions: { lookup_order: shipped }\n    expect:")
    assert project.check(expect=0)["summary"]["passed"] == 1


def test_judges_say_yes_or_no(sandbox, tmp_path):
    checks = f"""  - ask: {QUESTION}
    expect: [ {{ judged: You may send back what you bought }} ]
  - ask: What do returns cost?
    expect: [ {{ judged: mentions unicorns }} ]
"""
    project = Small(tmp_path, sandbox.url, checks, more="checks_model: gpt-6-luna\n")
    project.run("apply", "--yes")
    report = project.check(expect=2)
    assert [check["verdict"] for check in report["checks"]] == ["passed", "failed"]
    failure = report["checks"][1]["wrong_answers"][0]["failures"][0]
    assert failure["expectation"] == 0
    assert failure["reason"] == (
        'does not meet "mentions unicorns": The sandbox compares words. The word "mentions" is not in the answer.'
    )


def test_an_interrupt_keeps_what_was_found(tmp_path):
    (tmp_path / "late").mkdir()
    with Sandbox(tmp_path / "late", "--fault", "answer as=late ms=300 skip=3") as server:
        project = Small(tmp_path / "project", server.url, share(0.9) + share(0.8, question="What do returns cost?"))
        project.run("apply", "--yes")
        run = subprocess.Popen(
            [PROGRAM, "check", "--env", "gateway", "--budget", "none", "--verbose", "--format", "json"],
            cwd=project.folder,
            env={"PATH": "/usr/bin:/bin", "HOME": str(project.folder), "OPENAI_API_KEY": project.key},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        answers = 0
        for line in run.stderr:
            answers += "POST /v1/responses" in line and "200" in line
            if answers >= 4:
                break
        run.send_signal(signal.SIGINT)
        stdout, _ = run.communicate(timeout=60)
        report = json.loads(stdout)
        assert run.returncode == 3 and report["interrupted"]
        assert 0 < report["summary"]["answers"] < 60
        assert "interrupted" in [check["reason"] for check in report["checks"]]


def test_an_assistant_that_is_not_deployed_is_named(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, share(0.8))
    assert 'the assistant "bot" is not on the account' in project.run("check", expect=1).stderr
    assert "no manifest declares an assistant" in project.run("check", "bto", expect=1).stderr
