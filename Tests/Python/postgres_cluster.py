"""A PostgreSQL server of the tests' own, on a socket in a folder that goes with it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

USER = "postgres"


def programs():
    """Where Debian keeps the newest server's programs, or `None`."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in found), key=lambda folder: float(folder.parent.name), default=None)


def why_not():
    """Why there can be no server here, or `None`."""
    if programs() is None:
        return "PostgreSQL is not installed below /usr/lib/postgresql"
    if os.getuid() == 0:
        try:
            pwd.getpwnam(USER)
        except KeyError:
            return f"PostgreSQL refuses to run as root, and there is no user {USER}"
    return None


class PostgresCluster:
    def __enter__(self):
        # Names of sockets are at most 107 bytes long.
        self.folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        if os.getuid() == 0:
            shutil.chown(self.folder, USER, USER)
        self.call("initdb", "-D", self.folder / "data", "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()
        return self

    def __exit__(self, *exception):
        self.control("-m", "immediate", "stop", check=False)
        shutil.rmtree(self.folder)

    @property
    def url(self):
        return f"postgres://tester@/postgres?host={self.folder}"

    def start(self):
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off -c max_connections=60"
        self.control("-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self):
        """At once, as if it were killed."""
        self.control("-m", "immediate", "stop")

    def query(self, sql):
        """The rows as text, columns by `|`."""
        return self.call("psql", "-h", self.folder, "-U", "tester", "-At", "-c", sql, "postgres").stdout.splitlines()

    def control(self, *arguments, check=True):
        self.call("pg_ctl", "-D", self.folder / "data", *arguments, check=check)

    def call(self, program, *arguments, check=True):
        drop = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"] if os.getuid() == 0 else []
        # The server keeps the pipes of whoever starts it.
        output = subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE
        return subprocess.run(
            [*drop, programs() / program, *arguments],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, cwd="/",
            stdout=output, stderr=subprocess.STDOUT, text=True, check=check, timeout=120,
        )  # fmt: skip
