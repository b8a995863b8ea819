// One line above the conversation for what concerns the whole page.
import { announce } from "./announcer.js";
import { connection } from "./connection.js";
import { byId } from "./dom.js";
import { storage } from "./storage.js";
import { texts } from "./texts.js";

export function startBanner(whenBack) {
  let wasAway = false;
  const show = () => {
    const words = { online: "", offline: texts.offline, unreachable: texts.unreachable }[connection.state];
    const banner = byId("banner");
    banner.hidden = words === "";
    banner.textContent = words;
    if (words) announce(words);
    else if (wasAway) {
      announce(texts.backOnline);
      whenBack();
    }
    wasAway = words !== "";
  };
  connection.addEventListener("change", show);
  show();
  byId("storage-note").hidden = storage.isLasting;
  byId("storage-note").textContent = texts.notStored;
}
