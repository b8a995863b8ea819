"""Plans and applies against an account whose answers take 50 ms."""

import json
import sys

import projects
from measuring import best, run
from sandboxes import Sandbox
from table import Row, at_most, number

LATENCY = 0.050
WIDTH = 16


def plans(api):
    def case(bench):
        folder = bench.make(f"plan-{api}")
        count = bench.count(1000)
        with Sandbox(bench.program, folder) as sandbox:
            root = projects.branches(folder, sandbox.url, api, count, 10)
            run([bench.program, "apply", "--yes", "--concurrency", "64"], folder, bench.environment)
            sandbox.answer_in(int(LATENCY * 1000))
            plan = lambda: run([bench.program, "plan", "--verbose"], folder, bench.environment)
            plan()
            result = best(3, plan)
            assert "No changes." in result.output, result.output[:500]
            work = f"`plan`, nothing to change, {count:,} assistants with 10 files each (`{api}`)"
            pages = result.pages_in_sequence()
            yield at_most(f"{work}: requests", len(result.requests), 30, "")
            yield at_most(f"{work}: wall, {pages} pages in sequence", result.seconds, 1.3 * pages * LATENCY + 0.3, "s")
            yield at_most(f"{work}: memory", result.peak_bytes / 1e6, 150.0, "MB")
            projects.change(root, range(10))
            changed = run([bench.program, "plan", "--verbose"], folder, bench.environment)
            assert "10 to update" in changed.output, changed.output[-500:]
            more = len(changed.requests) - len(result.requests)
            yield at_most(f"`plan`, 10 of them changed (`{api}`): more requests", more, 30, "")

    case.__qualname__ = f"plans_{api}"
    return case


def applies(api):
    def case(bench):
        count = bench.count(100)
        files = count * 10
        folder = bench.make(f"apply-{api}")
        with Sandbox(bench.program, folder) as sandbox:
            projects.branches(folder, sandbox.url, api, count, 10)
            sandbox.answer_in(int(LATENCY * 1000))
            command = [bench.program, "apply", "--yes", "--verbose", "--concurrency", str(WIDTH)]
            result = run(command, folder, bench.environment)
            assert f"{count * 12:,} created" in result.output, result.output[-500:]
            peer = sdk_peer(bench, folder, sandbox.url) if api == "assistants" else None
        bench.keep(f"apply-{api}", result)
        wall = result.seconds - result.indexing_seconds()
        requests = len(result.requests)
        beside = ""
        if peer:
            beside = f"openai-python, {WIDTH} at a time: {number(peer['seconds'])} s, {peer['requests']:,} requests"
        work = f"`apply` from nothing, {count} assistants with 10 files each, concurrency {WIDTH} (`{api}`)"
        note = f" ({number(result.seconds)} s with indexing; an answer took {result.mean_answer() * 1000:.0f} ms)"
        yield at_most(f"{work}: requests", requests, int(1.2 * files + 6 * count), "")
        yield at_most(f"{work}: wall", wall, 1.3 * requests / WIDTH * LATENCY, "s", peer=beside, note=note)

    case.__qualname__ = f"applies_{api}"
    return case


def sdk_peer(bench, folder, url):
    """The same job as a script on the official package does it."""
    script = bench.scripts / "sdk_peer.py"
    done = run([sys.executable, script, url, folder / "assistants" / "docs", str(WIDTH)], folder, bench.environment)
    return json.loads(done.output)


CASES = [plans("assistants"), plans("responses"), applies("assistants"), applies("responses")]
