"""What holds for every plan that the program prints as JSON."""

import json

import jsonschema

from conftest import ROOT

SCHEMA = json.loads((ROOT / "Tests" / "GoldenPlanTests" / "Snapshots" / "plan-schema.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def check(plan):
    """The document is as its schema says, and its parts say the same of every object."""
    VALIDATOR.validate(plan)
    if "planned_values" not in plan:
        # An earlier version saved it.
        assert "prior_state" not in plan and "configuration" not in plan
        return plan
    planned = {one["address"]: one for one in plan["planned_values"]["root_module"]["resources"]}
    # A file that somebody attached where another is moving away from has that one's address.
    prior = {}
    for one in plan["prior_state"]["values"]["root_module"]["resources"]:
        prior.setdefault(one["address"], []).append((one["values"], one["sensitive_values"]))
    changes = {one["address"]: one["change"] for one in plan["resource_changes"]}
    assert len(changes) == len(plan["resource_changes"])
    assert {address for address, change in changes.items() if change["after"] is not None} == set(planned)
    befores = {one.get("previous_address", one["address"]) for one in plan["resource_changes"] if one["change"]["before"]}
    assert befores == set(prior)
    for one in plan["resource_changes"]:
        address, change = one["address"], one["change"]
        if change["actions"] == ["no-op"]:
            assert change["before"] == change["after"] and change["after_unknown"] == {}
        if change["after"] is not None:
            assert planned[address]["values"] == change["after"]
            assert planned[address]["sensitive_values"] == change["after_sensitive"]
        if change["before"] is not None:
            states = prior[one.get("previous_address", address)]
            assert states.count((change["before"], change["before_sensitive"])) == 1
    declared = [one["address"] for one in plan["configuration"]["root_module"]["resources"]]
    assert set(declared) <= set(planned) and len(set(declared)) == len(declared)
    return plan
