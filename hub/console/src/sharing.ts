/** Who goes where within an area: its addresses divided among its tablets, all at once or one by one. */
import { api, type AreaPage, type Household, type Share, type Tablet } from "./api";
import { field, h, say } from "./dom";
import { told } from "./faults";
import { t } from "./texts";

/** Blocks of the list in its order, as even as they go: neighbours stay one tablet's. */
function divide(households: Household[], tablets: Tablet[]): Share[] {
  return tablets.map((tablet, index) => ({
    tablet: tablet.id,
    households: households.slice(Math.floor((index * households.length) / tablets.length), Math.floor(((index + 1) * households.length) / tablets.length)).map((one) => one.id),
  }));
}

const isOpen = (one: Household): boolean => one.result !== "done" && one.result !== "empty";

/** The keys that divide; nothing where there is nobody to divide among. */
export function sharingPart(area: AreaPage, tablets: Tablet[]): HTMLElement | null {
  const there = area.households.filter((one) => !one.removed);
  const working = tablets.filter((one) => one.revoked === null && one.certified);
  if (working.length < 2 || there.length === 0) return null;
  const result = h("div", { "aria-live": "polite" });
  const owners = working.filter((tablet) => there.some((one) => one.tablet === tablet.id));
  const option = (tablet: Tablet): HTMLElement => h("option", { value: tablet.id }, `${tablet.name} (${there.filter((one) => one.tablet === tablet.id).length})`);
  const from = h("select", { name: "from" }, ...owners.map(option));
  const to = h("select", { name: "to" }, h("option", { value: "all" }, t("shareOthers")), ...working.map(option));
  const store = async (shares: Share[]): Promise<void> => {
    try {
      const { given } = await api.share(area.id, area.edition, shares);
      say(`${t("shareGiven")}: ${given}`);
      window.dispatchEvent(new Event("hashchange"));
    } catch (error) {
      result.replaceChildren(told(error));
    }
  };
  const rest = (): Household[] => there.filter((one) => one.tablet === from.value && isOpen(one));
  const hand = (): void => {
    const others = working.filter((tablet) => tablet.id !== from.value);
    void store(to.value === "all" ? divide(rest(), others) : [{ tablet: to.value, households: rest().map((one) => one.id) }]);
  };
  return h("details", { class: "sharing" }, h("summary", {}, t("share")), h("p", { class: "hint" }, t("shareHint")),
    h("div", { class: "buttons" }, h("button", { type: "button", name: "divide", click: () => void store(divide(there, working)) }, t("shareEvenly")),
      h("button", { type: "button", name: "undivide", click: () => void store([{ tablet: "", households: there.map((one) => one.id) }]) }, t("shareAll"))),
    owners.length > 0 && h("div", { class: "filters" }, field(t("shareFrom"), from), field(t("shareTo"), to), h("button", { type: "button", name: "hand", click: hand }, t("shareRest"))),
    result);
}

/** Whose an address is; a choice where the account may say it. */
export function owner(area: AreaPage, tablets: Tablet[], one: Household, mayShare: boolean): HTMLElement | string {
  const name = tablets.find((tablet) => tablet.id === one.tablet)?.name ?? (one.tablet ? one.tablet.slice(0, 8) : t("shareAnybody"));
  const working = tablets.filter((tablet) => tablet.revoked === null);
  if (!mayShare || one.removed || working.length < 2) return name;
  const select = h("select", { "aria-label": `${t("tablet")}: ${one.address}` }, h("option", { value: "" }, t("shareAnybody")),
    ...working.map((tablet) => h("option", { value: tablet.id, selected: tablet.id === one.tablet }, tablet.name)));
  select.addEventListener("change", () => void (async (): Promise<void> => {
    try {
      const { edition } = await api.share(area.id, area.edition, [{ tablet: select.value, households: [one.id] }]);
      area.edition = edition;
      say(`${t("saved")}: ${one.address}`);
    } catch (error) {
      select.after(told(error));
      select.value = one.tablet;
    }
  })());
  return select;
}
