// A document that an answer refers to, with the passages where the server tells them.
import { withoutHidden } from "./characters.js";
import { byId, element } from "./dom.js";
import { safeURL } from "./links.js";
import { texts } from "./texts.js";
import { usedPassage } from "./used-passage.js";

/**
 * @param {{number: number, title: string, place: string|null, url: string|null, passages: string[]}} source
 * @param {string} claim what the answer says where it refers to the document: what it used is shown first to the eye
 */
export function showSource(source, claim = "") {
  const dialog = byId("source");
  byId("source-title").textContent = source.title;
  const file = byId("source-file");
  const url = source.url === null ? null : safeURL(source.url);
  file.hidden = source.place === null && url === null;
  file.replaceChildren(
    url ? element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow", text: url.href }) : (source.place ?? ""),
  );
  const passages = source.passages.map(withoutHidden);
  const used = claim === "" ? null : usedPassage(passages, claim);
  const quotes = passages.map((text, index) =>
    index === used?.passage
      ? element("blockquote", { class: "used", dir: "auto" }, marked(text, used.ranges))
      : element("blockquote", { dir: "auto", text }));
  byId("source-passages").replaceChildren(
    ...(quotes.length > 0
      ? [element("h3", { text: texts.passages(quotes.length) }), ...quotes]
      : [element("p", { text: texts.noPassage })]),
  );
  dialog.showModal();
  dialog.scrollTop = 0;
  if (used) (quotes[used.passage].querySelector("mark") ?? quotes[used.passage]).scrollIntoView({ block: "center" });
}

/** Text with what was used of it marked. */
function marked(text, ranges) {
  const nodes = [];
  let from = 0;
  for (const [start, end] of ranges) {
    nodes.push(text.slice(from, start), element("mark", { text: text.slice(start, end) }));
    from = end;
  }
  return [...nodes, text.slice(from)];
}
