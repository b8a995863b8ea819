"""Several `assistantctl serve` that share one store: on PostgreSQL, and beside one file."""

import json
import random
import threading
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

import postgres_cluster
from conftest import Sandbox
from test_serve import FUNCTIONS, QUESTION, SETTINGS, Chat, deployed, events, text_of, types

STATE = "SELECT coalesce(sum(spent), 0), coalesce(sum(reserved), 0) FROM pot WHERE name = 'visitors'"


@pytest.fixture(scope="module")
def cluster():
    if reason := postgres_cluster.why_not():
        pytest.skip(reason)
    with postgres_cluster.PostgresCluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def slow_project(tmp_path_factory):
    """Of an account that takes some seconds for an answer."""
    with Sandbox(tmp_path_factory.mktemp("slow-account"), "--stream-delays", "0,60") as account:
        yield deployed(tmp_path_factory.mktemp("slow-project"), account.url, SETTINGS + FUNCTIONS.replace("PORT", "1"))


def forget_everything(cluster):
    for table in cluster.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"):
        cluster.query(f'DROP TABLE "{table}" CASCADE')


@contextmanager
def instances(project, place, count=2):
    with ExitStack() as stack:
        chats = [stack.enter_context(Chat(project, "--store", place, log=f"serve-{number}.log")) for number in range(count)]
        for chat in chats[1:]:
            chat.token = chats[0].token
        yield chats


@pytest.fixture(params=["postgres", "sqlite"])
def pair(request, slow_project, tmp_path):
    """Two instances, and one visitor at both."""
    place = str(tmp_path / "shared.sqlite")
    if request.param == "postgres":
        cluster = request.getfixturevalue("cluster")
        forget_everything(cluster)
        place = cluster.url
    with instances(slow_project, place) as chats:
        yield chats


def state_of_last(chat):
    return chat.json("GET", "/api/chat/chat-1")["messages"][-1]["metadata"]["state"]


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def begin(chat, **members):
    """A question whose answer has begun: the open stream, and what it said."""
    answer = chat.request("POST", "/api/chat", chat.post(QUESTION, **members))
    stream, seen = events(answer), []
    for chunk in stream:
        seen.append(chunk)
        if chunk["type"] == "text-delta":
            break
    return answer, stream, seen


def test_an_answer_can_be_resumed_at_any_instance_from_its_beginning(pair):
    one, two = pair
    answer, stream, seen = begin(one)
    assert two.json("GET", "/api/chat/chat-1")["running"]
    with two.request("GET", "/api/chat/chat-1/stream") as resumed, two.request("GET", "/api/chat/chat-1/stream") as again:
        elsewhere = list(events(resumed))
        assert list(events(again))[1:] == elsewhere[1:]
    seen += list(stream)
    assert types(seen)[-1] == "finish" and elsewhere[1:] == seen[1:]
    assert elsewhere[0]["messageId"] == seen[0]["messageId"]
    one.until_idle()
    assert two.request("GET", "/api/chat/chat-1/stream").status == 204
    assert state_of_last(two) == "complete" and one.spent() > 0 and two.spent() == 0


def test_who_left_for_another_instance_still_listens(pair):
    one, two = pair
    answer, _, _ = begin(one)
    answer.close()
    with two.request("GET", "/api/chat/chat-1/stream") as resumed:
        chunks = list(events(resumed))
    assert types(chunks)[-1] == "finish" and "30 days" in text_of(chunks)


def test_an_answer_can_be_stopped_at_any_instance_and_makes_way_for_the_next_question(pair):
    one, two = pair
    answer, stream, _ = begin(one)
    with two.request("GET", "/api/chat/chat-1/stream") as resumed:
        elsewhere = events(resumed)
        next(elsewhere)
        assert two.request("POST", "/api/chat/chat-1/stop").status == 204
        assert not two.json("GET", "/api/chat/chat-1")["running"]
        assert types(list(stream))[-1] == "abort" and types(list(elsewhere))[-1] == "abort"
    assert "30 days" in text_of(two.ask(QUESTION))
    one.until_idle()
    states = [message["metadata"]["state"] for message in two.json("GET", "/api/chat/chat-1")["messages"]]
    assert states == ["complete", "stopped", "complete", "complete"]
    assert one.spent() > 0


def test_two_questions_of_one_chat_at_two_instances_are_one_answer_and_one_refusal(pair):
    for number in range(4):
        outcomes, start = [], threading.Barrier(2)

        def ask(chat):
            start.wait()
            try:
                outcomes.append(types(chat.ask(QUESTION, chat=f"c{number}"))[-1])
            except urllib.error.HTTPError as error:
                outcomes.append((error.code, json.loads(error.read())["error"]["code"]))

        threads = [threading.Thread(target=ask, args=[chat]) for chat in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes, key=str) == [(409, "busy"), "finish"], outcomes
        assert len(pair[0].json("GET", f"/api/chat/c{number}")["messages"]) == 2


def test_one_message_posted_at_two_instances_is_one_answer_that_both_show(pair):
    one, two = pair
    body = one.post(QUESTION, message="m-1")
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda chat: chat.chunks(body), pair))
    assert found[0][0]["messageId"] == found[1][0]["messageId"]
    assert text_of(found[0]) == text_of(found[1]) and "30 days" in text_of(found[0])
    one.until_idle(), two.until_idle()
    assert (one.messages() + two.messages()).count("answer assistant=") == 1


def test_an_instance_that_dies_leaves_what_it_said_and_the_chat_goes_on_elsewhere(pair):
    one, two = pair
    begin(one)
    with two.request("GET", "/api/chat/chat-1/stream") as resumed:
        stream, seen = events(resumed), []
        for chunk in stream:
            seen.append(chunk)
            if chunk["type"] == "text-delta" and len(seen) > 4:
                one.process.kill()
                break
        seen += list(stream)
    assert types(seen)[-3:] == ["error", "finish-step", "finish"] and "interrupted" in seen[-3]["errorText"]
    assert state_of_last(two) == "failed"
    kept = two.json("GET", "/api/chat/chat-1")["messages"][-1]
    assert "".join(part.get("text", "") for part in kept["parts"]) == text_of(seen) != ""
    assert "answer state=abandoned" in two.messages() and two.spent() > 0
    again = {"id": "chat-1", "trigger": "regenerate-message", "messageId": kept["id"], "messages": []}
    assert "30 days" in text_of(two.chunks(again))


def test_an_instance_that_is_stopped_hands_its_listeners_on(pair):
    one, two = pair
    answer, stream, _ = begin(one)
    with two.request("GET", "/api/chat/chat-1/stream") as resumed:
        elsewhere = events(resumed)
        next(elsewhere)
        assert two.stop() == 0
        # Without an end: whoever reads it looks for the rest at the other one.
        assert not {"finish", "abort", "error"} & set(types(list(elsewhere)))
    with one.request("GET", "/api/chat/chat-1/stream") as resumed:
        assert types(list(events(resumed)))[-1] == "finish"


CROWD = """
serve:
  assistants: [support-bot]
  budget: { usd_per_day: BUDGET, usd_per_visitor_per_day: BUDGET }
  visitors: { messages_per_minute: 1000, messages_per_day: 1000 }
  addresses: { messages_per_minute: 10000, new_visitors_per_hour: 10000, usd_per_day: 1000 }
""" + FUNCTIONS.replace("PORT", "1")


@pytest.fixture(scope="module")
def quick_account(tmp_path_factory):
    with Sandbox(tmp_path_factory.mktemp("quick-account")) as account:
        yield account


def money(cluster):
    spent, reserved = cluster.query(STATE)[0].split("|")
    return int(spent), int(reserved)


def crowd(chats, tokens, count, seconds=None):
    """Asks many times at all of them; how each ended."""
    end = time.monotonic() + seconds if seconds else None

    def ask(number):
        if end and time.monotonic() > end:
            return "late"
        chat = chats[number % len(chats)]
        headers = {"X-Visitor-Token": tokens[number % len(tokens)]}
        try:
            with chat.request("POST", "/api/chat", chat.post(QUESTION, chat=f"n{number}"), headers=headers) as answer:
                return types(list(events(answer)))[-1]
        except urllib.error.HTTPError as error:
            return json.loads(error.read())["error"]["code"]
        except OSError:
            return "gone"
        except Exception as error:  # A connection that ends in the middle of a chunk.
            return f"gone: {type(error).__name__}"

    with ThreadPoolExecutor(64) as pool:
        return list(pool.map(ask, range(count)))


def test_a_thousand_questions_at_two_instances_never_spend_a_cent_too_much(cluster, quick_account, tmp_path):
    forget_everything(cluster)
    project = deployed(tmp_path, quick_account.url, CROWD.replace("BUDGET", "0.6"))
    limit, over, done = int(0.6e12), [], threading.Event()
    with instances(project, cluster.url) as chats:
        tokens = [chats[number % 2].json("POST", "/api/visitor", {})["token"] for number in range(50)]

        def watch():
            while not done.wait(0.2):
                if sum(now := money(cluster)) > limit:
                    over.append(now)

        watcher = threading.Thread(target=watch)
        watcher.start()
        ends = crowd(chats, tokens, 1000)
        done.set()
        watcher.join()
        for chat in chats:
            chat.until_idle()
        spent, reserved = money(cluster)
        told = sum(chat.spent() for chat in chats)
        counts = {end: ends.count(end) for end in set(ends)}
    assert not over and 0 < spent <= limit and reserved == 0, (over, spent, counts)
    assert set(counts) <= {"finish", "busy", "budget_exhausted", "too_many_requests"} and counts["finish"] > 0, counts
    assert told == pytest.approx(spent / 1e12, abs=1e-9)
    assert cluster.query("SELECT count(*) FROM running") == ["0"]
    assert cluster.query("SELECT count(*) FROM reservation") == ["0"]


def test_instances_that_are_killed_at_any_point_leave_no_money_reserved(cluster, quick_account, tmp_path):
    forget_everything(cluster)
    project = deployed(tmp_path, quick_account.url, CROWD.replace("BUDGET", "5"))
    with ExitStack() as stack:
        living = stack.enter_context(Chat(project, "--store", cluster.url, log="living.log"))
        tokens = [living.json("POST", "/api/visitor", {})["token"] for _ in range(20)]
        for number in range(4):
            dying = stack.enter_context(Chat(project, "--store", cluster.url, log=f"dying-{number}.log"))
            killer = threading.Timer(random.uniform(0.2, 1.5), dying.process.kill)
            killer.start()
            crowd([dying, living], tokens, 60, seconds=3)
            killer.join()
        living.until_idle()
        until(lambda: cluster.query("SELECT count(*) FROM running") == ["0"])
        spent, reserved = money(cluster)
        assert 0 < spent <= 5e12 and reserved == 0
        assert cluster.query("SELECT count(*) FROM reservation") == ["0"]
        assert cluster.query("SELECT count(*) FROM message WHERE state = 'running'") == ["0"]
        chat = cluster.query("SELECT visitor, chat FROM message WHERE state = 'failed' LIMIT 1")
        if chat:
            visitor, name = chat[0].split("|")
            token = next(token for token in tokens if token.split(".")[1] == visitor)
            body = living.post(QUESTION, chat=name)
            with living.request("POST", "/api/chat", body, headers={"X-Visitor-Token": token}) as answer:
                assert "30 days" in text_of(list(events(answer)))
