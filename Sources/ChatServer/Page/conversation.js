// One chat: its messages, and the answer that is being made.
import { Answer, textLength, textOf } from "./answer.js";
import { api, APIError } from "./api.js";
import { connection } from "./connection.js";
import { uniqueId } from "./dom.js";
import { chunksOf } from "./event-stream.js";
import { storage } from "./storage.js";
import { texts } from "./texts.js";

/** Milliseconds that a stopped answer may take to say its last word. */
const LAST_WORD = 2000;
/** How often a lost answer is asked for again while the server can be reached. */
const RESUMES = 5;

/**
 * Dispatches `change` when the list of messages or the status is another, and `grow` when the answer has more text.
 */
export class Conversation extends EventTarget {
  /** @type {"idle"|"waiting"|"streaming"|"reconnecting"|"stopping"} */
  status = "idle";
  messages = [];
  /** Why the last thing asked for did not happen: `{code, message, retryAt, retry}`; `retryAt` in milliseconds. */
  failure = null;
  notice = null;
  isLoaded = false;
  #abort = null;

  constructor(id, assistant) {
    super();
    this.id = id;
    this.assistant = assistant;
  }

  get isBusy() {
    return this.status !== "idle";
  }

  /** The answer that is being made, once something of it is there. */
  get growing() {
    const last = this.messages.at(-1);
    return this.isBusy && last?.role === "assistant" ? last : null;
  }

  /** Fetches the messages, and goes on with an answer that is being made. */
  async load() {
    const chat = await api.chat(this.id);
    this.assistant = chat.assistant;
    this.messages = chat.messages;
    this.isLoaded = true;
    this.#bringBackUnsent();
    this.#changed();
    if (chat.running && !this.isBusy) this.#run((signal) => api.resume(this.id, signal), {});
  }

  /** A message that never reached the server, from before the page was closed. */
  bringBackUnsentOnly() {
    this.isLoaded = true;
    this.#bringBackUnsent();
    return this.messages.length > 0;
  }

  send(text) {
    const message = userMessage(text);
    this.messages = [...this.messages, message];
    this.#submit(message);
  }

  /** Puts `text` in the place of an own message, which keeps its id; what follows it goes. */
  edit(id, text) {
    const index = this.messages.findIndex((each) => each.id === id);
    if (index < 0) return;
    const message = { ...userMessage(text), id };
    this.messages = [...this.messages.slice(0, index), message];
    this.#submit(message, { isEdited: true });
  }

  /** Makes the last answer anew; where that is refused, the answer that was there comes back. */
  regenerate() {
    const index = this.messages.findLastIndex((each) => each.role === "assistant");
    const asked = this.messages.findLast((each) => each.role === "user");
    if (index < 0 || !asked || this.isBusy) return;
    const before = this.messages;
    const body = { trigger: "regenerate-message", messageId: before[index].id, messages: [wire(asked)] };
    this.messages = before.slice(0, index);
    this.#run((signal) => this.#post(body, signal), {
      refused: () => {
        this.messages = before;
      },
      retry: () => this.regenerate(),
    });
  }

  async stop() {
    if (!this.isBusy || this.status === "stopping") return;
    const abort = this.#abort;
    this.#set("stopping");
    const timer = setTimeout(() => abort.abort(), LAST_WORD);
    abort.signal.addEventListener("abort", () => clearTimeout(timer));
    try {
      await api.stop(this.id);
    } catch {
      abort.abort();
    }
  }

  /** Lets go of the stream; the server goes on. */
  leave() {
    this.#abort?.abort();
  }

  async rate(messageId, rating, comment) {
    await api.rate(this.id, { messageId, rating, ...(comment ? { comment } : {}) });
    this.messages = this.messages.map((each) =>
      each.id === messageId ? { ...each, metadata: { ...each.metadata, rating } } : each);
    this.#changed();
  }

  #submit(message, { isEdited = false } = {}) {
    message.metadata = { unsent: true };
    const body = { trigger: "submit-message", messages: [wire(message)], ...(isEdited ? { messageId: message.id } : {}) };
    if (!isEdited) storage.set(`unsent:${this.id}`, JSON.stringify(wire(message)));
    const submit = () =>
      this.#run((signal) => this.#post(body, signal), {
        accepted: () => {
          message.metadata = {};
          storage.set(`unsent:${this.id}`, null);
        },
        retry: submit,
      });
    submit();
  }

  #post(body, signal) {
    return api.answer({ id: this.id, assistant: this.assistant, ...body }, signal);
  }

  #bringBackUnsent() {
    const text = storage.get(`unsent:${this.id}`);
    if (!text) return;
    const message = JSON.parse(text);
    if (this.messages.some((each) => each.id === message.id)) {
      storage.set(`unsent:${this.id}`, null);
      return;
    }
    message.metadata = { unsent: true };
    this.messages = [...this.messages, message];
    this.failure = {
      code: "unreachable", message: texts.notSent, retryAt: null, retry: () => this.#submit(message),
    };
  }

  /**
   * @param {(signal: AbortSignal) => Promise<Response|null>} open asks for the stream
   * @param {{accepted?: () => void, refused?: () => void, retry?: () => void}} outcome
   */
  async #run(open, { accepted, refused, retry }) {
    const abort = new AbortController();
    this.#abort = abort;
    this.failure = null;
    this.notice = null;
    this.#set("waiting");
    try {
      let response = await open(abort.signal);
      accepted?.();
      let hasEnded = response === null;
      for (let tries = 0; !hasEnded; ) {
        hasEnded = await this.#read(response, abort.signal);
        if (hasEnded || abort.signal.aborted || tries === RESUMES) break;
        tries += 1;
        response = await this.#resume(abort.signal, tries);
        hasEnded = response === null;
      }
      if (response === null) await this.#takeOver();
      else if (!hasEnded) this.#breakOff(abort.signal.aborted);
    } catch (error) {
      if (abort.signal.aborted) this.#breakOff(true);
      else {
        refused?.();
        this.failure = failureOf(error, retry);
      }
    }
    this.#abort = null;
    this.#set("idle");
  }

  /** @returns whether the stream came to its end. */
  async #read(response, signal) {
    const answer = new Answer(uniqueId());
    const cancel = new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    const chunks = chunksOf(response.body);
    try {
      for (;;) {
        const next = await Promise.race([chunks.next(), cancel.then(() => ({ done: true }))]);
        if (next.done) return answer.ended;
        answer.apply(next.value);
        this.#show(answer);
        if (answer.ended) return true;
      }
    } catch {
      return answer.ended;
    } finally {
      chunks.return().catch(() => {});
    }
  }

  /** A stream that begins anew takes the place of what is there when it has come as far. */
  #show(answer) {
    const { message } = answer;
    const old = this.growing;
    const isBehind = old && old !== message && !answer.ended && textLength(message) < textLength(old);
    if (this.notice !== answer.notice) {
      this.notice = answer.notice;
      this.dispatchEvent(new Event("change"));
    }
    if (isBehind || (message.parts.length === 0 && !answer.ended && !message.metadata.error)) return;
    if (old !== message) this.messages = [...(old ? this.messages.slice(0, -1) : this.messages), message];
    if (this.status === "waiting" || this.status === "reconnecting") this.#set("streaming");
    else if (old !== message) this.#changed();
    this.dispatchEvent(new Event("grow"));
  }

  async #resume(signal, tries) {
    this.#set("reconnecting");
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, 300 * tries));
      await connection.restored(signal);
      try {
        return await api.resume(this.id, signal);
      } catch (error) {
        if (signal.aborted || error.code === "not_found") throw error;
        if (error.code !== "unreachable") await new Promise((resolve) => setTimeout(resolve, 1000 * (error.retryAfter ?? 1)));
      }
    }
  }

  /** The answer was finished while nobody looked: what the server kept is what counts. */
  async #takeOver() {
    const chat = await api.chat(this.id);
    this.messages = chat.messages;
    if (!chat.running && this.messages.at(-1)?.role === "user") {
      this.failure = failureOf(new APIError("unavailable", texts.failed), () => this.#submit(this.messages.at(-1)));
    }
  }

  #breakOff(isStopped) {
    const last = this.growing;
    if (!last) return;
    const state = isStopped ? "stopped" : "failed";
    this.messages = [...this.messages.slice(0, -1), { ...last, metadata: { ...last.metadata, state } }];
  }

  #set(status) {
    this.status = status;
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

function userMessage(text) {
  return { id: uniqueId(), role: "user", parts: [{ type: "text", text }], metadata: {} };
}

/** A message as the server takes it. */
function wire(message) {
  return { id: message.id, role: message.role, parts: [{ type: "text", text: textOf(message) }] };
}

function failureOf(error, retry) {
  const known = error instanceof APIError ? error : new APIError("unavailable");
  return {
    code: known.code,
    message: known.message,
    retryAt: known.retryAfter ? Date.now() + known.retryAfter * 1000 : null,
    retry,
  };
}
