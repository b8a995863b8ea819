"""Accounts of the sandbox as text that a reviewer can read, and back."""

import base64
import json
import re
import shutil
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path

from conftest import Sandbox
from frozen.project import HOST_OPTIONS

ACCOUNTS = Path(__file__).parent / "accounts"

# The key that opens the account of `base_url: embedded` where a sandbox of its own serves it.
KEY = "sandbox"


def names(*stories):
    """Of the frozen accounts with one of these stories."""
    return sorted(file.stem for story in stories for file in ACCOUNTS.glob(f"*-{story}.json"))


def api(name):
    """What the account of that name was applied with."""
    return name.split("-")[0]


@contextmanager
def loaded(name, folder):
    """Makes a frozen account in `folder`. Gives its address, its text and the variables that runs need."""
    text = (ACCOUNTS / f"{name}.json").read_text(encoding="utf-8")
    load(text, folder)
    options = HOST_OPTIONS[api(name)]
    if not options:
        yield "embedded", text, {}
        return
    # Another host than the one inside of the program.
    with Sandbox(folder, *options) as sandbox:
        yield sandbox.url, text, {"OPENAI_API_KEY": KEY}


def dump(folder, seconds):
    """The account of the project in `folder`; every time in it is moved by so many seconds."""
    place = folder / ".assistantctl" / "sandbox.sqlite"
    with _opened(place) as database:
        schema = [sql for _, _, sql in _objects(database) if sql]
        tables = {}
        for kind, name, sql in _objects(database):
            if kind != "table" or sql.startswith("CREATE VIRTUAL"):
                continue
            rows = database.execute(f"SELECT * FROM {name}")
            columns = [column[0] for column in rows.description]
            tables[name] = {"columns": columns, "rows": [_moved(columns, row, seconds) for row in rows]}
        tables["sqlite_sequence"] = {
            "columns": ["name", "seq"],
            "rows": [list(row) for row in database.execute("SELECT * FROM sqlite_sequence ORDER BY name")],
        }
    contents = {file.name: _encoded(file.read_bytes()) for file in sorted(_contents(place).iterdir())}
    return _text(schema, {name: table for name, table in tables.items() if table["rows"]}, contents)


def load(text, folder):
    """Makes the account of the project in `folder`."""
    document = json.loads(text)
    place = folder / ".assistantctl" / "sandbox.sqlite"
    shutil.rmtree(place.parent, ignore_errors=True)
    _contents(place).mkdir(parents=True)
    with _opened(place) as database:
        for statement in document["schema"]:
            database.execute(statement)
        for name, table in document["tables"].items():
            marks = ", ".join("?" * len(table["columns"]))
            columns = ", ".join(table["columns"])
            if name == "sqlite_sequence":
                database.execute("DELETE FROM sqlite_sequence")
            database.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", table["rows"])
        # Somebody used the stores a moment ago: they do not expire however old the account is.
        database.execute("UPDATE vectorStore SET lastActiveAt = ?", [int(time.time())])
    for name, content in document["contents"].items():
        (_contents(place) / name).write_bytes(_decoded(content))


def picture(folder):
    """What the account holds in the end, a line for each object, without ids and times that the server gives."""
    with _opened(folder / ".assistantctl" / "sandbox.sqlite") as database:
        names = dict(database.execute("SELECT id, 'file:' || filename FROM file"))
        names |= dict(database.execute("SELECT id, 'store:' || coalesce(name, '-') FROM vectorStore"))
        attached = {file_id for (file_id,) in database.execute("SELECT fileID FROM vectorStoreFile")}
        used = " ".join(text for (text,) in database.execute("SELECT definition FROM assistant"))
        lines = [f"assistant {definition}" for (definition,) in database.execute("SELECT definition FROM assistant")]
        lines += [
            f"{names[store_id]} expires after {days} days, {metadata}"
            for store_id, days, metadata in database.execute("SELECT id, expiresAfterDays, metadata FROM vectorStore")
        ]
        members = "SELECT storeID, fileID, chunkTokens, overlapTokens, attributes FROM vectorStoreFile"
        lines += [
            f"{names[store_id]} has {names[file_id]} in {tokens}/{overlap}, {attributes}"
            for store_id, file_id, tokens, overlap, attributes in database.execute(members)
        ]
        lines += [
            f"{names[file_id]} of {size} bytes" + (" alone" if file_id not in attached and file_id not in used else "")
            for file_id, size in database.execute("SELECT id, bytes FROM file")
        ]
    return "".join(f"{line}\n" for line in sorted(_without_ids(line, names) for line in lines))


def _without_ids(line, names):
    for object_id, name in names.items():
        line = line.replace(object_id, name)
    # Records name code files by digests of their ids too, of 20 characters in the first version and 18 in the second.
    line = re.sub(r"c=((?:[-\w]{20})+)", lambda files: "c=" + _without_file_ids(files.group(1), 20), line)
    line = re.sub(r";c((?:[-\w]{18})+)", lambda files: ";c" + _without_file_ids(files.group(1), 18), line)
    # They also say which creation made the object, by a number that is drawn.
    line = re.sub(r";n[-\w]{8}(?=\.\d)", ";n", line)
    # Documents with releases name runs, whose ids differ in length.
    return re.sub(r"(release-\d+\.)\w+\.json( of \d+ bytes)?", r"\1json", line)


def _without_file_ids(digests, length):
    return " ".join(sorted(digests[start + 4 : start + length] for start in range(0, len(digests), length)))


def change(folder, statement, *values):
    """Changes the account behind the program's back; the change has to meet something."""
    with _opened(folder / ".assistantctl" / "sandbox.sqlite") as database:
        changed = database.execute(statement, values).rowcount
    assert changed, f"nothing to change: {statement}"


@contextmanager
def _opened(place):
    database = sqlite3.connect(place)
    try:
        yield database
        database.commit()
    finally:
        database.close()


def _contents(place):
    return place.with_name(place.name + "-files")


def _objects(database):
    """What makes the schema, in the order in which it can be made again."""
    for kind, name, sql in database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY rowid"):
        if not name.startswith(("sqlite_", "passageIndex_")):
            yield kind, name, sql


def _moved(columns, row, seconds):
    return [
        value + seconds if column.endswith("At") and value is not None else value
        for column, value in zip(columns, row, strict=True)
    ]


def _encoded(content):
    try:
        return content.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(content).decode()}


def _decoded(content):
    return content.encode() if isinstance(content, str) else base64.b64decode(content["base64"])


def _text(schema, tables, contents):
    """JSON with a line for every row, so that changes are lines."""

    def line(value):
        return json.dumps(value, ensure_ascii=False)

    def block(lines):
        return ",\n".join(f"  {text}" for text in lines)

    shown = [
        f'{line(name)}: {{ "columns": {line(table["columns"])}, "rows": [\n'
        + ",\n".join(f"    {line(row)}" for row in table["rows"])
        + "\n  ] }"
        for name, table in tables.items()
    ]
    return (
        f'{{\n"schema": [\n{block(map(line, schema))}\n],\n"tables": {{\n{block(shown)}\n}},\n"contents": {{\n'
        + block(f"{line(name)}: {line(content)}" for name, content in contents.items())
        + "\n}\n}\n"
    )
