"""Starts the emulated account and asks it what was asked of it."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path


class Emulator:
    """Use as a context manager; `url` is its base URL."""

    def __init__(self, latency=0.050, indexing=0.100):
        self.start("emulator.py", "--latency", str(latency * 1000), "--indexing", str(indexing * 1000))

    def start(self, script, *options):
        command = [sys.executable, Path(__file__).with_name(script), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        if not self.url:
            raise RuntimeError("the emulator did not say where it listens")
        self.control_url = self.url.removesuffix("/v1") + "/control"

    def set(self, **settings):
        """`latency` in seconds, `faults` as `[kind, method, path]`, `others` of other people, `empty` for a new account."""
        request = urllib.request.Request(self.control_url, json.dumps(settings).encode(), method="PUT")
        return json.load(urllib.request.urlopen(request))

    def told(self):
        """What was asked since the last setting."""
        told = json.load(urllib.request.urlopen(self.control_url))
        told["requests"].pop("GET /control", None)
        return told

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()


class AnsweringAccount(Emulator):
    """One that answers questions too, in words at fixed moments."""

    def __init__(self):
        self.start("answering_account.py")
