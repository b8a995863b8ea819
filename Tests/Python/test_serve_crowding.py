"""`assistantctl serve` before visitors who take what all of them need: its memory, its room for bodies, its money."""

import json
import re
import socket
import sqlite3
import time
import urllib.error
from contextlib import ExitStack

import pytest

import postgres_cluster
from conftest import Sandbox
from test_serve import FUNCTIONS, QUESTION, TOKEN, Chat, account, deployed  # noqa: F401
from test_serve_hostile import MIB, connect, head

SETTINGS = """
serve:
  assistants: [support-bot]
  budget: { usd_per_day: 5, usd_per_visitor_per_day: 0.25 }
  public_url: https://chat.example.com
  origins: ["https://www.example.com"]
  clients: { shop: { token_env: SHOP_TOKEN, usd_per_day: 1 } }
""" + FUNCTIONS.replace("PORT", "1")
NAME = "chat.example.com"


@pytest.fixture(scope="module")
def project(tmp_path_factory, account):  # noqa: F811
    return deployed(tmp_path_factory.mktemp("crowding"), account.url, SETTINGS)


@pytest.fixture
def chat(project):
    (project.folder / ".assistantctl" / "serve.sqlite").unlink(missing_ok=True)
    with Chat(project, "--trust-proxy", "1", name=NAME) as chat:
        yield chat


def visitor(chat, address):
    """Headers of somebody new at an address."""
    token = chat.json("POST", "/api/visitor", {}, headers={"X-Forwarded-For": address})["token"]
    return {"X-Visitor-Token": token, "X-Forwarded-For": address}


def status(chat, method, path, body=None, headers=None):
    """How a request ends, and what it is refused for."""
    try:
        with chat.request(method, path, body, headers=headers) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())["error"]["code"]


def test_the_page_has_one_origin_of_its_own_and_an_operator_looks_past_the_proxy(chat):
    def mint(origin, name=NAME):
        return status(chat, "POST", "/api/visitor", {}, headers={"Origin": origin, "Host": name})

    assert mint("https://chat.example.com") == mint("https://www.example.com") == 200
    for origin in ["http://chat.example.com", "https://chat.example.com:443", "http://www.example.com"]:
        assert mint(origin) == (403, "unauthorized"), origin
    assert mint(chat.url, chat.url[7:]) == 200
    assert mint("https://chat.example.com", chat.url[7:]) == (403, "unauthorized")


def heavy(chat, project, size):
    """A chat whose messages are longer than what the system takes for a connection."""
    chat.ask(QUESTION)
    chat.until_idle()
    with sqlite3.connect(project.folder / ".assistantctl" / "serve.sqlite") as store:
        parts = json.dumps([{"type": "text", "text": "x" * size}])
        assert store.execute("UPDATE message SET parts = ? WHERE role = 'assistant'", [parts]).rowcount == 1
    store.close()


def deaf(chat, address, path="/api/chat/chat-1"):
    """A connection of somebody at an address that asks and reads no more than how the answer begins."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", int(chat.url.rsplit(":", 1)[1])))
    connection.settimeout(60)
    connection.sendall(head(chat, "GET", path, Host=NAME, X_Forwarded_For=address))
    return connection, int(connection.recv(12)[9:])


def test_a_visitor_who_does_not_read_is_answered_four_times_and_then_when_something_was_taken(chat, project):
    size = 5 * MIB
    heavy(chat, project, size)

    def until_free():
        end = time.monotonic() + 20
        while status(chat, "GET", "/api/chats") != 200:
            assert time.monotonic() < end
            time.sleep(0.2)

    # From so many networks that none of them has more than its share of what is held.
    answers = [deaf(chat, f"198.51.{number}.1") for number in range(12)]
    assert [code for _, code in answers] == [200] * 4 + [429] * 8
    assert status(chat, "GET", "/api/chats") == (429, "too_many_requests")
    # One who leaves gives the place back, and so does one who reads on.
    answers[0][0].close()
    until_free()
    answers.append(deaf(chat, "203.0.113.1"))
    assert answers[-1][1] == 200 and status(chat, "GET", "/api/chats") == (429, "too_many_requests")
    length = 0
    while length < size:
        length += len(answers[1][0].recv(MIB))
    until_free()
    for connection, _ in answers:
        connection.close()


def test_answers_that_nobody_at_an_address_reads_have_a_share_of_memory(chat, project):
    heavy(chat, project, 5 * MIB)
    answers = [deaf(chat, "198.51.100.1"), deaf(chat, "198.51.100.1"), deaf(chat, "203.0.113.1")]
    assert [code for _, code in answers] == [200, 503, 200]
    for connection, _ in answers:
        connection.close()


def test_a_visitor_who_asks_and_reads_all_the_time_is_told_to_wait(chat):
    unknown = chat.post(QUESTION) | {"assistant": "nobody"}
    codes = []
    while len(codes) < 800 and (not codes or codes[-1] != 429):
        for request in [("GET", "/api/chats"), ("POST", "/api/chat", unknown)]:
            code = status(chat, *request)
            codes.append(code if isinstance(code, int) else code[0])
    # In a minute that begins in the middle as many again.
    assert 300 < len(codes) < 700 and set(codes) == {200, 404, 429}
    assert chat.request("GET", "/api/chats", headers=visitor(chat, "192.0.2.9")).status == 200


def test_a_site_that_holds_bodies_back_keeps_nobody_else_from_asking(chat):
    size = 256 << 10
    begun = b'{"id":"x","messages":[{"id":"m","role":"user","parts":[{"type":"text","text":"' + b"a" * size
    victim = visitor(chat, "198.51.100.7")
    attackers = []
    for number in range(96):
        address = f"2001:db8:5:{number % 12:x}::1"
        attackers.append(visitor(chat, address))
    connections = []

    def hold(bytes_, headers):
        connection = connect(chat)
        fields = {name.replace("-", "_"): value for name, value in headers.items()}
        connection.sendall(head(chat, Host=NAME, Content_Length=size, **fields) + begun[:bytes_])
        connections.append(connection)

    for headers in attackers[:80]:
        for _ in range(4):
            hold(size - 1, headers)
    for number in range(40):
        hold(size >> (number // 3), attackers[80 + number % 16])
    time.sleep(0.5)
    post = chat.post(QUESTION)
    assert status(chat, "POST", "/api/chat", post, headers=victim) == 200
    program = {"model": "support-bot", "messages": [{"role": "user", "content": QUESTION}]}
    assert status(chat, "POST", "/v1/chat/completions", program, headers={"Authorization": f"Bearer {TOKEN}"}) == 200
    held = 0
    for connection in connections:
        connection.setblocking(False)
        try:
            connection.recv(1)
        except BlockingIOError:
            held += 1
        connection.close()
    assert held > 30, "nobody held a body back"


@pytest.fixture(scope="module")
def slow_project(tmp_path_factory):
    """Of an account that takes half a minute for an answer."""
    with Sandbox(tmp_path_factory.mktemp("slow-account"), "--stream-delays", "3000,500") as slow:
        yield deployed(tmp_path_factory.mktemp("slow-project"), slow.url, SETTINGS)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_three_addresses_do_not_keep_the_budget_for_themselves(slow_project, tmp_path, kind):
    if kind == "postgres" and (reason := postgres_cluster.why_not()):
        pytest.skip(reason)
    with ExitStack() as stack:
        place = str(tmp_path / "serve.sqlite")
        if kind == "postgres":
            place = stack.enter_context(postgres_cluster.PostgresCluster()).url
        with Chat(slow_project, "--trust-proxy", "1", "--store", place, name=NAME) as chat:
            streams, refused = [], []

            def ask(headers):
                try:
                    streams.append(chat.request("POST", "/api/chat", chat.post(QUESTION), headers=headers))
                except urllib.error.HTTPError as error:
                    refused.append(json.loads(error.read())["error"]["code"])

            visitors = [[visitor(chat, f"192.0.2.{number}") for _ in range(16)] for number in range(3)]
            somebody = visitor(chat, "198.51.100.7")
            for address in visitors:
                for headers in address:
                    ask(headers)
            assert len(streams) > 9 and set(refused) == {"busy"}, refused
            assert status(chat, "POST", "/api/chat", chat.post(QUESTION), visitors[0][15]) == (503, "busy")
            before = len(streams)
            ask(somebody)
            assert len(streams) == before + 1
            # Whoever goes on asking is told to wait for the next minute.
            found = set()
            for number in range(160):
                found.add(status(chat, "POST", "/api/chat", chat.post(QUESTION), visitors[0][number % 16]))
            assert (429, "too_many_requests") in found, found
            log = chat.messages()
            assert re.search(r"refused budget=budget\.usd_per_day reason=reserved", log)
            for stream in streams:
                stream.close()
