"""What `export` prints runs: each program, in each language, for both apis, against the sandbox."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import Project, Sandbox
from openai import OpenAI

LANGUAGES = [
    "curl",
    "python",
    pytest.param("node", marks=pytest.mark.skipif(not shutil.which("node"), reason="there is no node on the PATH")),
    "swift",
]
SUFFIXES = {"curl": "sh", "python": "py", "node": "mjs", "swift": "swift"}
INTERPRETERS = {"curl": "bash", "python": sys.executable, "node": "node"}
SHELLCHECK = Path(sys.executable).parent / "shellcheck"
QUESTION = "How many days do I have to send a bike back?"
# The place for the code of a function, and code that answers with what it was given.
CODE = {
    "curl": ("""echo '{"error": "this function has no code yet"}'""", 'jq -c "{seen: .order_number}" <<<"$2"'),
    "python": ('{"error": "this function has no code yet"}', '{"seen": arguments["order_number"]}'),
    "node": ('{ error: "this function has no code yet" }', "{ seen: argumentsOfCall.order_number }"),
    "swift": ('["error": "this function has no code yet"]', '["seen": arguments["order_number"]]'),
}


@pytest.fixture(scope="module", params=["assistants", "responses"])
def deployed(request, sandbox, tmp_path_factory):
    """The example project on an account of its own, once for each api."""
    project = Project(tmp_path_factory.mktemp(request.param), sandbox.url, request.param)
    project.api = request.param
    project.run("apply", "--yes")
    project.client = OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)
    return project


def ready(project, language, text):
    """A command that runs a program, which is compiled where it has to be."""
    source = project.folder / f"program-{uuid.uuid4().hex}.{SUFFIXES[language]}"
    source.write_text(text, newline="")
    if language != "swift":
        return [INTERPRETERS[language], source]
    program = source.with_suffix("")
    built = subprocess.run(["swiftc", source, "-o", program], capture_output=True, text=True, timeout=300)
    assert built.returncode == 0 and not built.stderr, built.stderr
    return [program]


def run(project, command, *arguments, expect=0, variables=None):
    environment = {"PATH": os.environ["PATH"], "HOME": str(project.folder), "OPENAI_API_KEY": project.key}
    environment.update(variables or {})
    environment = {name: value for name, value in environment.items() if value is not None}
    done = subprocess.run(
        [*command, *arguments], cwd=project.folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == expect, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    if environment.get("OPENAI_API_KEY") == project.key:
        assert project.key not in done.stdout + done.stderr
    return done


def exported(project, language, *options, assistant="support-bot", env="gateway"):
    text = project.run("export", assistant, "--as", language, *options, env=env).stdout
    assert project.key not in text and "managed_by" not in text
    return text


def with_code(language, text, parameter="order_number"):
    """The program with code in the place for that of its first function."""
    stub, code = CODE[language]
    assert stub in text
    return text.replace(stub, code.replace("order_number", parameter), 1)


def without_ids(value):
    """An object without what the server chose."""
    text = re.sub(r"\b(vs_|asst_|file-)[A-Za-z0-9]{16,}", r"\1ID", json.dumps(value, sort_keys=True))
    return {key: value for key, value in json.loads(text).items() if key != "created_at"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_asks_what_is_deployed(deployed, language):
    command = ready(deployed, language, with_code(language, exported(deployed, language)))
    answer = run(deployed, command, QUESTION).stdout
    assert "within **30 days of delivery**" in answer and "【" not in answer
    answer = run(deployed, command, "Please lookup_order and open_return.").stdout
    assert re.search(r'lookup_order: \{"seen": ?"', answer)
    assert re.search(r'open_return: \{"error": ?"this function has no code yet"\}\n', answer)
    wrong = run(deployed, command, QUESTION, expect=1, variables={"OPENAI_API_KEY": "sk-wrong-0123456789"})
    assert "Incorrect API key provided" in wrong.stderr and not wrong.stdout
    organization = run(deployed, command, QUESTION, expect=1, variables={"OPENAI_ORG_ID": "org-missing"})
    assert "No such organization: org-missing" in organization.stderr
    missing = run(deployed, command, expect=1, variables={"OPENAI_API_KEY": None})
    assert "OPENAI_API_KEY with the key of the account is not set" in missing.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_creates_what_is_declared(deployed, language):
    command = ready(deployed, language, exported(deployed, language, "--provision", assistant="sales-advisor"))
    done = run(deployed, command)
    client = deployed.client
    store = client.vector_stores.retrieve(re.search(r"vector store (vs_\w+)", done.stderr).group(1))
    assert store.name == "handbook" and store.metadata in ({}, None) and store.file_counts.completed == 3
    files = {client.files.retrieve(file.id).filename: file for file in client.vector_stores.files.list(store.id)}
    handbook = files["product-and-workshop-handbook.pdf"]
    assert handbook.attributes == {"kind": "handbook", "season": 2027}
    assert files["fitting-guide.md"].attributes in ({}, None)
    assert handbook.chunking_strategy.static.max_chunk_size_tokens == 1200
    output = json.loads(deployed.run("output").stdout)["assistants"]["sales-advisor"]
    if deployed.api == "assistants":
        made = client.beta.assistants.retrieve(done.stdout.strip()).to_dict()
        applied = client.beta.assistants.retrieve(output["id"]).to_dict()
        applied["metadata"] = {key: applied["metadata"][key] for key in ("channel", "team")}
        assert made["tool_resources"]["file_search"]["vector_store_ids"] == [store.id]
        assert len(made["tool_resources"]["code_interpreter"]["file_ids"]) == 1
    else:
        made, applied = json.loads(done.stdout), output["request"]
        assert made["tools"][0]["vector_store_ids"] == [store.id]
        assert len(made["tools"][1]["container"]["file_ids"]) == 1
        answer = client.responses.create(**made, input="How long is the warranty of a frame?", store=False)
        assert "warranty" in answer.output_text.lower()
    assert without_ids(made) == without_ids(applied)
    # Before anything is made, the files have to be there.
    elsewhere = run(deployed, command, expect=1, variables={"FILES_ROOT": "elsewhere"})
    assert "elsewhere/knowledge/handbook/fitting-guide.md" in elsewhere.stderr
    assert "vector store" not in elsewhere.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_environment_says_of_the_account_goes_with_requests(make_project, sandbox, language):
    project = make_project(sandbox.url)
    project.edit("project.yaml", "gateway: {", "gateway: { project: proj_missing, api_key_env: SHOP_KEY,")
    command = ready(project, language, exported(project, language, "--provision", assistant="mail-sorter"))
    done = run(project, command, expect=1, variables={"SHOP_KEY": project.key, "OPENAI_API_KEY": None})
    assert "No such project: proj_missing" in done.stderr
    done = run(project, command, expect=1)
    assert "SHOP_KEY with the key of the account is not set" in done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_the_server_cannot_read_fails_the_program(language, tmp_path):
    with Sandbox(tmp_path, "--fault", "index-failure name=faq.html times=1") as server:
        project = Project(tmp_path / "project", server.url, "responses")
        done = run(project, ready(project, language, exported(project, language, "--provision")), expect=1)
    assert "not every file could be read" in done.stderr and not done.stdout


class Answering(BaseHTTPRequestHandler):
    """A server that answers each question in a way that the sandbox has no reason for."""

    RESPONSES = {
        "cut": {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
        "broken": {"status": "failed", "error": {"code": "server_error", "message": "The model broke."}},
        "ask first": {
            "status": "completed",
            "output": [
                {"type": "mcp_approval_request", "id": "mcpr_1", "server_label": "crm", "name": "sell", "arguments": "{}"}
            ],
        },
    }

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        question = body["input"][0]["content"]
        if question == "a page":
            return self.answer(400, "text/html", "<h1>Bad gateway</h1>")
        response = {"id": "resp_1", "object": "response", "output": [], **self.RESPONSES.get(question, {})}
        if not body.get("stream"):
            return self.answer(200, "application/json", json.dumps(response))
        events = [{"type": "response.output_text.delta", "delta": "Half an"}]
        if question != "silence":
            events.append({"type": f"response.{response['status']}", "response": response})
        lines = [f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in events]
        self.answer(200, "text/event-stream", "".join(lines))

    def answer(self, status, type, text):
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_that_is_none_fails_the_program(make_project, sandbox, language):
    project = make_project(sandbox.url, api="responses")
    (project.assistants / "clerk.yaml").write_text(
        "assistant: clerk\nmodel: gpt-6-luna\ninstructions: Help.\ntools:\n"
        "  - { type: mcp, server_label: crm, server_url: 'https://crm.velo-lindqvist.example/mcp' }\n"
    )
    project.run("apply", "--yes", "--only", "assistant.clerk")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    text = exported(project, language, assistant="clerk")
    command = ready(project, language, text.replace(sandbox.url, f"http://127.0.0.1:{server.server_port}/v1"))
    reasons = {
        "cut": "the answer was cut: max_output_tokens",
        "broken": "The model broke.",
        "ask first": "crm may call sell with an approval only",
        # The package tells the status of what is no JSON, and not its text.
        "a page": "Error code: 400" if language == "python" else "Bad gateway",
    }
    if language in ("python", "node"):
        # These show the answer while it comes, and see a stream that ends too early.
        reasons["silence"] = "the answer ended before it was complete"
    for question, reason in reasons.items():
        assert reason in run(project, command, question, expect=1).stderr, question
    server.shutdown()
    server.server_close()
    assert run(project, command, "nobody", expect=1).stderr


PROMPT = (
    "He said \"\"\"stop\"\"\" and 'go' and `this` and ${HOME} and $(touch broken) and \\(1 + 1) and \\ and %s and {{x}}.\n"
    "INSTRUCTIONS\nINSTRUCTIONS_2\nJSON\nEOF\n\ttabs, blanks at the end \u00a0 \n"
    "e\u0301 日本語 \U0001f469\u200d\U0001f4bb */ # // -- </script> !history ~ * ? [a]\n"
    + "long $`\\\"' " * 9_000
    + '\nends with a quote "'
)
LINE = PROMPT.splitlines()[0]
SCHEMA = {
    "type": "object",
    "properties": {
        "zebra": {"type": "string", "description": LINE, "enum": ["${a}", "`b`", '"c"', "d\\"]},
        "apple": {"type": ["number", "null"], "minimum": 0.5, "maximum": 10_000_000_000},
        "__proto__": {"type": "boolean"},
    },
    "required": ["zebra", "apple", "__proto__"],
    "additionalProperties": False,
}
MANIFEST = {
    "assistant": "nasty",
    "name": 'A "name" with $(x) `y` \\',
    "description": LINE,
    "model": "gpt-4.1",
    "temperature": 0.25,
    "instructions": {"file": "prompt.md"},
    "metadata": {"note $(x)": 'it\'s "quoted" `\\'},
    "tools": [
        {"type": "file_search"},
        {
            "type": "function",
            "name": "look-up_1",
            "description": f"{LINE}\n*/ exit\n",
            "strict": True,
            "parameters": SCHEMA,
        },
    ],
    "knowledge": {
        "files": [{"path": "docs/*", "attributes": {"quote'd": 'a "b" $(c) `d` \\', "on": True, "size": 1.5}}],
    },
}


@pytest.fixture(scope="module")
def nasty(sandbox, tmp_path_factory):
    """A project whose texts and names mean something in every language, for both apis."""
    project = Project(tmp_path_factory.mktemp("nasty"), sandbox.url)
    shutil.rmtree(project.assistants)
    (project.assistants / "docs").mkdir(parents=True)
    environments = {api: {"api": api, "base_url": sandbox.url} for api in ("assistants", "responses")}
    settings = {"project": "nasty", "default_environment": "assistants", "environments": environments}
    (project.assistants / "project.yaml").write_text(json.dumps(settings, indent=1))
    (project.assistants / "nasty.yaml").write_text(json.dumps(MANIFEST, ensure_ascii=False, indent=1))
    (project.assistants / "prompt.md").write_text(PROMPT)
    (project.assistants / "docs" / "it's $(a) `b` & c; d, e=f#.md").write_text("# A file\n")
    (project.assistants / "docs" / '-rf "quoted".md').write_text("# Another\n")
    project.client = OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)
    project.run("apply", "--yes", env="responses")
    return project


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_texts_hold_arrives_as_it_is(nasty, language):
    text = exported(nasty, language, "--provision", assistant="nasty", env="assistants")
    done = run(nasty, ready(nasty, language, text))
    made = nasty.client.beta.assistants.retrieve(done.stdout.strip())
    assert made.instructions == PROMPT and made.description == LINE
    assert made.name == MANIFEST["name"] and made.metadata == MANIFEST["metadata"]
    function = made.tools[1].function
    assert function.description == MANIFEST["tools"][1]["description"]
    # The order of keys is part of a schema: models fill it in that order.
    assert json.dumps(function.parameters) == json.dumps(SCHEMA)
    store = re.search(r"vector store (vs_\w+)", done.stderr).group(1)
    files = list(nasty.client.vector_stores.files.list(store))
    assert [file.attributes for file in files] == [MANIFEST["knowledge"]["files"][0]["attributes"]] * 2
    names = sorted(nasty.client.files.retrieve(file.id).filename.replace("%22", '"') for file in files)
    assert names == sorted(path.name for path in (nasty.assistants / "docs").iterdir())
    assert not (nasty.folder / "broken").exists()


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_texts_hold_is_asked_with(nasty, language):
    text = exported(nasty, language, "--provision", assistant="nasty", env="responses")
    request = json.loads(run(nasty, ready(nasty, language, text)).stdout)
    applied = json.loads(nasty.run("output", env="responses").stdout)["assistants"]["nasty"]["request"]
    assert request["instructions"] == PROMPT
    assert json.dumps(request["tools"][1]["parameters"]) == json.dumps(SCHEMA)
    assert without_ids(request) == without_ids(applied)
    text = exported(nasty, language, assistant="nasty", env="responses")
    command = ready(nasty, language, with_code(language, text, "zebra"))
    answer = run(nasty, command, "look-up_1 $(x) `y` \"z\" 'q' \\").stdout
    assert re.search(r'look-up_1: \{"seen": ?"', answer)
    assert not (nasty.folder / "broken").exists()


def test_shellcheck_has_nothing_to_say(deployed, nasty, tmp_path):
    def check(scripts, *options):
        files = [tmp_path / f"{number}.sh" for number in range(len(scripts))]
        for file, script in zip(files, scripts):
            file.write_text(script)
        done = subprocess.run([SHELLCHECK, *options, *files], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stdout

    scripts = []
    for assistant in ("support-bot", "sales-advisor", "mail-sorter"):
        scripts += [exported(deployed, "curl", *options, assistant=assistant) for options in ([], ["--provision"])]
    check(scripts)
    # It notices that nothing of a quoted text expands, as it should be.
    check([exported(nasty, "curl", "--provision", assistant="nasty", env=deployed.api)], "--exclude=SC2016")


def test_the_local_account_is_named(make_project, sandbox):
    project = make_project(sandbox.url)
    project.run("apply", "--yes", env="sandbox")
    text = exported(project, "python", env="sandbox")
    assert "assistantctl sandbox --port 8080" in text and "http://127.0.0.1:8080/v1" in text
    with Sandbox(project.folder) as served:
        variables = {"OPENAI_BASE_URL": served.url, "OPENAI_API_KEY": "sandbox"}
        assert "30 days" in run(project, ready(project, "python", text), QUESTION, variables=variables).stdout


def test_what_is_not_deployed_is_refused(make_project, sandbox, api):
    project = make_project(sandbox.url, api=api)
    refused = project.run("export", "support-bot", "--as", "curl", expect=1)
    assert "run `assistantctl apply --env gateway` first" in refused.stderr and "--provision" in refused.stderr
    assert not refused.stdout
    assert 'did you mean "support-bot"?' in project.run("export", "support-bt", "--as", "curl", expect=1).stderr


def test_creating_needs_no_account(make_project):
    project = make_project("http://127.0.0.1:9/v1")
    assert project.run("export", "support-bot", "--as", "node", "--provision").stdout
    assert "python" in project.run("export", "support-bot", "--as", "perl", expect=64).stderr
