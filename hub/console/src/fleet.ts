import { api, type Tablet } from "./api";
import { field, h, link, table } from "./dom";
import { told } from "./faults";
import { areaPicker, choice, goTo, pagedList } from "./pages";
import { qrPicture } from "./qr";
import { may } from "./session";
import { dateTime, moment, t } from "./texts";

/** The dialog that makes an enrolment code and shows it large. */
function enrolDialog(first: string): HTMLDialogElement {
  const area = areaPicker("area", first, true);
  const name = h("input", { required: true, name: "name", maxlength: "60", autocomplete: "off" });
  const result = h("div", { "aria-live": "polite" });
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const { code, qr } = await api.makeCode(area.value, name.value);
      const [groups, address] = code.split(" ");
      const copy = h("button", { type: "button", click: () => void navigator.clipboard.writeText(code).then(() => (copy.textContent = t("copied"))) }, t("copy"));
      result.replaceChildren(h("h3", {}, t("codeTitle")),
        h("div", { class: "code-sides" }, h("div", {}, h("p", { class: "code" }, ...(groups ?? "").split("-").map((group) => h("span", {}, group))),
          h("p", { class: "code-address" }, address ?? ""), h("p", {}, t("codeHint")), copy), qrPicture(qr, t("codePicture"))));
    } catch (error) {
      result.replaceChildren(told(error));
    }
  };
  const dialog = h("dialog", { "aria-label": t("enrolTablet") },
    h("form", { submit: (event) => void make(event) },
      h("h2", {}, t("enrolTablet")), field(t("area"), area), field(t("tabletName"), name),
      h("div", { class: "buttons" }, h("button", { class: "primary" }, t("makeCode")), h("button", { type: "button", click: () => dialog.close() }, t("cancel")))),
    result);
  return dialog;
}

/** The dialog that gives a tablet to another area. */
function moveDialog(tablet: Tablet): HTMLDialogElement {
  const area = areaPicker("to", tablet.area);
  const message = h("div", { "aria-live": "polite" });
  const move = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await api.moveTablet(tablet.id, area.value.trim());
      dialog.close();
      window.dispatchEvent(new Event("hashchange"));
    } catch (error) {
      message.replaceChildren(told(error));
    }
  };
  const dialog = h("dialog", { "aria-label": t("moveTablet"), close: () => dialog.remove() },
    h("form", { submit: (event) => void move(event) }, h("h2", {}, `${t("moveTablet")}: ${tablet.name}`), field(t("area"), area, t("moveHint")), message,
      h("div", { class: "buttons" }, h("button", { class: "primary" }, t("save")), h("button", { type: "button", click: () => dialog.close() }, t("cancel")))));
  return dialog;
}

/** Asks before a tablet is taken out; done is called after it was. */
function revokeDialog(done: () => void): { dialog: HTMLDialogElement; ask: (tablet: Tablet) => void } {
  const name = h("strong", {}), result = h("div", { "aria-live": "polite" });
  let chosen = "";
  const revoke = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await api.revoke(chosen);
      dialog.close();
      done();
    } catch (error) {
      result.replaceChildren(told(error));
    }
  };
  const dialog: HTMLDialogElement = h("dialog", { "aria-label": t("revokeTitle") },
    h("form", { submit: (event) => void revoke(event) },
      h("h2", {}, t("revokeTitle")), h("p", {}, name), h("p", {}, t("revokeHint")),
      h("div", { class: "buttons" }, h("button", { class: "primary" }, t("revoke")), h("button", { type: "button", click: () => dialog.close() }, t("cancel")))),
    result);
  const ask = (tablet: Tablet): void => {
    chosen = tablet.id;
    name.textContent = tablet.name;
    result.replaceChildren();
    dialog.showModal();
  };
  return { dialog, ask };
}

const SORTS = ["area", "version", "contact", "unsent"] as const;
const SILENT = [["24", "silentDay"], ["72", "silentThree"], ["168", "silentWeek"]] as const;

function filters(query: URLSearchParams): HTMLElement {
  const of = (name: string): string => query.get(name) ?? "";
  const search = h("input", { type: "search", name: "q", value: of("q"), autocomplete: "off" });
  const area = areaPicker("area-filter", of("area"));
  const version = h("input", { name: "version", value: of("version"), autocomplete: "off", size: "10" });
  const silent = choice("silent", of("silent"), SILENT.map(([hours, text]) => [hours, t(text)]));
  const battery = choice("battery", of("battery"), [["10", "< 10 %"], ["20", "< 20 %"], ["50", "< 50 %"]]);
  const sort = choice("sort", of("sort"), SORTS.map((one) => [one, t(`sort-${one}`)]), t("sort-name"));
  const go = (event?: Event): void => {
    event?.preventDefault();
    goTo("/fleet", { q: search.value.trim(), area: area.value.trim(), version: version.value.trim(), silent: silent.value, battery: battery.value, sort: sort.value });
  };
  for (const control of [silent, battery, sort, area]) control.addEventListener("change", () => go());
  return h("form", { class: "filters", role: "search", submit: go },
    field(t("searchTablet"), search), h("button", {}, t("find")), field(t("area"), area), field(t("silentSince"), silent), field(t("battery"), battery), field(t("version"), version), field(t("sortBy"), sort));
}

export async function fleetPage(query: URLSearchParams): Promise<HTMLElement> {
  const first = (await api.areas({ limit: "1" })).areas[0];
  const dialog = enrolDialog(first?.id ?? "");
  const facts = Object.fromEntries(["q", "area", "version", "silent", "battery", "sort"].map((name) => [name, query.get(name) ?? ""]));
  const contact = (tablet: Tablet): HTMLElement =>
    h("time", { datetime: tablet.last_contact ?? undefined, title: dateTime(tablet.last_contact, tablet.zone) }, moment(tablet.last_contact, tablet.zone));
  const move = (tablet: Tablet): void => {
    const asking = moveDialog(tablet);
    document.body.append(asking);
    asking.showModal();
  };
  const revocation = revokeDialog(() => window.dispatchEvent(new Event("hashchange")));
  const show = (tablets: Tablet[], isAll: boolean): HTMLElement => table(
    [t("tablet"), t("area"), t("lastContact"), t("unsent"), t("recordCount"), t("battery"), t("version"), ""],
    tablets.map((tablet) => [tablet.name, tablet.area ? link(tablet.area, `/areas/${encodeURIComponent(tablet.area)}`) : "—", contact(tablet), tablet.unsent,
      link(String(tablet.records), `/records?tablet=${tablet.id}&history=1`), tablet.battery === null || tablet.battery < 0 ? "—" : `${tablet.battery} %`, tablet.version,
      tablet.revoked !== null ? t("revoked") : may("ENROL") && h("span", {}, h("button", { class: "quiet", click: () => move(tablet) }, t("move")),
        h("button", { class: "quiet", "aria-label": `${t("revoke")}: ${tablet.name}`, click: () => revocation.ask(tablet) }, t("revoke")))]),
    t(query.size > 0 ? (isAll ? "noneFound" : "noneYet") : "noTablets"));
  return h("section", {},
    h("header", { class: "bar" }, h("h1", {}, t("fleet")),
      may("ENROL") && h("div", { class: "buttons row" }, h("a", { class: "button", href: "#/codes" }, t("codes")), h("button", { class: "primary", disabled: first === undefined, click: () => dialog.showModal() }, t("enrolTablet")))),
    filters(query), await pagedList(async (after) => {
      const { tablets, next } = await api.fleet({ ...facts, limit: "100", after });
      return { rows: tablets, next };
    }, show), dialog, revocation.dialog);
}
