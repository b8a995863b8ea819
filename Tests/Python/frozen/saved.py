"""Plans that an earlier program saved, with what they were made from."""

from dataclasses import dataclass, field
from pathlib import Path

from frozen import git_edits
from frozen.project import Project, as_it_was_before

SAVED = Path(__file__).parent / "saved"


@dataclass
class SavedPlan:
    """A plan of an edited project and a frozen account."""

    story: str = "clean"
    edits: list = field(default_factory=list)
    options: list = field(default_factory=list)

    def project(self, api):
        project = Project(api)
        for edit in self.edits:
            edit(project)
        return project


open_to_all = git_edits.ALL["a protection goes"]
all_but_one_go = git_edits.ALL["all but one go"]

PLANS = {
    "everything": SavedPlan(edits=[as_it_was_before]),
    "nothing": SavedPlan(),
    "part": SavedPlan(edits=[as_it_was_before], options=["--only", "assistant.support", "--exclude", "file.*.html"]),
    "anew": SavedPlan(options=["--replace", "vector_store.support", "--replace", "file.sales/*"]),
    "most-refused": SavedPlan(edits=[all_but_one_go]),
    "most": SavedPlan("unprotected", edits=[open_to_all, all_but_one_go], options=["--allow-mass-delete"]),
    "end-refused": SavedPlan(options=["--destroy"]),
    "end": SavedPlan("unprotected", edits=[open_to_all], options=["--destroy"]),
}

APIS = ["assistants", "responses"]


def file(api, name):
    return SAVED / f"{api}-{name}.plan"
