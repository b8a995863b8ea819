"""A file that goes up in parts: the program and the account of one build, real bytes, and what the account holds then."""

import hashlib
import random

import pytest

#: Above 64 MB files go up in parts: three of them.
SIZE = 150_000_000


def test_a_file_goes_up_in_parts_and_arrives_whole(request, make_project):
    if not request.config.getoption("--large-files"):
        pytest.skip("takes long with a debug build: --large-files")
    project = make_project("http://127.0.0.1:9/v1")
    chance = random.Random("large file")
    block = b"".join(f"{chance.getrandbits(256):064x} of the price list\n".encode() for _ in range(20_000))
    digest, left = hashlib.sha256(), SIZE
    with open(project.assistants / "data/prices.csv", "wb") as file:
        while left > 0:
            piece = block[:left]
            file.write(piece)
            digest.update(piece)
            left -= len(piece)

    applied = project.run("apply", "--yes", "--verbose", env="sandbox").stderr
    assert applied.count("/parts 200") == 3
    assert "POST /v1/files 200" in applied, "small files go up in one request"
    stored = (project.folder / ".assistantctl" / "sandbox.sqlite-files").iterdir()
    (whole,) = [path for path in stored if path.stat().st_size == SIZE]
    with open(whole, "rb") as file:
        assert hashlib.file_digest(file, "sha256").hexdigest() == digest.hexdigest()
    assert "No changes." in project.run("plan", env="sandbox").stdout
