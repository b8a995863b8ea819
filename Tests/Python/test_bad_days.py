"""Everything that goes wrong says what, where and what to do, and ends with the exit code that the design gives it."""

import json
import os
import socket

import pytest
from odd_server import OddServer


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def complaint(project, *arguments, expect=1, **options):
    done = project.run(*arguments, expect=expect, **options)
    assert project.key not in done.stdout + done.stderr, "the key was printed"
    return done.stderr


# The account


def test_a_missing_key_names_the_variable(sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    project.edit("project.yaml", f"gateway: {{ api: {api},", f"gateway: {{ api: {api}, api_key_env: GATEWAY_KEY,")
    assert "set the environment variable GATEWAY_KEY" in complaint(project, "plan")


def test_a_wrong_key_says_where_it_came_from(sandbox, make_project, api):
    text = complaint(make_project(sandbox.url, api=api), "plan", key="sk-wrong-1")
    assert "401" in text and "OPENAI_API_KEY" in text and "sk-wrong-1" not in text


def test_a_key_without_permission(sandbox, make_project, api):
    text = complaint(make_project(sandbox.url, api=api), "plan", key="sk-forbidden-1")
    assert "403" in text and "permission" in text


def test_a_project_that_does_not_exist(sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    project.edit("project.yaml", f"gateway: {{ api: {api},", f"gateway: {{ api: {api}, project: proj_missing,")
    assert "proj_missing" in complaint(project, "plan")


def test_another_organization_than_the_environment_names_is_refused_before_the_first_write(sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    project.edit("project.yaml", f"gateway: {{ api: {api},", f"gateway: {{ api: {api}, organization: org-ours,")
    for command in (["plan"], ["apply", "--yes"], ["destroy", "--yes"]):
        text = complaint(project, *command, expect=4)
        assert "org-ours" in text and "org-sandbox" in text
    project.edit("project.yaml", "organization: org-ours", "organization: org-sandbox")
    assert json.loads(project.run("show", "--format", "json").stdout)["objects"] == []


def test_a_host_that_nobody_listens_on(make_project):
    port = unused_port()
    text = complaint(make_project(f"http://127.0.0.1:{port}/v1"), "plan")
    assert f"127.0.0.1:{port}" in text and "refused" in text.lower()


def test_a_host_without_an_address(make_project):
    assert "nowhere.invalid" in complaint(make_project("https://nowhere.invalid/v1"), "plan")


def test_a_server_that_does_not_speak_tls(make_project):
    with OddServer(200, b"{}") as server:
        text = complaint(make_project(server.url.replace("http:", "https:")), "plan")
    assert "TLS" in text or "encrypt" in text


def test_a_proxys_html_page(make_project):
    with OddServer(200, b"<html><title>Sign in</title></html>", "text/html") as server:
        assert "HTML" in complaint(make_project(server.url), "plan")


def test_half_a_json_body(make_project):
    with OddServer(200, b'{"object": "list", "data": [', announce=None) as server:
        text = complaint(make_project(server.url), "plan")
    assert "ends in the middle" in text and "/v1/assistants" in text


def test_a_host_that_no_longer_serves_assistants(make_project):
    body = b'{"error":{"message":"Invalid URL (GET /v1/assistants)","type":"invalid_request_error","param":null,"code":null}}'
    with OddServer(404, body) as server:
        text = complaint(make_project(server.url), "plan")
    assert "no longer serves the Assistants API" in text and "api: responses" in text


def test_a_redirect_never_carries_the_key_elsewhere(make_project):
    with OddServer(200, b'{"object":"list","data":[],"has_more":false}') as elsewhere:
        with OddServer(302, b"", headers=[("location", elsewhere.url + "/assistants")]) as server:
            text = complaint(make_project(server.url), "plan")
        assert elsewhere.seen == []
    assert "redirect" in text.lower() or "points" in text


# The files


def test_all_problems_are_shown_at_once(sandbox, make_project):
    project = make_project(sandbox.url)
    (project.assistants / "knowledge/support/empty.md").write_bytes(b"")
    (project.assistants / "knowledge/support/folder.md").mkdir()
    (project.assistants / "again.yaml").write_text("assistant: support-bot\n")
    (project.assistants / "wide.yaml").write_text("assistant: wide\n", encoding="utf-16")
    (project.assistants / "long.yaml").write_bytes(b"assistant: long\ninstructions: " + b"a" * 10_000_000)
    project.edit("workshop-helper.yaml", "file_search", "file_serch")
    assert "Error: failed" not in complaint(project, "plan")
    text = complaint(project, "validate")
    for expected in ["empty.md", "support-bot", "UTF-16", "long.yaml", 'did you mean "file_search"?']:
        assert expected in text, f"{expected!r} is missing in\n{text}"


def test_a_file_over_512_mb_is_refused_before_any_request(make_project):
    project = make_project("http://127.0.0.1:9/v1")
    with open(project.assistants / "knowledge/support/huge.md", "wb") as file:
        file.truncate(512 * 1024 * 1024 + 1)
    text = complaint(project, "plan")
    assert "huge.md" in text and "512 MB" in text


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file(make_project):
    project = make_project("http://127.0.0.1:9/v1")
    (project.assistants / "knowledge/support/faq.html").chmod(0)
    assert "faq.html" in complaint(project, "validate")


def test_a_folder_without_a_project(tmp_path, make_project):
    project = make_project("http://127.0.0.1:9/v1")
    text = complaint(project, "validate", "--dir", "elsewhere")
    assert "elsewhere" in text


def test_an_environment_that_is_not_declared(make_project):
    assert 'did you mean "gateway"?' in complaint(make_project("http://127.0.0.1:9/v1"), "plan", env="gatewy")


# Asking


def test_apply_without_a_terminal_and_without_yes_is_wrong_usage(sandbox, make_project):
    text = complaint(make_project(sandbox.url), "apply", expect=64)
    assert "--yes" in text


def test_a_protected_environment_refuses_destroy(sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    project.run("apply", "--yes")
    project.edit("project.yaml", f"gateway: {{ api: {api},", f"gateway: {{ api: {api}, protect: true,")
    refused = project.run("destroy", "--yes", expect=4).stderr
    assert "is protected" in refused and "[protected-environment]" in refused
    assert "is protected" in project.run("plan", "--destroy", expect=4).stdout
    # Before a key is asked for.
    assert project.run("destroy", "--yes", expect=4, variables={"OPENAI_API_KEY": ""}).stderr == refused
    project.run("plan", "--detailed-exitcode")
