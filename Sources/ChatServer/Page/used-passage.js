// Which words of a document a place in an answer uses. Servers tell the document only: the words that both have in
// common tell the rest, and where they are too few, nothing is said.

/** Of a sentence that counts as used: the share of its words that the answer has, and how many at least. */
const SHARE = 0.6;
const LEAST = 3;
/** Characters of an answer before a place that are looked at. */
const REACH = 800;

/** The text of an answer that a mark stands for: from the mark before it, or the beginning, up to it. */
export function textBefore(mark, body) {
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  let [words, last] = ["", ""];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node === mark) return (words.trim() === "" ? last : words).slice(-REACH);
    if (node.nodeType === Node.TEXT_NODE) {
      if (!node.parentElement.closest("button")) words += ` ${node.data}`;
    } else if (node.dataset?.source && words.trim() !== "") [words, last] = ["", words];
  }
  return "";
}

/**
 * @param {string[]} passages
 * @param {string} claim what the answer says
 * @returns {{passage: number, ranges: [number, number][]}|null} the passage that fits best, and what of it was used
 */
export function usedPassage(passages, claim) {
  if (!("Segmenter" in Intl)) return null;
  const said = wordsOf(claim);
  const counts = passages.map((text) => shared(wordsOf(text), said));
  const most = Math.max(...counts);
  if (most < Math.min(LEAST, said.size) || most === 0) return null;
  const passage = counts.indexOf(most);
  const ranges = [];
  for (const { index, segment } of new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(passages[passage])) {
    const words = wordsOf(segment);
    const count = shared(words, said);
    if (count < Math.min(LEAST, said.size) || count < SHARE * words.size) continue;
    const start = index + segment.length - segment.trimStart().length;
    ranges.push([start, index + segment.trimEnd().length]);
  }
  return { passage, ranges };
}

function wordsOf(text) {
  const words = new Set();
  for (const { segment, isWordLike } of new Intl.Segmenter(undefined, { granularity: "word" }).segment(text.toLowerCase())) {
    if (isWordLike) words.add(segment);
  }
  return words;
}

function shared(words, others) {
  let count = 0;
  for (const word of words) if (others.has(word)) count += 1;
  return count;
}
