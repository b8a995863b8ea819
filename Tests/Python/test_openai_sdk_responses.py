"""The official `openai` package, unchanged, against the sandbox's responses, conversations and containers."""

import json
import time

import openai
import pytest
from pydantic import BaseModel

MODEL = "gpt-6-luna"
REFUNDS = "Refunds take three working days.\nThe workshop in Malmo repairs bicycles on Tuesdays.\n"
LOOKUP = {
    "type": "function",
    "name": "lookup_order",
    "strict": True,
    "parameters": {
        "type": "object",
        "properties": {"number": {"type": "string"}},
        "required": ["number"],
        "additionalProperties": False,
    },
}


@pytest.fixture
def knowledge(client):
    """The tool that searches an indexed store."""
    store = client.vector_stores.create()
    file = client.files.create(file=("refunds.md", REFUNDS.encode()), purpose="assistants")
    client.vector_stores.files.create_and_poll(file.id, vector_store_id=store.id, poll_interval_ms=20)
    return {"type": "file_search", "vector_store_ids": [store.id]}


def test_answer_cites_the_knowledge(client, knowledge):
    response = client.responses.create(
        model=MODEL, instructions="Be short.", input="How long do refunds take?", tools=[knowledge],
        include=["file_search_call.results"], metadata={"team": "support"},
    )
    assert response.status == "completed" and response.error is None
    assert "no language model" in response.output_text and "three working days" in response.output_text
    call, message = response.output
    assert call.type == "file_search_call" and "three working days" in call.results[0].text
    citation = message.content[0].annotations[0]
    assert citation.type == "file_citation" and citation.filename == "refunds.md"
    assert client.files.retrieve(citation.file_id).filename == "refunds.md"
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens > 0
    again = client.responses.retrieve(response.id)
    assert again.output[0].results is None and again.output_text == response.output_text
    assert [item.role for item in client.responses.input_items.list(response.id)] == ["user"]
    client.responses.delete(response.id)
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(response.id)


def test_streamed_answer(client, knowledge):
    with client.responses.stream(model=MODEL, input="When is the workshop open?", tools=[knowledge]) as stream:
        deltas = [event.delta for event in stream if event.type == "response.output_text.delta"]
        final = stream.get_final_response()
    assert "".join(deltas) == final.output_text and "Tuesdays" in final.output_text
    assert client.responses.retrieve(final.id).output_text == final.output_text


def test_function_call_and_its_output(client):
    conversation = [{"role": "user", "content": "Please lookup_order 1042."}]
    first = client.responses.create(model=MODEL, input=conversation, tools=[LOOKUP], store=False)
    call = first.output[0]
    assert call.type == "function_call" and json.loads(call.arguments) == {"number": "sample"}
    conversation += first.output
    conversation.append({"type": "function_call_output", "call_id": call.call_id, "output": "shipped"})
    second = client.responses.create(model=MODEL, input=conversation, tools=[LOOKUP], store=False)
    assert "lookup_order: shipped" in second.output_text
    with pytest.raises(openai.NotFoundError):
        client.responses.retrieve(second.id)


def test_previous_response(client):
    first = client.responses.create(model=MODEL, input="Call lookup_order.", tools=[LOOKUP])
    output = {"type": "function_call_output", "call_id": first.output[0].call_id, "output": "lost"}
    second = client.responses.create(model=MODEL, previous_response_id=first.id, input=[output], tools=[LOOKUP])
    assert "lost" in second.output_text
    types = [item.type for item in client.responses.input_items.list(second.id, order="asc")]
    assert types == ["message", "function_call", "function_call_output"]


def test_structured_answer(client):
    class Source(BaseModel):
        title: str
        page: int | None

    class Answer(BaseModel):
        text: str
        best: Source
        others: list[Source]

    response = client.responses.parse(model=MODEL, input="Answer.", text_format=Answer)
    assert isinstance(response.output_parsed, Answer)


def test_code_interpreter_and_its_container(client):
    file = client.files.create(file=("prices.csv", b"a,b\n"), purpose="assistants")
    tool = {"type": "code_interpreter", "container": {"type": "auto", "file_ids": [file.id]}}
    response = client.responses.create(
        model=MODEL, input="Compute the sum of the csv.", tools=[tool], include=["code_interpreter_call.outputs"]
    )
    call = response.output[0]
    assert call.type == "code_interpreter_call" and "runs no code" in call.outputs[0].logs
    files = list(client.containers.files.list(call.container_id))
    assert files[0].path.endswith("prices.csv")
    content = client.containers.files.content.retrieve(files[0].id, container_id=call.container_id)
    assert content.read() == b"a,b\n"


def test_containers(client):
    container = client.containers.create(name="work", expires_after={"anchor": "last_active_at", "minutes": 5})
    assert container.status == "running"
    added = client.containers.files.create(container.id, file=("b.txt", b"b"))
    assert client.containers.files.retrieve(added.id, container_id=container.id).bytes == 1
    client.containers.files.delete(added.id, container_id=container.id)
    assert [listed.id for listed in client.containers.list()] == [container.id]
    client.containers.delete(container.id)
    with pytest.raises(openai.NotFoundError):
        client.containers.retrieve(container.id)


def test_conversations(client):
    conversation = client.conversations.create(
        metadata={"topic": "frames"}, items=[{"type": "message", "role": "user", "content": "I ride."}]
    )
    response = client.responses.create(model=MODEL, input="Hello.", conversation=conversation.id)
    assert response.conversation.id == conversation.id
    items = list(client.conversations.items.list(conversation.id, order="asc"))
    assert [item.role for item in items] == ["user", "user", "assistant"]
    added = client.conversations.items.create(conversation.id, items=[{"role": "user", "content": "More."}])
    assert client.conversations.items.retrieve(added.data[0].id, conversation_id=conversation.id).role == "user"
    client.conversations.items.delete(added.data[0].id, conversation_id=conversation.id)
    assert client.conversations.update(conversation.id, metadata={"a": "b"}).metadata == {"a": "b"}
    assert client.conversations.delete(conversation.id).deleted


def test_background_and_cancel(client):
    response = client.responses.create(model=MODEL, input="Hello.", background=True)
    assert response.status == "queued"
    deadline = time.monotonic() + 10
    while response.status == "queued" and time.monotonic() < deadline:
        response = client.responses.retrieve(response.id)
    assert response.status == "completed"
    plain = client.responses.create(model=MODEL, input="Hello.")
    with pytest.raises(openai.BadRequestError, match="background"):
        client.responses.cancel(plain.id)


def test_input_tokens(client):
    assert client.responses.input_tokens.count(model=MODEL, input="Hello there.").input_tokens > 0


def test_refusals(client):
    for code, arguments in {
        "unsupported_parameter": {"temperature": 0.3},
        "integer_below_min_value": {"max_output_tokens": 8},
        "unknown_parameter": {"extra_body": {"response_format": {"type": "text"}}},
        "model_not_found": {"model": "gpt-0"},
    }.items():
        with pytest.raises(openai.BadRequestError) as error:
            client.responses.create(**{"model": MODEL, "input": "Hello.", **arguments})
        assert error.value.code == code
    response = client.responses.create(model=MODEL, input="Hello.", temperature=0.3, reasoning={"effort": "none"})
    assert response.temperature == 0.3
