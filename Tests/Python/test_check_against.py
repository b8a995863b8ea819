"""`check --against`: assistants as a plan would make them, compared with what is deployed, and as they were."""

from test_check import QUESTION, Small, bot, share

FUNCTION = "tools: [file_search, { type: function, name: lookup_order, description: Find an order }]"
CALLS = """  - ask: lookup_order 12
    functions: { lookup_order: shipped }
    expect: [ { calls: { lookup_order: {} } } ]
"""


def test_a_changed_definition_is_asked_before_it_is_applied(sandbox, tmp_path):
    project = Small(tmp_path, sandbox.url, share(0.8))
    project.run("apply", "--yes")
    (project.assistants / "bot.yaml").write_text(bot(CALLS).replace("tools: [file_search]", FUNCTION))
    assert project.check(expect=2)["against"] == "live"
    report = project.check("--against", "plan", expect=0)
    assert report["against"] == "plan" and report["summary"]["passed"] == 1
    # Nothing was applied by that.
    assert project.check(expect=2)["summary"]["failed"] == 1
    project.run("apply", "--yes")
    assert project.check(expect=0)["summary"]["passed"] == 1
