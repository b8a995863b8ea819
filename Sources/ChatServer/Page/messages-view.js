// The conversation: its messages, what is going on below them, and what went wrong.
import { announce } from "./announcer.js";
import { textOf } from "./answer.js";
import { countDown } from "./countdown.js";
import { byId, element } from "./dom.js";
import { icon } from "./icons.js";
import { AnswerView, QuestionView } from "./message-view.js";
import { Scrolling } from "./scrolling.js";
import { spokenText } from "./spoken.js";
import { texts } from "./texts.js";

/** Characters of an answer that are said aloud; the rest can be read in the conversation. */
const SPOKEN = 1500;

export class MessagesView {
  #chats;
  #nameOf;
  #list = byId("messages");
  #views = new Map();
  #conversation = null;
  #wasBusy = false;
  #failure = null;
  #frame = null;
  #nextDraw = 0;
  #scrolling = new Scrolling(byId("log"), byId("log-content"), byId("latest"));

  /** @param {(assistant: string) => string} nameOf */
  constructor(chats, nameOf) {
    this.#chats = chats;
    this.#nameOf = nameOf;
    chats.addEventListener("open", () => this.#update());
    chats.addEventListener("change", () => this.#update());
    chats.addEventListener("grow", () => this.#schedule());
    this.#update();
  }

  #update() {
    const { current } = this.#chats;
    const isOther = current !== this.#conversation;
    if (isOther) {
      this.#conversation = current;
      this.#views.clear();
      this.#list.replaceChildren();
      this.#wasBusy = current.isBusy;
    }
    const before = this.#views.size;
    this.#showMessages();
    this.#showStatus();
    this.#showFailure();
    if (isOther || (this.#views.size > before && current.messages.at(-1)?.role === "user")) this.#scrolling.toEnd();
    if (this.#wasBusy && !current.isBusy) this.#finished();
    this.#wasBusy = current.isBusy;
  }

  #showMessages() {
    const conversation = this.#conversation;
    const { messages, isBusy, growing } = conversation;
    const ids = new Set(messages.map((message) => message.id));
    for (const [id, view] of this.#views) {
      if (ids.has(id)) continue;
      view.element.remove();
      this.#views.delete(id);
    }
    messages.forEach((message, index) => {
      const view = this.#views.get(message.id) ?? this.#make(message);
      this.#views.set(message.id, view);
      if (this.#list.children[index] !== view.element) this.#list.insertBefore(view.element, this.#list.children[index] ?? null);
      view.update(message, { isBusy, isGrowing: message === growing, isLast: index === messages.length - 1 });
    });
  }

  #make(message) {
    const conversation = this.#conversation;
    return message.role === "user"
      ? new QuestionView(message, { edit: (id, text) => conversation.edit(id, text) })
      : new AnswerView(message, {
          name: this.#nameOf(conversation.assistant),
          regenerate: () => conversation.regenerate(),
          rate: (id, rating, comment) => conversation.rate(id, rating, comment),
        });
  }

  /** Draws at most once a frame, and never uses more than a fifth of the time. */
  #schedule() {
    if (this.#frame !== null) return;
    const draw = () => {
      this.#frame = null;
      const before = performance.now();
      const message = this.#conversation.growing;
      const view = message && this.#views.get(message.id);
      if (view) view.update(message, { isBusy: true, isGrowing: true, isLast: true });
      this.#nextDraw = performance.now() + (performance.now() - before) * 4;
    };
    const wait = this.#nextDraw - performance.now();
    this.#frame = wait > 16 ? setTimeout(draw, wait) : requestAnimationFrame(draw);
    // Frames stand still in a hidden page, whose answer has to go on.
    if (document.hidden && wait <= 16) {
      cancelAnimationFrame(this.#frame);
      this.#frame = setTimeout(draw, 250);
    }
  }

  #showStatus() {
    const { status, notice, growing } = this.#conversation;
    const line = byId("status");
    const words = {
      idle: "", waiting: notice?.message ?? texts.thinking, streaming: notice?.message ?? "",
      reconnecting: texts.reconnecting, stopping: texts.stopping,
    }[status];
    line.hidden = status === "idle";
    line.classList.toggle("wordless", words === "" && growing !== null);
    if (line.lastChild.textContent !== words) line.lastChild.textContent = words;
  }

  #showFailure() {
    const { failure } = this.#conversation;
    if (failure === this.#failure) return;
    this.#failure = failure;
    const box = byId("failure");
    box.hidden = failure === null;
    if (failure === null) {
      box.replaceChildren();
      return;
    }
    const when = element("p", { class: "when", "aria-live": "off" });
    const retry = element("button", { type: "button", class: "button", text: texts.tryAgain, onclick: () => failure.retry?.() });
    const isCalm = ["too_many_requests", "budget_exhausted"].includes(failure.code);
    box.classList.toggle("calm", isCalm);
    box.replaceChildren(icon(isCalm ? "clock" : "warning"), element("div", { class: "words" }, [element("p", { text: failure.message }), when]), retry);
    retry.hidden = !failure.retry;
    announce(failure.message);
    if (failure.retryAt === null) {
      when.remove();
      return;
    }
    retry.disabled = true;
    countDown(when, failure.retryAt, texts.sendAgain, () => {
      when.textContent = texts.canSendNow;
      retry.disabled = false;
      announce(texts.canSendNow);
    });
    this.#scrolling.toEnd();
  }

  #finished() {
    const { messages, failure, assistant } = this.#conversation;
    const last = messages.at(-1);
    if (failure || last?.role !== "assistant") return;
    const { state, error } = last.metadata ?? {};
    const whole = spokenText(textOf(last));
    const text = whole.length > SPOKEN ? `${whole.slice(0, SPOKEN)}… ${texts.answerGoesOn}` : whole;
    if (state === "stopped") announce(texts.stopped);
    else if (state === "failed") announce(error ?? texts.failed);
    else announce(texts.answerArrived(this.#nameOf(assistant), text || texts.empty));
  }
}
