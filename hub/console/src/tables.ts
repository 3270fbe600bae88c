/** A questionnaire's answers as tables: the records, and each repeat of its own. */
import { api } from "./api";
import { checkbox, field, h, link, table } from "./dom";
import { currentLanguage, dateTime, t } from "./texts";

export async function formPage(id: string): Promise<HTMLElement> {
  const [{ versions, repeats, languages }, { areas }, { forms }] = await Promise.all([api.tables(id), api.areas(), api.forms()]);
  const form = forms.find((one) => one.id === id);
  const area = h("select", { name: "area" }, h("option", { value: "" }, t("allAreas")), ...areas.filter((one) => one.form === id).map((one) => h("option", { value: one.id }, `${one.id} · ${one.name}`)));
  const labels = h("input", { type: "checkbox", name: "labels" });
  const history = h("input", { type: "checkbox", name: "history" });
  const language = h("select", { name: "language" }, ...languages.map((one) => h("option", { value: one, selected: one.includes(`(${currentLanguage()})`) || one === currentLanguage() }, one)));
  const list = h("div", { class: "links tables" });
  const address = (repeat: string): string =>
    api.csvAddress(id, { repeat, area: area.value, labels: labels.checked ? language.value || currentLanguage() : "", history: history.checked ? "1" : "" });
  const refresh = (): void => list.replaceChildren(...["", ...repeats].map((repeat) =>
    h("a", { class: "button", href: address(repeat), download: `${id}${repeat && `-${repeat.split("/").pop()}`}.csv` }, `${repeat || t("tableRecords")} (CSV)`)));
  for (const control of [area, labels, history, language]) control.addEventListener("change", refresh);
  refresh();
  const rows = versions.map((one) => [one.current ? `${one.version} · ${t("current")}` : one.version, dateTime(one.uploaded), one.records]);
  return h("section", {}, link(`← ${t("back")}`, "/forms"),
    h("header", { class: "bar" }, h("h1", {}, form?.title || id), form?.workbook && h("a", { class: "button", href: api.workbookAddress(id), download: `${id}.xlsx` }, t("downloadWorkbook"))),
    h("section", { class: "card" }, h("h2", {}, t("tables")), h("p", { class: "hint" }, t("tablesHint")),
      h("div", { class: "filters" }, field(t("area"), area), languages.length > 1 && field(t("language"), language), checkbox(t("withLabels"), labels), checkbox(t("withHistory"), history)), list),
    h("section", {}, h("h2", {}, t("versions")), table([t("version"), t("uploaded"), t("recordCount")], rows, "")));
}
