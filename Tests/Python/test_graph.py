"""Drawings of a project, judged by programs that others wrote: Graphviz, an XML parser, and the grammar of Mermaid."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

SVG = "{http://www.w3.org/2000/svg}"
ODD = 'a "b" <c> & #35; `d` \\ [x] {y} (z) --> %25 end;.md'
NODE = r"[A-Za-z0-9_.%/]+(?:-[A-Za-z0-9_.%/]+)*"
TEXT = r"(?:[^\"<>&#;`\\]|#\d+;|<br/>)*"
SHAPES = "|".join(
    rf'{re.escape(left)}"{TEXT}"{re.escape(right)}'
    for left, right in [("([", "])"), ("[(", ")]"), ("{{", "}}"), ("[[", "]]"), ("[", "]")]
)


@pytest.fixture
def project(make_project):
    """The example project with a server of tools, a store that is filled elsewhere and a file of an odd name."""
    project = make_project("http://127.0.0.1:9/v1")
    (project.assistants / "knowledge" / "handbook" / ODD).write_text("# Odd\n")
    project.edit("knowledge/handbook.yaml", "  - handbook/*.md\n", "  - 'handbook/*'\n")
    (project.assistants / "clerk.yaml").write_text(
        "assistant: clerk\nmodel: gpt-6-luna\ninstructions: Help.\nknowledge: { vector_store_id: vs_123 }\ntools:\n"
        "  - file_search\n  - { type: mcp, server_label: crm, server_url: 'https://crm.velo-lindqvist.example/mcp' }\n"
    )
    return project


def graph(project, *options):
    return project.run("graph", *options, env="sandbox").stdout


def shown(project):
    """What every format has to show: the title of each node, and how often one refers to another."""
    return {
        "clerk", "mail-sorter", "sales-advisor", "support-bot", "workshop-helper", "handbook", "vs_123", "crm",
        "lookup_order", "open_return", "prices.csv", "faq.html", "fitting-guide.md", ODD,
    }, 17  # fmt: skip


def test_mermaid_is_as_its_grammar_has_it(project):
    lines = graph(project).splitlines()
    assert lines[0] == "flowchart LR"
    nodes, edges, labels = set(), set(), set()
    for line in lines[1:]:
        node = re.fullmatch(rf"    ({NODE})(?:{SHAPES}):::[a-z]+", line)
        edge = re.fullmatch(rf"    ({NODE}) --> ({NODE})", line)
        assert node or edge or re.fullmatch(r"    classDef [a-z]+ fill:#\w{6},stroke:#\w{6},color:#\w{6}", line), line
        if node:
            nodes.add(node.group(1))
            text = re.search(f'"({TEXT})"', line).group(1)
            labels.add(re.sub(r"#(\d+);", lambda code: chr(int(code.group(1))), text.split("<br/>")[0]))
        elif edge:
            edges.add(edge.groups())
    titles, count = shown(project)
    assert titles <= labels and len(edges) == count and {end for edge in edges for end in edge} <= nodes


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed")
def test_graphviz_draws_what_it_is_told(project):
    text = graph(project, "--format", "dot")
    drawn = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, text=True, check=True, timeout=60)
    assert not drawn.stderr
    tree = ElementTree.fromstring(drawn.stdout)
    titles, count = shown(project)
    assert titles <= {text.text for text in tree.iter(f"{SVG}text")}
    assert len([group for group in tree.iter(f"{SVG}g") if group.get("class") == "edge"]) == count


def test_the_drawing_is_xml_that_stands_for_itself(project):
    text = graph(project, "--format", "svg")
    tree = ElementTree.fromstring(text)
    titles, count = shown(project)
    nodes = [group for group in tree.iter(f"{SVG}g")]
    assert titles <= {group.find(f"{SVG}title").text.split(", ")[0] for group in nodes}
    assert len([path for path in tree.iter(f"{SVG}path") if path.get("class") == "edge"]) == count
    ids = [group.get("id") for group in nodes]
    assert len(set(ids)) == len(ids) and "assistant.support-bot" in ids and not any(re.search(r"\s", id) for id in ids)
    # No script, and nothing that a browser would fetch.
    assert {element.tag.removeprefix(SVG) for element in tree.iter()} == {"svg", "title", "style", "rect", "text", "path", "g"}
    assert "href" not in text and "url(" not in text and "@import" not in text


@pytest.mark.parametrize("form", ["mermaid", "dot", "svg"])
def test_one_assistant_has_what_it_refers_to(project, form):
    text = graph(project, "sales-advisor", "--format", form)
    assert "prices.csv" in text and "handbook" in text and "support-bot" not in text
    assert graph(project, "--format", form) == graph(project, "--format", form)


def test_an_assistant_that_is_not_there_is_named(project):
    refused = project.run("graph", "support-bt", expect=1, env="sandbox")
    assert 'did you mean "support-bot"?' in refused.stderr and not refused.stdout
