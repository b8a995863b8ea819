"""What people change in git, each on its own: a sentence, and what it does to a project."""

SUPPORT, MAIL, HANDBOOK, PROMPT = "support.yaml", "mail.yaml", "handbook.yaml", "prompts/support.md"

TURN_ROUND = """\
# Support

Answer customers of a maker of bicycles.

1. Name your source.
2. Ask for the order number first.
3. Refunds take *three* working days, weekends not counted.

Never guess. Be short and kind.
"""

LONG = "".join(f"- Rule {number}: ask before you act on order {number}.\n" for number in range(60))

FUNCTION = """\
  - type: function
    name: open_return
    parameters: { type: object, properties: { number: { type: string } }, required: [number] }
"""

FIELDS = {
    "a model changes": lambda p: p.replace(SUPPORT, "name: Support\n", "name: Support\nmodel: gpt-6-sol\n"),
    "the default model changes": lambda p: p.replace("project.yaml", "gpt-6-luna", "gpt-6-astra"),
    "a name changes": lambda p: p.replace(SUPPORT, "name: Support", "name: Help Desk"),
    "a name goes": lambda p: p.replace(SUPPORT, "name: Support\n", ""),
    "a description changes": lambda p: p.replace(SUPPORT, "from the documents and", "from"),
    "a description goes": lambda p: p.replace(SUPPORT, p.text(SUPPORT).splitlines(True)[2], ""),
    "a word of a prompt changes": lambda p: p.replace(PROMPT, "three days", "four days"),
    "a prompt is written anew": lambda p: p.write(PROMPT, TURN_ROUND),
    "a prompt grows": lambda p: p.write(PROMPT, p.text(PROMPT) + LONG),
    "a prompt gets other line ends": lambda p: p.write(PROMPT, p.text(PROMPT).replace("\n", "\r\n")),
    "a prompt gets spaces at its lines' ends": lambda p: p.replace(PROMPT, "source.\n", "source.  \n"),
    "a prompt gets letters of other scripts": lambda p: p.replace(PROMPT, "kind.", "freundlich: ヘルプ, العربية, é."),
    "a part of the instructions changes in the manifest": lambda p: p.replace(SUPPORT, "customer's", "reader's"),
    "instructions go": lambda p: p.replace(MAIL, 'instructions: Say "hello" & ask for the order number.\n', ""),
    "instructions get markup": lambda p: p.replace(MAIL, "& ask", "| <b>ask</b> `twice` @maria #12"),
    "a reasoning effort changes": lambda p: p.replace(MAIL, "effort: low", "effort: high"),
    "a reasoning effort goes": lambda p: p.replace(MAIL, "reasoning_effort: low\n", ""),
    "a temperature that may be edited by hand changes": lambda p: p.replace(
        SUPPORT, "temperature: 0.2", "temperature: 1.2"
    ),
    "a temperature may be edited by hand no more": lambda p: p.replace(SUPPORT, "ignore: [temperature]", "ignore: []"),
    "a top_p changes": lambda p: p.replace(SUPPORT, "top_p: 0.9", "top_p: 0.55"),
    "a top_p goes": lambda p: p.replace(SUPPORT, "top_p: 0.9\n", ""),
    "a response format changes to text": lambda p: p.replace(
        MAIL, "response_format: json_object", "response_format: text"
    ),
    "a response format gets a schema": lambda p: p.replace(
        MAIL, "response_format: json_object", "response_format: { json_schema: { name: hi, schema: { type: object } } }"
    ),
    "the schema of a response changes": lambda p: p.replace(MAIL, "[orders, returns]", "[orders, returns, other]"),
    "metadata is added": lambda p: p.replace(SUPPORT, "channel: web", "channel: web, floor: second"),
    "metadata is changed": lambda p: p.replace(SUPPORT, "channel: web", "channel: phone"),
    "metadata is taken away": lambda p: p.replace(SUPPORT, "team: care, ", ""),
    "metadata takes the key that somebody else uses": lambda p: p.replace(SUPPORT, "channel: web", "seen_by: Sara"),
    "all metadata may be edited by hand": lambda p: p.replace(SUPPORT, "[temperature]", "[temperature, metadata]"),
    "instructions and tools may be edited by hand": lambda p: p.replace(
        SUPPORT, "[temperature]", "[instructions, tools]"
    ),
    "a protection comes": lambda p: p.replace(SUPPORT, "lifecycle:\n", "lifecycle:\n  protect: true\n"),
    "a protection goes": lambda p: p.replace(HANDBOOK, "lifecycle: { protect: true }\n", ""),
}

TOOLS = {
    "a function is added": lambda p: p.replace(SUPPORT, "knowledge:\n", FUNCTION + "knowledge:\n"),
    "a function goes": lambda p: p.write(
        SUPPORT,
        p.text(SUPPORT)
        .replace(p.text(SUPPORT).partition("  - type: function")[2].partition("knowledge:")[0], "")
        .replace("  - type: functionknowledge", "knowledge"),
    ),
    "a function is renamed": lambda p: p.replace(SUPPORT, "name: lookup_order", "name: find_order"),
    "a function is strict no more": lambda p: p.replace(SUPPORT, "    strict: true\n", ""),
    "the description of a function changes": lambda p: p.replace(SUPPORT, "by its number", "by number or name"),
    "the schema of a function changes": lambda p: p.replace("schemas/lookup_order.json", "Such as", "For example"),
    "a search gives more results": lambda p: p.replace(SUPPORT, "max_num_results: 8", "max_num_results: 20"),
    "a search ranks in another way": lambda p: p.replace(SUPPORT, "score_threshold: 0.1", "score_threshold: 0.4"),
    "a search takes the server's defaults": lambda p: p.replace(
        SUPPORT,
        "  - type: file_search\n    max_num_results: 8\n    ranking_options: { ranker: auto, score_threshold: 0.1 }\n",
        "  - file_search\n",
    ),
    "the code interpreter goes": lambda p: p.replace(
        SUPPORT, "  - type: code_interpreter\n    files: [data/prices.csv, data/stock.csv]\n", ""
    ),
    "the code interpreter keeps no file": lambda p: p.replace(
        SUPPORT, "\n    files: [data/prices.csv, data/stock.csv]", ""
    ),
    "a code file goes": lambda p: p.replace(SUPPORT, "[data/prices.csv, data/stock.csv]", "[data/stock.csv]"),
    "a code file is added": lambda p: p.write("data/more.csv", "a,b\n").replace(
        SUPPORT, "data/stock.csv]", "data/stock.csv, data/more.csv]"
    ),
    "a code file that two assistants have changes": lambda p: p.write("data/prices.csv", "item,price\nbell,12\n"),
    "a code file that one assistant has changes": lambda p: p.write("data/stock.csv", "item,stock\nbell,3\n"),
    "a code file moves": lambda p: p.move("data/stock.csv", "tables/stock.csv").replace(
        SUPPORT, "data/stock", "tables/stock"
    ),
    "a code file gets another name": lambda p: p.move("data/stock.csv", "data/store.csv").replace(
        SUPPORT, "stock", "store"
    ),
    "code files stand in another order": lambda p: p.replace(
        SUPPORT, "[data/prices.csv, data/stock.csv]", "[data/stock.csv, data/prices.csv]"
    ),
    "an assistant gets a code interpreter": lambda p: p.replace(
        HANDBOOK, "tools: [file_search]", "tools: [file_search, { type: code_interpreter, files: [data/prices.csv] }]"
    ),
}

KNOWLEDGE = {
    "a document changes": lambda p: p.write("docs/hours.md", "Opening hours\nTen to six.\n"),
    "a document is added": lambda p: p.write("docs/tours.md", "Every Sunday.\n"),
    "a document goes": lambda p: p.remove("docs/returns.md"),
    "all documents but one go": lambda p: p.remove("docs/returns.md", "docs/parking.md", "docs/delivery/shipping.md"),
    "a document moves": lambda p: p.move("docs/hours.md", "docs/open/hours.md"),
    "a document moves and changes": lambda p: p.move("docs/hours.md", "docs/open/hours.md").write(
        "docs/open/hours.md", "Ten to six.\n"
    ),
    "a document gets another name": lambda p: p.move("docs/hours.md", "docs/times.md"),
    "two documents change their places": lambda p: p.write("docs/hours.md", "Parking is behind the house.\n").write(
        "docs/parking.md", "Opening hours\nNine to six.\n"
    ),
    "two documents of one name change folders": lambda p: p.move("docs/hours.md", "docs/a/hours.md").write(
        "docs/b/hours.md", "Opening hours\nNine to six.\n"
    ),
    "a document becomes like another": lambda p: p.write("docs/parking.md", "Opening hours\nNine to six.\n"),
    "a document becomes empty of words": lambda p: p.write("docs/parking.md", "-\n"),
    "a document has a name to be careful with": lambda p: p.write("docs/a|b #1 *neü* <b>@maria.md", "Names.\n"),
    "a pattern finds less": lambda p: p.replace(SUPPORT, "docs/**/*.md", "docs/*.md"),
    "an exclusion goes": lambda p: p.replace(SUPPORT, '    - "!docs/draft-*.md"\n', ""),
    "an exclusion comes": lambda p: p.replace(
        SUPPORT, '"!docs/draft-*.md"', '"!docs/draft-*.md"\n    - "!docs/hours.md"'
    ),
    "an attribute changes": lambda p: p.replace(SUPPORT, "season: 2027", "season: 2028"),
    "an attribute is added": lambda p: p.replace(SUPPORT, "lang: en,", "lang: en, region: north,"),
    "an attribute goes": lambda p: p.replace(SUPPORT, ", public: true", ""),
    "all attributes go": lambda p: p.replace(SUPPORT, "{ lang: en, season: 2027, public: true }", "{}"),
    "a document and its attribute change": lambda p: p.replace(SUPPORT, "lang: en", "lang: nl").write(
        "docs/prices.html", "<h1>Prijzen</h1>\n"
    ),
    "documents are cut in another way": lambda p: p.replace(SUPPORT, "tokens: 400", "tokens: 600"),
    "documents are cut as the server does it": lambda p: p.replace(
        SUPPORT, "  chunking: { max_chunk_size_tokens: 400, chunk_overlap_tokens: 100 }\n", ""
    ),
    "a store expires later": lambda p: p.replace(SUPPORT, "expires_after_days: 30", "expires_after_days: 90"),
    "a store expires never": lambda p: p.replace(SUPPORT, "  expires_after_days: 30\n", ""),
    "a shared document changes": lambda p: p.write("handbook/torques.md", "Stem: 6 Nm.\n"),
    "a shared document goes": lambda p: p.replace(HANDBOOK, "  - handbook/fitting.md\n", ""),
    "a shared document is added": lambda p: p.write("handbook/oils.md", "Use little.\n").replace(
        HANDBOOK, "  - handbook/fitting.md\n", "  - handbook/fitting.md\n  - handbook/oils.md\n"
    ),
    "a shared attribute changes": lambda p: p.replace(HANDBOOK, "lang: de", "lang: en"),
    "shared documents are cut in another way": lambda p: p.replace(
        HANDBOOK,
        "files:\n",
        "chunking: { max_chunk_size_tokens: 200, chunk_overlap_tokens: 50 }\nfiles:\n",
    ),
    "an assistant searches no more": lambda p: p.replace(HANDBOOK, "tools: [file_search]\nknowledge: handbook\n", ""),
    "an assistant changes from its own knowledge to the shared": lambda p: p.write(
        SUPPORT,
        p.text(SUPPORT).partition("knowledge:\n")[0] + "knowledge: handbook\nlifecycle:\n  ignore: [temperature]\n",
    ),
    "an assistant changes from the shared knowledge to its own": lambda p: p.replace(
        HANDBOOK,
        "tools: [file_search]\nknowledge: handbook",
        "tools: [file_search]\nknowledge: { files: [handbook/torques.md] }",
    ),
    "an assistant begins to search": lambda p: p.replace(
        MAIL, "assistant: greeter\n", "assistant: greeter\ntools: [file_search]\nknowledge: handbook\n"
    ),
    "a knowledge base comes that nobody uses": lambda p: p.write(
        "archive.yaml", "knowledge_base: archive\nfiles: [handbook/words.txt]\n"
    ),
    "the shared knowledge gets another key": lambda p: p.replace(
        HANDBOOK, "knowledge_base: handbook", "knowledge_base: manual"
    ).replace(HANDBOOK, "knowledge: handbook", "knowledge: manual"),
}


def _without(project, path, start, end=None):
    """The manifest without the document that begins with a line; an end of a file is an end too."""
    documents = project.text(path).split("---\n")
    kept = [text for text in documents if not text.startswith(start)]
    assert len(kept) < len(documents), start
    return project.write(path, "---\n".join(kept)) if kept else project.remove(path)


OBJECTS = {
    "an assistant comes": lambda p: p.write("night.yaml", "assistant: night\ninstructions: Take messages.\n"),
    "an assistant with everything comes": lambda p: p.write(
        "night.yaml",
        p.text(SUPPORT)
        .replace("assistant: support", "assistant: night")
        .replace("lifecycle:\n", "lifecycle:\n  protect: true\n"),
    ),
    "an assistant goes": lambda p: _without(p, MAIL, "assistant: greeter"),
    "an assistant with knowledge goes": lambda p: p.remove(SUPPORT),
    "a protected assistant goes": lambda p: _without(p, HANDBOOK, "assistant: sales"),
    "an assistant that shares knowledge goes": lambda p: _without(p, HANDBOOK, "assistant: workshop"),
    "the shared knowledge goes with its assistants": lambda p: p.remove(HANDBOOK),
    "all but one go": lambda p: _without(p.remove(SUPPORT, HANDBOOK), MAIL, "assistant: greeter"),
    "an assistant with knowledge is renamed": lambda p: p.replace(
        SUPPORT, "assistant: support", "assistant: helpdesk"
    ).replace(SUPPORT, "lifecycle:\n", "lifecycle:\n  renamed_from: support\n"),
    "an assistant with knowledge is renamed and edited": lambda p: (
        p.replace(SUPPORT, "assistant: support", "assistant: helpdesk")
        .replace(SUPPORT, "lifecycle:\n", "lifecycle:\n  renamed_from: support\n")
        .replace(PROMPT, "three", "two")
        .write("docs/hours.md", "Never.\n")
    ),
    "an assistant without a name is renamed": lambda p: p.replace(
        MAIL, "assistant: greeter\n", "assistant: doorman\nlifecycle: { renamed_from: greeter }\n"
    ),
    "a protected assistant is renamed": lambda p: p.replace(HANDBOOK, "assistant: sales", "assistant: advisor").replace(
        HANDBOOK, "{ protect: true }", "{ protect: true, renamed_from: sales }"
    ),
    "an assistant is renamed from what is not there": lambda p: p.write(
        "night.yaml", "assistant: night\ninstructions: Take messages.\nlifecycle: { renamed_from: evening }\n"
    ),
    "an assistant is renamed without a word of it": lambda p: p.replace(
        SUPPORT, "assistant: support", "assistant: helpdesk"
    ),
    "an assistant changes its place in the files": lambda p: _without(p, MAIL, "assistant: greeter").write(
        "greeter.yaml",
        'assistant: greeter\ninstructions: Say "hello" & ask for the order number.\nresponse_format: json_object\n',
    ),
    "manifests are reformatted": lambda p: p.replace(
        SUPPORT,
        "metadata: { team: care, channel: web }",
        "metadata:\n  channel: 'web' # see the plan of spring\n  team: \"care\"",
    ),
    "the environment is protected": lambda p: p.replace("project.yaml", "api: ", "protect: true, api: "),
}

ALL = FIELDS | TOOLS | KNOWLEDGE | OBJECTS
