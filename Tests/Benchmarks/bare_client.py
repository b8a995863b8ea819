"""Sends the requests that an apply from nothing needs, as fast as it can, and looks at nothing but ids: no client is
faster on this machine at this moment.

    python bare_client.py URL FOLDER API WIDTH
"""

import asyncio
import hashlib
import json
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

BOUNDARY = "bare-client"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
SKILL = b"---\nname: bare-client\ndescription: Nothing.\n---\n"


class Wire(asyncio.Protocol):
    """A connection that has one request at a time."""

    def connection_made(self, transport):
        self.transport = transport
        self.buffer = b""
        self.answer = None

    def ask(self, request):
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answer

    def data_received(self, data):
        self.buffer += data
        head, separator, body = self.buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        if len(body) >= length:
            self.buffer = body[length:]
            self.answer.set_result((int(head[9:12]), body[:length]))


class Client:
    def __init__(self, url, width):
        self.host = urlsplit(url).netloc
        self.slots = asyncio.Semaphore(width)
        self.idle = []
        self.requests = 0

    async def send(self, method, path, body=b"", kind="application/json"):
        head = f"{method} /v1/{path} HTTP/1.1\r\nhost: {self.host}\r\nauthorization: Bearer sk-bare\r\n"
        head += f"content-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n"
        async with self.slots:
            self.requests += 1
            wire = self.idle.pop() if self.idle else await self.connect()
            status, content = await wire.ask(head.encode() + body)
            self.idle.append(wire)
        assert status == 200, (method, path, content)
        return content

    async def connect(self):
        host, port = self.host.split(":")
        return (await asyncio.get_running_loop().create_connection(Wire, host, int(port)))[1]

    async def post(self, path, value):
        return json.loads(await self.send("POST", path, json.dumps(value).encode()))


def form(fields, files):
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields]
    parts += [f'name="{name}"; filename="{file}"\r\n\r\n'.encode() + content for name, file, content in files]
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; ".encode()
    return b"".join(head + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


async def deploy(url, docs, api, width):
    client = Client(url, width)

    async def upload(path):
        content = path.read_bytes()
        body = form([("purpose", "assistants")], [("file", path.name, content)])
        file = json.loads(await client.send("POST", "files", body, FORM))
        return {"file_id": file["id"], "attributes": {"sha256": hashlib.sha256(content).hexdigest()}}

    async def branch(folder):
        store = (await client.post("vector_stores", {"name": folder.name, "metadata": {"key": folder.name}}))["id"]
        files = await asyncio.gather(*(upload(path) for path in sorted(folder.iterdir())))
        await client.post(f"vector_stores/{store}/file_batches", {"files": files})
        await asyncio.sleep(0.2)
        await client.send("GET", f"vector_stores/{store}/files?limit=100&order=asc")
        if api == "assistants":
            await client.post("assistants", {"model": "gpt-6-luna", "name": folder.name})
        await client.post(f"vector_stores/{store}", {"metadata": {"key": folder.name, "members": "complete"}})

    async def version(skill):
        body = form([("default", "false")], [("files[]", "bare/SKILL.md", SKILL)])
        return json.loads(await client.send("POST", f"skills/{skill}/versions", body, FORM))["version"]

    async def begin():
        """The registry, its journal, and who holds the lock."""
        body = form([], [("files[]", "bare/SKILL.md", SKILL)])
        skill = json.loads(await client.send("POST", "skills", body, FORM))["id"]
        await client.send("GET", "skills?limit=100&order=asc")
        journal = await version(skill)
        await client.send("GET", f"skills/{skill}")
        return skill, journal

    async def publish(skill, journal):
        """The release, read back; whether the lock is still held; its default; the journal goes."""
        await client.send("GET", "skills?limit=100&order=asc")
        release = await version(skill)
        await client.send("GET", f"skills/{skill}/versions/{release}/content")
        await client.send("GET", f"skills/{skill}/versions?limit=100&order=asc")
        await client.send("GET", f"skills/{skill}")
        await client.post(f"skills/{skill}", {"default_version": release})
        await client.send("DELETE", f"skills/{skill}/versions/{journal}")

    start = time.perf_counter()
    definitions = "assistants" if api == "assistants" else "skills"
    await asyncio.gather(
        *(client.send("GET", f"{path}?limit=100&order=asc") for path in (definitions, "vector_stores"))
    )
    registry = await begin() if api == "responses" else None
    await asyncio.gather(*(branch(folder) for folder in sorted(docs.iterdir())))
    if registry:
        await publish(*registry)
    return {"seconds": time.perf_counter() - start, "requests": client.requests}


print(json.dumps(asyncio.run(deploy(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])))))
