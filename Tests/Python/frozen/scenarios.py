"""The corpus: projects and accounts in pairs, and the commands that plan between them."""

import hashlib
import json
from dataclasses import dataclass, field
from itertools import count

from frozen import git_edits, hand_edits
from frozen.project import DoesNotFit, Project, as_it_was_before
from frozen.wire import WireAccount, error

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


class Dice:
    """Falls in the same way on every machine and with every version of Python."""

    def __init__(self, seed):
        self.seed, self.throws = seed, count()

    def below(self, limit):
        digest = hashlib.sha256(f"{self.seed}/{next(self.throws)}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % limit

    def some(self, edits, least, most):
        wanted = least + self.below(most - least + 1)
        names = list(edits)
        return [names.pop(self.below(len(names))) for _ in range(wanted)]


def together(api, number):
    """Some edits at once, in git and by hand, as the dice fall."""
    dice = Dice(f"{api} {number}")
    by_hand_there = hand_edits.ALL if api == "assistants" else hand_edits.STORES
    edits = [(name, git_edits.ALL[name], True) for name in dice.some(git_edits.ALL, 1, 4)]
    edits += [(name, by_hand_there[name], False) for name in dice.some(by_hand_there, 0, 3)]
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


def at_once(api):
    """What meets in one object: an edit in git, and one by hand."""
    pairs = [
        ("a top_p changes", "a top_p is edited by hand"),
        ("a top_p changes", "a name is edited by hand"),
        ("a word of a prompt changes", "instructions are edited by hand"),
        ("a temperature that may be edited by hand changes", "a temperature that may be is edited by hand"),
        ("a temperature may be edited by hand no more", "a temperature that may be is edited by hand"),
        ("instructions and tools may be edited by hand", "instructions are edited by hand"),
        ("all metadata may be edited by hand", "metadata of ours is edited by hand"),
        ("metadata is changed", "metadata is added by hand beyond the limit"),
        ("metadata is added", "metadata is added by hand up to the limit"),
        ("metadata is taken away", "metadata of ours is taken away by hand"),
        ("a function is renamed", "a function is edited by hand"),
        ("a function goes", "a tool of tomorrow is added by hand"),
        ("a reasoning effort changes", "the server begins to show reasoning efforts"),
        ("a protection goes", "a protection is taken away by hand"),
        ("a protected assistant goes", "a protection is taken away by hand"),
        ("an assistant goes", "a protection is set by hand"),
        ("an assistant goes", "a mark is edited by hand"),
        ("a code file that one assistant has changes", "a code file is taken away by hand"),
        ("a code file that one assistant has changes", "the file object of a code file is deleted by hand"),
        ("a code file goes", "a code file is added by hand"),
        ("the code interpreter goes", "a code file is added by hand"),
        ("a document changes", "metadata of a store is added by hand beyond the limit"),
        ("a document changes", "a document is detached by hand"),
        ("a document changes", "a document is there twice"),
        ("a document moves", "a document is there twice"),
        ("a document goes", "a document is still being indexed"),
        ("an attribute changes", "an attribute is edited by hand"),
        ("a document and its attribute change", "a document failed to be indexed"),
        ("documents are cut in another way", "the server does not show how documents are cut"),
        ("documents are cut in another way", "documents are cut in another way by hand"),
        ("a document changes", "a store expired"),
        ("a store expires later", "a store is deleted by hand"),
        ("an assistant changes from its own knowledge to the shared", "a store expired"),
        ("an assistant changes from its own knowledge to the shared", "an assistant loses its store by hand"),
        ("an assistant with knowledge is renamed", "an assistant with knowledge is deleted by hand"),
        ("an assistant with knowledge is renamed", "an assistant has a younger twin"),
        ("an assistant with knowledge is renamed", "a store has a younger twin"),
        ("an assistant with knowledge is renamed", "a store is deleted by hand"),
        ("an assistant with knowledge goes", "an assistant gets somebody's store by hand"),
        ("an assistant with knowledge goes", "a document of ours is attached to another store"),
        ("an assistant with knowledge goes", "a store has an older empty twin"),
        ("the shared knowledge gets another key", "the shared store expired"),
    ]
    return [
        Scenario(f"{in_git}; {by_hand}", api, git=[git_edits.ALL[in_git]], hand=[hand_edits.ALL[by_hand]])
        for in_git, by_hand in pairs
    ]


# Ends of the whole: everything back to the project of the first apply, and an account on which nothing is.


def nothing_there(account):
    for path in account.lists:
        if path != "models":
            account.lists[path] = []


def nothing_ours(account):
    """As if somebody else had made all of it."""
    for path in ("assistants", "vector_stores"):
        for item in account.lists[path]:
            if item["metadata"]:
                item["metadata"]["managed_by"] = "terraform"
    account.lists["skills"] = []


def not_protected(project):
    project.replace("handbook.yaml", "\nlifecycle: { protect: true }", "")


def not_marked(account):
    for path in ("assistants", "vector_stores"):
        for item in account.lists[path]:
            item["metadata"].pop("protect", None)


def scoped(title, api, *options, git=(as_it_was_before,), hand=()):
    return Scenario(f"{title}: {' '.join(options)}", api, git=list(git), hand=list(hand), commands=[["plan", *options]])


def scopes(api):
    cut_anew = git_edits.ALL["documents are cut in another way"]
    renamed = git_edits.ALL["an assistant with knowledge is renamed and edited"]
    gone = git_edits.ALL["the shared knowledge goes with its assistants"]
    expired = hand_edits.ALL["a store expired"]
    twin = hand_edits.ALL["a store has a younger twin"]
    return [
        scoped("a part", api, "--only", "assistant.support"),
        scoped("a part", api, "--only", "file.support/docs/hours.md"),
        scoped("a part", api, "--only", "file.support/*", "--only", "assistant.sorter"),
        scoped("a part", api, "--only", "vector_store.*"),
        scoped("a part", api, "--only", "file.support/code_interpreter/data/stock.csv"),
        scoped("a part", api, "--exclude", "assistant.support"),
        scoped("a part", api, "--exclude", "file.*"),
        scoped("a part", api, "--exclude", "file.support/code_interpreter/*"),
        scoped("a part", api, "--only", "*support*", "--exclude", "*.md"),
        scoped("a part of what expired", api, "--only", "assistant.support", git=(), hand=[expired]),
        scoped("a part of what expired", api, "--only", "file.support/docs/hours.md", git=(), hand=[expired]),
        scoped("a part of what expired", api, "--exclude", "assistant.support", git=(), hand=[expired]),
        scoped("a part of a new cut", api, "--only", "file.support/docs/hours.md", git=[cut_anew]),
        scoped("a part of a rename", api, "--only", "assistant.support", git=[renamed]),
        scoped("a part of a rename", api, "--only", "file.helpdesk/docs/hours.md", git=[renamed]),
        scoped("a part of a rename", api, "--exclude", "vector_store.helpdesk", git=[renamed]),
        scoped("a part of what goes", api, "--only", "vector_store.handbook", git=[gone]),
        scoped("a part of what goes", api, "--exclude", "assistant.workshop", git=[gone]),
        scoped("a part with a twin", api, "--only", "vector_store.support", git=(), hand=[twin]),
        scoped("a part with a twin", api, "--only", "vector_store.support#*", git=(), hand=[twin]),
        scoped("anew", api, "--replace", "vector_store.support", git=()),
        scoped("anew", api, "--replace", "vector_store.handbook", git=()),
        scoped("anew", api, "--replace", "vector_store.support"),
        scoped("anew", api, "--replace", "file.support/docs/hours.md", git=()),
        scoped("anew", api, "--replace", "file.*", git=()),
        scoped("anew", api, "--replace", "file.sales/code_interpreter/data/prices.csv", git=()),
        scoped("anew", api, "--replace", "file.support/*", "--only", "file.support/docs/*"),
        scoped("not to be made anew", api, "--replace", "assistant.support"),
        scoped("not there", api, "--only", "assistant.suport", "--exclude", "file.support/docs/hour.md"),
        Scenario(
            "the context of texts",
            api,
            git=[as_it_was_before],
            commands=[],
            texts=[["plan", "--context", number] for number in ("0", "1", "full")],
        ),
    ]


def ends(api):
    most = git_edits.ALL["all but one go"]
    protected = git_edits.ALL["the environment is protected"]
    destroy = [["plan", "--destroy"]]
    return [
        Scenario("nothing is there", api, hand=[nothing_there], texts=[["drift"], *destroy]),
        Scenario("nothing of ours is there", api, hand=[nothing_ours], commands=[], texts=[["plan"], *destroy]),
        Scenario("everything goes back to what it was", api, git=[as_it_was_before], texts=[["drift"]]),
        Scenario("most goes", api, git=[most], hand=[not_marked]),
        Scenario("most goes", api, git=[most], hand=[not_marked], commands=[], texts=[["plan", "--allow-mass-delete"]]),
        Scenario("most goes, some of it protected", api, git=[most], commands=[], texts=[["plan"]]),
        Scenario("a destroy of protected objects", api, commands=[], texts=destroy),
        Scenario("a destroy", api, git=[not_protected], hand=[not_marked], commands=destroy),
        Scenario(
            "a destroy in a protected environment", api, git=[protected], hand=[not_marked], commands=[], texts=destroy
        ),
        Scenario(
            "a destroy of twins and of what somebody added",
            api,
            hand=[
                not_marked,
                hand_edits.ALL["a store has a younger twin"],
                hand_edits.ALL["a document is there twice"],
                hand_edits.ALL["a document is attached by hand"],
                hand_edits.ALL["a document of ours is attached to another store"],
            ],
            commands=destroy,
        ),
    ]


# Models: what the account lists counts beside the catalogue.


def _model(name, shutdown=None):
    def add(account):
        account.lists["models"].append(
            {"id": name, "object": "model", "created": 1, "owned_by": "velo", "shutdown_date": shutdown}
        )

    return add


def _uses(name):
    return lambda project: project.replace("support.yaml", "name: Support\n", f"name: Support\nmodel: {name}\n")


def models(api):
    return [
        Scenario("a model that nobody knows", api, git=[_uses("house-1")]),
        Scenario("a model almost of the catalogue", api, git=[_uses("gpt-6-lunar")]),
        Scenario("a model of the account's own", api, git=[_uses("house-1")], hand=[_model("house-1")]),
        Scenario("a model that ends", api, git=[_uses("house-1")], hand=[_model("house-1", "2099-12-31")]),
        Scenario("a model that ended", api, git=[_uses("house-1")], hand=[_model("house-1", "2026-01-31")]),
        Scenario("a model that ended long ago", api, git=[_uses("gpt-3.5-turbo-1106")]),
        Scenario("no model is listed", api, git=[_uses("house-1")], hand=[lambda account: account.missing.add("models")]),
        Scenario(
            "another organization answers",
            api,
            git=[lambda project: project.replace("project.yaml", "api: ", "organization: org-other, api: ")],
        ),
    ]


# Releases.


def _skill(account):
    return account.lists["skills"][0]


def _versions(account):
    return account.lists[f"skills/{_skill(account)['id']}/versions"]


def _content(account, version):
    return f"skills/{_skill(account)['id']}/versions/{version}/content"


def _publish(account, change):
    """A copy of the live release as the next version, changed."""
    live, newest = _skill(account)["default_version"], _skill(account)["latest_version"]
    number = str(int(newest) + 1)
    source = next(item for item in _versions(account) if item["version"] == live)
    _versions(account).append(
        {**source, "id": f"skillver_handmade0{number}", "version": number, "created_at": source["created_at"] + 60}
    )
    files = dict(account.contents[_content(account, live)])
    name = next(path for path in files if path.endswith("release.json"))
    document = json.loads(files[name])
    changed = change(document)
    if changed is None:
        del files[name]
    else:
        files[name] = json.dumps(changed)
    account.contents[_content(account, number)] = files
    _skill(account)["latest_version"] = number
    return number


def published_by_hand(account):
    _publish(account, lambda document: None)


def made_live_by_hand(account):
    _skill(account)["default_version"] = _publish(account, lambda document: None)


def published_for_another_project(account):
    _publish(account, lambda document: {**document, "project": "other"})


def of_a_later_program(account):
    _publish(account, lambda document: {**document, "schema": 2})


def rolled_back_by_hand(account):
    live = int(_skill(account)["default_version"])
    older = [item for item in _versions(account) if int(item["version"]) < live]
    _skill(account)["default_version"] = older[-1]["version"]


def registry_gone(account):
    account.lists["skills"] = []


def second_registry(account):
    skill = _skill(account)
    account.lists["skills"].append({**skill, "id": "skill_handmade0000000000001", "created_at": skill["created_at"] + 60})
    account.lists["skills/skill_handmade0000000000001/versions"] = list(_versions(account))
    for path in [path for path in account.contents if path.startswith(f"skills/{skill['id']}/")]:
        account.contents[path.replace(skill["id"], "skill_handmade0000000000001")] = account.contents[path]


def no_skills(account):
    account.missing.add("skills")


def while_it_runs(account):
    """A minute behind the beginning, in which the run that was killed has its lease."""
    account.now -= 86_400 - 60


def live_release_gone(account):
    store = next(store for store in account.lists["vector_stores"] if store["metadata"].get("key") == "#releases")
    file_id = store["metadata"]["assistantctl_release"]
    account.delete("files", file_id)
    del account.contents[f"files/{file_id}/content"]


def releases(api):
    back = [["rollback", "--yes"], ["rollback", "1", "--yes"], ["rollback", "7", "--yes"]]
    against = [["plan", "--against", number] for number in ("1", "2", "7")]
    looks = [["plan", "--destroy"], ["releases"]]
    shared = [
        Scenario(
            "the release before the live one",
            api,
            commands=against[:1],
            texts=[*against[1:], *back, ["show", "release", "1"]],
        ),
        Scenario(
            "a release against what git has",
            api,
            git=[git_edits.ALL["an assistant with knowledge is renamed and edited"]],
            commands=[],
            texts=against[:2],
        ),
        Scenario(
            "a release of which documents are gone",
            api,
            hand=[
                hand_edits.ALL["a document is deleted by hand"],
                lambda account: account.lists.update(files=[]),
            ],
            texts=back[:1],
        ),
        Scenario("a run that did not finish", api, base="killed-midway", texts=looks),
        Scenario("a run that is under way", api, base="killed-midway", hand=[while_it_runs], texts=looks),
    ]
    if api == "store":
        return [
            *shared,
            Scenario("the live release is gone", api, hand=[live_release_gone], texts=looks),
            *[together(api, number) for number in range(4)],
        ]
    edits = {
        "a version was published by hand": published_by_hand,
        "a version made by hand is live": made_live_by_hand,
        "a version is about another project": published_for_another_project,
        "a version was published by a later program": of_a_later_program,
        "an earlier version was made live by hand": rolled_back_by_hand,
        "the registry is gone": registry_gone,
        "there are two registries": second_registry,
        "there are no skills": no_skills,
    }
    return shared + by_hand(edits, api, *looks)


def refused_commands():
    """What an api without releases says to those who ask for them."""
    asked = [["plan", "--against", "1"], ["rollback", "--yes"], ["releases"]]
    return [Scenario("no releases", "assistants", commands=asked[:1], texts=asked[1:])]


GROUPS = {
    "fields": lambda: alone(git_edits.FIELDS, "assistants"),
    "fields-responses": lambda: alone(every_other(git_edits.FIELDS, 0), "responses"),
    "tools": lambda: alone(git_edits.TOOLS, "assistants"),
    "tools-responses": lambda: alone(every_other(git_edits.TOOLS, 0), "responses"),
    "knowledge": lambda: alone(every_other(git_edits.KNOWLEDGE, 0), "assistants"),
    "knowledge-responses": lambda: alone(every_other(git_edits.KNOWLEDGE, 1), "responses"),
    "objects": lambda: alone(git_edits.OBJECTS, "assistants"),
    "objects-responses": lambda: alone(every_other(git_edits.OBJECTS, 1), "responses"),
    "definitions-by-hand": lambda: by_hand(hand_edits.DEFINITIONS, "assistants"),
    "stores-by-hand": lambda: by_hand(every_other(hand_edits.STORES, 0), "assistants", ["drift"]),
    "stores-by-hand-responses": lambda: by_hand(every_other(hand_edits.STORES, 1), "responses", ["drift"]),
    "together": lambda: [together("assistants", number) for number in range(20)],
    "together-responses": lambda: [together("responses", number) for number in range(20)],
    "at-once": lambda: at_once("assistants"),
    "scopes": lambda: scopes("assistants"),
    "ends": lambda: ends("assistants") + refused_commands(),
    "ends-responses": lambda: ends("responses"),
    "models": lambda: models("assistants"),
    "releases": lambda: releases("responses"),
    "releases-store": lambda: releases("store"),
}
