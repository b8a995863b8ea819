"""Fixtures for tests that talk to a running sandbox, each in an account of its own."""

import os
import uuid

import pytest
from openai import OpenAI


@pytest.fixture
def base_url(request):
    """The sandbox that the caller started (ASSISTANTCTL_SANDBOX_URL, with /v1), else the one of this test run."""
    return os.environ.get("ASSISTANTCTL_SANDBOX_URL") or request.getfixturevalue("sandbox").url


@pytest.fixture
def client(base_url):
    """Every key opens another account, so every test has an empty one."""
    return OpenAI(base_url=base_url, api_key=f"sk-test-{uuid.uuid4()}", max_retries=0)


@pytest.fixture
def write(tmp_path):
    """Writes a file and returns its path."""

    def write_file(name, text):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write_file
