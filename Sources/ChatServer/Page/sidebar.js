// The list of chats: a column beside the conversation, or a drawer over it where the page is narrow.
import { announce } from "./announcer.js";
import { confirmed } from "./confirm-dialog.js";
import { byId, element } from "./dom.js";
import { icon } from "./icons.js";
import { storage } from "./storage.js";
import { texts } from "./texts.js";

const narrow = window.matchMedia("(width < 56rem)");

export class Sidebar {
  #chats;
  #app = byId("app");
  #toggle = byId("toggle-chats");
  #isOpen;

  /** @param {{open: (id: string) => void, startNew: () => void}} actions */
  constructor(chats, { open, startNew }) {
    this.#chats = chats;
    this.#isOpen = !narrow.matches && storage.get("sidebar") !== "closed";
    this.#toggle.addEventListener("click", () => this.#set(!this.#isOpen, true));
    byId("backdrop").addEventListener("click", () => this.#set(false));
    byId("close-chats").addEventListener("click", () => this.#set(false));
    byId("new-chat").addEventListener("click", () => {
      this.closeDrawer();
      startNew();
    });
    byId("chats").addEventListener("click", (event) => this.#clicked(event, open));
    narrow.addEventListener("change", () => this.#set(!narrow.matches && storage.get("sidebar") !== "closed"));
    chats.addEventListener("list", () => this.#show());
    chats.addEventListener("open", () => this.#show());
    chats.addEventListener("address", () => this.#show());
    this.#set(this.#isOpen);
    this.#show();
  }

  get isDrawerOpen() {
    return narrow.matches && this.#isOpen;
  }

  closeDrawer() {
    if (this.isDrawerOpen) this.#set(false);
  }

  #set(isOpen, isChosen = false) {
    const hadFocus = byId("sidebar").contains(document.activeElement);
    this.#isOpen = isOpen;
    this.#app.classList.toggle("chats-open", isOpen);
    byId("sidebar").inert = !isOpen;
    byId("main-column").inert = this.isDrawerOpen;
    const label = isOpen ? texts.closeChats : texts.openChats;
    this.#toggle.setAttribute("aria-expanded", String(isOpen));
    this.#toggle.setAttribute("aria-label", label);
    this.#toggle.title = label;
    if (isChosen && !narrow.matches) storage.set("sidebar", isOpen ? null : "closed");
    if (this.isDrawerOpen) byId("close-chats").focus();
    else if (hadFocus) this.#toggle.focus();
  }

  async #clicked(event, open) {
    const button = event.target.closest("button");
    if (!button) return;
    const { id } = button.closest("li").dataset;
    const chat = this.#chats.list.find((each) => each.id === id);
    if (!button.classList.contains("delete")) {
      this.closeDrawer();
      open(id);
      return;
    }
    if (!(await confirmed(texts.deleteQuestion(chat.title)))) return;
    try {
      await this.#chats.delete(id);
      announce(texts.chatDeleted);
      byId("new-chat").focus();
    } catch {
      announce(texts.chatNotDeleted);
      byId("chats-note").textContent = texts.chatNotDeleted;
    }
  }

  #show() {
    const { list, current } = this.#chats;
    const today = new Date().toDateString();
    const groups = Map.groupBy
      ? Map.groupBy(list, (chat) => (isOn(chat, today) ? texts.today : texts.earlier))
      : new Map([[texts.today, list.filter((chat) => isOn(chat, today))], [texts.earlier, list.filter((chat) => !isOn(chat, today))]]);
    const focused = document.activeElement?.closest?.("#chats li")?.dataset.id;
    const sections = Array.from(groups).filter(([, chats]) => chats.length > 0).map(([name, chats]) =>
      element("section", { "aria-label": name }, [
        element("h3", { class: "label", text: name }),
        element("ul", {}, chats.map((chat) => entry(chat, chat.id === current.id))),
      ]));
    byId("chats").replaceChildren(...sections);
    byId("chats-note").textContent = list.length === 0 ? texts.noChats : "";
    if (focused) byId("chats").querySelector(`li[data-id="${CSS.escape(focused)}"] button`)?.focus();
  }
}

const isOn = (chat, day) => new Date(chat.updated_at * 1000).toDateString() === day;

function entry(chat, isCurrent) {
  const title = chat.title || texts.untitled;
  return element("li", { "data-id": chat.id, class: isCurrent ? "current" : null }, [
    element("button", { type: "button", class: "open", "aria-current": isCurrent ? "true" : null, title }, [
      element("bdi", { text: title }),
    ]),
    element("button", { type: "button", class: "icon-button delete", "aria-label": texts.deleteChat(title), title: texts.deleteChat(title) }, [
      icon("trash"),
    ]),
  ]);
}
