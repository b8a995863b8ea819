"""`fmt`: manifests in canonical form, as people and pipelines run it."""

import os
import subprocess

import pytest

from conftest import PROGRAM, ROOT

ODD = "# the bot\r\nmodel:   gpt-6-luna\r\nassistant: a # key\r\n"
CANONICAL = "assistant: a # key\r\n# the bot\r\nmodel: gpt-6-luna\r\n"


@pytest.fixture
def fmt(tmp_path):
    def run(*arguments, expect=0, text=None):
        done = subprocess.run(
            [PROGRAM, "fmt", *arguments],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            input=text,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == expect, done
        return done

    return run


def test_files_and_folders_are_formatted_and_named(fmt, tmp_path):
    (tmp_path / "bots").mkdir()
    file = tmp_path / "bots" / "a.yaml"
    file.write_bytes(ODD.encode())
    file.chmod(0o600)
    assert fmt("--check", "bots", expect=2).stdout == b"bots/a.yaml\n"
    assert file.read_bytes() == ODD.encode()
    assert b"-model:   gpt-6-luna\n" in fmt("--check", "--diff", "bots/a.yaml", expect=2).stdout
    assert fmt("bots").stdout == b"bots/a.yaml\n"
    assert file.read_bytes() == CANONICAL.encode()
    assert file.stat().st_mode & 0o777 == 0o600
    assert fmt("bots").stdout == fmt("--check", "bots").stdout == b""
    assert os.listdir(tmp_path / "bots") == ["a.yaml"]


def test_what_manifests_take_in_is_no_manifest(fmt, tmp_path):
    folder = tmp_path / "assistants"
    folder.mkdir()
    (folder / "project.yaml").write_text("project: shop\nenvironments: { test: { base_url: embedded } }\n")
    (folder / "bot.yaml").write_text("assistant: a\nmodel: gpt-6-luna\ninstructions: { file: prompt.yaml }\n")
    (folder / "prompt.yaml").write_text("model:   x\nassistant: example\n")
    assert fmt().stdout == b""
    assert fmt("assistants").stdout == b""
    assert fmt("assistants/prompt.yaml").stdout == b"assistants/prompt.yaml\n"


def test_a_link_stays_a_link(fmt, tmp_path):
    (tmp_path / "real.yaml").write_bytes(ODD.encode())
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    fmt("link.yaml")
    assert (tmp_path / "link.yaml").is_symlink()
    assert (tmp_path / "real.yaml").read_bytes() == CANONICAL.encode()


def test_standard_input_comes_out_at_standard_output(fmt):
    assert fmt("-", text=ODD.encode()).stdout == CANONICAL.encode()
    assert fmt("-", "--check", text=ODD.encode(), expect=2).stdout == b""
    assert b"yaml-syntax" in fmt("-", text=b"a: [", expect=1).stderr
    fmt("-", "a.yaml", expect=64)


def test_what_cannot_be_formatted_is_named_and_nothing_is_half_written(fmt, tmp_path):
    (tmp_path / "a.yaml").write_bytes(ODD.encode())
    (tmp_path / "b.yaml").write_bytes(b"? assistant\n: b\n")
    done = fmt("a.yaml", "b.yaml", expect=1)
    assert b"b.yaml:1:3" in done.stderr and b"not-formatted" in done.stderr
    assert (tmp_path / "b.yaml").read_bytes() == b"? assistant\n: b\n"
    (tmp_path / "a.yaml").write_bytes(ODD.encode())
    (tmp_path / "c.yaml").write_bytes(ODD.encode())
    (tmp_path / "c.yaml").chmod(0o444)
    done = fmt("a.yaml", "c.yaml", expect=1)
    assert b"c.yaml is read-only" in done.stderr and b"nothing was written" in done.stderr
    assert (tmp_path / "a.yaml").read_bytes() == (tmp_path / "c.yaml").read_bytes() == ODD.encode()
    assert b"there is no file" in fmt("gone.yaml", expect=1).stderr


def test_the_example_project_is_in_canonical_form(tmp_path, fmt):
    fmt("--check", "--diff", str(ROOT / "assistants"))
