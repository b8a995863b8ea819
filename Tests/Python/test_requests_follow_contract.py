"""Every request that the program sends is one that OpenAI's own contract allows."""

import pytest
from contract import DOCUMENT, Contract
from recording_proxy import RecordingProxy

pytestmark = pytest.mark.skipif(
    not DOCUMENT.exists(),
    reason=f"OpenAI's OpenAPI document is not part of this repository and not at {DOCUMENT}",
)


# What a life of each api writes: the walk is worth something only when it went past these.
KNOWLEDGE_WRITES = {
    ("POST", "/files"),
    ("POST", "/vector_stores"),
    ("POST", "/vector_stores/{vector_store_id}"),
    ("POST", "/vector_stores/{vector_store_id}/file_batches"),
    ("POST", "/vector_stores/{vector_store_id}/files/{file_id}"),
    ("DELETE", "/vector_stores/{vector_store_id}/files/{file_id}"),
    ("DELETE", "/files/{file_id}"),
    ("DELETE", "/vector_stores/{vector_store_id}"),
}
DEFINITION_WRITES = {
    "assistants": {
        ("POST", "/assistants"),
        ("POST", "/assistants/{assistant_id}"),
        ("DELETE", "/assistants/{assistant_id}"),
    },
    "responses": {
        ("POST", "/skills"),
        ("POST", "/skills/{skill_id}"),
        ("DELETE", "/skills/{skill_id}"),
        ("POST", "/skills/{skill_id}/versions"),
        ("GET", "/skills/{skill_id}/versions/{version}/content"),
        ("DELETE", "/skills/{skill_id}/versions/{version}"),
    },
}


def test_a_whole_life_of_a_project_breaks_no_rule_of_the_contract(sandbox, make_project, api):
    with RecordingProxy(sandbox.url) as proxy:
        project = make_project(proxy.url, api=api)
        project.run("apply", "--yes")
        project.edit("prompts/support.md", "two to five sentences", "two to four sentences")
        project.edit("knowledge/support/returns-and-warranty.md", "30 days", "60 days")
        project.edit("support-bot.yaml", "season: 2027", "season: 2028")
        (project.assistants / "knowledge/support/battery-care.md").unlink()
        project.run("plan")
        project.run("apply", "--yes")
        project.run("show")
        project.run("output", "--format", "json")
        project.run("search", "support-bot", "How long is the warranty on the frame?")
        if api == "responses":
            project.run("releases")
            project.run("plan", "--against", "1")
            project.run("rollback", "1", "--yes")
            project.run("apply", "--yes", "--keep", "2")
        project.run("cleanup", "--yes")
        project.run("doctor")
        project.run("destroy", "--yes")

    contract = Contract.load()
    problems = [problem for request in proxy.requests for problem in contract.problems(request)]
    assert problems == []
    used = {(request.method, contract.operation(request.method, request.path.removeprefix("/v1"))[0]) for request in proxy.requests}
    assert KNOWLEDGE_WRITES | DEFINITION_WRITES[api] <= used
    assert [(request.method, request.path) for request in proxy.requests if request.status >= 500] == []


def test_the_contract_check_notices_what_the_contract_forbids(sandbox):
    contract = Contract.load()
    with RecordingProxy(sandbox.url) as proxy:
        import json
        import urllib.error
        import urllib.request

        request = urllib.request.Request(
            proxy.url + "/vector_stores?colour=red",
            data=json.dumps({"name": "x", "surprise": 1}).encode(),
            headers={"content-type": "application/json", "authorization": "Bearer sk-test"},
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request)
        assert refused.value.code == 400
    found = contract.problems(proxy.requests[0])
    assert any("colour" in problem for problem in found)
    assert any("surprise" in problem for problem in found)
