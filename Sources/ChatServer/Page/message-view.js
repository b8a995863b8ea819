// One message of the conversation.
import { textOf } from "./answer.js";
import { withHiddenNamed, withoutHidden } from "./characters.js";
import { markedText, sourcesOf } from "./citations.js";
import { copyText } from "./clipboard.js";
import { announce } from "./announcer.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { MarkdownView } from "./markdown-view.js";
import { RatingView } from "./rating-view.js";
import { showSource } from "./source-dialog.js";
import { texts, toolText } from "./texts.js";
import { textBefore } from "./used-passage.js";

export function iconButton(name, label, onclick, properties = {}) {
  return element("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...properties }, [icon(name)]);
}

/** Copies, and says on the button whether it worked. */
async function copyWith(button, text, label) {
  const isCopied = await copyText(text);
  const isIcon = button.classList.contains("icon-button");
  announce(isCopied ? texts.copied : texts.notCopied);
  if (isIcon) button.replaceChildren(icon(isCopied ? "check" : "warning"));
  else button.textContent = isCopied ? texts.copied : texts.notCopied;
  setTimeout(() => {
    if (isIcon) button.replaceChildren(icon("copy"));
    else button.textContent = label;
  }, 2000);
}

/** What the visitor wrote. */
export class QuestionView {
  #message;
  #edit;
  #isEditing = false;

  constructor(message, { edit }) {
    this.#message = message;
    this.#edit = edit;
    this.#bubble = element("div", { class: "bubble", dir: "auto", text: withHiddenNamed(textOf(message)) });
    this.#actions = element("div", { class: "actions" }, [
      iconButton("edit", texts.edit, () => this.#startEditing()),
      iconButton("copy", texts.copy, (event) => copyWith(event.currentTarget, textOf(this.#message), texts.copy)),
    ]);
    this.element = element("article", { class: "message question" }, [
      element("h2", { class: "hidden", text: texts.youSaid }),
      this.#bubble,
      this.#actions,
    ]);
  }

  #bubble;
  #actions;

  update(message, { isBusy }) {
    if (textOf(message) !== textOf(this.#message)) this.#bubble.textContent = withHiddenNamed(textOf(message));
    this.#message = message;
    this.#actions.firstChild.hidden = isBusy;
    this.element.classList.toggle("unsent", message.metadata?.unsent === true);
  }

  #startEditing() {
    if (this.#isEditing) return;
    this.#isEditing = true;
    const field = element("textarea", { "aria-label": texts.editLabel, "aria-describedby": "edit-hint", rows: "3", dir: "auto" });
    field.value = textOf(this.#message);
    const finish = (isSent) => {
      this.#isEditing = false;
      form.replaceWith(this.#bubble, this.#actions);
      const text = field.value.trim();
      if (isSent && text && text !== textOf(this.#message)) this.#edit(this.#message.id, text);
      else this.#actions.firstChild.focus();
    };
    const form = element("div", { class: "editing" }, [
      field,
      element("p", { id: "edit-hint", class: "note", text: texts.editHint }),
      element("div", { class: "buttons" }, [
        element("button", { type: "button", class: "button", text: texts.cancel, onclick: () => finish(false) }),
        element("button", { type: "button", class: "button primary", text: texts.saveEdit, onclick: () => finish(true) }),
      ]),
    ]);
    form.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key === "Escape") {
        event.stopPropagation();
        finish(false);
      } else if (event.key === "Enter" && !event.shiftKey && event.target === field) {
        event.preventDefault();
        finish(true);
      }
    });
    this.#bubble.replaceWith(form);
    this.#actions.remove();
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }
}

/** What the assistant wrote: text, what its tools do, and the documents that it refers to. */
export class AnswerView {
  #message;
  #sources = [];
  #texts = new Map();
  #shownText = "";
  #body = element("div", { class: "body" });
  #state = element("p", { class: "state", hidden: true });
  #sourceList = element("div", { class: "sources", hidden: true });
  #actions;
  #copy;
  #rating;
  #again;

  constructor(message, { name, regenerate, rate }) {
    this.#message = message;
    this.#rating = new RatingView((rating, comment) => rate(this.#message.id, rating, comment));
    this.#again = iconButton("again", texts.again, regenerate);
    this.#copy = iconButton("copy", texts.copy, (event) => copyWith(event.currentTarget, withoutHidden(textOf(this.#message)), texts.copy));
    this.#actions = element("div", { class: "actions" }, [this.#copy, ...this.#rating.buttons, this.#again]);
    this.element = element("article", { class: "message answer" }, [
      element("h2", { class: "hidden", text: texts.said(name) }),
      this.#body,
      this.#state,
      this.#sourceList,
      this.#actions,
      this.#rating.form,
    ]);
    this.#body.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {{isGrowing: boolean, isLast: boolean, isBusy: boolean}} context */
  update(message, { isGrowing, isLast, isBusy }) {
    this.#message = message;
    this.#showParts(isGrowing);
    this.#showSources();
    this.#actions.hidden = isGrowing;
    // Of nothing there is neither a copy nor an opinion.
    const isBlank = textOf(message).trim() === "";
    for (const button of [this.#copy, ...this.#rating.buttons]) button.hidden = isBlank;
    this.#again.hidden = !isLast || isBusy;
    this.#rating.update(message.metadata?.rating ?? null);
    this.element.classList.toggle("growing", isGrowing);
    const state = isGrowing ? null : stateOf(message);
    this.#state.hidden = state === null;
    this.#state.textContent = state ?? "";
    this.#state.classList.toggle("bad", message.metadata?.state === "failed");
  }

  #showParts(isGrowing) {
    const { parts } = this.#message;
    this.#sources = sourcesOf(this.#message);
    const elements = [];
    let texts = 0;
    for (const part of parts) {
      if (part.type === "text") {
        const view = this.#texts.get(texts) ?? new MarkdownView();
        this.#texts.set(texts, view);
        texts += 1;
        const isOpen = isGrowing && part === parts.findLast((each) => each.type === "text") && part.state !== "done";
        view.show(markedText(this.#message, part, this.#sources), { open: isOpen, sources: this.#sources });
        elements.push(view.element);
      } else if (part.type.startsWith("tool-")) {
        elements.push(this.#tool(part, isGrowing));
      }
    }
    if (elements.length !== this.#body.children.length || elements.some((each, index) => each !== this.#body.children[index])) {
      this.#body.replaceChildren(...elements);
    }
  }

  #tools = new Map();

  #tool(part, isGrowing) {
    const known = this.#tools.get(part.toolCallId);
    const line = known ?? element("p", { class: "tool" }, [icon("search"), element("span")]);
    this.#tools.set(part.toolCallId, line);
    const isRunning = isGrowing && part.state === "input-available";
    line.classList.toggle("running", isRunning);
    const words = toolText(part.type.slice("tool-".length), !isRunning);
    if (line.lastChild.textContent !== words) line.lastChild.textContent = words;
    return line;
  }

  #showSources() {
    const shown = JSON.stringify(this.#sources);
    if (shown === this.#shownText) return;
    this.#shownText = shown;
    this.#sourceList.hidden = this.#sources.length === 0;
    const chips = this.#sources.map((source) => {
      const chip = element("button", { type: "button", class: "chip", title: source.place ?? source.title, onclick: () => showSource(source) }, [
        element("span", { class: "number", text: String(source.number) }),
        element("bdi", { text: source.title }),
      ]);
      return element("li", {}, [chip]);
    });
    this.#sourceList.replaceChildren(
      element("h3", { class: "label", text: texts.sources }),
      element("ul", {}, chips),
    );
  }

  #clicked(event) {
    const button = event.target.closest("button");
    if (button?.dataset.copy === "code") copyWith(button, button.closest("figure").querySelector("code").textContent, texts.copyCode);
    const source = this.#sources.find((each) => String(each.number) === button?.dataset.source);
    if (source) showSource(source, textBefore(button, this.#body));
  }
}

/** What a reader has to know of an answer that is not whole. */
function stateOf(message) {
  const { state, error, note } = message.metadata ?? {};
  if (state === "stopped") return texts.stopped;
  if (state === "failed") return error ?? texts.failed;
  if (note) return note;
  return textOf(message).trim() === "" ? texts.empty : null;
}
