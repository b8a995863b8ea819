// Runs before anything is shown, so that a page in dark colours does not begin with a white flash.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("assistant-chat:theme");
  } catch {
    // Nothing is kept here: the system's choice counts.
  }
  const isDark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
})();
