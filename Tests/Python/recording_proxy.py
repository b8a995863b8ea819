"""A proxy on loopback that passes requests on and keeps them, byte for byte, for later checks."""

import http.client
import json
import math
import threading
import time
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

AN_HOUR = 3_600
A_DAY = 86_400
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


class LaterClock:
    """A server's answers as if its clock had jumped ahead: times from the jump on are so many seconds later."""

    def __init__(self, seconds):
        self.seconds = seconds
        # The server's times are whole seconds: the jump has to be between two.
        self.jump = math.ceil(time.time())
        time.sleep(max(0, self.jump - time.time()))

    def headers(self, headers):
        return [(name, self._date(value) if name.lower() == "date" else value) for name, value in headers]

    def body(self, answer, payload):
        if not answer.getheader("content-type", "").startswith("application/json"):
            return payload
        return json.dumps(self._json(json.loads(payload))).encode()

    def _date(self, date):
        return formatdate(parsedate_to_datetime(date).timestamp() + self.seconds, usegmt=True)

    def _json(self, value, key=""):
        if isinstance(value, dict):
            # What was made before the jump ends when it was to end.
            fixed = "expires_at" if (value.get("created_at") or self.jump) < self.jump else None
            return {key: item if key == fixed else self._json(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self._json(item) for item in value]
        if isinstance(value, int) and key.endswith("_at") and value >= self.jump:
            return value + self.seconds
        return value


class RecordingProxy:
    """Use as a context manager; `url` is what clients talk to.

    `before` and `after` are called with the request's method around its way to the server. A request for which `before`
    returns False never gets there.

    With `later`, the server's clock jumps ahead by so many seconds when the proxy starts: what was made before keeps
    its times, everything from then on happens later.
    """

    def __init__(self, upstream, before=lambda method: None, after=lambda method: None, later=0):
        self.upstream = urlsplit(upstream)
        self.before, self.after = before, after
        self.later = later
        self.requests = []
        self._begun = self._ended = 0
        self._is_over = False
        self._lock = threading.Condition()

    def __enter__(self):
        proxy = self
        if self.later:
            self._clock = LaterClock(self.later)

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                with proxy._lock:
                    if proxy._is_over:
                        self.close_connection = True
                        return
                    proxy._begun += 1
                try:
                    self.pass_on(body)
                finally:
                    with proxy._lock:
                        proxy._ended += 1
                        proxy._lock.notify_all()

            def pass_on(self, body):
                if proxy.before(self.command) is False:
                    self.close_connection = True
                    return
                headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP_BY_HOP}
                connection = http.client.HTTPConnection(proxy.upstream.hostname, proxy.upstream.port, timeout=60)
                connection.request(self.command, self.path, body=body or None, headers=headers)
                answer = connection.getresponse()
                payload = answer.read()
                proxy.after(self.command)
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
                shown = answer.getheaders()
                if proxy.later:
                    shown, payload = proxy._clock.headers(shown), proxy._clock.body(answer, payload)
                self.send_response_only(answer.status)
                for name, value in shown:
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
        """What is on its way to the server gets there; nothing sets out after that."""
        with self._lock:
            self._is_over = True
            self._lock.wait_for(lambda: self._ended == self._begun, 60)
        self._server.shutdown()
        self._server.server_close()
