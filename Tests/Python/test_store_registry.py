"""`api: responses` on a host without `/v1/skills`: releases live in a vector store, where the environment says so."""

import json

import pytest
from conftest import Sandbox


@pytest.fixture
def host(tmp_path):
    sandbox = Sandbox(tmp_path, "--disable", "skills")
    yield sandbox
    sandbox.stop()


def instructions(project):
    output = json.loads(project.run("output", "--format", "json").stdout)
    return output["assistants"]["support-bot"]["request"]["instructions"]


def test_releases_live_in_a_vector_store_only_where_the_environment_says_so(host, make_project):
    project = make_project(host.url)
    project.edit("project.yaml", "gateway: { api: assistants,", "gateway: { api: responses,")
    for command in (["plan"], ["apply", "--yes"]):
        assert "`registry: vector_store`" in project.run(*command, expect=1).stderr
    assert "`registry: vector_store`" in project.run("doctor", expect=1).stdout

    project.edit("project.yaml", "gateway: { api: responses,", "gateway: { api: responses, registry: vector_store,")
    project.run("doctor")
    assert "weak-lock" in json.dumps(json.loads(project.run("plan", "--format", "json").stdout))
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
    assert "#releases" not in project.run("show", "--format", "json").stdout
    first = instructions(project)

    project.edit("prompts/support.md", "two to five sentences", "two to four sentences")
    project.run("plan", "--detailed-exitcode", expect=2)
    project.run("apply", "--yes")
    project.run("plan", "--detailed-exitcode")
    assert instructions(project) != first

    project.run("rollback", "--yes")
    assert instructions(project) == first
    project.run("plan", "--detailed-exitcode", expect=2)

    project.run("destroy", "--yes")
    assert json.loads(project.run("show", "--format", "json").stdout)["objects"] == []
    project.run("cleanup")
