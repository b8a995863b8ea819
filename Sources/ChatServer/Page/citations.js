// The documents that an answer refers to, and the places in its text where it does.
import { withoutHidden } from "./characters.js";
import { FIRST_MARK, LAST_MARK } from "./markdown-inline.js";

const OWN_MARKS = /[\uE000-\uE0FF]/g;

/**
 * The documents in the order in which they were named, each once.
 * @returns {{number: number, title: string, place: string|null, url: string|null, ids: string[], passages: string[]}[]}
 *   `place` is where the document lies, where its title does not say so; `url` where it is a page of the web
 */
export function sourcesOf(message) {
  const sources = new Map();
  const passages = new Map();
  for (const part of message.parts) {
    if (part.type === "data-passage") passages.set(part.id, part.data?.passages ?? [part.data?.text]);
  }
  for (const part of message.parts) {
    if (part.type !== "source-document" && part.type !== "source-url") continue;
    const name = withoutHidden(part.title || part.filename || part.url || part.sourceId);
    const path = part.providerMetadata?.assistantctl?.path;
    const place = withoutHidden(path ?? part.filename ?? part.url ?? "");
    // Documents are often named by their path, whose end says most.
    const title = (name === place && !part.url && name.split("/").findLast((each) => each !== "")) || name;
    const key = `${name}\n${place}`;
    const source = sources.get(key) ?? {
      number: sources.size + 1, title, place: place && place !== title ? place : null, url: part.url ?? null, ids: [], passages: [],
    };
    source.ids.push(part.sourceId);
    for (const passage of passages.get(part.sourceId) ?? []) {
      if (passage && !source.passages.includes(passage)) source.passages.push(passage);
    }
    sources.set(key, source);
  }
  return Array.from(sources.values());
}

/** The text of a part with a mark, which `parseInline` shows as a number, behind each place that refers to a document. */
export function markedText(message, part, sources) {
  const text = part.text.replaceAll(OWN_MARKS, "\uFFFD");
  const marks = new Map();
  for (const { data, part: place } of citationsOf(message)) {
    if (place !== part) continue;
    const index = sources.findIndex((source) => source.ids.includes(data.sourceId));
    if (index < 0 || index > LAST_MARK - FIRST_MARK) continue;
    let end = Math.min(Math.max(0, data.end), text.length);
    while (end > 0 && /\s/.test(text[end - 1])) end -= 1;
    marks.set(end, (marks.get(end) ?? new Set()).add(index));
  }
  let result = "";
  let from = 0;
  for (const [end, indexes] of Array.from(marks).sort(([a], [b]) => a - b)) {
    const marked = Array.from(indexes).sort((a, b) => a - b).map((index) => String.fromCharCode(FIRST_MARK + index));
    result += text.slice(from, end) + marked.join("");
    from = end;
  }
  return result + text.slice(from);
}

/** A citation belongs to the text that it follows. */
function citationsOf(message) {
  const found = [];
  let part = message.parts.find((each) => each.type === "text");
  for (const each of message.parts) {
    if (each.type === "text") part = each;
    else if (each.type === "data-citation" && Number.isInteger(each.data?.end)) found.push({ data: each.data, part });
  }
  return found;
}
