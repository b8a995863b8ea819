"""A corpus of projects and accounts, and what is planned between them, byte for byte, as text and as JSON.

Projects are manifests, and accounts are the JSON of answers: nothing here knows a type of the program. Both are made by
applying edits, which are sentences, to one project and to its account as an earlier program left it: `frozen/project`,
`frozen/wire`, `frozen/git_edits.py`, `frozen/hand_edits.py`. `frozen/corpus.py` puts them together.

`frozen/expected/plans` has the plans; as JSON the first of each file is whole, and of the others stands what changes.
Where a change of the program changes a line of them, that line is named in the message of the commit, and the files are
recorded anew:

    RECORD_SNAPSHOTS=1 .venv/bin/python -m pytest -q Tests/Python -k frozen
"""

from functools import partial

import pytest

from frozen.ahead import ahead
from frozen.corpus import GROUPS
from frozen.transcript import Transcript, expect
from frozen.wire import WireServer

# Plans that cannot be saved.
UNSAVED = {"--against", "--refresh-only"}


@pytest.fixture(scope="module")
def transcripts(request, tmp_path_factory):
    server = WireServer()

    def parts(group):
        return [
            partial(tell, scenario, server, f"sk-{group}-{number}", tmp_path_factory.mktemp("velo"), number == 0)
            for number, scenario in enumerate(GROUPS[group]())
        ]

    with ahead(request, parts) as results:
        yield lambda group: "\n".join(results(group))
    server.close()


def tell(scenario, server, key, folder, whole):
    server.add(key, scenario.account())
    project = scenario.project(server.url).put(folder)
    commands = Transcript(project, folder, whole=whole, OPENAI_API_KEY=key)
    for command in scenario.commands:
        if UNSAVED.intersection(command):
            commands.say(*command)
            commands.say_json(*command)
            continue
        # A saved plan is JSON in no time.
        commands.say(*command, "--out", "a.plan", shown=command)
        if (folder / "a.plan").exists():
            commands.say_json("show", "a.plan", shown=command)
            (folder / "a.plan").unlink()
    for command in scenario.texts:
        commands.say(*command)
    return f"## {scenario.title}\n\n{commands.text}"


@pytest.mark.parametrize("group", GROUPS)
def test_a_plan_is_what_it_was(transcripts, group):
    expect(transcripts(group), f"plans/{group}.txt")
