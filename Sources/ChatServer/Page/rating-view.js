// Thumbs, and the comment that may follow.
import { announce } from "./announcer.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { texts } from "./texts.js";

export class RatingView {
  /** What stands among the actions of an answer. */
  buttons;
  /** Where a comment can be written, once a thumb was given. */
  form = element("div", { class: "comment", hidden: true });
  #rating = null;
  #rate;

  /** @param {(rating: "up"|"down"|null, comment?: string) => Promise<void>} rate */
  constructor(rate) {
    this.#rate = rate;
    this.buttons = [this.#button("up", "good", texts.good), this.#button("down", "bad", texts.bad)];
  }

  update(rating) {
    this.#rating = rating;
    for (const button of this.buttons) button.setAttribute("aria-pressed", String(button.dataset.rating === rating));
  }

  #button(rating, name, label) {
    return element("button", {
      type: "button", class: "icon-button", "data-rating": rating, "aria-label": label, title: label, "aria-pressed": "false",
      onclick: () => this.#press(rating),
    }, [icon(name)]);
  }

  async #press(rating) {
    const next = this.#rating === rating ? null : rating;
    this.#hideForm();
    if (!(await this.#save(next))) return;
    if (next) this.#askForComment(next);
  }

  async #save(rating, comment) {
    try {
      await this.#rate(rating, comment);
      announce(texts.thanks);
      return true;
    } catch {
      this.form.replaceChildren(element("p", { class: "note bad", text: texts.notRated }));
      this.form.hidden = false;
      announce(texts.notRated);
      return false;
    }
  }

  #askForComment(rating) {
    const field = element("textarea", {
      rows: "2", maxlength: "1000", dir: "auto", "aria-label": rating === "up" ? texts.commentGood : texts.commentBad,
      placeholder: rating === "up" ? texts.commentGood : texts.commentBad,
    });
    const send = async () => {
      const comment = field.value.trim();
      if (comment && !(await this.#save(rating, comment))) return;
      this.form.replaceChildren(element("p", { class: "note", text: texts.thanks }));
      this.buttons.find((button) => button.dataset.rating === rating).focus();
    };
    this.form.replaceChildren(
      field,
      element("div", { class: "buttons" }, [
        element("button", { type: "button", class: "button", text: texts.noComment, onclick: () => this.#dismiss(rating) }),
        element("button", { type: "button", class: "button primary", text: texts.sendComment, onclick: send }),
      ]),
    );
    this.form.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#dismiss(rating);
    };
    this.form.hidden = false;
    field.focus();
  }

  #dismiss(rating) {
    this.#hideForm();
    this.buttons.find((button) => button.dataset.rating === rating).focus();
  }

  #hideForm() {
    this.form.hidden = true;
    this.form.replaceChildren();
  }
}
