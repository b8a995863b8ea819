"""How the page looks and sounds: widths, colours, the keyboard, and what screen readers go by."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from chat_samples import returns
from chat_stub import PAGE, Gate, text, tool
from conftest import RESULTS

WIDTHS = [320, 768, 1440]
SCHEMES = ["light", "dark"]
LOOKS = [(width, scheme) for width in WIDTHS for scheme in SCHEMES]


def picture(chat, name, width, scheme):
    chat.page.screenshot(path=RESULTS / f"chat-{name}-{width}-{scheme}.png")


def check(chat, name, width, scheme):
    """Takes a picture; nothing sticks out, and axe finds nothing wrong."""
    picture(chat, name, width, scheme)
    assert chat.width_overflow() == []
    assert chat.page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(chat.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
    assert found.violations_count == 0, found.generate_report()
    assert chat.poor_contrasts() == []


def opened(open_chat, width, scheme):
    return open_chat(width=width, height=640 if width < 400 else 900, scheme=scheme)


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_an_empty_chat(open_chat, width, scheme):
    check(opened(open_chat, width, scheme), "start", width, scheme)


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_a_choice_of_assistants(open_chat, stub, width, scheme):
    stub.assistants += [{"key": "b", "name": "Workshop", "description": "Repairs, parts and appointments."}, {"key": "c", "name": "Careers"}]
    check(opened(open_chat, width, scheme), "choice", width, scheme)


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_a_long_conversation(open_chat, stub, width, scheme):
    stub.answer("How do I return my bike?", returns())
    chat = opened(open_chat, width, scheme)
    chat.ask("Hello")
    chat.ask("How do I return my bike?")
    check(chat, "conversation", width, scheme)
    chat.page.locator(".message.answer").last.evaluate("each => each.scrollIntoView()")
    check(chat, "conversation-top", width, scheme)
    chat.page.locator(".chip").first.click()
    check(chat, "source", width, scheme)
    chat.button("Close").click()
    chat.button("Bad answer").last.click()
    chat.page.get_by_role("textbox", name="What was wrong? (optional)").wait_for()
    check(chat, "comment", width, scheme)
    chat.page.keyboard.press("Escape")
    chat.questions.last.hover()
    chat.button("Edit").last.click()
    check(chat, "edit", width, scheme)


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_an_answer_that_grows(open_chat, stub, width, scheme):
    gate, second = Gate(), Gate()
    stub.answer("Where is my order?", tool("file_search", gate), text("Your order left **yesterday** and should")[:-1], second)
    chat = opened(open_chat, width, scheme)
    chat.ask("Where is my order?", wait=False)
    expect(chat.last_answer.locator(".tool")).to_be_visible()
    check(chat, "tool", width, scheme)
    gate.set()
    expect(chat.last_answer).to_contain_text("should")
    check(chat, "growing", width, scheme)
    chat.open_chats()
    chat.page.wait_for_timeout(50)
    check(chat, "sidebar", width, scheme)
    second.set()


@pytest.mark.parametrize("width, scheme", LOOKS)
def test_limits_and_errors(open_chat, stub, width, scheme):
    chat = opened(open_chat, width, scheme)
    stub.refuse_next(429, "too_many_requests", "That was a lot of messages in a short time.", retry_after=95)
    chat.ask("And how long would it take to Bern?", wait=False)
    expect(chat.failure).to_be_visible()
    check(chat, "limit", width, scheme)
    chat.box.fill("So long. " * 500)
    check(chat, "too-long", width, scheme)
    chat.box.fill("")
    chat.page.route("**/api/**", lambda route: route.abort())
    chat.page.evaluate("history.pushState(null, '', location.pathname); dispatchEvent(new PopStateEvent('popstate'))")
    chat.ask("Hello?", wait=False)
    expect(chat.page.locator("#banner")).to_be_visible()
    expect(chat.failure).to_be_visible()
    check(chat, "unreachable", width, scheme)


def test_every_module_is_fetched_at_once():
    """Without the list in the page, a browser would find each module only in the one that imports it."""
    listed = re.findall(r'rel="modulepreload" href="(.+?)"', (PAGE / "index.html").read_text())
    others = ["embed.js", "first-paint.js", "main.js"]
    assert sorted([*listed, *others]) == sorted(file.name for file in PAGE.glob("*.js"))


def test_the_colours_can_be_chosen(chat):
    root = chat.page.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    chat.button("Use dark colours").click()
    expect(root).to_have_attribute("data-theme", "dark")
    chat.page.reload()
    expect(root).to_have_attribute("data-theme", "dark")
    chat.button("Use light colours").click()
    expect(root).to_have_attribute("data-theme", "light")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("accent", ["#ffe14d", "#0a1a44", "#ff2d55", "oklch(0.7 0.2 150)"])
def test_any_accent_can_be_read(open_chat, stub, accent, scheme):
    stub.theme = f":root {{ --accent: {accent}; --radius: 4px; --font: Georgia, serif; }}"
    stub.answer("Hello", text("[A link](https://velo.example) to read.\n\n- [x] done"))
    chat = open_chat(scheme=scheme)
    chat.ask("Hello")
    chat.box.fill("More")
    check(chat, f"accent-{accent.strip('#').split('(')[0]}", 1280, scheme)


def test_a_logo_is_shown(open_chat, stub):
    stub.config["logo"] = (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='120' height='32'%3E%3Crect width='120' height='32' rx='8'/%3E%3C/svg%3E"
    )
    chat = open_chat()
    assert chat.page.locator("#start .logo img").evaluate("each => each.naturalWidth") == 120


def test_everything_can_be_done_by_keyboard(open_chat, stub):
    stub.answer("How do I return my bike?", returns())
    chat = open_chat(width=1280)
    page = chat.page
    expect(chat.box).to_be_focused()
    page.keyboard.type("How do I return my bike?")
    page.keyboard.press("Enter")
    chat.wait_until_idle()
    chat.leave_focus()
    names = []
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(
            """() => { const at = document.activeElement; if (at === document.body) return null;
            const style = getComputedStyle(at), ring = at.closest('.composer') ?? at;
            if (style.outlineStyle === 'none' && getComputedStyle(ring).boxShadow === 'none') return 'NO RING ' + at.outerHTML;
            return at.getAttribute('aria-label') ?? at.textContent.trim(); }"""
        )
        if name is None:
            break
        names.append(name)
    assert not [name for name in names if name.startswith("NO RING")]
    wanted = [
        "Skip to the message box", "New chat", "How do I return my bike?", "Hide chats", "Conversation", "Edit", "Copy",
        "Source 1: Returns and warranty", "your orders", "Table", "Copy code", "python", "1Returns and warranty", "Good answer",
        "Answer again", "Message Velo support",
    ]
    places = [names.index(name) for name in wanted]
    assert places == sorted(places), names


def test_the_skip_link_leads_to_the_box(chat):
    chat.leave_focus()
    chat.page.keyboard.press("Tab")
    skip = chat.page.get_by_role("link", name="Skip to the message box")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    chat.page.keyboard.press("Enter")
    expect(chat.box).to_be_focused()


def test_the_drawer_holds_the_keyboard_and_gives_it_back(open_chat):
    chat = open_chat(width=320, height=640)
    toggle = chat.page.locator("#toggle-chats")
    toggle.click()
    expect(chat.page.locator("#close-chats")).to_be_focused()
    expect(chat.page.locator("#main-column")).to_have_js_property("inert", True)
    chat.page.keyboard.press("Escape")
    expect(toggle).to_be_focused()
    expect(toggle).to_have_attribute("aria-expanded", "false")
    expect(chat.page.locator("#sidebar")).to_be_hidden()


def test_a_dialog_gives_the_keyboard_back(chat, stub):
    stub.answer("How do I return my bike?", returns())
    chat.ask("How do I return my bike?")
    mark = chat.page.locator(".mark").first
    mark.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.page.get_by_role("dialog")).to_be_visible()
    chat.page.keyboard.press("Escape")
    expect(mark).to_be_focused()


def test_what_a_screen_reader_goes_by(chat, stub):
    stub.answer("Returns?", tool("file_search"), text("# Returns\n\nWithin **30 days**.\n\n- unridden"))
    chat.ask("Returns?")
    expect(chat.page.locator("#main")).to_match_aria_snapshot(
        """
        - main:
          - log "Conversation":
            - article:
              - heading "You said" [level=2]
              - text: Returns?
              - button "Edit"
              - button "Copy"
            - article:
              - heading "Velo support said" [level=2]
              - paragraph: Searched the documents
              - heading "Returns" [level=3]
              - paragraph:
                - text: Within
                - strong: 30 days
                - text: .
              - list:
                - listitem: unridden
              - button "Copy"
              - button "Good answer"
              - button "Bad answer"
              - button "Answer again"
          - textbox "Message Velo support"
          - button "Send" [disabled]
        """
    )
    expect(chat.log).to_have_attribute("aria-live", "off")


def test_a_screen_reader_hears_the_answer_once_and_whole(chat, stub):
    chat.page.evaluate(
        """() => { window.heard = []; new MutationObserver(() => { const text = document.querySelector('#announcer').textContent;
        if (text) window.heard.push(text); }).observe(document.querySelector('#announcer'), { childList: true, characterData: true, subtree: true }); }"""
    )
    stub.answer("Tell me", text("# Title\n\nOne **two** three four five six seven.\n\n```\ncode\n```", pieces=3))
    chat.ask("Tell me")
    chat.page.wait_for_function("() => window.heard.length > 0")
    assert chat.page.evaluate("window.heard") == ["Velo support said: Title One two three four five six seven. Code code"]


def test_motion_stops_where_it_is_not_wanted(chat, stub):
    gate = Gate()
    stub.answer("Slow", gate)
    chat.ask("Slow", wait=False)
    expect(chat.page.locator(".dots i").first).to_have_css("animation-iteration-count", "1")
    gate.set()


def test_text_can_be_twice_as_large(open_chat, stub):
    stub.answer("How do I return my bike?", returns())
    chat = open_chat(width=640, height=900)
    chat.page.evaluate("document.documentElement.style.fontSize = '32px'")
    chat.ask("How do I return my bike?")
    assert chat.width_overflow() == []
    picture(chat, "large-text", 640, "light")
