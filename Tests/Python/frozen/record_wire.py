"""Writes the answers of frozen accounts, for the corpus of plans. As `record_accounts`, not a part of any test.

cd Tests/Python && ../../.venv/bin/python -m frozen.record_wire
"""

import io
import json
import tempfile
import urllib.request
import zipfile
from pathlib import Path

from conftest import Sandbox
from frozen import database
from frozen.project import HOST_OPTIONS
from frozen.record_accounts import BEGINNING
from frozen.wire import ACCOUNTS

A_DAY = 86_400

NAMES = ["assistants-clean", "responses-clean", "store-clean", "responses-killed-midway", "store-killed-midway"]


class Reader:
    def __init__(self, url):
        self.url, self.lists, self.contents = url, {}, {}

    def read(self, path):
        headers = {"Authorization": f"Bearer {database.KEY}", "OpenAI-Beta": "assistants=v2"}
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/{path}", headers=headers)) as answer:
            return answer.read()

    def list(self, path):
        self.lists[path] = json.loads(self.read(f"{path}?limit=100&order=asc"))["data"]
        return self.lists[path]

    def everything(self):
        self.lists["models"] = json.loads(self.read("models"))["data"]
        for file in self.list("files"):
            # The documents of releases, where a host without skills has them.
            if ".release-" in file["filename"]:
                path = f"files/{file['id']}/content"
                self.contents[path] = self.read(path).decode()
        self.list("assistants")
        for store in self.list("vector_stores"):
            # They tell on which day the database was loaded.
            store["last_active_at"] = store["expires_at"] = None
            self.list(f"vector_stores/{store['id']}/files")

    def skills(self):
        for skill in self.list("skills"):
            for version in self.list(f"skills/{skill['id']}/versions"):
                path = f"skills/{skill['id']}/versions/{version['version']}/content"
                with zipfile.ZipFile(io.BytesIO(self.read(path))) as archive:
                    self.contents[path] = {name: archive.read(name).decode() for name in archive.namelist()}

    def text(self):
        """JSON with a line for every object."""

        def line(value):
            return json.dumps(value, ensure_ascii=False)

        lists = ",\n".join(
            f"  {line(path)}: [" + ",".join(f"\n    {line(item)}" for item in items) + "]"
            for path, items in self.lists.items()
        )
        contents = ",".join(f"\n  {line(path)}: {line(content)}" for path, content in self.contents.items())
        return f'{{\n"now": {BEGINNING + A_DAY},\n"lists": {{\n{lists}\n}},\n"contents": {{{contents}\n}}\n}}\n'


def main():
    ACCOUNTS.mkdir(exist_ok=True)
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            database.load((database.ACCOUNTS / f"{name}.json").read_text(encoding="utf-8"), Path(folder))
            with Sandbox(Path(folder), *HOST_OPTIONS[database.api(name)]) as sandbox:
                reader = Reader(sandbox.url)
                reader.everything()
                if database.api(name) != "store":
                    reader.skills()
        (ACCOUNTS / f"{name}.json").write_text(reader.text(), encoding="utf-8")
        print(name)


if __name__ == "__main__":
    main()
