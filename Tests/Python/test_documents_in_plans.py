"""What changes in the text of documents, as plans show it: in every format, from git, from the account, or not at all."""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from conftest import PROGRAM

DOCUMENTS = Path(__file__).with_name("documents")
PROJECT = """project: helpdesk
environments:
  gateway: { api: %s, base_url: "%s" }
"""
BOT = """assistant: bot
model: gpt-6-luna
instructions: Be kind.
tools: [file_search]
knowledge: { files: ["docs/**"] }
"""
RETURNS = "# Returns\n\nRefunds take five days.\n\nWrite to us first.\n"


class Shop:
    """A project in a git repository, with documents in `assistants/docs`."""

    def __init__(self, folder, url, api="responses"):
        self.folder = folder
        self.variables = {"PATH": os.environ["PATH"], "HOME": str(folder.parent), "OPENAI_API_KEY": f"sk-{folder}"}
        self.docs = folder / "assistants" / "docs"
        self.docs.mkdir(parents=True)
        (folder / "assistants" / "project.yaml").write_text(PROJECT % (api, url))
        (folder / "assistants" / "bot.yaml").write_text(BOT)

    def git(self, *arguments, folder=None):
        options = ["-c", "user.name=Anna", "-c", "user.email=anna@velo.example", "-c", "init.defaultBranch=main"]
        subprocess.run(
            ["git", "-C", str(folder or self.folder), *options, *arguments], check=True, capture_output=True
        )

    def commit(self, message="change"):
        if not (self.folder / ".git").exists():
            self.git("init", "-q")
        self.git("add", "--all")
        self.git("commit", "-q", "-m", message)

    def write(self, name, content):
        file = self.docs / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def run(self, *arguments, expect=0, folder=None, variables=None):
        done = subprocess.run(
            [PROGRAM, *arguments],
            cwd=folder or self.folder,
            env=self.variables | (variables or {}),
            capture_output=True,
            text=True,
            timeout=300,
            stdin=subprocess.DEVNULL,
        )
        assert done.returncode == expect, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def apply(self):
        self.run("apply", "--yes")

    def plan(self, **options):
        """What the plan says below the line of each changed file, by its name."""
        texts, name = {}, None
        for line in self.run("plan", **options).splitlines():
            if found := re.match(r"-/\+ file\.bot/docs/(\S+)", line):
                name = found.group(1)
                texts[name] = []
            elif name and (line.startswith("      ") or not line):
                texts[name].append(line.removeprefix("      "))
            else:
                name = None
        return {name: "\n".join(lines).rstrip("\n") for name, lines in texts.items()}

    def texts(self, **options):
        """The same for programs."""
        plan = json.loads(self.run("plan", "--format", "json", **options))
        files = [change["assistantctl"].get("file", {}) for change in plan["resource_changes"]]
        return {file["path"].removeprefix("docs/"): file["text"] for file in files if "text" in file}


@pytest.fixture
def shop(tmp_path, sandbox):
    return Shop(tmp_path / "shop", sandbox.url)


@pytest.fixture
def changed(shop):
    """A document that was applied and changed since, in a commit."""
    shop.write("returns.md", RETURNS)
    shop.commit("first")
    shop.apply()
    shop.write("returns.md", RETURNS.replace("five", "three"))
    shop.commit("second")
    return shop


DIFF = """text:
  @@ line 3 @@
    # Returns

  - Refunds take [-five-] days.
  + Refunds take {+three+} days.

    Write to us first."""


def pdf(pages):
    """A PDF of lines of text, as small as they come."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", None, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj T* " for line in lines)
        stream = f"BT /F1 10 Tf 12 TL 40 800 Td {shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010} 00000 n \n" for place in places).encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def office(name, part, old, new):
    """A document of the tests with other words in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(DOCUMENTS / name) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.namelist():
            content = source.read(entry).decode()
            if entry == part:
                assert old in content
                content = content.replace(old, new)
            target.writestr(entry, content)
    return out.getvalue()


@pytest.mark.parametrize("api", ["assistants", "responses"])
def test_a_document_that_changed_in_the_last_commit(tmp_path, sandbox, api):
    shop = Shop(tmp_path / "shop", sandbox.url, api)
    shop.write("returns.md", RETURNS)
    shop.commit("first")
    shop.apply()
    shop.write("returns.md", RETURNS.replace("five", "three"))
    shop.commit("second")
    assert shop.plan() == {"returns.md": DIFF}
    text = shop.texts()["returns.md"]
    assert (text["result"], text["before_from"]) == ("changed", "git")
    assert "not_in_git" not in text
    applied = shop.run("apply", "--yes")
    assert "Refunds take {+three+} days." in applied
    assert shop.plan() == {}


def test_changes_that_are_in_no_commit_yet(changed):
    changed.write("returns.md", RETURNS.replace("five", "nine"))
    assert changed.plan() == {"returns.md": DIFF.replace("three", "nine")}


def test_every_format(changed):
    markdown = changed.run("plan", "--format", "markdown")
    assert "```diff\n@@ line 3 @@\n  # Returns\n\n- Refunds take [-five-] days.\n" in markdown
    page = changed.run("plan", "--format", "html")
    assert "<del>five</del>" in page and "<ins>three</ins>" in page
    for format in ("github", "gitlab"):
        assert "five" not in changed.run("plan", "--format", format)


def test_a_saved_plan_has_its_documents_and_is_applied_without_looking_again(changed):
    shown = changed.run("plan", "--out", "change.plan")
    assert below_a_file(DIFF) in shown
    shutil.move(changed.folder / ".git", changed.folder / ".gone")
    assert changed.run("show", "change.plan") == shown
    assert "Refunds take {+three+} days." in changed.run("show", "change.plan", "--format", "markdown")
    assert below_a_file(DIFF) in changed.run("apply", "change.plan", "--yes")


def test_a_rollback_and_a_destruction(changed):
    changed.apply()
    back = changed.run("rollback", "--plan", "1")
    assert "- Refunds take [-three-] days." in back and "+ Refunds take {+five+} days." in back
    assert "text:" not in changed.run("plan", "--destroy")
    assert "text:" not in changed.run("drift")


def test_a_release_of_another_branch_is_compared_before_and_after_a_rollback(shop):
    """Each release names its commit, and the branch that is checked out need not have it."""
    shop.write("returns.md", RETURNS)
    shop.commit("first")
    shop.git("checkout", "-q", "-b", "trial")
    shop.write("returns.md", RETURNS.replace("five", "three"))
    shop.commit("trial")
    shop.apply()
    shop.git("checkout", "-q", "main")
    shop.apply()
    assert below_a_file(DIFF) in shop.run("rollback", "--plan", "1")
    shop.run("rollback", "1", "--yes")
    shop.write("returns.md", RETURNS.replace("five", "nine"))
    assert shop.plan() == {"returns.md": DIFF.replace("three", "nine").replace("five", "three")}
    assert shop.texts()["returns.md"]["before_from"] == "git"


def test_a_project_that_moved_inside_its_repository(changed):
    """The path below `files_root` is the same, the one that git knows is another: a rename is followed."""
    changed.git("mv", "assistants", "support")
    changed.commit("moved")
    assert changed.run("plan", "--dir", "support").count("- Refunds take [-five-] days.") == 1


def test_new_documents_and_those_that_go_are_not_dumped(changed):
    changed.git("mv", "assistants/docs/returns.md", "assistants/docs/refunds.md")
    changed.commit("renamed")
    shown = changed.run("plan")
    assert "+ file.bot/docs/refunds.md" in shown and "- file.bot/docs/returns.md" in shown
    assert "Refunds take" not in shown


def test_a_version_among_many(shop):
    shop.write("returns.md", RETURNS)
    shop.commit("first")
    shop.apply()
    for days in range(30):
        shop.write("returns.md", RETURNS.replace("five", f"{days}"))
        shop.commit(f"version {days}")
    # Without the commit of the release: it was made from a copy that is not here.
    assert shop.plan()["returns.md"] == DIFF.replace("{+three+}", "{+29+}")


def test_documents_that_git_lfs_keeps(changed):
    """The repository holds a pointer, and the content lies beside it under its digest."""
    old = RETURNS.encode()
    digest = hashlib.sha256(old).hexdigest()
    shutil.rmtree(changed.folder / ".git")
    changed.write("returns.md", f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(old)}\n")
    changed.commit("pointer")
    kept = changed.folder / ".git" / "lfs" / "objects" / digest[:2] / digest[2:4]
    kept.mkdir(parents=True)
    (kept / digest).write_bytes(old)
    changed.write("returns.md", RETURNS.replace("five", "three"))
    assert changed.plan() == {"returns.md": DIFF}
    (kept / digest).write_bytes(old.replace(b"five", b"nine"))
    assert "account's: git does not have" in changed.plan()["returns.md"], "an object that is damaged is not used"


def below_a_file(text):
    """As the whole plan has it."""
    return "\n".join(line and f"      {line}" for line in text.splitlines())


def from_account(reason, diff=DIFF):
    return diff.replace("text:", f"text:  (the text before is the account's: {reason})")


def test_without_a_repository_the_account_says_what_was_there(changed):
    shutil.rmtree(changed.folder / ".git")
    assert changed.plan() == {"returns.md": from_account("the file is in no git repository")}
    assert changed.texts()["returns.md"]["not_in_git"] == "no_repository"


def test_a_content_that_was_never_committed(changed):
    changed.write("returns.md", RETURNS.replace("five", "seven"))
    changed.apply()
    changed.write("returns.md", RETURNS.replace("five", "three"))
    words = from_account("git does not have what was applied")
    assert changed.plan() == {"returns.md": words.replace("five", "seven")}


def test_a_shallow_clone(changed, tmp_path):
    clone = tmp_path / "clone"
    changed.git("clone", "-q", "--depth", "1", f"file://{changed.folder}", str(clone))
    assert changed.plan(folder=clone) == {
        "returns.md": from_account("this clone is shallow, and git does not have what was applied")
    }


def test_a_partial_clone_fetches_nothing(changed, tmp_path):
    changed.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    changed.git("clone", "-q", "--filter=blob:none", f"file://{changed.folder}", str(clone))
    packs = sorted((clone / ".git" / "objects").rglob("*"))
    assert changed.plan(folder=clone) == {"returns.md": from_account("git does not have what was applied")}
    assert sorted((clone / ".git" / "objects").rglob("*")) == packs


def test_nothing_that_a_repository_configures_runs(tmp_path, sandbox):
    """On an api without releases, where nobody asks git whether the checkout is clean: that runs filters."""
    changed = Shop(tmp_path / "shop", sandbox.url, "assistants")
    changed.write("returns.md", RETURNS)
    changed.commit("first")
    changed.apply()
    changed.write("returns.md", RETURNS.replace("five", "three"))
    changed.commit("second")
    trap = changed.folder / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {changed.folder}/sprung\ncat\n")
    trap.chmod(0o755)
    (changed.folder / ".gitattributes").write_text("*.md diff=trap filter=trap\n")
    for key in ("diff.trap.textconv", "diff.trap.command", "filter.trap.smudge", "filter.trap.clean", "gpg.program"):
        changed.git("config", key, str(trap))
    changed.git("config", "log.showSignature", "true")
    assert changed.plan() == {"returns.md": DIFF}
    assert not (changed.folder / "sprung").exists()


def test_a_monitor_of_the_file_system_is_not_started(changed):
    trap = changed.folder / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {changed.folder}/sprung\n")
    trap.chmod(0o755)
    changed.git("config", "core.fsmonitor", str(trap))
    assert changed.plan() == {"returns.md": DIFF}
    changed.apply()
    assert not (changed.folder / "sprung").exists()


def test_what_lies_among_documents_like_a_repository_is_none(changed):
    folder = next(changed.folder.rglob("returns.md")).parent
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder)], check=True)
    bot = changed.folder / "assistants" / "bot.yaml"
    bot.write_text(bot.read_text().replace("docs/**", "docs/*.md"))
    assert "three" in changed.plan()["returns.md"]
    assert changed.texts()["returns.md"]["before_from"] == "account"


def test_a_document_of_one_long_line_is_cut(shop):
    shop.write("returns.md", "one " * 150_000)
    shop.commit("first")
    shop.apply()
    shop.write("returns.md", "two " * 150_000)
    shop.commit("second")
    assert len(shop.run("plan")) < 10_000
    assert len(shop.run("plan", "--context", "full")) > 1_000_000


def test_worktrees_and_submodules(changed, tmp_path):
    tree = tmp_path / "tree"
    changed.git("worktree", "add", "-q", str(tree))
    assert changed.plan(folder=tree) == {"returns.md": DIFF}
    outer = tmp_path / "outer"
    outer.mkdir()
    changed.git("init", "-q", folder=outer)
    changed.git("-c", "protocol.file.allow=always", "submodule", "-q", "add", str(changed.folder), "shop", folder=outer)
    assert changed.plan(folder=outer / "shop") == {"returns.md": DIFF}


def test_a_machine_without_git(changed, tmp_path):
    empty = tmp_path / "bin"
    empty.mkdir()
    assert changed.plan(variables={"PATH": str(empty)}) == {"returns.md": from_account("git is not installed")}


def test_line_ends_and_other_forms_are_named(shop):
    names = ["crlf.md", "mark.md", "end.md", "composed.md", "wide.txt"]
    for name in names:
        shop.write(name, RETURNS.replace("days", "d\u00e9s"))
    shop.commit("first")
    shop.apply()
    text = RETURNS.replace("days", "d\u00e9s")
    shop.write("crlf.md", text.replace("\n", "\r\n"))
    shop.write("mark.md", "\ufeff" + text)
    shop.write("end.md", text.rstrip("\n"))
    shop.write("composed.md", text.replace("\u00e9", "e\u0301"))
    shop.write("wide.txt", b"\xff\xfe" + text.encode("utf-16-le"))
    forms = {
        "crlf.md": "text: line endings LF → CRLF",
        "mark.md": "text: the same; only the byte order mark changed",
        "end.md": "text: line end at the end only",
        "composed.md": "text: Unicode form only",
        "wide.txt": "text: the same; only the encoding changed",
    }
    assert shop.plan() == forms
    # What was applied follows from its digest where git does not have it.
    shutil.rmtree(shop.folder / ".git")
    without = shop.plan()
    assert {name: without[name] for name in ("crlf.md", "mark.md", "end.md")} == {
        name: forms[name] for name in ("crlf.md", "mark.md", "end.md")
    }


def test_documents_of_every_kind(shop):
    kinds = {
        "page.html": (b"<h1>Returns</h1><p>Refunds take <b>five</b> days.</p>", b"five", b"three"),
        "prices.json": (b'{\n  "refund_days": "five"\n}\n', b"five", b"three"),
        "handbook.pdf": (pdf([["Refunds take five days."]]), b"five", b"three"),
    }
    for name, (content, _, _) in kinds.items():
        shop.write(name, content)
    shop.write("letter.docx", (DOCUMENTS / "letter.docx").read_bytes())
    shop.write("deck.pptx", (DOCUMENTS / "deck.pptx").read_bytes())
    shop.commit("first")
    shop.apply()
    for name, (content, old, new) in kinds.items():
        shop.write(name, content.replace(old, new))
    shop.write("handbook.pdf", pdf([["Refunds take three days."]]))
    shop.write("letter.docx", office("letter.docx", "word/document.xml", "Before the callout", "Behind the callout"))
    shop.write("deck.pptx", office("deck.pptx", "ppt/slides/slide1.xml", "Walrus agenda", "Walrus programme"))
    shop.commit("second")
    texts = shop.plan()
    assert "- Refunds take [-five-] days.\n  + Refunds take {+three+} days." in texts["page.html"]
    assert '"[-five-]"' in texts["prices.json"] and '"{+three+}"' in texts["prices.json"]
    assert "five" in texts["handbook.pdf"] and "three" in texts["handbook.pdf"]
    assert "[-Before-] the callout" in texts["letter.docx"] and "{+Behind+} the callout" in texts["letter.docx"]
    assert "Walrus [-agenda-]," in texts["deck.pptx"] and "Walrus {+programme+}," in texts["deck.pptx"]
    # What no reader sees.
    shop.apply()
    shop.write("page.html", b"<h1>Returns</h1><p>Refunds take <i>three</i> days.</p>")
    assert shop.plan() == {"page.html": "text: the same; what changed is no text"}


@pytest.mark.parametrize("api", ["assistants", "responses"])
def test_files_of_code_interpreter(tmp_path, sandbox, api):
    """Of them git alone knows the text: no host lets one download it."""
    shop = Shop(tmp_path / "shop", sandbox.url, api)
    tools = "tools: [file_search, { type: code_interpreter, files: [prices.csv] }]"
    (shop.folder / "assistants" / "bot.yaml").write_text(BOT.replace("tools: [file_search]", tools))
    shop.write("returns.md", RETURNS)
    prices = shop.folder / "assistants" / "prices.csv"
    prices.write_text("model,price\nStad 3,799\nStad 8,1099\n")
    shop.commit("first")
    shop.apply()
    prices.write_text("model,price\nStad 3,849\nStad 8,1099\n")
    shop.commit("second")
    shown = shop.run("plan", "--context", "0")
    diff = "text:\n  @@ line 2 @@\n  - Stad 3,[-799-]\n  + Stad 3,{+849+}"
    assert below_a_file(diff) in shown
    shutil.rmtree(shop.folder / ".git")
    reason = "The text before is not known. The file is in no git repository."
    assert f"      text: not compared: {reason}\n" in shop.run("plan")


def test_what_cannot_be_read_is_named_and_keeps_nobody_from_planning(shop):
    shop.write("scan.pdf", pdf([["Refunds"]]))
    shop.write("broken.docx", (DOCUMENTS / "letter.docx").read_bytes())
    shop.write("prices.md", "Prices\n")
    shop.commit("first")
    shop.apply()
    shop.write("scan.pdf", pdf([[]]))
    shop.write("broken.docx", b"no archive")
    shop.write("prices.md", b"\x00\x01\x02")
    texts = shop.plan()
    assert texts["scan.pdf"] == "text: not compared: The new version holds no text. Scanned pages hold none."
    assert texts["broken.docx"].startswith("text: not compared: The new version cannot be read. ")
    assert texts["prices.md"].startswith("text: not compared: The new version cannot be read. The file is not text")


def test_a_pdf_where_pdftotext_is_missing(shop, tmp_path):
    shop.write("handbook.pdf", pdf([["Refunds take five days."]]))
    shop.commit("first")
    shop.apply()
    shop.write("handbook.pdf", pdf([["Refunds take three days."]]))
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "git").symlink_to(shutil.which("git"))
    text = shop.plan(variables={"PATH": str(tools), "XDG_CACHE_HOME": str(tmp_path / "cache")})["handbook.pdf"]
    assert text.startswith("text: not compared: The new version cannot be read. PDF is read through pdftotext, which is")


def test_a_handbook_of_300_pages(shop, tmp_path):
    def pages(days):
        return [
            [f"Page {page} line {line} of the handbook, what it says of bicycles." for line in range(55)]
            + ([f"Refunds take {days} days."] if page == 150 else [])
            for page in range(300)
        ]

    shop.write("handbook.pdf", pdf(pages("five")))
    shop.commit("first")
    shop.apply()
    shop.write("handbook.pdf", pdf(pages("three")))
    shop.commit("second")
    cache = tmp_path / "cache"
    variables = {"XDG_CACHE_HOME": str(cache)}
    first = shop.plan(variables=variables)
    assert "- Refunds take [-five-] days.\n  + Refunds take {+three+} days." in first["handbook.pdf"]
    assert len(list((cache / "assistantctl" / "texts").iterdir())) == 2
    # The second plan reads no PDF: where the program is missing nobody misses it.
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "git").symlink_to(shutil.which("git"))
    start = time.monotonic()
    assert shop.plan(variables=variables | {"PATH": str(tools)}) == first
    print(f"a plan with the texts at hand: {time.monotonic() - start:.1f} s")
