"""`validate` looks into PDFs where `pdftotext` is installed."""

import os
import pathlib
import shutil
import subprocess

import pytest
from conftest import PROGRAM

PROJECT = """\
project: velo
environments: { sandbox: { base_url: embedded } }
"""
MANIFEST = """\
assistant: bot
model: gpt-6-luna
tools: [file_search]
knowledge:
  files:
    - handbook.pdf%s
"""
DOCUMENTS = pathlib.Path(__file__).parent / "documents"


def validate(tmp_path, path, comment=""):
    folder = tmp_path / "assistants"
    folder.mkdir(exist_ok=True)
    (folder / "project.yaml").write_text(PROJECT)
    (folder / "bot.yaml").write_text(MANIFEST % comment)
    shutil.copy(DOCUMENTS / "partly.pdf", folder / "handbook.pdf")
    environment = {"PATH": path, "HOME": str(tmp_path)}
    done = subprocess.run([PROGRAM, "validate"], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_pages_of_scans(tmp_path):
    warning = "assistants/handbook.pdf holds no text on 8 of 10 pages [scanned-pages]"
    assert warning in validate(tmp_path, os.environ["PATH"])
    assert validate(tmp_path, os.environ["PATH"], " # assistantctl:ignore scanned-pages -- photos") == ""


def test_without_pdftotext_nothing_is_said(tmp_path):
    assert validate(tmp_path, str(tmp_path)) == ""
