"""The corpus: some four hundred scenarios in groups, each of which has a file of frozen plans."""

from frozen import git_edits, hand_edits, release_edits
from frozen.project import as_it_was_before
from frozen.scenario import Scenario, alone, by_hand, every_other, together


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
        Scenario("a destroy", api, git=[git_edits.ALL["a protection goes"]], hand=[not_marked], commands=destroy),
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
        Scenario(
            "no model is listed", api, git=[_uses("house-1")], hand=[lambda account: account.missing.add("models")]
        ),
        Scenario(
            "another organization answers",
            api,
            git=[lambda project: project.replace("project.yaml", "api: ", "organization: org-other, api: ")],
        ),
    ]


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
        Scenario("a run that is under way", api, base="killed-midway", hand=[release_edits.while_it_runs], texts=looks),
    ]
    if api == "store":
        return [
            *shared,
            Scenario("the live release is gone", api, hand=[release_edits.live_release_gone], texts=looks),
            *[together(api, number) for number in range(4)],
        ]
    return shared + by_hand(release_edits.SKILLS, api, *looks)


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
