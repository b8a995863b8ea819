"""Writes the saved plans: files of today's program for those to come. As `record_accounts`, not a part of any test.

cd Tests/Python && ../../.venv/bin/python -m frozen.record_saved
"""

import tempfile
from pathlib import Path

from frozen import database
from frozen.project import run
from frozen.saved import APIS, PLANS, SAVED, file


def main():
    SAVED.mkdir(exist_ok=True)
    for api in APIS:
        for name, plan in PLANS.items():
            with tempfile.TemporaryDirectory() as folder:
                folder = Path(folder)
                with database.loaded(f"{api}-{plan.story}", folder):
                    plan.project(api).put(folder)
                    status, _, problems = run(folder, "plan", "--out", "a.plan", *plan.options)
                    assert status in (0, 4), problems
                    file(api, name).write_bytes((folder / "a.plan").read_bytes())
            print(file(api, name).name, status)


if __name__ == "__main__":
    main()
