"""Answers that mean harm stay text."""

import re

import pytest
from playwright.sync_api import expect

from chat_samples import HOSTILE
from chat_stub import source, text

ALLOWED = (
    "A BLOCKQUOTE BR BUTTON CODE DEL DIV EM FIGCAPTION FIGURE H3 H4 H5 H6 HR LI OL P PRE SPAN STRONG SUP TABLE TBODY TD TH THEAD TR UL"
).split()


def markdown(chat):
    return chat.last_answer.locator(".markdown").first


def answer(chat, stub, words, *, pieces=7):
    stub.answer("Say it", text(words, pieces=pieces))
    chat.ask("Say it", wait=False)
    chat.page.locator("#send:not(.stops)").wait_for(timeout=60_000)
    return markdown(chat)


@pytest.mark.parametrize("harm", HOSTILE)
def test_markup_stays_text(chat, stub, harm):
    words, seen = HOSTILE[harm]
    shown = answer(chat, stub, words)
    expect(shown).to_contain_text(seen)
    tags = shown.evaluate("each => Array.from(each.querySelectorAll('*')).map((one) => one.tagName)")
    assert set(tags) <= set(ALLOWED)
    attributes = shown.evaluate("each => Array.from(each.querySelectorAll('*')).flatMap((one) => one.getAttributeNames())")
    assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcdoc", "id", "name")]
    for link in shown.locator("a").all():
        assert re.match(r"https?://|mailto:", link.get_attribute("href"))
        assert "@" not in link.get_attribute("href")
        assert link.get_attribute("rel") == "noopener noreferrer nofollow"
        assert link.get_attribute("target") == "_blank"
    assert chat.page.evaluate("window.broken") is None


def test_images_are_never_loaded(chat, stub):
    answer(chat, stub, "![a](https://velo.example/a.png)\n\n[![b](https://velo.example/b.png)](https://velo.example)")
    assert chat.page.locator(".markdown img").count() == 0
    assert not [url for url in chat.requests if "velo.example" in url]


@pytest.mark.parametrize("link, place", [
    ("[the bank](https://evil.example/login)", " (evil.example)"),
    ("[https://bank.example](https://evil.example)", " (evil.example)"),
    ("[https://bank.example/login](https://evil.example)", " (evil.example)"),
    ("[bank.example evil.example](https://evil.example)", " (evil.example)"),
    ("[https://bank.example/\u202emoc.live](https://evil.example/)", " (evil.example)"),
    ("[bank](https://b\u0430nk.example)", " (xn--bnk-6cd.example)"),
    ("[write](mailto:me@evil.example)", " (me@evil.example)"),
])
def test_a_link_says_where_it_leads(chat, stub, link, place):
    shown = answer(chat, stub, link)
    expect(shown.locator(".place")).to_have_text(place)
    expect(shown.locator("a")).to_have_count(1)


@pytest.mark.parametrize("link", ["https://velo.example/a?b=c", "[velo.example](https://velo.example/)", "<https://velo.example>"])
def test_a_link_that_says_so_itself_is_left_alone(chat, stub, link):
    shown = answer(chat, stub, link)
    expect(shown.locator("a")).to_have_count(1)
    expect(shown.locator(".place")).to_have_count(0)


def test_letters_that_turn_the_line_round_do_not(chat, stub):
    words = "Invoice\u202efdp.exe and \u2066isolated\u2069 \u0000\u0007\n\n```sh\nrm \u202e/ #\u2069\n```\n\nשלום עולם `code` ok"
    shown = answer(chat, stub, words)
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u0000-\u0008]", chat.last_answer.inner_text())
    expect(shown.locator("pre")).to_contain_text("⟨U+202E⟩")
    hebrew = shown.locator("p").last
    expect(hebrew).to_have_css("direction", "rtl")
    expect(shown.locator("p").first).to_have_css("direction", "ltr")


def test_names_of_documents_are_text_too(chat, stub):
    stub.answer("Say it", text("Look."), source("s", "<img src=x onerror='window.broken=1'>\u202egpj", passage="<script>window.broken=1</script>"))
    chat.ask("Say it")
    chat.page.locator(".chip").click()
    expect(chat.page.locator("#source-title")).to_have_text("<img src=x onerror='window.broken=1'>gpj")
    expect(chat.page.locator("#source blockquote")).to_have_text("<script>window.broken=1</script>")
    assert chat.page.evaluate("window.broken") is None


def test_what_a_visitor_writes_is_text_too(chat):
    words = "<img src=x onerror='window.broken=1'> **not bold** [a](javascript:alert(1))"
    chat.ask(words)
    expect(chat.questions).to_have_text([words])
    expect(chat.page.locator("#chats .open")).to_have_text([re.compile(r"^<img src=x")])
    assert chat.page.evaluate("window.broken") is None


MONSTERS = {
    "a line of 100 KB": ("x" * 100_000, 5_000),
    "words of 100 KB": ("word " * 20_000, 5_000),
    "10,000 quotes in one another": ("> " * 10_000 + "end", 1_000),
    "10,000 lists in one another": ("- " * 10_000 + "end", 1_000),
    "lists that go in, line by line": ("\n".join(" " * (2 * depth) + "- x" for depth in range(300)), 2_000),
    "brackets": ("[" * 50_000 + "](", 5_000),
    "links without an end": ("[a](" * 15_000, 5_000),
    "stars": ("*a **b " * 8_000, 4_000),
    "backticks": ("`a``b```" * 8_000, 4_000),
    "cells": ("|" * 20_000 + "\n" + "|-" * 20_000, 4_000),
    "a fence without an end": ("```\n" + "<b>\n" * 20_000, 4_000),
}


@pytest.mark.parametrize("monster", MONSTERS)
def test_no_answer_holds_the_page(chat, stub, monster):
    words, pieces = MONSTERS[monster]
    answer(chat, stub, words, pieces=pieces)
    depth = chat.page.evaluate(
        """() => { let most = 0; for (const each of document.querySelectorAll('.markdown *')) {
            let depth = 0; for (let at = each; at; at = at.parentElement) depth += 1; most = Math.max(most, depth); } return most; }"""
    )
    assert depth < 120
    assert chat.width_overflow() == []
    chat.box.fill("Still alive?")
    expect(chat.send_button).to_be_enabled()


def test_a_script_that_got_in_would_not_run(open_chat):
    """Building nodes is one wall; the security policy is the other."""
    chat = open_chat()
    chat.page.evaluate(
        """() => { const made = document.createElement('div'); made.innerHTML = '<img src="data:," onerror="window.broken = 1">';
        document.body.append(made); const script = document.createElement('script'); script.textContent = 'window.broken = 1';
        document.body.append(script); }"""
    )
    chat.page.wait_for_function("() => window.violations.length >= 2")
    assert chat.page.evaluate("window.broken") is None
    chat.page.evaluate("window.violations = []")
    chat.problems.clear()
