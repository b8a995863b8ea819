"""Networks as companies have them: proxies with and without a user, hosts that go past them, authorities of their own.

The host of these tests has a name that no resolver knows: what arrives has come through the proxy."""

import json
import shutil
import time

import pytest

from network import Authority, Proxy, SocksProxy, TLSFront

HOST = "gateway.velo-lindqvist.internal"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificates")
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def front(authority, sandbox):
    with TLSFront(sandbox.url, authority.issue(HOST, "127.0.0.1"), HOST) as front:
        yield front


@pytest.fixture
def project(make_project):
    return make_project(f"https://{HOST}/v1")


def story(project, variables):
    """Everything that a deployment sends: reads, writes, uploads, and reads again."""
    project.run("apply", "--yes", variables=variables)
    plan = project.run("plan", "--detailed-exitcode", variables=variables)
    assert "No changes." in plan.stdout
    return plan


def checks(project, variables, expect=0):
    done = project.run("doctor", "--format", "json", variables=variables, expect=expect)
    return {check["name"]: check for check in json.loads(done.stdout)["checks"]}


@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_a_deployment_through_a_proxy(project, authority, front, variable):
    with Proxy({HOST: front.port}) as proxy:
        variables = {variable: f"http://{proxy.place}", "SSL_CERT_FILE": str(authority.certificate)}
        story(project, variables)
        assert set(proxy.lines) == {f"CONNECT {HOST}:443 HTTP/1.1"}, "one CONNECT a connection, and nothing else"
        network = checks(project, variables)["network"]
        assert network["status"] == "ok"
        assert network["detail"] == f"through the proxy {proxy.place} ({variable})"


def test_a_connection_takes_one_connect_and_serves_many_requests(project, authority, front):
    with Proxy({HOST: front.port}) as proxy:
        variables = {"HTTPS_PROXY": proxy.place, "SSL_CERT_FILE": str(authority.certificate)}
        before = front.connections
        done = project.run("apply", "--yes", "--verbose", variables=variables)
        requests = done.stderr.count(" /v1/")
        assert len(proxy.connects) == front.connections - before
        assert 0 < len(proxy.connects) < requests


def test_a_proxy_with_a_user(project, authority, front):
    # A colon, an at sign, a slash, a percent sign and a letter outside ASCII, as passwords have them.
    with Proxy({HOST: front.port}, credentials="anna@velo:p:s/w%rd-ö") as proxy:
        variables = {
            "HTTPS_PROXY": f"http://anna%40velo:p%3As%2Fw%25rd-%C3%B6@{proxy.place}",
            "SSL_CERT_FILE": str(authority.certificate),
        }
        story(project, variables)
        shown = project.run("doctor", "--verbose", variables=variables)
        assert f"through the proxy {proxy.place} (HTTPS_PROXY)" in shown.stdout
        for text in (shown.stdout, shown.stderr):
            assert "w%25rd" not in text and "w%rd" not in text and "anna" not in text


@pytest.mark.parametrize(
    "user, words",
    [
        ("", "asks for a user name and a password: write them into HTTPS_PROXY"),
        ("anna:wrong-p4ss@", "does not accept the user name and the password: correct them in HTTPS_PROXY"),
    ],
)
def test_a_proxy_that_wants_another_user(project, authority, front, user, words):
    with Proxy({HOST: front.port}, credentials="anna:right") as proxy:
        variables = {"HTTPS_PROXY": f"http://{user}{proxy.place}", "SSL_CERT_FILE": str(authority.certificate)}
        began = time.monotonic()
        done = project.run("plan", variables=variables, expect=1)
        assert time.monotonic() - began < 20
        assert f"the proxy {proxy.place} (HTTPS_PROXY) {words}" in done.stderr
        assert "wrong-p4ss" not in done.stdout + done.stderr
        # Requests that go side by side are answered each; none is repeated.
        assert len(proxy.connects) <= 4


def test_a_proxy_that_refuses_the_host(project, authority, front):
    with Proxy({HOST: front.port}, refusal="403 Forbidden") as proxy:
        variables = {"HTTPS_PROXY": f"http://{proxy.place}", "SSL_CERT_FILE": str(authority.certificate)}
        began = time.monotonic()
        done = project.run("plan", variables=variables, expect=1)
        assert time.monotonic() - began < 20
        assert f"refuses to connect to {HOST}:443 (403 Forbidden)" in done.stderr
        assert "NO_PROXY" in done.stderr


def test_a_proxy_that_is_not_there(project):
    began = time.monotonic()
    done = project.run("plan", variables={"HTTPS_PROXY": "http://127.0.0.1:9"}, expect=1)
    assert time.monotonic() - began < 30
    assert "the proxy 127.0.0.1:9 (HTTPS_PROXY) is of no use: no connection (Connection refused)" in done.stderr


def test_a_socks_proxy(project, authority, front):
    with SocksProxy({HOST: front.port}) as proxy:
        variables = {"ALL_PROXY": f"socks5h://{proxy.place}", "SSL_CERT_FILE": str(authority.certificate)}
        story(project, variables)
        assert proxy.connects and set(proxy.connects) == {f"CONNECT {HOST}:443"}


def test_plain_http_is_handed_to_the_proxy(make_project, sandbox):
    project = make_project(f"http://{HOST}/v1")
    port = int(sandbox.url.rsplit(":", 1)[1].split("/")[0])
    with Proxy({HOST: port}, credentials="anna:right") as proxy:
        variables = {"http_proxy": f"http://anna:right@{proxy.place}"}
        story(project, variables)
        assert not proxy.connects
        assert any(line.startswith(f"GET http://{HOST}/v1/") for line in proxy.lines)
        assert any(line.startswith(f"POST http://{HOST}/v1/files") for line in proxy.lines)
        done = project.run("plan", variables={"http_proxy": f"http://{proxy.place}"}, expect=1)
        assert f"the proxy {proxy.place} (http_proxy) asks for a user name and a password" in done.stderr


def test_http_proxy_in_capitals_is_a_visitors_word_on_a_server(make_project):
    project = make_project(f"http://{HOST}/v1")
    with Proxy({}) as proxy:
        network = checks(project, {"HTTP_PROXY": f"http://{proxy.place}"}, expect=1)["network"]
        assert network["detail"] == "direct (HTTP_PROXY counts in lower case only, as in curl: set http_proxy)"
        assert not proxy.lines


def test_this_machine_is_reached_directly(make_project, sandbox):
    project = make_project(sandbox.url)
    with Proxy({}) as proxy:
        everywhere = {name: f"http://{proxy.place}" for name in ("HTTPS_PROXY", "http_proxy", "ALL_PROXY")}
        project.run("plan", variables=everywhere)
        assert not proxy.lines
        assert checks(project, everywhere)["network"]["detail"] == "direct (the host is this machine)"


def test_an_embedded_environment_has_no_network(make_project):
    project = make_project("http://127.0.0.1:9/v1")
    # Not even a value that is no proxy at all gets in its way.
    project.run("apply", "--yes", env="sandbox", variables={"ALL_PROXY": "::", "http_proxy": "::"})


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_hosts_that_go_past_the_proxy(project, name):
    with Proxy({}) as proxy:
        variables = {"HTTPS_PROXY": f"http://{proxy.place}", name: "localhost, .velo-lindqvist.internal"}
        network = checks(project, variables, expect=1)["network"]
        assert network["detail"] == f"direct ({name} holds .velo-lindqvist.internal)"
        assert not proxy.lines


def test_a_value_that_is_no_proxy(project):
    value = "http://anna:s3cret-w0rd@proxy:port"
    done = project.run("plan", variables={"HTTPS_PROXY": value}, expect=1)
    assert "HTTPS_PROXY is not the address of a proxy" in done.stderr
    assert "s3cret" not in done.stderr and "anna" not in done.stderr


def with_ca_file(project, path):
    project.edit("project.yaml", f'base_url: "https://{HOST}/v1"', f'base_url: "https://{HOST}/v1", ca_file: {path}')


def test_an_authority_in_the_project(project, authority, front):
    (project.assistants / "certificates").mkdir()
    shutil.copy(authority.certificate, project.assistants / "certificates" / "company.pem")
    with_ca_file(project, "certificates/company.pem")
    project.run("validate")
    with Proxy({HOST: front.port}) as proxy:
        variables = {"HTTPS_PROXY": f"http://{proxy.place}"}
        story(project, variables)
        certificates = checks(project, variables)["certificates"]
        assert certificates["detail"].endswith("and 1 of ca_file")


def test_an_authority_in_a_folder(project, authority, front, tmp_path):
    folder = tmp_path / "certificates"
    folder.mkdir()
    shutil.copy(authority.certificate, folder / "company.pem")
    (folder / "0a1b2c3d.0").symlink_to("company.pem")
    (folder / "README").write_text("certificates of the company\n")
    (folder / "all.pem").write_text("# all of them\n" + authority.certificate.read_text() * 2)
    with Proxy({HOST: front.port}) as proxy:
        variables = {"HTTPS_PROXY": proxy.place, "SSL_CERT_DIR": f"{tmp_path / 'nothing'}:{folder}"}
        project.run("plan", variables=variables)
        certificates = checks(project, variables)["certificates"]
        assert certificates["detail"].endswith("and 1 of SSL_CERT_DIR")
        assert "nothing" in certificates["advice"]


def test_an_authority_that_nobody_knows(project, front):
    with Proxy({HOST: front.port}) as proxy:
        done = project.run("plan", variables={"HTTPS_PROXY": proxy.place}, expect=1)
        assert "the server's certificate is not trusted" in done.stderr
        assert "`ca_file`" in done.stderr and "SSL_CERT_FILE" in done.stderr
        assert len(proxy.connects) <= 4, "what is not trusted now is not trusted in a second"


@pytest.mark.parametrize(
    "content, words",
    [
        (None, "there is no file assistants/company.pem"),
        ("not a certificate\n", "assistants/company.pem is not a certificate in PEM"),
        ("key", "assistants/company.pem holds a private key"),
        ("DER", "assistants/company.pem is not PEM but DER"),
    ],
)
def test_a_file_that_is_no_certificate(project, authority, content, words):
    file = project.assistants / "company.pem"
    if content == "key":
        file.write_text(authority.key.read_text())
    elif content == "DER":
        file.write_bytes(b"\x30\x82\x01\x00" + bytes(256))
    elif content:
        file.write_text(content)
    with_ca_file(project, "company.pem")
    done = project.run("validate", expect=1)
    assert words in done.stderr + done.stdout
    assert "assistants/project.yaml:" in done.stderr + done.stdout
    if content:
        variables = {"SSL_CERT_FILE": str(file), "HTTPS_PROXY": "http://127.0.0.1:9"}
        with_ca_file_again = project.assistants / "project.yaml"
        with_ca_file_again.write_text(with_ca_file_again.read_text().replace(", ca_file: company.pem", ""))
        done = project.run("plan", variables=variables, expect=1)
        assert f"SSL_CERT_FILE names {file}, which" in done.stderr


def test_hosts_that_may_get_a_key(project, authority, front):
    with Proxy({HOST: front.port}) as proxy:
        variables = {"HTTPS_PROXY": proxy.place, "SSL_CERT_FILE": str(authority.certificate)}
        project.run("plan", variables=variables | {"ASSISTANTCTL_ALLOWED_HOSTS": f"api.openai.com, {HOST.upper()}"})
        project.run("plan", variables=variables | {"ASSISTANTCTL_ALLOWED_HOSTS": f"{HOST}:443"})
        proxy.lines.clear()
        for allowed in ("api.openai.com", f"{HOST}:8443", "velo-lindqvist.internal", ""):
            for command in (["plan"], ["apply", "--yes"], ["show"]):
                done = project.run(*command, variables=variables | {"ASSISTANTCTL_ALLOWED_HOSTS": allowed}, expect=4)
                assert "ASSISTANTCTL_ALLOWED_HOSTS" in done.stderr
        project.run("doctor", variables=variables | {"ASSISTANTCTL_ALLOWED_HOSTS": "api.openai.com"}, expect=1)
        assert not proxy.lines
        # The embedded account gets no key of anybody's.
        project.run("plan", env="sandbox", variables={"ASSISTANTCTL_ALLOWED_HOSTS": "api.openai.com"})
