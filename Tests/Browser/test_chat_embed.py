"""The chat on a page of somebody else."""

import http.server
import threading

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from chat_fixtures import WATCH
from chat_page import ChatPage
from conftest import RESULTS

#: A page with a security policy of its own: no inline styles, scripts and frames from the chat alone.
HOST = """<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width"><title>A shop</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src {chat}; frame-src {chat}">
<main><h1>Velo</h1><p>Bikes for everybody.</p><a href="#x">A link of the shop</a></main>
<script src="{chat}/embed.js" {attributes} async></script></html>"""


class Shop:
    def __init__(self, chat):
        shop = self
        self.attributes = ""

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = HOST.format(chat=chat, attributes=shop.attributes).encode()
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # Another host than the chat's, not just another port.
        self.url = f"http://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def shop(stub):
    shop = Shop(stub.url)
    stub.origins = shop.url
    yield shop
    shop.stop()


@pytest.fixture
def open_shop(playwright_chromium, shop):
    contexts, pages = [], []

    def make(*, width=1280, height=800, scheme="light", attributes=""):
        shop.attributes = attributes
        context = playwright_chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")
        context.add_init_script(WATCH)
        contexts.append(context)
        host = ChatPage(context.new_page(), shop.url)
        pages.append(host)
        host.page.goto(shop.url)
        return host

    yield make
    for host in pages:
        assert host.problems == []
        assert host.violations() == []
    for context in contexts:
        context.close()


def inside(host):
    frame = host.page.frame_locator("iframe")
    frame.locator("#app:not(.is-loading)").wait_for()
    return frame


def launcher(host, name="Chat"):
    return host.page.get_by_role("button", name=name, exact=True)


def test_nothing_is_asked_for_before_somebody_chats(open_shop, stub):
    host = open_shop()
    expect(launcher(host)).to_be_visible()
    assert stub.asked == ["GET /embed.js"]
    assert host.page.evaluate("Object.keys(window).filter((name) => /chat/i.test(name))") == ["AssistantChat"]


@pytest.mark.parametrize("width, scheme", [(width, scheme) for width in (320, 768, 1440) for scheme in ("light", "dark")])
def test_a_visitor_chats_in_the_frame(open_shop, width, scheme):
    host = open_shop(width=width, height=640 if width < 400 else 900, scheme=scheme)
    host.page.screenshot(path=RESULTS / f"chat-embed-button-{width}-{scheme}.png")
    launcher(host).click()
    frame = inside(host)
    expect(frame.locator("#question")).to_be_focused()
    host.page.keyboard.type("Hello from the shop")
    host.page.keyboard.press("Enter")
    expect(frame.locator(".answer .markdown")).to_have_text("You said: Hello from the shop")
    host.page.screenshot(path=RESULTS / f"chat-embed-{width}-{scheme}.png")
    box = host.page.locator("iframe").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    if width == 320:
        assert (box["width"], box["height"]) == (320, 640)
    found = Axe().run(host.page)
    assert found.violations_count == 0, found.generate_report()


def test_esc_closes_the_frame_and_gives_the_keyboard_back(open_shop):
    host = open_shop()
    launcher(host).focus()
    host.page.keyboard.press("Enter")
    frame = inside(host)
    expect(frame.locator("#question")).to_be_focused()
    host.page.keyboard.press("Escape")
    expect(host.page.locator("iframe")).to_be_hidden()
    expect(launcher(host)).to_be_focused()
    expect(launcher(host)).to_have_attribute("aria-expanded", "false")


def test_the_frame_can_be_closed_from_within(open_shop):
    host = open_shop(width=320, height=640)
    launcher(host).click()
    inside(host).get_by_role("button", name="Close the chat").click()
    expect(host.page.locator("iframe")).to_be_hidden()
    expect(launcher(host)).to_be_visible()


def test_the_page_around_decides_assistant_label_and_colour(open_shop, stub):
    stub.assistants.append({"key": "workshop", "name": "Workshop"})
    host = open_shop(attributes='data-assistant="workshop" data-label="Ask us" data-accent="#ffcc00" data-open')
    frame = inside(host)
    expect(frame.locator("#assistant")).to_have_text("Workshop")
    expect(launcher(host, "Ask us")).to_have_css("background-color", "rgb(255, 204, 0)")
    assert frame.locator("html").evaluate("each => getComputedStyle(each).getPropertyValue('--accent')") == "#ffcc00"
    # A chat that opens by itself does not take the keyboard from who reads the page.
    assert host.page.evaluate("document.activeElement === document.body")


def test_the_page_around_hears_what_the_chat_does(open_shop):
    host = open_shop()
    launcher(host).wait_for()
    host.page.evaluate(
        "() => { window.heard = []; addEventListener('assistantchat', (event) => heard.push(event.detail.state)); AssistantChat.open(); AssistantChat.open(); }"
    )
    inside(host).get_by_role("button", name="Close the chat").click()
    expect(host.page.locator("iframe")).to_be_hidden()
    assert host.page.evaluate("heard") == ["open", "closed"]


def test_the_page_around_can_open_and_close_it(open_shop):
    host = open_shop()
    launcher(host).wait_for()
    host.page.evaluate("AssistantChat.open()")
    inside(host)
    host.page.evaluate("AssistantChat.toggle()")
    expect(host.page.locator("iframe")).to_be_hidden()


def test_messages_of_strangers_do_nothing(open_shop):
    host = open_shop()
    launcher(host).click()
    inside(host)
    host.page.evaluate("window.postMessage({ assistantChat: 'close' }, '*')")
    host.page.wait_for_timeout(100)
    expect(host.page.locator("iframe")).to_be_visible()


def test_a_frame_that_may_not_show_the_chat_can_still_be_closed(open_shop, stub):
    stub.origins = "https://another.example"
    host = open_shop(width=320, height=640)
    launcher(host).click()
    host.page.wait_for_timeout(300)
    expect(launcher(host)).to_be_in_viewport()
    launcher(host).click()
    expect(host.page.locator("iframe")).to_be_hidden()
    host.problems.clear()
