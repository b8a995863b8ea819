// Follows an answer as it grows, unless the reader went elsewhere.

/** Pixels from the end within which a reader counts as being there. */
const NEAR = 48;

export class Scrolling {
  #box;
  #button;
  #follows = true;
  #lastTop = 0;

  constructor(box, content, button) {
    this.#box = box;
    this.#button = button;
    box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#resized()).observe(content);
    new ResizeObserver(() => this.#resized()).observe(box);
    button.addEventListener("click", () => {
      this.toEnd();
      box.focus({ preventScroll: true });
    });
  }

  toEnd() {
    this.#follows = true;
    this.#jump();
  }

  #jump() {
    this.#box.scrollTop = this.#box.scrollHeight;
    this.#lastTop = this.#box.scrollTop;
    this.#showButton();
  }

  get #distance() {
    return this.#box.scrollHeight - this.#box.clientHeight - this.#box.scrollTop;
  }

  #scrolled() {
    if (this.#distance <= NEAR) this.#follows = true;
    else if (this.#box.scrollTop < this.#lastTop) this.#follows = false;
    this.#lastTop = this.#box.scrollTop;
    this.#showButton();
  }

  #resized() {
    if (this.#follows && !this.#isReaderSelecting()) this.#jump();
    else this.#showButton();
  }

  #isReaderSelecting() {
    const selection = document.getSelection();
    return selection !== null && !selection.isCollapsed && this.#box.contains(selection.anchorNode);
  }

  #showButton() {
    this.#button.hidden = this.#distance <= NEAR;
  }
}
