"""What a visitor reads on the page when the account behind a real `serve` has a bad day."""

import re

import pytest
from playwright.sync_api import expect

from real_chat import RealChat

QUESTION = "How many days do I have to send a bike back?"


@pytest.fixture
def real(request, tmp_path):
    # For each test its own: a limit that the account tells of is kept to by all that follows.
    real = RealChat(tmp_path, **getattr(request, "param", {}))
    yield real
    real.stop()


@pytest.fixture
def chat_url(real):
    return real.url


def test_a_place_in_the_answer_opens_the_words_that_it_has_from_the_document(chat):
    chat.ask(QUESTION)
    expect(chat.last_answer).to_contain_text("30 days")
    chat.page.locator(".mark").first.click()
    dialog = chat.page.get_by_role("dialog", name="returns-and-warranty.md")
    expect(dialog.locator("#source-file")).to_have_text("knowledge/support/returns-and-warranty.md")
    expect(dialog.locator(".used mark").first).to_contain_text("30 days")
    expect(dialog.locator(".used mark").first).to_be_in_viewport()


def test_a_long_document_on_a_small_screen_keeps_its_name_and_the_way_out_in_sight(open_chat):
    chat = open_chat(width=320, height=480)
    chat.ask(QUESTION)
    chat.page.locator(".mark").last.click()
    chat.page.locator("#source").evaluate("each => { each.scrollTop = each.scrollHeight; }")
    expect(chat.page.locator("#source-title")).to_be_in_viewport()
    chat.button("Close").click()
    expect(chat.page.locator("#source")).to_be_hidden()


@pytest.mark.parametrize(
    "fault, words",
    [
        ("POST /v1/responses 429 retry-after=60 times=1", "The chat is busy at the moment. Please try again in a minute."),
        ("POST /v1/responses 500 times=1", "The chat cannot answer at the moment. Please try again later."),
    ],
)
def test_an_account_that_does_not_answer_leaves_words_and_a_way_on(chat, real, fault, words):
    real.faults(fault)
    chat.ask(QUESTION)
    expect(chat.last_answer.locator(".state")).to_have_text(words)
    expect(chat.last_answer.locator(".markdown")).to_have_count(0)
    expect(chat.button("Good answer")).to_be_hidden()
    real.faults()
    chat.page.reload()
    expect(chat.last_answer.locator(".state")).to_have_text(re.compile("broke off"))


# Passages would be most of the stream: half of it would be none of the text.
@pytest.mark.parametrize("real", [{"citations": "names"}], indirect=True)
def test_an_answer_that_is_cut_keeps_what_came_and_can_be_asked_for_again(chat, real):
    real.faults("POST /v1/responses drop answering times=1")
    chat.ask(QUESTION)
    expect(chat.last_answer.locator(".markdown")).to_contain_text("The sandbox runs no language model")
    expect(chat.last_answer.locator(".state")).to_have_text("The answer could not be finished. Please try again.")
    chat.button("Answer again").click()
    expect(chat.last_answer).to_contain_text("30 days")
    expect(chat.last_answer.locator(".state")).to_be_hidden()


def test_an_account_that_hangs_is_stopped_with_esc_and_the_next_question_is_answered(chat, real):
    real.faults("POST /v1/responses hang times=1")
    chat.ask(QUESTION, wait=False)
    expect(chat.page.locator("#status")).to_contain_text("Thinking…")
    chat.page.keyboard.press("Escape")
    chat.wait_until_idle()
    chat.ask(QUESTION)
    expect(chat.last_answer).to_contain_text("30 days")


def test_a_function_that_is_down_is_told_by_the_answer_and_not_by_the_page(chat):
    chat.ask("lookup_order VL-2026-004711, me@example.com, de")
    expect(chat.last_answer).to_contain_text("the function did not answer")
    expect(chat.last_answer.locator(".tool")).to_have_text("Used “lookup order”")
    expect(chat.last_answer.locator(".state")).to_be_hidden()


@pytest.mark.parametrize("real", [{"budget": 0.2}], indirect=True)
def test_a_budget_that_is_spent_says_when_the_chat_answers_again(chat, real):
    # One answer that may have been made, and paid for, is all that this budget has.
    real.faults("POST /v1/responses 500")
    chat.ask(QUESTION)
    chat.ask(QUESTION, wait=False)
    expect(chat.failure).to_contain_text("It answers again tomorrow.")
    expect(chat.failure).to_contain_text(re.compile(r"(at|tomorrow at) \d\d:\d\d"))
