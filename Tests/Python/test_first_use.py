"""What people meet who use the program for the first time: mistakes at the command line, words, and terminals."""

import fcntl
import json
import os
import pty
import re
import signal
import socket
import struct
import subprocess
import termios
import urllib.request

import openai
import pytest

from conftest import PROGRAM, ROOT, Sandbox, hear_signals
from test_command_line import Folder


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "shop"
    path.mkdir()
    return Folder(path)


def at_terminal(path, *arguments, columns, variables, send=b"", until=b""):
    """Runs with a terminal of this width for everything; returns the exit code, as `wait` has it, and what it shows."""
    terminal, other_end = pty.openpty()
    fcntl.ioctl(other_end, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))

    def take_terminal():
        hear_signals()
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    with subprocess.Popen(
        [PROGRAM, *arguments],
        cwd=path,
        env={**variables, "TERM": "xterm"},
        stdin=other_end,
        stdout=other_end,
        stderr=other_end,
        preexec_fn=take_terminal,
    ) as process:
        os.close(other_end)
        shown, sent = b"", not send
        while True:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            shown += piece
            if not sent and until in shown:
                os.write(terminal, send)
                sent = True
        code = process.wait(timeout=120)
    os.close(terminal)
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", shown.decode()).replace("\r\n", "\n")
    return code, text


# Mistakes at the command line


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["plann"], 'did you mean "plan"?'),
        (["aply", "--yes"], 'did you mean "apply"?'),
        (["deploy"], "`assistantctl help` lists the commands"),
        (["pln", "show"], 'did you mean "plan"?'),
        (["deploy", "plan"], "`assistantctl help` lists the commands"),
        (["plan", "--jsno"], "did you mean `--format json`?"),
        (["plan", "--json"], "did you mean `--format json`?"),
        (["plan", "--detailed-exit-code"], "did you mean `--detailed-exitcode`?"),
        (["output", "--fromat", "json"], "did you mean `--format`?"),
        (["plan", "--environment", "production"], "did you mean `--env`?"),
        (["plan", "helpdesk"], "`--only ADDRESS` is about a part of the project"),
    ],
)
def test_a_misspelt_command_or_option_is_answered_with_what_was_meant(folder, arguments, hint):
    done = folder.run(*arguments, expect=64)
    lines = done.stderr.splitlines()
    assert lines[0].startswith("error: un") and lines[1] == f"hint: {hint}", done.stderr
    assert "Did you mean" not in done.stderr and done.stdout == ""


@pytest.mark.parametrize("text", ["- what is covered?", "-20 % on returns?", "-20%"])
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_that_begins_with_a_hyphen_asks_for_two(folder, command, text):
    folder.run("apply", "--yes")
    done = folder.run(command, "helpdesk", text, expect=64)
    assert done.stderr.startswith("error: ") and "hint: put `--` in front" in done.stderr and done.stdout == ""
    folder.run(command, "helpdesk", "--", text)


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("helpdesk", "assistant.helpdesk"),
        ("helpdsk", "assistant.helpdesk"),
        ("assistant.helpdes", "assistant.helpdesk"),
        ("handbook.md", "file.helpdesk/knowledge/handbook.md"),
        ("knowledge/handbook.md", "file.helpdesk/knowledge/handbook.md"),
    ],
)
def test_an_address_without_its_type_is_answered_with_it(folder, address, hint):
    done = folder.run("plan", "--only", address, expect=64)
    assert f"hint: did you mean {hint}?" in done.stderr
    folder.run("apply", "--yes")
    if "/" not in hint:
        assert f"hint: did you mean {hint}?" in folder.run("forget", address, "--yes", expect=64).stderr


def test_an_address_where_a_key_is_asked_for_is_answered_with_the_key(folder):
    folder.run("apply", "--yes")
    done = folder.run("output", "assistant.helpdesk", expect=1)
    assert 'hint: did you mean "helpdesk"?' in done.stderr


# Where the project is


def test_the_project_is_found_in_the_folder_itself_and_from_below(folder):
    below = folder.path / "app" / "src"
    below.mkdir(parents=True)
    for place in ("assistants", "assistants/prompts", "app/src"):
        done = subprocess.run(
            [PROGRAM, "plan"], cwd=folder.path / place, env=folder.variables, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0 and "Plan: 3 to create." in done.stdout, (place, done.stderr)
    assert not (folder.path / "assistants/.assistantctl").exists()
    # What lies above a repository is somebody else's.
    (folder.path / "app" / ".git").mkdir()
    done = subprocess.run(
        [PROGRAM, "plan"], cwd=below, env=folder.variables, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and "there is no folder assistants" in done.stderr


def test_init_writes_into_no_other_project(folder):
    for place in ("assistants", "assistants/prompts"):
        done = subprocess.run(
            [PROGRAM, "init"], cwd=folder.path / place, env=folder.variables, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 1 and "[nested-project]" in done.stderr, done.stderr
    folder.run("validate")
    # A project.yaml of another program is none of ours.
    other = folder.path.parent / "other"
    other.mkdir()
    for number, text in enumerate(("name: something else", "project: site", "environments: [dev]")):
        (other / "project.yaml").write_text(text + "\n")
        below = other / f"shop-{number}"
        below.mkdir()
        for place in [other, below] if number == 0 else [below]:
            done = subprocess.run(
                [PROGRAM, "init"], cwd=place, env=folder.variables, capture_output=True, text=True, timeout=60
            )
            assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["2026", "on", "no", "null", "1e3", "0x1f", "my-shop"])
def test_init_writes_a_project_that_loads_whatever_the_folder_is_called(tmp_path, name):
    path = tmp_path / name
    path.mkdir()
    folder = Folder(path)
    assert folder.run("validate").stderr == ""
    assert "Plan: 3 to create." in folder.run("plan").stdout


def test_init_writes_both_environments_that_the_readme_speaks_of(folder):
    done = folder.run("validate")
    assert done.stdout.endswith("for the environments production (api: responses) and sandbox (api: responses).\n")
    folder.run("apply", "--yes")
    assert folder.run("releases").stdout.startswith("release 1 (live)")


# What fails where it would mislead


@pytest.mark.parametrize("arguments", [[], ["--format", "env"], ["helpdesk"]])
def test_output_of_nothing_fails(folder, arguments):
    done = folder.run("output", *arguments, expect=1)
    assert "[not-deployed]" in done.stderr and "assistantctl apply" in done.stderr
    assert done.stdout == "" or json.loads(done.stdout)["valid"] is False


def test_output_of_a_part_names_what_is_not_there(folder):
    folder.run("apply", "--yes")
    folder.write("late.yaml", "assistant: late\n")
    done = folder.run("output")
    assert list(json.loads(done.stdout)["assistants"]) == ["helpdesk"]
    assert 'note: the assistant "late" is not on the account' in done.stderr


def test_validate_strict_takes_warnings_for_errors(folder):
    folder.write("cut.yaml", "assistant: cut\nname: Support #1\n")
    assert "warning:" in folder.run("validate").stderr
    done = folder.run("validate", "--strict", expect=1)
    assert "error: the text ends here" in done.stderr and "[cut-text]" in done.stderr and "Valid" not in done.stdout
    assert json.loads(folder.run("validate", "--strict", "--format", "json", expect=1).stdout)["valid"] is False
    (folder.path / "assistants/cut.yaml").unlink()
    folder.run("validate", "--strict")


def test_what_was_meant_as_a_manifest_is_never_left_out_in_silence(folder):
    folder.run("apply", "--yes")
    manifest = folder.path / "assistants/helpdesk.yaml"
    text = manifest.read_text()
    manifest.write_text("\n")
    assert "[empty-manifest]" in folder.run("apply", "--yes", expect=1).stderr
    manifest.write_text(text)
    bot = {"assistant": "bot", "instructions": "Be brief."}
    folder.write("bot.json", json.dumps(bot))
    done = folder.run("plan", expect=1)
    assert "assistants/bot.json looks like a manifest, and is not loaded: manifests are YAML" in done.stderr
    assert "hint: rename it to assistants/bot.yaml" in done.stderr
    (folder.path / "assistants/bot.json").rename(folder.path / "assistants/bot.yaml")
    assert "assistant.bot" in folder.run("plan").stdout
    settings = folder.path / "assistants/project.yaml"
    for name in ("Project.yaml", "project.yml"):
        settings = settings.rename(settings.with_name(name))
        done = folder.run("plan", expect=1)
        assert f"hint: rename assistants/{name} to project.yaml" in done.stderr, done.stderr


def test_a_model_that_nobody_knows_is_refused(folder):
    settings = (folder.path / "assistants/project.yaml").read_text()
    folder.write("project.yaml", settings.replace("gpt-6-luna", "gpt-6-lunaa"))
    for command in (["plan"], ["apply", "--yes"]):
        done = folder.run(*command, expect=4)
        assert 'did you mean "gpt-6-luna"?' in done.stdout and "[unknown-model]" in done.stdout
    folder.run("output", expect=1)
    folder.run("apply", "--yes", "--allow-unknown-model")
    # What was let through is not asked about again.
    done = folder.run("plan")
    assert "No changes." in done.stdout and "[model-unknown]" in done.stdout
    folder.write("prompts/helpdesk.md", "Be brief.")
    folder.run("apply", "--yes")
    folder.write("project.yaml", settings)
    folder.run("apply", "--yes")
    folder.write("project.yaml", settings.replace("gpt-6-luna", "gpt-6-lunaa"))
    folder.run("apply", "--yes", expect=4)
    folder.run("plan", "--out", "let-through.plan", "--allow-unknown-model")
    folder.run("apply", "let-through.plan", "--yes")


def test_an_entry_of_the_catalogue_lets_a_model_through(folder):
    settings = (folder.path / "assistants/project.yaml").read_text()
    catalogue = json.loads((ROOT / "Sources/ManifestLoading/Catalogue/models.json").read_text())
    catalogue["models"].append({**catalogue["models"][0], "id": "house-model"})
    folder.write("models.json", json.dumps(catalogue))
    folder.write("project.yaml", settings.replace("gpt-6-luna", "house-model"))
    folder.run("plan", expect=4)
    folder.write("project.yaml", settings.replace("gpt-6-luna", "house-model") + "model_catalogue: models.json\n")
    folder.run("plan")


def test_on_another_host_an_unknown_model_is_a_warning(sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    project.edit("sales-advisor.yaml", "assistant: sales-advisor", "assistant: sales-advisor\nmodel: llama-house")
    text = (project.assistants / "sales-advisor.yaml").read_text()
    text = re.sub(r"(?m)^model: (?!llama-house).*\n", "", text)
    (project.assistants / "sales-advisor.yaml").write_text(re.sub(r"(?m)^environments:(\n .*)*\n?", "", text))
    done = project.run("plan")
    assert "[model-unknown]" in done.stdout and "refused" not in done.stdout


# Drift


def test_drift_sees_an_assistant_that_was_deleted_by_hand(sandbox, make_project):
    project = make_project(sandbox.url, api="assistants")
    project.run("apply", "--yes")
    assert "No drift." in project.run("drift").stdout
    account = openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)
    bot = next(one for one in account.beta.assistants.list() if one.metadata["key"] == "support-bot")
    account.beta.assistants.delete(bot.id)
    done = project.run("drift", expect=2)
    assert re.search(r"(?m)^  - assistant\.support-bot +not there: deleted, no longer marked", done.stdout), done.stdout
    assert "Drift: 1 object changed" in done.stdout
    assert "+ assistant.support-bot" in project.run("plan").stdout
    project.run("apply", "--yes")
    assert "No drift." in project.run("drift").stdout


def test_drift_and_plan_agree_on_what_is_gone(sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    project.run("apply", "--yes")
    account = openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)
    store = next(store for store in account.vector_stores.list() if store.name == "support-bot")
    account.vector_stores.update(store.id, metadata={key: "" for key in store.metadata})
    done = project.run("drift", expect=2)
    assert re.search(
        r"(?m)^  - vector_store\.support-bot +deleted, or no longer marked as this project's", done.stdout
    ), done.stdout
    assert "+ vector_store.support-bot" in project.run("plan").stdout


def test_a_temperature_of_1_by_hand_is_shown_as_it_is(sandbox, make_project):
    project = make_project(sandbox.url, api="assistants")
    project.edit("sales-advisor.yaml", "temperature: 0.4", "temperature: 0.2")
    project.run("apply", "--yes")
    account = openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)
    bot = next(one for one in account.beta.assistants.list() if one.metadata["key"] == "sales-advisor")
    account.beta.assistants.update(bot.id, temperature=1)
    assert "temperature: 0.2 → 1" in project.run("drift", expect=2).stdout
    assert "temperature: 1 → 0.2  (changed on the account)" in project.run("plan").stdout


# Words


def test_a_file_that_was_attached_by_hand_is_detached_not_deleted(folder, sandbox, make_project, api):
    project = make_project(sandbox.url, api=api)
    project.run("apply", "--yes")
    account = openai.OpenAI(base_url=sandbox.url, api_key=project.key, max_retries=0)
    store = next(store for store in account.vector_stores.list() if store.name == "support-bot")
    extra = account.files.create(file=("extra.md", b"# Extra"), purpose="assistants")
    account.vector_stores.files.create(store.id, file_id=extra.id)
    done = project.run("apply", "--yes")
    assert "attached by hand; the file object itself stays" in done.stdout
    assert "Plan: 1 to detach." in done.stdout and "Apply complete: 1 detached." in done.stdout
    assert "deleted" not in done.stdout
    assert account.files.retrieve(extra.id).id == extra.id


def test_a_changed_key_is_taken_for_a_rename(folder):
    folder.run("apply", "--yes")
    text = (folder.path / "assistants/helpdesk.yaml").read_text()
    folder.write("helpdesk.yaml", text.replace("assistant: helpdesk", "assistant: service-desk"))
    done = folder.run("plan", "--allow-mass-delete")
    assert "lifecycle: { renamed_from: helpdesk }" in done.stdout and "[likely-rename]" in done.stdout
    folder.write(
        "helpdesk.yaml",
        text.replace("assistant: helpdesk", "assistant: service-desk") + "lifecycle: { renamed_from: helpdesk }\n",
    )
    done = folder.run("plan")
    assert "→ assistant.service-desk" in done.stdout and "likely-rename" not in done.stdout


def test_doctor_says_nothing_of_an_organisation_that_nobody_reached(folder):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{nobody.getsockname()[1]}/v1"
    folder.write(
        "project.yaml",
        f"project: velo\nenvironments: {{ gateway: {{ base_url: '{address}' }} }}\ndefaults: {{ model: gpt-6-luna }}\n",
    )
    folder.variables["OPENAI_API_KEY"] = "sk-test"
    checks = json.loads(folder.run("doctor", "--format", "json", expect=1).stdout)["checks"]
    found = {check["name"]: check for check in checks}
    assert found["models"]["status"] == "failure"
    assert found["organization"]["status"] == "warning" and "nothing was answered" in found["organization"]["detail"]


@pytest.mark.parametrize(
    "command", [("doctor",), ("doctor", "--format", "json"), ("doctor", "--serve"), ("plan", "--verbose"), ("show",)]
)
def test_what_a_base_url_holds_for_letting_in_is_not_printed(folder, command):
    folder.write("project.yaml", "project: velo\nenvironments: { production: {} }\ndefaults: { model: gpt-6-luna }\n")
    folder.variables["OPENAI_API_KEY"] = "sk-test"
    folder.variables["OPENAI_BASE_URL"] = "http://anna:geheim123@127.0.0.1:8371/v1?api_key=geheim456"
    done = folder.run(*command, expect=1)
    assert "holds a user name or a password" in done.stdout + done.stderr
    assert "geheim" not in done.stdout + done.stderr and "anna" not in done.stdout + done.stderr
    if command == ("doctor",):
        assert "http://<hidden>@127.0.0.1:8371/v1?api_key=<hidden>" in done.stdout


def test_codes_are_hyphenated_in_every_text(folder):
    folder.write("second.yaml", "assistant: second\n")
    folder.write("third.yaml", "assistant: third\n")
    folder.write("fourth.yaml", "assistant: fourth\n")
    folder.run("apply", "--yes")
    for name in ("helpdesk", "second", "third"):
        (folder.path / f"assistants/{name}.yaml").unlink()
    for format in ("text", "markdown", "html", "github"):
        done = folder.run("plan", "--format", format, expect=4)
        assert "mass-delete" in done.stdout and "mass_delete" not in done.stdout, format
    # The document for programs keeps what it has.
    document = json.loads(folder.run("plan", "--format", "json", expect=4).stdout)
    assert [refusal["kind"] for refusal in document["assistantctl"]["refusals"]] == ["mass_delete"]


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("server_error", "Nothing is known to be wrong with the file: run apply again."),
        ("unsupported_file", "Change or remove the file, then run apply again."),
    ],
)
def test_a_file_that_fails_to_index_is_blamed_only_where_it_is_to_blame(tmp_path, make_project, code, advice):
    with Sandbox(tmp_path, "--fault", f"index-failure name=faq.html code={code}") as server:
        project = make_project(server.url, api="responses")
        done = project.run("apply", "--yes", expect=3)
    assert code in done.stdout and advice in done.stdout, done.stdout


def test_a_lock_says_until_when_it_holds_and_what_taking_it_over_takes(tmp_path, make_project):
    with Sandbox(tmp_path) as server:
        project = make_project(server.url, api="responses")
        project.run("apply", "--yes")
        project.edit("prompts/support.md", "two to five sentences", "two to four sentences")
        urllib.request.urlopen(
            urllib.request.Request(
                server.url.replace("/v1", "/sandbox/faults"),
                data=json.dumps({"faults": ["competing-release as=journal lease=600 times=1"]}).encode(),
                headers={"Content-Type": "application/json"},
                method="PUT",
            )
        )
        refused = [project.run("apply", "--yes", expect=4), project.run("plan", expect=4)]
    for text in [done.stdout + done.stderr for done in refused]:
        assert re.search(r"its lock holds until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", text), text
        assert "use --takeover, which waits about 3 minutes" in text, text


# Terminals and logs


def test_ctrl_c_at_the_question_ends_it_and_changes_nothing(folder):
    code, shown = at_terminal(
        folder.path, "apply", columns=80, variables=folder.variables, send=b"\x03", until=b"is accepted: "
    )
    # What a shell calls 130.
    assert code == -signal.SIGINT, shown
    assert "owns nothing" in folder.run("show").stdout


def test_a_log_says_each_change_once(folder):
    done = folder.run("apply", "--yes")
    log = done.stdout + done.stderr
    for address in ("assistant.helpdesk", "vector_store.helpdesk", "file.helpdesk/knowledge/handbook.md"):
        assert len(re.findall(rf"(?m)^ *\+ {re.escape(address)}\b", log)) == 1, log
    assert log.count("Plan: 3 to create.") == 1 and log.count("Apply complete: 3 created.") == 1


LONG = "knowledge/a-folder-with-a-long-name/terms-of-delivery.md"


def words(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("columns", [60, 100, 160])
def test_plans_fit_the_terminal_and_break_no_word(folder, columns):
    folder.run("apply", "--yes")
    prompt = (folder.path / "assistants/prompts/helpdesk.md").read_text()
    long_line = "Answer in the language of the question, and name every section of the handbook that an answer rests on."
    folder.write("prompts/helpdesk.md", prompt + "\n" + long_line * 3 + "\n")
    folder.write(LONG, "# Terms")
    folder.write("knowledge/a.md", "# A")
    plain = folder.run("plan").stdout
    code, shown = at_terminal(folder.path, "plan", columns=columns, variables=folder.variables)
    assert code == 0
    lines = shown.splitlines()
    assert max(map(len, lines)) <= columns, [line for line in lines if len(line) > columns]
    # Nothing but line breaks and blanks differ: they stand between words, or behind a slash of a long address.
    assert words(shown) == words(plain)
    split = {word for word in shown.split()} - {word for word in plain.split()}
    assert all(word in f"file.helpdesk/{LONG}" for word in split), split
    assert columns == 60 or not split
    heads = [line for line in lines if re.match(r"  [+~] ", line)]
    assert len(heads) == 3
    if columns == 160:
        column = {line.index(text) for line, text in zip(heads, ["instructions changed", "7 bytes", "3 bytes"])}
        assert len(column) == 1, heads


def test_a_long_plan_begins_with_its_totals_too(folder):
    for number in range(200):
        folder.write(f"bots/bot-{number:03}.yaml", f"assistant: bot-{number:03}\n")
    shown = folder.run("plan").stdout
    assert shown.startswith("Plan: 203 to create.\n\n") and shown.count("Plan: 203 to create.") == 2
