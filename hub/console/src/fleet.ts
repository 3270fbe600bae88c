import { api, type Tablet } from "./api";
import { field, h, table } from "./dom";
import { told } from "./faults";
import { may } from "./session";
import { dateTime, moment, t } from "./texts";

/** A QR code for a camera, with the blank margin that it needs. The rows are modules, '1' is dark. */
function qrPicture(rows: string[]): SVGElement {
  const space = "http://www.w3.org/2000/svg", margin = 4, size = rows.length + 2 * margin;
  const picture = document.createElementNS(space, "svg"), dark = document.createElementNS(space, "path");
  const modules = rows.flatMap((row, y) => [...row].map((bit, x) => (bit === "1" ? `M${x + margin},${y + margin}h1v1h-1z` : "")));
  dark.setAttribute("d", modules.join(""));
  picture.setAttribute("viewBox", `0 0 ${size} ${size}`);
  picture.setAttribute("class", "qr");
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", t("codePicture"));
  picture.append(dark);
  return picture;
}

/** The dialog that makes an enrolment code and shows it large. */
function enrolDialog(areas: string[]): HTMLDialogElement {
  const area = h("select", { required: true, name: "area" }, ...areas.map((id) => h("option", { value: id }, id)));
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
          h("p", { class: "code-address" }, address ?? ""), h("p", {}, t("codeHint")), copy), qrPicture(qr)));
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

export async function fleetPage(): Promise<HTMLElement> {
  const [{ tablets }, { areas }] = await Promise.all([api.fleet(), api.areas()]);
  const dialog = enrolDialog(areas.map((area) => area.id));
  const zones = new Map(areas.map((area) => [area.id, area.zone]));
  const contact = (tablet: Tablet): HTMLElement => {
    const zone = zones.get(tablet.area);
    return h("time", { datetime: tablet.last_contact ?? undefined, title: dateTime(tablet.last_contact, zone) }, moment(tablet.last_contact, zone));
  };
  const rows = tablets.map((tablet) => [
    tablet.name, tablet.area || "—", contact(tablet), tablet.unsent, tablet.records,
    tablet.battery === null || tablet.battery < 0 ? "—" : `${tablet.battery} %`, tablet.version,
  ]);
  return h("section", {},
    h("header", { class: "bar" }, h("h1", {}, t("fleet")),
      may("ENROL") && h("button", { class: "primary", disabled: areas.length === 0, click: () => dialog.showModal() }, t("enrolTablet"))),
    table([t("tablet"), t("area"), t("lastContact"), t("unsent"), t("recordCount"), t("battery"), t("version")], rows, t("noTablets")),
    dialog);
}
