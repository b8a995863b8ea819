// Whether the server can be reached.

/** Milliseconds between two looks while it cannot. */
const WAITS = [1000, 2000, 4000, 8000, 15000];

class Connection extends EventTarget {
  /** @type {"online"|"offline"|"unreachable"} */
  state = navigator.onLine ? "online" : "offline";
  #probe = null;
  #timer = null;
  #tries = 0;

  /** @param {() => Promise<void>} probe asks the server something small */
  watch(probe) {
    this.#probe = probe;
    window.addEventListener("offline", () => this.#set("offline"));
    window.addEventListener("online", () => this.#look());
    if (this.state !== "online") this.#schedule();
  }

  succeeded() {
    if (this.state !== "online") this.#set("online");
  }

  failed() {
    if (this.state === "online") this.#set(navigator.onLine ? "unreachable" : "offline");
  }

  /** Ends once the server can be reached again, or `signal` says that nobody waits any more. */
  restored(signal) {
    if (this.state === "online") return Promise.resolve();
    return new Promise((resolve, reject) => {
      const done = () => {
        if (this.state !== "online") return;
        this.removeEventListener("change", done);
        resolve();
      };
      this.addEventListener("change", done);
      signal?.addEventListener("abort", () => {
        this.removeEventListener("change", done);
        reject(signal.reason);
      });
    });
  }

  #set(state) {
    this.state = state;
    this.#tries = 0;
    clearTimeout(this.#timer);
    if (state !== "online") this.#schedule();
    this.dispatchEvent(new Event("change"));
  }

  #schedule() {
    clearTimeout(this.#timer);
    const wait = WAITS[Math.min(this.#tries, WAITS.length - 1)];
    this.#tries += 1;
    this.#timer = setTimeout(() => this.#look(), wait);
  }

  async #look() {
    clearTimeout(this.#timer);
    try {
      await this.#probe?.();
    } catch {
      if (this.state === "offline" && navigator.onLine) this.#set("unreachable");
      else this.#schedule();
    }
  }
}

export const connection = new Connection();
