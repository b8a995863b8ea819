"""A proxy on loopback that passes requests on and keeps them, byte for byte, for later checks."""

import http.client
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "host", "content-length"}


@dataclass(frozen=True)
class RecordedRequest:
    method: str
    path: str
    query: str
    headers: dict
    body: bytes
    status: int

    @property
    def content_type(self):
        return self.headers.get("content-type", "")


class RecordingProxy:
    """Use as a context manager; `url` is what clients talk to.

    `before` and `after` are called with the request's number, from 1, around its way to the server.
    """

    def __init__(self, upstream, before=lambda number: None, after=lambda number: None):
        self.upstream = urlsplit(upstream)
        self.before, self.after = before, after
        self._count = 0
        self.requests = []
        self._lock = threading.Lock()

    def __enter__(self):
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                with proxy._lock:
                    proxy._count += 1
                    number = proxy._count
                proxy.before(number)
                headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
                connection = http.client.HTTPConnection(proxy.upstream.hostname, proxy.upstream.port, timeout=60)
                connection.request(self.command, self.path, body=body or None, headers=headers)
                answer = connection.getresponse()
                payload = answer.read()
                proxy.after(number)
                parts = urlsplit(self.path)
                with proxy._lock:
                    proxy.requests.append(
                        RecordedRequest(
                            self.command,
                            parts.path,
                            parts.query,
                            {k.lower(): v for k, v in self.headers.items()},
                            body,
                            answer.status,
                        )
                    )
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP_BY_HOP:
                        self.send_header(name, value)
                self.send_header("content-length", str(len(payload)))
                self.end_headers()
                self.wfile.write(payload)
                connection.close()

            do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = forward

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}{self.upstream.path}"
        return self

    def __exit__(self, *exception):
        self._server.shutdown()
        self._server.server_close()
