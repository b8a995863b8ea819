"""How often checks err: an assistant that is right in 90 % of its answers, asked by many equal checks on the sandbox.

    python Tests/Benchmarks/check_errors.py --program .build/release/assistantctl [--repetitions 200]

Prints the table of docs/how-to/check.md.
"""

import argparse
import json
import pathlib
import re
import subprocess
import tempfile

SHARE_OF_WRONG_ANSWERS = 0.1
SHARES = [0.8, 0.97]
BOT = """assistant: bot
model: gpt-6-luna
tools: [file_search]
knowledge: { files: [returns.md] }
checks:
"""
PROJECT = """project: check-errors
environments:
  measured: {{ base_url: "{url}" }}
"""


def question(share, number):
    return f"How many days do I have to send a bike back? (at least {share}, {number})"


def manifest(repetitions):
    checks = [
        f"  - ask: {json.dumps(question(share, number))}\n"
        f"    at_least: {share}\n    expect: [ {{ contains: 30 days }} ]\n"
        for share in SHARES
        for number in range(repetitions)
    ]
    return BOT + "".join(checks)


def measured(program, repetitions, folder):
    """The checks of the report of one run."""
    fault = f"answer as=wrong probability={SHARE_OF_WRONG_ANSWERS} seed=1"
    command = [program, "sandbox", "--port", "0", "--fault", fault]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        try:
            url = re.search(r"http://127\.0\.0\.1:\d+/v1", server.stdout.readline()).group()
            project = folder / "assistants"
            project.mkdir()
            (project / "project.yaml").write_text(PROJECT.format(url=url))
            (project / "returns.md").write_text("You may send a bike back within 30 days of delivery.\n")
            (project / "bot.yaml").write_text(manifest(repetitions))
            variables = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "OPENAI_API_KEY": "sk-measured"}

            def run(*arguments):
                return subprocess.run(
                    [program, *arguments], cwd=folder, env=variables, capture_output=True, text=True, check=False
                )

            run("apply", "--yes").check_returncode()
            return json.loads(run("check", "--format", "json", "--budget", "none").stdout)["checks"]
        finally:
            server.terminate()


def row(share, checks):
    verdicts = [check["verdict"] for check in checks]
    answers = sorted(check["right"] + check["wrong"] for check in checks)
    counts = " | ".join(str(verdicts.count(verdict)) for verdict in ("passed", "failed", "undecided"))
    return f"| {share} | {counts} | {sum(answers) / len(answers):.0f} | {answers[-1]} |"


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--program", required=True)
    options.add_argument("--repetitions", type=int, default=200)
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        program = str(pathlib.Path(options.program).resolve())
        checks = measured(program, options.repetitions, pathlib.Path(folder))
    print("| `at_least` | passed | failed | undecided | answers (mean) | answers (most) |")
    print("| --- | --- | --- | --- | --- | --- |")
    for share in SHARES:
        print(row(share, [check for check in checks if check["at_least"] == share]))


if __name__ == "__main__":
    main()
