"""An account of its own, for measuring: it shares no code with the program, and its work costs next to nothing.

Every answer comes a fixed time after the request has arrived whole. It checks nothing, keeps no bytes of files, and
indexes everything; a file is found indexed some time after it was attached. `PUT /control` sets the latency, faults,
and what the account holds of other people; `GET /control` tells what was asked since.

    python emulator.py [--latency MS] [--indexing MS]      prints its address, and serves until it is terminated
"""

import argparse
import asyncio
import json
import re
import time
import zipfile
from email.utils import formatdate
from io import BytesIO
from urllib.parse import parse_qsl, urlsplit

DISPOSITION = re.compile(rb'Content-Disposition: form-data; (?:[^\r\n]*?)name="([^"]*)"(?:; filename="([^"]*)")?', re.I)
#: A larger body than this is an upload whose bytes nobody looks at.
KEPT_BYTES = 64 << 20


class Refusal(Exception):
    def __init__(self, status, message, kind="invalid_request_error"):
        self.status = status
        self.body = {"error": {"message": message, "type": kind, "param": None, "code": None}}


class Account:
    """Objects by id, oldest first: dictionaries keep their order."""

    def __init__(self, indexing):
        self.indexing = indexing
        self.count = 0
        self.files, self.stores, self.assistants, self.skills, self.uploads = {}, {}, {}, {}, {}
        #: By store: its members by file, each with the moment at which it is indexed; its batches by id.
        self.members, self.batches = {}, {}
        self.versions = {}

    def identifier(self, prefix):
        self.count += 1
        return f"{prefix}{self.count:08x}"

    def get(self, table, identifier):
        if identifier not in table:
            raise Refusal(404, f"No such object: {identifier}")
        return table[identifier]

    def delete(self, table, identifier, kind):
        self.get(table, identifier)
        del table[identifier]
        return {"id": identifier, "object": f"{kind}.deleted", "deleted": True}

    # Files

    def add_file(self, name, size, created=None):
        identifier = self.identifier("file-")
        self.files[identifier] = {
            "id": identifier, "object": "file", "bytes": size, "created_at": created or int(time.time()),
            "filename": name, "purpose": "assistants", "status": "processed",
        }  # fmt: skip
        return self.files[identifier]

    # Stores

    def add_store(self, asked, created=None):
        identifier = self.identifier("vs_")
        self.stores[identifier] = {
            "id": identifier, "object": "vector_store", "created_at": created or int(time.time()),
            "name": asked.get("name"), "metadata": asked.get("metadata") or {}, "usage_bytes": 0,
            "expires_after": asked.get("expires_after"), "last_active_at": int(time.time()),
        }  # fmt: skip
        self.members[identifier], self.batches[identifier] = {}, {}
        self.attach(identifier, [{"file_id": file} for file in asked.get("file_ids") or []])
        return self.store(identifier)

    def store(self, identifier):
        store = dict(self.get(self.stores, identifier))
        store["file_counts"] = self.counts(self.members[identifier].values())
        store["status"] = "in_progress" if store["file_counts"]["in_progress"] else "completed"
        return store

    @staticmethod
    def counts(members):
        now, members = time.monotonic(), list(members)
        pending = sum(member["ready"] > now for member in members)
        return {
            "in_progress": pending, "completed": len(members) - pending, "failed": 0, "cancelled": 0,
            "total": len(members),
        }  # fmt: skip

    def attach(self, store, files):
        self.get(self.stores, store)
        ready = time.monotonic() + self.indexing
        for file in files:
            self.get(self.files, file["file_id"])
            self.members[store].setdefault(
                file["file_id"],
                {
                    "id": file["file_id"], "created_at": int(time.time()), "ready": ready,
                    "attributes": file.get("attributes") or {}, "chunking": file.get("chunking_strategy"),
                },
            )  # fmt: skip

    def member(self, store, file):
        member = self.get(self.members[store], file)
        return {
            "id": file, "object": "vector_store.file", "created_at": member["created_at"], "vector_store_id": store,
            "status": "in_progress" if member["ready"] > time.monotonic() else "completed", "usage_bytes": 0,
            "last_error": None, "attributes": member["attributes"],
            "chunking_strategy": {
                "type": "static", "static": {"max_chunk_size_tokens": 800, "chunk_overlap_tokens": 400},
            } if not member["chunking"] or member["chunking"]["type"] == "auto" else member["chunking"],
        }  # fmt: skip

    def add_batch(self, store, asked):
        files = asked.get("files") or [{**asked, "file_id": file} for file in asked["file_ids"]]
        self.attach(store, files)
        identifier = self.identifier("vsfb_")
        self.batches[store][identifier] = [file["file_id"] for file in files]
        return self.batch(store, identifier)

    def batch(self, store, identifier):
        self.get(self.stores, store)
        files = self.get(self.batches[store], identifier)
        counts = self.counts(self.members[store][file] for file in files if file in self.members[store])
        return {
            "id": identifier, "object": "vector_store.files_batch", "created_at": int(time.time()),
            "vector_store_id": store, "status": "in_progress" if counts["in_progress"] else "completed",
            "file_counts": counts,
        }  # fmt: skip

    # Skills

    def add_version(self, skill, files, is_default):
        bundle = BytesIO()
        with zipfile.ZipFile(bundle, "w") as archive:
            for path, content in files:
                archive.writestr(path, content)
        number = str(int(skill["latest_version"]) + 1)
        skill["latest_version"] = number
        if is_default:
            skill["default_version"] = number
        version = {
            "id": self.identifier("skv_"), "object": "skill.version", "created_at": int(time.time()),
            "skill_id": skill["id"], "version": number, "name": skill["name"], "description": skill["description"],
        }  # fmt: skip
        self.versions[skill["id"]][number] = (version, bundle.getvalue())
        return version

    def add_skill(self, files):
        manifest = next(content for path, content in files if path.endswith("SKILL.md")).decode()
        skill = {
            "id": self.identifier("skill_"), "object": "skill", "created_at": int(time.time()),
            "name": re.search(r"^name: (.*)$", manifest, re.M)[1], "description": "", "latest_version": "0",
            "default_version": "1",
        }  # fmt: skip
        self.skills[skill["id"]] = skill
        self.versions[skill["id"]] = {}
        self.add_version(skill, files, True)
        return skill

    # Other people's

    def populate(self, stores, files, created):
        for number in range(files):
            self.add_file(f"other-{number}.md", 1000, created)
        for number in range(stores):
            self.add_store({"name": f"other {number}"}, created)


def form(body):
    """The fields and files of a form: `(name, file name, content)`."""
    boundary = body[: body.index(b"\r\n")]
    parts = []
    for part in body.split(boundary)[1:-1]:
        head, content = part.split(b"\r\n\r\n", 1)
        name, file = DISPOSITION.search(head).groups()
        parts.append((name.decode(), file and file.decode(), content[:-2]))
    return parts


def page(objects, query, show=lambda item: item):
    """One page of a list, which is oldest first; lists are newest first unless they are told otherwise."""
    items = list(objects)
    if query.get("order", "desc") == "desc":
        items.reverse()
    if "after" in query:
        places = [place for place, item in enumerate(items) if item["id"] == query["after"]]
        items = items[places[0] + 1 :] if places else []
    limit = int(query.get("limit", 20))
    data = [show(item) for item in items[:limit]]
    return {
        "object": "list", "data": data, "has_more": len(items) > limit,
        "first_id": data[0]["id"] if data else None, "last_id": data[-1]["id"] if data else None,
    }  # fmt: skip


def answer(account, method, path, query, body, head):
    """What the account says: a value for JSON, or bytes."""
    what = (method, path[0], len(path), path[2] if len(path) > 2 else None)
    asked = json.loads(body) if body.startswith(b"{") else {}
    match what:
        case ("GET", "models", 1, _):
            names = ("gpt-6-luna", "gpt-6-sol")
            return {"object": "list", "data": [{"id": name, "object": "model", "created": 0} for name in names]}
        case ("GET", "files", 1, _):
            return page(account.files.values(), query)
        case ("POST", "files", 1, _):
            if len(body) >= KEPT_BYTES:
                return account.add_file(DISPOSITION.findall(head)[-1][1].decode(), len(body))
            name, content = next((file, content) for _, file, content in form(body) if file)
            return account.add_file(name, len(content))
        case ("GET", "files", 2, _):
            return account.get(account.files, path[1])
        case ("DELETE", "files", 2, _):
            return account.delete(account.files, path[1], "file")
        case ("POST", "uploads", 1, _):
            identifier = account.identifier("upload_")
            account.uploads[identifier] = {
                **asked, "id": identifier, "object": "upload", "status": "pending", "created_at": int(time.time()),
                "expires_at": int(time.time()) + 3600, "file": None,
            }  # fmt: skip
            return account.uploads[identifier]
        case ("POST", "uploads", 3, "parts"):
            return {"id": account.identifier("part_"), "object": "upload.part", "upload_id": path[1], "created_at": 0}
        case ("POST", "uploads", 3, "complete"):
            upload = account.get(account.uploads, path[1])
            upload.update(status="completed", file=account.add_file(upload["filename"], upload["bytes"]))
            return upload
        case ("POST", "uploads", 3, "cancel"):
            account.uploads[path[1]]["status"] = "cancelled"
            return account.uploads[path[1]]
        case ("GET", "vector_stores", 1, _):
            return page(account.stores.values(), query, lambda store: account.store(store["id"]))
        case ("POST", "vector_stores", 1, _):
            return account.add_store(asked)
        case ("GET", "vector_stores", 2, _):
            return account.store(path[1])
        case ("POST", "vector_stores", 2, _):
            account.get(account.stores, path[1]).update(asked)
            return account.store(path[1])
        case ("DELETE", "vector_stores", 2, _):
            return account.delete(account.stores, path[1], "vector_store")
        case ("GET", "vector_stores", 3, "files"):
            account.get(account.stores, path[1])
            return page(
                account.members[path[1]].values(), query, lambda member: account.member(path[1], member["id"])
            )
        case ("POST", "vector_stores", 3, "files"):
            account.attach(path[1], [asked])
            return account.member(path[1], asked["file_id"])
        case ("GET", "vector_stores", 4, "files"):
            account.get(account.stores, path[1])
            return account.member(path[1], path[3])
        case ("POST", "vector_stores", 4, "files"):
            account.get(account.members[path[1]], path[3])["attributes"] = asked["attributes"]
            return account.member(path[1], path[3])
        case ("DELETE", "vector_stores", 4, "files"):
            account.get(account.stores, path[1])
            return account.delete(account.members[path[1]], path[3], "vector_store.file")
        case ("POST", "vector_stores", 3, "file_batches"):
            account.get(account.stores, path[1])
            return account.add_batch(path[1], asked)
        case ("GET", "vector_stores", 4, "file_batches"):
            return account.batch(path[1], path[3])
        case ("GET", "assistants", 1, _):
            return page(account.assistants.values(), query)
        case ("POST", "assistants", 1, _):
            identifier = account.identifier("asst_")
            account.assistants[identifier] = {
                "name": None, "description": None, "instructions": None, "tools": [], "tool_resources": {},
                "metadata": {}, "temperature": 1.0, "top_p": 1.0, "response_format": "auto", **asked,
                "id": identifier, "object": "assistant", "created_at": int(time.time()),
            }  # fmt: skip
            return account.assistants[identifier]
        case ("GET", "assistants", 2, _):
            return account.get(account.assistants, path[1])
        case ("POST", "assistants", 2, _):
            account.get(account.assistants, path[1]).update(asked)
            return account.assistants[path[1]]
        case ("DELETE", "assistants", 2, _):
            return account.delete(account.assistants, path[1], "assistant")
        case ("GET", "skills", 1, _):
            return page(account.skills.values(), query)
        case ("POST", "skills", 1, _):
            return account.add_skill([(file, content) for _, file, content in form(body) if file])
        case ("GET", "skills", 2, _):
            return account.get(account.skills, path[1])
        case ("POST", "skills", 2, _):
            account.get(account.skills, path[1]).update(asked)
            return account.skills[path[1]]
        case ("DELETE", "skills", 2, _):
            return account.delete(account.skills, path[1], "skill")
        case ("GET", "skills", 3, "versions"):
            account.get(account.skills, path[1])
            return page([version for version, _ in account.versions[path[1]].values()], query)
        case ("POST", "skills", 3, "versions"):
            parts = form(body)
            is_default = ("default", None, b"true") in parts
            files = [(file, content) for _, file, content in parts if file]
            return account.add_version(account.get(account.skills, path[1]), files, is_default)
        case ("GET", "skills", 4, "versions"):
            account.get(account.skills, path[1])
            return account.get(account.versions[path[1]], path[3])[0]
        case ("DELETE", "skills", 4, "versions"):
            account.get(account.skills, path[1])
            return account.delete(account.versions[path[1]], path[3], "skill.version")
        case ("GET", "skills", 5, "versions"):
            account.get(account.skills, path[1])
            return account.get(account.versions[path[1]], path[3])[1]
    raise Refusal(404, f"Unknown request: {method} /{'/'.join(path)}")


class Fault:
    """What happens once to the first request that fits.

    Kinds: `500`, `503`, `429` before the work; `500-after`, `drop-after`, `html-after`, `half-after` behind it;
    `drop` before it.
    """

    def __init__(self, kind, method, path):
        self.kind, self.method, self.path = kind, method, re.compile(path)


class Server:
    def __init__(self, latency, indexing):
        self.latency = latency
        self.account = Account(indexing)
        self.faults = []
        self.forget()

    def forget(self):
        self.requests = {}
        self.in_flight = self.widest = 0

    def control(self, method, body):
        if method == "PUT":
            asked = json.loads(body or b"{}")
            self.latency = asked.get("latency", self.latency)
            self.faults = [Fault(*fault) for fault in asked.get("faults", [])]
            if asked.get("empty"):
                self.account = Account(self.account.indexing)
            if others := asked.get("others"):
                self.account.populate(others["stores"], others["files"], others["created_at"])
            self.forget()
        return {
            "requests": self.requests, "widest": self.widest, "faults": len(self.faults),
            "stores": len(self.account.stores), "files": len(self.account.files),
            "skills": len(self.account.skills), "assistants": len(self.account.assistants),
        }  # fmt: skip

    def fault(self, method, target):
        for place, fault in enumerate(self.faults):
            if fault.method == method and fault.path.fullmatch(target):
                del self.faults[place]
                return fault.kind
        return None

    def answer(self, method, target, body, head):
        """Status, media type, body, and how much of the body goes out; nothing for a connection that drops."""
        parts = urlsplit(target)
        fault = self.fault(method, parts.path)
        if fault == "drop":
            return None
        if fault in ("500", "503", "429"):
            kind = {"503": "server_is_overloaded", "429": "rate_limit_exceeded"}.get(fault, "server_error")
            error = {"error": {"message": "The server had an error.", "type": kind, "param": None, "code": kind}}
            return int(fault), "application/json", json.dumps(error).encode(), None
        path = parts.path.removeprefix("/v1/").split("/")
        try:
            value, status = answer(self.account, method, path, dict(parse_qsl(parts.query)), body, head), 200
        except Refusal as refusal:
            value, status = refusal.body, refusal.status
        if fault == "drop-after":
            return None
        if fault == "500-after":
            error = {"error": {"message": "The server had an error.", "type": "server_error", "code": None}}
            return 500, "application/json", json.dumps(error).encode(), None
        if fault == "html-after":
            return 200, "text/html", b"<html><body>Bad gateway</body></html>", None
        if isinstance(value, bytes):
            return status, "application/zip", value, None
        content = json.dumps(value, separators=(",", ":")).encode()
        return status, "application/json", content, len(content) // 2 if fault == "half-after" else None


class Connection(asyncio.Protocol):
    """HTTP/1.1 as its clients speak it: bodies with their length, one request at a time."""

    def __init__(self, server):
        self.server = server
        self.buffer = bytearray()
        self.head, self.left, self.swallowed = None, 0, 0

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        if self.head and self.swallowed:
            return self.swallow(len(data))
        self.buffer += data
        if not self.head:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            lines = self.buffer[:end].decode("latin-1").split("\r\n")
            self.method, self.target, _ = lines[0].split(" ")
            headers = dict(line.lower().split(": ", 1) for line in lines[1:])
            self.head = lines[0]
            self.length = self.left = int(headers.get("content-length", 0))
            self.started()
            if headers.get("expect") == "100-continue":
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            del self.buffer[: end + 4]
        if self.length >= KEPT_BYTES and len(self.buffer) >= 1000:
            self.opening = bytes(self.buffer[:1000])
            self.swallowed = len(self.buffer)
            self.buffer.clear()
            return self.swallow(0)
        if len(self.buffer) >= self.length:
            body = bytes(self.buffer[: self.length])
            del self.buffer[: self.length]
            self.arrived(body, body[:1000])

    def swallow(self, count):
        self.swallowed += count
        if self.swallowed >= self.length:
            self.swallowed = 0
            self.arrived(Swallowed(self.length), self.opening)

    def started(self):
        server = self.server
        server.in_flight += 1
        server.widest = max(server.widest, server.in_flight)
        name = f"{self.method} {re.sub(r'/[a-z]+[-_][0-9a-f]{8}', '/ID', urlsplit(self.target).path)}"
        server.requests[name] = server.requests.get(name, 0) + 1

    def arrived(self, body, opening):
        self.head = None
        if self.target == "/control":
            self.server.in_flight -= 1
            content = json.dumps(self.server.control(self.method, body)).encode()
            return self.send((200, "application/json", content, None))
        reply = self.server.answer(self.method, self.target, body, opening)
        asyncio.get_running_loop().call_later(self.server.latency, self.reply, reply)

    def reply(self, reply):
        self.server.in_flight -= 1
        if not self.transport.is_closing():
            self.send(reply)

    def send(self, reply):
        if reply is None:
            return self.transport.abort()
        status, kind, content, shown = reply
        date = formatdate(usegmt=True)
        head = f"HTTP/1.1 {status} Status\r\ncontent-type: {kind}\r\ndate: {date}\r\ncontent-length: {len(content)}"
        self.transport.write(head.encode() + b"\r\n\r\n" + content[:shown])
        if shown is not None:
            self.transport.close()


class Swallowed(bytes):
    """A body of which only the length was kept."""

    def __new__(cls, length):
        value = super().__new__(cls)
        value.length = length
        return value

    def __len__(self):
        return self.length


async def serve(latency, indexing):
    state = Server(latency, indexing)
    server = await asyncio.get_running_loop().create_server(lambda: Connection(state), "127.0.0.1", 0, backlog=512)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--latency", type=float, default=50, help="milliseconds that every answer takes")
    options.add_argument("--indexing", type=float, default=100, help="milliseconds until a file is indexed")
    options = options.parse_args()
    asyncio.run(serve(options.latency / 1000, options.indexing / 1000))
