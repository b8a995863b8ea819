"""`assistantctl serve` on connections as an attacker or a poor network makes them: raw bytes on sockets."""

import itertools
import json
import re
import resource
import select
import socket
import struct
import time
import urllib.error

import pytest

from test_serve import FUNCTIONS, QUESTION, SETTINGS, TOKEN, Chat, account, deployed, types  # noqa: F401

MIB = 1 << 20
#: Names of cases whose bytes are no names.
NAMES = (f"case {number}" for number in itertools.count(1))


@pytest.fixture(scope="module")
def project(tmp_path_factory, account):
    settings = SETTINGS.replace("addresses: {", "addresses: { messages_per_minute: 1000, new_visitors_per_hour: 1000,")
    # Of which answers under way from one address keep a quarter.
    settings = settings.replace("budget: { usd_per_day: 5,", "budget: { usd_per_day: 20,")
    return deployed(tmp_path_factory.mktemp("hostile"), account.url, settings + FUNCTIONS.replace("PORT", "1"))


@pytest.fixture(scope="module")
def chat(project):
    """One for all: nothing that is done to it may keep it from answering the next."""
    with Chat(project) as chat:
        yield chat


def port(chat):
    return int(chat.url.rsplit(":", 1)[1])


def connect(chat, host="127.0.0.1"):
    return socket.create_connection((host, port(chat)), timeout=30)


def head(chat, method="POST", path="/api/chat", version="1.1", **headers):
    fields = {"Host": chat.url[7:], "X-Visitor-Token": chat.token, "Content-Type": "application/json"}
    fields |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{method} {path} HTTP/{version}", *(f"{name}: {value}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def talk(chat, request, until_closed=True):
    """Everything that comes back; where the server keeps the connection, what comes in a second."""
    with connect(chat) as connection:
        if not until_closed:
            connection.settimeout(1)
        received = b""
        try:
            connection.sendall(request)
            while piece := connection.recv(65536):
                received += piece
        except (TimeoutError, ConnectionError):
            pass
        return received


def memory(chat):
    """What the server holds in memory, in bytes."""
    with open(f"/proc/{chat.process.pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1)) * 1024


def is_well(chat):
    """A visitor who behaves is answered, and so are the operators."""
    assert chat.json("GET", "/healthz", base=chat.admin) == {"status": "ok"}
    assert isinstance(chat.json("GET", "/api/chats")["chats"], list)
    return True


SMUGGLED = "0\r\n\r\nGET /api/config HTTP/1.1\r\nHost: HOST\r\n\r\n"


@pytest.mark.parametrize(
    "request_text",
    [
        "GET /api/config HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n",
        "GET /api/config HTTP/1.1\r\nHost: HOST\r\nHost: HOST\r\n\r\n",
        "GET /api/config HTTP/1.1\r\n\r\n",
        "GET http://evil.example/api/config HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "POST /api/visitor HTTP/1.1\r\nHost: HOST\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
        "POST /api/visitor HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + SMUGGLED,
        "POST /api/visitor HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: xchunked\r\n\r\n" + SMUGGLED,
        "POST /api/visitor HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked, gzip\r\n\r\n" + SMUGGLED,
        "POST /api/visitor HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n" + SMUGGLED,
        "POST /api/visitor HTTP/1.0\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n" + SMUGGLED,
        "POST /api/visitor HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\n" + SMUGGLED,
        "POST /api/visitor HTTP/1.1\r\nHost: HOST\r\nContent-Length : 5\r\n\r\n" + SMUGGLED,
        "POST /api/visitor HTTP/1.1\r\nHost: HOST\r\nContent-Length: -5\r\n\r\n" + SMUGGLED,
        "POST /api/visitor HTTP/1.1\r\nHost: HOST\r\nContent-Length: 99999999999999999999\r\n\r\n" + SMUGGLED,
        "GET /api/config HTTP/1.1\r\nHost: HOST\r\nX-Folded: a\r\n b\r\n\r\n",
        "GET /api/config HTTP/1.1\nHost: HOST\n\n",
        "GET /api/config HTTP/1.1\r\nHost: HOST\r\nX-Zero: a\0b\r\n\r\n",
        "GET /" + "a" * 100_000 + " HTTP/1.1\r\nHost: HOST\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: HOST\r\nX-Long: " + "a" * 100_000 + "\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: HOST\r\n" + "".join(f"X-{number}: a\r\n" for number in range(500)) + "\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a hello of TLS",
    ],
    ids=lambda _: next(NAMES),
)
def test_what_can_be_read_in_two_ways_is_refused_and_nothing_behind_it_is_read(chat, request_text):
    answer = talk(chat, request_text.replace("HOST", chat.url[7:]).encode("latin-1"))
    assert answer.startswith(b"HTTP/1.1 400 "), answer[:200]
    assert answer.count(b"HTTP/1.1 ") == 1 and b"assistants" not in answer
    assert b"connection: close" in answer.lower()
    assert is_well(chat)


@pytest.mark.parametrize("sizes, status", [([8100], 200), ([8300], 400), ([5400, 5400, 5400], 200), ([5600, 5600, 5600], 400)])
def test_a_head_has_16_kb_and_8_of_them_in_one_field(chat, sizes, status):
    fields = "".join(f"X-{number}: {'a' * size}\r\n" for number, size in enumerate(sizes))
    head = f"GET /api/config HTTP/1.1\r\nHost: {chat.url[7:]}\r\nConnection: close\r\n{fields}\r\n"
    assert talk(chat, head.encode()).startswith(f"HTTP/1.1 {status} ".encode())


def test_an_unclear_request_behind_clear_ones_waits_for_their_answers(chat):
    good = b"GET /api/config HTTP/1.1\r\nHost: " + chat.url[7:].encode() + b"\r\n\r\n"
    answers = talk(chat, good + good + b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + good)
    assert re.findall(rb"HTTP/1.1 (\d+) ", answers) == [b"200", b"200", b"400"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost:99999", "127.1", "[::2]", "evil.example:PORT", "", "::1:x"]
)
def test_no_other_name_is_answered(chat, host):
    request = f"GET /api/config HTTP/1.1\r\nHost: {host.replace('PORT', str(port(chat)))}\r\n\r\n".encode()
    assert talk(chat, request, until_closed=False).startswith(b"HTTP/1.1 421 ")


def test_pages_of_other_origins_ask_for_nothing(chat):
    for origin in ["https://evil.example", "null", "http://127.0.0.1.evil.example", f"{chat.url}.evil.example"]:
        status, error = chat.error("POST", "/api/visitor", {}, headers={"Origin": origin})
        assert (status, error["code"]) == (403, "unauthorized"), origin
    assert chat.json("POST", "/api/visitor", {}, headers={"Origin": chat.url})["token"]


def test_requests_in_one_packet_are_answered_in_their_order(chat):
    question = json.dumps(chat.post(QUESTION, chat="pipelined")).encode()
    config = head(chat, "GET", "/api/config")
    requests = [config, head(chat, Content_Length=len(question)) + question, config, config]
    answers = talk(chat, b"".join(requests), until_closed=False)
    kinds = re.findall(rb"HTTP/1.1 200 OK\r\n(?:(?!\r\n\r\n).)*?Content-Type: ([a-z/-]+)", answers, re.S)
    assert kinds == [b"application/json", b"text/event-stream", b"application/json", b"application/json"]
    assert answers.index(b"[DONE]") < answers.rindex(b"assistants")


def test_a_client_of_http_1_0_gets_its_stream_whole_and_then_the_end(chat):
    question = json.dumps(chat.post(QUESTION, chat="old")).encode()
    answer = talk(chat, head(chat, version="1.0", Content_Length=len(question)) + question)
    opening, _, body = answer.partition(b"\r\n\r\n")
    assert opening.startswith(b"HTTP/1.0 200 ") and b"chunked" not in opening.lower()
    assert body.startswith(b"data: {") and body.endswith(b"data: [DONE]\n\n")


def test_a_question_for_the_head_alone_gets_no_body(chat):
    for path, status in [("/", b"200"), ("/api/config", b"200"), ("/nothing", b"404")]:
        answer = talk(chat, head(chat, "HEAD", path), until_closed=False)
        assert answer.startswith(b"HTTP/1.1 " + status) and answer.endswith(b"\r\n\r\n"), answer


@pytest.mark.parametrize(
    "body",
    [
        b'"\xff\xfe"', b'{"id":"\xc3\x28"}', b"[" * 100_000, b'{"a":' * 40_000, b'{"id":1e999999}', b"null", b"{}{}",
        b'{"id":',
    ],
    ids=lambda _: next(NAMES),
)
def test_a_body_that_is_no_object_of_json_is_refused_in_words(chat, body):
    status, error = chat.error("POST", "/api/chat", body)
    assert (status, error["code"]) == (400, "invalid_request")
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with pytest.raises(Exception) as refused:
        chat.request("POST", "/v1/responses", body, headers=headers)
    assert refused.value.code == 400 and json.loads(refused.value.read())["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("extra", ["0," * 30_000, "[],{}," * 15_000, "[[[[0]]]]," * 8_000], ids=["zeros", "empty", "nested"])
def test_a_body_of_countless_values_is_refused_before_it_costs_anything(chat, extra):
    for path, body in [("/api/chat", chat.post(QUESTION)), ("/v1/responses", {"model": "support-bot", "input": QUESTION})]:
        whole = json.dumps(body).encode()[:-1] + b', "metadata": [' + extra.rstrip(",").encode() + b"]}"
        assert len(whole) < 256 << 10
        headers = {"Authorization": f"Bearer {TOKEN}"}
        assert "more than 20000 values" in chat.error("POST", path, whole, headers=headers)[1]["message"]
    keys = json.dumps(chat.post(QUESTION)).encode()[:-1] + b', "a": 0' * 30_000 + b"}"
    assert "more than 20000 values" in chat.error("POST", "/api/chat", keys)[1]["message"]


def test_a_visitor_asks_for_four_things_at_a_time(chat):
    """Questions whose bodies do not come, the stream of an answer, and a stop beside them."""
    other = {"X-Visitor-Token": chat.json("POST", "/api/visitor", {})["token"]}

    def streams(headers=None):
        try:
            return chat.request("GET", "/api/chat/none/stream", headers=headers).status
        except urllib.error.HTTPError as error:
            return error.code

    def until(status):
        end = time.monotonic() + 20
        while streams() != status:
            assert time.monotonic() < end
            time.sleep(0.05)

    connections = [connect(chat) for _ in range(4)]
    for connection in connections[:3]:
        connection.sendall(head(chat, Content_Length=10))
    assert streams() == 204
    connections[3].sendall(head(chat, Content_Length=10))
    until(429)
    assert chat.error("POST", "/api/chat/none/stop")[1]["code"] == "too_many_requests"
    assert chat.error("POST", "/api/chat", chat.post(QUESTION))[1]["retry_after"] == 1
    assert streams(other) == 204 and is_well(chat)
    for connection in connections:
        connection.close()
    until(204)


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize("has_token", [False, True])
def test_a_body_of_100_mb_is_refused_and_never_held(chat, is_chunked, has_token):
    length = {"Transfer_Encoding": "chunked"} if is_chunked else {"Content_Length": 100 * MIB}
    token = {} if has_token else {"X_Visitor_Token": "x"}
    before, sent, received = memory(chat), 0, b""
    piece = b"%x\r\n%b\r\n" % (MIB, b"x" * MIB) if is_chunked else b"x" * MIB
    with connect(chat) as connection:
        try:
            connection.sendall(head(chat, **length, **token))
            for _ in range(100):
                connection.sendall(piece)
                sent += MIB
        except OSError:
            pass
        try:
            while more := connection.recv(65536):
                received += more
        except OSError:
            pass
    # What came before the connection was reset may be lost on the way.
    assert received == b"" or received.startswith(b"HTTP/1.1 413 " if has_token else b"HTTP/1.1 401 ")
    assert sent < 20 * MIB, "the server took the body"
    assert memory(chat) - before < 20 * MIB
    assert is_well(chat)


def test_who_does_not_read_takes_no_memory(chat):
    request = head(chat, "GET", "/messages.css") * 1000
    assert is_well(chat)
    before, connections = memory(chat), []
    for _ in range(50):
        connection = connect(chat)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(0.2)
        try:
            connection.sendall(request)
        except TimeoutError:
            pass
        connections.append(connection)
    # All that was asked for would be half a gigabyte, and the heads alone, read at once, a hundred megabytes.
    time.sleep(2)
    assert memory(chat) - before < 40 * MIB
    assert is_well(chat)
    for connection in connections:
        connection.close()


def test_streams_that_nobody_reads_take_no_memory_and_are_paid_for(project):
    with Chat(project) as chat:
        before, connections = memory(chat), []
        for number in range(20):
            token = chat.json("POST", "/api/visitor", {})["token"] if number < 19 else chat.token
            question = json.dumps(chat.post(QUESTION, chat=f"deaf-{number}")).encode()
            connection = connect(chat)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(head(chat, X_Visitor_Token=token, Content_Length=len(question)) + question)
            connections.append(connection)
        end = time.monotonic() + 60
        while chat.messages().count("state=complete") < 20:
            assert time.monotonic() < end, chat.messages()
            time.sleep(0.1)
        assert memory(chat) - before < 64 * MIB
        assert chat.spent() > 0
        for connection in connections:
            connection.close()


def test_a_connection_that_breaks_in_the_middle_leaves_the_answer_to_be_found(chat):
    question = json.dumps(chat.post(QUESTION, chat="broken")).encode()
    spent = chat.spent()
    connection = connect(chat)
    connection.sendall(head(chat, Content_Length=len(question)) + question)
    assert connection.recv(100).startswith(b"HTTP/1.1 200 ")
    # A reset, as of a phone that changes its network.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    chat.until_idle()
    kept = chat.json("GET", "/api/chat/broken")["messages"][1]
    assert kept["metadata"]["state"] == "complete" and "30 days" in json.dumps(kept)
    assert chat.spent() > spent


def own_address():
    """An address of this machine that is none of loopback; nil where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 9))
            return asking.getsockname()[0]
        except OSError:
            return None


def test_an_address_has_a_hundred_connections_and_takes_them_from_nobody_else(tmp_path, account):
    if not (address := own_address()):
        pytest.skip("this machine has no other address than loopback")
    settings = SETTINGS + "  public_url: https://chat.example.com\n" + FUNCTIONS.replace("PORT", "1")
    project = deployed(tmp_path, account.url, settings)
    with Chat(project, "--host", "0.0.0.0", name="chat.example.com") as chat:
        connections = [connect(chat, address) for _ in range(130)]
        end, closed = time.monotonic() + 20, 0
        while closed < 30 and time.monotonic() < end:
            closed = len(select.select(connections, [], [], 1)[0])
            time.sleep(0.1)
        assert closed == 30
        assert is_well(chat)
        for connection in connections:
            connection.close()


def test_thousands_of_idle_connections_keep_nobody_from_an_answer(project):
    count = min(10_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - 1000)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (before[1], before[1]))
    connections = []
    try:
        with Chat(project) as chat:
            empty = memory(chat)
            # As many as come in before the first has to leave.
            end = time.monotonic() + 20
            while len(connections) < count and time.monotonic() < end:
                connections.append(connect(chat))
            assert len(connections) > 500
            assert is_well(chat)
            assert types(chat.ask(QUESTION))[-1] == "finish"
            assert memory(chat) - empty < 300 * MIB
            for connection in connections:
                connection.close()
    finally:
        for connection in connections:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_slow_requests_end_after_half_a_minute_and_cost_nobody_else_anything(project):
    """Heads and bodies that come byte by byte, in many connections at a time."""
    with Chat(project) as chat:
        openings = [
            b"GET /api/config HTTP/1.1\r\nHost: a\r\nX-Slow: ", b"GET /", b"", head(chat, Content_Length=1000) + b"{",
            head(chat, Transfer_Encoding="chunked") + b"3e8\r\n{",
        ]  # fmt: skip
        connections = []
        for _ in range(20):
            for opening in openings:
                connection = connect(chat)
                connection.sendall(opening)
                connection.setblocking(False)
                connections.append((connection, len(opening)))
        began, open_ones = time.monotonic(), list(connections)
        while open_ones:
            assert time.monotonic() - began < 50, f"{len(open_ones)} are still open"
            time.sleep(1)
            still = []
            for connection, length in open_ones:
                try:
                    if length:
                        connection.send(b" " if length > 100 else b"a")
                    # What a server says before it closes is not the end of the connection.
                    while connection.recv(4096):
                        pass
                except BlockingIOError:
                    still.append((connection, length))
                except OSError:
                    pass
            open_ones = still
            assert is_well(chat) if len(still) % 2 else True
        assert time.monotonic() - began > 25
        for connection, _ in connections:
            connection.close()


def test_bodies_that_are_held_back_keep_nobody_else_from_asking(project):
    """As much as all bodies together may have, of one visitor and each without its last byte."""
    with Chat(project) as chat:
        held = head(chat, Content_Length=250_000) + b"{" + b" " * 249_998
        connections = []
        for _ in range(280):
            connection = connect(chat)
            connection.settimeout(5)
            try:
                connection.sendall(held)
            except OSError:
                pass
            connections.append(connection)
        chat.token = chat.json("POST", "/api/visitor", {})["token"]
        assert types(chat.ask(QUESTION))[-1] == "finish"
        # Nor do they stay: the bodies of those who were not refused at once have ten seconds.
        end = time.monotonic() + 25
        while len(select.select(connections, [], [], 0)[0]) < len(connections):
            assert time.monotonic() < end
            time.sleep(0.2)
        for connection in connections:
            connection.close()


def test_a_client_that_leaves_in_the_middle_of_a_body_is_no_fault_of_the_server(project):
    def counted(kind):
        text = chat.request("GET", "/metrics", base=chat.admin).read().decode()
        found = re.search(rf'^assistantctl_serve_http_requests_total{{status="{kind}"}} (\d+)$', text, re.M)
        return int(found.group(1)) if found else 0

    with Chat(project) as chat:
        with connect(chat) as connection:
            connection.sendall(head(chat, Content_Length=1000) + b'{"id":')
        end = time.monotonic() + 20
        while counted("4xx") == 0:
            assert counted("5xx") == 0 and time.monotonic() < end
            time.sleep(0.05)
        assert "problem" not in chat.messages()


def test_chats_are_deleted_and_answers_rated_so_often_a_minute(project):
    with Chat(project) as chat:
        codes = []
        for number in range(130):
            try:
                if number % 2:
                    codes.append(chat.request("DELETE", f"/api/chat/none-{number}").status)
                else:
                    chat.request("POST", "/api/chat/none/rating", {"messageId": "m", "rating": "up"})
            except Exception as error:
                codes.append(error.code)
        # In a minute that begins in the middle as many again.
        assert codes[:40] == [404, 204] * 20 and 429 in codes


def test_the_log_holds_nothing_of_what_anybody_wrote(chat):
    chat.ask("My secret word is xylophone-4711.", chat="secret")
    chat.error("POST", "/api/chat", b'{"id":"xylophone-4711')
    chat.error("POST", "/api/chat", chat.post("xylophone-4711 " * 1000))
    chat.error("GET", "/api/chat/xylophone-4711")
    talk(chat, b"GET /xylophone-4711 HTTP/1.1\r\nHost: xylophone-4711\r\nX: xylophone-4711\r\n\r\n", until_closed=False)
    answer = " ".join(chunk.get("delta", "") for chunk in chat.ask(QUESTION, chat="plain"))
    chat.until_idle()
    log = chat.messages()
    assert "state=complete" in log and "xylophone" not in log and QUESTION not in log
    words = re.findall(r"[A-Za-z]{9,}", answer)
    assert words and not [word for word in words if word in log]
