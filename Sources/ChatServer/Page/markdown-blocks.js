// Markdown's blocks: from text to a tree of plain values. Nothing here touches the document.
//
// CommonMark with tables, task lists and strike-through, less what answers of models do not use or use for something
// else: indented code, underlined headings, reference links, and HTML, which is text here.
import { withHiddenNamed } from "./characters.js";
import { node, parseInline, withoutMarks } from "./markdown-inline.js";
import { texts } from "./texts.js";

/** Nesting of lists and quotes beyond which their markers are text. */
const DEPTH = 12;
const COLUMNS = 64;

/**
 * @param {string} source
 * @param {{open?: boolean, sources?: object[]}} context see `parseInline`
 * @returns {{start: number, node: object}[]} the blocks with where they begin in `source`
 */
export function parseBlocks(source, context = {}) {
  const lines = source.split("\n").map((line) => line.replace(/^[ \t]*/, (space) => space.replaceAll("\t", "    ")));
  const starts = [];
  let offset = 0;
  for (const line of source.split("\n")) {
    starts.push(offset);
    offset += line.length + 1;
  }
  return new BlockParser(lines, context, 0).parse().map((block) => ({ start: starts[block.line], node: block.node }));
}

/**
 * Makes headings of the blocks that are: one level below who speaks, each at most one deeper than the one before it,
 * whatever the answer numbered them. Headings in quotes and lists only look like it.
 */
export function rankHeadings(blocks) {
  const above = [];
  for (const { node: block } of blocks) {
    const level = /^heading level-(\d)$/.exec(block.attributes.class ?? "")?.[1];
    if (!level) continue;
    while (above.length > 0 && above.at(-1) >= level) above.pop();
    above.push(level);
    block.tag = `h${Math.min(above.length + 2, 6)}`;
  }
  return blocks;
}

const isBlank = (line) => line.trim() === "";
const indentOf = (line) => line.length - line.trimStart().length;

function fenceOf(line) {
  const found = /^ *(`{3,}|~{3,})(.*)$/.exec(line);
  if (!found || (found[1][0] === "`" && found[2].includes("`"))) return null;
  return { marker: found[1], info: found[2].trim(), indent: indentOf(line) };
}

function headingOf(line) {
  const found = /^ {0,3}(#{1,6})(?=[ \t]|$)/.exec(line);
  if (!found) return null;
  return { level: found[1].length, text: line.slice(found[0].length).trim().replace(/(?:^|[ \t])#+$/, "").trimEnd() };
}

function isRule(line) {
  const dense = line.replaceAll(/[ \t]/g, "");
  return dense.length >= 3 && /^(?:-+|\*+|_+)$/.test(dense);
}

function markerOf(line) {
  const found = /^( *)([-+*]|\d{1,9}[.)])(?=[ \t]|$)/.exec(line);
  if (!found || isRule(line)) return null;
  const [before, indent, marker] = found;
  const rest = line.slice(before.length);
  const gap = Math.min(indentOf(rest), 4);
  return {
    indent: indent.length,
    kind: marker.at(-1),
    number: marker.length > 1 ? Number.parseInt(marker, 10) : null,
    text: isBlank(rest) ? "" : rest.slice(gap),
    content: before.length + (isBlank(rest) ? 1 : gap),
  };
}

/** Cells of a row; `\|` and bars in code are text. */
function cellsOf(line) {
  const cells = [];
  let cell = "";
  let ticks = false;
  const row = line.trim().replace(/^\|/, "");
  for (let at = 0; at < row.length && cells.length < COLUMNS; at += 1) {
    if (row[at] === "\\" && row[at + 1] === "|") {
      cell += "|";
      at += 1;
    } else if (row[at] === "|" && !ticks) {
      cells.push(cell.trim());
      cell = "";
    } else {
      if (row[at] === "`") ticks = !ticks && row.includes("`", at + 1);
      cell += row[at];
    }
  }
  if (cell.trim() !== "" || cells.length === 0) cells.push(cell.trim());
  return cells;
}

function alignmentsOf(line) {
  if (!line.includes("-") || !/^[\s|:-]+$/.test(line)) return null;
  const cells = cellsOf(line);
  if (!line.includes("|") || !cells.every((cell) => /^:?-+:?$/.test(cell))) return null;
  return cells.map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "end") : null));
}

class BlockParser {
  #lines;
  #context;
  #depth;
  #at = 0;

  constructor(lines, context, depth) {
    this.#lines = context.open ? withoutPartialMarker(lines) : lines;
    this.#context = context;
    this.#depth = depth;
  }

  parse() {
    const blocks = [];
    while (this.#at < this.#lines.length) {
      if (isBlank(this.#lines[this.#at])) {
        this.#at += 1;
        continue;
      }
      const line = this.#at;
      blocks.push({ line, node: this.#block() });
    }
    return blocks;
  }

  #block() {
    const line = this.#lines[this.#at];
    const fence = fenceOf(line);
    if (fence) return this.#fence(fence);
    const heading = headingOf(line);
    if (heading) {
      this.#at += 1;
      const attributes = { dir: "auto", class: `heading level-${heading.level}` };
      return node("p", attributes, this.#inline(heading.text));
    }
    if (isRule(line)) {
      this.#at += 1;
      return node("hr", {}, []);
    }
    if (this.#depth < DEPTH) {
      if (line.trimStart().startsWith(">")) return this.#quote();
      if (markerOf(line)) return this.#list();
    }
    return this.#table() ?? this.#footnote() ?? this.#paragraph();
  }

  /** Whether more text may follow what has been read up to here. */
  get #isOpen() {
    return this.#context.open === true && this.#at >= this.#lines.length;
  }

  #inline(text) {
    return parseInline(text, { ...this.#context, open: this.#isOpen });
  }

  #nested(lines) {
    const context = { ...this.#context, open: this.#isOpen };
    return new BlockParser(lines, context, this.#depth + 1).parse().map((block) => block.node);
  }

  #fence({ marker, info, indent }) {
    this.#at += 1;
    const body = [];
    let isClosed = false;
    for (; this.#at < this.#lines.length && !isClosed; this.#at += 1) {
      const line = this.#lines[this.#at];
      const dense = line.trim();
      isClosed = dense.length >= marker.length && dense[0] === marker[0] && dense === marker[0].repeat(dense.length);
      if (!isClosed) body.push(line.slice(Math.min(indent, indentOf(line))));
    }
    const last = body.at(-1)?.trim();
    if (this.#isOpen && !isClosed && last && last === marker[0].repeat(last.length)) body.pop();
    const language = withHiddenNamed(withoutMarks(info)).split(/[\s{]/)[0].slice(0, 40);
    const code = withHiddenNamed(withoutMarks(body.join("\n")));
    return node("figure", { class: "code" }, [
      node("figcaption", {}, [
        node("span", { dir: "ltr" }, [language || texts.code]),
        node("button", { type: "button", "data-copy": "code", class: "quiet" }, [texts.copyCode]),
      ]),
      node("pre", { dir: "ltr", tabindex: "0", role: "region", "aria-label": language || texts.code }, [node("code", {}, [code])]),
    ]);
  }

  /** Whether a line begins a block of its own even right below a paragraph. */
  #interrupts(line) {
    if (fenceOf(line) || headingOf(line) || isRule(line)) return true;
    if (this.#depth >= DEPTH) return false;
    const marker = markerOf(line);
    return line.trimStart().startsWith(">") || (marker !== null && marker.text !== "" && (marker.number ?? 1) === 1);
  }

  #quote() {
    const body = [];
    for (; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#lines[this.#at];
      const dense = line.trimStart();
      if (dense.startsWith(">")) body.push(dense.slice(dense[1] === " " ? 2 : 1));
      else if (!isBlank(line) && !isBlank(body.at(-1)) && !this.#interrupts(line)) body.push(line);
      else break;
    }
    return node("blockquote", { dir: "auto" }, this.#nested(body));
  }

  #list() {
    const first = markerOf(this.#lines[this.#at]);
    const items = [];
    let isLoose = false;
    let sawBlank = false;
    while (this.#at < this.#lines.length) {
      const marker = markerOf(this.#lines[this.#at]);
      if (!marker || marker.kind !== first.kind || marker.indent > first.indent + 1) break;
      if (items.length > 0 && sawBlank) isLoose = true;
      const item = this.#item(marker);
      sawBlank = item.endsBlank;
      items.push(item);
    }
    for (const item of items) {
      if (item.children.filter((child) => child.tag === "p").length > 1) isLoose = true;
    }
    const start = first.number !== null && first.number !== 1 ? { start: String(first.number) } : {};
    return node(first.number === null ? "ul" : "ol", start, items.map((item) => listItem(item, isLoose)));
  }

  #item(marker) {
    this.#at += 1;
    const body = [marker.text];
    let blanks = 0;
    for (; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#lines[this.#at];
      const indent = indentOf(line);
      if (isBlank(line)) {
        blanks += 1;
        continue;
      }
      const belongs = indent >= Math.min(marker.content, marker.indent + 2);
      const goesOn = blanks === 0 && !isBlank(body.at(-1)) && !markerOf(line) && !this.#interrupts(line);
      if (!belongs && !goesOn) break;
      for (; blanks > 0; blanks -= 1) body.push("");
      body.push(line.slice(Math.min(indent, marker.content)));
    }
    const task = /^\[([ xX])\](?: |$)/.exec(marker.text);
    if (task) body[0] = marker.text.slice(task[0].length);
    return { task: task && (task[1] === " " ? "open" : "done"), children: this.#nested(body), endsBlank: blanks > 0 };
  }

  #table() {
    const lines = this.#lines;
    const head = lines[this.#at];
    if (!head.includes("|")) return null;
    const rest = lines.length - this.#at;
    const isBegun = this.#context.open === true && head.trimStart().startsWith("|")
      && (rest === 1 || (rest === 2 && /^[\s|:-]*$/.test(lines[this.#at + 1])));
    const headCells = cellsOf(head);
    const found = rest > 1 ? alignmentsOf(lines[this.#at + 1]) : null;
    if (!isBegun && found?.length !== headCells.length) return null;
    const alignments = found ?? [];
    this.#at = Math.min(this.#at + 2, lines.length);
    const rows = [];
    for (; this.#at < lines.length; this.#at += 1) {
      const line = lines[this.#at];
      if (isBlank(line) || !line.includes("|") || this.#interrupts(line)) break;
      rows.push(cellsOf(line));
    }
    const cell = (tag, attributes, text, column) => {
      const align = alignments[column] ? { class: `align-${alignments[column]}` } : {};
      return node(tag, { dir: "auto", ...attributes, ...align }, this.#inline(text));
    };
    const body = rows.map((row) => node("tr", {}, headCells.map((_, column) => cell("td", {}, row[column] ?? "", column))));
    return node("div", { class: "table", tabindex: "0", role: "region", "aria-label": texts.table }, [
      node("table", {}, [
        node("thead", {}, [node("tr", {}, headCells.map((text, column) => cell("th", { scope: "col" }, text, column)))]),
        node("tbody", {}, body),
      ]),
    ]);
  }

  #footnote() {
    const found = /^\[\^([^\]\s^[]{1,40})\]:[ \t]*(.*)$/.exec(this.#lines[this.#at]);
    if (!found) return null;
    this.#at += 1;
    const label = node("sup", { class: "footnote" }, [withHiddenNamed(withoutMarks(found[1]))]);
    return node("p", { dir: "auto", class: "footnote" }, [label, " ", ...this.#inline(found[2])]);
  }

  #paragraph() {
    const body = [this.#lines[this.#at].trimStart()];
    this.#at += 1;
    for (; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#lines[this.#at];
      if (isBlank(line) || this.#interrupts(line)) break;
      body.push(line.trimStart());
    }
    return node("p", { dir: "auto" }, this.#inline(body.join("\n")));
  }
}

function listItem({ task, children }, isLoose) {
  const content = isLoose ? children : children.flatMap((child) => (child.tag === "p" ? child.children : [child]));
  if (!task) return node("li", { dir: "auto" }, content);
  const box = node("span", { class: `box ${task}`, role: "img", "aria-label": task === "done" ? "Done:" : "Open:" }, []);
  return node("li", { dir: "auto", class: "task" }, [box, node("div", {}, content)]);
}

/** The last line is held back while it may still become the marker of something. */
function withoutPartialMarker(lines) {
  const last = lines.at(-1) ?? "";
  return /^\s*(?:[-+*]|\d{1,9}[.)]?|#{1,6}|`{1,2}|~{1,2}|--|\*\*|>)\s*$/.test(last) ? lines.slice(0, -1) : lines;
}

