"""What CI servers read of `validate`: SARIF and JUnit, each read by a library that other people wrote, and annotations."""

import os
import re
import subprocess
from urllib.parse import unquote

import pytest
from conftest import PROGRAM
from junitparser import Failure, JUnitXml
from sarif_pydantic import Sarif

PROJECT = """\
project: velo
environments: { sandbox: { base_url: embedded } }
"""
MANIFEST = """\
assistant: bot
modle: gpt-6-luna
model: gpt-6-luna
instructions: Call `find_part` for {{customer}}, über "alles" & <mehr> ]]>.
"""


@pytest.fixture
def validate(tmp_path):
    folder = tmp_path / "assistants"
    folder.mkdir()
    (folder / "project.yaml").write_text(PROJECT)
    (folder / "grüße & mehr.yaml").write_text(MANIFEST)

    def run(form):
        done = subprocess.run(
            [PROGRAM, "validate", "--format", form],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 1, done.stderr
        return done

    return run


def test_sarif(validate):
    done = validate("sarif")
    assert done.stderr == ""
    log = Sarif.model_validate_json(done.stdout)
    assert log.version == "2.1.0"
    (run,) = log.runs
    assert run.tool.driver.name == "assistantctl"
    rules = [rule.id for rule in run.tool.driver.rules]
    found = [(result.rule_id, result.level.value) for result in run.results]
    assert found == [
        ("unknown-key", "error"),
        ("undeclared-tool", "warning"),
        ("unresolved-placeholder", "warning"),
    ]
    for result in run.results:
        assert rules[result.rule_index] == result.rule_id
        place = result.locations[0].physical_location
        assert unquote(place.artifact_location.uri) == "assistants/grüße & mehr.yaml"
    region = run.results[2].locations[0].physical_location.region
    line = MANIFEST.splitlines()[region.start_line - 1]
    assert line[region.start_column - 1 : region.end_column - 1] == "{{customer}}"


def test_junit(validate):
    done = validate("junit")
    report = JUnitXml.fromstring(done.stdout.encode())
    suites = {suite.name: list(suite) for suite in report}
    assert list(suites) == ["assistants/grüße & mehr.yaml", "assistants/project.yaml"]
    (valid,) = suites["assistants/project.yaml"]
    assert valid.name == "valid" and valid.is_passed
    error, *warnings = suites["assistants/grüße & mehr.yaml"]
    (failure,) = error.result
    assert isinstance(failure, Failure) and failure.type == "unknown-key"
    assert 'did you mean "model"?' in failure.text
    assert [case.is_passed for case in warnings] == [True, True]
    assert "undeclared-tool" in warnings[0].system_out
    assert (report.tests, report.failures, report.errors) == (4, 1, 0)


def unescaped(text):
    """As GitHub's runner reads a command: `%25` last, so that `%250A` stays a text."""
    for code, character in [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")]:
        text = text.replace(code, character)
    return text


def test_annotations(validate):
    done = validate("github")
    lines = done.stdout.splitlines()
    assert len(lines) == 3
    for line, level in zip(lines, ["error", "warning", "warning"]):
        match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
        assert match and match[1] == level
        properties = dict(part.split("=", 1) for part in match[2].split(","))
        assert unescaped(properties["file"]) == "assistants/grüße & mehr.yaml"
        assert set(properties) == {"file", "line", "col", "endColumn", "title"}
        assert "\nhint: " in unescaped(match[3])
    assert "1 error, 2 warnings in 1 file" in done.stderr
