// Every word that the page itself says, in one place.

const plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** A waiting time in words, `2 min 5 s` or a time of day when it is long. */
export function waitingTime(seconds, now = Date.now()) {
  if (seconds > 20 * 60) {
    const at = new Date(now + seconds * 1000);
    const time = at.toLocaleTimeString("en", { hour: "2-digit", minute: "2-digit", hour12: false });
    return at.toDateString() === new Date(now).toDateString() ? `at ${time}` : `tomorrow at ${time}`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `in ${minutes} min ${seconds % 60} s` : `in ${seconds} s`;
}

export const texts = {
  untitled: "New chat",
  noChats: "Your chats will appear here.",
  kept: (hours) => `Chats are kept for ${hours % 24 === 0 && hours > 24 ? plural(hours / 24, "day", "days") : plural(hours, "hour", "hours")}.`,
  today: "Today",
  earlier: "Earlier",
  deleteChat: (title) => `Delete the chat “${title}”`,
  deleteQuestion: (title) => `“${title}” will be gone for good, here and on the server.`,
  chatDeleted: "The chat was deleted.",
  chatNotDeleted: "The chat could not be deleted. Please try again.",
  chatGone: "This chat is no longer kept. You can start a new one.",
  greeting: "How can I help?",
  chooseAssistant: "Who would you like to talk to?",
  placeholder: (name) => `Message ${name}`,
  send: "Send",
  stop: "Stop the answer",
  characters: (used, limit) => `${used.toLocaleString("en")} of ${limit.toLocaleString("en")} characters`,
  tooLong: (over) => `${plural(over, "character", "characters")} too long`,
  waitForAnswer: "Wait for the answer, or stop it first.",
  youSaid: "You said",
  said: (name) => `${name} said`,
  thinking: "Thinking…",
  reconnecting: "The connection was lost. Reconnecting…",
  stopping: "Stopping…",
  stopped: "You stopped this answer.",
  failed: "This answer broke off.",
  empty: "There was no answer.",
  again: "Answer again",
  tryAgain: "Try again",
  edit: "Edit",
  editLabel: "Edit your message",
  editHint: "What follows this message will be replaced.",
  saveEdit: "Send",
  cancel: "Cancel",
  copy: "Copy",
  copied: "Copied",
  notCopied: "Could not be copied",
  copyCode: "Copy code",
  good: "Good answer",
  bad: "Bad answer",
  commentGood: "What was good about it? (optional)",
  commentBad: "What was wrong? (optional)",
  sendComment: "Send feedback",
  noComment: "No comment",
  thanks: "Thank you for the feedback.",
  notRated: "Your feedback could not be saved. Please try again.",
  sources: "Sources",
  source: (number, title) => `Source ${number}: ${title}`,
  passages: (count) => (count === 1 ? "From the document" : `From the document: ${count} passages`),
  noPassage: "The answer refers to this document.",
  table: "Table",
  code: "Code",
  image: (words) => (words ? `Image: ${words}` : "Image"),
  notSent: "This message was not sent.",
  offlineHint: "You are offline. Your text is kept; send it when you are back.",
  offline: "You are offline. What you write is kept.",
  unreachable: "The server can’t be reached. Trying again…",
  backOnline: "You are back online.",
  sendAgain: (when) => `You can send again ${when}.`,
  canSendNow: "You can send again now.",
  notStored: "Your browser keeps nothing for this page: chats are gone when you leave.",
  answerArrived: (name, text) => `${name} said: ${text}`,
  answerGoesOn: "The whole answer is in the conversation.",
  dark: "Use dark colours",
  light: "Use light colours",
  openChats: "Show chats",
  closeChats: "Hide chats",
  errors: {
    invalid_request: "The server did not accept this message.",
    unauthorized: "This page could not sign in to the chat. Please reload it.",
    not_found: "This chat is no longer kept.",
    too_many_requests: "That was a lot of messages in a short time.",
    budget_exhausted: "The chat has answered all it can for today.",
    too_long: "This message is too long.",
    busy: "An answer is already being written in this chat.",
    unavailable: "The assistant can’t be reached at the moment.",
    unreachable: "The server can’t be reached.",
  },
  tools: {
    file_search: ["Searching the documents…", "Searched the documents"],
    web_search: ["Searching the web…", "Searched the web"],
    code_interpreter: ["Calculating…", "Calculated"],
    mcp: ["Asking a connected service…", "Asked a connected service"],
  },
  tool: (name) => {
    const words = name.replaceAll(/[_-]+/g, " ").trim();
    return [`Using “${words}”…`, `Used “${words}”`];
  },
};

/** What a tool does, while it does it or afterwards. */
export function toolText(name, isDone) {
  const known = Object.hasOwn(texts.tools, name) ? texts.tools[name] : texts.tool(name);
  return known[isDone ? 1 : 0];
}
