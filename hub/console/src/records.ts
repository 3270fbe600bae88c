import { api, type Answer, type RecordRow } from "./api";
import { badge, checkbox, fault, field, h, link, table } from "./dom";
import { areaPicker, choice, goTo, pagedList } from "./pages";
import { actsOf, approveAll, doubtBadge, Remarks, reviewBadge, reviewPanel } from "./review";
import { appointment, currentLanguage, dateTime, moment, t, word } from "./texts";

const short = (id: string): string => id.slice(0, 8);
const title = (row: RecordRow): string => row.address || row.address_now || row.household || short(row.id);
const part = encodeURIComponent;
const recordHash = (row: RecordRow): string => `/records/${part(row.id)}?hash=${row.hash}`;

/** The questionnaire's own words where it has them, else ours, else its code. */
const outcomeText = (row: RecordRow): string => row.outcome_label || (row.outcome ? word("outcome-", row.outcome) : "");

function outcome(row: RecordRow): HTMLElement {
  const visit = row.appointment ? `${t("appointment")}: ${appointment(row.appointment)}` : "";
  return h("div", { class: "outcome-cell" }, badge(row.result || "open", word("result-", row.result)), outcomeText(row) && h("span", {}, outcomeText(row)),
    visit && h("span", { class: "hint" }, visit));
}

function marks(row: RecordRow): HTMLElement {
  return h("span", { class: "marks" }, reviewBadge(row), doubtBadge(row), ...row.doubts.filter((one) => one === "area" || one === "time" || one === "share" || one === "twice").map((one) => badge("error", t(`doubt-${one}`))), row.conflict && badge("error", t("conflict")), row.unread && badge("error", t("unread")), row.replaced && badge("quiet", t("corrected")), row.replaces && badge("quiet", t("correction")),
    row.area !== "" && row.address_now === "" && badge("quiet", t("unlisted")));
}

const time = (iso: string, text: string, zone: string): HTMLElement => h("time", { datetime: iso, title: `${dateTime(iso, zone)} · ${zone}` }, text);

function listRow(row: RecordRow): (HTMLElement | string)[] {
  return [h("div", {}, link(title(row), recordHash(row)), marks(row)), row.area, outcome(row), row.tablet_name,
    time(row.finished, dateTime(row.finished, row.zone), row.zone), time(row.received, moment(row.received, row.zone), row.zone)];
}

const NAMES = ["area", "household", "q", "result", "tablet", "doubts", "since", "until", "history", "review", "doubtful"] as const;

function filters(facts: Record<string, string>): HTMLElement {
  const search = h("input", { type: "search", name: "q", value: facts.q, autocomplete: "off" });
  const area = areaPicker("area", facts.area ?? "");
  const result = choice("result", facts.result ?? "", (["done", "revisit", "refused", "empty"] as const).map((one) => [one, t(`result-${one}`)]));
  const since = h("input", { type: "date", name: "since", value: facts.since });
  const until = h("input", { type: "date", name: "until", value: facts.until });
  const doubts = h("input", { type: "checkbox", name: "doubts", checked: facts.doubts !== "" });
  const review = choice("review", facts.review ?? "", (["new", "approved", "returned"] as const).map((one) => [one, t(`review-${one}`)]));
  const doubtful = h("input", { type: "checkbox", name: "doubtful", checked: facts.doubtful !== "" });
  const history = h("input", { type: "checkbox", name: "history", checked: facts.history !== "" });
  const go = (event?: Event): void => {
    event?.preventDefault();
    goTo("/records", { area: area.value.trim(), q: search.value.trim(), result: result.value, tablet: facts.tablet ?? "", since: since.value, until: until.value,
      review: review.value, doubtful: doubtful.checked ? "1" : "", doubts: doubts.checked ? "1" : "", history: history.checked ? "1" : "" });
  };
  for (const control of [area, result, review, since, until, doubtful, doubts, history]) control.addEventListener("change", () => go());
  return h("form", { class: "filters", role: "search", submit: go }, field(t("search"), search), h("button", {}, t("find")), field(t("area"), area), field(t("outcome"), result), field(t("review"), review),
    field(t("receivedSince"), since), field(t("receivedUntil"), until), checkbox(t("doubtful"), doubtful), checkbox(t("withDoubts"), doubts), checkbox(t("history"), history));
}

export async function recordsPage(query: URLSearchParams): Promise<HTMLElement> {
  const facts = Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""])) as Record<string, string>;
  const show = (rows: RecordRow[], isAll: boolean): HTMLElement =>
    h("div", {}, approveAll(rows), table([t("household"), t("area"), t("outcome"), t("tablet"), t("finished"), t("received")], rows.map(listRow), t(query.size > 0 ? (isAll ? "noneFound" : "noneYet") : "noRecords")));
  const list = await pagedList(async (after) => {
    const { records, next } = await api.records({ ...facts, history: "", latest: facts.history ? "" : "1", lang: currentLanguage(), after });
    return { rows: records, next };
  }, show);
  const only = facts.tablet ? h("p", { class: "notice" }, `${t("ofTablet")} ${short(facts.tablet)}. `, link(t("ofAllTablets"), "/records")) : null;
  return h("section", {}, h("h1", {}, t("records")), only, filters(facts), list);
}

/** "Persons › 1. Anna › Birth" is a card for Anna with a part for her birth. */
function place(group: string): [card: string, part: string] {
  const parts = group.split(" › ");
  const numbered = parts.map((one) => /^\d+(\. |$)/.test(one)).lastIndexOf(true);
  const size = Math.max(1, numbered + 1);
  return [parts.slice(0, size).join(" › "), parts.slice(size).join(" › ")];
}

/** A card for each run of answers of one group or person, a heading within it for each part. */
function groups(answers: Answer[], remarks: Remarks): HTMLElement[] {
  const sections: HTMLElement[] = [];
  let rows: HTMLElement | null = null;
  let [shownCard, shownPart] = ["", ""];
  for (const answer of answers) {
    const [card, inner] = place(answer.group);
    if (rows === null || card !== shownCard) {
      sections.push(h("section", { class: "group" }, card ? h("h2", {}, card) : null));
      shownPart = "";
      rows = null;
    }
    if (rows === null || inner !== shownPart) {
      rows = h("dl", { class: "answers" });
      sections[sections.length - 1]?.append(...(inner ? [h("h3", {}, inner), rows] : [rows]));
    }
    [shownCard, shownPart] = [card, inner];
    rows.append(h("dt", {}, answer.label || answer.path), h("dd", { title: answer.path }, answer.display || answer.value || "—", ...remarks.beside(answer)));
  }
  return sections;
}

/** What else was recorded at this household: the visits before and after, corrections, a second one at its place. */
function visits(row: RecordRow, all: RecordRow[]): HTMLElement | null {
  if (all.length < 2) return null;
  const rows = all.map((one) => [one.hash === row.hash ? h("strong", {}, t("thisRecord")) : link(dateTime(one.finished, one.zone), recordHash(one)), outcome(one), one.tablet_name, marks(one)]);
  return h("section", { class: "visits" }, h("h2", {}, t("otherVisits")), table([t("finished"), t("outcome"), t("tablet"), ""], rows, ""));
}

export async function recordPage(id: string, query: URLSearchParams): Promise<HTMLElement> {
  const page = await api.record(id, query.get("hash") ?? "", query.get("lang") ?? currentLanguage());
  const row = page.meta;
  const remarks = new Remarks(page);
  const languages = h("select", { change: () => (location.hash = `${recordHash(row)}&lang=${part(languages.value)}`) },
    ...(page.languages ?? []).map((one) => h("option", { value: one, selected: one === page.language }, one)));
  const fact = (label: string, value: string | HTMLElement): HTMLElement => h("div", {}, h("span", {}, label), h("strong", {}, value));
  const isMoved = row.address !== "" && row.address_now !== "" && row.address !== row.address_now;
  return h("section", {}, link(`← ${t("back")}`, "/records"),
    h("header", { class: "bar" }, h("h1", {}, title(row)),
      (page.languages ?? []).length > 1 && field(t("language"), languages),
      h("a", { class: "button", href: api.xmlAddress(row), download: `${id}.xml` }, t("downloadXml"))),
    row.replaced && h("p", { class: "notice" }, t("replacedHint")), row.conflict && h("p", { class: "notice" }, t("conflictHint")),
    row.doubts.includes("area") && h("p", { class: "notice" }, t("areaHintDoubt")), row.doubts.includes("time") && h("p", { class: "notice" }, t("timeHintDoubt")), row.doubts.includes("share") && h("p", { class: "notice" }, t("shareHintDoubt")), row.doubts.includes("twice") && h("p", { class: "notice" }, t("twiceHintDoubt")),
    h("div", { class: "facts" }, fact(t("form"), `${page.title || row.form} · ${row.version}`), fact(t("area"), row.area || "—"), fact(t("outcome"), outcome(row)), fact(t("tablet"), row.tablet_name),
      isMoved && fact(t("addressNow"), row.address_now),
      fact(t("started"), dateTime(row.started, row.zone)), fact(t("finished"), dateTime(row.finished, row.zone)), fact(t("received"), dateTime(row.received, row.zone)), fact(t("zone"), row.zone)),
    page.locked ? h("p", { class: "notice", role: "status" }, t("answersLocked")) : page.fault ? fault(page.fault) : null, visits(row, page.visits),
    page.files.length > 0 && h("section", { class: "group" }, h("h2", {}, t("files")),
      h("ul", {}, ...page.files.map((file) => h("li", {}, h("a", { href: api.fileAddress(row, file.name), target: "_blank", rel: "noopener" }, file.name))))),
    reviewPanel(page, remarks), ...groups(page.answers ?? [], remarks), actsOf(page));
}
