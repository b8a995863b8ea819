// Where the visitor writes.
import { announce } from "./announcer.js";
import { connection } from "./connection.js";
import { byId } from "./dom.js";
import { storage } from "./storage.js";
import { texts } from "./texts.js";

/** Share of the allowed characters from which on they are counted out. */
const COUNT_FROM = 0.8;

/** Characters as the server counts them, an emoji of one code point as one. */
const charactersOf = (text) => Array.from(text).length;

export class Composer {
  #chats;
  #limit;
  #nameOf;
  #field = byId("question");
  #button = byId("send");
  #conversation = null;
  #timer;

  constructor(chats, limit, nameOf) {
    this.#chats = chats;
    this.#limit = limit;
    this.#nameOf = nameOf;
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#pressed();
    });
    this.#field.addEventListener("keydown", (event) => this.#key(event));
    this.#field.addEventListener("input", () => {
      storage.set(this.#draftKey, this.#field.value || null);
      this.#update();
    });
    byId("composer").addEventListener("click", (event) => {
      if (event.target.closest("button, textarea") === null) this.#field.focus();
    });
    chats.addEventListener("open", () => this.#opened());
    chats.addEventListener("change", () => this.#update());
    connection.addEventListener("change", () => this.#update());
    this.#opened();
  }

  focus() {
    this.#field.focus({ preventScroll: true });
  }

  /** A chat that is not on the server yet has no address, and its draft is that of the next new chat. */
  get #draftKey() {
    return this.#conversation.isNew ? "draft:new" : `draft:${this.#conversation.id}`;
  }

  #opened() {
    this.#conversation = this.#chats.current;
    this.#field.value = storage.get(this.#draftKey) ?? "";
    this.#update();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (this.#conversation.isBusy) announce(texts.waitForAnswer);
    else this.#send();
  }

  #pressed() {
    if (this.#conversation.isBusy) this.#conversation.stop();
    else this.#send();
  }

  get #waitsUntil() {
    return this.#conversation.failure?.retryAt ?? 0;
  }

  #send() {
    const text = this.#field.value.trim();
    if (text === "" || charactersOf(text) > this.#limit || this.#waitsUntil > Date.now()) return;
    if (connection.state === "offline") {
      announce(texts.offlineHint);
      return;
    }
    storage.set(this.#draftKey, null);
    this.#field.value = "";
    this.#conversation.send(text);
    this.focus();
  }

  #update() {
    const { isBusy, assistant } = this.#conversation;
    const used = charactersOf(this.#field.value.trim());
    const over = used - this.#limit;
    const label = isBusy ? texts.stop : texts.send;
    this.#button.setAttribute("aria-label", label);
    this.#button.title = label;
    this.#button.classList.toggle("stops", isBusy);
    const wait = this.#waitsUntil - Date.now();
    this.#button.disabled = isBusy
      ? this.#conversation.status === "stopping"
      : used === 0 || over > 0 || wait > 0 || connection.state === "offline";
    clearTimeout(this.#timer);
    if (wait > 0) this.#timer = setTimeout(() => this.#update(), Math.min(wait + 50, 2 ** 31 - 1));
    this.#field.placeholder = texts.placeholder(this.#nameOf(assistant));
    this.#field.setAttribute("aria-label", this.#field.placeholder);
    this.#field.setAttribute("aria-invalid", String(over > 0));
    const counter = byId("counter");
    counter.hidden = used < this.#limit * COUNT_FROM;
    counter.classList.toggle("bad", over > 0);
    counter.textContent = over > 0
      ? `${texts.characters(used, this.#limit)}: ${texts.tooLong(over)}`
      : texts.characters(used, this.#limit);
    this.#fit();
  }

  /** Browsers that know `field-sizing` do this by themselves. */
  #fit() {
    if (CSS.supports("field-sizing", "content")) return;
    this.#field.style.height = "auto";
    this.#field.style.height = `${this.#field.scrollHeight}px`;
  }
}
