"""`cleanup` beside others on the account: it removes what nothing refers to, whatever api refers, and nothing else."""

import threading

import openai
import pytest
from recording_proxy import AN_HOUR, RecordingProxy
from test_registry_lock import start

PRICES = "data/prices.csv"


@pytest.fixture
def project(sandbox, make_project):
    """Two environments on one account, one for each api."""
    project = make_project(sandbox.url)
    project.edit("project.yaml", "  gateway: {", f'  releases: {{ api: responses, base_url: "{sandbox.url}" }}\n  gateway: {{')
    return project


@pytest.fixture
def account(sandbox, project):
    return openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)


def reach(project, old, new):
    settings = project.assistants / "project.yaml"
    settings.write_text(settings.read_text().replace(old, new))


def ids(account):
    return {file.id for file in account.files.list()}


def upload(account, project):
    """What a run that died between an upload and the assistant that needs it leaves."""
    return account.files.create(file=(project.assistants / PRICES).open("rb"), purpose="assistants").id


def test_two_environments_of_both_apis_leave_each_others_files_alone(sandbox, project, account):
    project.run("apply", "--yes")
    project.run("apply", "--yes", env="releases")
    # Named by a kept release only, from now on.
    project.edit("knowledge/support/returns-and-warranty.md", "30 days", "60 days")
    project.edit(PRICES, "sku", "sk_")
    project.run("apply", "--yes", env="releases")
    project.edit("knowledge/support/returns-and-warranty.md", "60 days", "30 days")
    project.edit(PRICES, "sk_", "sku")
    before = ids(account)

    with RecordingProxy(sandbox.url, later=AN_HOUR) as proxy:
        reach(project, sandbox.url, proxy.url)
        for env in ("gateway", "releases"):
            assert project.run("cleanup", "--yes", env=env).stdout.startswith("Nothing to clean up")
        assert ids(account) == before
        project.run("rollback", "--yes", env="releases")
        assert "/v1/files" not in {request.path for request in proxy.requests if request.method == "POST"}
        project.run("plan", "--detailed-exitcode", env="releases")
    reach(project, proxy.url, sandbox.url)
    project.run("plan", "--detailed-exitcode")


@pytest.mark.parametrize("env", ["gateway", "releases"])
def test_an_upload_that_nothing_refers_to_goes_when_it_is_old_enough(sandbox, project, account, env):
    project.run("apply", "--yes", env=env)
    before = ids(account)
    left = upload(account, project)

    young = project.run("cleanup", "--yes", env=env)
    assert f"{left}  prices.csv" in young.stdout and "stays: a run may be about to attach it until" in young.stdout
    assert "threads" in young.stderr and "other programs" in young.stderr
    assert ids(account) == before | {left}

    with RecordingProxy(sandbox.url, later=AN_HOUR) as proxy:
        reach(project, sandbox.url, proxy.url)
        assert f"{left}  prices.csv" in project.run("cleanup", env=env).stdout
        assert ids(account) == before | {left}
        assert f"{left}  removed" in project.run("cleanup", "--yes", env=env).stdout
        assert ids(account) == before
        assert project.run("cleanup", "--yes", env=env).stdout.startswith("Nothing")


def test_what_a_container_may_have_been_made_from_stays(sandbox, project, account):
    project.run("apply", "--yes")
    left = upload(account, project)
    container = account.containers.create(name="an application's", file_ids=[left])
    with RecordingProxy(sandbox.url, later=AN_HOUR) as proxy:
        reach(project, sandbox.url, proxy.url)
        assert project.run("cleanup", "--yes").stdout.startswith("Nothing")
        account.containers.delete(container.id)
        assert f"{left}  removed" in project.run("cleanup", "--yes").stdout


def test_what_a_run_of_another_environment_is_about_to_attach_stays(sandbox, project, account):
    """A run that was killed behind an upload: its lock still holds for the other environment to see."""
    project.run("apply", "--yes", env="releases")
    project.edit(PRICES, "sku", "sk_")
    is_uploaded = threading.Event()

    def let_one_upload_through(_):
        if any((request.method, request.path) == ("POST", "/v1/files") for request in proxy.requests):
            is_uploaded.set()
            return False

    with RecordingProxy(sandbox.url, before=let_one_upload_through) as proxy:
        reach(project, sandbox.url, proxy.url)
        run = start(project, "apply", "--yes", env="releases")
        assert is_uploaded.wait(60)
        run.kill()
        run.communicate()
    reach(project, proxy.url, sandbox.url)
    before = ids(account)
    assert "is about to attach it" in project.run("cleanup", "--yes").stdout
    assert ids(account) == before
