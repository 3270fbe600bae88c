/** How far the work is: a territory with what lies below it, and the days. Where one is stands in the address. */
import { api, ApiError, type Progress, type ProgressDays, type ProgressRow, type ProgressSums } from "./api";
import { forgetMap, progressMap, type Told } from "./map";
import { count, curve, dayName, sumUp } from "./curve";
import { fault, field, filePicker, h, say, table, type Child } from "./dom";
import { formDialog } from "./form_dialog";
import { may } from "./session";
import { dateTime, moment, t, type TextKey } from "./texts";

const part = encodeURIComponent;
const closed = (sums: ProgressSums): number => sums.done + sums.refused + sums.empty;

/** Whole per cent; 100 only when nothing is left, and 0 only when nothing was done. */
function percent(sums: ProgressSums): string {
  if (sums.households === 0) return "—";
  const exact = (closed(sums) / sums.households) * 100;
  return `${exact > 0 && exact < 1 ? "<\u202f1" : Math.floor(exact)}\u202f%`;
}

const shares: [kind: "done" | "empty" | "refused" | "revisit", text: TextKey][] = [["done", "count-done"], ["empty", "count-empty"], ["refused", "count-refused"], ["revisit", "count-revisit"]];

/** What of all households came to what, as a bar; the numbers stand beside it as words. */
function bar(sums: ProgressSums): HTMLElement {
  const pieces = shares.map(([kind]) => {
    const piece = h("span", { class: `share of-${kind}` });
    piece.style.width = `${sums.households > 0 ? (sums[kind] / sums.households) * 100 : 0}%`;
    return piece;
  });
  return h("span", { class: "share-bar", "aria-hidden": "true" }, ...pieces);
}

const last = (sums: ProgressSums): HTMLElement => h("time", { datetime: sums.last ?? undefined, title: dateTime(sums.last) }, sums.last ? moment(sums.last) : "—");

function way(page: Progress): HTMLElement {
  const name = (node: { id: string; name: string }): string => node.name || node.id || t("wholeCountry");
  return h("div", { class: "way", role: "group", "aria-label": t("way") },
    ...page.above.map((node) => h("span", {}, h("a", { href: `#/progress${node.id ? `?territory=${part(node.id)}` : ""}` }, name(node)), h("span", { "aria-hidden": "true" }, " › "))),
    h("span", { "aria-current": "page" }, name(page.territory)));
}

function summary(sums: ProgressSums): HTMLElement {
  const fact = (text: TextKey, value: Child, kind = ""): HTMLElement => h("div", { class: kind }, h("span", {}, t(text)), h("strong", {}, value));
  return h("div", { class: "card" }, h("p", { class: "percent" }, h("strong", {}, percent(sums)), " ", t("percentClosed")), bar(sums),
    h("div", { class: "facts sums" }, fact("households", count(sums.households)), ...shares.map(([kind, text]) => fact(text, count(sums[kind]), `key-${kind}`)),
      fact("count-open", count(sums.open), "key-open"), fact("count-found", count(sums.found)), fact("tablets", count(sums.tablets)), fact("lastRecord", last(sums))));
}

type Row = ProgressRow & { isArea: boolean };
type Column = [text: TextKey, value: (row: Row) => number | string];
const columns: Column[] = [
  ["place", (row) => row.name || row.id], ["percent", (row) => (row.households > 0 ? closed(row) / row.households : -1)], ["households", (row) => row.households],
  ["count-done", (row) => row.done], ["count-revisit", (row) => row.revisit], ["count-refused", (row) => row.refused], ["count-empty", (row) => row.empty],
  ["count-open", (row) => row.open], ["count-found", (row) => row.found], ["tablets", (row) => row.tablets], ["lastRecord", (row) => row.last ?? ""],
];

/** The rows in the order of a column that the person chose; the headings are its buttons. */
class Places {
  readonly element = h("div", { class: "places" });
  private chosen = 0;
  private isDown = false;
  constructor(private rows: Row[]) {
    this.show();
  }
  add(rows: Row[]): void {
    this.rows = [...this.rows, ...rows];
    this.show();
  }
  private choose(index: number): void {
    this.isDown = this.chosen === index ? !this.isDown : index > 0;
    this.chosen = index;
    this.show();
    this.element.querySelectorAll<HTMLElement>("th button")[index]?.focus();
  }
  private sorted(): Row[] {
    const value = (columns[this.chosen] as Column)[1];
    const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
    const compare = (a: Row, b: Row): number => {
      const [left, right] = [value(a), value(b)];
      return typeof left === "number" ? left - (right as number) : collator.compare(left, right as string);
    };
    return [...this.rows].sort((a, b) => (this.isDown ? compare(b, a) : compare(a, b)) || collator.compare(a.id, b.id));
  }
  private cells(row: Row): Child[] {
    const address = row.isArea ? `#/areas/${part(row.id)}` : `#/progress?territory=${part(row.id)}`;
    const place = h("div", {}, h("a", { href: address }, row.name || row.id), h("div", { class: "hint" }, row.isArea ? row.id : `${t("areas")}: ${count(row.areas)}`));
    const share = h("div", { class: "share-cell" }, h("span", {}, percent(row)), bar(row));
    return [place, share, ...columns.slice(2, -1).map(([, value]) => h("span", { class: "figure-cell" }, count(value(row) as number))), last(row)];
  }
  private show(): void {
    const shown = table(columns.map(([text]) => t(text)), this.sorted().map((row) => this.cells(row)), t("noPlaces"), "progress");
    shown.querySelectorAll("th").forEach((heading, index) => {
      const isChosen = index === this.chosen;
      if (isChosen) heading.setAttribute("aria-sort", this.isDown ? "descending" : "ascending");
      heading.replaceChildren(h("button", { class: "sort", click: () => this.choose(index) }, heading.textContent, h("span", { "aria-hidden": "true" }, isChosen ? (this.isDown ? " ↓" : " ↑") : "")));
    });
    this.element.replaceChildren(shown);
  }
}

/** The places, and a key for more areas where there are many. */
function places(page: Progress, territory: string): HTMLElement {
  const areas = (rows: ProgressRow[]): Row[] => rows.map((row) => ({ ...row, isArea: true }));
  const list = new Places([...page.territories.map((row) => ({ ...row, isArea: false })), ...areas(page.areas)]);
  const more = h("button", { class: "more", hidden: page.next === null }, t("more"));
  let after = page.next;
  more.addEventListener("click", () => void (async (): Promise<void> => {
    more.disabled = true;
    const next = await api.progress({ territory, after: after ?? undefined, limit: "500" });
    list.add(areas(next.areas));
    after = next.next;
    more.disabled = false;
    more.hidden = after === null;
  })());
  return h("div", {}, list.element, more);
}

/** The drawing as a table, for whoever does not see it. */
function daysTable(facts: ProgressDays): HTMLElement {
  const rows = sumUp(facts.days).reverse().map((one): Child[] => [dayName(one.day, true), h("span", { class: "figure-cell" }, count(one.closed)), h("span", { class: "figure-cell" }, count(one.total))]);
  return h("details", { class: "days" }, h("summary", {}, t("byDays")), table([t("day"), t("closedOfDay"), t("closedSoFar")], rows, t("noDays"), "narrow"));
}

function planButton(facts: ProgressDays, again: () => void): HTMLElement {
  const first = h("input", { type: "date", name: "first", value: facts.first });
  const end = h("input", { type: "date", name: "last", value: facts.last });
  const send = async (): Promise<null> => {
    await api.putPlan(first.value, end.value);
    say(t("saved"));
    return null;
  };
  const open = (): void => {
    const box = formDialog(t("plan"), send, again, [h("p", { class: "hint" }, t("planHint")), field(t("planFirst"), first), field(t("planLast"), end)]);
    document.body.append(box);
    box.showModal();
  };
  return h("button", { name: "plan", click: open }, t("plan"));
}

/** Outlines are brought as a file; a refusal says where in it. */
function outlinesButton(again: () => void): HTMLElement {
  const file = h("input", { type: "file", required: true, accept: ".geojson,.json,application/geo+json", name: "outlines" });
  const send = async (): Promise<HTMLElement | null> => {
    const chosen = file.files?.[0];
    if (!chosen) return null;
    try {
      say(`${t("saved")}: ${t("outlinesTaken")} ${(await api.putOutlines(chosen)).features}`);
      forgetMap();
      return null;
    } catch (error) {
      if (error instanceof ApiError && error.line > 0) return fault(`${chosen.name}, ${t("badOutline")} ${error.line}`, error.message);
      throw error;
    }
  };
  const open = (): void => {
    const box = formDialog(t("outlines"), send, again, [h("p", { class: "hint" }, t("outlinesHint")), filePicker(t("outlinesFile"), file, t("chooseFile"), t("noFile"))], "upload");
    document.body.append(box);
    box.showModal();
  };
  return h("button", { name: "outlines", click: open }, t("outlines"));
}

/** What the map tells of each place: what the table tells. */
function toldOf(page: Progress): Map<string, Told> {
  const told = (row: ProgressRow, address: string): Told => ({ name: row.name || row.id, share: row.households > 0 ? closed(row) / row.households : -1, text: `${percent(row)}, ${t("households").toLowerCase()} ${count(row.households)}`, address });
  return new Map([...page.territories.map((row): [string, Told] => [`territory ${row.id}`, told(row, `/progress?territory=${part(row.id)}`)]),
    ...page.areas.map((row): [string, Told] => [`area ${row.id}`, told(row, `/areas/${part(row.id)}`)])]);
}

export async function progressPage(query: URLSearchParams, again: () => void): Promise<HTMLElement> {
  const territory = query.get("territory") ?? "";
  const [page, days] = await Promise.all([api.progress({ territory, limit: "500" }), api.progressDays({ territory })]);
  return h("section", {}, way(page),
    h("header", { class: "bar" }, h("h1", {}, t("progress")), may("PUT_OUTLINES") && outlinesButton(again), may("PUT_PLAN") && planButton(days, again)),
    summary(page.sums), h("div", { class: "pair" }, h("div", { class: "card" }, h("h2", {}, t("map")), await progressMap(territory, toldOf(page))), h("div", { class: "card" }, h("h2", {}, t("curve")), curve(days), daysTable(days))), places(page, territory));
}
