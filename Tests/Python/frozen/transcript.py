"""What commands print, as text to hold against the text of the day when it was frozen."""

import difflib
import json
import os
import re
from pathlib import Path

import pytest

from frozen.project import run
from plan_document import check

EXPECTED = Path(__file__).parent / "expected"

# The server gives these anew for whatever is made in a test.
ID = re.compile(r"\b(file-|vs_|vsfb_|asst_|skill_|req_)[0-9A-Za-z]{24}\b")

# What an editor does not show, or obeys.
UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

# As many lines of a difference as one can take in.
SHOWN = 60


class Transcript:
    """Commands in one folder and what they print; standard error where they fail, because progress goes there too."""

    def __init__(self, project, folder, known=None, whole=False, **variables):
        """`known` holds the ids that are the same on every day; without it all are. `whole` shows plans whole as JSON."""
        self.project, self.folder, self.variables, self.whole = project, folder, variables, whole
        self.known = None if known is None else {match.group() for match in ID.finditer(known)}
        self.text = ""

    def say(self, *arguments, shown=None):
        """Runs a command and returns its standard output; the transcript shows it as it is, or as `shown`."""
        return self._say(arguments, shown or arguments, lambda output: output)

    def say_json(self, *arguments, shown=None):
        """The same as JSON, a value a line."""
        return self._say(
            (*arguments, "--format", "json"),
            (*(shown or arguments), "--format", "json"),
            lambda output: lines(output, self.whole),
        )

    def note(self, line):
        """Says what happens between two commands."""
        self.text += f"# {line}\n"

    def add(self, picture):
        """Adds what the account holds."""
        self.text += f"{picture}\n"

    def _say(self, arguments, shown, edit):
        status, output, problems = run(self.folder, *arguments, **self.variables)
        result = edit(output) + (problems if status not in (0, 2) else "")
        self.text += f"$ assistantctl {' '.join(shown)}\n{self._normal(result)}[{status}]\n\n"
        return output

    def _normal(self, text):
        if self.known is not None:
            text = ID.sub(lambda match: match.group() if match.group() in self.known else match[1] + "…", text)
        text = re.sub(r"applied on [-0-9T:]+Z", "applied on …", text)
        return re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", text)


def lines(output, whole):
    """JSON a value a line. Of a plan, which is checked first, what other parts say as well is left out, and of what
    stays all but the addresses."""
    document = json.loads(output)
    if "resource_changes" in document:
        check(document)
        if not whole:
            changes = document["resource_changes"]
            document["resource_changes"] = [one for one in changes if one["change"]["actions"] != ["no-op"]]
            document["no-op"] = [one["address"] for one in changes if one["change"]["actions"] == ["no-op"]]
            for key in ("planned_values", "prior_state", "configuration"):
                document.pop(key, None)
    return UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(document, indent=0, ensure_ascii=False)) + "\n"


def expect(text, name):
    """Holds a text against the frozen one of that name; with RECORD_SNAPSHOTS=1 writes it, and fails all the same."""
    file = EXPECTED / name
    if os.environ.get("RECORD_SNAPSHOTS") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"recorded {file}; look at it, then run without RECORD_SNAPSHOTS")
    frozen = file.read_text(encoding="utf-8") if file.exists() else ""
    if text == frozen:
        return
    lines = list(difflib.unified_diff(frozen.splitlines(), text.splitlines(), "frozen", "today", lineterm=""))
    more = f"\n… and {len(lines) - SHOWN} lines more" if len(lines) > SHOWN else ""
    pytest.fail(f"{name} is not what it was:\n" + "\n".join(lines[:SHOWN]) + more, pytrace=False)
