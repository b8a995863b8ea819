"""`serve` under load: what it needs for a thousand visitors, and how much later than from the account they read."""

import json
import re
import subprocess
import sys

import projects
from emulators import AnsweringAccount
from measuring import run
from table import at_least, at_most

#: A few more than have to stream at a time: some are between two answers.
VISITORS = 1_050
SETTINGS = """
serve:
  assistants: [bench]
  prices: { made-up-1: { input: 1, output: 8 } }
  budget: { usd_per_day: 9000 }
  visitors: { messages_per_minute: 60, messages_per_day: 1000 }
"""


class Chat:
    """`serve` behind a proxy that says for whom it asks. Use as a context manager."""

    def __init__(self, bench, folder):
        self.log = open(folder / "serve.log", "w")
        options = ["--port", "0", "--trust-proxy", "1", "--refresh", "5"]
        self.process = subprocess.Popen(
            [bench.program, "serve", *options], cwd=folder, env=bench.environment, stdout=subprocess.PIPE,
            stderr=self.log, text=True,
        )  # fmt: skip
        line = self.process.stdout.readline()
        if not line.startswith("Chat on "):
            self.process.kill()
            raise RuntimeError(f"serve did not start: see {self.log.name}")
        self.url = line.split()[2].rstrip("/")

    def peak_bytes(self):
        """Of this process alone, as the system counts it."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) * 1024

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log.close()


def crowd(bench):
    folder = bench.make("serve")
    visitors = bench.count(VISITORS)
    with AnsweringAccount() as account:
        root = projects.settings(folder, account.url, "responses")
        (root / "bench.yaml").write_text(
            "assistant: bench\nmodel: made-up-1\ninstructions: You answer questions about bicycles.\n"
        )
        with open(root / "project.yaml", "a") as file:
            file.write(SETTINGS)
        run([bench.program, "apply", "--yes"], folder, bench.environment)
        with Chat(bench, folder) as chat:
            command = [sys.executable, bench.scripts / "visitors.py", chat.url, account.url]
            told = json.loads(run([*command, "--visitors", str(visitors)], folder, bench.environment).output)
            peak = chat.peak_bytes()
    assert told["pairs"] and not told["failures"], told
    streaming = visitors * 1000 // VISITORS
    work = f"`serve`, {streaming:,} visitors streaming at a time"
    yield at_least(f"{work}: the fewest at a time", told["streaming"], streaming, "", note=f" ({told['pairs']:,} pairs)")
    yield at_most(f"{work}: memory", peak / 1e6, 300.0, "MB")
    (direct, _), (through, _), (more, rarely) = told["direct_ms"], told["through_ms"], told["more_ms"]
    yield at_most(
        f"{work}: first word later than from the account, median",
        more,
        5.0,
        "ms",
        peer=f"{direct:.1f} ms from the account, {through:.1f} ms from `serve`",
        note=f" ({rarely:.1f} ms for one in twenty)",
    )


CASES = [crowd]
