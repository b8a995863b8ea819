// Markdown within a line: from text to a tree of plain values. Nothing here touches the document.
import { withHiddenNamed, withoutHidden } from "./characters.js";
import { destination, safeURL } from "./links.js";
import { texts } from "./texts.js";

/** Nesting of emphasis and of brackets beyond which they are text. */
const DEPTH = 20;
const ADDRESS = 2000;
/** Citations stand in the text as one character each, from here on: see `citations.js`. */
export const FIRST_MARK = 0xe000;
export const LAST_MARK = 0xe0ff;
const MARKS = /[\uE000-\uE0FF]/g;
const ORDINARY = /[^\\\n`*_~![\]<&hH\uE000-\uE0FF]+/y;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00A0" };
const ESCAPABLE = /[!-/:-@[-`{-~]/;

export const node = (tag, attributes, children) => ({ tag, attributes, children });
export const withoutMarks = (text) => text.replaceAll(MARKS, "");

/** All text below a tree. */
export function plainText(nodes) {
  return nodes.map((each) => (typeof each === "string" ? each : plainText(each.children))).join("");
}

const isSpace = (char) => char === "" || /\s/.test(char);
const isPunctuation = (char) => /[\p{P}\p{S}\uE000-\uE0FF]/u.test(char);

/**
 * @param {string} text
 * @param {{open?: boolean, sources?: {number: number, title: string}[]}} context `open` where more text will follow:
 *   what is begun counts as if it were closed, and a marker of which only a part is there is held back
 */
export function parseInline(text, context = {}) {
  const open = context.open === true;
  if (open) text = text.replace(/(?:[*_~`]{1,3}|!?\[|\\|<)$/, "");
  return new InlineParser(text, open, context.sources ?? []).parse();
}

class InlineParser {
  #text;
  #open;
  #sources;
  #items = [];
  #brackets = [];
  #backticks = null;
  #plain = "";

  constructor(text, open, sources) {
    this.#text = text;
    this.#open = open;
    this.#sources = sources;
  }

  parse() {
    let at = 0;
    while (at < this.#text.length) at = this.#step(at);
    this.#flush();
    if (this.#open) this.#hideOpenBracket();
    return settle(this.#items, this.#open);
  }

  /** Reads what begins at `at`; returns where the next thing begins. */
  #step(at) {
    const text = this.#text;
    ORDINARY.lastIndex = at;
    const ordinary = ORDINARY.exec(text);
    if (ordinary) return this.#say(ordinary[0], at + ordinary[0].length);
    const char = text[at];
    switch (char) {
      case "\\":
        if (text[at + 1] === "\n") return this.#add(node("br", {}, []), at + 2);
        if (ESCAPABLE.test(text[at + 1] ?? "")) return this.#say(text[at + 1], at + 2);
        return this.#say(char, at + 1);
      case "\n": {
        const isHard = this.#plain.endsWith("  ");
        this.#plain = this.#plain.replace(/ {1,16}$/, "");
        return isHard ? this.#add(node("br", {}, []), at + 1) : this.#say("\n", at + 1);
      }
      case "`":
        return this.#code(at);
      case "*":
      case "_":
      case "~":
        return this.#delimiter(at, char);
      case "!":
        if (text[at + 1] === "[") return this.#bracket(at, 2, true);
        return this.#say(char, at + 1);
      case "[":
        return this.#footnote(at) ?? this.#bracket(at, 1, false);
      case "]":
        return this.#closeBracket(at);
      case "<":
        return this.#angle(at);
      case "&":
        return this.#entity(at);
      case "h":
      case "H":
        return this.#bareAddress(at) ?? this.#say(char, at + 1);
      default: {
        const mark = text.charCodeAt(at);
        if (mark >= FIRST_MARK && mark <= LAST_MARK) return this.#citation(mark - FIRST_MARK, at + 1);
        return this.#say(char, at + 1);
      }
    }
  }

  #say(words, next) {
    this.#plain += words;
    return next;
  }

  #flush() {
    if (this.#plain) this.#items.push(withoutHidden(this.#plain));
    this.#plain = "";
  }

  #add(item, next) {
    this.#flush();
    this.#items.push(item);
    return next;
  }

  #citation(index, next) {
    const source = this.#sources[index];
    if (!source) return next;
    const label = texts.source(source.number, source.title);
    const attributes = { type: "button", class: "mark", "data-source": String(source.number), "aria-label": label };
    return this.#add(node("button", attributes, [String(source.number)]), next);
  }

  #code(at) {
    const text = this.#text;
    let end = at;
    while (text[end] === "`") end += 1;
    const length = end - at;
    let close = this.#closingBackticks(end, length);
    if (close < 0) {
      if (!this.#open) return this.#say(text.slice(at, end), end);
      close = text.length;
    }
    let code = withoutMarks(text.slice(end, close)).replaceAll("\n", " ");
    if (/^ .* $/.test(code) && code.trim()) code = code.slice(1, -1);
    return this.#add(node("code", { dir: "ltr" }, [withHiddenNamed(code)]), close + length);
  }

  /** Where a run of exactly `length` backticks begins behind `from`, else -1; every run is looked at once. */
  #closingBackticks(from, length) {
    if (!this.#backticks) {
      this.#backticks = new Map();
      for (const run of this.#text.matchAll(/`+/g)) {
        const places = this.#backticks.get(run[0].length) ?? { list: [], next: 0 };
        places.list.push(run.index);
        this.#backticks.set(run[0].length, places);
      }
    }
    const places = this.#backticks.get(length);
    if (!places) return -1;
    while (places.next < places.list.length && places.list[places.next] < from) places.next += 1;
    return places.list[places.next] ?? -1;
  }

  #delimiter(at, char) {
    const text = this.#text;
    let end = at;
    while (text[end] === char) end += 1;
    const count = end - at;
    if (count > 3 || (char === "~" && count !== 2)) return this.#say(text.slice(at, end), end);
    const before = text[at - 1] ?? "";
    const after = text[end] ?? "";
    const left = !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before));
    const right = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after));
    const inWord = char === "_";
    const opens = left && (!inWord || !right || isPunctuation(before));
    const closes = right && (!inWord || !left || isPunctuation(after));
    return this.#add({ delimiter: char, count, opens, closes, both: opens && closes }, end);
  }

  #bracket(at, length, isImage) {
    const next = at + length;
    if (this.#brackets.length >= DEPTH) this.#brackets.shift();
    this.#flush();
    this.#brackets.push({ index: this.#items.length, isImage, start: next });
    this.#items.push(this.#text.slice(at, next));
    return next;
  }

  #closeBracket(at) {
    const opener = this.#brackets.pop();
    if (!opener) return this.#say("]", at + 1);
    const target = this.#text[at + 1] === "(" ? this.#target(at + 2) : null;
    if (!target) return this.#say("]", at + 1);
    this.#flush();
    const inner = inert(settle(this.#items.splice(opener.index).slice(1), false));
    const url = target.address === null ? null : safeURL(target.address);
    if (opener.isImage) {
      const words = texts.image(plainText(inner).trim());
      this.#items.push(...(url ? link(url, [words]) : [words]));
    } else {
      this.#items.push(...(url ? link(url, inner) : inner));
      this.#brackets = this.#brackets.filter((each) => each.isImage);
    }
    return target.end;
  }

  /** What stands in the parentheses behind a link's text; `address` is `null` while it is still being written. */
  #target(at) {
    const text = this.#text;
    const limit = Math.min(text.length, at + ADDRESS);
    let end = at;
    while (end < limit && text[end] === " ") end += 1;
    let address = "";
    if (text[end] === "<") {
      const close = text.slice(end, limit).search(/[>\n]/);
      if (close > 0 && text[end + close] === ">") {
        address = text.slice(end + 1, end + close);
        end += close + 1;
      }
    } else {
      let depth = 0;
      const start = end;
      for (; end < limit && !/[\s<]/.test(text[end]); end += 1) {
        if (text[end] === "(") depth += 1;
        else if (text[end] === ")" && depth-- === 0) break;
      }
      address = text.slice(start, end);
    }
    const rest = text.slice(end, Math.min(text.length, end + 500));
    const closing = /^(?:\s+(?:"[^"]*"|'[^']*'|\([^()]*\)))?\s*\)/.exec(rest);
    if (closing) return { address: withoutMarks(address).replaceAll(/\\([!-/:-@[-`{-~])/g, "$1"), end: end + closing[0].length };
    const isPending = this.#open && text.length - at < ADDRESS && !text.slice(at).includes("\n");
    return isPending ? { address: null, end: text.length } : null;
  }

  #footnote(at) {
    const found = /^\[\^([^\]\s^[]{1,40})\]/.exec(this.#text.slice(at, at + 50));
    if (!found) return null;
    return this.#add(node("sup", { class: "footnote" }, [withoutHidden(withoutMarks(found[1]))]), at + found[0].length);
  }

  #angle(at) {
    const piece = this.#text.slice(at, at + ADDRESS);
    const found = /^<((?:https?:\/\/|mailto:)[^\s<>]+)>/i.exec(piece);
    const url = found && safeURL(withoutMarks(found[1]));
    if (url) {
      this.#flush();
      this.#items.push(...link(url, [withoutHidden(found[1])]));
      return at + found[0].length;
    }
    const lineBreak = /^<br ?\/?>/i.exec(piece.slice(0, 6));
    if (lineBreak) return this.#add(node("br", {}, []), at + lineBreak[0].length);
    return this.#say("<", at + 1);
  }

  #entity(at) {
    const found = /^&([a-z]{2,4});/.exec(this.#text.slice(at, at + 6));
    if (!found || !Object.hasOwn(ENTITIES, found[1])) return this.#say("&", at + 1);
    return this.#say(ENTITIES[found[1]], at + found[0].length);
  }

  #bareAddress(at) {
    if (/[\p{L}\p{N}]/u.test(this.#text[at - 1] ?? "")) return null;
    const found = /^https?:\/\/[^\s<>"`|[\]\uE000-\uE0FF]+/i.exec(this.#text.slice(at, at + ADDRESS));
    if (!found) return null;
    let address = found[0];
    for (;;) {
      const last = address.at(-1);
      const isLoose = last === ")" ? address.split(")").length > address.split("(").length : /[.,;:!?'\]*_~]/.test(last);
      if (!isLoose) break;
      address = address.slice(0, -1);
    }
    const url = safeURL(address);
    if (!url) return null;
    this.#flush();
    this.#items.push(...link(url, [withoutHidden(address)]));
    return at + address.length;
  }

  /** A bracket just opened will probably be a link: it does not show before that. */
  #hideOpenBracket() {
    const opener = this.#brackets.at(-1);
    if (opener && this.#text.length - opener.start < 80) this.#items[opener.index] = "";
  }
}

/** The same without links and buttons, which cannot stand in a link. */
function inert(nodes) {
  return nodes.flatMap((each) => {
    if (typeof each === "string") return [each];
    if (each.tag === "button" || each.attributes.class === "place") return [];
    return each.tag === "a" ? each.children : [node(each.tag, each.attributes, inert(each.children))];
  });
}

/** A link, and behind it where it leads when its text does not say so. */
function link(url, children) {
  const text = plainText(children);
  const attributes = { href: url.href, target: "_blank", rel: "noopener noreferrer nofollow", dir: "auto", title: url.href };
  const anchor = node("a", attributes, text.trim() ? children : [url.href]);
  const place = text.trim() ? destination(url, text) : null;
  return place === null ? [anchor] : [anchor, node("span", { class: "place", dir: "ltr" }, [` (${place})`])];
}

const EMPHASIS = { "*": ["em", "strong"], _: ["em", "strong"], "~": ["del", "del"] };

/** Pairs the delimiters of emphasis; those without a partner are text again, or end with the text where it is open. */
function settle(items, open) {
  const output = [];
  const openers = [];
  const wrap = (opener, used) => {
    const children = asText(output.splice(opener.position + 1));
    opener.item.count -= used;
    if (opener.item.count === 0) {
      output.pop();
      openers.pop();
    }
    output.push(node(EMPHASIS[opener.item.delimiter][used - 1], {}, children));
  };
  for (const item of items) {
    if (item.delimiter === undefined) {
      if (item !== "") output.push(item);
      continue;
    }
    while (item.closes && item.count > 0) {
      const index = openers.findLastIndex(
        (each) => each.item.delimiter === item.delimiter
          && !((each.item.both || item.both) && (each.item.count + item.count) % 3 === 0 && item.count % 3 !== 0));
      if (index < 0) break;
      openers.length = index + 1;
      const used = Math.min(2, openers[index].item.count, item.count);
      wrap(openers[index], used);
      item.count -= used;
    }
    if (item.count === 0) continue;
    if (item.opens && openers.length < DEPTH) openers.push({ item, position: output.length });
    output.push(item);
  }
  while (open && openers.length > 0) {
    const opener = openers.at(-1);
    if (opener.position === output.length - 1) break;
    wrap(opener, Math.min(2, opener.item.count));
  }
  return asText(output);
}

/** The items with delimiters as the text that they are, and neighbouring texts as one. */
function asText(items) {
  const result = [];
  for (const item of items) {
    const each = item.delimiter === undefined ? item : item.delimiter.repeat(item.count);
    if (typeof each === "string" && typeof result.at(-1) === "string") result[result.length - 1] += each;
    else result.push(each);
  }
  return result;
}
