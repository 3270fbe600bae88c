/** Areas: where they stand, and the editor of one's list of addresses. The hub says what an edit would do before it is done. */
import { api, ApiError, type Area, type AreaEdit, type AreaPage, type Change, type Decision, type Household, type Plan, type Tablet } from "./api";
import { readCsv } from "./csv";
import { badge, fault, field, filePicker, h, link, say, table, type Child } from "./dom";
import { told } from "./faults";
import { foundPart } from "./found";
import { choice, goTo, pagedList } from "./pages";
import { may } from "./session";
import { owner, sharingPart } from "./sharing";
import { appointment, t, word, type TextKey } from "./texts";

const NEW = "new area"; /* no identifier: it has a blank */
const part = encodeURIComponent;

export async function areasPage(query: URLSearchParams): Promise<HTMLElement> {
  const facts = { q: query.get("q") ?? "", sort: query.get("sort") ?? "" };
  const search = h("input", { type: "search", name: "q", value: facts.q, autocomplete: "off" });
  const sort = choice("sort", facts.sort, [["name", t("sort-title")], ["open", t("sort-open")]], t("sort-id"));
  const go = (event?: Event): void => {
    event?.preventDefault();
    goTo("/areas", { q: search.value.trim(), sort: sort.value });
  };
  sort.addEventListener("change", () => go());
  const row = (area: Area): Child[] => [h("div", {}, link(area.id, `/areas/${part(area.id)}`), h("div", { class: "hint" }, area.name)), area.form, area.households, area.open, area.done, area.revisit, area.refused, area.empty, area.found, area.tablets, area.zone];
  const headings = [t("area"), t("form"), t("households"), t("count-open"), t("count-done"), t("count-revisit"), t("count-refused"), t("count-empty"), t("count-found"), t("tablets"), t("zone")];
  const show = (areas: Area[]): HTMLElement => table(headings, areas.map(row), t(query.size > 0 ? "noneFound" : "noAreas"));
  return h("section", {},
    h("header", { class: "bar" }, h("h1", {}, t("areas")), may("PUT_AREAS") && h("a", { class: "button primary", href: `#/areas/${part(NEW)}` }, t("addArea"))),
    h("form", { class: "filters", role: "search", submit: go }, field(t("searchArea"), search), h("button", {}, t("find")), field(t("sortBy"), sort)),
    await pagedList(async (after) => {
      const { areas, next } = await api.areas({ ...facts, limit: "100", after });
      return { rows: areas, next };
    }, show));
}

/** The lines of such a table; a ' before a formula is the export's, not the address's. */
function readHouseholds(text: string): { id?: string; address: string }[] {
  const [head = [], ...rows] = readCsv(text.replace(/^\uFEFF/, ""));
  const names = head.map((name) => name.trim().toLowerCase());
  const [id, address] = [names.indexOf("id"), names.indexOf("address")];
  if (address < 0) throw new Error(t("badCsv"));
  return rows.map((row) => ({ id: id >= 0 ? row[id]?.trim() : undefined, address: (row[address] ?? "").trim().replace(/^'(?=\s*[=+\-@])/, "") })).filter((one) => one.address);
}

const decode = async (file: File): Promise<string> => {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1251").decode(bytes); /* how spreadsheet programs in Russia save it */
  }
};

function held(change: Change): string {
  const facts = [(change.records ?? 0) > 0 && `${t("hasRecords")}: ${change.records}`, (change.drafts ?? 0) > 0 && `${t("hasDrafts")}: ${change.drafts}`];
  return facts.filter(Boolean).join(", ");
}

/** What becomes of a household that leaves the list, or gets another address with records under it. */
class Fate {
  readonly element: HTMLElement;
  private decision: Decision | null = null;
  constructor(readonly change: Change, added: string[], changed: () => void) {
    const isAsked = change.undecided;
    const same = h("select", { "aria-label": t("fateSame") }, h("option", { value: "" }, "…"), ...added.map((address) => h("option", { value: address }, address)));
    const choose = (what: Decision["what"] | null, address?: string): void => {
      this.decision = what === null ? null : { id: change.id, what, ...(address === undefined ? {} : { address }) };
      changed();
    };
    const option = (text: string, pick: () => void, isChosen: boolean, ...more: HTMLElement[]): HTMLElement => {
      const radio = h("input", { type: "radio", name: `fate-${change.id}`, checked: isChosen, change: pick });
      return h("div", { class: "option" }, h("label", {}, radio, h("span", {}, text)), ...more);
    };
    const options: HTMLElement[] = [];
    if (change.kind === "removed") {
      const radioSame = option(t("fateSame"), () => choose(same.value ? "same" : null, same.value), false, same);
      same.addEventListener("change", () => {
        (radioSame.querySelector("input") as HTMLInputElement).checked = true;
        choose(same.value ? "same" : null, same.value);
      });
      options.push(option(t(isAsked ? "fateRemove" : "fateGone"), () => choose(isAsked ? "remove" : null), !isAsked), option(t("fateKeep"), () => choose("keep"), false), ...(added.length > 0 ? [radioSame] : []));
    } else if (isAsked) options.push(option(t("fateRename"), () => choose("same", change.address), false));
    const before = change.kind === "changed" || change.kind === "returned";
    this.element = h("fieldset", { class: isAsked ? "change asked" : "change" },
      h("legend", {}, before && change.before !== change.address ? `${change.before} → ${change.address}` : change.address),
      held(change) && h("p", { class: "hint" }, held(change)), isAsked && h("p", { class: "waiting" }, t("decide")), ...options);
  }
  get isOpen(): boolean {
    return this.change.undecided && this.decision === null;
  }
  get said(): Decision[] {
    return this.decision === null ? [] : [this.decision];
  }
}

/** The plan in words, with what is to be decided first. */
class Preview {
  readonly element = h("section", { class: "preview", "aria-live": "polite" });
  private fates: Fate[] = [];
  constructor(private readonly changed: () => void) {}
  show(plan: Plan, repeated: string[] = []): void {
    const of = (kind: Change["kind"]): Change[] => plan.changes.filter((change) => change.kind === kind);
    const added = of("added").map((change) => change.address);
    const asking = plan.changes.filter((change) => change.undecided || change.kind === "removed");
    this.fates = asking.map((change) => new Fate(change, added, this.changed));
    const count = (kind: Change["kind"]): HTMLElement | null =>
      of(kind).length > 0 ? h("li", {}, `${t(`change-${kind}` as TextKey)}: ${of(kind).length}`) : null;
    const named = (kind: Change["kind"]): HTMLElement | null => {
      const list = of(kind).filter((change) => !change.undecided);
      return list.length === 0 || kind === "removed" ? null : h("details", {}, h("summary", {}, `${t(`change-${kind}` as TextKey)}: ${list.length}`),
        h("ul", {}, ...list.map((change) => h("li", {}, kind === "changed" ? `${change.before} → ${change.address}` : change.address))));
    };
    this.element.replaceChildren(h("h2", { tabindex: "-1" }, t("changes")),
      ...(repeated.length > 0 ? [h("p", { class: "notice" }, `${t("repeated")}: ${repeated.slice(0, 5).join("; ")}`)] : []),
      ...(plan.changes.length === 0 ? [h("p", {}, t("noChanges"))] : [h("ul", { class: "counts" }, count("added"), count("changed"), count("returned"), count("removed"))]),
      ...this.fates.map((fate) => fate.element), ...(["added", "changed", "returned"] as const).map(named).filter((one) => one !== null));
    this.element.querySelector("h2")?.focus();
    this.changed();
  }
  clear(): void {
    this.fates = [];
    this.element.replaceChildren();
  }
  get openCount(): number {
    return this.fates.filter((fate) => fate.isOpen).length;
  }
  get decisions(): Decision[] {
    return this.fates.flatMap((fate) => fate.said);
  }
}

function householdsTable(area: AreaPage, tablets: Tablet[]): HTMLElement {
  const address = (one: Household): HTMLElement =>
    h("div", {}, one.records > 0 ? link(one.address, `/records?area=${part(area.id)}&household=${part(one.id)}&history=1`) : one.address, one.removed && badge("quiet", t("removedMark")));
  const state = (one: Household): HTMLElement =>
    h("div", { class: "outcome-cell" }, badge(one.result || "open", word("result-", one.result)), one.appointment && h("span", { class: "hint" }, appointment(one.appointment)));
  const mayShare = may("SHARE_AREAS");
  return table([t("household"), t("state"), t("tablet"), t("visits"), t("drafts")], area.households.map((one) => [address(one), state(one), owner(area, tablets, one, mayShare), one.records, one.drafts]), t("noAreas"));
}

export async function areaPage(id: string): Promise<HTMLElement> {
  const isNew = id === NEW;
  const [{ forms }, { zones, own }] = await Promise.all([api.forms(), api.zones()]);
  const area: AreaPage = isNew ? { id: "", name: "", form: "", zone: own, edition: 0, households: [] } : await api.area(id);
  const tablets = isNew ? [] : (await api.fleet({ area: id, limit: "500" })).tablets;
  const found = isNew ? [] : (await api.found(id)).found;
  const identifier = h("input", { required: true, pattern: "[A-Za-z0-9][A-Za-z0-9_\\-]{0,39}", autocomplete: "off", name: "id" });
  const name = h("input", { required: true, maxlength: "100", name: "name", value: area.name, autocomplete: "off" });
  const form = h("select", { required: true, name: "form" }, ...forms.map((one) => h("option", { value: one.id, selected: one.id === area.form }, one.title || one.id)));
  const zone = h("input", { required: true, name: "zone", value: area.zone, list: "zones", autocomplete: "off" });
  const addresses = h("textarea", { rows: "12", name: "addresses", spellcheck: "false" });
  const file = h("input", { type: "file", accept: ".csv,text/csv", name: "csv" });
  const message = h("div", { "aria-live": "polite" });
  const save = h("button", { type: "button", class: "primary", disabled: true, name: "save" }, t("save"));
  const open = h("p", { class: "waiting", "aria-live": "polite" });
  const preview = new Preview(() => {
    save.disabled = preview.openCount > 0;
    open.textContent = preview.openCount > 0 ? `${t("undecided")}: ${preview.openCount}` : "";
  });
  let fromFile: { id?: string; address: string }[] | null = null;
  addresses.value = area.households.filter((one) => !one.removed).map((one) => one.address).join("\n");
  const forget = (): void => {
    preview.clear();
    save.disabled = true;
    open.textContent = "";
    message.replaceChildren();
  };
  addresses.addEventListener("input", () => void ((fromFile = null), forget()));
  for (const control of [identifier, name, zone]) control.addEventListener("input", forget);
  form.addEventListener("change", forget);
  file.addEventListener("change", () => void (async (): Promise<void> => {
    const chosen = file.files?.[0];
    if (!chosen) return;
    forget();
    try {
      fromFile = readHouseholds(await decode(chosen));
      addresses.value = fromFile.map((one) => one.address).join("\n");
    } catch (error) {
      message.replaceChildren(fault((error as Error).message));
    }
  })());
  const edit = (): AreaEdit => ({
    name: name.value.trim(), form: form.value, zone: zone.value.trim(), edition: area.edition, decisions: preview.decisions,
    households: fromFile ?? addresses.value.split("\n").map((line) => ({ address: line.trim() })).filter((one) => one.address),
  });
  const target = (): string => (isNew ? identifier.value : id);
  const fail = (error: unknown): void => {
    if (error instanceof ApiError && error.body.changes) preview.show({ edition: area.edition, undecided: error.body.undecided ?? 0, changes: error.body.changes });
    else message.replaceChildren(told(error));
  };
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    forget();
    try {
      const lines = edit().households.map((one) => one.address);
      preview.show(await api.previewArea(target(), edit()), [...new Set(lines.filter((line, index) => lines.indexOf(line) !== index))]);
    } catch (error) {
      fail(error);
    }
  };
  const store = async (): Promise<void> => {
    save.disabled = true;
    message.replaceChildren();
    try {
      await api.putArea(target(), edit());
      say(`${t("saved")}: ${target()}`);
      location.hash = "/areas";
    } catch (error) {
      fail(error);
    }
  };
  save.addEventListener("click", () => void store());
  return h("section", {}, link(`← ${t("back")}`, "/areas"),
    h("header", { class: "bar" }, h("h1", {}, isNew ? t("newArea") : `${area.id} · ${area.name}`), !isNew && h("div", { class: "buttons row" }, h("a", { class: "button", href: `#/letters/${part(id)}` }, t("letters")), h("a", { class: "button", href: api.householdsAddress(id), download: `${id}.csv` }, t("toCsv")))),
    h("form", { class: "card", submit: (event) => void ask(event) },
      h("div", { class: "columns" }, isNew && field(t("areaId"), identifier, t("areaHint")), field(t("areaName"), name), field(t("form"), form), field(t("zone"), zone, t("zoneHint"))),
      h("datalist", { id: "zones" }, ...zones.map((one) => h("option", { value: one }))),
      field(t("addresses"), addresses, t("addressesHint")), filePicker(t("fromCsv"), file, t("chooseFile"), t("noFile")),
      h("div", { class: "buttons" }, h("button", { name: "preview" }, t("preview"))),
      preview.element, message, open, h("div", { class: "buttons" }, save)),
    foundPart(id, found),
    !isNew && h("section", {}, h("h2", {}, t("addressList")), may("SHARE_AREAS") && sharingPart(area, tablets), householdsTable(area, tablets)));
}
