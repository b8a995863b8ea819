"""A stand-in for `assistantctl serve`: the same endpoints, with answers that a test scripts and paces."""

import http.server
import json
import mimetypes
import sys
import threading
import time
import uuid
from pathlib import Path
from typing import Union

from pydantic import TypeAdapter
from pydantic_ai.ui.vercel_ai import request_types, response_types

PAGE = Path(__file__).resolve().parents[2] / "Sources" / "ChatServer" / "Page"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self' {origins}"
)
CHUNKS = TypeAdapter(
    Union[tuple(
        each for each in vars(response_types).values()
        if isinstance(each, type) and issubclass(each, response_types.BaseChunk) and each is not response_types.BaseChunk
        and each.__name__ not in ("FileChunk",)
    )]
)
SUBMITTED = TypeAdapter(request_types.RequestData)


class Gate(threading.Event):
    """A step of a script at which the answer waits until a test opens it."""


class Cut:
    """A step of a script at which every connection breaks; the answer itself goes on."""


def text(words, *, part="0", pieces=7):
    """The chunks of a text, in pieces as tokens come."""
    deltas = [{"type": "text-delta", "id": part, "delta": words[at : at + pieces]} for at in range(0, len(words), pieces)]
    return [{"type": "text-start", "id": part}, *deltas, {"type": "text-end", "id": part}]


def tool(name, *between):
    call = f"call-{name}"
    return [
        {"type": "tool-input-start", "toolCallId": call, "toolName": name},
        {"type": "tool-input-available", "toolCallId": call, "toolName": name, "input": {}},
        *between,
        {"type": "tool-output-available", "toolCallId": call, "output": {}},
    ]


def source(identifier, title, *, filename=None, passage=None, passages=(), path=None):
    chunk = {"type": "source-document", "sourceId": identifier, "mediaType": "text/markdown", "title": title}
    if path:
        chunk["providerMetadata"] = {"assistantctl": {"path": path}}
    chunks = [{**chunk, "filename": filename} if filename else chunk]
    if passage:
        chunks.append({"type": "data-passage", "id": identifier, "data": {"text": passage}})
    if passages:
        data = {"text": "\n\n".join(passages), "passages": list(passages)}
        chunks.append({"type": "data-passage", "id": identifier, "data": data})
    return chunks


def citation(identifier, start, end):
    return {"type": "data-citation", "id": uuid.uuid4().hex, "data": {"sourceId": identifier, "start": start, "end": end}}


class Refusal(Exception):
    def __init__(self, status, code, message, retry_after=None):
        self.status = status
        self.body = {"error": {"code": code, "message": message}}
        if retry_after is not None:
            self.body["error"]["retry_after"] = retry_after


class Run:
    """An answer that is being made: what it has said, and who listens."""

    def __init__(self, stub, message, steps):
        self.stub, self.message, self.steps = stub, message, steps
        self.said = []
        self.ended = False
        self.is_stopped = False
        self.cuts = 0
        self.news = threading.Condition()

    def say(self, chunk):
        CHUNKS.validate_python(chunk)
        record(self.message, chunk)
        with self.news:
            self.said.append(chunk)
            self.news.notify_all()

    def play(self):
        self.say({"type": "start", "messageId": self.message["id"], "messageMetadata": {"created_at": int(time.time())}})
        self.say({"type": "start-step"})
        state = "complete"
        for step in self.steps:
            if isinstance(step, Gate):
                while not step.wait(0.02) and not self.is_stopped:
                    pass
            elif isinstance(step, Cut):
                with self.news:
                    self.cuts += 1
                    self.news.notify_all()
            elif isinstance(step, float):
                time.sleep(step)
            else:
                self.say(step)
                if step["type"] == "error":
                    state = "failed"
            if self.is_stopped:
                state = "stopped"
                break
        self.message["metadata"]["state"] = state
        if state == "stopped":
            self.say({"type": "abort"})
        else:
            self.say({"type": "finish-step"})
            self.say({"type": "finish", "messageMetadata": {"state": state}})
        with self.news:
            self.ended = True
            self.news.notify_all()

    def follow(self, write):
        """Writes from the beginning until the end, or until a cut."""
        at, cuts = 0, self.cuts
        while True:
            with self.news:
                self.news.wait_for(lambda: len(self.said) > at or self.ended or self.cuts > cuts, timeout=15)
                fresh, is_cut, ended = self.said[at:], self.cuts > cuts, self.ended
            if is_cut:
                return False
            for chunk in fresh:
                write(f"data: {json.dumps(chunk)}\n\n")
            at += len(fresh)
            if not fresh and not ended:
                write(": \n\n")
            if ended and at == len(self.said):
                write("data: [DONE]\n\n")
                return True


def record(message, chunk):
    """What the server keeps of a chunk, as `GET /api/chat/{id}` tells it."""
    parts = message["parts"]
    match chunk["type"]:
        case "text-start":
            parts.append({"type": "text", "text": "", "state": "done"})
        case "text-delta":
            parts[-1]["text"] += chunk["delta"]
        case "tool-input-available":
            name = chunk["toolName"]
            parts.append(
                {"type": f"tool-{name}", "toolCallId": chunk["toolCallId"], "state": "output-available", "input": {}, "output": {}}
            )
        case "source-document" | "source-url" | "data-passage" | "data-citation":
            parts.append(chunk)


class Stub:
    """Answers for questions by their text; anything else is repeated back."""

    def __init__(self, *, origins=""):
        self.assistants = [{"key": "support-bot", "name": "Velo support", "description": "Answers questions about bikes, orders and returns."}]
        self.config = {
            "disclosure": "You are talking to an AI. It can be wrong.", "citations": "passages", "characters": 4000, "keep_hours": 24,
            "logo": None,
        }
        self.theme = ""
        self.origins = origins
        self.reset()
        stub = self

        class Handler(StubHandler):
            pass

        Handler.stub = stub
        self.server = QuietServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def reset(self):
        self.scripts, self.chats, self.owners, self.runs, self.tokens = {}, {}, {}, {}, set()
        self.refusals, self.ratings, self.posts, self.asked = [], [], [], []
        self.lock = threading.Lock()

    def stop(self):
        for run in self.runs.values():
            run.is_stopped = True
        self.server.shutdown()
        self.server.server_close()

    def answer(self, question, *steps):
        self.scripts[question] = [each for step in steps for each in (step if isinstance(step, list) else [step])]

    def refuse_next(self, status, code, message, retry_after=None):
        self.refusals.append(Refusal(status, code, message, retry_after))

    # Requests

    def submit(self, body, visitor):
        self.posts.append(body)
        SUBMITTED.validate_python(body)
        if self.refusals:
            raise self.refusals.pop(0)
        with self.lock:
            chat = self.chats.get(body["id"])
            if not chat or self.owners[body["id"]] != visitor:
                chat = {"id": body["id"], "assistant": body.get("assistant"), "messages": [], "updated_at": 0}
                self.chats[body["id"]] = chat
                self.owners[body["id"]] = visitor
            messages = chat["messages"]
            asked = body["messages"][-1]
            identifiers = [message["id"] for message in messages]
            is_new = body["trigger"] == "submit-message"
            edited = body.get("messageId")
            if is_new and edited is None and asked["id"] in identifiers:
                return self.runs[body["id"]]
            if is_new and edited not in (None, asked["id"]):
                raise Refusal(400, "invalid_request", "An edited message keeps its id.")
            if not is_new and edited not in identifiers:
                raise Refusal(404, "not_found", "There is no such message.")
            if edited in identifiers:
                del messages[identifiers.index(edited) :]
            if is_new:
                messages.append({**asked, "metadata": {"created_at": int(time.time())}})
            question = "".join(part["text"] for part in messages[-1]["parts"])
            chat["updated_at"] = time.time()
            answer = {"id": uuid.uuid4().hex, "role": "assistant", "parts": [], "metadata": {"rating": None}}
            messages.append(answer)
            run = Run(self, answer, self.scripts.get(question, text(f"You said: {question}")))
            self.runs[body["id"]] = run
        threading.Thread(target=run.play, daemon=True).start()
        return run

    def is_running(self, identifier):
        return identifier in self.runs and not self.runs[identifier].ended

    def listed(self, visitor):
        chats = sorted((chat for chat in self.chats.values() if self.owners[chat["id"]] == visitor), key=lambda chat: -chat["updated_at"])
        return [
            {
                "id": chat["id"], "assistant": chat["assistant"], "updated_at": int(chat["updated_at"]),
                "title": chat["messages"][0]["parts"][0]["text"][:60],
            }
            for chat in chats
        ]


class QuietServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A page that is closed or reloaded breaks its connections, which is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class StubHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stub: Stub

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.handle_request("GET")

    def do_POST(self):
        self.handle_request("POST")

    def do_DELETE(self):
        self.handle_request("DELETE")

    def handle_request(self, method):
        self.stub.asked.append(f"{method} {self.path}")
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        path = self.path.split("?")[0]
        try:
            if path.startswith("/api/"):
                self.api(method, path.removeprefix("/api/").split("/"), json.loads(body) if body else None)
            else:
                self.file(path)
        except Refusal as refusal:
            self.send_json(refusal.body, refusal.status)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def api(self, method, path, body):
        stub = self.stub
        match method, path:
            case "GET", ["config"]:
                return self.send_json({"assistants": stub.assistants, **stub.config})
            case "POST", ["visitor"]:
                token = uuid.uuid4().hex
                stub.tokens.add(token)
                return self.send_json({"token": token})
        visitor = self.headers.get("x-visitor-token")
        if visitor not in stub.tokens:
            raise Refusal(401, "unauthorized", "Please reload the page.")
        match method, path:
            case "GET", ["chats"]:
                return self.send_json({"chats": stub.listed(visitor)})
            case "POST", ["chat"]:
                return self.send_stream(stub.submit(body, visitor))
        chat = stub.chats.get(path[1])
        if not chat or stub.owners[chat["id"]] != visitor:
            raise Refusal(404, "not_found", "This chat is no longer kept.")
        match method, path[2:]:
            case "GET", []:
                self.send_json({**chat, "running": stub.is_running(chat["id"])})
            case "DELETE", []:
                del stub.chats[chat["id"]]
                self.send_nothing()
            case "GET", ["stream"]:
                if stub.is_running(chat["id"]):
                    self.send_stream(stub.runs[chat["id"]])
                else:
                    self.send_nothing()
            case "POST", ["stop"]:
                if chat["id"] in stub.runs:
                    stub.runs[chat["id"]].is_stopped = True
                self.send_nothing()
            case "POST", ["rating"]:
                stub.ratings.append(body)
                for message in chat["messages"]:
                    if message["id"] == body["messageId"]:
                        message["metadata"]["rating"] = body["rating"]
                self.send_nothing()

    def file(self, path):
        if path == "/theme.css":
            return self.send(200, "text/css", self.stub.theme.encode())
        file = PAGE / (path.lstrip("/") or "index.html")
        if file.parent != PAGE or not file.is_file():
            raise Refusal(404, "not_found", "There is no such page.")
        kind = "text/javascript" if file.suffix == ".js" else mimetypes.guess_type(file.name)[0]
        self.send(200, f"{kind}; charset=utf-8", file.read_bytes())

    def send_json(self, value, status=200):
        self.send(status, "application/json", json.dumps(value).encode())

    def send_nothing(self):
        self.send_response(204)
        self.end_headers()

    def send(self, status, kind, body):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("content-security-policy", POLICY.format(origins=self.stub.origins).strip())
        self.send_header("x-content-type-options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def send_stream(self, run):
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("x-vercel-ai-ui-message-stream", "v1")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()

        def write(piece):
            data = piece.encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()

        if run.follow(write):
            self.wfile.write(b"0\r\n\r\n")
        else:
            # The last chunk is missing: a browser takes that for the broken connection that it is.
            self.close_connection = True
