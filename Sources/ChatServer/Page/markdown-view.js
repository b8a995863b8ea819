// Shows Markdown that grows: only what may still change is read again.
import { parseBlocks, rankHeadings } from "./markdown-blocks.js";
import { patchChildren } from "./patch.js";

export class MarkdownView {
  #source = "";
  #blocks = [];
  #sources = "";
  #isOpen = false;

  constructor() {
    this.element = document.createElement("div");
    this.element.className = "markdown";
  }

  /**
   * @param {string} source with citations as marks
   * @param {{open: boolean, sources: {number: number, title: string}[]}} context `open` while more text may follow
   */
  show(source, { open, sources }) {
    const names = sources.map((each) => `${each.number}:${each.title}`).join("\n");
    if (source === this.#source && names === this.#sources && open === this.#isOpen) return;
    const goesOn = names === this.#sources && source.startsWith(this.#source);
    // The last block may still grow, and the one before it may swallow it: a list whose next number is half there.
    const kept = goesOn ? this.#blocks.slice(0, -2) : [];
    const from = goesOn ? (this.#blocks.at(-2) ?? this.#blocks[0])?.start ?? 0 : 0;
    const fresh = parseBlocks(source.slice(from), { open, sources });
    const blocks = rankHeadings([...kept, ...fresh.map((block) => ({ start: block.start + from, node: block.node }))]);
    patchChildren(this.element, this.#blocks.map((block) => block.node), blocks.map((block) => block.node));
    this.#source = source;
    this.#blocks = blocks;
    this.#sources = names;
    this.#isOpen = open;
  }
}
