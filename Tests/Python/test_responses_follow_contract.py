"""What the sandbox answers has the shape that OpenAI's own contract gives, where the real server keeps to it."""

import json
import re
import urllib.error
import urllib.request
import uuid

import pytest
from contract import DOCUMENT, Contract

pytestmark = pytest.mark.skipif(
    not DOCUMENT.exists(),
    reason=f"OpenAI's OpenAPI document is not part of this repository and not at {DOCUMENT}",
)

# Where the wire differs from the contract, by observation (docs/openai-api.md, 4.2, 6.6, 7.2, 7.13): nulls in places
# that the contract types without them, and one name.
DIFFERENCES = [
    (r"^(data/\d+/)?(name|expires_after|expires_at|status_details)$", r"^None is not of type"),
    (r"^file(/expires_at|/status_details)?$", r"None is not of type|is not valid under any of the given schemas"),
    (r"^(first_id|last_id)$", r"^None is not of type"),
    (r"^object$", r"'vector_store\.file_batch' is not one of"),
]


def documented(problem):
    place, message = re.match(r"at (.*?): (.*)$", problem, re.S).groups()
    place = "" if place == "the top" else place
    return any(re.search(where, place) and re.search(what, message) for where, what in DIFFERENCES)


class Walk:
    """Sends requests and checks every answer; `operations` says which ones were checked."""

    def __init__(self, base_url):
        self.base_url = base_url
        self.key = f"sk-test-{uuid.uuid4()}"
        self.contract = Contract.load()
        self.operations = set()
        self.problems = []

    def __call__(self, method, path, body=None, form=None):
        headers = {"authorization": f"Bearer {self.key}", "openai-beta": "assistants=v2"}
        data = None
        if body is not None:
            data, headers["content-type"] = json.dumps(body).encode(), "application/json"
        if form is not None:
            data, headers["content-type"] = multipart(form)
        request = urllib.request.Request(self.base_url + path, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request) as response:
            text, kind = response.read().decode(), response.headers["content-type"]
        if kind.startswith("text/event-stream"):
            events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
            for event in events:
                self.check(method, path.split("?")[0], without_null_usage(event), "text/event-stream")
            return events
        self.check(method, path.split("?")[0], json.loads(text))
        return json.loads(text)

    def send(self, method, path):
        """For operations whose answer the contract does not describe."""
        request = urllib.request.Request(
            self.base_url + path, headers={"authorization": f"Bearer {self.key}"}, method=method
        )
        with urllib.request.urlopen(request) as response:
            return response.read()

    def check(self, method, path, value, media_type="application/json"):
        template, operation, _ = self.contract.operation(method, path)
        assert operation is not None, f"{method} {path} is not in the contract"
        self.operations.add((method, template))
        schema = operation["responses"]["200"].get("content", {}).get(media_type, {}).get("schema")
        assert schema is not None, f"{method} {template} declares no answer of type {media_type}"
        found = self.contract.schema_problems(schema, value)
        self.problems += [f"{method} {template}: {problem}" for problem in found if not documented(problem)]


def without_null_usage(event):
    """The real server says null until a response ends, where the contract has no null."""
    response = event.get("response", {})
    if "usage" in response and response["usage"] is None:
        return event | {"response": {name: value for name, value in response.items() if name != "usage"}}
    return event


def multipart(form):
    boundary = uuid.uuid4().hex
    body = b""
    for name, value in form.items() if isinstance(form, dict) else form:
        disposition = f'form-data; name="{name}"'
        if isinstance(value, tuple):
            disposition += f'; filename="{value[0]}"'
            value = value[1]
        body += f"--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n{value}\r\n".encode()
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


@pytest.fixture
def walk(base_url):
    walk = Walk(base_url)
    yield walk
    assert walk.problems == []


def file(walk, text="Refunds take three days."):
    return walk("POST", "/files", form={"purpose": "assistants", "file": ("handbook.md", text)})["id"]


def test_files_and_uploads(walk):
    walk("GET", "/files")
    identifier = file(walk)
    walk("GET", f"/files/{identifier}")
    walk("GET", "/files?purpose=assistants&limit=1&order=asc")
    walk("DELETE", f"/files/{identifier}")
    creation = {"filename": "a.txt", "purpose": "assistants", "bytes": 4, "mime_type": "text/plain"}
    upload = walk("POST", "/uploads", creation)["id"]
    part = walk("POST", f"/uploads/{upload}/parts", form={"data": ("blob", "text")})["id"]
    walk("POST", f"/uploads/{upload}/complete", {"part_ids": [part]})
    walk("POST", f"/uploads/{walk('POST', '/uploads', creation)['id']}/cancel")
    walk("GET", "/models")
    walk("GET", "/models/gpt-6-luna")
    assert len(walk.operations) == 10


def test_vector_stores(walk):
    walk("GET", "/vector_stores")
    store = walk("POST", "/vector_stores", {"name": "handbook", "metadata": {"a": "b"}})["id"]
    unnamed = walk("POST", "/vector_stores", {"expires_after": {"anchor": "last_active_at", "days": 1}})["id"]
    walk("POST", f"/vector_stores/{store}", {"metadata": {}, "name": None})
    identifier, empty = file(walk), file(walk, "")
    walk("POST", f"/vector_stores/{store}/files", {"file_id": identifier, "attributes": {"n": 1, "b": True}})
    batch = walk("POST", f"/vector_stores/{store}/file_batches", {"file_ids": [empty]})["id"]
    walk("GET", f"/vector_stores/{store}/file_batches/{batch}")
    walk("GET", f"/vector_stores/{store}/file_batches/{batch}/files")
    walk("POST", f"/vector_stores/{store}/file_batches/{batch}/cancel")
    walk("GET", f"/vector_stores/{store}/files")
    walk("POST", f"/vector_stores/{store}/files/{identifier}", {"attributes": {"n": 2}})
    while walk("GET", f"/vector_stores/{store}/files/{identifier}")["status"] == "in_progress":
        pass
    walk("GET", f"/vector_stores/{store}/files/{identifier}/content")
    assert walk("POST", f"/vector_stores/{store}/search", {"query": "refunds"})["data"]
    walk("GET", f"/vector_stores/{store}")
    walk("DELETE", f"/vector_stores/{store}/files/{identifier}")
    walk("DELETE", f"/vector_stores/{unnamed}")
    assert len(walk.operations) == 17


def test_assistants_threads_and_runs(walk):
    walk("GET", "/assistants")
    store = walk("POST", "/vector_stores", {"file_ids": [file(walk)]})["id"]
    strict = {"name": "answer", "schema": {"type": "object", "properties": {"text": {"type": "string"}}}}
    assistant = walk(
        "POST",
        "/assistants",
        {
            "model": "gpt-6-luna",
            "tools": [
                {"type": "file_search", "file_search": {"max_num_results": 4}},
                {"type": "code_interpreter"},
                {"type": "function", "function": {"name": "lookup_order", "parameters": {"type": "object", "properties": {}}}},
            ],
            "tool_resources": {"file_search": {"vector_store_ids": [store]}},
            "response_format": {"type": "json_schema", "json_schema": strict},
        },
    )["id"]
    walk("POST", f"/assistants/{assistant}", {"response_format": {"type": "text"}, "temperature": None})
    walk("GET", f"/assistants/{assistant}")
    thread = walk("POST", "/threads", {"messages": [{"role": "user", "content": "How long do refunds take?"}]})["id"]
    walk("GET", f"/threads/{thread}")
    walk("POST", f"/threads/{thread}", {"metadata": {"a": "b"}})
    run = walk("POST", f"/threads/{thread}/runs", {"assistant_id": assistant})["id"]
    walk("GET", f"/threads/{thread}/runs/{run}")
    walk("POST", f"/threads/{thread}/runs/{run}", {"metadata": {"a": "b"}})
    walk("GET", f"/threads/{thread}/runs")
    steps = walk("GET", f"/threads/{thread}/runs/{run}/steps")["data"]
    for step in steps:
        walk("GET", f"/threads/{thread}/runs/{run}/steps/{step['id']}")
    message = walk("GET", f"/threads/{thread}/messages?run_id={run}")["data"][0]["id"]
    walk("GET", f"/threads/{thread}/messages/{message}")
    walk("POST", f"/threads/{thread}/messages/{message}", {"metadata": {"a": "b"}})
    walk("DELETE", f"/threads/{thread}/messages/{message}")
    walk("POST", f"/threads/{thread}/messages", {"role": "user", "content": "Now lookup_order, please."})
    for action in ["submit", "cancel"]:
        run = walk("POST", f"/threads/{thread}/runs", {"assistant_id": assistant})["id"]
        waiting = walk("GET", f"/threads/{thread}/runs/{run}")
        call = waiting["required_action"]["submit_tool_outputs"]["tool_calls"][0]["id"]
        walk("GET", f"/threads/{thread}/runs/{run}/steps")
        if action == "submit":
            outputs = {"tool_outputs": [{"tool_call_id": call, "output": "shipped"}]}
            walk("POST", f"/threads/{thread}/runs/{run}/submit_tool_outputs", outputs)
        else:
            walk("POST", f"/threads/{thread}/runs/{run}/cancel")
    walk("GET", f"/threads/{thread}/runs/{run}/steps")
    walk("POST", "/threads/runs", {"assistant_id": assistant})
    walk("DELETE", f"/threads/{thread}")
    walk("DELETE", f"/assistants/{assistant}")
    assert len(walk.operations) == 25


MANIFEST = "---\nname: velo-releases\ndescription: What is deployed.\n---\n"


def test_skills(walk):
    walk("GET", "/skills")
    bundle = [("files[]", ("a/SKILL.md", MANIFEST)), ("files[]", ("a/release.json", "{}"))]
    skill = walk("POST", "/skills", form=bundle)["id"]
    walk("POST", f"/skills/{skill}/versions", form=bundle)
    walk("GET", "/skills")
    walk("GET", f"/skills/{skill}/versions?limit=1")
    walk("GET", f"/skills/{skill}/versions/2")
    walk("POST", f"/skills/{skill}", {"default_version": "2"})
    assert walk.send("GET", f"/skills/{skill}/content").startswith(b"PK")
    walk("DELETE", f"/skills/{skill}/versions/1")
    walk("GET", f"/skills/{skill}")
    walk("DELETE", f"/skills/{skill}")
    assert len(walk.operations) == 9


def tools(walk):
    store = walk("POST", "/vector_stores", {"file_ids": [file(walk)]})["id"]
    while walk("GET", f"/vector_stores/{store}")["status"] == "in_progress":
        pass
    return [
        {"type": "file_search", "vector_store_ids": [store], "max_num_results": 4},
        {"type": "code_interpreter", "container": {"type": "auto", "file_ids": [file(walk)]}},
        {"type": "function", "name": "lookup_order", "parameters": {"type": "object", "properties": {}}, "strict": False},
    ]


@pytest.mark.parametrize("question", ["Compute how long refunds take.", "Now lookup_order, please.", "Nothing known"])
def test_responses_and_their_streams(walk, question):
    include = ["file_search_call.results", "code_interpreter_call.outputs"]
    body = {"model": "gpt-6-luna", "instructions": "Be short.", "input": question, "tools": tools(walk)}
    response = walk("POST", "/responses", body | {"include": include})
    events = walk("POST", "/responses", body | {"stream": True})
    assert events[-1]["response"]["output"][-1]["type"] == response["output"][-1]["type"]
    walk("GET", f"/responses/{response['id']}")
    walk("GET", f"/responses/{response['id']}/input_items")
    walk("POST", "/responses/input_tokens", {"model": "gpt-6-luna", "input": question})
    strict = {"type": "json_schema", "name": "a", "schema": {"type": "object"}}
    walk("POST", "/responses", body | {"text": {"format": strict}, "store": False, "max_output_tokens": 16})
    walk.send("DELETE", f"/responses/{response['id']}")


def test_conversations_and_containers(walk):
    conversation = walk("POST", "/conversations", {"items": [{"role": "user", "content": "I ride."}]})["id"]
    body = {"model": "gpt-6-luna", "input": "Compute how long refunds take.", "tools": tools(walk)}
    call = walk("POST", "/responses", body | {"conversation": conversation})["output"][1]
    items = walk("GET", f"/conversations/{conversation}/items")["data"]
    for item in items:
        walk("GET", f"/conversations/{conversation}/items/{item['id']}")
    walk("POST", f"/conversations/{conversation}/items", {"items": [{"role": "assistant", "content": "So."}]})
    walk("DELETE", f"/conversations/{conversation}/items/{items[0]['id']}")
    walk("POST", f"/conversations/{conversation}", {"metadata": {"a": "b"}})
    walk("GET", f"/conversations/{conversation}")
    walk("DELETE", f"/conversations/{conversation}")
    container = call["container_id"]
    walk("GET", f"/containers/{container}")
    walk("GET", "/containers")
    copied = walk("GET", f"/containers/{container}/files")["data"][0]["id"]
    walk("GET", f"/containers/{container}/files/{copied}")
    walk("POST", f"/containers/{container}/files", {"file_id": file(walk)})
    walk.send("DELETE", f"/containers/{container}/files/{copied}")
    walk("POST", "/containers", {"name": "work", "network_policy": {"type": "disabled"}})
    walk.send("DELETE", f"/containers/{container}")


def test_the_check_notices_a_wrong_shape(base_url):
    walk = Walk(base_url)
    walk.check("GET", "/files/file-1", {"id": "file-1", "object": "file", "bytes": "many"})
    assert any("'many' is not of type 'integer'" in problem for problem in walk.problems)
    assert any("'created_at' is a required property" in problem for problem in walk.problems)


def test_lists_refuse_what_the_contract_does_not_know(base_url):
    walk = Walk(base_url)
    for query in ["limit=0", "limit=101", "limit=x", "order=up", "colour=red", "after=vs_unknown"]:
        with pytest.raises(urllib.error.HTTPError) as refused:
            walk("GET", f"/vector_stores?{query}")
        assert refused.value.code == 400
        assert json.loads(refused.value.read())["error"]["type"] == "invalid_request_error"
