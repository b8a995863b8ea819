// What the page says to the page around it when it stands in a frame of `embed.js`. Nothing of a chat is among it.
import { byId } from "./dom.js";

const isFramed = window.parent !== window;
const say = (text) => window.parent.postMessage({ assistantChat: text }, "*");

/** @returns {{isEmbedded: boolean, assistant: string|null, accent: string|null, ready: () => void, close: () => void}} */
export function startFrame() {
  const wishes = new URLSearchParams(location.search);
  const isEmbedded = isFramed && wishes.has("embed");
  if (isEmbedded) {
    document.documentElement.classList.add("embedded");
    byId("close-frame").hidden = false;
    byId("close-frame").addEventListener("click", () => say("close"));
    window.addEventListener("message", (event) => {
      if (event.source === window.parent && event.data?.assistantChat === "focus") byId("question").focus();
    });
  }
  return {
    isEmbedded,
    assistant: wishes.get("assistant"),
    accent: wishes.get("accent"),
    ready: () => {
      if (isEmbedded) say("ready");
    },
    close: () => {
      if (isEmbedded) say("close");
    },
  };
}
