// Which addresses of an answer become links, and what a reader is told of them.
import { withoutHidden } from "./characters.js";

const SCHEMES = ["https:", "http:", "mailto:"];

/** The address when it is one to follow, else `null`: https, http and mailto, without a name or password in it. */
export function safeURL(text) {
  const address = withoutHidden(text).trim();
  if (!/^(?:https?:\/\/|mailto:)/i.test(address)) return null;
  try {
    const url = new URL(address);
    return SCHEMES.includes(url.protocol) && !url.username && !url.password ? url : null;
  } catch {
    return null;
  }
}

/** Where a link leads, unless its text is just that. */
export function destination(url, text) {
  const place = url.protocol === "mailto:" ? decodeURIComponentSafely(url.pathname) : url.host;
  const shown = withoutHidden(text).trim().replace(/\/$/, "");
  const same = [url.href, url.href.replace(/^\w+:(?:\/\/)?/, ""), place].map((each) => each.replace(/\/$/, ""));
  return same.includes(shown) ? null : place;
}

function decodeURIComponentSafely(text) {
  try {
    return withoutHidden(decodeURIComponent(text));
  } catch {
    return text;
  }
}
