"""What operators of `assistantctl serve` rely on: `doctor --serve`, measurements, and how it ends."""

import json
import re
import signal
import socket
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from conftest import Sandbox
from test_serve import FUNCTIONS, QUESTION, SETTINGS, TOKEN, Chat, account, deployed, events, functions, project, types  # noqa: F401



def checks(project, variables=None, expect=0):
    said = project.run("doctor", "--serve", "--format", "json", expect=expect, variables={"SHOP_TOKEN": TOKEN} | (variables or {}))
    found = {check["name"]: check for check in json.loads(said.stdout)["checks"]}
    return {name: (check["status"], check["detail"], check["advice"] or "") for name, check in found.items()}


def test_doctor_looks_at_everything_that_serve_needs(project):
    found = checks(project)
    assert found["client tokens"][:2] == ("ok", "set, for shop")
    assert found["function lookup_order"][0] == "ok" and "not called" in found["function lookup_order"][1]
    assert found["assistant support-bot"][0] == "ok"
    assert found["assistant support-bot"][1].startswith("release 1, an answer reserves up to $0.")
    assert found["state"][0] == "ok" and found["state"][1].endswith("/.assistantctl/serve.sqlite, made with the first start")
    assert found["clock"] == ("ok", "as the account's", "")
    assert found["serve key"][0] == "warning" and "api_key_env" in found["serve key"][2]
    assert found["public address"][0] == "warning"
    assert not (project.folder / ".assistantctl" / "serve.sqlite").exists(), "doctor made something"
    text = project.run("doctor", "--serve", variables={"SHOP_TOKEN": TOKEN}).stdout
    assert "client tokens" in text and "assistant support-bot" in text
    assert "client tokens" not in project.run("doctor").stdout


def test_doctor_says_what_keeps_serve_from_starting(tmp_path, account):
    settings = SETTINGS.replace("usd_per_day: 5", "usd_per_day: 0.0001") + FUNCTIONS.replace("PORT", "1")
    settings = settings.replace("http://127.0.0.1:1/open_return", "https://orders.invalid/open_return")
    settings += "  api_key_env: SERVE_KEY\n  public_url: https://chat.invalid\n  theme: { color: \"#7a7a7a\", logo: none.svg }\n"
    project = deployed(tmp_path, account.url, settings)
    found = checks(project, {"SHOP_TOKEN": "short", "SERVE_KEY": project.key}, expect=1)
    assert found["client tokens"][0] == "failure" and "shorter than 16" in found["client tokens"][1]
    assert found["function open_return"][0] == "failure" and "orders.invalid" in found["function open_return"][1]
    assert found["public address"][0] == "warning" and "chat.invalid" in found["public address"][1]
    assert found["logo"][0] == "failure" and "none.svg" in found["logo"][1]
    assert found["theme"][0] == "warning" and "4.4" in found["theme"][1]
    assert found["assistant support-bot"][0] == "failure" and "$0.0001" in found["assistant support-bot"][1]
    assert found["serve key"][0] == "warning" and "the same key" in found["serve key"][1]
    without = checks(project, expect=1)
    assert without["serve key"][0] == "failure" and "SERVE_KEY" in without["serve key"][1]


def test_doctor_looks_at_where_the_state_is_kept(project, tmp_path):
    store = tmp_path / "chats.sqlite"
    store.touch(mode=0o644)
    found = checks(project, {"ASSISTANTCTL_STORE": str(store)})
    assert found["state"][0] == "warning" and "chmod 600" in found["state"][2]
    store.chmod(0o600)
    assert checks(project, {"ASSISTANTCTL_STORE": str(store)})["state"] == ("ok", str(store), "")
    missing = checks(project, {"ASSISTANTCTL_STORE": str(tmp_path / "no" / "chats.sqlite")}, expect=1)
    assert missing["state"][0] == "failure"
    nobody = {"ASSISTANTCTL_STORE": "postgres://nobody@127.0.0.1:1/chats"}
    assert checks(project, nobody, expect=1)["state"][0] == "failure"


def test_doctor_finds_what_is_not_deployed_and_what_nobody_may_serve(project, tmp_path, account):
    other = deployed(tmp_path, account.url, SETTINGS + FUNCTIONS.replace("PORT", "1"))
    other.run("destroy", "--yes")
    gone = checks(other, expect=1)["assistant support-bot"]
    assert gone[0] == "failure" and "apply" in gone[1]
    text = (other.assistants / "project.yaml").read_text()
    (other.assistants / "project.yaml").write_text(text[: text.index("\nserve:")])
    assert checks(other, expect=1)["serve"][0] == "failure"


def test_a_port_that_is_taken_is_told(project):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 8787))
        except OSError:
            pytest.skip("another program listens on 8787")
        taken.listen()
        assert checks(project)["port"][0] == "warning"


@pytest.fixture(scope="module")
def chat(project):
    with Chat(project) as chat:
        yield chat


def test_measurements_are_what_prometheus_reads(chat):
    def values():
        with chat.request("GET", "/metrics", base=chat.admin) as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            families = list(text_string_to_metric_families(answer.read().decode()))
        names = [family.name for family in families]
        assert len(names) == len(set(names)) and all(family.documentation for family in families)
        return {(sample.name, *sample.labels.values()): sample.value for family in families for sample in family.samples}

    before = values()
    assert before["assistantctl_serve_ready",] == 1 and before["assistantctl_serve_running_answers",] == 0
    chat.ask(QUESTION)
    chat.error("GET", "/api/chat/nothing")
    chat.until_idle()
    after = values()
    complete = ("assistantctl_serve_answers_total", "complete")
    assert after[complete] == before.get(complete, 0) + 1
    refused = ("assistantctl_serve_http_requests_total", "4xx")
    assert after[refused] == before.get(refused, 0) + 1
    assert after["assistantctl_serve_spent_dollars_total",] > before["assistantctl_serve_spent_dollars_total",]
    assert after["assistantctl_serve_tokens_total", "output"] > 0
    assert not any("support-bot" in str(key) or "visitor" in str(key) for key in after)


def test_readiness_ends_before_the_program_does_and_streams_end_politely(project, tmp_path):
    with Sandbox(tmp_path, "--stream-delays", "0,100") as slow:
        (tmp_path / "project").mkdir()
        with Chat(deployed(tmp_path / "project", slow.url, SETTINGS + FUNCTIONS.replace("PORT", "1"))) as chat:
            with chat.request("POST", "/api/chat", chat.post(QUESTION)) as answer:
                stream = events(answer)
                next(stream)
                chat.process.send_signal(signal.SIGTERM)
                assert types(list(stream))[-1] == "abort"
            # What the account still says is waited for, because it says what the answer cost.
            with pytest.raises(Exception) as unready:
                chat.request("GET", "/readyz", base=chat.admin)
            assert unready.value.code == 503 and json.loads(unready.value.read())["problems"] == ["closing"]
            code, error = chat.error("POST", "/api/chat", chat.post(QUESTION, chat="late"))
            assert (code, error["code"]) == (503, "unavailable") and error["retry_after"] == 5
            began = time.monotonic()
            chat.process.send_signal(signal.SIGTERM)
            assert chat.process.wait(timeout=15) == 0
            assert time.monotonic() - began < 15
            log = chat.messages()
            assert "Stopping:" in log and "Stopping now" in log
            # It may have been answered: what was kept for it does not come back.
            status = chat.project.run("serve", "status").stdout
            assert any(float(amount) > 0.1 for amount in re.findall(r"\$([0-9.]+) (?:spent|reserved)", status)), status


def test_an_answer_that_the_account_never_ends_holds_nothing_up_for_longer_than_half_a_minute(tmp_path):
    with Sandbox(tmp_path, "--stream-delays", "0,2000") as slow:
        (tmp_path / "project").mkdir()
        with Chat(deployed(tmp_path / "project", slow.url, SETTINGS + FUNCTIONS.replace("PORT", "1"))) as chat:
            with chat.request("POST", "/api/chat", chat.post(QUESTION)) as answer:
                next(events(answer))
                began = time.monotonic()
                chat.process.send_signal(signal.SIGTERM)
                assert chat.process.wait(timeout=60) == 0
            assert time.monotonic() - began < 45
