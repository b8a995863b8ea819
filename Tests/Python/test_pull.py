"""`pull`: edits by hand on the account go back into the manifests, and change nothing else."""

import json
import re

import openai
import pytest

MANIFEST = """\
# The bot of the shop.
assistant: support-bot   # the key
name: "Support Bot"
description: 'It answers'   # for people
model: gpt-6-luna
instructions:
  - file: prompts/support.md
  - file: prompts/rules.md
  - Always be kind.
temperature: 0.2   # careful
metadata: {team: support,  channel: web}
tools:
- type: function  # orders
  name: lookup_order
  description: Finds an order
  parameters: {file: schemas/lookup_order.json}
"""

SECOND = """\
assistant: mail-sorter
instructions:
  - file: prompts/rules.md
"""

PROJECT = """\
project: shop
default_environment: gateway
environments:
  gateway: {{ api: {api}, base_url: "{url}" }}
defaults: {{ model: gpt-6-luna, top_p: 0.9 }}
"""


@pytest.fixture
def api():
    return "assistants"


@pytest.fixture
def project(sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    for manifest in project.assistants.glob("*.yaml"):
        manifest.unlink()
    (project.assistants / "knowledge" / "handbook.yaml").unlink()
    write(project, "project.yaml", PROJECT.format(api=api, url=sandbox.url))
    write(project, "support-bot.yaml", MANIFEST)
    write(project, "mail-sorter.yaml", SECOND)
    write(project, "prompts/support.md", "You help.\n\nRefunds take five days.\n")
    write(project, "prompts/rules.md", "Never promise anything.\n")
    write(project, "schemas/lookup_order.json", '{"type": "object", "properties": {"id": {"type": "string"}}}\n')
    project.run("apply", "--yes")
    return project


@pytest.fixture
def account(sandbox, project):
    return openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)


def write(project, path, text, newline="\n"):
    (project.assistants / path).write_text(text, newline=newline)


def read(project, path):
    return (project.assistants / path).read_bytes().decode()


def files(project):
    return {path: path.read_bytes() for path in project.assistants.rglob("*") if path.is_file()}


def live(account, name="Support Bot"):
    return next(one for one in account.beta.assistants.list() if one.name == name)


def nothing_to_plan(project, env="gateway"):
    project.run("plan", "--detailed-exitcode", env=env)


def test_without_an_edit_there_is_nothing_to_pull(project):
    before = files(project)
    assert "Nothing to pull" in project.run("pull", "--yes").stdout
    assert "Nothing to pull" in project.run("pull", "--check").stdout
    assert files(project) == before


def test_a_scalar_changes_where_it_is_written_and_nothing_else_does(project, account):
    bot = live(account)
    account.beta.assistants.update(
        bot.id, description="It's kind", temperature=0.7, metadata={**bot.metadata, "channel": "mail"}
    )
    before = files(project)
    shown = project.run("pull", "--check", expect=2).stdout
    assert "-temperature: 0.2   # careful\n" in shown and "+temperature: 0.7   # careful\n" in shown
    assert files(project) == before
    project.run("pull", "--yes")
    expected = MANIFEST.replace("0.2", "0.7").replace("'It answers'", "'It''s kind'").replace("channel: web", "channel: mail")
    assert read(project, "support-bot.yaml") == expected
    nothing_to_plan(project)
    project.run("drift")


def test_a_prompt_goes_into_its_file(project, account):
    bot = live(account)
    account.beta.assistants.update(bot.id, instructions=bot.instructions.replace("five", "three"))
    project.run("pull", "assistant.support-bot", "--yes")
    assert read(project, "prompts/support.md") == "You help.\n\nRefunds take three days.\n"
    assert read(project, "support-bot.yaml") == MANIFEST
    nothing_to_plan(project)


def test_a_text_of_the_manifest_changes_in_its_list(project, account):
    bot = live(account)
    account.beta.assistants.update(bot.id, instructions=bot.instructions.replace("be kind", "be brief"))
    project.run("pull", "--yes")
    assert read(project, "support-bot.yaml") == MANIFEST.replace("be kind", "be brief")
    nothing_to_plan(project)


def test_a_shared_prompt_is_refused_without_shared(project, account):
    bot = live(account)
    account.beta.assistants.update(
        bot.id, temperature=1.5, instructions=bot.instructions.replace("anything", "a date")
    )
    before = files(project)
    done = project.run("pull", "--yes", expect=1)
    assert "would change assistant.mail-sorter too" in done.stderr and "--shared" in done.stderr
    assert files(project) == before
    done = project.run("pull", "--yes", "--shared")
    assert "this changes assistant.mail-sorter too" in done.stderr
    assert read(project, "prompts/rules.md") == "Never promise a date.\n"
    assert "assistant.support-bot" not in project.run("plan").stdout


def test_an_edit_across_two_parts_is_refused_without_shared(project, account):
    bot = live(account)
    text = bot.instructions.replace("five days.\n\nNever", "three days.\n\nDo not")
    assert text != bot.instructions
    account.beta.assistants.update(bot.id, instructions=text)
    before = files(project)
    assert "reaches across their parts" in project.run("pull", "--yes", expect=1).stderr
    assert files(project) == before
    project.run("pull", "--yes", "--shared")
    assert read(project, "prompts/support.md") == "You help.\n\nRefunds take three days.\n"
    assert read(project, "prompts/rules.md") == "Do not promise anything.\n"


def test_a_default_becomes_an_override_at_the_assistant(project, account):
    account.beta.assistants.update(live(account).id, top_p=0.5)
    project.run("pull", "--yes")
    assert read(project, "project.yaml").count("top_p: 0.9") == 1
    assert read(project, "support-bot.yaml") == MANIFEST.replace("# careful\n", "# careful\ntop_p: 0.5\n")
    nothing_to_plan(project)


def test_what_the_manifests_say_for_another_environment_stays(project, account, sandbox):
    text = read(project, "project.yaml").replace("defaults", '  test: { api: assistants, base_url: "' + sandbox.url + '" }\ndefaults')
    write(project, "project.yaml", text)
    nothing_to_plan(project)
    account.beta.assistants.update(live(account).id, temperature=0.7)
    before = project.run("plan", "--format", "json", env="test").stdout
    project.run("pull", "--yes")
    assert read(project, "support-bot.yaml") == MANIFEST + "environments:\n  gateway: { temperature: 0.7 }\n"
    nothing_to_plan(project)
    timeless = re.compile(r'"timestamp":"[^"]*"|"line":\d+')
    assert timeless.sub("", project.run("plan", "--format", "json", env="test").stdout) == timeless.sub("", before)


def test_an_override_of_the_environment_changes_in_place(project, account):
    overrides = "environments:\n  gateway: { temperature: 0.5,  description: Two } # here\n"
    write(project, "support-bot.yaml", MANIFEST + overrides)
    project.run("apply", "--yes")
    account.beta.assistants.update(live(account).id, temperature=0.8, description="Three")
    project.run("pull", "--yes")
    assert read(project, "support-bot.yaml") == MANIFEST + overrides.replace("0.5", "0.8").replace("Two", "Three")
    nothing_to_plan(project)


def test_one_conflict_and_nothing_is_written(project, account):
    account.beta.assistants.update(live(account).id, temperature=0.7)
    account.beta.assistants.update(live(account, "mail-sorter").id, temperature=0.3)
    project.edit("support-bot.yaml", "temperature: 0.2", "temperature: 0.4")
    before = files(project)
    done = project.run("pull", "--yes", expect=1)
    assert "assistant.support-bot changed on the account and in the manifests" in done.stderr
    assert files(project) == before
    project.run("pull", "assistant.mail-sorter", "--yes")
    assert read(project, "mail-sorter.yaml").startswith("assistant: mail-sorter\n")
    assert "temperature: 0.3\n" in read(project, "mail-sorter.yaml")


def test_tools_change_key_by_key_and_schemas_in_their_files(project, account):
    bot = live(account)
    function = bot.tools[0].to_dict()
    function["function"]["description"] = "Finds an order by its number"
    function["function"]["parameters"]["properties"]["id"]["description"] = "The number"
    account.beta.assistants.update(bot.id, tools=[function, {"type": "code_interpreter"}])
    project.run("pull", "--yes")
    expected = MANIFEST.replace("Finds an order", "Finds an order by its number") + "- code_interpreter\n"
    assert read(project, "support-bot.yaml") == expected
    assert '"description": "The number"' in read(project, "schemas/lookup_order.json")
    nothing_to_plan(project)


def test_line_ends_and_permissions_stay(project, account):
    write(project, "support-bot.yaml", "\ufeff" + MANIFEST, newline="\r\n")
    (project.assistants / "support-bot.yaml").chmod(0o640)
    nothing_to_plan(project)
    account.beta.assistants.update(live(account).id, description="Two", top_p=0.5)
    project.run("pull", "--yes")
    expected = MANIFEST.replace("'It answers'", "'Two'").replace("# careful\n", "# careful\ntop_p: 0.5\n")
    assert read(project, "support-bot.yaml") == "\ufeff" + expected.replace("\n", "\r\n")
    assert (project.assistants / "support-bot.yaml").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in project.assistants.iterdir() if path.name.startswith(".")) == []


def test_a_read_only_file_stays_and_so_do_all_others(project, account):
    bot = live(account)
    account.beta.assistants.update(
        bot.id, temperature=0.7, instructions=bot.instructions.replace("five", "three")
    )
    (project.assistants / "support-bot.yaml").chmod(0o444)
    before = files(project)
    done = project.run("pull", "--yes", expect=1)
    assert "support-bot.yaml is read-only" in done.stderr and "nothing was written" in done.stderr
    assert files(project) == before


def test_a_value_behind_an_anchor_becomes_an_override(project, account):
    text = MANIFEST.replace("temperature: 0.2 ", "temperature: &t 0.2 ") + "environments:\n  gateway: { top_p: *t }\n"
    write(project, "support-bot.yaml", text)
    project.run("apply", "--yes")
    account.beta.assistants.update(live(account).id, temperature=0.7)
    project.run("pull", "--yes")
    assert read(project, "support-bot.yaml") == text.replace("top_p: *t", "top_p: *t, temperature: 0.7")
    nothing_to_plan(project)


def test_what_cannot_be_edited_safely_is_refused_with_its_place(project, account):
    overrides = "environments:\n  gateway: &g\n    <<: { top_p: *t }\n"
    write(project, "support-bot.yaml", MANIFEST.replace("0.2 ", "&t 0.4 ") + overrides)
    project.run("apply", "--yes")
    account.beta.assistants.update(live(account).id, temperature=0.9)
    before = files(project)
    done = project.run("pull", "--yes", expect=1)
    assert "support-bot.yaml:10:14" in done.stderr and "an anchor names this value" in done.stderr
    assert files(project) == before


def test_manifests_with_errors_are_no_ground_to_pull_on(project, account):
    account.beta.assistants.update(live(account).id, temperature=0.7)
    project.edit("mail-sorter.yaml", "instructions", "instructoins")
    before = files(project)
    assert "instructoins" in project.run("pull", "--yes", expect=1).stderr
    assert files(project) == before


def edit_rules(account, support, mail):
    """Edits the prompt that both assistants share, at each of them."""
    for name, text in [("Support Bot", support), ("mail-sorter", mail)]:
        bot = live(account, name)
        account.beta.assistants.update(bot.id, instructions=bot.instructions.replace("anything", text))


def test_an_edit_that_another_one_would_overwrite_is_a_conflict(project, account):
    edit_rules(account, "a date", "a price")
    before = files(project)
    done = project.run("pull", "--yes", "--shared", expect=1)
    assert "[pull-conflict]" in done.stderr and "assistant.mail-sorter" in done.stderr
    assert files(project) == before
    project.run("pull", "assistant.mail-sorter", "--yes", "--shared")
    assert read(project, "prompts/rules.md") == "Never promise a price.\n"


def test_the_same_edit_of_all_who_share_a_prompt_is_pulled(project, account):
    edit_rules(account, "a date", "a date")
    done = project.run("pull", "--yes")
    assert "this changes" not in done.stderr
    assert read(project, "prompts/rules.md") == "Never promise a date.\n"
    nothing_to_plan(project)


def test_the_next_edit_is_pulled_too_once_the_first_was_applied(project, account):
    for temperature in ("0.7", "0.9"):
        account.beta.assistants.update(live(account).id, temperature=float(temperature))
        project.run("pull", "--yes")
        assert read(project, "support-bot.yaml") == MANIFEST.replace("0.2", temperature)
        nothing_to_plan(project)
        before = live(account).to_dict()
        done = project.run("apply", "--yes")
        assert "No changes" in done.stdout and "updated" not in done.stdout + done.stderr
        # Only the record is another one.
        after = live(account).to_dict()
        assert before["metadata"].pop("assistantctl") != after["metadata"].pop("assistantctl")
        assert before == after
        project.run("apply", "--yes")
        project.run("drift")


def test_lines_that_do_not_change_keep_their_line_ends(project, account):
    write(project, "prompts/support.md", "You help.\n\r\nRefunds take five days.\r\nWe mean it.\n")
    project.run("apply", "--yes")
    bot = live(account)
    account.beta.assistants.update(bot.id, instructions=bot.instructions.replace("five", "three"))
    project.run("pull", "--yes")
    assert read(project, "prompts/support.md") == "You help.\n\r\nRefunds take three days.\r\nWe mean it.\n"


def test_lines_of_a_schema_that_do_not_change_keep_their_line_ends(project, account):
    lines = [
        "{\r\n", '  "type": "object",\n', '  "properties": {\r\n', '    "id": {\n', '      "type": "string"\r\n',
        "    }\n", "  }\r\n", "}\n",
    ]
    write(project, "schemas/lookup_order.json", "".join(lines), newline="")
    nothing_to_plan(project)
    function = live(account).tools[0].to_dict()
    function["function"]["parameters"]["properties"]["id"]["type"] = "number"
    function["function"]["parameters"]["properties"]["id"]["minimum"] = 1
    account.beta.assistants.update(live(account).id, tools=[function])
    project.run("pull", "--yes")
    lines[4:5] = ['      "type": "number",\r\n', '      "minimum": 1\r\n']
    assert read(project, "schemas/lookup_order.json") == "".join(lines)
    nothing_to_plan(project)


def test_nobody_is_asked_without_a_terminal(project):
    assert "--yes" in project.run("pull", expect=64).stderr
    assert "did you mean assistant.support-bot?" in project.run("pull", "support-bot", "--yes", expect=64).stderr


class TestReleases:
    @pytest.fixture
    def api(self):
        return "responses"

    def test_a_release_that_was_rolled_back_to_comes_back_into_git(self, project):
        first = files(project)
        project.edit("prompts/support.md", "five", "nine")
        project.edit("support-bot.yaml", "temperature: 0.2", "temperature: 0.9")
        project.run("apply", "--yes")
        project.run("rollback", "1", "--yes")
        project.run("plan", "--detailed-exitcode", expect=2)
        project.run("pull", "--release", "1", "--yes")
        assert files(project) == first
        nothing_to_plan(project)


    def test_a_prompt_that_several_share_comes_back_once(self, project):
        project.edit("prompts/rules.md", "anything", "a date")
        project.run("apply", "--yes")
        project.run("rollback", "1", "--yes")
        project.run("pull", "--release", "1", "--yes")
        assert read(project, "prompts/rules.md") == "Never promise anything.\n"
        nothing_to_plan(project)


class TestKnowledge:
    MANIFEST = """\
assistant: support-bot
name: Support Bot
tools: [file_search]
knowledge:
  files:
    - knowledge/support/*.md   # all pages
    - knowledge/support/faq.html
    - path: knowledge/support/prices.html
      attributes: { lang: en }  # for now
"""

    @pytest.fixture(params=["assistants", "responses"])
    def api(self, request):
        return request.param

    def test_attributes_go_to_the_entry_of_their_file(self, project, account):
        write(project, "support-bot.yaml", self.MANIFEST)
        project.run("apply", "--yes", "--allow-mass-delete")
        store = next(one for one in account.vector_stores.list() if one.name == "support-bot")
        for member in account.vector_stores.files.list(store.id):
            name = member.attributes["path"].split("/")[-1]
            if name in ("prices.html", "faq.html", "shipping.md"):
                attributes = {**member.attributes, "lang": "de"}
                account.vector_stores.files.update(member.id, vector_store_id=store.id, attributes=attributes)
        account.vector_stores.update(store.id, expires_after={"anchor": "last_active_at", "days": 30})
        project.run("pull", "--yes")
        assert read(project, "support-bot.yaml") == self.MANIFEST.replace("lang: en", "lang: de").replace(
            "    - knowledge/support/faq.html\n",
            "    - path: knowledge/support/shipping.md\n      attributes: { lang: de }\n"
            "    - path: knowledge/support/faq.html\n      attributes: { lang: de }\n",
        ) + "  expires_after_days: 30\n"
        nothing_to_plan(project)

    @pytest.fixture
    def store(self, project, account):
        write(project, "support-bot.yaml", self.MANIFEST)
        project.run("apply", "--yes", "--allow-mass-delete")
        return next(one for one in account.vector_stores.list() if one.name == "support-bot")

    def edit(self, account, store, **attributes):
        for member in account.vector_stores.files.list(store.id):
            if member.attributes["path"].endswith("prices.html"):
                attributes = {**member.attributes, **attributes}
                account.vector_stores.files.update(member.id, vector_store_id=store.id, attributes=attributes)

    def test_what_no_manifest_can_say_is_left_and_so_is_said(self, project, account, store):
        account.vector_stores.update(store.id, name="by hand")
        member = next(iter(account.vector_stores.files.list(store.id)))
        account.vector_stores.files.delete(member.id, vector_store_id=store.id)
        for flag in ("--check", "--yes"):
            done = project.run("pull", flag)
            assert "vector_store.support-bot name changed: no manifest can say it" in done.stderr
            assert f"file.support-bot/{member.attributes['path']} is gone from the account" in done.stderr
            said = "Nothing to pull: 2 objects of the account differ as noted above; "
            assert done.stdout == f"{said}`assistantctl apply --refresh --env gateway` makes the account what the manifests say.\n"
        project.run("apply", "--refresh", "--yes")
        done = project.run("pull", "--check")
        assert done.stdout == "Nothing to pull: the manifests say what is on the account.\n"

    def test_the_same_attribute_changed_on_both_sides_is_a_conflict(self, project, account, store):
        self.edit(account, store, lang="de")
        project.edit("support-bot.yaml", "lang: en", "lang: fr")
        before = files(project)
        for flag in ("--yes", "--check"):
            done = project.run("pull", flag, expect=1)
            assert "pull-conflict" in done.stderr and "prices.html" in done.stderr
        assert files(project) == before
        plan = project.run("plan").stdout
        assert "attributes.lang: (unknown) → de" in plan and "attributes.lang: de → fr" in plan

    @pytest.mark.parametrize(
        "old, new",
        [
            ("{ lang: en }", "{ lang: en, kind: list }"),
            ("    - knowledge/support/faq.html\n", ""),
        ],
        ids=["another attribute", "another file"],
    )
    def test_an_edit_shows_whatever_else_git_changes(self, project, account, store, api, old, new):
        self.edit(account, store, lang="de")
        project.edit("support-bot.yaml", old, new)
        before = files(project)
        if api == "assistants":
            # Digests do not tell which side changed which attribute.
            assert "pull-conflict" in project.run("pull", "--check", expect=1).stderr
            assert files(project) == before
        else:
            project.run("pull", "--yes")
            changed = self.MANIFEST.replace(old, new).replace("lang: en", "lang: de")
            assert read(project, "support-bot.yaml") == changed

    def test_a_change_in_git_alone_is_nothing_to_pull(self, project, store):
        project.edit("support-bot.yaml", "lang: en", "lang: fr")
        assert "Nothing to pull" in project.run("pull", "--yes").stdout
        assert "changed on the account" not in project.run("plan").stdout

    def test_the_next_edit_of_an_attribute_is_pulled_too(self, project, account, store, api):
        for language in ("de", "fr"):
            self.edit(account, store, lang=language)
            project.run("pull", "--yes")
            # On `responses` apply makes a release of it, which the plan has to say.
            announced = "[record-behind]" in project.run("plan", "--detailed-exitcode").stdout
            assert announced == (api == "responses")
            assert read(project, "support-bot.yaml") == self.MANIFEST.replace("lang: en", "lang: " + language)
            assert "No changes" in project.run("apply", "--yes").stdout
            project.run("drift")
            assert "[record-behind]" not in project.run("plan", "--detailed-exitcode").stdout
            if api == "responses":
                count = len(json.loads(project.run("releases", "--format", "json").stdout)["releases"])
                project.run("apply", "--yes")
                assert len(json.loads(project.run("releases", "--format", "json").stdout)["releases"]) == count
