"""An account as its answers show it: the JSON of lists and objects, served without a word of the sandbox's own.

What planning reads of an account is kept and changed here in OpenAI's terms alone, so that whatever becomes of the
program's types, the same account can be shown to it.
"""

import copy
import io
import json
import threading
import zipfile
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from frozen.project import DoesNotFit

ACCOUNTS = Path(__file__).parent / "wire"


class WireAccount:
    """Lists of objects by the path below `/v1` that answers with them, and contents of files and bundles."""

    def __init__(self, lists, contents, now):
        """`now` is what the server's clock shows, in Unix seconds."""
        self.lists, self.contents, self.now = lists, contents, now
        self.organization = "org-velo"
        self.missing = set()

    @classmethod
    def recorded(cls, name):
        document = json.loads((ACCOUNTS / f"{name}.json").read_text(encoding="utf-8"))
        return cls(document["lists"], document["contents"], document["now"])

    def copy(self):
        return copy.deepcopy(self)

    # What edits work on.

    def one(self, path, **marks):
        """The one object of a list that has these members."""
        found = [item for item in self.lists.get(path, []) if all(item.get(key) == marks[key] for key in marks)]
        if len(found) != 1:
            raise DoesNotFit(f"{len(found)} of {path} have {marks}")
        return found[0]

    def assistant(self, key):
        found = [item for item in self.lists["assistants"] if item["metadata"].get("key") == key]
        if not found:
            raise DoesNotFit(f"there is no assistant {key}")
        return found[0]

    def store(self, key):
        for item in self.lists["vector_stores"]:
            if item["metadata"].get("key") == key:
                return item
        raise DoesNotFit(f"there is no store {key}")

    def members(self, key):
        return self.lists[f"vector_stores/{self.store(key)['id']}/files"]

    def member(self, key, path):
        for item in self.members(key):
            if item["attributes"].get("path") == path:
                return item
        raise DoesNotFit(f"{path} is not in the store {key}")

    def count(self, key):
        """Makes the counts of a store what its members are."""
        counts = dict.fromkeys(["in_progress", "completed", "failed", "cancelled"], 0)
        for member in self.members(key):
            counts[member["status"]] += 1
        self.store(key)["file_counts"] = {**counts, "total": sum(counts.values())}

    def add_file(self, file_id, name, size=17):
        self.lists["files"].append(
            {
                "id": file_id,
                "object": "file",
                "created_at": self.now - 60,
                "filename": name,
                "bytes": size,
                "purpose": "assistants",
                "status": "processed",
            }
        )

    def delete(self, path, object_id):
        found = self.lists[path]
        if all(item["id"] != object_id for item in found):
            raise DoesNotFit(f"{path} has no {object_id}")
        self.lists[path] = [item for item in found if item["id"] != object_id]

    # What the program sees.

    def answer(self, path, query):
        """The status and the body of a GET."""
        if path in self.missing:
            return 404, error(f"Unknown request URL: GET /{path}")
        if path in self.lists:
            return 200, self._page(self.lists[path], query)
        if path.endswith("/content"):
            content = self.contents.get(path)
            if isinstance(content, dict):
                return 200, bundle(content)
            return (200, content.encode()) if content is not None else (404, error(f"No content of {path}"))
        collection, _, object_id = path.rpartition("/")
        # A version goes by its number.
        found = [item for item in self.lists.get(collection, []) if object_id in (item["id"], item.get("version"))]
        return (200, found[0]) if found else (404, error(f"No object found with id '{object_id}'."))

    def _page(self, items, query):
        items = [item for item in items if item.get("purpose") == query.get("purpose", item.get("purpose"))]
        if query.get("order", "desc") == "desc":
            items = items[::-1]
        after = query.get("after")
        if after:
            items = items[[item["id"] for item in items].index(after) + 1 :]
        limit = int(query.get("limit", 20))
        page = items[:limit]
        return {
            "object": "list",
            "data": page,
            "has_more": len(items) > limit,
            "first_id": page[0]["id"] if page else None,
            "last_id": page[-1]["id"] if page else None,
        }


def error(message, code=None):
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}}


def bundle(files):
    """A zip archive, always the same for the same files."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as entries:
        for path, text in files.items():
            entries.writestr(zipfile.ZipInfo(path), text)
    return archive.getvalue()


class WireServer:
    """Serves accounts on loopback, each to the key that it was added with. Nothing can be written."""

    def __init__(self):
        self._accounts = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.send(*self.account.answer(*self.target))

            def refuse(self):
                self.rfile.read(int(self.headers.get("content-length", 0)))
                self.send(403, error("this account is frozen", "frozen"))

            do_POST = do_DELETE = refuse

            @property
            def account(self):
                return server._accounts[self.headers["authorization"].removeprefix("Bearer ")]

            @property
            def target(self):
                parts = urlsplit(self.path)
                return parts.path.removeprefix("/v1/"), {key: found[0] for key, found in parse_qs(parts.query).items()}

            def send(self, status, body):
                is_json = not isinstance(body, bytes)
                payload = json.dumps(body).encode() if is_json else body
                self.send_response_only(status)
                for name, value in {
                    "date": formatdate(self.account.now, usegmt=True),
                    "content-type": "application/json" if is_json else "application/octet-stream",
                    "content-length": str(len(payload)),
                    "openai-organization": self.account.organization,
                    "x-request-id": "req_frozen",
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(payload)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def add(self, key, account):
        self._accounts[key] = account

    def close(self):
        self._server.shutdown()
        self._server.server_close()
