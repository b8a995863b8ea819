"""A server in front of the sandbox that swallows the bytes of uploads: what limits an upload is the client, not a disk.

Everything else goes on to the sandbox. Of every file that went up, the sandbox gets one of the same name and few bytes.
"""

import http.client
import json
import re
import socketserver
import threading
import time
import uuid
from urllib.parse import urlsplit

PIECE = 1 << 20


class Handler(socketserver.StreamRequestHandler):
    rbufsize = 64 * 1024
    disable_nagle_algorithm = True

    def handle(self):
        while self.one_request():
            pass

    def one_request(self):
        line = self.rfile.readline().decode().split()
        if len(line) != 3:
            return False
        method, target, _ = line
        headers = {}
        while (header := self.rfile.readline()) not in (b"\r\n", b""):
            name, value = header.decode().split(":", 1)
            headers[name.lower()] = value.strip()
        self.server.note_start(method)
        if headers.get("expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        length = int(headers.get("content-length", 0))
        path = urlsplit(target).path
        if method == "POST" and re.fullmatch(r"/v1/files|/v1/uploads/[^/]+/parts", path):
            self.swallow(length)
            self.server.note_bytes(length)
            answer = {"id": f"part_{uuid.uuid4().hex}", "object": "upload.part", "created_at": int(time.time())}
            answer["upload_id"] = path.split("/")[3] if "uploads" in path else None
            return self.answer(200, answer)
        body = self.rfile.read(length)
        if method == "POST" and path == "/v1/uploads":
            return self.answer(200, self.server.begin_upload(json.loads(body)))
        if method == "POST" and re.fullmatch(r"/v1/uploads/[^/]+/complete", path):
            return self.answer(200, self.server.complete_upload(path.split("/")[3], headers))
        return self.forward(method, target, headers, body)

    def swallow(self, length):
        """Most of it past the buffer of `rfile`."""
        left = length - len(self.rfile.read(min(length, len(self.rfile.peek(1)))))
        buffer = memoryview(bytearray(PIECE))
        while left > 0:
            count = self.connection.recv_into(buffer, min(left, PIECE))
            if count == 0:
                raise ConnectionError("the client went away")
            left -= count

    def forward(self, method, target, headers, body):
        answer, content = self.server.ask_sandbox(method, target, headers, body)
        kept = ["content-type", "openai-organization", "x-request-id", "date"]
        pairs = {name: answer.getheader(name) for name in kept if answer.getheader(name)}
        return self.send(answer.status, pairs, content)

    def answer(self, status, value):
        return self.send(status, {"content-type": "application/json"}, json.dumps(value).encode())

    def send(self, status, headers, content):
        lines = [f"HTTP/1.1 {status} Status", f"content-length: {len(content)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.wfile.write("\r\n".join(lines).encode() + b"\r\n\r\n" + content)
        return True


class SwallowingServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, sandbox):
        super().__init__(("127.0.0.1", 0), Handler)
        self.sandbox = urlsplit(sandbox.origin).netloc
        self.url = f"http://127.0.0.1:{self.server_address[1]}/v1"
        self.lock = threading.Lock()
        self.uploads = {}
        self.forget()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def forget(self):
        """Begins a new measurement."""
        self.first_write = self.last_byte = None
        self.bytes = 0

    def note_start(self, method):
        with self.lock:
            if method == "POST" and self.first_write is None:
                self.first_write = time.perf_counter()

    def note_bytes(self, count):
        with self.lock:
            self.bytes += count
            self.last_byte = time.perf_counter()

    @property
    def throughput(self):
        """Bytes a second from the first request that writes to the last byte of the last upload."""
        return self.bytes / (self.last_byte - self.first_write)

    def ask_sandbox(self, method, target, headers, body):
        connection = http.client.HTTPConnection(self.sandbox)
        kept = {name: value for name, value in headers.items() if name not in ("host", "content-length", "connection")}
        connection.request(method, target, body or None, kept)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer, content

    def begin_upload(self, asked):
        identifier = f"upload_{uuid.uuid4().hex}"
        self.uploads[identifier] = asked
        return self.upload(identifier, "pending", None)

    def upload(self, identifier, status, file):
        asked, now = self.uploads[identifier], int(time.time())
        return {
            "id": identifier,
            "object": "upload",
            "bytes": asked["bytes"],
            "created_at": now,
            "expires_at": now + 3600,
            "filename": asked["filename"],
            "purpose": asked["purpose"],
            "status": status,
            "file": file,
        }

    def complete_upload(self, identifier, headers):
        asked = self.uploads[identifier]
        boundary = uuid.uuid4().hex
        parts = [f'name="purpose"\r\n\r\n{asked["purpose"]}', f'name="file"; filename="{asked["filename"]}"\r\n\r\nshort']
        body = "".join(f"--{boundary}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
        kept = {"authorization": headers["authorization"], "content-type": f"multipart/form-data; boundary={boundary}"}
        _, content = self.ask_sandbox("POST", "/v1/files", kept, f"{body}--{boundary}--\r\n".encode())
        file = json.loads(content)
        file["bytes"] = asked["bytes"]
        return self.upload(identifier, "completed", file)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.shutdown()
        self.server_close()
