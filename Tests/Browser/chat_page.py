"""What a visitor does with the chat page, and what they see."""

import re
from pathlib import Path

CONTRAST = (Path(__file__).parent / "contrast.js").read_text()


class ChatPage:
    def __init__(self, page, url):
        self.page = page
        self.url = url
        self.problems = []
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        self.requests = []
        page.on("request", lambda request: self.requests.append(request.url))

    def _heard(self, kind, text):
        # A refused request is a line of Chromium's own, and part of what some tests are about.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.problems.append(f"{kind}: {text}")

    def open(self, path="/"):
        self.page.goto(self.url + path)
        self.page.locator("#app:not(.is-loading)").wait_for()
        return self

    @property
    def box(self):
        return self.page.locator("#question")

    @property
    def send_button(self):
        return self.page.locator("#send")

    @property
    def log(self):
        return self.page.get_by_role("log", name="Conversation")

    @property
    def questions(self):
        return self.page.locator(".question .bubble")

    @property
    def answers(self):
        return self.page.locator(".message.answer")

    @property
    def last_answer(self):
        return self.answers.last

    @property
    def failure(self):
        return self.page.locator("#failure")

    @property
    def spoken(self):
        return self.page.locator("#announcer")

    def ask(self, text, *, wait=True):
        self.box.fill(text)
        self.box.press("Enter")
        if wait:
            self.wait_until_idle()

    def wait_until_idle(self):
        self.page.locator("#status").wait_for(state="hidden")
        self.page.locator("#send:not(.stops)").wait_for()

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def chats(self):
        return self.page.locator("#chats .open").all_inner_texts()

    def open_chats(self):
        if self.page.locator("#toggle-chats").get_attribute("aria-expanded") == "false":
            self.page.locator("#toggle-chats").click()

    def leave_focus(self):
        """Puts the keyboard at the beginning of the page."""
        self.page.evaluate("() => { document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); }")

    def width_overflow(self):
        """Elements that stick out of the page at either side, but for what scrolls by itself."""
        return self.page.evaluate(
            """() => Array.from(document.querySelectorAll('body *')).filter((each) => {
                if (each.closest('pre, .table, .sidebar, .hidden, .skip, svg') || !each.checkVisibility()) return false;
                const box = each.getBoundingClientRect();
                return box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5);
            }).map((each) => each.outerHTML.slice(0, 120))"""
        )

    def poor_contrasts(self):
        """Texts that are hard to read; axe gives up on those that anything lies over, such as a shade."""
        return self.page.evaluate(f"() => {{ {CONTRAST} }}")

    def violations(self):
        return self.page.evaluate("() => window.violations ?? []")


def chat_id(page):
    return re.search(r"#(.+)$", page.url).group(1)
