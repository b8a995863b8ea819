"""A small stand-in for the comments of GitHub and notes of GitLab, and a runner for the steps of a composite action."""

import json
import os
import re
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import yaml

TOKEN = "ghs_test-token-4711-secret"
COMMENT_LIMIT = 65_536


class Forge:
    """Comments, notes and issues, and what was asked. `faults` answers the next requests of a method instead."""

    def __init__(self, me="github-actions[bot]", knows_me=False):
        self.me, self.knows_me = me, knows_me
        self.comments, self.issues, self.requests = [], [], []
        self.faults = []
        self.next_id = 1000
        forge = self

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                status, answer, headers = forge.answer(self.command, self.path, self.headers, body)
                data = json.dumps(answer).encode()
                self.send_response(status)
                for name, value in {"Content-Length": str(len(data)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PATCH = do_PUT = handle_any

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def add(self, author, body):
        self.next_id += 1
        comment = {
            "id": self.next_id,
            "user": {"login": author},
            "author": {"username": author},
            "body": body,
            "html_url": f"https://github.example/comment-{self.next_id}",
        }
        self.comments.append(comment)
        return comment

    def writes(self):
        return [(method, path) for method, path in self.requests if method != "GET"]

    def answer(self, method, path, headers, body):
        parts = urlsplit(path)
        self.requests.append((method, parts.path))
        authorized = headers.get("Authorization") == f"Bearer {TOKEN}" or headers.get("PRIVATE-TOKEN") == TOKEN
        if not authorized:
            return 401, {"message": "Bad credentials"}, {}
        for fault in self.faults:
            if fault["method"] == method:
                self.faults.remove(fault)
                if fault.get("done"):
                    self.carry_out(method, parts, body)
                return fault["status"], {"message": fault["message"]}, fault.get("headers", {})
        return self.carry_out(method, parts, body)

    def carry_out(self, method, parts, body):
        path, query = parts.path, parse_qs(parts.query)
        if path == "/user":
            if not self.knows_me:
                return 403, {"message": "Resource not accessible by integration"}, {}
            return 200, {"login": self.me, "username": self.me}, {}
        if body and len(body.get("body", "").encode()) > COMMENT_LIMIT:
            return 422, {"message": "Body is too long (maximum is 65536 characters)"}, {}
        if path == "/repos/velo/bikes/issues" or re.fullmatch(r"/repos/velo/bikes/issues/\d+", path):
            return self.answer_issues(method, path, body)
        is_list = path in ("/repos/velo/bikes/issues/7/comments", "/projects/12/merge_requests/7/notes")
        if is_list and method == "GET":
            page = int(query["page"][0])
            start = (page - 1) * int(query["per_page"][0])
            shown = self.comments[start : start + 100]
            more = {"X-Next-Page": str(page + 1) if len(self.comments) > start + 100 else ""}
            return 200, shown, more
        if is_list and method == "POST":
            return 201, self.add(self.me, body["body"]), {}
        match = re.fullmatch(r"/(?:repos/velo/bikes/issues/comments|projects/12/merge_requests/7/notes)/(\d+)", path)
        if match and method in ("PATCH", "PUT"):
            for comment in self.comments:
                if comment["id"] == int(match[1]):
                    comment["body"] = body["body"]
                    return 200, comment, {}
        return 404, {"message": "Not Found"}, {}

    def answer_issues(self, method, path, body):
        if method == "GET":
            return 200, [issue for issue in self.issues if issue["state"] == "open"], {}
        if method == "POST":
            issue = {"number": len(self.issues) + 1, "user": {"login": self.me}, "state": "open", **body}
            self.issues.append(issue)
            return 201, issue, {}
        issue = self.issues[int(path.rsplit("/", 1)[1]) - 1]
        issue.update(body)
        return 200, issue, {}


class CompositeAction:
    """Runs the shell steps of an action as GitHub's runner does; a step that uses another action is only listed."""

    def __init__(self, path, folder, variables):
        self.path, self.folder, self.variables = path, folder, variables
        self.definition = yaml.safe_load(path.read_text())

    def run(self, **inputs):
        """Returns the exit code, everything that was printed, and the names of the steps that ran."""
        values = {name: setting.get("default", "") for name, setting in self.definition["inputs"].items()}
        values["token"] = TOKEN
        values |= {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(values) == set(self.definition["inputs"])
        context = {f"inputs.{name}": value for name, value in values.items()}
        context["github.event_name"] = self.variables.get("GITHUB_EVENT_NAME", "")
        code, printed, ran = 0, "", []
        self.summary = self.folder / "summary.md"
        self.summary.write_text("")
        for index, step in enumerate(self.definition["runs"]["steps"]):
            # Without a status function in it, a condition holds only while every step before went well.
            if code or not evaluate(step.get("if", "${{ 'true' }}"), context):
                continue
            ran.append(step["name"])
            if "uses" in step:
                continue
            outputs = self.folder / f"outputs-{index}"
            outputs.write_text("")
            done = subprocess.run(
                [step["shell"], "-e", "-c", step["run"]],
                cwd=self.folder / interpolate(step.get("working-directory", "."), context),
                env={
                    **self.variables,
                    **{name: interpolate(text, context) for name, text in step.get("env", {}).items()},
                    "GITHUB_ACTIONS": "true",
                    "GITHUB_ACTION_PATH": str(self.path.parent),
                    "GITHUB_OUTPUT": str(outputs),
                    "GITHUB_STEP_SUMMARY": str(self.summary),
                },
                capture_output=True,
                text=True,
                timeout=180,
                stdin=subprocess.DEVNULL,
            )
            code = done.returncode
            printed += done.stdout + done.stderr
            for line in outputs.read_text().splitlines():
                name, _, value = line.partition("=")
                context[f"steps.{step.get('id', '')}.outputs.{name}"] = value
        self.outputs = {
            name: interpolate(output["value"], context) for name, output in self.definition["outputs"].items()
        }
        return code, printed, ran


def obeyed(printed):
    """The lines of a log that GitHub's runner takes for commands."""
    commands, stop = [], None
    for line in printed.splitlines():
        line = line.strip()
        if stop:
            stop = None if line == f"::{stop}::" else stop
        elif line.startswith("::stop-commands::"):
            stop = line.removeprefix("::stop-commands::")
        elif line.startswith("::"):
            commands.append(line)
    assert stop is None
    return commands


def evaluate(expression, context):
    """The part of GitHub's expressions that the kit uses: values, quoted texts, == != && || and parentheses."""
    expression = expression.strip().removeprefix("${{").removesuffix("}}")
    tokens = re.findall(r"'[^']*'|&&|\|\||==|!=|[()]|[\w.-]+", expression)
    words = {"&&": "and", "||": "or"}
    python = [
        words.get(token) or (token if re.fullmatch(r"'[^']*'|==|!=|[()]", token) else repr(context.get(token, "")))
        for token in tokens
    ]
    return eval(" ".join(python), {"__builtins__": {}})


def interpolate(text, context):
    return re.sub(r"\$\{\{.*?\}\}", lambda match: str(evaluate(match.group(), context)), text)


def clean_variables(folder):
    """What a runner gives to a step, and nothing of the machine that the tests run on."""
    return {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C.UTF-8"}
