"""The schemas that editors check manifests with say what the loader says, as far as one text can tell."""

import json
import os
import subprocess
from pathlib import Path

import jsonschema
import pytest
from conftest import PROGRAM, ROOT
from ruamel.yaml import YAML

PROJECT = "project: shop\nenvironments: { sandbox: { base_url: embedded } }\n"


def documents(text):
    return [document for document in YAML(typ="safe", pure=True).load_all(text) if document is not None]


@pytest.fixture(scope="module")
def schemas():
    def schema(kind):
        done = subprocess.run([PROGRAM, "schema", kind], capture_output=True, text=True, timeout=60, check=True)
        schema = json.loads(done.stdout)
        jsonschema.Draft7Validator.check_schema(schema)
        return jsonschema.Draft7Validator(schema)

    return {kind: schema(kind) for kind in ("assistant", "project")}


def loads(folder, project, manifest):
    """Whether the program takes the two texts. What it says beside errors does not count."""
    (folder / "assistants" / "docs").mkdir(parents=True)
    (folder / "assistants" / "docs" / "a.md").write_text("Bells are rung twice.\n")
    (folder / "assistants" / "data.csv").write_text("a,1\n")
    (folder / "assistants" / "prompt.md").write_text("Answer kindly.\n")
    (folder / "assistants" / "project.yaml").write_text(project)
    if manifest:
        (folder / "assistants" / "bot.yaml").write_text(manifest)
    variables = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    done = subprocess.run([PROGRAM, "validate"], cwd=folder, env=variables, capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0, done.stdout + done.stderr


def accepts(validator, text):
    errors = [error.message for document in documents(text) for error in validator.iter_errors(document)]
    return not errors, errors


@pytest.mark.parametrize("path", sorted((ROOT / "assistants").rglob("*.yaml")), ids=lambda path: path.name)
def test_the_example_project_fits(schemas, path):
    kind = "project" if path.name == "project.yaml" else "assistant"
    fits, errors = accepts(schemas[kind], path.read_text())
    assert fits, errors


BOT = "assistant: bot\nmodel: gpt-6-luna\n"
SEARCH = BOT + "tools: [file_search]\n"
FUNCTION = BOT + "tools:\n  - { type: function, name: find, description: Finds, %s }\n"

RIGHT = [
    BOT,
    BOT + "name: Bot\ndescription: Answers\ninstructions: Be brief.\nreasoning_effort: none\ntemperature: 0.5\ntop_p: 1\n",
    BOT + "instructions: { file: prompt.md }\n",
    BOT + "instructions:\n  - file: prompt.md\n  - Be brief.\n",
    BOT + "response_format: json_object\n",
    BOT + "response_format: { json_schema: { name: mail, schema: { type: object, properties: {} } } }\n",
    BOT + "metadata: { team: support }\nlifecycle: { protect: true, ignore: [temperature], renamed_from: old }\n",
    SEARCH + "knowledge: { files: [docs/a.md] }\n",
    SEARCH + "knowledge:\n  files:\n    - path: docs/*.md\n      attributes: { lang: en, year: 2027, draft: false }\n"
    "  chunking: { max_chunk_size_tokens: 400, chunk_overlap_tokens: 100 }\n  expires_after_days: 30\n",
    SEARCH + "knowledge: { vector_store_id: vs_123 }\n",
    SEARCH + "knowledge: base\n---\nknowledge_base: base\nfiles: [docs/a.md]\n",
    BOT + "tools: [ { type: code_interpreter, files: [data.csv], memory_limit: 4g } ]\n",
    BOT + "tools: [ { type: file_search, max_num_results: 5, ranking_options: { score_threshold: 0.5 } } ]\n"
    "knowledge: { files: [docs/a.md] }\n",
    FUNCTION % "strict: true, parameters: { type: object, properties: {}, required: [], additionalProperties: false }",
    BOT + "tools: [ { type: web_search, user_location: null, filters: { allowed_domains: [example.com] } } ]\n",
    BOT + "tools: [ { type: mcp, server_label: docs, server_url: https://mcp.example.com/mcp, require_approval: never } ]\n",
    BOT + "environments: { sandbox: { model: gpt-6-sol, temperature: 0.1 } }\n",
    BOT + "environments: { sandbox: { description: null } }\ndescription: Answers\n",
]

WRONG = [
    BOT + "colour: red\n",
    BOT + "name: ''\n",
    BOT + "description: " + "x" * 513 + "\n",
    BOT + "temperature: 3\n",
    BOT + "temperature: warm\n",
    BOT + "top_p: -1\n",
    BOT + "reasoning_effort: fast\n",
    BOT + "response_format: xml\n",
    BOT + "instructions: { path: prompt.md }\n",
    BOT + "metadata: [team]\n",
    BOT + "metadata: {" + ", ".join(f"k{index}: v" for index in range(11)) + "}\n",
    BOT + "metadata: { team: " + "x" * 513 + " }\n",
    BOT + "metadata: { " + "k" * 65 + ": v }\n",
    BOT + "lifecycle: { protect: maybe }\n",
    BOT + "lifecycle: { ignore: [colour] }\n",
    BOT + "lifecycle: { keep: true }\n",
    BOT + "tools: [teleport]\n",
    BOT + "tools: [ { name: find } ]\n",
    FUNCTION % "parameter: {}",
    BOT + "tools:\n  - { type: function, name: find it, description: Finds }\n",
    BOT + "tools:\n  - { type: function, description: Finds }\n",
    BOT + "tools: [ { type: web_search, search_context_size: huge } ]\n",
    BOT + "tools: [ { type: mcp, server_url: https://mcp.example.com/mcp } ]\n",
    BOT + "tools: [ { type: code_interpreter, memory_limit: 5g } ]\n",
    SEARCH + "knowledge: { files: [docs/a.md], expires_after_days: 0 }\n",
    SEARCH + "knowledge: { files: [docs/a.md], chunking: { max_chunk_size_tokens: 99, chunk_overlap_tokens: 1 } }\n",
    SEARCH + "knowledge: { files: [ { path: docs/a.md, colour: red } ] }\n",
    SEARCH + "knowledge: { vector_store_id: file-1 }\n",
    SEARCH + "knowledge: { store: vs_1 }\n",
    SEARCH + "knowledge: Handbook!\n",
    BOT + "tools: [ { type: file_search, max_num_results: 51 } ]\nknowledge: { files: [docs/a.md] }\n",
    BOT + "tools: [ { type: file_search, filters: { type: like, key: lang, value: en } } ]\nknowledge: { files: [docs/a.md] }\n",
    "assistant: Bot One\nmodel: gpt-6-luna\n",
    "assistent: bot\nmodel: gpt-6-luna\n",
    "knowledge_base: base\n",
    BOT + "environments: { sandbox: { modell: x } }\n",
    BOT + "environments: { Sand-Box: { model: x } }\n",
]

# Each needs more than one text, or more than the form of a value.
ONLY_THE_LOADER = [
    "assistant: bot\n",
    SEARCH,
    BOT + "knowledge: { files: [docs/a.md] }\n",
    SEARCH + "knowledge: { files: [docs/b.md] }\n",
    SEARCH + "knowledge: { files: [] }\n",
    SEARCH + "knowledge: nowhere\n",
    SEARCH + "knowledge: { files: [docs/a.md], vector_store_id: vs_1 }\n",
    SEARCH + "knowledge: { files: [docs/a.md], chunking: { max_chunk_size_tokens: 400, chunk_overlap_tokens: 300 } }\n",
    BOT + "tools: [code_interpreter, code_interpreter]\n",
    BOT + "lifecycle: { renamed_from: bot }\n",
    BOT + "instructions: prompt.md\n",
    BOT + "environments: { elsewhere: { model: x } }\n",
    FUNCTION % "parameters: { type: strin }",
    BOT + "response_format: { json_schema: { name: mail } }\n",
    BOT + "tools: [ { type: mcp, server_label: docs } ]\n",
    BOT + "metadata: { managed_by: me }\n",
]

PROJECTS_WRONG = [
    "project: Shop\nenvironments: { sandbox: { base_url: embedded } }\n",
    "project: shop\n",
    "environments: { sandbox: { base_url: embedded } }\n",
    "project: shop\nenvironments: { sandbox: { api: completions } }\n",
    "project: shop\nenvironments: { sandbox: { base_url: embedded, key: x } }\n",
    "project: shop\nenvironments: { my-sandbox: { base_url: embedded } }\n",
    "project: shop\nenvironments: { sandbox: { api_key_env: MY KEY } }\n",
    "project: shop\nenvironments: { sandbox: { base_url: embedded } }\ndefaults: { colour: red }\n",
    "project: shop\nenvironments: { sandbox: { base_url: embedded, protect: maybe } }\n",
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right_is_right_for_both(schemas, tmp_path, text):
    taken, said = loads(tmp_path, PROJECT, text)
    assert taken, said
    fits, errors = accepts(schemas["assistant"], text)
    assert fits, errors


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_wrong_for_both(schemas, tmp_path, text):
    assert not loads(tmp_path, PROJECT, text)[0]
    assert not accepts(schemas["assistant"], text)[0]


@pytest.mark.parametrize("text", ONLY_THE_LOADER)
def test_what_one_text_cannot_tell_only_the_loader_knows(schemas, tmp_path, text):
    assert not loads(tmp_path, PROJECT, text)[0]
    assert accepts(schemas["assistant"], text)[0]


@pytest.mark.parametrize("text", PROJECTS_WRONG)
def test_projects_that_are_wrong_for_both(schemas, tmp_path, text):
    assert not loads(tmp_path, text, BOT)[0]
    assert not accepts(schemas["project"], text)[0]


def test_a_project_with_everything_fits(schemas, tmp_path):
    text = (
        "project: shop\nfiles_root: .\ndefault_environment: sandbox\nenvironments:\n"
        "  sandbox: { api: responses, base_url: embedded, protect: false }\n"
        "  production: { organization: org_x, project: proj_y, api_key_env: SHOP_KEY, protect: true, registry: skill }\n"
        "defaults: { model: gpt-6-luna, metadata: { team: shop } }\n"
    )
    taken, said = loads(tmp_path, text, "assistant: bot\n")
    assert taken, said
    fits, errors = accepts(schemas["project"], text)
    assert fits, errors
