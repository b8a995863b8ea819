"""Starts `assistantctl sandbox`."""

import re
import subprocess


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

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()
