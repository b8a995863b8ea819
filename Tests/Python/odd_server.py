"""A server on loopback that answers every request with one and the same oddity."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class OddServer:
    """Use as a context manager; `url` is its base URL."""

    def __init__(self, status, body, content_type="application/json", headers=(), announce=None):
        self.status, self.body, self.content_type = status, body, content_type
        self.headers, self.announce = headers, announce
        self.seen = []

    def __enter__(self):
        odd = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                odd.seen.append((self.command, self.path, dict(self.headers)))
                self.send_response(odd.status)
                self.send_header("content-type", odd.content_type)
                self.send_header("content-length", str(odd.announce or len(odd.body)))
                for name, value in odd.headers:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(odd.body)

            do_GET = do_POST = do_DELETE = answer

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"
        return self

    def __exit__(self, *exception):
        self._server.shutdown()
        self._server.server_close()
