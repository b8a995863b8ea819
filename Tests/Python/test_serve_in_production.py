"""What docs/how-to/serve-in-production.md puts around `serve`: checked by the programs that read it, and tried."""

import json
import re
import shutil
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from conftest import PROGRAM, ROOT, Sandbox
from documentation import blocks
from test_serve import SETTINGS, Chat, deployed, events, text_of, types

PAGE = ROOT / "docs/how-to/serve-in-production.md"
PUBLIC = SETTINGS.replace("support-bot]\n", "support-bot]\n  public_url: https://chat.example.com\n") + (
    '  functions: { lookup_order: { url: "http://127.0.0.1:1/a" }, open_return: { url: "http://127.0.0.1:1/b" } }\n'
)
QUESTION = "How many days do I have to send a bike back?"


def shown(name):
    """A file that the page shows."""
    return next(step.text for step in blocks(PAGE) if step.attributes.get("file") == name)


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    with Sandbox(tmp_path_factory.mktemp("account"), "--stream-delays", "300,20") as account:
        yield deployed(tmp_path_factory.mktemp("project"), account.url, PUBLIC)


@pytest.fixture
def certificate(tmp_path):
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=chat.example.com",
         "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True,
    )  # fmt: skip
    return tmp_path


class Behind:
    """A visitor in front of a proxy."""

    def __init__(self, url):
        self.url = url
        self.token = ""
        self.context = ssl._create_unverified_context()

    def request(self, method, path, body=None, **headers):
        sent = {"Host": "chat.example.com", "Content-Type": "application/json", "X-Visitor-Token": self.token, **headers}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=sent)
        return urllib.request.urlopen(request, timeout=60, context=self.context if self.url.startswith("https") else None)

    def until_up(self):
        end = time.monotonic() + 30
        while True:
            try:
                return self.request("GET", "/api/config").read()
            except (OSError, urllib.error.URLError):
                assert time.monotonic() < end
                time.sleep(0.1)

    def visit(self):
        self.token = json.loads(self.request("POST", "/api/visitor", {}).read())["token"]


def try_it(visitor, chat):
    """Streams come as they are written, and visitors are told apart by addresses that they cannot make up."""
    visitor.until_up()
    visitor.visit()
    times = []
    with visitor.request("POST", "/api/chat", chat.post(QUESTION)) as answer:
        chunks = []
        for chunk in events(answer):
            chunks.append(chunk)
            times.append(time.monotonic())
    assert "30 days" in text_of(chunks) and types(chunks)[-1] == "finish"
    # The account writes for more than a second: what came at once was held back on the way.
    assert times[-1] - times[2] > 0.5
    assert visitor.request("GET", "/embed.js").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    with pytest.raises(urllib.error.HTTPError) as refused:
        for number in range(40):
            visitor.request("POST", "/api/visitor", {}, **{"X-Forwarded-For": f"203.0.113.{number}"})
    assert refused.value.code == 429


@needs("nginx")
def test_nginx_takes_its_file_and_passes_streams_on(project, certificate):
    with Chat(project, "--trust-proxy", "1", "--store", str(certificate / "serve.sqlite")) as chat:
        port = free_port()
        site = shown("nginx/chat.conf").replace("/etc/letsencrypt/live/chat.example.com", str(certificate))
        site = site.replace("127.0.0.1:8787", chat.url.removeprefix("http://"))
        site = site.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace("  listen [::]:443 ssl http2;\n", "")
        places = "".join(
            f"{name}_temp_path {certificate}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file = certificate / "nginx.conf"
        file.write_text(
            f"pid {certificate}/pid;\nerror_log {certificate}/error.log;\ndaemon off;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{places}{site}\n}}\n"
        )
        command = ["nginx", "-p", str(certificate), "-c", str(file)]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        try:
            try_it(Behind(f"https://127.0.0.1:{port}"), chat)
        finally:
            server.terminate()
            server.wait(timeout=30)


@needs("nginx")
def test_nginx_takes_the_file_for_two_instances(certificate):
    site = shown("nginx/chat.conf").replace("/etc/letsencrypt/live/chat.example.com", str(certificate))
    site = re.sub(r"upstream chat \{.*?\}\n", "", site, count=1, flags=re.S)
    file = certificate / "nginx.conf"
    file.write_text(
        f"pid {certificate}/pid;\nerror_log {certificate}/error.log;\nevents {{}}\nhttp {{\n{shown('nginx/two.conf')}{site}\n}}\n"
    )
    checked = subprocess.run(["nginx", "-p", str(certificate), "-c", str(file), "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


@needs("caddy")
def test_caddy_takes_its_file_and_passes_streams_on(project, tmp_path):
    variables = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    file = tmp_path / "Caddyfile"
    file.write_text(shown("caddy/Caddyfile"))
    command = ["--config", str(file), "--adapter", "caddyfile"]
    checked = subprocess.run(["caddy", "validate", *command], capture_output=True, text=True, env=variables, cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    with Chat(project, "--trust-proxy", "1", "--store", str(tmp_path / "serve.sqlite")) as chat:
        port = free_port()
        site = shown("caddy/Caddyfile").replace("127.0.0.1:8787", chat.url.removeprefix("http://"))
        site = site.replace("chat.example.com {", f"http://chat.example.com:{port} {{\n  bind 127.0.0.1")
        file.write_text("{\n  admin off\n}\n" + site)
        server = subprocess.Popen(
            ["caddy", "run", *command], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=variables, cwd=tmp_path
        )
        try:
            try_it(Behind(f"http://127.0.0.1:{port}"), chat)
        finally:
            server.terminate()
            server.wait(timeout=30)


@needs("systemd-analyze")
def test_systemd_takes_the_unit_and_finds_it_hardened(tmp_path):
    unit = tmp_path / "assistantctl-serve.service"
    unit.write_text(shown("systemd/assistantctl-serve.service").replace("/usr/local/bin/assistantctl", str(PROGRAM)))
    verified = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True)
    # Of other units on this machine it complains, too.
    about = [line for line in verified.stderr.splitlines() if unit.name in line]
    assert about == [], verified.stderr
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", "--no-pager", str(unit)]
    rated = subprocess.run(command, capture_output=True, text=True)
    assert rated.returncode == 0, rated.stdout[-2000:]


def test_the_unit_and_the_container_start_what_there_is():
    """Every option of the page is one of the program."""
    page = PAGE.read_text().replace("\\\n", " ")
    known = set(re.findall(r"--[a-z][a-z-]+", subprocess.run([PROGRAM, "serve", "--help"], capture_output=True, text=True).stdout))
    lines = re.findall(r"assistantctl\s+serve (--.*)$", page, re.M)
    assert len(lines) == 2
    for line in lines:
        assert set(re.findall(r"--[a-z][a-z-]+", line)) <= known, line
    assert "/var/lib/assistantctl" in (ROOT / "Dockerfile").read_text()


def test_the_project_is_only_read_where_the_state_lies_elsewhere(project, tmp_path):
    state = project.folder / ".assistantctl"
    shutil.rmtree(state, ignore_errors=True)
    with Chat(project, "--store", str(tmp_path / "serve.sqlite")) as chat:
        assert "30 days" in text_of(chat.ask(QUESTION))
        assert chat.stop() == 0
    assert (tmp_path / "serve.sqlite").stat().st_mode & 0o077 == 0
    assert not state.exists()
