// Brings a piece of the document in line with a tree of plain values, touching only what differs.

/** What an answer may be made of. Anything else in a tree is a mistake of this program and throws. */
const TAGS = new Set([
  "a", "blockquote", "br", "button", "code", "del", "div", "em", "figcaption", "figure", "h3", "h4", "h5", "h6", "hr", "li",
  "ol", "p", "pre", "span", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
]);
const ATTRIBUTES = new Set([
  "aria-label", "class", "data-copy", "data-source", "dir", "href", "rel", "role", "scope", "start", "tabindex", "target",
  "title", "type",
]);

function make(value) {
  if (typeof value === "string") return document.createTextNode(value);
  if (!TAGS.has(value.tag)) throw new TypeError(`no element of an answer: ${value.tag}`);
  const element = document.createElement(value.tag);
  setAttributes(element, {}, value.attributes);
  element.append(...value.children.map(make));
  return element;
}

function setAttributes(element, before, after) {
  for (const [name, text] of Object.entries(after)) {
    if (!ATTRIBUTES.has(name)) throw new TypeError(`no attribute of an answer: ${name}`);
    if (before[name] !== text) element.setAttribute(name, text);
  }
  for (const name of Object.keys(before)) {
    if (!(name in after)) element.removeAttribute(name);
  }
}

/** Makes the children of `parent`, which were made from `before`, those of `after`. */
export function patchChildren(parent, before, after) {
  let child = parent.firstChild;
  for (let index = 0; index < after.length; index += 1) {
    const [old, value] = [before[index], after[index]];
    // A browser that translates the page puts nodes of its own in the place of ours.
    if (index >= before.length || child === null) {
      parent.append(make(value));
      continue;
    }
    const next = child.nextSibling;
    if (old !== value) {
      if (typeof old === "string" && typeof value === "string") changeText(child, old, value);
      else if (old.tag !== undefined && old.tag === value.tag && child.localName === value.tag) {
        setAttributes(child, old.attributes, value.attributes);
        patchChildren(child, old.children, value.children);
      } else child.replaceWith(make(value));
    }
    child = next;
  }
  for (let index = after.length; index < before.length; index += 1) parent.lastChild?.remove();
}

/** Appending keeps a selection and is quick for long texts. */
function changeText(node, old, text) {
  if (node.nodeType !== Node.TEXT_NODE) node.replaceWith(text);
  else if (text.startsWith(old) && node.data.length === old.length) node.appendData(text.slice(old.length));
  else node.data = text;
}
