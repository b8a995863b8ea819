"""What people and other programs do to the releases of an account."""

import json


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
    _publish(account, lambda document: {**document, "schema": 3})


def rolled_back_by_hand(account):
    def release(version):
        files = account.contents[_content(account, version["version"])]
        document = json.loads(next(text for path, text in files.items() if path.endswith("release.json")))
        return document["release"] if document["status"] == "complete" else None

    _skill(account)["default_version"] = next(item["version"] for item in _versions(account) if release(item) == 1)


def registry_gone(account):
    account.lists["skills"] = []


def second_registry(account):
    skill = _skill(account)
    account.lists["skills"].append(
        {**skill, "id": "skill_handmade0000000000001", "created_at": skill["created_at"] + 60}
    )
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


SKILLS = {
    "a version was published by hand": published_by_hand,
    "a version made by hand is live": made_live_by_hand,
    "a version is about another project": published_for_another_project,
    "a version was published by a later program": of_a_later_program,
    "an earlier version was made live by hand": rolled_back_by_hand,
    "the registry is gone": registry_gone,
    "there are two registries": second_registry,
    "there are no skills": no_skills,
}
