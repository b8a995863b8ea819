"""Plans and applies against an account whose answers take 50 ms, beside what else could do the same."""

import json
import statistics
import sys
import time

import projects
from emulators import Emulator
from measuring import best, run
from table import at_most, number

LATENCY = 0.050
#: Pairs of runs, one of ours and one of theirs by turns: what disturbs the machine disturbs both.
PAIRS = 3


def apply(bench, folder, width, *more, expect=0):
    return run([bench.program, "apply", "--yes", "--concurrency", str(width), *more], folder, bench.environment, expect)


def plans(api):
    def case(bench):
        folder = bench.make(f"plan-{api}")
        count = bench.count(1000)
        with Emulator(latency=0.001, indexing=0.01) as account:
            root = projects.branches(folder, account.url, api, count, 10)
            apply(bench, folder, 64)
            account.set(latency=LATENCY)
            plan = lambda: run([bench.program, "plan", "--verbose"], folder, bench.environment)
            plan()
            result = best(3, plan)
            assert "No changes." in result.output, result.output[:500]
            work = f"`plan`, nothing to change, {count:,} assistants with 10 files each (`{api}`)"
            pages = result.pages_in_sequence()
            yield at_most(f"{work}: requests", len(result.requests), 30, "")
            yield at_most(f"{work}: wall, {pages} pages of a list", result.seconds, 1.3 * pages * LATENCY + 0.3, "s")
            yield at_most(f"{work}: memory", result.peak_bytes / 1e6, 150.0, "MB")
            projects.change(root, range(10))
            changed = run([bench.program, "plan", "--verbose"], folder, bench.environment)
            assert "10 to update" in changed.output, changed.output[-500:]
            more = len(changed.requests) - len(result.requests)
            yield at_most(f"`plan`, 10 of them changed (`{api}`): more requests", more, 30, "")

    case.__qualname__ = f"plans_{api}"
    return case


def plan_beside_others(bench):
    """Other people's objects are older than the project's: an account that was there before the tool."""
    folder = bench.make("plan-beside-others")
    stores, files = bench.count(20_000), bench.count(50_000)
    with Emulator(latency=0.001, indexing=0.01) as account:
        account.set(others={"stores": stores, "files": files, "created_at": int(time.time()) - 90 * 86_400})
        projects.branches(folder, account.url, "responses", 10, 10)
        apply(bench, folder, 16)
        account.set(latency=LATENCY)
        result = best(3, lambda: run([bench.program, "plan", "--verbose"], folder, bench.environment))
        assert "No changes." in result.output, result.output[:500]
    work = f"`plan` beside {stores:,} stores and {files:,} files of other people (`responses`)"
    yield at_most(f"{work}: requests", len(result.requests), 40, "", note=f" ({number(result.seconds)} s)")


def applies(api, count, width):
    def case(bench):
        assistants = bench.count(count)
        folder = bench.make(f"apply-{api}-{width}")
        ratios, theirs, ours, bare = [], [], [], []
        with Emulator(latency=LATENCY) as account:
            projects.branches(folder, account.url, api, assistants, 10)
            for _ in range(1 if bench.is_quick else PAIRS):
                account.set(empty=True)
                result = apply(bench, folder, width)
                assert f"{assistants * 12:,} created" in result.output, result.output[-500:]
                ours.append((result.seconds, account.told()))
                account.set(empty=True)
                theirs.append(other(bench, "sdk_peer.py", folder, account.url, api, width))
                account.set(empty=True)
                bare.append(other(bench, "bare_client.py", folder, account.url, api, width))
                ratios.append((result.seconds / theirs[-1]["seconds"], result.seconds / bare[-1]["seconds"]))
        seconds, told = min(ours, key=lambda run: run[0])
        requests = sum(told["requests"].values())
        work = f"`apply` from nothing, {assistants:,} assistants with 10 files each, {width} wide (`{api}`)"
        yield at_most(f"{work}: requests", requests, int(assistants * (12 + 6)), "")
        yield at_most(f"{work}: requests on the wire at a time", told["widest"], width + 1, "")
        for place, name, runs, limit in ((0, "the script on openai-python", theirs, 1.0), (1, "a bare client", bare, 1.2)):
            fastest = min(runs, key=lambda run: run["seconds"])
            yield at_most(
                f"{work}: wall beside {name}",
                statistics.median(ratio[place] for ratio in ratios),
                limit,
                "x",
                peer=f"{number(fastest['seconds'])} s, {fastest['requests']:,} requests",
                note=f" ({number(seconds)} s)",
            )

    case.__qualname__ = f"applies_{api}_{count}x10_{width}_wide"
    return case


def other(bench, script, folder, url, api, width):
    """The same job as another program does it, in its own count of seconds."""
    docs = folder / "assistants" / "docs"
    done = run([sys.executable, bench.scripts / script, url, docs, api, str(width)], folder, bench.environment)
    return json.loads(done.output)


def processor(bench):
    """Seconds of processor a file: the work must not grow faster than the project."""
    per_file = {}
    for count in (bench.count(1_000), bench.count(16_000)):
        folder = bench.make(f"processor-{count}")
        with Emulator(latency=0.010, indexing=0.01) as account:
            projects.branches(folder, account.url, "responses", count // 10, 10)
            times = 3 if count <= 2_000 else 1
            result = min((fresh_apply(bench, account, folder) for _ in range(times)), key=lambda run: run.processor_seconds)
        per_file[count] = result.processor_seconds / count
    (small, few), (large, many) = sorted(per_file.items())
    yield at_most(
        f"`apply` from nothing: processor a file at {large:,} files beside {small:,}",
        many / few,
        1.3,
        "x",
        note=f" ({number(many * 1000)} ms beside {number(few * 1000)} ms)",
    )


def fresh_apply(bench, account, folder):
    account.set(empty=True)
    return apply(bench, folder, 64)


#: What happens once: the kind, the request that it meets.
FAULTS = [
    ("429", "POST", "/v1/files"),
    ("500", "POST", "/v1/files"),
    ("500-after", "POST", "/v1/vector_stores"),
    ("503", "POST", "/v1/vector_stores"),
    ("drop-after", "POST", "/v1/vector_stores/[^/]+/file_batches"),
    ("html-after", "POST", "/v1/vector_stores/[^/]+/file_batches"),
    ("half-after", "GET", "/v1/vector_stores/[^/]+/files"),
    ("500-after", "POST", "/v1/skills"),
    ("drop-after", "POST", "/v1/skills/[^/]+/versions"),
    ("500", "POST", "/v1/skills/[^/]+"),
    ("500-after", "POST", "/v1/vector_stores/[^/]+"),
]


def faults(bench):
    """How much longer a run takes that one passing fault meets."""
    folder = bench.make("faults")
    with Emulator(latency=0.010) as account:
        projects.branches(folder, account.url, "responses", 5, 5)
        account.set(empty=True)
        quiet = apply(bench, folder, 16).seconds
        for kind, method, path in FAULTS:
            account.set(empty=True, faults=[[kind, method, path]])
            start = time.perf_counter()
            try:
                result, code = apply(bench, folder, 16), 0
                lost = result.seconds - quiet
            except RuntimeError as error:
                code = str(error).split(": exit ")[1].split("\n")[0]
                lost = time.perf_counter() - start - quiet
            assert account.told()["faults"] == 0, f"{kind} at {method} {path} met no request"
            path = path.removeprefix("/v1/").replace("[^/]+", "ID")
            row = at_most(f"one `{kind}` at `{method} {path}`: time lost", max(0.0, lost), 30.0, "s")
            if code:
                row.is_met = False
                row.measured += f", exit {code}"
            yield row


CASES = [
    plans("assistants"),
    plans("responses"),
    plan_beside_others,
    *(applies(api, *size) for size in ((100, 16), (1_000, 64)) for api in ("assistants", "responses")),
    processor,
    faults,
]
