// Characters that change what a reader sees without being seen.

/** Overrides, embeddings and isolates of writing direction, and controls other than tab and line feed. */
const HIDDEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFF9-\uFFFB]|[\u{E0000}-\u{E007F}]/gu;

/** Text for prose: such characters are left out. */
export function withoutHidden(text) {
  return text.replaceAll(HIDDEN, "");
}

/** Text for code and for what the visitor wrote: such characters are named. */
export function withHiddenNamed(text) {
  return text.replaceAll(HIDDEN, (each) => `⟨U+${each.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}
