import { api } from "./api";
import { fault, field, h, table } from "./dom";
import { moment, t } from "./texts";

/** The dialog that makes an enrolment code and shows it large. */
function enrolDialog(areas: string[]): HTMLDialogElement {
  const area = h("select", { required: true, name: "area" }, ...areas.map((id) => h("option", { value: id }, id)));
  const name = h("input", { required: true, name: "name", maxlength: "60", autocomplete: "off" });
  const result = h("div", { "aria-live": "polite" });
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const { code } = await api.makeCode(area.value, name.value);
      const [address, letters] = code.split("#");
      const copy = h("button", { type: "button", click: () => void navigator.clipboard.writeText(code).then(() => (copy.textContent = t("copied"))) }, t("copy"));
      result.replaceChildren(h("h3", {}, t("codeTitle")), h("p", { class: "code-address" }, `${address}#`), h("p", { class: "code" }, letters ?? ""), h("p", {}, t("codeHint")), copy);
    } catch (error) {
      result.replaceChildren(fault((error as Error).message));
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
  const rows = tablets.map((tablet) => [
    tablet.name, tablet.area, tablet.version, moment(tablet.last_contact), tablet.records, tablet.unsent,
    tablet.battery === null || tablet.battery < 0 ? "—" : `${tablet.battery} %`,
  ]);
  return h("section", {},
    h("header", { class: "bar" }, h("h1", {}, t("fleet")),
      h("button", { class: "primary", disabled: areas.length === 0, click: () => dialog.showModal() }, t("enrolTablet"))),
    table([t("tablet"), t("area"), t("version"), t("lastContact"), t("recordCount"), t("unsent"), t("battery")], rows, t("noTablets")),
    dialog);
}
