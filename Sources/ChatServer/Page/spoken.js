// An answer as it is said aloud.
import { parseBlocks } from "./markdown-blocks.js";

const PAUSES = new Set(["blockquote", "br", "figcaption", "figure", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "table", "td", "th", "tr", "ul"]);

function words(nodes) {
  return nodes
    .map((each) => {
      if (typeof each === "string") return each;
      if (each.tag === "button") return "";
      const inner = words(each.children);
      return PAUSES.has(each.tag) ? ` ${inner} ` : inner;
    })
    .join("");
}

/** The text of Markdown without its marks. */
export function spokenText(markdown) {
  return words(parseBlocks(markdown).map((block) => block.node)).replaceAll(/\s+/g, " ").trim();
}
