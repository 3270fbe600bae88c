/** Pages look by themselves when something changed. The hub says that, and no more; the page is asked for as ever. */
import { h } from "./dom";
import { t } from "./texts";

const PAUSE_MS = 5000; // a busy census brings records every second; nobody reads a table that moves as often

/** Whoever types, chooses, reads a dialog, selects words or has gone down the page is not disturbed. */
function isBusy(): boolean {
  const main = document.querySelector("main");
  const focus = document.activeElement;
  return document.querySelector("dialog[open], main .paged[data-pages]:not([data-pages='1']), .menu[open]") !== null || window.scrollY > 100 ||
    (main !== null && focus !== null && focus !== main && main.contains(focus) && focus.tagName !== "H1") || !(window.getSelection()?.isCollapsed ?? true);
}

/** Listens while the page is in sight. The present page is shown again when that disturbs nobody, and a key is offered when it would. */
export function listen(isList: () => boolean, again: (isFree: () => boolean) => void): { start: () => void; stop: () => void } {
  let stream: EventSource | undefined;
  let isWanted = false;
  let timer = 0;
  let shown_ms = 0;
  const offer = h("div", { class: "news", role: "status" });
  const offerIt = (): void => {
    if (offer.childElementCount === 0) offer.append(h("button", { class: "more", name: "news", click: () => show(() => true) }, t("news")));
    document.querySelector("nav")?.after(offer);
  };
  const show = (isFree: () => boolean): void => {
    shown_ms = Date.now();
    offer.replaceChildren();
    again(isFree);
  };
  /** Asked once more when the page has come: a dialog may have been opened meanwhile. */
  const isStillFree = (): boolean => {
    const busy = isBusy();
    if (busy) offerIt();
    return !busy;
  };
  const look = (): void => {
    timer = 0;
    if (!isList()) return;
    if (!isBusy()) show(isStillFree);
    else offerIt();
  };
  const heard = (): void => {
    if (timer === 0) timer = window.setTimeout(look, Math.max(0, shown_ms + PAUSE_MS - Date.now()));
  };
  const open = (): void => {
    if (!isWanted || stream !== undefined || document.hidden) return;
    stream = new EventSource("/api/live");
    stream.addEventListener("changed", heard);
  };
  const close = (): void => {
    stream?.close();
    stream = undefined;
    window.clearTimeout(timer);
    timer = 0;
    offer.remove();
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  const want = (is: boolean) => (): void => {
    isWanted = is;
    (is ? open : close)();
  };
  return { start: want(true), stop: want(false) };
}
