import { api } from "./api";
import { fault, field, h, table } from "./dom";
import { t } from "./texts";

/** A form that runs `send` and then shows the page anew, or says what went wrong. */
function sending(title: string, send: () => Promise<unknown>, done: () => void, ...fields: HTMLElement[]): HTMLElement {
  const message = h("div", { "aria-live": "polite" });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    message.replaceChildren(h("p", {}, t("loading")));
    try {
      await send();
      done();
    } catch (error) {
      message.replaceChildren(fault(`${t("failed")}: ${(error as Error).message}`));
    }
  };
  return h("details", {}, h("summary", {}, title),
    h("form", { submit: (event) => void submit(event) }, ...fields, message, h("div", { class: "buttons" }, h("button", { class: "primary" }, t("save")))));
}

export async function areasPage(refresh: () => void): Promise<HTMLElement> {
  const [{ areas }, { forms }] = await Promise.all([api.areas(), api.forms()]);
  const id = h("input", { required: true, pattern: "[A-Za-z0-9_\\-]{1,40}", autocomplete: "off" });
  const name = h("input", { required: true, maxlength: "100" });
  const form = h("select", { required: true }, ...forms.map((one) => h("option", { value: one.id }, one.title || one.id)));
  const addresses = h("textarea", { required: true, rows: "8" });
  const households = (): { id: string; address: string }[] =>
    addresses.value.split("\n").map((line) => line.trim()).filter(Boolean)
      .map((address, index) => ({ id: `${id.value}-${String(index + 1).padStart(3, "0")}`, address }));
  const rows = areas.map((area) => [area.id, area.name, area.form, area.households, area.records]);
  return h("section", {}, h("h1", {}, t("areas")),
    table([t("areaId"), t("areaName"), t("form"), t("households"), t("recordCount")], rows, t("noAreas")),
    sending(t("addArea"), () => api.putArea(id.value, { name: name.value, form: form.value, households: households() }), refresh,
      field(t("areaId"), id), field(t("areaName"), name), field(t("form"), form), field(t("addresses"), addresses)));
}
