"""Writes the projects that are measured."""

import random

WORDS = """
bicycle frame wheel saddle brake chain order refund warranty repair invoice customer delivery gravel city battery motor
charger spoke tyre pedal handlebar bell light rack workshop appointment spare part price rental insurance receipt
shipping address stock catalogue helmet basket lock pump valve sleeve gear cassette
""".split()


def prose(seed, words):
    """The same text for the same seed, in lines of twelve words."""
    chance = random.Random(seed)
    chosen = [chance.choice(WORDS) for _ in range(words)]
    return "\n".join(" ".join(chosen[start : start + 12]) for start in range(0, words, 12)) + "\n"


def settings(folder, url, api):
    """The project file of a folder: one environment on a server."""
    assistants = folder / "assistants"
    assistants.mkdir(parents=True, exist_ok=True)
    (assistants / "project.yaml").write_text(
        "project: velo-lindqvist\nfiles_root: .\ndefault_environment: bench\nenvironments:\n"
        f'  bench: {{ api: {api}, base_url: "{url}" }}\ndefaults: {{ model: gpt-6-luna }}\n'
    )
    return assistants


def short_manifest(number, note=""):
    name = f"branch-{number:04}"
    return (
        f"assistant: {name}\nname: Branch {number}\ndescription: Answers for branch {number}\n"
        f"instructions: |\n  You answer questions to branch {number} of Velo Lindqvist.\n"
        f"  Say so when the handbook does not know.{note}\n"
        f"tools:\n  - type: file_search\n    max_num_results: 8\n"
        f"knowledge:\n  files:\n    - docs/{name}/*.md\n"
    )


def branches(folder, url, api, assistants, files):
    """Assistants with a knowledge of their own each."""
    root = settings(folder, url, api)
    for number in range(assistants):
        name = f"branch-{number:04}"
        (root / f"{name}.yaml").write_text(short_manifest(number))
        docs = root / "docs" / name
        docs.mkdir(parents=True, exist_ok=True)
        for file in range(files):
            (docs / f"chapter-{file:02}.md").write_text(f"# Chapter {file}\n\n" + prose((number, file).__repr__(), 60))
    return root


def change(root, numbers, note=" Never guess."):
    """Gives assistants other instructions."""
    for number in numbers:
        (root / f"branch-{number:04}.yaml").write_text(short_manifest(number, note))


def long_manifest(number):
    """A hundred lines, of every kind that manifests have."""
    name = f"desk-{number:04}"
    lines = [
        "# yaml-language-server: $schema=../schema/assistant.schema.json",
        f"assistant: {name}",
        f"name: Desk {number}",
        f"description: Answers for desk {number} of Velo Lindqvist",
        "model: gpt-6-luna",
        "instructions: |",
    ]
    lines += ["  " + line for line in prose(f"desk {number}", 30 * 12).splitlines()]
    lines += [
        "metadata:",
        "  team: support",
        f'  desk: "{number}"',
        "tools:",
        "  - type: code_interpreter",
        "  - type: web_search",
    ]
    for function in ("find_order", "find_customer", "book_repair"):
        lines += [
            "  - type: function",
            f"    name: {function}",
            f"    description: Looks into the records of desk {number}",
            "    strict: true",
            "    parameters:",
            "      type: object",
            "      properties:",
            "        number:",
            "          type: string",
            "          description: As it stands on the receipt",
            "        year:",
            "          type: integer",
            "      required: [number, year]",
            "      additionalProperties: false",
        ]
    lines += ["lifecycle:", "  protect: false", "environments:", "  bench:", "    metadata:", "      stage: bench"]
    while len(lines) < 100:
        lines.append(f"# line {len(lines) + 1}")
    assert len(lines) == 100, len(lines)
    return "\n".join(lines) + "\n"


def desks(folder, url, count):
    root = settings(folder, url, "responses")
    for number in range(count):
        (root / f"desk-{number:04}.yaml").write_text(long_manifest(number))
    return root


def prompt(root, characters, changed=0.0):
    """One assistant with a prompt of so many characters, of whose words a part is changed."""
    chance = random.Random("changes")
    words = prose("prompt", characters // 5).split(" ")
    text = " ".join(word.upper() if chance.random() < changed else word for word in words)
    assert len(text) >= characters
    (root / "prompts").mkdir(exist_ok=True)
    (root / "prompts" / "long.md").write_text(text[:characters])
    (root / "writer.yaml").write_text("assistant: writer\ninstructions: { file: prompts/long.md }\n")


def large_files(root, sizes, name="manual"):
    """Real bytes, not holes: readable text that no two files share."""
    chance = random.Random(name)
    block = bytearray()
    while len(block) < 4 << 20:
        block += f"{chance.getrandbits(256):064x} of the manual\n".encode()
    block = bytes(block[: 4 << 20])
    docs = root / "docs"
    docs.mkdir(exist_ok=True)
    paths = []
    for number, size in enumerate(sizes):
        path = docs / f"{name}-{number}.md"
        with open(path, "wb") as file:
            head = f"# Manual {number}\n".encode()
            file.write(head)
            left = size - len(head)
            while left > 0:
                left -= file.write(block[: min(left, len(block))])
        paths.append(path)
    (root / "library.yaml").write_text(
        "assistant: library\ninstructions: Answer from the manuals.\ntools: [file_search]\n"
        f"knowledge: {{ files: [docs/{name}-*.md] }}\n"
    )
    return paths
