"""Visitors of a chat, as many at a time as told, each of whom asks the account directly by turns.

Every visitor comes from an address of its own (`X-Forwarded-For`), asks the account, leaves at the first word, then asks
the chat, reads the whole answer, and begins anew. They come one after the other during `--arrival` seconds; what they
wait for is counted when all are there, for `--seconds`.

    python visitors.py CHAT ACCOUNT --visitors N [--arrival S] [--seconds S]       prints JSON
"""

import argparse
import asyncio
import json
import resource
import statistics
import time
import uuid
from urllib.parse import urlsplit

QUESTION = "How long is the warranty of my bicycle?"


class Stream(asyncio.Protocol):
    """One request, and when its first word arrived."""

    def __init__(self, request, word, end):
        self.request, self.word, self.end = request, word, end
        self.tail = b""
        self.bytes, self.first, self.is_complete, self.head = 0, None, False, b""
        loop = asyncio.get_running_loop()
        self.spoke, self.ended = loop.create_future(), loop.create_future()

    def connection_made(self, transport):
        self.transport = transport
        self.began = time.perf_counter()
        transport.write(self.request)

    def data_received(self, data):
        if len(self.head) < 2000:
            self.head += data
        self.bytes += len(data)
        seen = self.tail + data
        if self.first is None and self.word in seen:
            self.first = time.perf_counter() - self.began
            if not self.spoke.done():
                self.spoke.set_result(None)
        if self.end in seen:
            self.is_complete = True
            self.transport.close()
        self.tail = seen[-64:]

    def connection_lost(self, error):
        for future in (self.spoke, self.ended):
            if not future.done():
                future.set_result(None)


class Crowd:
    def __init__(self, chat, account, options):
        self.chat, self.account, self.options = urlsplit(chat), urlsplit(account), options
        self.streaming, self.least, self.is_counting = 0, None, False
        self.direct, self.through, self.failures = [], [], []

    def request(self, server, path, body, **headers):
        content = json.dumps(body).encode()
        lines = [f"POST {path} HTTP/1.1", f"Host: {server.netloc}", "Content-Type: application/json"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, f"Content-Length: {len(content)}", "", ""]).encode() + content

    async def open(self, server, request, word, end):
        loop = asyncio.get_running_loop()
        _, stream = await loop.create_connection(lambda: Stream(request, word, end), server.hostname, server.port)
        return stream

    async def ask_account(self):
        body = {"model": "bench", "input": QUESTION, "stream": True, "store": False}
        request = self.request(self.account, "/v1/responses", body, Authorization="Bearer sk-bench")
        stream = await self.open(self.account, request, b"output_text.delta", b"response.completed")
        await stream.spoke
        stream.transport.close()
        return stream.first

    async def token(self, address):
        request = self.request(self.chat, "/api/visitor", {}, X_Forwarded_For=address)
        stream = await self.open(self.chat, request, b'"token":"', b'"}')
        await stream.ended
        return stream.head.split(b'"token":"')[1].split(b'"')[0].decode()

    async def ask_chat(self, token, address, direct):
        message = {"id": str(uuid.uuid4()), "role": "user", "parts": [{"type": "text", "text": QUESTION}]}
        body = {"id": str(uuid.uuid4()), "trigger": "submit-message", "messages": [message]}
        request = self.request(self.chat, "/api/chat", body, X_Visitor_Token=token, X_Forwarded_For=address)
        stream = await self.open(self.chat, request, b"text-delta", b"[DONE]")
        is_counted = self.is_counting
        await stream.spoke
        if stream.first is not None:
            if is_counted and direct is not None:
                self.direct.append(direct)
                self.through.append(stream.first)
            self.streaming += 1
            await stream.ended
            self.note()
            self.streaming -= 1
        if not stream.is_complete:
            self.failures.append(stream.head[:300].decode(errors="replace"))

    def note(self):
        """The fewest that were streaming at a time, while it counts."""
        if self.is_counting:
            self.least = min(self.streaming, self.least if self.least is not None else self.streaming)

    async def visit(self, number):
        await asyncio.sleep(self.options.arrival * number / self.options.visitors)
        address = f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"
        token = await self.token(address)
        while True:
            await self.ask_chat(token, address, await self.ask_account())

    async def run(self):
        visits = [asyncio.create_task(self.visit(number)) for number in range(self.options.visitors)]
        done, _ = await asyncio.wait(visits, timeout=self.options.arrival + 2, return_when=asyncio.FIRST_EXCEPTION)
        self.is_counting = True
        if not done:
            done, _ = await asyncio.wait(visits, timeout=self.options.seconds, return_when=asyncio.FIRST_EXCEPTION)
        for visit in visits:
            visit.cancel()
        for visit in done:
            visit.result()
        shown = lambda values: [round(1000 * value, 3) for value in quantiles(values)]
        more = [through - direct for direct, through in zip(self.direct, self.through)]
        return {
            "pairs": len(more), "streaming": self.least or 0, "failures": len(self.failures),
            "failure": self.failures[:1], "direct_ms": shown(self.direct), "through_ms": shown(self.through),
            "more_ms": shown(more),
        }  # fmt: skip


def quantiles(values):
    """Median, and what one in twenty passes."""
    cuts = statistics.quantiles(values, n=20) if len(values) > 1 else [0.0] * 19
    return cuts[9], cuts[18]


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("chat")
    options.add_argument("account")
    options.add_argument("--visitors", type=int, default=1000)
    options.add_argument("--arrival", type=float, default=20)
    options.add_argument("--seconds", type=float, default=30)
    options = options.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(json.dumps(asyncio.run(Crowd(options.chat, options.account, options).run())))
