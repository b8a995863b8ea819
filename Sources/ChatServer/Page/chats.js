// The visitor's chats, and which of them is open.
import { api } from "./api.js";
import { Conversation } from "./conversation.js";
import { textOf } from "./answer.js";
import { uniqueId } from "./dom.js";
import { storage } from "./storage.js";
import { texts } from "./texts.js";

/**
 * Dispatches `list` when the list of chats is another, `open` when another chat is open, and passes on the open one's
 * `change` and `grow`; `gone` when a chat was asked for that is no longer kept.
 */
export class Chats extends EventTarget {
  list = [];
  /** @type {Conversation} */
  current;
  #known = new Map();
  #defaultAssistant;

  constructor(defaultAssistant) {
    super();
    this.#defaultAssistant = defaultAssistant;
    this.current = this.#make(uniqueId(), defaultAssistant);
  }

  async refresh() {
    this.list = await api.chats();
    this.dispatchEvent(new Event("list"));
  }

  /** An empty chat; the one that is open where it is empty. */
  startNew() {
    if (this.current.messages.length > 0 || this.current.isBusy || !this.current.isNew) {
      this.current = this.#make(uniqueId(), this.current.assistant ?? this.#defaultAssistant);
    }
    this.dispatchEvent(new Event("open"));
  }

  /** @returns {Promise<void>} fails where the server cannot be asked; the chat is open then all the same. */
  async open(id) {
    if (this.current.id === id && this.current.isLoaded) return;
    const listed = this.list.find((chat) => chat.id === id);
    const conversation = this.#known.get(id) ?? this.#make(id, listed?.assistant ?? this.#defaultAssistant);
    conversation.isNew = false;
    this.current = conversation;
    this.dispatchEvent(new Event("open"));
    if (conversation.isBusy || conversation.isLoaded) return;
    try {
      await conversation.load();
    } catch (error) {
      if (error.code !== "not_found") throw error;
      if (conversation.bringBackUnsentOnly()) {
        this.dispatchEvent(new Event("change"));
        return;
      }
      this.#forget(id);
      this.dispatchEvent(new Event("gone"));
    }
  }

  async delete(id) {
    this.#known.get(id)?.leave();
    try {
      await api.delete(id);
    } catch (error) {
      if (error.code !== "not_found") throw error;
    }
    this.#forget(id);
  }

  #forget(id) {
    this.#known.delete(id);
    storage.set(`draft:${id}`, null);
    storage.set(`unsent:${id}`, null);
    this.list = this.list.filter((chat) => chat.id !== id);
    this.dispatchEvent(new Event("list"));
    if (this.current.id === id) {
      this.current = this.#make(uniqueId(), this.#defaultAssistant);
      this.dispatchEvent(new Event("open"));
    }
  }

  #make(id, assistant) {
    const conversation = new Conversation(id, assistant);
    conversation.isNew = true;
    this.#known.set(id, conversation);
    let wasBusy = false;
    conversation.addEventListener("change", () => {
      if (conversation.isBusy !== wasBusy) {
        wasBusy = conversation.isBusy;
        this.#noteActivity(conversation, wasBusy);
      }
      if (conversation === this.current) this.dispatchEvent(new Event("change"));
    });
    conversation.addEventListener("grow", () => {
      if (conversation === this.current) this.dispatchEvent(new Event("grow"));
    });
    return conversation;
  }

  /** A chat with its first message stands in the list at once; the server's list follows when the answer is there. */
  #noteActivity(conversation, isBusy) {
    if (isBusy) {
      const asked = conversation.messages.find((each) => each.role === "user");
      const known = this.list.find((chat) => chat.id === conversation.id);
      const title = known?.title ?? (asked ? titleOf(textOf(asked)) : texts.untitled);
      const entry = { id: conversation.id, assistant: conversation.assistant, title, updated_at: Date.now() / 1000 };
      this.list = [entry, ...this.list.filter((chat) => chat.id !== conversation.id)];
      this.dispatchEvent(new Event("list"));
      if (conversation.isNew) {
        conversation.isNew = false;
        conversation.isLoaded = true;
        if (conversation === this.current) this.dispatchEvent(new Event("address"));
      }
    } else if (!conversation.failure) {
      this.refresh().catch(() => {});
    }
  }
}

function titleOf(text) {
  const words = text.trim().replaceAll(/\s+/g, " ");
  return words.length > 60 ? `${words.slice(0, 59).trimEnd()}…` : words;
}
