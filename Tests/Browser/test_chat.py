"""Talking to an assistant on the page of `serve`."""

import re
import time

import pytest
from playwright.sync_api import expect

from chat_page import chat_id
from chat_stub import Cut, Gate, citation, source, text, tool


def test_a_question_is_answered(chat):
    chat.ask("How many days do I have to send a bike back?")
    expect(chat.questions).to_have_text(["How many days do I have to send a bike back?"])
    expect(chat.answers).to_have_count(1)
    assert chat.last_answer.inner_text().strip()
    expect(chat.box).to_have_value("")
    expect(chat.box).to_be_focused()


def test_what_the_server_wants_is_what_it_gets(chat, stub):
    chat.ask("Hello")
    [post] = stub.posts
    assert post["id"] == chat_id(chat.page)
    assert (post["trigger"], post["assistant"]) == ("submit-message", "support-bot")
    assert [part["text"] for part in post["messages"][-1]["parts"]] == ["Hello"]


def test_an_answer_shows_as_it_comes(chat, stub):
    gate = Gate()
    stub.answer("Slowly", text("The **first** part", part="0")[:-1], gate, {"type": "text-delta", "id": "0", "delta": " and the rest."})
    chat.ask("Slowly", wait=False)
    expect(chat.last_answer.locator("strong")).to_have_text("first")
    expect(chat.button("Stop the answer")).to_be_visible()
    expect(chat.spoken).to_have_text("")
    gate.set()
    expect(chat.last_answer.locator(".markdown")).to_have_text("The first part and the rest.")
    expect(chat.spoken).to_have_text("Velo support said: The first part and the rest.")


def test_half_a_marker_does_not_flicker(chat, stub):
    """What is begun shows as what it will be, at every step."""
    steps = ["A **bo", "ld** and [a li", "nk](https://velo.exam", "ple/x) and `co", "de`.\n\n| a | b |", "\n|--", "-|---|\n| 1 |", "\n\n``", "`py\nx = 1\n``", "`"]
    gates = [Gate() for _ in steps]
    script = [{"type": "text-start", "id": "0"}]
    for step, gate in zip(steps, gates):
        script += [{"type": "text-delta", "id": "0", "delta": step}, gate]
    stub.answer("Step by step", script)
    chat.ask("Step by step", wait=False)
    markdown = chat.last_answer.locator(".markdown")
    seen = []
    for at, gate in enumerate(gates):
        length = len("".join(steps[: at + 1]))
        chat.page.wait_for_function("length => document.querySelector('.markdown') !== null", arg=length)
        chat.page.wait_for_timeout(60)
        seen.append(markdown.inner_text())
        gate.set()
    chat.wait_until_idle()
    for shown in seen:
        assert not re.search(r"\*\*|`|\]\(|\||--|\[", shown), seen
    expect(markdown.locator("table")).to_have_count(1)
    expect(markdown.locator("pre")).to_have_text("x = 1")


def test_esc_stops_an_answer(chat, stub):
    stub.answer("Tell me everything", text("It all began", part="0")[:-1], Gate(), text("never said"))
    chat.ask("Tell me everything", wait=False)
    expect(chat.last_answer).to_contain_text("It all began")
    chat.page.keyboard.press("Escape")
    chat.wait_until_idle()
    expect(chat.last_answer).to_contain_text("You stopped this answer.")
    expect(chat.spoken).to_have_text("You stopped this answer.")
    assert "never said" not in chat.last_answer.inner_text()
    assert f"POST /api/chat/{chat_id(chat.page)}/stop" in stub.asked


def test_the_stop_button_stops_before_the_first_word(chat, stub):
    stub.answer("Think", Gate())
    chat.ask("Think", wait=False)
    expect(chat.page.locator("#status")).to_have_text("Thinking…")
    chat.button("Stop the answer").click()
    chat.wait_until_idle()
    expect(chat.button("Send")).to_be_visible()


def test_an_answer_can_be_made_again(chat, stub):
    stub.answer("Pick a number", text("Four"))
    chat.ask("Pick a number")
    first = stub.chats[chat_id(chat.page)]["messages"][-1]["id"]
    stub.answer("Pick a number", text("Seven"))
    chat.button("Answer again").click()
    chat.wait_until_idle()
    expect(chat.answers).to_have_count(1)
    expect(chat.last_answer).to_contain_text("Seven")
    assert (stub.posts[-1]["trigger"], stub.posts[-1]["messageId"]) == ("regenerate-message", first)


def test_a_refused_second_answer_leaves_the_first(chat, stub):
    stub.answer("Pick a number", text("Four"))
    chat.ask("Pick a number")
    stub.refuse_next(503, "unavailable", "The assistant can’t be reached at the moment.")
    chat.button("Answer again").click()
    expect(chat.failure).to_contain_text("can’t be reached")
    expect(chat.last_answer).to_contain_text("Four")


def test_an_own_message_can_be_changed(chat, stub):
    chat.ask("One")
    chat.ask("Two")
    asked = stub.chats[chat_id(chat.page)]["messages"][0]["id"]
    chat.questions.first.hover()
    chat.page.get_by_role("button", name="Edit").first.click()
    field = chat.page.get_by_role("textbox", name="Edit your message")
    expect(field).to_be_focused()
    field.fill("Three")
    field.press("Enter")
    chat.wait_until_idle()
    expect(chat.questions).to_have_text(["Three"])
    expect(chat.last_answer).to_contain_text("You said: Three")
    assert stub.posts[-1]["messageId"] == stub.posts[-1]["messages"][-1]["id"] == asked


def test_esc_leaves_a_message_as_it_was(chat, stub):
    chat.ask("One")
    chat.questions.first.hover()
    chat.button("Edit").click()
    chat.page.keyboard.type(" and more")
    chat.page.keyboard.press("Escape")
    expect(chat.questions).to_have_text(["One"])
    expect(chat.button("Edit")).to_be_focused()
    assert len(stub.posts) == 1


def test_documents_are_named_and_shown(chat, stub):
    words = "You have 30 days. The battery stays in."
    stub.answer(
        "Returns?", tool("file_search"), text(words),
        source("s1", "Returns", filename="knowledge/returns.md", passage="Bikes can be sent back within 30 days."),
        source("s2", "Batteries", filename="knowledge/batteries.md"),
        source("s3", "Returns", filename="knowledge/returns.md", passage="In the original box."),
        citation("s1", 0, 17), citation("s2", 18, len(words)), citation("s3", 18, len(words)),
    )
    chat.ask("Returns?")
    expect(chat.last_answer).to_contain_text("Searched the documents")
    expect(chat.page.locator(".chip")).to_have_text(["1Returns", "2Batteries"])
    expect(chat.last_answer.locator(".markdown")).to_have_text("You have 30 days.1 The battery stays in.12")
    chat.last_answer.get_by_role("button", name="Source 2: Batteries").click()
    dialog = chat.page.get_by_role("dialog", name="Batteries")
    expect(dialog).to_contain_text("knowledge/batteries.md")
    chat.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    chat.page.locator(".chip").first.click()
    expect(chat.page.get_by_role("dialog", name="Returns").locator("blockquote")).to_have_text(
        ["Bikes can be sent back within 30 days.", "In the original box."]
    )
    chat.button("Close").click()
    chat.page.reload()
    expect(chat.page.locator(".chip")).to_have_text(["1Returns", "2Batteries"])
    expect(chat.page.locator(".mark")).to_have_text(["1", "1", "2"])


def test_a_place_in_an_answer_opens_what_was_used_there(chat, stub):
    words = "You can send a bike back within **30 days** of delivery.\n\n- E-bikes need a battery below 30 %.\n\nAsk us."
    bikes = "Returns\nYou can send a bike back within 30 days of delivery. Clothes are another matter."
    batteries = "E-bikes: send them only with a battery charged below 30 %."
    others = "Shops in Gothenburg and Lund are open from 10 to 18."
    first, second = words.index("delivery.") + len("delivery."), words.index("%.") + len("%.")
    stub.answer(
        "Returns?", text(words),
        source("s1", "returns.md", filename="returns.md", path="knowledge/support/returns.md", passages=[others, bikes, batteries]),
        citation("s1", first, first), citation("s1", second, second), citation("s1", len(words), len(words)),
    )
    chat.ask("Returns?")
    dialog, marks = chat.page.get_by_role("dialog", name="returns.md"), chat.page.locator(".mark")
    marks.nth(0).click()
    expect(chat.page.locator("#source-file")).to_have_text("knowledge/support/returns.md")
    expect(dialog.locator("blockquote")).to_have_text([others, bikes, batteries])
    expect(dialog.locator(".used mark")).to_have_text(["You can send a bike back within 30 days of delivery."])
    expect(dialog.locator(".used mark")).to_be_in_viewport()
    chat.page.keyboard.press("Escape")
    marks.nth(1).click()
    expect(dialog.locator(".used")).to_have_text(batteries)
    chat.page.keyboard.press("Escape")
    marks.nth(2).click()
    expect(dialog.locator("blockquote")).to_have_count(3)
    expect(dialog.locator(".used")).to_have_count(0)
    chat.page.keyboard.press("Escape")
    chat.page.locator(".chip").click()
    expect(dialog.locator("mark")).to_have_count(0)


def test_documents_by_path_and_pages_of_the_web(chat, stub):
    path = "knowledge/support/returns.md"
    stub.answer(
        "Returns?", text("Within 30 days."), source("s1", path, filename=path),
        {"type": "source-url", "sourceId": "s2", "url": "https://velo.example/returns", "title": "Our returns"},
        {"type": "source-url", "sourceId": "s3", "url": "javascript:window.broken=1", "title": "Not a page"},
    )
    chat.ask("Returns?")
    expect(chat.page.locator(".chip")).to_have_text(["1returns.md", "2Our returns", "3Not a page"])
    shown = chat.page.locator("#source-file")
    chat.page.locator(".chip").first.click()
    expect(shown).to_have_text(path)
    chat.page.keyboard.press("Escape")
    chat.page.locator(".chip").nth(1).click()
    expect(shown.locator("a")).to_have_attribute("href", "https://velo.example/returns")
    chat.page.keyboard.press("Escape")
    chat.page.locator(".chip").last.click()
    expect(shown.locator("a")).to_have_count(0)


def test_an_answer_that_was_cut_says_why(chat, stub):
    why = "The answer ends here because it became too long."
    stub.answer("Everything", text("So much"), {"type": "data-notice", "data": {"code": "cut", "message": why}, "transient": True})
    chat.ask("Everything")
    expect(chat.last_answer.locator(".state")).to_have_text(why)


def test_what_tools_do_is_told_while_they_do_it(chat, stub):
    gate = Gate()
    stub.answer("Where is it?", tool("file_search", gate), tool("lookup_order"), text("On its way."))
    chat.ask("Where is it?", wait=False)
    expect(chat.last_answer.locator(".tool")).to_have_text(["Searching the documents…"])
    gate.set()
    chat.wait_until_idle()
    expect(chat.last_answer.locator(".tool")).to_have_text(["Searched the documents", "Used “lookup order”"])


def test_an_answer_is_copied_as_it_was_written(chat, stub):
    stub.answer("Code?", text("Use **this**:\n\n```sh\nmake test\n```"))
    chat.ask("Code?")
    chat.button("Copy code").click()
    expect(chat.spoken).to_have_text("Copied")
    assert chat.page.evaluate("navigator.clipboard.readText()") == "make test"
    chat.last_answer.get_by_role("button", name="Copy", exact=True).click()
    chat.page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('Use')")
    assert chat.page.evaluate("navigator.clipboard.readText()") == "Use **this**:\n\n```sh\nmake test\n```"


def test_thumbs_are_kept_with_a_comment_or_without(chat, stub):
    chat.ask("Hello")
    chat.button("Bad answer").click()
    comment = chat.page.get_by_role("textbox", name="What was wrong? (optional)")
    expect(comment).to_be_focused()
    comment.fill("Too short")
    chat.button("Send feedback").click()
    expect(chat.last_answer).to_contain_text("Thank you for the feedback.")
    answer = stub.chats[chat_id(chat.page)]["messages"][-1]["id"]
    assert stub.ratings == [
        {"messageId": answer, "rating": "down"}, {"messageId": answer, "rating": "down", "comment": "Too short"}
    ]
    chat.page.reload()
    expect(chat.button("Bad answer")).to_have_attribute("aria-pressed", "true")
    chat.button("Bad answer").click()
    expect(chat.button("Bad answer")).to_have_attribute("aria-pressed", "false")
    assert stub.ratings[-1]["rating"] is None


def test_chats_stand_side_by_side(chat):
    chat.ask("First chat")
    chat.button("New chat").click()
    expect(chat.page.locator("#start")).to_be_visible()
    chat.ask("Second chat")
    expect(chat.page.locator("#chats .open")).to_have_text(["Second chat", "First chat"])
    chat.page.get_by_role("button", name="First chat", exact=True).click()
    expect(chat.questions).to_have_text(["First chat"])
    chat.page.go_back()
    expect(chat.questions).to_have_text(["Second chat"])


def test_an_answer_goes_on_while_another_chat_is_read(chat, stub):
    gate = Gate()
    stub.answer("Slow", text("Begin", part="0")[:-1], gate, {"type": "text-delta", "id": "0", "delta": " and end"})
    chat.ask("Slow", wait=False)
    expect(chat.last_answer).to_contain_text("Begin")
    chat.button("New chat").click()
    chat.ask("Quick")
    gate.set()
    chat.page.get_by_role("button", name="Slow", exact=True).click()
    expect(chat.last_answer).to_contain_text("Begin and end")
    expect(chat.questions).to_have_text(["Slow"])


def test_a_chat_is_deleted_after_a_question(chat):
    chat.ask("Delete me")
    chat.button("Delete the chat “Delete me”").click()
    chat.button("Cancel").click()
    expect(chat.questions).to_have_text(["Delete me"])
    chat.button("Delete the chat “Delete me”").click()
    chat.page.locator("#confirm").get_by_role("button", name="Delete").click()
    expect(chat.page.locator("#chats .open")).to_have_count(0)
    expect(chat.page.locator("#start")).to_be_visible()
    chat.page.reload()
    chat.page.locator("#app:not(.is-loading)").wait_for()
    assert chat.chats() == []


def test_a_chat_that_is_no_longer_kept_says_so(open_chat, stub):
    chat = open_chat("/#a-chat-of-last-week")
    expect(chat.page.locator("#gone")).to_have_text("This chat is no longer kept. You can start a new one.")
    expect(chat.box).to_be_enabled()


def test_reloading_goes_on_with_the_answer(chat, stub):
    gate = Gate()
    stub.answer("Long", text("The beginning", part="0")[:-1], gate, {"type": "text-delta", "id": "0", "delta": " and the end."})
    chat.ask("Long", wait=False)
    expect(chat.last_answer).to_contain_text("The beginning")
    chat.page.reload()
    expect(chat.last_answer).to_contain_text("The beginning")
    expect(chat.button("Stop the answer")).to_be_visible()
    gate.set()
    chat.wait_until_idle()
    expect(chat.answers).to_have_count(1)
    expect(chat.last_answer.locator(".markdown")).to_have_text("The beginning and the end.")


def test_a_cut_stream_is_taken_up_where_it_was(chat, stub):
    gate = Gate()
    stub.answer("Cut", text("Before the cut", part="0")[:-1], gate, Cut(), {"type": "text-delta", "id": "0", "delta": ", and after."}, 1.0)
    chat.ask("Cut", wait=False)
    expect(chat.last_answer).to_contain_text("Before the cut")
    gate.set()
    expect(chat.page.locator("#status")).to_contain_text("Reconnecting")
    expect(chat.last_answer).to_contain_text("Before the cut")
    chat.wait_until_idle()
    expect(chat.answers).to_have_count(1)
    expect(chat.last_answer.locator(".markdown")).to_have_text("Before the cut, and after.")
    assert len(stub.posts) == 1


def test_a_cut_stream_whose_answer_is_done_shows_what_was_kept(chat, stub):
    stub.answer("Cut", text("Half", part="0")[:-1], 0.2, Cut(), {"type": "text-delta", "id": "0", "delta": " and whole."})
    chat.ask("Cut")
    expect(chat.last_answer.locator(".markdown")).to_have_text("Half and whole.")


def test_offline_and_back(chat):
    context = chat.page.context
    chat.ask("Before")
    context.set_offline(True)
    expect(chat.page.locator("#banner")).to_have_text("You are offline. What you write is kept.")
    chat.box.fill("Written in a tunnel")
    expect(chat.send_button).to_be_disabled()
    context.set_offline(False)
    expect(chat.page.locator("#banner")).to_be_hidden()
    expect(chat.spoken).to_have_text("You are back online.")
    expect(chat.box).to_have_value("Written in a tunnel")
    chat.box.press("Enter")
    chat.wait_until_idle()
    expect(chat.questions).to_have_text(["Before", "Written in a tunnel"])


def test_a_message_that_did_not_arrive_is_sent_again_under_its_id(chat, stub):
    chat.page.route("**/api/chat", lambda route: route.abort())
    chat.ask("Are you there?", wait=False)
    expect(chat.failure).to_contain_text("The server can’t be reached.")
    chat.page.reload()
    expect(chat.questions).to_have_text(["Are you there?"])
    chat.page.unroute("**/api/chat")
    chat.button("Try again").click()
    chat.wait_until_idle()
    expect(chat.questions).to_have_text(["Are you there?"])
    expect(chat.last_answer).to_contain_text("You said: Are you there?")
    assert len(stub.posts) == 1


def test_a_limit_is_told_with_its_end(chat, stub):
    stub.refuse_next(429, "too_many_requests", "That was a lot of messages in a short time.", retry_after=3)
    chat.ask("Too fast", wait=False)
    expect(chat.failure).to_contain_text("That was a lot of messages")
    expect(chat.failure).to_contain_text(re.compile(r"You can send again in \d s\."))
    chat.box.fill("More")
    expect(chat.send_button).to_be_disabled()
    expect(chat.button("Try again")).to_be_disabled()
    expect(chat.button("Try again")).to_be_enabled()
    expect(chat.spoken).to_have_text("You can send again now.")
    chat.button("Try again").click()
    chat.wait_until_idle()
    expect(chat.questions).to_have_text(["Too fast"])
    expect(chat.last_answer).to_contain_text("You said: Too fast")
    assert stub.posts[0]["messages"][-1]["id"] == stub.posts[1]["messages"][-1]["id"]


def test_a_spent_budget_is_told_in_words(chat, stub):
    stub.refuse_next(429, "budget_exhausted", "The chat has answered all it can for today.", retry_after=8 * 3600)
    chat.ask("Hello", wait=False)
    expect(chat.failure).to_contain_text("The chat has answered all it can for today.")
    expect(chat.failure).to_contain_text(re.compile(r"(at|tomorrow at) \d\d:\d\d"))


@pytest.mark.parametrize("status, body", [(500, "<h1>Oops</h1>"), (502, ""), (429, '{"error": {"code": "too_many_requests"}}')])
def test_a_refusal_without_words_gets_some(chat, stub, status, body):
    chat.page.route("**/api/chat", lambda route: route.fulfill(status=status, body=body))
    chat.ask("Hello", wait=False)
    expect(chat.failure.locator("p").first).to_have_text(re.compile(r"\w+.*\."))
    chat.page.unroute("**/api/chat")
    chat.button("Try again").click()
    expect(chat.last_answer).to_contain_text("You said: Hello")


def test_an_answer_that_breaks_off_says_so(chat, stub):
    stub.answer("Break", text("So far")[:-1], {"type": "error", "errorText": "The assistant could not finish this answer."})
    chat.ask("Break")
    expect(chat.last_answer).to_contain_text("So far")
    expect(chat.last_answer.locator(".state")).to_have_text("The assistant could not finish this answer.")
    stub.answer("Break", text("Now whole"))
    chat.button("Answer again").click()
    expect(chat.last_answer).to_contain_text("Now whole")


def test_a_notice_is_shown_while_it_holds(chat, stub):
    gate = Gate()
    stub.answer("Wait", {"type": "data-notice", "data": {"code": "busy", "message": "Many people are asking. One moment."}, "transient": True}, gate, text("Done"))
    chat.ask("Wait", wait=False)
    expect(chat.page.locator("#status")).to_contain_text("Many people are asking. One moment.")
    gate.set()
    chat.wait_until_idle()
    expect(chat.last_answer.locator(".markdown")).to_have_text("Done")


def test_a_message_that_is_too_long_cannot_be_sent(chat, stub):
    stub_limit = stub.config["characters"]
    chat.box.fill("x" * (stub_limit - 10))
    expect(chat.page.locator("#counter")).to_have_text("3,990 of 4,000 characters")
    expect(chat.send_button).to_be_enabled()
    chat.box.fill("x" * (stub_limit + 1))
    expect(chat.page.locator("#counter")).to_contain_text("1 character too long")
    expect(chat.send_button).to_be_disabled()
    expect(chat.box).to_have_attribute("aria-invalid", "true")
    chat.box.press("Enter")
    assert stub.posts == []
    chat.box.fill("🚲" * stub_limit)
    expect(chat.send_button).to_be_enabled()


def test_a_token_that_expired_is_replaced_once(chat, stub):
    chat.ask("One")
    stub.tokens.clear()
    chat.ask("Two")
    expect(chat.failure).to_be_hidden()
    expect(chat.last_answer).to_contain_text("You said: Two")
    assert stub.asked.count("POST /api/visitor") == 2


def test_looking_at_the_page_makes_nobody_a_visitor(chat, stub):
    chat.page.reload()
    chat.page.locator("#app:not(.is-loading)").wait_for()
    assert "POST /api/visitor" not in stub.asked
    assert "GET /api/chats" not in stub.asked


def test_a_translated_page_goes_on(chat, stub):
    """Browsers that translate put nodes of their own around every text."""
    gate = Gate()
    stub.answer("Translate", text("Some *words* and", part="0")[:-1], gate, {"type": "text-delta", "id": "0", "delta": " more **words**\n\nand a second paragraph"})
    chat.ask("Translate", wait=False)
    expect(chat.last_answer).to_contain_text("and")
    chat.page.evaluate(
        """() => { const walker = document.createTreeWalker(document.querySelector('.markdown'), NodeFilter.SHOW_TEXT); const texts = [];
        while (walker.nextNode()) texts.push(walker.currentNode);
        for (const each of texts) { const font = document.createElement('font'); font.textContent = each.data.toUpperCase(); each.replaceWith(font); } }"""
    )
    gate.set()
    chat.wait_until_idle()
    expect(chat.last_answer).to_contain_text("and a second paragraph")


def test_enter_in_the_middle_of_composing_sends_nothing(chat):
    chat.box.fill("にほんご")
    chat.box.evaluate(
        "box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    expect(chat.box).to_have_value("にほんご")
    expect(chat.questions).to_have_count(0)


def test_shift_enter_begins_a_line(chat):
    chat.box.fill("One")
    chat.box.press("Shift+Enter")
    chat.page.keyboard.type("Two")
    expect(chat.box).to_have_value("One\nTwo")
    expect(chat.questions).to_have_count(0)


def test_a_draft_is_kept_for_each_chat(chat):
    chat.ask("First chat")
    chat.box.fill("A draft in the first")
    chat.button("New chat").click()
    expect(chat.box).to_have_value("")
    chat.box.fill("A draft in a new one")
    chat.page.get_by_role("button", name="First chat", exact=True).click()
    expect(chat.box).to_have_value("A draft in the first")
    chat.page.reload()
    expect(chat.box).to_have_value("A draft in the first")
    chat.button("New chat").click()
    expect(chat.box).to_have_value("A draft in a new one")


BLOCKED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });"


def test_without_storage_the_chat_works_and_says_what_is_missing(open_chat):
    chat = open_chat(script=BLOCKED)
    expect(chat.page.locator("#storage-note")).to_contain_text("keeps nothing")
    chat.ask("Hello")
    assert chat.last_answer.inner_text().strip()


def test_a_visitor_chooses_between_assistants(open_chat, stub):
    stub.assistants.append({"key": "workshop", "name": "Workshop", "description": "Repairs"})
    chat = open_chat()
    expect(chat.page.get_by_role("radio", name="Velo support")).to_be_checked()
    chat.page.get_by_role("radio", name="Workshop").check()
    expect(chat.box).to_have_attribute("placeholder", "Message Workshop")
    chat.ask("Brakes")
    assert stub.posts[-1]["assistant"] == "workshop"
    expect(chat.page.locator("#assistant")).to_have_text("Workshop")


def test_the_disclosure_is_always_there(chat):
    disclosure = chat.page.locator("#disclosure")
    expect(disclosure).to_be_visible()
    assert disclosure.inner_text().strip()
    chat.ask("Hello")
    expect(disclosure).to_be_in_viewport()


def test_reading_further_up_is_left_alone(chat, stub):
    gate = Gate()
    lines = "\n\n".join(f"Paragraph {number}" for number in range(80))
    stub.answer("Long", text(lines, pieces=200)[:-1], gate, {"type": "text-delta", "id": "0", "delta": "\n\nMore" * 40})
    chat.ask("Long", wait=False)
    expect(chat.last_answer).to_contain_text("Paragraph 79")
    distance = "() => { const log = document.querySelector('#log'); return log.scrollHeight - log.clientHeight - log.scrollTop; }"
    chat.page.wait_for_function(f"() => ({distance})() < 2")
    chat.log.hover()
    chat.page.mouse.wheel(0, -900)
    chat.page.wait_for_function(f"() => ({distance})() > 500")
    top = chat.log.evaluate("log => log.scrollTop")
    gate.set()
    chat.wait_until_idle()
    expect(chat.last_answer).to_contain_text("More")
    assert chat.log.evaluate("log => log.scrollTop") == top
    chat.button("Go to the latest message").click()
    chat.page.wait_for_function(f"() => ({distance})() < 2")


def test_a_long_answer_stays_smooth(chat, stub):
    """100 KB, in pieces as tokens come: no drawing holds the page for long."""
    row = "| city | 30 days | 0 € | yes, **always** |\n"
    words = "".join(
        [
            "Some *words* with `code` and [a link](https://velo.example/a). " * 12 + "\n\n- one\n- two\n  - three\n\n" + "```js\nlet x = 1;\n```\n\n"
            for _ in range(80)
        ]
    ) + "| a | b | c | d |\n|---|---|---|---|\n" + row * 400
    assert len(words) > 80_000
    chat.page.evaluate(
        "() => { window.tasks = []; new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map((each) => each.duration)))"
        ".observe({ type: 'longtask' }); }"
    )
    stub.answer("Everything", text(words, pieces=60))
    began = time.monotonic()
    chat.ask("Everything", wait=False)
    chat.page.locator("#send:not(.stops)").wait_for(timeout=60_000)
    expect(chat.last_answer.locator("tbody tr")).to_have_count(400)
    tasks = chat.page.evaluate("() => window.tasks")
    print(f"{len(words)} characters in {time.monotonic() - began:.1f} s, longest task {max(tasks, default=0):.0f} ms of {len(tasks)}")
    assert max(tasks, default=0) < 1000
