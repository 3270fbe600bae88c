import { api, type Answer, type RecordRow } from "./api";
import { fault, field, h, link, table } from "./dom";
import { currentLanguage, dateTime, moment, t, word } from "./texts";

const short = (id: string): string => id.slice(0, 8);

function listRow(record: RecordRow): (HTMLElement | string | number)[] {
  return [link(record.address || record.household || short(record.id), `/records/${encodeURIComponent(record.id)}`), record.area, word("outcome-", record.outcome), record.tablet_name, dateTime(record.finished), moment(record.received)];
}

export async function recordsPage(area: string): Promise<HTMLElement> {
  const { areas } = await api.areas();
  const filter = h("select", { change: () => (location.hash = filter.value ? `/records?area=${encodeURIComponent(filter.value)}` : "/records") },
    h("option", { value: "" }, t("all")), ...areas.map((one) => h("option", { value: one.id, selected: one.id === area }, `${one.id} · ${one.name}`)));
  const list = h("div");
  const shown: RecordRow[] = [];
  const load = async (after?: string): Promise<void> => {
    const { records, next } = await api.records({ area, after });
    shown.push(...records);
    const headings = [t("household"), t("area"), t("outcome"), t("tablet"), t("finished"), t("received")];
    list.replaceChildren(table(headings, shown.map(listRow), t("noRecords")));
    if (next) list.append(h("button", { click: () => void load(next) }, t("more")));
  };
  await load();
  return h("section", {}, h("header", { class: "bar" }, h("h1", {}, t("records")), field(t("area"), filter)), list);
}

/** "Persons › 1. Anna › Birth" is a card for Anna with a part for her birth. */
function place(group: string): [card: string, part: string] {
  const parts = group.split(" › ");
  const numbered = parts.map((part) => /^\d+(\. |$)/.test(part)).lastIndexOf(true);
  const size = Math.max(1, numbered + 1);
  return [parts.slice(0, size).join(" › "), parts.slice(size).join(" › ")];
}

/** A card for each run of answers of one group or person, a heading within it for each part. */
function groups(answers: Answer[]): HTMLElement[] {
  const sections: HTMLElement[] = [];
  let rows: HTMLElement | null = null;
  let [shownCard, shownPart] = ["", ""];
  for (const answer of answers) {
    const [card, part] = place(answer.group);
    if (rows === null || card !== shownCard) {
      sections.push(h("section", { class: "group" }, card ? h("h2", {}, card) : null));
      shownPart = "";
      rows = null;
    }
    if (rows === null || part !== shownPart) {
      rows = h("dl", { class: "answers" });
      sections[sections.length - 1]?.append(...(part ? [h("h3", {}, part), rows] : [rows]));
    }
    [shownCard, shownPart] = [card, part];
    rows.append(h("dt", {}, answer.label || answer.path), h("dd", { title: answer.path }, answer.display || answer.value || "—"));
  }
  return sections;
}

export async function recordPage(id: string, language?: string): Promise<HTMLElement> {
  const wanted = language ?? currentLanguage();
  const page = await api.record(id, wanted);
  const languages = h("select", { change: () => (location.hash = `/records/${encodeURIComponent(id)}?lang=${encodeURIComponent(languages.value)}`) },
    ...(page.languages ?? []).map((one) => h("option", { value: one, selected: one === page.language }, one)));
  const fact = (label: string, value: string): HTMLElement => h("div", {}, h("span", {}, label), h("strong", {}, value));
  return h("section", {},
    h("header", { class: "bar" },
      h("div", {}, link(`← ${t("back")}`, "/records"), h("h1", {}, page.meta.address || page.meta.household || short(id))),
      (page.languages ?? []).length > 1 && field(t("language"), languages),
      h("a", { class: "button", href: api.xmlAddress(id), download: `${id}.xml` }, t("downloadXml"))),
    h("div", { class: "facts" }, fact(t("form"), page.title || page.meta.form), fact(t("area"), page.meta.area || "—"), fact(t("outcome"), word("outcome-", page.meta.outcome) || "—"), fact(t("tablet"), page.meta.tablet_name),
      fact(t("started"), dateTime(page.meta.started)), fact(t("finished"), dateTime(page.meta.finished)), fact(t("received"), dateTime(page.meta.received))),
    page.fault ? fault(page.fault) : null, ...groups(page.answers ?? []));
}

const who = (id: string): HTMLElement => h("span", { title: id }, /^[0-9a-f]{32}$/.test(id) ? `${short(id)}…` : word("", id));

export async function auditPage(): Promise<HTMLElement> {
  const { events } = await api.audit();
  const rows = events.map((event) => [h("time", { datetime: event.time }, dateTime(event.time)), word("kind-", event.kind), who(event.who), h("span", { class: "detail" }, event.what),
    h("span", { class: event.code ? "bad" : "good" }, word("code-", event.code))]);
  return h("section", {}, h("h1", {}, t("audit")), table([t("time"), t("event"), t("who"), t("what"), t("code")], rows, t("noAudit")));
}
