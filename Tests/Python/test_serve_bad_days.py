"""What visitors of `serve` read on the account's bad days and on those of functions, and what such a day costs."""

import json
import re
import socket
import time

import openai
import pytest

from conftest import Sandbox
from test_serve import (  # noqa: F401
    QUESTION, SETTINGS, TOKEN, Chat, account, bad_account, chat, deployed, events, functions, project, slow_project, text_of, types,
)  # fmt: skip

ORDER = "lookup_order VL-2026-004711, me@example.com, de"
INNER = re.compile(r"sandbox|upstream|http|127\.0\.0\.1|Traceback|\b5\d\d\b|stream ended|connection|api[ _]key", re.I)


def money(project):
    """What visitors spent today, and what is reserved for them, as `serve status` says."""
    status = project.run("serve", "status").stdout
    found = re.search(r"visitors: \$([0-9.]+) spent(?:, \$([0-9.]+) reserved)?", status)
    return (float(found.group(1)), float(found.group(2) or 0)) if found else (0.0, 0.0)


def notice(chunks):
    return next(chunk["data"] for chunk in chunks if chunk["type"] == "data-notice")


def until(condition, every=0.1):
    """Looks again after so many seconds: a question to a chat counts against what a visitor may ask in a minute."""
    end = time.monotonic() + 60
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(every)
    return found


@pytest.fixture(scope="module")
def reservation(project, bad_account_of_module):
    """What is kept for an answer to the question, in dollars: what is reserved while the account hangs."""
    bad_account_of_module("POST /v1/responses hang")
    with Chat(project) as chat:
        with chat.request("POST", "/api/chat", chat.post(QUESTION)):
            reserved = until(lambda: money(project)[1])
    bad_account_of_module()
    (project.folder / ".assistantctl" / "serve.sqlite").unlink()
    return reserved


@pytest.fixture(scope="module")
def bad_account_of_module(account, project):  # noqa: F811
    from test_serve import faults

    yield lambda *kinds: faults(account, *kinds, key=project.key)
    faults(account, key=project.key)


def test_a_busy_account_is_waited_for_as_long_as_a_visitor_waits(reservation, chat, project, bad_account):  # noqa: F811
    bad_account("POST /v1/responses 429 retry-after=1 times=2")
    assert "30 days" in text_of(chat.ask(QUESTION))
    chat.until_idle()
    spent, reserved = money(project)
    assert 0 < spent < reservation / 4 and reserved == 0

    # Longer than a visitor waits.
    bad_account("POST /v1/responses 429 retry-after=16 times=1")
    began = time.monotonic()
    chunks = chat.ask(QUESTION, chat="chat-2")
    assert time.monotonic() - began < 20
    assert notice(chunks) == {"code": "busy", "message": "The chat is busy at the moment. Please try again in a minute."}
    assert types(chunks)[-1] == "finish" and chunks[-1]["messageMetadata"] == {"state": "failed"}
    chat.until_idle()
    # Who is refused pays nothing.
    assert money(project) == (spent, 0)
    client = openai.OpenAI(base_url=chat.url + "/v1", api_key=TOKEN, max_retries=0)
    with pytest.raises(openai.InternalServerError) as refused:
        client.responses.create(model="support-bot", input=QUESTION)
    assert refused.value.code == "busy" and refused.value.response.headers["Retry-After"] == "30"
    assert "client shop: $0.00 spent" in project.run("serve", "status").stdout

    # What the account asked for is kept to, and then it is asked again.
    assert until(lambda: "30 days" in text_of(chat.ask(QUESTION, chat="chat-2")), every=2)


@pytest.mark.parametrize(
    "fault, words",
    [
        ("POST /v1/responses 500", "The chat cannot answer at the moment. Please try again later."),
        ("POST /v1/responses 503 after", "The chat cannot answer at the moment. Please try again later."),
        ("POST /v1/responses drop answering", "The answer could not be finished. Please try again."),
    ],
)
def test_an_account_that_fails_may_have_worked_and_is_paid_for(reservation, chat, project, bad_account, fault, words):  # noqa: F811
    bad_account(fault)
    chunks = chat.ask(QUESTION)
    assert notice(chunks)["message"] == words
    assert not INNER.search(json.dumps([chunk for chunk in chunks if chunk["type"] in ("data-notice", "error")]))
    chat.until_idle()
    assert money(project) == (pytest.approx(reservation, abs=2e-6), 0)
    kept = chat.json("GET", "/api/chat/chat-1")["messages"][1]
    assert kept["metadata"]["state"] == "failed"
    # What came stays.
    texts = [part["text"] for part in kept["parts"] if part["type"] == "text"]
    assert "".join(texts) == text_of(chunks) and bool(texts) == ("answering" in fault)
    bad_account()
    again = chat.chunks({"id": "chat-1", "trigger": "regenerate-message", "messageId": kept["id"], "messages": []})
    assert "30 days" in text_of(again)


def test_an_account_that_hangs_can_be_stopped_and_another_question_asked(reservation, chat, project, bad_account):  # noqa: F811
    bad_account("POST /v1/responses hang times=1")
    with chat.request("POST", "/api/chat", chat.post(QUESTION)) as answer:
        stream = events(answer)
        assert [next(stream)["type"], next(stream)["type"]] == ["start", "start-step"]
        assert money(project) == (0, pytest.approx(reservation, abs=2e-6))
        chat.request("POST", "/api/chat/chat-1/stop")
        assert [chunk["type"] for chunk in stream] == ["abort"]
    # Nobody waits for the account but the money: it may yet say what the answer cost.
    assert "30 days" in text_of(chat.ask(QUESTION))
    spent = until(lambda: money(project)[0])
    assert spent < reservation / 4 and money(project)[1] == pytest.approx(reservation, abs=2e-6)


def test_a_visitor_who_leaves_pays_for_the_answer_that_is_kept(slow_project):  # noqa: F811
    with Chat(slow_project) as chat:
        with chat.request("POST", "/api/chat", chat.post(QUESTION)) as answer:
            next(events(answer))
        _, reserved = money(slow_project)
        assert reserved > 0
        chat.until_idle()
        spent, left = money(slow_project)
        assert 0 < spent < reserved / 4 and left == 0
        kept = chat.json("GET", "/api/chat/chat-1")["messages"][1]
        assert kept["metadata"]["state"] == "complete"
        assert "30 days" in "".join(part.get("text", "") for part in kept["parts"])


def test_an_answer_that_is_stopped_costs_what_it_took_and_can_be_read_at_once(slow_project):  # noqa: F811
    with Chat(slow_project) as chat:
        before, _ = money(slow_project)
        with chat.request("POST", "/api/chat", chat.post(QUESTION, chat="stopped")) as answer:
            assert any(chunk["type"] == "text-delta" for chunk in events(answer))
            chat.request("POST", "/api/chat/stopped/stop")
        kept = chat.json("GET", "/api/chat/stopped")
        assert not kept["running"] and kept["messages"][1]["metadata"]["state"] == "stopped"
        assert any(part.get("text") for part in kept["messages"][1]["parts"])
        chat.until_idle()
        spent, reserved = money(slow_project)
        # More than ten times as much was reserved.
        assert before < spent < before + 0.01 and reserved == 0


def test_an_account_that_cannot_be_reached_costs_nothing(tmp_path):
    (tmp_path / "account").mkdir()
    (tmp_path / "project").mkdir()
    with Sandbox(tmp_path / "account") as away:
        settings = SETTINGS + '  functions: { lookup_order: { url: "http://127.0.0.1:1/a" }, open_return: { url: "http://127.0.0.1:1/b" } }\n'
        lonely = deployed(tmp_path / "project", away.url, settings)
        with Chat(lonely) as chat:  # noqa: F811
            away.stop()
            chunks = chat.ask(QUESTION)
            assert notice(chunks)["message"] == "The chat cannot answer at the moment. Please try again later."
            chat.until_idle()
            assert money(lonely) == (0, 0)


@pytest.mark.parametrize(
    "behaviour, words",
    [
        ((500, "text/plain", b"stack trace", 0), "the function answered 500"),
        ((200, "text/html", b"<html>login</html>", 0), "the function answered with a page"),
        ((200, "application/json", b"x" * 10_000_000, 0), "the function answered with too much"),
        ((200, "application/json", b"{}", 3), "the function did not answer"),
    ],
)
def test_trouble_of_a_function_reaches_the_model_in_few_words(chat, functions, project, behaviour, words):  # noqa: F811
    functions.behave = behaviour
    began = time.monotonic()
    chunks = chat.ask(ORDER)
    assert time.monotonic() - began < 20
    assert words in text_of(chunks) and types(chunks)[-1] == "finish"
    assert "stack trace" not in text_of(chunks) and "login" not in text_of(chunks)
    assert chunks[-1]["messageMetadata"]["state"] == "complete" and len(functions.seen) == 1
    chat.until_idle()
    spent, reserved = money(project)
    assert 0 < spent < 0.01 and reserved == 0


def test_a_function_that_is_down_is_told_like_one_that_is_silent(tmp_path, account):  # noqa: F811
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    settings = SETTINGS + (
        f'  functions: {{ lookup_order: {{ url: "http://127.0.0.1:{port}/a" }}, open_return: {{ url: "http://127.0.0.1:{port}/b" }} }}\n'
    )
    down = deployed(tmp_path, account.url, settings)
    with Chat(down) as chat:  # noqa: F811
        chunks = chat.ask(ORDER)
        assert "the function did not answer" in text_of(chunks) and str(port) not in json.dumps(chunks)
        chat.ask(ORDER)
        assert chat.messages().count("function=lookup_order problem=did-not-answer\n") == 1
        chat.until_idle()
        spent, reserved = money(down)
        assert 0 < spent < 0.01 and reserved == 0
