"""`assistantctl serve` in front of `assistantctl sandbox`, with the example project, for tests of what both make of bad days."""

import json
import os
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("ASSISTANTCTL", str(ROOT / ".build/debug/assistantctl"))
KEY = "sk-browser"
SERVE = """
serve:
  assistants: [support-bot]
  budget: {{ usd_per_day: {budget}, usd_per_visitor_per_day: {budget} }}
  addresses: {{ usd_per_day: {budget} }}
  citations: {citations}
  functions: {{ lookup_order: {{ url: "http://127.0.0.1:1/a" }}, open_return: {{ url: "http://127.0.0.1:1/b" }} }}
"""


class RealChat:
    """Both on ports that the system chose, until `stop`."""

    def __init__(self, folder, *, budget=5, citations="passages"):
        self.folder = folder
        self.processes = []
        self.account = self._start("sandbox", "--stream-delays", "0,5")
        shutil.copytree(ROOT / "assistants", folder / "assistants")
        settings = folder / "assistants/project.yaml"
        text, count = re.subn(
            r'gateway: \{ api: assistants, base_url: "[^"]*"', f'gateway: {{ api: responses, base_url: "{self.account}/v1"', settings.read_text()
        )
        assert count == 1
        settings.write_text(text + SERVE.format(budget=budget, citations=citations))
        subprocess.run([PROGRAM, "apply", "--yes", "--env", "gateway"], cwd=folder, env=self._variables, check=True, capture_output=True)
        self.url = self._start("serve", "--env", "gateway")

    @property
    def _variables(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "OPENAI_API_KEY": KEY}

    def _start(self, *arguments):
        process = subprocess.Popen(
            [PROGRAM, *arguments, "--port", "0"], cwd=self.folder, env=self._variables, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.processes.append(process)
        return re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline()).group()

    def faults(self, *faults):
        """What goes wrong from now on; nothing without any."""
        request = urllib.request.Request(
            f"{self.account}/sandbox/faults", data=json.dumps({"faults": faults}).encode(), method="PUT", headers={"Content-Type": "application/json"}
        )
        urllib.request.urlopen(request, timeout=30).read()

    def stop(self):
        for process in self.processes:
            process.kill()
            process.wait(timeout=30)
