// Every text whose contrast with what is behind it is less than WCAG 2.2 wants at level AA (success criterion 1.4.3).
function parts(color) {
  const numbers = color.match(/[\d.]+/g).map(Number);
  return { rgb: numbers.slice(0, 3), alpha: numbers.length > 3 ? numbers[3] : 1 };
}
function over(top, bottom) {
  return top.rgb.map((value, index) => value * top.alpha + bottom[index] * (1 - top.alpha));
}
function luminance(rgb) {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function background(element) {
  const layers = [];
  for (let each = element; each; each = each.parentElement) {
    const style = getComputedStyle(each);
    if (each.tagName.toLowerCase() === "g") {
      const box = each.querySelector("rect");
      if (box) { layers.push(parts(getComputedStyle(box).fill)); break; }
    }
    const layer = parts(style.backgroundColor);
    if (layer.alpha > 0) { layers.push(layer); }
    if (layer.alpha === 1) { break; }
  }
  return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
}
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const element = node.parentElement;
  if (!node.textContent.trim() || ["STYLE", "SCRIPT", "TITLE", "title"].includes(element.tagName)) { continue; }
  if (!element.checkVisibility({ visibilityProperty: true })) { continue; }
  const style = getComputedStyle(element);
  const behind = background(element);
  const color = over(parts(element.closest("svg") ? style.fill : style.color), behind);
  const [light, dark] = [luminance(color), luminance(behind)].sort((a, b) => b - a);
  const ratio = (light + 0.05) / (dark + 0.05);
  const size = parseFloat(style.fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (isLarge ? 3 : 4.5)) {
    found.push(`${ratio.toFixed(2)} ${element.tagName}.${element.getAttribute("class")}: ${node.textContent.trim().slice(0, 40)}`);
  }
}
return found;
