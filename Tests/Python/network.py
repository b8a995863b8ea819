"""What stands between a program and a server in companies: proxies, and servers whose authority is a company's own."""

import base64
import select
import socket
import socketserver
import ssl
import subprocess
import threading
from urllib.parse import urlsplit


class Proxy:
    """An http proxy on loopback that tunnels CONNECT and forwards absolute requests. Use as a context manager.

    Names that no resolver knows go to the test's server: `hosts` maps them to a port of this machine. `credentials`
    (`user:password`) are asked for with 407; `refusal` (a status line) answers every CONNECT.
    """

    def __init__(self, hosts, credentials=None, refusal=None):
        self.hosts, self.credentials, self.refusal = hosts, credentials, refusal
        self.lines = []
        self.authorizations = []
        self._lock = threading.Lock()

    @property
    def connects(self):
        return [line for line in self.lines if line.startswith("CONNECT ")]

    def __enter__(self):
        proxy = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                while proxy.serve(self):
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request, address):
                """Clients that go away in the middle are none of a test's business."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.place = f"127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self._server.shutdown()
        self._server.server_close()

    def serve(self, handler):
        """One request; True where another may follow on the connection."""
        line = handler.rfile.readline().decode("latin-1").strip()
        if not line:
            return False
        headers = {}
        while header := handler.rfile.readline().decode("latin-1").strip():
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        with self._lock:
            self.lines.append(line)
            self.authorizations.append(headers.get("proxy-authorization"))
        method, target, _ = line.split(" ", 2)
        if self.credentials:
            wanted = "Basic " + base64.b64encode(self.credentials.encode()).decode()
            if headers.get("proxy-authorization") != wanted:
                return self.answer(handler, "407 Proxy Authentication Required", 'proxy-authenticate: Basic realm="x"\r\n')
        if method == "CONNECT":
            if self.refusal:
                return self.answer(handler, self.refusal)
            host, _, port = target.rpartition(":")
            return self.tunnel(handler, self.connection(host, int(port)))
        return self.forward(handler, method, urlsplit(target), headers)

    def answer(self, handler, status, headers=""):
        handler.wfile.write(f"HTTP/1.1 {status}\r\n{headers}content-length: 0\r\nconnection: close\r\n\r\n".encode())
        return False

    def connection(self, host, port):
        return socket.create_connection(("127.0.0.1", self.hosts[host]))

    def tunnel(self, handler, server):
        handler.wfile.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self.copy(handler.connection, server)
        return False

    def forward(self, handler, method, url, headers):
        if not url.netloc:
            return self.answer(handler, "400 Not a request for a proxy")
        server = self.connection(url.hostname, url.port or 80)
        path = url.path + (f"?{url.query}" if url.query else "")
        kept = {k: v for k, v in headers.items() if not k.startswith("proxy-")} | {"connection": "close"}
        # The sandbox answers to names of this machine only.
        kept["host"] = "localhost"
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in kept.items()) + "\r\n"
        server.sendall(head.encode("latin-1") + handler.rfile.read(int(headers.get("content-length", 0))))
        while data := server.recv(65536):
            handler.wfile.write(data)
        return False

    @staticmethod
    def copy(one, other):
        ends = {one: other, other: one}
        while True:
            for ready in select.select(list(ends), [], [])[0]:
                data = ready.recv(65536)
                if not data:
                    other.close()
                    return
                ends[ready].sendall(data)


class SocksProxy(Proxy):
    """A SOCKS 5 proxy without users; counts as `connects` what it was asked for, by name."""

    def serve(self, handler):
        stream = handler.rfile
        _, methods = stream.read(1), stream.read(1)[0]
        stream.read(methods)
        handler.wfile.write(b"\x05\x00")
        _, _, _, kind = stream.read(4)
        assert kind == 3, "a name is asked for, not an address"
        host = stream.read(stream.read(1)[0]).decode()
        port = int.from_bytes(stream.read(2), "big")
        self.lines.append(f"CONNECT {host}:{port}")
        server = self.connection(host, port)
        handler.wfile.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        self.copy(handler.connection, server)
        return False


class Authority:
    """A company's own certificate authority, made by `openssl`."""

    def __init__(self, folder):
        self.folder = folder
        self.certificate = folder / "company-ca.pem"
        self.key = folder / "company-ca.key"
        self._openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=Company Authority", "-addext", "basicConstraints=critical,CA:TRUE",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign",
            "-keyout", self.key, "-out", self.certificate,
        )  # fmt: skip

    def issue(self, *hosts):
        """A certificate for the hosts, with its key, in one file."""
        names = ",".join(f"IP:{host}" if host[0].isdigit() else f"DNS:{host}" for host in hosts)
        key, request, certificate = (self.folder / f"server.{end}" for end in ("key", "csr", "pem"))
        extensions = self.folder / "server.ext"
        extensions.write_text(f"subjectAltName={names}\n")
        self._openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", f"/CN={hosts[0]}", "-keyout", key, "-out", request,
        )  # fmt: skip
        self._openssl(
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial",
            "-days", "2", "-extfile", extensions, "-out", certificate,
        )  # fmt: skip
        both = self.folder / "server-with-key.pem"
        both.write_text(certificate.read_text() + key.read_text())
        return both

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], check=True, capture_output=True, timeout=60)


class TLSFront:
    """Speaks TLS in front of a plain server of this machine, which answers to names of this machine only: requests are
    passed on with such a one in the place of `host`."""

    def __init__(self, url, certificate, host):
        self.upstream = urlsplit(url).port
        self.host = host.encode()
        self.connections = 0
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)
        self._lock = threading.Lock()

    def __enter__(self):
        front = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                with front._lock:
                    front.connections += 1
                try:
                    connection = front.context.wrap_socket(self.request, server_side=True)
                    server = socket.create_connection(("127.0.0.1", front.upstream))
                    one = threading.Thread(target=front.pump, args=(connection, server, front.host), daemon=True)
                    one.start()
                    front.pump(server, connection)
                    one.join()
                except OSError:
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self._server.shutdown()
        self._server.server_close()

    @staticmethod
    def pump(source, sink, host=None):
        waiting = b""
        try:
            while data := source.recv(65536):
                data = waiting + data
                if host:
                    data = data.replace(host, b"localhost")
                    # A name that is cut in two waits for its other half.
                    half = next((n for n in range(len(host) - 1, 0, -1) if data.endswith(host[:n])), 0)
                    waiting, data = data[len(data) - half :], data[: len(data) - half]
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
