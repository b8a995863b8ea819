// Server-sent events, from bytes to JSON values.

/** Splits text that arrives in pieces into the data of events; comments and other fields are passed over. */
export class EventParser {
  #rest = "";
  #data = [];
  #endedWithReturn = false;

  /** @returns {string[]} the data of the events that `text` completes. */
  push(text) {
    if (this.#endedWithReturn && text.startsWith("\n")) text = text.slice(1);
    this.#endedWithReturn = text.endsWith("\r");
    const lines = (this.#rest + text).split(/\r\n|\r|\n/);
    this.#rest = lines.pop();
    const events = [];
    for (const line of lines) {
      if (line === "") {
        if (this.#data.length > 0) events.push(this.#data.join("\n"));
        this.#data = [];
      } else if (line.startsWith("data:")) {
        this.#data.push(line.slice(line[5] === " " ? 6 : 5));
      }
    }
    return events;
  }
}

/** A stream that said nothing, not even a heartbeat, for longer than it may. */
export class SilenceError extends Error {}

async function readWithin(reader, milliseconds) {
  let timer;
  const silence = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new SilenceError("no heartbeat")), milliseconds);
  });
  try {
    return await Promise.race([reader.read(), silence]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The chunks of an answer. Yields `null` for `[DONE]`; ends without it where the connection was cut.
 * @param {ReadableStream<Uint8Array>} body
 * @param {number} silence milliseconds without a byte, heartbeats included, after which the stream counts as lost
 */
export async function* chunksOf(body, silence = 45_000) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await readWithin(reader, silence);
      if (done) return;
      for (const data of parser.push(decoder.decode(value, { stream: true }))) {
        yield data === "[DONE]" ? null : JSON.parse(data);
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}
