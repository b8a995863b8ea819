"""The official `openai` package, unchanged, against the sandbox."""

import hashlib
import io
import json

import openai
import pytest
from openai import AssistantEventHandler

# Assistants and threads are marked deprecated in the package; hosts that still serve them are what this tests.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

REFUNDS = "Refunds take three working days.\nThe workshop in Malmo repairs bicycles on Tuesdays.\n"
FRAMES = "Steel frames carry a warranty of ten years.\nCarbon frames carry a warranty of five years.\n"


def poll(**more):
    return {"poll_interval_ms": 20, **more}


def test_files_round_trip(client, write):
    path = write("handbook.md", REFUNDS)
    created = client.files.create(file=path, purpose="assistants")
    assert created.filename == "handbook.md"
    assert created.bytes == len(REFUNDS)
    assert created.status == "processed"
    assert created.expires_at is None
    assert client.files.retrieve(created.id) == created
    assert [file.id for file in client.files.list(purpose="assistants")] == [created.id]
    assert [file.id for file in client.files.list(purpose="vision")] == []
    with pytest.raises(openai.BadRequestError, match="Not allowed to download files of purpose: assistants"):
        client.files.content(created.id)
    assert client.files.delete(created.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.files.retrieve(created.id)


def test_content_of_other_purposes_can_be_downloaded(client):
    line = b'{"custom_id": "1"}\n'
    created = client.files.create(
        file=("batch.jsonl", line), purpose="batch", expires_after={"anchor": "created_at", "seconds": 3600}
    )
    assert created.expires_at == created.created_at + 3600
    assert client.files.content(created.id).read() == line


def test_files_page_by_cursor(client):
    ids = [client.files.create(file=(f"{n}.txt", b"text"), purpose="assistants").id for n in range(5)]
    assert [file.id for file in client.files.list(limit=2)] == list(reversed(ids))
    assert [file.id for file in client.files.list(limit=2, order="asc")] == ids


def test_upload_in_parts(client):
    content = ("The bell of model Lund rings at 92 decibels.\n" * 40).encode()
    upload = client.uploads.create(
        filename="bells.txt", purpose="assistants", bytes=len(content), mime_type="text/plain"
    )
    assert upload.status == "pending" and upload.file is None
    half = len(content) // 2
    last = client.uploads.parts.create(upload.id, data=io.BytesIO(content[half:]))
    first = client.uploads.parts.create(upload.id, data=io.BytesIO(content[:half]))
    with pytest.raises(openai.BadRequestError, match="MD5"):
        client.uploads.complete(upload.id, part_ids=[first.id, last.id], md5="0" * 32)
    done = client.uploads.complete(
        upload.id, part_ids=[first.id, last.id], md5=hashlib.md5(content).hexdigest()
    )
    assert done.status == "completed" and done.file.bytes == len(content)
    store = client.vector_stores.create()
    attached = client.vector_stores.files.create_and_poll(done.file.id, vector_store_id=store.id, **poll())
    assert attached.status == "completed"
    text = client.vector_stores.files.content(done.file.id, vector_store_id=store.id)
    assert text.data[0].text.encode() == content


def test_upload_file_chunked(client, write):
    path = write("chain.txt", "Oil the chain every 200 kilometres.\n" * 5000)
    upload = client.uploads.upload_file_chunked(
        file=path, mime_type="text/plain", purpose="assistants", part_size=50_000
    )
    assert upload.status == "completed"
    assert upload.file.bytes == path.stat().st_size


def test_cancelled_upload_takes_no_parts(client):
    upload = client.uploads.create(filename="a.txt", purpose="assistants", bytes=4, mime_type="text/plain")
    assert client.uploads.cancel(upload.id).status == "cancelled"
    with pytest.raises(openai.BadRequestError, match="cancelled"):
        client.uploads.parts.create(upload.id, data=b"text")


def test_vector_store_upload_and_poll_and_search(client, write):
    store = client.vector_stores.create(name="handbook", metadata={"team": "support"})
    assert store.status == "completed" and store.file_counts.total == 0
    refunds = client.vector_stores.files.upload_and_poll(
        vector_store_id=store.id, file=write("refunds.md", REFUNDS), attributes={"lang": "en", "year": 2026}, **poll()
    )
    assert refunds.status == "completed" and refunds.last_error is None
    assert refunds.attributes == {"lang": "en", "year": 2026.0}
    assert refunds.chunking_strategy.type == "static"
    assert refunds.chunking_strategy.static.max_chunk_size_tokens == 800
    frames = client.vector_stores.files.upload_and_poll(
        vector_store_id=store.id,
        file=write("frames.html", f"<html><script>var refunds = 1</script><p>{FRAMES}</p></html>"),
        chunking_strategy={"type": "static", "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 0}},
        **poll(),
    )
    found = client.vector_stores.search(store.id, query='How long do "refunds" take? (AND NOT *)').data
    assert [hit.file_id for hit in found] == [refunds.id]
    assert 0 < found[0].score <= 1
    assert "three working days" in found[0].content[0].text
    assert found[0].attributes == {"lang": "en", "year": 2026.0}
    only = {"type": "eq", "key": "lang", "value": "de"}
    assert client.vector_stores.search(store.id, query="refunds", filters=only).data == []
    assert [hit.file_id for hit in client.vector_stores.search(store.id, query=["carbon", "warranty"])] == [frames.id]
    updated = client.vector_stores.files.update(refunds.id, vector_store_id=store.id, attributes={"lang": "de"})
    assert updated.attributes == {"lang": "de"}
    assert len(client.vector_stores.search(store.id, query="refunds", filters=only).data) == 1
    assert client.vector_stores.retrieve(store.id).file_counts.completed == 2
    client.vector_stores.files.delete(refunds.id, vector_store_id=store.id)
    assert client.files.retrieve(refunds.id).id == refunds.id
    client.files.delete(frames.id)
    assert client.vector_stores.retrieve(store.id).file_counts.total == 0


def test_file_batches(client, write):
    store = client.vector_stores.create()
    batch = client.vector_stores.file_batches.upload_and_poll(
        store.id, files=[write(f"page{n}.md", f"Page {n} is about gear {n}.\n") for n in range(3)], **poll()
    )
    assert batch.status == "completed" and batch.file_counts.completed == 3
    good = client.files.create(file=("good.txt", b"A good bicycle."), purpose="assistants")
    empty = client.files.create(file=("empty.txt", b""), purpose="assistants")
    mixed = client.vector_stores.file_batches.create_and_poll(
        store.id,
        files=[{"file_id": good.id, "attributes": {"path": "good.txt"}}, {"file_id": empty.id}],
        **poll(),
    )
    assert mixed.file_counts.completed == 1 and mixed.file_counts.failed == 1
    failed = list(client.vector_stores.file_batches.list_files(mixed.id, vector_store_id=store.id, filter="failed"))
    assert [file.id for file in failed] == [empty.id]
    assert failed[0].last_error.code == "invalid_file"
    listed = list(client.vector_stores.files.list(store.id, limit=2))
    assert len(listed) == 5
    with pytest.raises(openai.BadRequestError):
        client.vector_stores.file_batches.create(store.id, file_ids=[good.id], files=[{"file_id": good.id}])


def test_upper_case_and_unknown_extensions_are_refused_at_attach(client):
    store = client.vector_stores.create()
    for name in ["REPORT.PDF", "prices.csv"]:
        file = client.files.create(file=(name, b"a,b\n"), purpose="assistants")
        with pytest.raises(openai.BadRequestError) as error:
            client.vector_stores.files.create(store.id, file_id=file.id)
        assert error.value.code == "unsupported_file"
        assert error.value.param == "file_ids"


def test_vector_store_update_replaces_metadata(client):
    store = client.vector_stores.create(metadata={"a": "1", "b": "2"})
    assert store.name is None
    updated = client.vector_stores.update(
        store.id, name="renamed", metadata={"b": "3"}, expires_after={"anchor": "last_active_at", "days": 2}
    )
    assert updated.name == "renamed" and updated.metadata == {"b": "3"}
    assert updated.expires_at == updated.last_active_at + 2 * 86400
    cleared = client.vector_stores.update(store.id, expires_after=None)
    assert cleared.expires_after is None and cleared.metadata == {"b": "3"}


def test_assistants(client):
    store = client.vector_stores.create()
    created = client.beta.assistants.create(
        model="gpt-6-luna",
        tools=[{"type": "file_search"}, {"type": "function", "function": {"name": "lookup_order"}}],
        tool_resources={"file_search": {"vector_store_ids": [store.id]}},
        reasoning_effort="low",
    )
    assert created.temperature == 1.0 and created.top_p == 1.0
    assert created.response_format == "auto" and created.metadata == {}
    assert created.name is None and created.instructions is None
    assert created.tools[1].function.strict is False
    assert not hasattr(created, "reasoning_effort")
    updated = client.beta.assistants.update(created.id, instructions="Be short.", temperature=0.2)
    assert updated.id == created.id and updated.temperature == 0.2
    assert updated.tools == created.tools and updated.tool_resources == created.tool_resources
    assert [assistant.id for assistant in client.beta.assistants.list()] == [created.id]
    with pytest.raises(openai.BadRequestError, match="No vector store found"):
        client.beta.assistants.create(
            model="gpt-6-luna", tools=[{"type": "file_search"}],
            tool_resources={"file_search": {"vector_store_ids": ["vs_missing"]}},
        )
    assert client.beta.assistants.delete(created.id).deleted


def assistant_with_knowledge(client, write, **more):
    store = client.vector_stores.create()
    client.vector_stores.files.upload_and_poll(
        vector_store_id=store.id, file=write("refunds.md", REFUNDS), **poll()
    )
    return client.beta.assistants.create(
        model="gpt-6-luna",
        tools=[{"type": "file_search"}] + more.pop("tools", []),
        tool_resources={"file_search": {"vector_store_ids": [store.id]}},
        **more,
    )


def test_run_cites_the_knowledge(client, write):
    assistant = assistant_with_knowledge(client, write)
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "How long do refunds take?"}])
    run = client.beta.threads.runs.create_and_poll(
        thread_id=thread.id, assistant_id=assistant.id, poll_interval_ms=20
    )
    assert run.status == "completed" and run.usage.total_tokens > 0
    answer = client.beta.threads.messages.list(thread.id, run_id=run.id).data[0]
    text = answer.content[0].text
    assert "no language model" in text.value and "three working days" in text.value
    citation = text.annotations[0]
    assert text.value[citation.start_index : citation.end_index] == citation.text
    assert client.files.retrieve(citation.file_citation.file_id).filename == "refunds.md"
    steps = client.beta.threads.runs.steps.list(run.id, thread_id=thread.id, order="asc").data
    assert [step.type for step in steps] == ["tool_calls", "message_creation"]
    assert steps[0].step_details.tool_calls[0].file_search.results[0].content is None
    full = client.beta.threads.runs.steps.retrieve(
        steps[0].id, thread_id=thread.id, run_id=run.id,
        include=["step_details.tool_calls[*].file_search.results[*].content"],
    )
    assert "three working days" in full.step_details.tool_calls[0].file_search.results[0].content[0].text


@pytest.mark.parametrize("include", [None, ["step_details.tool_calls[*].file_search.results[*].content"]])
def test_a_run_s_stream_holds_passages_where_they_are_asked_for(client, write, include):
    assistant = assistant_with_knowledge(client, write)
    thread = client.beta.threads.create(messages=[{"role": "user", "content": "How long do refunds take?"}])
    options = {"include": include} if include else {}
    events = client.beta.threads.runs.create(thread_id=thread.id, assistant_id=assistant.id, stream=True, **options)
    steps = [event.data for event in events if event.event == "thread.run.step.completed"]
    content = steps[0].step_details.tool_calls[0].file_search.results[0].content
    assert ("three working days" in content[0].text) if include else content is None


def test_streamed_run(client, write):
    assistant = assistant_with_knowledge(client, write)
    seen, deltas = [], []

    class Handler(AssistantEventHandler):
        def on_event(self, event):
            seen.append(event.event)

        def on_text_delta(self, delta, snapshot):
            deltas.append(delta.value)

    with client.beta.threads.create_and_run_stream(
        assistant_id=assistant.id,
        thread={"messages": [{"role": "user", "content": "When does the workshop repair bicycles?"}]},
        event_handler=Handler(),
    ) as stream:
        stream.until_done()
        message = stream.get_final_messages()[0]
    assert seen[:4] == ["thread.created", "thread.run.created", "thread.run.queued", "thread.run.in_progress"]
    assert seen[-1] == "thread.run.completed"
    assert seen.index("thread.message.created") < seen.index("thread.message.delta")
    assert "".join(deltas) == message.content[0].text.value
    assert "Tuesdays" in message.content[0].text.value


def test_function_call_waits_for_outputs(client, write):
    function = {
        "name": "lookup_order",
        "strict": True,
        "parameters": {
            "type": "object",
            "properties": {"number": {"type": "string"}},
            "required": ["number"],
            "additionalProperties": False,
        },
    }
    assistant = assistant_with_knowledge(client, write, tools=[{"type": "function", "function": function}])
    thread = client.beta.threads.create()
    client.beta.threads.messages.create(thread.id, role="user", content="Please call lookup_order for 1042.")
    run = client.beta.threads.runs.create_and_poll(
        thread_id=thread.id, assistant_id=assistant.id, poll_interval_ms=20
    )
    assert run.status == "requires_action"
    call = run.required_action.submit_tool_outputs.tool_calls[0]
    assert call.function.name == "lookup_order"
    assert json.loads(call.function.arguments) == {"number": "sample"}
    with pytest.raises(openai.BadRequestError, match="active"):
        client.beta.threads.messages.create(thread.id, role="user", content="Hello?")
    with client.beta.threads.runs.submit_tool_outputs_stream(
        run_id=run.id, thread_id=thread.id, tool_outputs=[{"tool_call_id": call.id, "output": "shipped"}]
    ) as stream:
        stream.until_done()
        assert "shipped" in stream.get_final_messages()[0].content[0].text.value
    assert client.beta.threads.runs.retrieve(run.id, thread_id=thread.id).status == "completed"


def test_attachments_make_a_store_of_the_thread(client):
    file = client.files.create(file=("lights.txt", b"The rear light blinks twice a second."), purpose="assistants")
    assistant = client.beta.assistants.create(model="gpt-6-luna", tools=[{"type": "file_search"}])
    thread = client.beta.threads.create(
        messages=[
            {
                "role": "user",
                "content": "How often does the rear light blink?",
                "attachments": [{"file_id": file.id, "tools": [{"type": "file_search"}]}],
            }
        ]
    )
    store = client.vector_stores.retrieve(thread.tool_resources.file_search.vector_store_ids[0])
    assert store.expires_after.days == 7
    client.beta.threads.runs.create_and_poll(thread_id=thread.id, assistant_id=assistant.id, poll_interval_ms=20)
    assert "twice a second" in client.beta.threads.messages.list(thread.id).data[0].content[0].text.value


def test_models(client):
    models = {model.id: model for model in client.models.list()}
    assert "gpt-6-luna" in models
    assert client.models.retrieve("gpt-6-luna").owned_by == "system"
    with pytest.raises(openai.NotFoundError) as error:
        client.models.retrieve("gpt-0")
    assert error.value.code == "model_not_found"


def test_errors_carry_code_and_request_id(base_url):
    wrong = openai.OpenAI(base_url=base_url, api_key="sk-wrong-1", max_retries=0)
    with pytest.raises(openai.AuthenticationError) as error:
        wrong.models.list()
    assert error.value.code == "invalid_api_key"
    assert error.value.request_id.startswith("req_")
    with pytest.raises(openai.PermissionDeniedError):
        openai.OpenAI(base_url=base_url, api_key="sk-forbidden-1", max_retries=0).models.list()
    with pytest.raises(openai.AuthenticationError, match="No such project"):
        openai.OpenAI(base_url=base_url, api_key="k", project="proj_missing", max_retries=0).models.list()
