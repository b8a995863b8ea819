"""The drawing that `graph --format svg` makes, in a real browser."""

import shutil

import pytest

from conftest import RESULTS, ROOT
from page import Page

# Of each node, how far its text goes beyond its box; of all boxes, which lie on top of another one.
MEASURE = """
const nodes = [...document.querySelectorAll("g")].map((group) => ({
    id: group.id,
    box: group.querySelector("rect").getBBox(),
    texts: [...group.querySelectorAll("text")].map((text) => text.getBBox()),
}));
const outside = nodes.filter(({ box, texts }) => texts.some((text) =>
    text.x + text.width > box.x + box.width - 4 || text.y < box.y || text.y + text.height > box.y + box.height));
const covered = nodes.filter(({ box }, index) => nodes.some((other, place) => place > index &&
    box.x < other.box.x + other.box.width && other.box.x < box.x + box.width &&
    box.y < other.box.y + other.box.height && other.box.y < box.y + box.height));
return [nodes.length, outside.map((node) => node.id), covered.map((node) => node.id)];
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forty_assistants_fit_into_their_boxes(chromium, server, scheme):
    pages = RESULTS / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "Tests" / "RenderingTests" / "Snapshots" / "graph.svg", pages / "graph.svg")
    server.requests.clear()
    page = Page(chromium, f"{server.url}/graph.svg").open(width=1050, scheme=scheme)
    count, outside, covered = page.run(MEASURE)
    assert count > 80 and outside == [] and covered == []
    assert [path for path in server.requests if path != "/favicon.ico"] == ["/graph.svg"]
    page.screenshot(RESULTS / f"graph-{scheme}.png")
