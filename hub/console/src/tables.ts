/** A questionnaire's answers as tables: the records, and each repeat of its own, in the format that is wanted. */
import { api, type FormTables } from "./api";
import { checkbox, field, h, link, table } from "./dom";
import { areaPicker } from "./pages";
import { may } from "./session";
import { currentLanguage, dateTime, t, type TextKey } from "./texts";

const formats: [ending: string, name: TextKey][] = [["csv", "formatCsv"], ["sav", "formatSav"], ["dta", "formatDta"], ["jsonl", "formatJsonl"]];
const results = ["done", "revisit", "refused", "empty"] as const;

function select(name: string, options: (readonly [value: string, text: string])[], chosen = ""): HTMLSelectElement {
  return h("select", { name }, ...options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
}

/** What the names of the repeats are among files: the last part of a path. */
const fileName = (form: string, repeat: string, ending: string): string => `${form}${repeat && `-${repeat.split("/").pop()}`}.${ending}`;

function exportPart(id: string, { versions, repeats, languages }: FormTables): HTMLElement {
  const own = languages.find((one) => one.includes(`(${currentLanguage()})`) || one === currentLanguage()) ?? languages[0] ?? "";
  const format = select("format", formats.map(([ending, name]) => [ending, t(name)] as const), "csv");
  const language = select("language", languages.map((one) => [one, one] as const), own);
  const version = select("version", [["", t("allVersions")], ...versions.map((one) => [one.version, one.version] as const)]);
  const area = areaPicker("area", "");
  const result = select("result", [["", t("allResults")], ...results.map((one) => [one, t(`result-${one}`)] as const)]);
  const from = h("input", { type: "date", name: "from" });
  const to = h("input", { type: "date", name: "to" });
  const multiple = select("multiple", [["", t("multipleAsUsual")], ["text", t("multipleText")], ["flags", t("multipleFlags")], ["both", t("multipleBoth")]]);
  const labels = h("input", { type: "checkbox", name: "labels" });
  const history = h("input", { type: "checkbox", name: "history" });
  const withWords = checkbox(t("withLabels"), labels);
  const list = h("div", { class: "links tables" });
  const books = h("div", { class: "links tables" });
  const hint = h("p", { class: "hint" });
  const words = (): string => language.value || currentLanguage();
  /** SPSS and Stata have a place for words in any case; the others only beside, when they are wanted. */
  const isPackage = (): boolean => format.value === "sav" || format.value === "dta";
  const address = (ending: string, repeat: string): string => api.exportAddress(ending, {
    form: id, repeat, format: ending === "zip" ? format.value : "", version: version.value, area: area.value.trim(), result: result.value, from: from.value, to: to.value,
    multiple: multiple.value, labels: isPackage() || labels.checked ? words() : "", history: history.checked ? "1" : "", bom: format.value === "csv" ? "1" : "",
  });
  const refresh = (): void => {
    const ending = format.value;
    withWords.hidden = isPackage();
    hint.textContent = t(`hint-${ending}` as TextKey);
    list.replaceChildren(...["", ...repeats].map((repeat) =>
      h("a", { class: "button", href: address(ending, repeat), download: fileName(id, repeat, ending) }, `${repeat || t("tableRecords")} (.${ending})`)),
      h("a", { class: "button primary", href: address("zip", ""), download: `${id}.zip` }, t("allTables")));
    books.replaceChildren(...["html", "csv"].map((kind) =>
      h("a", { class: "button", href: api.codebookAddress(kind, id, words()), download: `${id}-codebook.${kind}` }, `${t("codebook")} (.${kind})`)));
  };
  for (const control of [format, language, version, area, result, from, to, multiple, labels, history]) control.addEventListener("change", refresh);
  refresh();
  return h("section", { class: "card" }, h("h2", {}, t("tables")), h("p", { class: "hint" }, t("tablesHint")),
    h("div", { class: "filters" }, field(t("format"), format), languages.length > 1 && field(t("language"), language), field(t("multiple"), multiple), withWords), hint,
    h("div", { class: "filters" }, field(t("version"), version), field(t("area"), area), field(t("resultTitle"), result), field(t("from"), from), field(t("to"), to), checkbox(t("withHistory"), history)),
    list, h("h3", {}, t("codebook")), h("p", { class: "hint" }, t("codebookHint")), books);
}

export async function formPage(id: string): Promise<HTMLElement> {
  const [tables, { forms }] = await Promise.all([api.tables(id), api.forms()]);
  const form = forms.find((one) => one.id === id);
  const rows = tables.versions.map((one) => [one.current ? `${one.version} · ${t("current")}` : one.version, dateTime(one.uploaded), one.records]);
  return h("section", {}, link(`← ${t("back")}`, "/forms"),
    h("header", { class: "bar" }, h("h1", {}, form?.title || id), form?.workbook && h("a", { class: "button", href: api.workbookAddress(id), download: `${id}.xlsx` }, t("downloadWorkbook"))),
    may("EXPORT") && exportPart(id, tables),
    h("section", {}, h("h2", {}, t("versions")), table([t("version"), t("uploaded"), t("recordCount")], rows, "")));
}
