"""Runs programs and says how long they took, how much memory they needed and which requests they sent."""

import os
import re
import subprocess
import threading
import time
from dataclasses import dataclass, field

REQUEST = re.compile(r"^(GET|POST|DELETE) (\S+) (\d{3}|no answer) (\d+) ms")


@dataclass
class Request:
    """A line of `--verbose`: when the request ended, by our clock, and how long it took."""

    method: str
    path: str
    status: str
    end: float
    seconds: float

    @property
    def start(self):
        return self.end - self.seconds


@dataclass
class Run:
    """How one process went."""

    code: int
    seconds: float
    peak_bytes: int
    processor_seconds: float
    output: str
    errors: str
    requests: list = field(default_factory=list)

    def pages_in_sequence(self):
        """The pages of the longest list: each has to wait for the one before it."""
        counts = {}
        for request in self.requests:
            if request.method == "GET":
                counts[request.path] = counts.get(request.path, 0) + 1
        return max(counts.values(), default=0)


def run(command, folder, environment=None, expect=0):
    """Runs a command to its end.

    The peak of memory is the system's own count for the process (`ru_maxrss`). It starts from this script's memory,
    which the process shares until it becomes another program: what needs less than that shows as that.
    """
    requests, errors = [], []
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def read_errors():
        for line in process.stderr:
            match = REQUEST.match(line)
            if match:
                method, path, status, milliseconds = match.groups()
                ended = time.perf_counter() - start
                requests.append(Request(method, path.split("?")[0], status, ended, int(milliseconds) / 1000))
            else:
                errors.append(line)

    reader = threading.Thread(target=read_errors)
    reader.start()
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    result = Run(
        code=process.returncode,
        seconds=seconds,
        peak_bytes=usage.ru_maxrss * 1024,
        processor_seconds=usage.ru_utime + usage.ru_stime,
        output=output,
        errors="".join(errors),
        requests=requests,
    )
    if result.code != expect:
        shown = " ".join(map(str, command))
        raise RuntimeError(f"{shown}: exit {result.code}\n{output[-2000:]}\n{result.errors[-2000:]}")
    return result


def best(times, work):
    """The fastest of several runs: on a machine with other work, the one that was disturbed least."""
    return min((work() for _ in range(times)), key=lambda result: result.seconds)
