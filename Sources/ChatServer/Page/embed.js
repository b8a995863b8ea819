// Puts a chat on a page of yours:
//
//     <script src="https://chat.example.com/embed.js" data-assistant="support-bot" async></script>
//
// data-assistant: which of several assistants; data-label: what the button says; data-accent: its colour, #rrggbb;
// data-open: the chat is open from the start. A page can also use AssistantChat.open(), .close() and .toggle(), and hears of
// an event `assistantchat` on `window`, whose detail.state is "loaded", "open" or "closed".
(() => {
  const script = document.currentScript ?? document.querySelector('script[src*="/embed.js"]');
  if (!script || window.AssistantChat) return;

  const { assistant, label = "Chat", accent, open: startsOpen } = script.dataset;
  const address = new URL("./?embed=1", script.src);
  if (assistant) address.searchParams.set("assistant", assistant);
  const colour = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(accent ?? "") ? accent : null;
  if (colour) address.searchParams.set("accent", colour);

  const style = `
    :host { all: initial; }
    button {
      position: fixed; inset-block-end: 20px; inset-inline-end: 20px; z-index: 2147483000; box-sizing: border-box;
      display: flex; align-items: center; gap: 9px; min-height: 52px; max-width: calc(100vw - 40px); padding: 0 20px 0 16px;
      border: 0; border-radius: 26px; background: var(--accent); color: var(--on-accent); cursor: pointer;
      font: 600 16px/1.2 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
      box-shadow: 0 6px 24px rgb(0 0 0 / .22), 0 1px 3px rgb(0 0 0 / .2); transition: transform .15s, box-shadow .15s;
    }
    button:hover { transform: translateY(-1px); box-shadow: 0 9px 28px rgb(0 0 0 / .26), 0 1px 3px rgb(0 0 0 / .2); }
    button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
    button span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    svg { flex: none; width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
    .panel {
      position: fixed; inset-block-end: 86px; inset-inline-end: 20px; z-index: 2147483000; box-sizing: border-box;
      width: min(400px, calc(100vw - 40px)); height: min(680px, calc(100vh - 112px)); overflow: hidden;
      border-radius: 18px; background: Canvas; box-shadow: 0 16px 56px rgb(0 0 0 / .26), 0 0 0 1px rgb(128 128 128 / .22);
    }
    .panel[hidden] { display: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    .panel:not([hidden]).is-new { animation: rise .18s ease-out; }
    @keyframes rise { from { opacity: 0; transform: translateY(10px); } }
    @media (max-width: 480px), (max-height: 460px) {
      .panel { inset: 0; width: 100%; height: 100%; height: 100dvh; border-radius: 0; box-shadow: none; }
      .is-ready ~ button { display: none; }
      button[aria-expanded="true"] { z-index: 2147483001; }
    }
    @media (prefers-reduced-motion: reduce) { button, .panel { transition: none; animation: none !important; } }
  `;

  const host = document.createElement("div");
  const shadow = host.attachShadow({ mode: "open" });
  // A sheet that is made here is no inline style, which the page's own security policy may forbid.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  shadow.adoptedStyleSheets = [sheet];
  host.style.setProperty("--accent", colour ?? "#0f6b60");
  host.style.setProperty("--on-accent", isBright(colour ?? "#0f6b60") ? "#111" : "#fff");

  const panel = document.createElement("div");
  panel.className = "panel is-new";
  panel.hidden = true;
  const button = document.createElement("button");
  button.type = "button";
  const words = document.createElement("span");
  words.textContent = label;
  button.append(bubble(), words);
  button.addEventListener("click", toggle);
  shadow.append(panel, button);
  let frame = null;
  show(false);

  /** The frame is made when it is first wanted: a page that nobody chats on asks the chat for nothing. */
  function makeFrame() {
    frame = document.createElement("iframe");
    frame.src = address.href;
    frame.title = label;
    frame.allow = "clipboard-write";
    frame.referrerPolicy = "no-referrer";
    panel.append(frame);
  }

  function show(isOpen) {
    panel.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    panel.classList.toggle("is-ready", isOpen && panel.dataset.ready === "yes");
  }

  function tell(state) {
    window.dispatchEvent(new CustomEvent("assistantchat", { detail: { state } }));
  }

  function open() {
    const wasOpen = !panel.hidden;
    if (!frame) makeFrame();
    show(true);
    giveFocus();
    if (!wasOpen) tell("open");
  }

  function giveFocus() {
    frame.focus();
    // Before it is ready the frame holds another origin's empty page, which would only complain.
    if (panel.dataset.ready === "yes") frame.contentWindow.postMessage({ assistantChat: "focus" }, address.origin);
  }

  function close() {
    if (panel.hidden) return;
    show(false);
    button.focus();
    tell("closed");
  }

  function toggle() {
    if (panel.hidden) open();
    else close();
  }

  window.addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== address.origin) return;
    if (event.data?.assistantChat === "close") close();
    if (event.data?.assistantChat === "ready") {
      panel.dataset.ready = "yes";
      show(!panel.hidden);
      if (!panel.hidden && shadow.activeElement) giveFocus();
    }
  });
  shadow.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });

  function bubble() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", "M21 12a8 8 0 0 1-8 8H4l1.7-3A8 8 0 0 1 13 4a8 8 0 0 1 8 8zM9.5 11.5h7M9.5 14.5h4");
    svg.append(path);
    return svg;
  }

  /** Whether dark text is easier to read on a colour than white. */
  function isBright(hex) {
    const full = hex.length === 4 ? hex.replace(/[^#]/g, "$&$&") : hex;
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(full.slice(at, at + 2), 16) / 255)
      .map((share) => (share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179;
  }

  const insert = () => {
    document.body.append(host);
    tell("loaded");
    if (startsOpen !== undefined && startsOpen !== "false") {
      makeFrame();
      show(true);
      tell("open");
    }
  };
  window.AssistantChat = Object.freeze({ open, close, toggle });
  if (document.body) insert();
  else document.addEventListener("DOMContentLoaded", insert);
})();
