"""A Chromium under Playwright for the chat page, and a server that a test scripts.

With CHAT_URL set to a running `assistantctl serve`, the tests that script nothing run against that one.
"""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from chat_page import ChatPage
from chat_stub import Stub

expect.set_options(timeout=10_000)

#: Violations of the security policy that no console line may tell of are kept where a test finds them.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@pytest.fixture(scope="session")
def playwright_chromium():
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def stub():
    if os.environ.get("CHAT_URL"):
        pytest.skip("scripts its answers, which a real server does not let it do")
    stub = Stub()
    yield stub
    stub.stop()


@pytest.fixture
def chat_url(request):
    return os.environ.get("CHAT_URL") or request.getfixturevalue("stub").url


@pytest.fixture
def open_chat(playwright_chromium, chat_url):
    """Opens the page in a browser profile of its own; whatever breaks a rule on the way fails the test."""
    contexts, pages = [], []

    def make(path="/", *, width=1280, height=800, scheme="light", script=None, context=None, **options):
        if context is None:
            context = playwright_chromium.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce",
                permissions=["clipboard-read", "clipboard-write"], **options
            )
            context.add_init_script(WATCH)
            if script:
                context.add_init_script(script)
            contexts.append(context)
        chat = ChatPage(context.new_page(), chat_url)
        pages.append(chat)
        return chat.open(path)

    yield make
    for chat in pages:
        assert chat.problems == []
        assert chat.page.is_closed() or chat.violations() == []
        outside = [url for url in chat.requests if not url.startswith((chat_url, "data:", "about:"))]
        assert outside == []
    for context in contexts:
        context.close()


@pytest.fixture
def chat(open_chat):
    return open_chat()
