"""What needs no account: start, validation, diffs, rendering."""

import projects
from measuring import best, run
from sandboxes import Sandbox
from table import at_most

FORMATS = ["text", "json", "markdown", "html", "github", "gitlab"]


def start(bench):
    result = best(20, lambda: run([bench.program, "--version"], bench.folder))
    yield at_most("`assistantctl --version`", result.seconds * 1000, 30.0, "ms")


def validation(bench):
    folder = bench.make("validate")
    count = bench.count(1000)
    projects.desks(folder, "https://gateway.example/v1", count)
    result = best(5, lambda: run([bench.program, "validate"], folder))
    yield at_most(f"`validate`, {count:,} manifests of 100 lines", result.seconds, 0.5, "s")


def word_diff(bench):
    folder = bench.make("diff")
    with Sandbox(bench.program, folder) as sandbox:
        root = projects.settings(folder, sandbox.url, "assistants")
        projects.prompt(root, 256_000)
        run([bench.program, "apply", "--yes"], folder, bench.environment)
        projects.prompt(root, 256_000, changed=0.05)
        run([bench.program, "plan", "--out", "change.plan"], folder, bench.environment)
    result = best(5, lambda: run([bench.program, "show", "change.plan"], folder))
    yield at_most(
        "`show` of a plan with two prompts of 256,000 characters, 5 % of the words changed",
        result.seconds * 1000,
        100.0,
        "ms",
        note=" (the whole process)",
    )


def rendering(bench):
    """A thousand assistants with other instructions, in every format."""
    folder = bench.make("rendering")
    count = bench.count(1000)
    with Sandbox(bench.program, folder) as sandbox:
        root = projects.branches(folder, sandbox.url, "assistants", count, 0)
        for number in range(count):
            manifest = root / f"branch-{number:04}.yaml"
            manifest.write_text(manifest.read_text().split("tools:")[0])
        run([bench.program, "apply", "--yes"], folder, bench.environment)
        for number in range(count):
            manifest = root / f"branch-{number:04}.yaml"
            manifest.write_text(manifest.read_text().replace("handbook", "manual"))
        run([bench.program, "plan", "--out", "change.plan"], folder, bench.environment)
    slowest, name = 0.0, ""
    for form in FORMATS:
        result = best(3, lambda: run([bench.program, "show", "change.plan", "--format", form], folder))
        if result.seconds > slowest:
            slowest, name = result.seconds, form
    yield at_most(f"`show` of a plan with {count:,} changes, slowest format ({name})", slowest, 1.0, "s")


CASES = [start, validation, word_diff, rendering]
