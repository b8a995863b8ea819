"""Pairs of a project and an account, made by edits, and the commands that plan between them."""

import hashlib
from dataclasses import dataclass, field

from frozen import git_edits, hand_edits
from frozen.project import DoesNotFit, Project
from frozen.wire import WireAccount

# Why an edit means nothing behind another one.
NO_FIT = (DoesNotFit, AssertionError, KeyError, ValueError, StopIteration)


@dataclass
class Scenario:
    """A pair of a project and an account, in a sentence, with the commands to try on it.

    What `commands` print is kept as text and as JSON, and what `texts` print as text alone.
    """

    title: str
    api: str
    base: str = "clean"
    git: list = field(default_factory=list)
    hand: list = field(default_factory=list)
    commands: list = field(default_factory=lambda: [["plan"]])
    texts: list = field(default_factory=list)

    def project(self, url):
        project = Project(self.api, url)
        for edit in self.git:
            edit(project)
        return project

    def account(self):
        account = WireAccount.recorded(f"{self.api}-{self.base}")
        for edit in self.hand:
            edit(account)
        return account


def alone(edits, api, **options):
    """Every edit of git on its own."""
    return [Scenario(title, api, git=[edit], **options) for title, edit in edits.items()]


def by_hand(edits, api, *commands):
    """Every edit by hand on its own."""
    return [Scenario(title, api, hand=[edit], texts=commands) for title, edit in edits.items()]


def every_other(edits, start):
    """One half of the edits: what two apis share is tried on one of them alone, and together with others on both."""
    return dict(list(edits.items())[start::2])


def drawn(edits, seed, least, most):
    """Some of the edits, the same on every machine. One that is added later is drawn here and there; the rest stays."""

    def lot(name):
        return int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:8], "big")

    wanted = least + lot("") % (most - least + 1)
    return sorted(edits, key=lot)[:wanted]


def together(api, number):
    """Some edits at once, in git and by hand, as the lot falls."""
    seed = f"{api} {number}"
    by_hand_there = hand_edits.ALL if api == "assistants" else hand_edits.STORES
    edits = [(name, git_edits.ALL[name], True) for name in drawn(git_edits.ALL, f"{seed} git", 1, 4)]
    edits += [(name, by_hand_there[name], False) for name in drawn(by_hand_there, f"{seed} hand", 0, 3)]
    scenario = Scenario("", api, commands=[["plan"], ["plan", "--refresh-only"]])
    names = []
    for name, edit, is_git in edits:
        kept = scenario.git if is_git else scenario.hand
        kept.append(edit)
        try:
            scenario.project("embedded") if is_git else scenario.account()
            names.append(name)
        except NO_FIT:
            kept.pop()
    scenario.title = "; ".join(names)
    return scenario
