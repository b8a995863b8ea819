// What a screen reader is told without being asked: whole sentences, never single tokens.
import { byId } from "./dom.js";

let clear;

export function announce(text) {
  const region = byId("announcer");
  clearTimeout(clear);
  // The same text twice in a row would not be said again.
  region.textContent = region.textContent === text ? `${text}\u00A0` : text;
  clear = setTimeout(() => {
    region.textContent = "";
  }, 10_000);
}
