"""What people, other programs and the server do to an account, each on its own: a sentence, and what it does."""

import copy

UNKNOWN_CHUNKING = {"type": "other"}
MANY_PAIRS = {f"extra_{number:02}": "by hand" for number in range(14)}


def _set(item, **members):
    item.update(members)


def _mark(item, **pairs):
    """Sets pairs of the metadata; None takes one away."""
    for key, value in pairs.items():
        if value is None:
            item["metadata"].pop(key, None)
        else:
            item["metadata"][key] = value


def _record(item, **values):
    """Changes the record of what was applied; None takes a part away."""
    pairs = dict(pair.split("=", 1) for pair in item["metadata"]["assistantctl"].split(";"))
    pairs.update(values)
    item["metadata"]["assistantctl"] = ";".join(f"{key}={value}" for key, value in pairs.items() if value is not None)


def _without_store(account, key):
    store = account.store(key)
    account.delete("vector_stores", store["id"])
    del account.lists[f"vector_stores/{store['id']}/files"]


def _detached(account, key, path):
    member = account.member(key, path)
    account.members(key).remove(member)
    account.count(key)
    return member


def _deleted_file(account, key, path):
    account.delete("files", _detached(account, key, path)["id"])


def _attached(account, key, file_id, attributes, **members):
    account.add_file(file_id, (attributes.get("path") or "found.md").rpartition("/")[2])
    account.members(key).append(
        {**copy.deepcopy(account.members(key)[0]), "id": file_id, "attributes": attributes, **members}
    )
    account.count(key)


def _twin_store(account, key, store_id, seconds, with_members=True):
    """A copy of a store, as a lost answer or a script leaves one, made so many seconds later."""
    store = account.store(key)
    twin = {**copy.deepcopy(store), "id": store_id, "created_at": store["created_at"] + seconds}
    account.lists["vector_stores"].append(twin)
    members = account.lists[f"vector_stores/{store['id']}/files"]
    account.lists[f"vector_stores/{store_id}/files"] = copy.deepcopy(members) if with_members else []
    if not with_members:
        twin["file_counts"] = dict.fromkeys(twin["file_counts"], 0)


def _twin_assistant(account, key, assistant_id, seconds):
    assistant = account.assistant(key)
    twin = {**copy.deepcopy(assistant), "id": assistant_id, "created_at": assistant["created_at"] + seconds}
    account.lists["assistants"].append(twin)


def _duplicate(account, key, path, file_id):
    member = copy.deepcopy(account.member(key, path))
    _attached(account, key, file_id, member["attributes"])


def _status(account, key, path, status, message=None):
    failure = {"code": "invalid_file", "message": message} if message else None
    _set(account.member(key, path), status=status, last_error=failure)
    account.count(key)


def _repointed(account, key, *store_ids):
    account.assistant(key)["tool_resources"]["file_search"] = {"vector_store_ids": list(store_ids)}


def _code_files(account, key):
    return account.assistant(key)["tool_resources"]["code_interpreter"]["file_ids"]


def _code_file(account, key, name):
    for file_id in _code_files(account, key):
        if account.one("files", id=file_id)["filename"] == name:
            return file_id
    raise AssertionError(f"{key} has no {name}")


def _foreign_code_file(account):
    account.add_file("file-handmade0table000000001", "table.csv")
    _code_files(account, "support").append("file-handmade0table000000001")


def _tool(account, key, kind):
    return next(tool for tool in account.assistant(key)["tools"] if tool["type"] == kind)


DEFINITIONS = {
    "a model is edited by hand": lambda a: _set(a.assistant("support"), model="gpt-6-sol"),
    "a name is edited by hand": lambda a: _set(a.assistant("support"), name="Support (old)"),
    "a description is taken away by hand": lambda a: _set(a.assistant("support"), description=None),
    "instructions are edited by hand": lambda a: _set(
        a.assistant("support"), instructions=a.assistant("support")["instructions"].replace("three days", "a week")
    ),
    "instructions are taken away by hand": lambda a: _set(a.assistant("greeter"), instructions=None),
    "instructions get other line ends by hand": lambda a: _set(
        a.assistant("sorter"), instructions=a.assistant("sorter")["instructions"].replace("\n", "\r\n")
    ),
    "a temperature is edited by hand": lambda a: _set(a.assistant("sales"), temperature=1.4),
    "a temperature that may be is edited by hand": lambda a: _set(a.assistant("support"), temperature=1.4),
    "a top_p is edited by hand": lambda a: _set(a.assistant("support"), top_p=0.5),
    "a response format is edited by hand": lambda a: _set(a.assistant("greeter"), response_format="auto"),
    "a response format of tomorrow is set by hand": lambda a: _set(
        a.assistant("greeter"), response_format={"type": "grammar", "syntax": "lark"}
    ),
    "the server begins to show reasoning efforts": lambda a: [
        _set(item, reasoning_effort="medium") for item in a.lists["assistants"]
    ],
    "metadata of ours is edited by hand": lambda a: _mark(a.assistant("support"), team="sales"),
    "metadata of ours is taken away by hand": lambda a: _mark(a.assistant("support"), team=None),
    "metadata is added by hand": lambda a: _mark(a.assistant("sales"), seen_by="Maria"),
    "metadata is added by hand up to the limit": lambda a: _mark(
        a.assistant("support"), **dict(list(MANY_PAIRS.items())[:7])
    ),
    "metadata is added by hand beyond the limit": lambda a: _mark(
        a.assistant("support"), **dict(list(MANY_PAIRS.items())[:9])
    ),
    "a protection is taken away by hand": lambda a: _mark(a.assistant("sales"), protect=None),
    "a protection is set by hand": lambda a: _mark(a.assistant("greeter"), protect="true"),
    "a record is taken away by hand": lambda a: _mark(a.assistant("support"), assistantctl=None),
    "a record is damaged by hand": lambda a: _mark(a.assistant("support"), assistantctl="see Maria"),
    "a record of a later version stands there": lambda a: _record(a.assistant("support"), v="2"),
    "a run stopped while it removed code files": lambda a: _record(a.assistant("support"), r="AAAAAAAA"),
    "a mark is edited by hand": lambda a: _mark(a.assistant("greeter"), environment="production"),
    "a function is added by hand": lambda a: a.assistant("support")["tools"].append(
        {"type": "function", "function": {"name": "by_hand", "parameters": {}}}
    ),
    "a function is edited by hand": lambda a: _tool(a, "support", "function")["function"].update(description="Finds."),
    "a function is taken away by hand": lambda a: a.assistant("support")["tools"].remove(
        _tool(a, "support", "function")
    ),
    "a tool of tomorrow is added by hand": lambda a: a.assistant("support")["tools"].append(
        {"type": "computer", "display": 2, "authorization": "Bearer secret"}
    ),
    "a search is edited by hand": lambda a: _tool(a, "support", "file_search")["file_search"].update(
        max_num_results=50
    ),
    "tools stand in another order": lambda a: a.assistant("support")["tools"].reverse(),
    "an assistant loses its store by hand": lambda a: _repointed(a, "support"),
    "an assistant gets somebody's store by hand": lambda a: _repointed(
        a, "support", a.one("vector_stores", name="support", metadata={})["id"]
    ),
    "an assistant gets the shared store by hand": lambda a: _repointed(a, "support", a.store("handbook")["id"]),
    "a code file is added by hand": _foreign_code_file,
    "a code file is taken away by hand": lambda a: _code_files(a, "support").remove(
        _code_file(a, "support", "stock.csv")
    ),
    "the file object of a code file is deleted by hand": lambda a: a.delete(
        "files", _code_file(a, "support", "stock.csv")
    ),
    "an assistant is deleted by hand": lambda a: a.delete("assistants", a.assistant("sorter")["id"]),
    "an assistant with knowledge is deleted by hand": lambda a: a.delete("assistants", a.assistant("support")["id"]),
    "an assistant has a younger twin": lambda a: _twin_assistant(a, "support", "asst_twin00000000000000000001", 60),
    "an assistant has an older twin": lambda a: _twin_assistant(a, "support", "asst_twin00000000000000000002", -60),
    "a protected assistant has a twin": lambda a: _twin_assistant(a, "sales", "asst_twin00000000000000000003", 60),
}

STORES = {
    "a store is renamed by hand": lambda a: _set(a.store("support"), name="Documents"),
    "a store loses its name by hand": lambda a: _set(a.store("handbook"), name=None),
    "a store expires later by hand": lambda a: _set(
        a.store("support"), expires_after={"anchor": "last_active_at", "days": 365}
    ),
    "a store expires by hand": lambda a: _set(
        a.store("handbook"), expires_after={"anchor": "last_active_at", "days": 7}
    ),
    "a store expired": lambda a: _set(a.store("support"), status="expired"),
    "the shared store expired": lambda a: _set(a.store("handbook"), status="expired"),
    "a store is deleted by hand": lambda a: _without_store(a, "support"),
    "the shared store is deleted by hand": lambda a: _without_store(a, "handbook"),
    "a store is still listed and gone": lambda a: a.missing.add(f"vector_stores/{a.store('support')['id']}/files"),
    "a store has a younger twin": lambda a: _twin_store(a, "support", "vs_twin0000000000000000001", 60),
    "a store has an older empty twin": lambda a: _twin_store(
        a, "handbook", "vs_twin0000000000000000002", -60, with_members=False
    ),
    "an expired store has a twin": lambda a: (
        _twin_store(a, "support", "vs_twin0000000000000000003", 60),
        _set(a.store("support"), status="expired"),
    ),
    "metadata of a store is added by hand": lambda a: _mark(a.store("handbook"), shelf="B"),
    "metadata of a store is added by hand beyond the limit": lambda a: _mark(a.store("support"), **MANY_PAIRS),
    "a protection of a store is taken away by hand": lambda a: _mark(a.store("handbook"), protect=None),
    "a protection of a store is set by hand": lambda a: _mark(a.store("support"), protect="true"),
    "a record of a store is taken away by hand": lambda a: _mark(a.store("support"), assistantctl=None),
    "a run stopped while it changed a store": lambda a: _record(a.store("support"), m="applying"),
    "a run left out a part of a store": lambda a: _record(a.store("handbook"), m="partial"),
    "a mark of a store is edited by hand": lambda a: _mark(a.store("support"), project="other"),
    "counts of a store lag": lambda a: _set(
        a.store("support"), file_counts={"in_progress": 2, "completed": 3, "failed": 0, "cancelled": 0, "total": 5}
    ),
    "counts of a store are gone": lambda a: _set(
        a.store("support"), file_counts={"in_progress": 0, "completed": 0, "failed": 0, "cancelled": 0, "total": 0}
    ),
    "a document is detached by hand": lambda a: _detached(a, "support", "docs/hours.md"),
    "a document is deleted by hand": lambda a: _deleted_file(a, "support", "docs/hours.md"),
    "a shared document is detached by hand": lambda a: _detached(a, "handbook", "handbook/words.txt"),
    "all documents are detached by hand": lambda a: [
        _detached(a, "support", item["attributes"]["path"]) for item in list(a.members("support"))
    ],
    "a document is attached by hand": lambda a: _attached(a, "support", "file-handmade0000000000001", {}),
    "a document is attached by hand with attributes": lambda a: _attached(
        a, "support", "file-handmade0000000000002", {"lang": "fr"}
    ),
    "a document with our marks is attached by hand": lambda a: _attached(
        a, "support", "file-handmade0000000000003", {"path": "docs/old.md", "sha256": "ab" * 32}
    ),
    "a document of ours is attached to another store": lambda a: (
        a.members("handbook").append(copy.deepcopy(a.member("support", "docs/hours.md"))) or a.count("handbook")
    ),
    "a document is there twice": lambda a: _duplicate(a, "support", "docs/hours.md", "file-handmade0000000000004"),
    "an attribute is edited by hand": lambda a: a.member("support", "docs/prices.html")["attributes"].update(lang="fr"),
    "an attribute is added by hand": lambda a: a.member("support", "docs/hours.md")["attributes"].update(reviewed=True),
    "an attribute is taken away by hand": lambda a: a.member("support", "docs/prices.html")["attributes"].pop("season"),
    "a path is edited by hand": lambda a: a.member("support", "docs/hours.md")["attributes"].update(
        path="docs/when.md"
    ),
    "a digest is edited by hand": lambda a: a.member("support", "docs/hours.md")["attributes"].update(sha256="cd" * 32),
    "the marks of a document are taken away by hand": lambda a: a.member("support", "docs/hours.md")[
        "attributes"
    ].clear(),
    "a document failed to be indexed": lambda a: _status(
        a, "support", "docs/prices.html", "failed", "The file could not be parsed."
    ),
    "a document failed without a word": lambda a: _status(a, "support", "docs/prices.html", "failed"),
    # Since a minute: one that is not indexed after twenty never will be.
    "a document is still being indexed": lambda a: [
        _set(a.member("support", "docs/returns.md"), created_at=a.now - 60),
        _status(a, "support", "docs/returns.md", "in_progress"),
    ],
    "a document was cancelled": lambda a: _status(a, "support", "docs/returns.md", "cancelled"),
    "documents are cut in another way by hand": lambda a: [
        _set(
            item,
            chunking_strategy={"type": "static", "static": {"max_chunk_size_tokens": 500, "chunk_overlap_tokens": 50}},
        )
        for item in a.members("support")
    ],
    "the server does not show how documents are cut": lambda a: [
        _set(item, chunking_strategy=UNKNOWN_CHUNKING) for item in a.members("support")
    ],
    "the server shows nothing of how documents are cut": lambda a: [
        item.pop("chunking_strategy") for item in a.members("handbook")
    ],
}

ALL = DEFINITIONS | STORES
