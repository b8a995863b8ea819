// Light and dark, and an accent that can be read on both.
import { byId } from "./dom.js";
import { storage } from "./storage.js";
import { texts } from "./texts.js";

const root = document.documentElement;

/** Red, green and blue of any CSS colour, 0 to 255. */
function rgbOf(color) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  return Array.from(context.getImageData(0, 0, 1, 1).data).slice(0, 3);
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const css = (rgb) => `rgb(${rgb.map(Math.round).join(" ")})`;

/** `color` moved towards `end` until it has the contrast to `ground` that texts need. */
function readable(color, ground, end) {
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = color.map((value, index) => value * (1 - share) + end[index] * share);
    if (contrast(mixed, ground) >= 5.5) return mixed;
  }
  return end;
}

/** Sets what follows from `--accent`: a colour of text upon it, and its own shade as text upon the page. */
function adaptAccent() {
  const style = getComputedStyle(root);
  const accent = rgbOf(style.getPropertyValue("--accent").trim());
  const ground = rgbOf(style.getPropertyValue("--ground-deep").trim());
  const [white, black] = [[255, 255, 255], [17, 17, 17]];
  root.style.setProperty("--on-accent", css(contrast(accent, white) >= 4.5 ? white : contrast(accent, black) >= contrast(accent, white) ? black : white));
  root.style.setProperty("--accent-text", css(readable(accent, ground, luminance(ground) > 0.4 ? [0, 0, 0] : white)));
}

function apply(scheme) {
  root.dataset.theme = scheme;
  const button = byId("theme");
  button.setAttribute("aria-label", scheme === "dark" ? texts.light : texts.dark);
  button.title = button.getAttribute("aria-label");
  adaptAccent();
}

/** @param {string|null} accent a colour that the page around the frame wants, `#rgb` or `#rrggbb` */
export function startColours(accent) {
  if (/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(accent ?? "")) root.style.setProperty("--accent", accent);
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const current = () => storage.get("theme") ?? (system.matches ? "dark" : "light");
  apply(current());
  system.addEventListener("change", () => apply(current()));
  byId("theme").addEventListener("click", () => {
    const next = root.dataset.theme === "dark" ? "light" : "dark";
    storage.set("theme", next === (system.matches ? "dark" : "light") ? null : next);
    apply(next);
  });
}
