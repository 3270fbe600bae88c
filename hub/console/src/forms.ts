/** Questionnaires: what is there, bringing another one, and what the hub found in it. */
import { api, ApiError, type Finding, type Form, type FormFacts } from "./api";
import { fault, field, filePicker, h, link, say, table } from "./dom";
import { told } from "./faults";
import { may } from "./session";
import { currentLanguage, t } from "./texts";

/** What became of the last upload; it stays when the language changes. */
interface Outcome { file: string; facts?: FormFacts; error?: ApiError; findings: Finding[]; more: number }
let last: Outcome | null = null;

const badge = (finding: Finding): HTMLElement =>
  h("span", { class: `badge ${finding.severity}` }, t(finding.severity === "error" ? "error" : "warning"));

/** "C (relevant)", as the spreadsheet names the column. */
const column = (finding: Finding): string => (finding.heading ? `${finding.column} (${finding.heading})` : finding.column ?? "");

function findingsTable(findings: Finding[]): HTMLElement {
  const isWorkbook = findings.some((one) => one.sheet);
  const headings = isWorkbook ? [t("severity"), t("sheet"), t("row"), t("column"), t("finding")] : [t("severity"), t("line"), t("node"), t("finding")];
  const place = (one: Finding): HTMLElement[] =>
    isWorkbook ? [h("td", { "data-label": t("sheet") }, one.sheet ?? one.node ?? ""), h("td", { class: "number", "data-label": t("row") }, one.row), h("td", { class: "narrow", "data-label": t("column") }, column(one))]
      : [h("td", { class: "number", "data-label": t("line") }, one.line), h("td", { class: "narrow", "data-label": t("node") }, one.node ?? "")];
  const numeric = isWorkbook ? 2 : 1;
  return h("div", { class: "scroll" }, h("table", { class: "cards findings" },
    h("thead", {}, h("tr", {}, ...headings.map((text, index) => h("th", { scope: "col", class: index === numeric ? "number" : undefined }, text)))),
    h("tbody", {}, ...findings.map((one) => h("tr", {}, h("td", { "data-label": t("severity") }, badge(one)), ...place(one), h("td", { class: "sentence", "data-label": t("finding") }, h("span", { lang: one.language }, one.message)))))));
}

function findingsPart({ findings, more }: Outcome): HTMLElement[] {
  if (findings.length === 0) return [];
  const count = (severity: string): number => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const counts = [errors > 0 && `${t("errorCount")}: ${errors}`, warnings > 0 && `${t("warningCount")}: ${warnings}`, more > 0 && `${t("moreFindings")}: ${more}`];
  const isForeign = findings.some((one) => one.language !== currentLanguage());
  return [h("p", { class: "hint" }, [...counts, isForeign && t("findingsLanguage")].filter(Boolean).join(" · ")), findingsTable(findings)];
}

function outlinePart(facts: FormFacts): HTMLElement {
  const fact = (label: string, value: string | number): HTMLElement => h("div", {}, h("span", {}, label), h("strong", {}, value));
  return h("div", { class: "facts" }, fact(t("name"), facts.title || facts.id), fact(t("version"), facts.version), fact(t("languages"), facts.languages.join(", ") || t("oneLanguage")),
    fact(t("questions"), facts.questions), fact(t("groups"), facts.groups), fact(t("repeats"), facts.repeats));
}

function outcomePart(outcome: Outcome): HTMLElement {
  const { file, facts, error } = outcome;
  return h("section", { class: "outcome", "aria-label": t("outcomeTitle") },
    h("h2", {}, `${facts ? t("formTaken") : t("formRefused")}: ${file}`),
    facts && outlinePart(facts),
    !facts && (outcome.findings.length > 0 ? fault(t("nothingStored")) : told(error)),
    ...findingsPart(outcome));
}

function row(form: Form): (HTMLElement | string | number)[] {
  const links = [link(t("tables"), `/forms/${encodeURIComponent(form.id)}`), h("a", { href: api.csvAddress(form.id), download: `${form.id}.csv` }, t("downloadCsv")),
    ...(form.workbook ? [h("a", { href: api.workbookAddress(form.id), download: `${form.id}.xlsx` }, t("downloadWorkbook"))] : [])];
  return [form.id, form.title, form.version, form.records, form.media.join(", ") || "—", form.warnings, h("span", { class: "links" }, ...links)];
}

async function send(id: string, file: File, media: File[]): Promise<Outcome> {
  try {
    for (const one of media) await api.putMedia(id, one);
    const facts = await api.putForm(id, file);
    return { file: file.name, facts, findings: facts.findings, more: facts.more };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 401) throw error;
    return { file: file.name, error, findings: error.findings, more: error.more };
  }
}

export async function formsPage(): Promise<HTMLElement> {
  const list = h("div");
  const result = h("div", { "aria-live": "polite" }, last && outcomePart(last));
  const refresh = async (): Promise<void> => {
    const { forms } = await api.forms();
    list.replaceChildren(table([t("formId"), t("name"), t("version"), t("recordCount"), t("media"), t("warnings"), t("download")], forms.map(row), t("noForms")));
  };
  await refresh();
  const id = h("input", { required: true, pattern: "[A-Za-z0-9][A-Za-z0-9._:\\-]{0,62}", autocomplete: "off", title: t("formIdHint") });
  const file = h("input", { type: "file", required: true, accept: ".xlsx,.xlsm,.xml", name: "form" });
  const media = h("input", { type: "file", multiple: true, name: "media" });
  const button = h("button", { class: "primary" }, t("upload"));
  file.addEventListener("change", () => {
    const stem = file.files?.[0]?.name.replace(/\.[^.]*$/, "") ?? "";
    if (!id.value && stem !== "form") id.value = stem;
  });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const chosen = file.files?.[0];
    if (!chosen) return;
    button.disabled = true;
    result.replaceChildren(h("p", {}, t("checking")));
    try {
      last = await send(id.value, chosen, [...(media.files ?? [])]);
      result.replaceChildren(outcomePart(last));
      if (last.facts) say(`${t("saved")}: ${last.facts.id}`);
      await refresh();
      result.scrollIntoView({ block: "nearest" });
    } catch (error) {
      result.replaceChildren(told(error));
    } finally {
      button.disabled = false;
    }
  };
  return h("section", {}, h("h1", {}, t("forms")), list,
    may("PUT_FORMS") && h("details", { open: last !== null }, h("summary", {}, t("addForm")),
      h("form", { submit: (event) => void submit(event) }, filePicker(t("formFile"), file, t("chooseFile"), t("noFile")), field(t("formId"), id), h("p", { class: "hint" }, t("formIdHint")),
        filePicker(t("mediaFiles"), media, t("chooseFiles"), t("noFile")), h("div", { class: "buttons" }, button))),
    result);
}
