// A document that an answer refers to, with the passages where the server tells them.
import { withoutHidden } from "./characters.js";
import { byId, element } from "./dom.js";
import { safeURL } from "./links.js";
import { texts } from "./texts.js";

/** @param {{number: number, title: string, place: string|null, url: string|null, passages: string[]}} source */
export function showSource(source) {
  const dialog = byId("source");
  byId("source-title").textContent = source.title;
  const file = byId("source-file");
  const url = source.url === null ? null : safeURL(source.url);
  file.hidden = source.place === null && url === null;
  file.replaceChildren(
    url ? element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow", text: url.href }) : (source.place ?? ""),
  );
  const passages = source.passages.map((text) => element("blockquote", { dir: "auto", text: withoutHidden(text) }));
  byId("source-passages").replaceChildren(
    ...(passages.length > 0
      ? [element("h3", { text: texts.passages }), ...passages]
      : [element("p", { text: texts.noPassage })]),
  );
  dialog.showModal();
}
