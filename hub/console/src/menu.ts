/** The sections of the console that an account may see: those of every day in the bar, the others behind a key; on a telephone all behind it. */
import { h } from "./dom";
import { may } from "./session";
import { t, type TextKey } from "./texts";

/** In the order of how often people need them. */
const sections: [address: string, title: TextKey, right: string][] = [
  ["/progress", "progress", "SEE_PROGRESS"], ["/fleet", "fleet", "SEE_TABLETS"], ["/records", "records", "LIST_RECORDS"], ["/areas", "areas", "SEE_AREAS"], ["/forms", "forms", "SEE_FORMS"],
  ["/teams", "teams", "SEE_TEAMS"], ["/doubles", "doubles", "LIST_RECORDS"], ["/register", "register", "SEE_REGISTER"], ["/collectors", "collectors", "SEE_COLLECTORS"], ["/territories", "territories", "SEE_TERRITORIES"], ["/accounts", "accounts", "SEE_ACCOUNTS"], ["/audit", "audit", "SEE_AUDIT"],
];
const BAR_MAX = 7; // as many as stand in a line beside the person's own keys at 1280 px
const BAR = 6;

function unfolds(menu: HTMLDetailsElement): HTMLDetailsElement {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  return menu;
}

export function menu(address: string): HTMLElement[] {
  const seen = sections.filter(([, , right]) => may(right));
  const isHere = (hash: string): boolean => address.startsWith(hash);
  const link = ([hash, title]: (typeof sections)[number]): HTMLElement => h("a", { href: `#${hash}`, "aria-current": isHere(hash) ? "page" : undefined }, t(title));
  const inBar = seen.length > BAR_MAX ? BAR : seen.length;
  const here = seen.findIndex(([hash]) => isHere(hash));
  const folded = h("details", { class: `menu${inBar === seen.length ? " few" : ""}`, "data-here": here >= inBar ? "rest" : "bar" },
    h("summary", {}, h("span", { class: "more-sections" }, t("moreSections")), h("span", { class: "all-sections" }, t("menu"))),
    h("div", { class: "sections" }, ...seen.map((one, index) => h("span", { class: index < inBar ? "daily" : "" }, link(one)))));
  return [h("span", { class: "sections-bar" }, ...seen.slice(0, inBar).map(link)), unfolds(folded)];
}
