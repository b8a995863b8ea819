// Line icons on a grid of 24.
const SPACE = "http://www.w3.org/2000/svg";
const PATHS = {
  again: "M20 11a8 8 0 1 0-2.3 6.2M20 4.5V11h-6.5",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clock: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.5V12l3 2",
  copy: "M9 9h9a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8a2 2 0 0 1-2-2v-9a1 1 0 0 1 1-1zM5 15H4a1 1 0 0 1-1-1V5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v0.5",
  edit: "M4 20h4L19 9a2.8 2.8 0 0 0-4-4L4 16zM13.5 6.5l4 4",
  good: "M7 21V10M17 9.5L13 3c-1.7 0-2.7 1.3-2.7 3v4H5a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h10.7a3 3 0 0 0 2.9-2.3l1.4-6a2.5 2.5 0 0 0-2.4-3.2H17",
  search: "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4",
  trash: "M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3",
  warning: "M12 4L2.5 20h19zM12 10v4.5M12 17.3v0.2",
};
// A thumb down is a thumb up, turned round by the style sheet.
PATHS.bad = PATHS.good;

/** @param {keyof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS(SPACE, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(SPACE, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
