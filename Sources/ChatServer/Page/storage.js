// What the browser keeps for this page; in memory where it may keep nothing (private windows, blocked frames).
const PREFIX = "assistant-chat:";
const memory = new Map();

function browserStorage() {
  try {
    const storage = window.localStorage;
    storage.setItem(`${PREFIX}probe`, "1");
    storage.removeItem(`${PREFIX}probe`);
    return storage;
  } catch {
    return null;
  }
}

const kept = browserStorage();

export const storage = {
  /** Whether what is written is still there after the page was closed. */
  isLasting: kept !== null,

  get(key) {
    return memory.get(key) ?? kept?.getItem(PREFIX + key) ?? null;
  },

  /** `null` forgets. A full disk leaves the value in memory. */
  set(key, value) {
    memory.delete(key);
    try {
      if (value === null) kept?.removeItem(PREFIX + key);
      else if (kept) kept.setItem(PREFIX + key, value);
      else memory.set(key, value);
    } catch {
      memory.set(key, value);
    }
  },
};
