"""The page that `plan --format html` writes, in a real browser."""

import shutil

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from conftest import RESULTS, ROOT
from page import Page

WIDTHS = [360, 1280]
SCHEMES = ["light", "dark"]


@pytest.fixture(scope="session")
def golden():
    """The page of the project that has everything that a plan can have."""
    pages = RESULTS / "pages"
    pages.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "Tests" / "GoldenPlanTests" / "Snapshots" / "plan.html", pages / "golden.html")
    return "golden.html"


@pytest.fixture
def page(chromium, golden, server):
    server.requests.clear()
    return Page(chromium, f"{server.url}/{golden}")


def test_a_page_asks_for_nothing_and_breaks_no_rule(page, server):
    page.open()
    asked = [url for url in page.requests() if not url.startswith(("about:", "data:"))]
    assert asked == [page.url]
    assert len(server.requests) == 1
    assert page.logs() == []


def test_markup_in_prompts_stays_text(page):
    page.open()
    assert len(page.browser.find_elements(By.TAG_NAME, "script")) == 1
    assert page.browser.find_elements(By.CSS_SELECTOR, "main :is(script, img, iframe, object, style, form, b)") == []
    text = page.run("return document.querySelector('main').textContent")
    assert "<script>" in text and "<b>" in text
    handlers = page.run(
        "return Array.from(document.querySelectorAll('*')).flatMap((each) => each.getAttributeNames())"
        ".filter((name) => name.startsWith('on') || name === 'style')"
    )
    assert handlers == []


def test_a_script_that_got_in_would_not_run(page):
    """Escaping is one wall; the security policy is the other."""
    page.open()
    page.logs()
    page.run(
        "const made = document.createElement('div');"
        "made.innerHTML = '<img src=x onerror=\"window.broken = true\">'; document.body.append(made);"
        "const script = document.createElement('script'); script.textContent = 'window.broken = true';"
        "document.body.append(script);"
    )
    page.browser.execute_async_script("setTimeout(arguments[0], 300)")
    assert page.run("return window.broken") is None
    assert any("Content Security Policy" in message for message in page.logs())


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_text_fits_and_can_be_read(page, width, scheme):
    page.open(width=width, scheme=scheme)
    page.screenshot(RESULTS / f"golden-{width}-{scheme}.png")
    page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.screenshot(RESULTS / f"golden-{width}-{scheme}-open.png")
    assert page.run("return document.documentElement.scrollWidth") <= width
    assert page.poor_contrasts() == []


def test_line_numbers_take_only_their_width(page):
    """Also in the tables below the first one, whose head is hidden."""
    page.open(width=1280)
    page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    tables = page.run(
        "return Array.from(document.querySelectorAll('.diff table')).map((table) => "
        "Array.from(table.querySelector('tbody tr').children).map((cell) => cell.getBoundingClientRect().width))"
    )
    assert len(tables) > 2
    for number_before, before, number_after, after in tables:
        assert max(number_before, number_after) < 80 and min(before, after) > 300


def test_on_paper_everything_is_unfolded(page):
    page.open(media="print", width=800)
    page.screenshot(RESULTS / "golden-print.png")
    folded = page.run(
        "return Array.from(document.querySelectorAll('details > :not(summary)'))"
        ".filter((each) => !each.closest('.tools, nav') && !each.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert folded == 0
    assert page.poor_contrasts() == []


def test_the_keyboard_reaches_and_opens_everything(page):
    page.open()
    page.tab()
    first = page.browser.switch_to.active_element
    assert first.text == "Skip to the plan"
    assert page.run("return arguments[0].getBoundingClientRect().top", first) >= 0
    page.press(Keys.ENTER)
    assert page.browser.switch_to.active_element.get_attribute("id") == "main"

    page.run("document.querySelectorAll('details').forEach((each) => { each.open = false; })")
    page.run("document.activeElement.blur(); window.scrollTo(0, 0)")
    opened = 0
    for _ in range(2_000):
        page.tab()
        element = page.browser.switch_to.active_element
        if element.tag_name == "body":
            break
        outline = page.run("return getComputedStyle(arguments[0]).outlineStyle", element)
        assert outline != "none", element.get_attribute("outerHTML")[:200]
        if element.tag_name == "summary":
            page.press(Keys.ENTER)
            opened += 1
    assert opened == page.run("return document.querySelectorAll('details').length")
    assert page.run("return document.querySelectorAll('details:not([open])').length") == 0


def test_the_filter_narrows_the_page_by_keyboard(page):
    page.open()
    box = page.browser.find_element(By.ID, "filter")
    box.send_keys("support")
    visible = page.run(
        "return Array.from(document.querySelectorAll('[data-action]')).filter((each) => !each.hidden)"
        ".map((each) => each.id)"
    )
    assert visible and all("support" in name for name in visible)
    assert "shown" in page.browser.find_element(By.ID, "shown").text
    box.send_keys(Keys.ESCAPE)
    assert page.run("return document.querySelectorAll('[data-action][hidden]').length") == 0


def test_without_scripts_nothing_is_missing(page):
    with page.without_scripts():
        page.open()
        assert not page.browser.find_element(By.ID, "tools").is_displayed()
        assert page.browser.find_elements(By.CSS_SELECTOR, "article .diff")
        page.browser.find_element(By.CSS_SELECTOR, "summary").click()


def test_the_page_can_be_heard(page):
    """Landmarks, headings, names of controls and pictures, heads of tables: what screen readers go by."""
    page.open()
    browser = page.browser
    for landmark in ["body header", "main", "footer", "nav[aria-label]"]:
        assert len(browser.find_elements(By.CSS_SELECTOR, landmark)) == 1, landmark
    page.run("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    levels = page.run("return Array.from(document.querySelectorAll('h1,h2,h3,h4,h5,h6')).map((each) => +each.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:])), levels
    for control in browser.find_elements(By.CSS_SELECTOR, "a, button, input, summary, svg[role], [role=region]"):
        assert control.accessible_name.strip(), control.get_attribute("outerHTML")[:200]
    assert page.run("return document.documentElement.lang") == "en"
    ids = page.run("return Array.from(document.querySelectorAll('[id]')).map((each) => each.id)")
    assert len(ids) == len(set(ids))
    dangling = page.run(
        "return Array.from(document.querySelectorAll('[aria-labelledby], a[href^=\"#\"], label[for]')).map((each) =>"
        " each.getAttribute('aria-labelledby') || each.getAttribute('for') || each.getAttribute('href').slice(1))"
        ".filter((id) => !document.getElementById(id))"
    )
    assert dangling == []
    assert page.run("return document.querySelectorAll('th:not([scope])').length") == 0
