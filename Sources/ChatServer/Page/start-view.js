// What stands in an empty chat: a greeting, and the choice of assistant where there are several.
import { byId, element } from "./dom.js";
import { texts } from "./texts.js";

export class StartView {
  #chats;
  #assistants;

  constructor(chats, assistants) {
    this.#chats = chats;
    this.#assistants = assistants;
    chats.addEventListener("open", () => this.#show());
    chats.addEventListener("change", () => this.#show());
    this.#make();
    this.#show();
  }

  #make() {
    const [only] = this.#assistants;
    const isChoice = this.#assistants.length > 1;
    byId("start-title").textContent = isChoice ? texts.chooseAssistant : texts.greeting;
    byId("start-text").textContent = isChoice ? "" : (only.description ?? "");
    byId("start-text").hidden = byId("start-text").textContent === "";
    const choice = byId("choice");
    choice.hidden = !isChoice;
    if (!isChoice) return;
    choice.append(...this.#assistants.map((assistant) => {
      const input = element("input", { type: "radio", name: "assistant", value: assistant.key });
      return element("label", { class: "card" }, [
        input,
        element("span", { class: "card-words" }, [
          element("bdi", { class: "name", text: assistant.name }),
          assistant.description ? element("bdi", { class: "note", text: assistant.description }) : null,
        ]),
      ]);
    }));
    choice.addEventListener("change", (event) => {
      this.#chats.current.assistant = event.target.value;
      this.#chats.dispatchEvent(new Event("change"));
    });
  }

  #show() {
    const { current } = this.#chats;
    const isEmpty = current.messages.length === 0 && !current.isBusy && current.isNew;
    byId("start").hidden = !isEmpty;
    byId("log").hidden = isEmpty;
    byId("main").classList.toggle("is-empty", isEmpty);
    for (const input of byId("choice").querySelectorAll("input")) input.checked = input.value === current.assistant;
  }
}
