"""`assistantctl serve` whose store has a bad day: nothing is asked that is not paid for, and nothing is lost."""

import json
import resource
import sqlite3
import time
import urllib.error

import pytest

import postgres_cluster
from conftest import Sandbox
from test_serve import FUNCTIONS, QUESTION, SETTINGS, Chat, deployed, events, faults, text_of, types


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    with Sandbox(tmp_path_factory.mktemp("account"), "--stream-delays", "0,40") as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def project(tmp_path_factory, account):
    return deployed(tmp_path_factory.mktemp("project"), account.url, SETTINGS + FUNCTIONS.replace("PORT", "1"))


@pytest.fixture
def file(tmp_path):
    return tmp_path / "bad.sqlite"


@pytest.fixture
def chat(project, file, account):
    # Python ignores SIGXFSZ, and so does what it starts: a write beyond the limit fails, as it does on a full disk.
    with Chat(project, "--store", str(file), restore_signals=False) as chat:
        yield chat
    faults(account, key=project.key)


def fill_disk(chat):
    """From now on no file of the program's can be written beyond its first 4 KB."""
    hard = resource.prlimit(chat.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(chat.process.pid, resource.RLIMIT_FSIZE, (4096, hard))


def free_disk(chat):
    hard = resource.prlimit(chat.process.pid, resource.RLIMIT_FSIZE)[1]
    resource.prlimit(chat.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


def metric(chat, name):
    text = chat.request("GET", "/metrics", base=chat.admin).read().decode()
    return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"assistantctl_serve_{name} "))


def readiness(chat):
    try:
        return 200, chat.json("GET", "/readyz", base=chat.admin)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def expect_refusal(chat, of):
    code, error = chat.error("POST", "/api/chat", chat.post(QUESTION, chat=of))
    assert (code, error["code"], error["retry_after"]) == (503, "unavailable", 5), error
    status, ready = readiness(chat)
    assert status == 503 and ready["problems"] == ["nothing can be written to the store"]


def unpaid(chat):
    """The question's stream came to its end, and its answer is not paid for yet."""
    answer = chat.request("POST", "/api/chat", chat.post(QUESTION))
    stream = events(answer)
    assert any(chunk["type"] == "text-delta" for chunk in stream)
    return stream


def expect_paid(chat, status):
    chat.until_idle()
    assert readiness(chat)[0] == 200
    messages = chat.json("GET", "/api/chat/chat-1")["messages"]
    assert messages[-1]["metadata"]["state"] == "complete" and "30 days" in json.dumps(messages[-1]["parts"])
    assert chat.spent() > 0
    assert "reserved" not in status and "spent" in status, status


def test_on_a_full_disk_nothing_is_asked_and_what_was_said_can_be_read(chat, project, account):
    chat.ask(QUESTION)
    chat.until_idle()
    spent = chat.spent()
    # Whoever reaches the account next finds this.
    faults(account, "POST /v1/responses billing times=1", key=project.key)
    fill_disk(chat)
    for number in range(3):
        expect_refusal(chat, f"c{number}")
    assert "30 days" in json.dumps(chat.json("GET", "/api/chat/chat-1"))
    free_disk(chat)
    assert readiness(chat)[0] == 200 and chat.spent() == spent
    assert "error" in types(chat.ask(QUESTION, chat="c1")), "something had been asked"
    chat.until_idle()
    assert chat.spent() == spent
    assert "30 days" in text_of(chat.ask(QUESTION, chat="c2"))


def test_an_answer_that_ends_on_a_full_disk_is_paid_for_when_there_is_room_again(chat, project, file):
    stream = unpaid(chat)
    fill_disk(chat)
    assert types(list(stream))[-1] == "finish"
    time.sleep(1)
    assert metric(chat, "running_answers") == 1 and metric(chat, "spent_dollars_total") == 0
    assert "reserved" in project.run("serve", "status", "--store", str(file)).stdout
    expect_refusal(chat, "c2")
    free_disk(chat)
    chat.until_idle()
    expect_paid(chat, project.run("serve", "status", "--store", str(file)).stdout)
    assert "store problem=unavailable" in chat.messages()


def test_a_stop_is_heard_on_a_full_disk(chat):
    stream = unpaid(chat)
    fill_disk(chat)
    assert chat.request("POST", "/api/chat/chat-1/stop").status == 204
    assert types(list(stream))[-1] == "abort"
    free_disk(chat)
    chat.until_idle()
    assert chat.spent() > 0


def test_a_locked_file_is_waited_for_and_then_said(chat, project, file):
    stream = unpaid(chat)
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        assert types(list(stream))[-1] == "finish"
        expect_refusal(chat, "c2")
        assert chat.json("GET", "/api/chats")["chats"]
        other.execute("ROLLBACK")
    other.close()
    chat.until_idle()
    expect_paid(chat, project.run("serve", "status", "--store", str(file)).stdout)


def test_a_server_that_goes_away_and_comes_back_costs_nobody_an_answer(project):
    if reason := postgres_cluster.why_not():
        pytest.skip(reason)
    with postgres_cluster.PostgresCluster() as cluster, Chat(project, "--store", cluster.url) as chat:
        stream = unpaid(chat)
        cluster.stop()
        assert types(list(stream))[-1] == "finish"
        expect_refusal(chat, "c2")
        code, error = chat.error("GET", "/api/chat/chat-1")
        assert (code, error["retry_after"]) == (503, 5)
        assert metric(chat, "running_answers") == 1 and chat.spent() == 0
        cluster.start()
        chat.until_idle()
        expect_paid(chat, project.run("serve", "status", "--store", cluster.url).stdout)
        assert "30 days" in text_of(chat.ask(QUESTION, chat="c2"))
