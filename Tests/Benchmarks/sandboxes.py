"""Starts `assistantctl sandbox` and sets how long its answers take."""

import json
import re
import subprocess
import time
import urllib.request


class Sandbox:
    def __init__(self, program, folder):
        self.log = open(folder / "sandbox.log", "w")
        self.process = subprocess.Popen(
            [program, "sandbox", "--port", "0"], cwd=folder, stdout=subprocess.PIPE, stderr=self.log, text=True
        )
        line = self.process.stdout.readline()
        match = re.search(r"(http://127\.0\.0\.1:\d+)/v1", line)
        if not match:
            self.process.kill()
            raise RuntimeError(f"the sandbox did not say where it listens: {line!r}; see {self.log.name}")
        self.origin = match.group(1)
        self.url = match.group()

    def answer_in(self, milliseconds, path="/vector_stores?limit=100", key="sk-bench"):
        """Answers take so long: those to a typical request do, its own work included."""
        self.set_faults([])
        work = min(self.time(path, key) for _ in range(5))
        self.set_faults([f"delay ms={max(1, round(milliseconds - 1000 * work))}"])

    def time(self, path, key):
        """Seconds that an answer takes."""
        request = urllib.request.Request(self.url + path, headers={"authorization": f"Bearer {key}"})
        start = time.perf_counter()
        urllib.request.urlopen(request).read()
        return time.perf_counter() - start

    def set_faults(self, faults):
        body = json.dumps({"faults": faults}).encode()
        request = urllib.request.Request(
            f"{self.origin}/sandbox/faults", body, {"content-type": "application/json"}, method="PUT"
        )
        urllib.request.urlopen(request).close()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()
