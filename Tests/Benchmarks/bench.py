"""`make bench`: what the release build needs, beside what it must not pass and what other programs need.

Everything is measured on the machine and at the moment of the run; nothing here is a test.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import account_cases
import large_file_cases
import local_cases
import serve_cases
import table

CASES = local_cases.CASES + account_cases.CASES + large_file_cases.CASES + serve_cases.CASES


class Bench:
    """What the cases share."""

    def __init__(self, program, folder, is_quick):
        self.program = program
        self.folder = folder
        self.is_quick = is_quick
        self.scripts = Path(__file__).resolve().parent
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "OPENAI_API_KEY": "sk-bench",
            "XDG_CACHE_HOME": str(folder / "cache"),
        }

    def make(self, name):
        """An empty folder."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        return path

    def count(self, whole, divisor=10):
        """Sizes of the quick mode are a part only."""
        return max(1, whole // divisor) if self.is_quick else whole

    def keep(self, name, result):
        """Leaves the requests of a run beside its project, for whoever looks why it took so long."""
        with open(self.folder / f"{name}.requests", "w") as log:
            for request in sorted(result.requests, key=lambda request: request.start):
                log.write(f"{request.start:.3f} {request.seconds:.3f} {request.method} {request.path}\n")


def machine():
    model = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {model}, {memory:.0f} GiB, {platform.system()} {platform.release()}"


def first_line(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    return (done.stdout or done.stderr).splitlines()[0].strip()


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--program", default=".build/release/assistantctl", help="the built program")
    options.add_argument("--quick", action="store_true", help="a tenth of every size, against the same bounds")
    options.add_argument("--only", action="append", default=[], help="cases whose name contains this; repeatable")
    options.add_argument("--folder", help="where projects are written, and left; by default a folder that is removed")
    options = options.parse_args()

    program = Path(options.program).resolve()
    if not program.exists():
        sys.exit(f"{program} is missing: run `make bench`")
    folder = Path(options.folder or tempfile.mkdtemp(prefix="assistantctl-bench-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(program, folder, options.quick)

    print(f"Machine: {machine()}; load at the start {os.getloadavg()[0]:.1f}")
    tools = [first_line("swift", "--version"), first_line("curl", "--version"), first_line("openssl", "version")]
    tools = [" ".join(tool.split()[:3]) for tool in tools]
    print(f"{first_line(program, '--version')}; {'; '.join(tools)}; Python {platform.python_version()}")
    rows = []
    try:
        for case in CASES:
            name = f"{case.__module__}.{case.__qualname__}"
            if options.only and not any(part in name for part in options.only):
                continue
            start = time.perf_counter()
            for row in case(bench):
                rows.append(row)
                mark = "ok" if row.is_met else "MISSED"
                print(f"{mark:7} {row.work}: {row.measured} ({row.bound}) {row.peer}", file=sys.stderr, flush=True)
            print(f"        {time.perf_counter() - start:.0f} s for {name}", file=sys.stderr)
    finally:
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)
    print()
    print(table.markdown(rows))


main()
