"""`export --as promptfoo`: the checks as a configuration that promptfoo reads. Its assertions of code run in Node here."""

import json
import shutil
import subprocess

import pytest
import yaml
from conftest import Project
from openai import OpenAI

NODE = pytest.mark.skipif(not shutil.which("node"), reason="there is no node on the PATH")


@pytest.fixture(scope="module")
def deployed(sandbox, tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("promptfoo"), sandbox.url, api="responses")
    project.run("apply", "--yes")
    project.client = OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)
    return project


def exported(project, assistant="support-bot"):
    text = project.run("export", assistant, "--as", "promptfoo").stdout
    assert project.key not in text
    return text, yaml.safe_load(text)


def answer(project, configuration, question):
    """What promptfoo would get: the request below `passthrough`, with model and input."""
    provider = configuration["providers"][0]
    assert provider["config"]["apiKeyEnvar"] == "OPENAI_API_KEY"
    body = {**provider["config"]["passthrough"], "model": provider["id"].removeprefix("openai:responses:")}
    return project.client.responses.create(**body, input=question)


def holds(code, response):
    """Promptfoo's own way to run code: a line is an expression, more are the body of a function."""
    body = code if "\n" in code else f"return {code}"
    context = {"providerResponse": {"raw": response.model_dump(mode="json")}}
    script = (
        f"const run = new Function('output', 'context', {json.dumps(body)});"
        f"console.log(run({json.dumps(response.output_text)}, {json.dumps(context)}));"
    )
    done = subprocess.run(["node", "-"], input=script, capture_output=True, text=True, check=True, timeout=60)
    return {"true\n": True, "false\n": False}[done.stdout]


def test_the_configuration_has_the_checks_of_the_manifest(deployed):
    text, configuration = exported(deployed)
    assert set(configuration) == {"description", "prompts", "providers", "defaultTest", "evaluateOptions", "tests"}
    assert configuration["prompts"] == ["{{question}}"]
    manifest = next(yaml.safe_load_all((deployed.assistants / "support-bot.yaml").read_text()))
    asked = [test["vars"]["question"] for test in configuration["tests"]]
    assert asked == [check["ask"] for check in manifest["checks"]]
    kinds = [[assertion["type"] for assertion in test["assert"]] for test in configuration["tests"]]
    assert kinds[0] == ["contains-any", "javascript"] and kinds[1] == ["llm-rubric", "not-contains"]
    assert kinds[2] == ["javascript"] and "# contains: shipped: promptfoo does not give" in text
    request = configuration["providers"][0]["config"]["passthrough"]
    assert request["tools"][0]["vector_store_ids"] and request["instructions"].startswith("# Support Bot")


@NODE
def test_its_code_holds_for_the_answers_of_the_account_and_for_no_others(deployed):
    _, configuration = exported(deployed)
    cites, _, calls = configuration["tests"]
    code = cites["assert"][1]["value"]
    assert holds(code, answer(deployed, configuration, cites["vars"]["question"]))
    assert not holds(code, answer(deployed, configuration, "Which pedals does the city bike have?"))
    code = calls["assert"][0]["value"]
    called = answer(deployed, configuration, calls["vars"]["question"])
    assert [item.name for item in called.output if item.type == "function_call"] == ["lookup_order"]
    assert holds(code, called)
    assert not holds(code, answer(deployed, configuration, calls["vars"]["question"].replace("004711", "004712")))


def test_only_what_has_checks_and_is_deployed_is_exported(deployed):
    deployed.run("export", "support-bot", "--as", "promptfoo", "--provision", expect=64)
    manifest = deployed.assistants / "plain.yaml"
    manifest.write_text("assistant: plain\ninstructions: Help.\n")
    assert "[no-checks]" in deployed.run("export", "plain", "--as", "promptfoo", expect=1).stderr
    manifest.write_text("assistant: plain\ninstructions: Help.\nchecks: [{ ask: Hello, expect: [{ contains: x }] }]\n")
    assert "[not-deployed]" in deployed.run("export", "plain", "--as", "promptfoo", expect=1).stderr
    manifest.unlink()


def test_an_assistant_of_the_assistants_api_is_asked_by_its_id(sandbox, tmp_path):
    project = Project(tmp_path, sandbox.url, api="assistants")
    project.run("apply", "--yes")
    text, configuration = exported(project)
    assert configuration["providers"][0]["id"].startswith("openai:assistant:asst_")
    assert configuration["tests"][0]["assert"] == [{"type": "contains-any", "value": ["30 days", "thirty days"]}]
    assert "# cites: knowledge/support/returns-and-warranty.md: promptfoo shows no citations" in text
    assert "# Not here: Where is VL-2026-004711?" in text
