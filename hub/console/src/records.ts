import { api, type Answer, type RecordRow } from "./api";
import { field, h, link, table } from "./dom";
import { currentLanguage, dateTime, moment, t } from "./texts";

const short = (id: string): string => id.slice(0, 8);

function listRow(record: RecordRow): (HTMLElement | string | number)[] {
  return [link(record.household || short(record.id), `/records/${record.id}`), record.area, record.outcome, record.tablet_name, dateTime(record.finished), moment(record.received)];
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

/** One table for each run of answers under the same group heading. */
function groups(answers: Answer[]): HTMLElement[] {
  const sections: HTMLElement[] = [];
  let rows: HTMLElement | null = null;
  let heading: string | null = null;
  for (const answer of answers) {
    if (rows === null || answer.group !== heading) {
      heading = answer.group;
      rows = h("dl", { class: "answers" });
      sections.push(h("section", { class: "group" }, heading ? h("h2", {}, heading) : null, rows));
    }
    rows.append(h("dt", {}, answer.label || answer.path), h("dd", { title: answer.path }, answer.display || answer.value || "—"));
  }
  return sections;
}

export async function recordPage(id: string, language?: string): Promise<HTMLElement> {
  const wanted = language ?? currentLanguage();
  const page = await api.record(id, wanted);
  const languages = h("select", { change: () => (location.hash = `/records/${id}?lang=${encodeURIComponent(languages.value)}`) },
    ...page.languages.map((one) => h("option", { value: one, selected: one === page.language }, one)));
  const fact = (label: string, value: string): HTMLElement => h("div", {}, h("span", {}, label), h("strong", {}, value));
  return h("section", {},
    h("header", { class: "bar" },
      h("div", {}, link(`← ${t("back")}`, "/records"), h("h1", {}, `${page.title} · ${page.meta.household || short(id)}`)),
      page.languages.length > 1 && field(t("language"), languages),
      h("a", { class: "button", href: api.xmlAddress(id), download: `${id}.xml` }, t("downloadXml"))),
    h("div", { class: "facts" }, fact(t("area"), page.meta.area || "—"), fact(t("outcome"), page.meta.outcome || "—"), fact(t("tablet"), page.meta.tablet_name),
      fact(t("started"), dateTime(page.meta.started)), fact(t("finished"), dateTime(page.meta.finished)), fact(t("received"), dateTime(page.meta.received))),
    ...groups(page.answers));
}

export async function auditPage(): Promise<HTMLElement> {
  const { events } = await api.audit();
  const rows = events.map((event) => [dateTime(event.time), event.kind, event.who, event.what, event.code]);
  return h("section", {}, h("h1", {}, t("audit")), table([t("time"), t("event"), t("who"), t("what"), t("code")], rows, t("noAudit")));
}
