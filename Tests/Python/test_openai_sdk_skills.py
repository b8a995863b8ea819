"""The official `openai` package, unchanged, against the sandbox's skills."""

import io
import zipfile

import openai
import pytest

MANIFEST = b"---\nname: velo-releases\ndescription: What is deployed for Velo Lindqvist.\n---\n\n# Releases\n"


def bundle(number):
    return [("releases/SKILL.md", MANIFEST), ("releases/release.json", b'{"number": %d}' % number)]


def release(content):
    with zipfile.ZipFile(io.BytesIO(content.read())) as archive:
        assert archive.testzip() is None
        name = next(name for name in archive.namelist() if name.endswith("release.json"))
        return archive.read(name)


def test_skill_and_versions(client):
    skill = client.skills.create(files=bundle(1))
    assert (skill.name, skill.default_version, skill.latest_version) == ("velo-releases", "1", "1")
    assert [listed.id for listed in client.skills.list()] == [skill.id]
    second = client.skills.versions.create(skill.id, files=bundle(2))
    assert second.version == "2" and second.skill_id == skill.id
    assert release(client.skills.content.retrieve(skill.id)) == b'{"number": 1}'
    assert release(client.skills.versions.content.retrieve("2", skill_id=skill.id)) == b'{"number": 2}'
    assert client.skills.update(skill.id, default_version="2").default_version == "2"
    assert release(client.skills.content.retrieve(skill.id)) == b'{"number": 2}'
    with pytest.raises(openai.BadRequestError, match="default version"):
        client.skills.versions.delete("2", skill_id=skill.id)
    assert client.skills.versions.delete("1", skill_id=skill.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.skills.versions.retrieve("1", skill_id=skill.id)
    third = client.skills.versions.create(skill.id, files=bundle(3), default=True)
    assert third.version == "3"
    assert client.skills.retrieve(skill.id).default_version == "3"
    assert [version.version for version in client.skills.versions.list(skill.id, limit=1)] == ["3", "2"]
    assert client.skills.delete(skill.id).deleted
    with pytest.raises(openai.NotFoundError):
        client.skills.retrieve(skill.id)


def test_compressed_zip(client):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in bundle(7):
            archive.writestr(name, content)
    skill = client.skills.create(files=("skill.zip", buffer.getvalue()))
    assert client.skills.content.retrieve(skill.id).read() == buffer.getvalue()


def test_invalid_bundles(client):
    for files in [[("README.md", b"text")], [("SKILL.md", b"no front matter")], [("../SKILL.md", MANIFEST)]]:
        with pytest.raises(openai.BadRequestError) as error:
            client.skills.create(files=files)
        assert error.value.param == "files"
