/** New houses: addresses at which a tablet was and which no list of the area has, to be taken up or left. */
import { api, type Found } from "./api";
import { badge, h, link, say, table } from "./dom";
import { told } from "./faults";
import { may } from "./session";
import { t, word } from "./texts";

const part = encodeURIComponent;

/** Only these can stand in a list; another is what a broken tablet told. */
const canStand = (one: Found): boolean => /^[A-Za-z0-9][A-Za-z0-9._:-]{0,62}$/.test(one.id);

export function foundPart(area: string, found: Found[]): HTMLElement | null {
  if (found.length === 0) return null;
  const result = h("div", { "aria-live": "polite" });
  const take = async (ids: string[]): Promise<void> => {
    try {
      const { taken } = await api.takeFound(area, ids);
      say(`${t("foundTaken")}: ${taken}`);
      window.dispatchEvent(new Event("hashchange"));
    } catch (error) {
      result.replaceChildren(told(error));
    }
  };
  const mayTake = may("PUT_AREAS");
  const rows = found.map((one) => [link(one.address || one.id, `/records?area=${part(area)}&household=${part(one.id)}&history=1`), badge(one.result || "open", word("result-", one.result)), one.records,
    ...(mayTake ? [canStand(one) && h("button", { type: "button", name: "take-found", "aria-label": `${t("foundTake")}: ${one.address || one.id}`, click: () => void take([one.id]) }, t("foundTake"))] : [])]);
  return h("section", { class: "found" }, h("h2", {}, t("found")), h("p", { class: "hint" }, t("foundHint")), table([t("household"), t("state"), t("visits"), ...(mayTake ? [t("action")] : [])], rows, ""),
    mayTake && found.filter(canStand).length > 1 && h("div", { class: "buttons" }, h("button", { type: "button", name: "take-all-found", click: () => void take(found.filter(canStand).map((one) => one.id)) }, t("foundTakeAll"))), result);
}
