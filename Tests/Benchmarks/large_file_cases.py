"""Large files: how fast they are hashed and uploaded, and that memory does not grow with them."""

import shutil
import subprocess
import time

import projects
from measuring import best, run
from sandboxes import Sandbox
from swallowing_server import SwallowingServer
from table import at_least, at_most, number

FILE_BYTES = 500_000_000
#: The program trusts a hash next time only when the file had been at rest for two seconds.
REST_SECONDS = 2.5


def upload(bench):
    folder = bench.make("upload")
    size = bench.count(FILE_BYTES, 5)
    with Sandbox(bench.program, folder) as sandbox, SwallowingServer(sandbox) as server:
        root = projects.settings(folder, server.url, "assistants")
        paths = projects.large_files(root, [size] * 4)
        time.sleep(REST_SECONDS)
        run([bench.program, "plan"], folder, bench.environment)
        server.forget()
        result = run([bench.program, "apply", "--yes", "--verbose"], folder, bench.environment)
        bench.keep("upload", result)
        throughput = server.throughput
        speeds = [one_after_the_other(path, f"{server.url}/files") for path in paths for _ in range(2)]
    shutil.rmtree(folder)
    work = f"upload of four files of {size // 1_000_000} MB, no latency"
    yield at_least(
        f"{work}: throughput beside `openssl dgst -sha256` and `curl`, one after the other",
        throughput / max(speeds),
        1.0,
        "x",
        peer=f"of one file: {number(max(speeds) / 1e6)} MB/s",
        note=f" ({number(throughput / 1e6)} MB/s)",
    )
    yield at_most(f"{work}: memory", result.peak_bytes / 1e6, 120.0, "MB")


def one_after_the_other(path, url):
    """Bytes a second of hashing a file and uploading it."""
    start = time.perf_counter()
    subprocess.run(["openssl", "dgst", "-sha256", path], stdout=subprocess.DEVNULL, check=True)
    command = ["curl", "-sS", "-o", "/dev/null", "-F", "purpose=assistants", "-F", f"file=@{path}", url]
    subprocess.run(command, check=True)
    return path.stat().st_size / (time.perf_counter() - start)


def hashing(bench):
    folder = bench.make("hashing")
    count, size = 8, bench.count(FILE_BYTES, 5)
    total = count * size
    with Sandbox(bench.program, folder) as sandbox:
        root = projects.settings(folder, sandbox.url, "assistants")
        paths = projects.large_files(root, [size] * count)
        time.sleep(REST_SECONDS)

        def first_plan():
            shutil.rmtree(bench.folder / "cache", ignore_errors=True)
            return run([bench.program, "plan"], folder, bench.environment)

        openssl = max(openssl_rate(paths, total) for _ in range(3))
        hashed = best(3, first_plan)
        again = best(5, lambda: run([bench.program, "plan"], folder, bench.environment))
    shutil.rmtree(folder)
    work = f"`plan` that hashes {number(total / 1e9)} GB, warm page cache"
    rate = total / hashed.seconds
    yield at_least(
        f"{work}: beside two `openssl dgst -sha256` at a time",
        rate / openssl,
        0.9,
        "x",
        peer=f"openssl: {number(openssl / 1e9)} GB/s on two cores",
        note=f" ({number(rate / 1e9)} GB/s)",
    )
    yield at_most(f"second `plan` over those {number(total / 1e9)} GB, whole process", again.seconds, 0.3, "s")


def openssl_rate(paths, total):
    """Bytes a second of two at a time, each with half of the files."""
    start = time.perf_counter()
    halves = [paths[::2], paths[1::2]]
    processes = [
        subprocess.Popen(["openssl", "dgst", "-sha256", *half], stdout=subprocess.DEVNULL) for half in halves
    ]
    for process in processes:
        process.wait()
    return total / (time.perf_counter() - start)


CASES = [upload, hashing]
