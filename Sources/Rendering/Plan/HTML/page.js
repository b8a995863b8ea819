(function () {
  "use strict";
  var tools = document.getElementById("tools");
  var items = Array.prototype.slice.call(document.querySelectorAll("[data-action]"));
  function name(item) { return item.id.replace(/_([0-9a-f]{2})/g, "%$1"); }
  var names = items.map(function (item) {
    try { return decodeURIComponent(name(item)).toLowerCase(); } catch (error) { return item.id; }
  });
  var entries = {};
  document.querySelectorAll("nav a[data-for]").forEach(function (link) {
    entries[link.getAttribute("data-for")] = link.parentNode;
  });
  var texts = {};
  document.querySelectorAll("[data-of]").forEach(function (text) { texts[text.getAttribute("data-of")] = text; });
  function openTarget() {
    var target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!target) { return; }
    for (var node = target; node; node = node.parentElement) {
      if (node.tagName === "DETAILS") { node.open = true; }
    }
    var inner = target.querySelector("details.change");
    if (inner) { inner.open = true; }
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();
  if (!tools) { return; }
  tools.hidden = false;
  var box = document.getElementById("filter");
  var status = document.getElementById("shown");
  var boxes = Array.prototype.slice.call(tools.querySelectorAll("input[type=checkbox]"));
  function apply() {
    var words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    var actions = {};
    boxes.forEach(function (each) { actions[each.value] = each.checked; });
    var count = 0;
    items.forEach(function (item, index) {
      var fits = actions[item.getAttribute("data-action")] !== false && words.every(function (word) {
        return names[index].indexOf(word) >= 0;
      });
      item.hidden = !fits;
      if (entries[item.id]) { entries[item.id].hidden = !fits; }
      if (texts[item.id]) { texts[item.id].hidden = !fits; }
      if (fits) { count += 1; }
    });
    status.textContent = count === items.length ? "" : count + " of " + items.length + " shown";
  }
  box.addEventListener("input", apply);
  box.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { box.value = ""; apply(); }
  });
  boxes.forEach(function (each) { each.addEventListener("change", apply); });
  function openAll(open) {
    document.querySelectorAll("details.change").forEach(function (each) { each.open = open; });
  }
  document.getElementById("open-all").addEventListener("click", function () { openAll(true); });
  document.getElementById("close-all").addEventListener("click", function () { openAll(false); });
})();
