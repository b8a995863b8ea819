"""Starts `assistantctl sandbox` and sets how long its answers take."""

import json
import re
import subprocess
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

    def answer_in(self, milliseconds):
        """Every answer waits so long before the work."""
        faults = [f"delay ms={milliseconds}"] if milliseconds else []
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
