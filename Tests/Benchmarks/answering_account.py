"""The emulated account, which also answers questions: `POST /v1/responses` streams words at fixed moments.

The first word comes `--first-word` milliseconds after the request has arrived whole, each further one `--word`
milliseconds after the one before it, whatever else the account does.

    python answering_account.py [--first-word MS] [--word MS] [--words N]     prints its address, and serves
"""

import argparse
import asyncio
import json
import resource

import emulator

WORDS = "The warranty of every bicycle is two years from the day on the invoice and covers frame and fork . ".split(" ")


def event(number, kind, **members):
    """As OpenAI sends it."""
    data = json.dumps({"type": kind, "sequence_number": number, **members}, separators=(",", ":"))
    text = f"event: {kind}\ndata: {data}\n\n".encode()
    return b"%x\r\n%b\r\n" % (len(text), text)


class Answers:
    """The bytes of all answers, made once: they say the same."""

    def __init__(self, first_word, word, words):
        self.first_word, self.word = first_word, word
        message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed"}
        place = {"item_id": "msg_1", "output_index": 0, "content_index": 0}
        response = {"id": "resp_1", "object": "response", "created_at": 1, "model": "bench", "output": [], "usage": None}
        self.opening = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
        self.opening += event(0, "response.created", response={**response, "status": "in_progress"})
        self.opening += event(1, "response.output_item.added", output_index=0, item={**message, "content": []})
        self.deltas = [
            event(number + 2, "response.output_text.delta", delta=WORDS[number % len(WORDS)] + " ", logprobs=[], **place)
            for number in range(words)
        ]
        text = "".join(WORDS[number % len(WORDS)] + " " for number in range(words))
        message["content"] = [{"type": "output_text", "text": text, "annotations": []}]
        usage = {
            "input_tokens": 200, "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": words, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 200 + words,
        }  # fmt: skip
        response |= {"status": "completed", "output": [message], "usage": usage}
        self.closing = event(words + 2, "response.output_text.done", text=text, **place)
        self.closing += event(words + 3, "response.completed", response=response) + b"0\r\n\r\n"


class Connection(emulator.Connection):
    def __init__(self, server, answers):
        super().__init__(server)
        self.answers = answers

    def arrived(self, body, opening):
        if (self.method, self.target) != ("POST", "/v1/responses"):
            return super().arrived(body, opening)
        self.head = None
        self.server.in_flight -= 1
        self.transport.write(self.answers.opening)
        loop = asyncio.get_running_loop()
        self.say(loop, 0, loop.time() + self.answers.first_word)

    def say(self, loop, number, moment):
        """Moments follow from the first: what comes late once does not move the others."""
        loop.call_at(moment, self.said, loop, number, moment)

    def said(self, loop, number, moment):
        if self.transport.is_closing():
            return
        if number == len(self.answers.deltas):
            self.transport.write(self.answers.closing)
        else:
            self.transport.write(self.answers.deltas[number])
            self.say(loop, number + 1, moment + self.answers.word)


async def serve(answers):
    state = emulator.Server(0.001, 0.001)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(state, answers), "127.0.0.1", 0, backlog=4096)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--first-word", type=float, default=300, help="milliseconds")
    options.add_argument("--word", type=float, default=200, help="milliseconds")
    options.add_argument("--words", type=int, default=100)
    options = options.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    asyncio.run(serve(Answers(options.first_word / 1000, options.word / 1000, options.words)))
