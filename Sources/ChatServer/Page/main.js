// Puts the page together.
import { announce } from "./announcer.js";
import { api } from "./api.js";
import { startBanner } from "./banner.js";
import { Chats } from "./chats.js";
import { startColours } from "./colours.js";
import { Composer } from "./composer.js";
import { startDialogs } from "./confirm-dialog.js";
import { connection } from "./connection.js";
import { byId, element } from "./dom.js";
import { startFrame } from "./frame.js";
import { MessagesView } from "./messages-view.js";
import { Sidebar } from "./sidebar.js";
import { StartView } from "./start-view.js";
import { texts } from "./texts.js";

const frame = startFrame();
startColours(frame.accent);
startDialogs();
connection.watch(() => api.config());
start(await configuration());

/** What the server says of itself; asked for until it can be reached. */
async function configuration() {
  for (;;) {
    try {
      return await api.config();
    } catch (error) {
      byId("loading").textContent = connection.state === "offline" ? texts.offline : error.message;
      if (connection.state === "online") await new Promise((resolve) => setTimeout(resolve, (error.retryAfter ?? 5) * 1000));
      else await connection.restored();
    }
  }
}

function start(config) {
  const nameOf = (key) => config.assistants.find((each) => each.key === key)?.name ?? config.assistants[0].name;
  const wished = config.assistants.find((each) => each.key === frame.assistant) ?? config.assistants[0];
  const chats = new Chats(wished.key);

  byId("disclosure").textContent = config.disclosure;
  byId("kept").textContent = texts.kept(config.keep_hours);
  for (const place of config.logo ? document.querySelectorAll(".logo") : []) {
    place.append(element("img", { src: config.logo, alt: "" }));
    place.hidden = false;
  }

  new StartView(chats, config.assistants);
  new MessagesView(chats, nameOf);
  const composer = new Composer(chats, config.characters, nameOf);
  const sidebar = new Sidebar(chats, {
    open: (id) => goTo(id),
    startNew: () => goTo(null),
  });
  byId("new-chat-top").addEventListener("click", () => goTo(null));

  const showNames = () => {
    const name = nameOf(chats.current.assistant);
    byId("assistant").textContent = name;
    const title = chats.list.find((chat) => chat.id === chats.current.id)?.title;
    document.title = title ? `${title} · ${name}` : name;
  };
  for (const event of ["open", "change", "list"]) chats.addEventListener(event, showNames);
  showNames();

  chats.addEventListener("address", () => setAddress(chats.current.id));
  chats.addEventListener("gone", () => {
    setAddress(null);
    byId("gone").hidden = false;
    byId("gone").textContent = texts.chatGone;
    announce(texts.chatGone);
  });
  chats.addEventListener("open", () => {
    byId("gone").hidden = true;
  });

  const open = (id) =>
    chats.open(id).catch((error) => {
      chats.current.failure = { code: error.code, message: error.message, retryAt: null, retry: () => reload() };
      chats.dispatchEvent(new Event("change"));
    });
  const reload = () => {
    chats.current.failure = null;
    open(chats.current.id);
  };

  function goTo(id) {
    setAddress(id);
    if (id) open(id);
    else chats.startNew();
    composer.focus();
  }

  window.addEventListener("popstate", () => {
    const id = addressed();
    if (id) open(id);
    else chats.startNew();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return;
    if (sidebar.isDrawerOpen) sidebar.closeDrawer();
    else if (chats.current.isBusy) chats.current.stop();
    else frame.close();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) chats.refresh().catch(() => {});
  });
  startBanner(() => {
    chats.refresh().catch(() => {});
    if (!chats.current.isNew && !chats.current.isLoaded) reload();
  });

  byId("app").classList.remove("is-loading");
  byId("loading").hidden = true;
  chats.refresh().catch(() => {});
  if (addressed()) open(addressed());
  if (!frame.isEmbedded) composer.focus();
  frame.ready();
}

/** The chat that the address names, `#` and its id. */
function addressed() {
  try {
    return decodeURIComponent(location.hash.slice(1)) || null;
  } catch {
    return null;
  }
}

/** In a frame, the history belongs to the page around it. */
function setAddress(id) {
  const address = id ? `#${encodeURIComponent(id)}` : location.pathname + location.search;
  if (id === addressed()) return;
  if (frame.isEmbedded) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
}
