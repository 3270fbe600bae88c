/** What looks like one and stands twice: addresses, and records with the same persons. People say what each pair is; nothing is merged. */
import { api, type Double, type DoubleSide, type Form, type PersonFields } from "./api";
import { badge, checkbox, field, h, link, say, table } from "./dom";
import { told } from "./faults";
import { formDialog } from "./form_dialog";
import { choice, goTo, pagedList } from "./pages";
import { may } from "./session";
import { dateTime, t } from "./texts";

const states = ["open", "same", "other"] as const;
const decisions = ["same", "other", "open"] as const;
const kinds = ["address", "persons"] as const;

function filters(query: URLSearchParams): HTMLElement {
  const kind = choice("kind", query.get("kind") ?? "", kinds.map((one) => [one, t(`double-${one}`)]));
  const state = choice("state", query.get("state") ?? "open", [...states.map((one): [string, string] => [one, t(`double-${one}`)]), ["all", t("all")]], t("double-open"));
  state.options[0]?.remove();
  const submit = (event: Event): void => {
    event.preventDefault();
    goTo("/doubles", { kind: kind.value, state: state.value });
  };
  return h("form", { class: "filters", submit }, field(t("doubleKind"), kind), field(t("state"), state), h("button", { name: "find" }, t("find")));
}

/** Territories that the account may see, and all of its own first. */
async function groundChoice(): Promise<HTMLSelectElement> {
  const { territories } = await api.territories();
  return choice("territory", "", territories.map((one) => [one.id, one.name || one.id]), t("doubleWhole"));
}

function outcome(found: { areas: number; items: number; persons: number; unread: number; pairs: number; new: number; cut: boolean }): HTMLElement {
  const line = (label: string, count: number): HTMLElement[] => [h("dt", {}, label), h("dd", {}, count)];
  return h("div", {}, h("dl", { class: "answers" }, ...line(t("areas"), found.areas), ...line(t("doubleItems"), found.items), ...(found.persons > 0 ? line(t("doublePersonsCompared"), found.persons) : []),
    ...(found.unread > 0 ? line(t("doubleUnread"), found.unread) : []), ...line(t("doublePairs"), found.pairs), ...line(t("doubleNew"), found.new)),
    found.cut && h("p", { class: "notice" }, t("doubleCut")));
}

async function searchDialog(kind: "address" | "persons", done: () => void): Promise<HTMLDialogElement> {
  const ground = await groundChoice();
  const forms: Form[] = kind === "persons" ? (await api.forms()).forms : [];
  const form = h("select", { name: "form", required: true }, ...forms.map((one) => h("option", { value: one.id }, one.title || one.id)));
  const send = async (): Promise<HTMLElement> => outcome(await api.findDoubles(kind, ground.value, form.value));
  return formDialog(t(kind === "address" ? "doubleSearchAddress" : "doubleSearchPersons"), send, done,
    [h("p", { class: "hint" }, t(kind === "address" ? "doubleAddressHint" : "doublePersonsHint")), field(t("territory"), ground), ...(kind === "persons" ? [field(t("form"), form)] : [])], "find");
}

/** Where the questionnaire has names: said once by its author. */
async function fieldsDialog(done: () => void): Promise<HTMLDialogElement> {
  const { forms } = await api.forms();
  const form = h("select", { name: "form", required: true }, ...forms.map((one) => h("option", { value: one.id }, one.title || one.id)));
  const text = (name: string, example: string): HTMLInputElement => h("input", { name, required: true, placeholder: example, autocomplete: "off", spellcheck: "false" });
  const person = text("person", "/data/list/person");
  const names = text("names", "surname, first_name");
  const birth = text("birth", "birth/date");
  const show = async (): Promise<void> => {
    const said: PersonFields = await api.personFields(form.value).catch(() => ({ person: "", names: [], birth: "" }));
    [person.value, names.value, birth.value] = [said.person, said.names.join(", "), said.birth];
  };
  form.addEventListener("change", () => void show());
  if (forms.length > 0) await show();
  const send = async (): Promise<null> => {
    await api.putPersonFields(form.value, { person: person.value.trim(), names: names.value.split(",").map((one) => one.trim()).filter(Boolean), birth: birth.value.trim() });
    say(t("saved"));
    return null;
  };
  return formDialog(t("personFields"), send, done,
    [h("p", { class: "hint" }, t("personFieldsHint")), field(t("form"), form), field(t("personPath"), person), field(t("personNames"), names, t("personNamesHint")), field(t("personBirth"), birth)]);
}

function side(one: DoubleSide): HTMLElement {
  const at = one.address || t("noAddress");
  const item = one.record === undefined || !may("OPEN_RECORDS") ? h("span", {}, at) : link(at, `/records/${encodeURIComponent(one.record)}`);
  return h("div", { class: "side" }, item, " ", h("small", { class: "hint" }, t("area"), " ", may("SEE_AREAS") ? link(one.area, `/areas/${encodeURIComponent(one.area)}`) : one.area));
}

function stateOf(row: Double): HTMLElement {
  const mark = badge(row.state === "same" ? "error" : row.state === "other" ? "done" : "warning", t(`double-${row.state}`));
  return row.decided ? h("div", {}, mark, " ", h("small", { class: "hint" }, `${row.who}, ${dateTime(row.decided)}`)) : mark;
}

function decideBar(chosen: () => number[], again: () => void): HTMLElement {
  const result = h("div", { "aria-live": "polite" });
  const decide = async (state: Double["state"]): Promise<void> => {
    const numbers = chosen();
    if (numbers.length === 0) return say(t("chooseFirst"));
    try {
      await api.decideDoubles(state, numbers);
      say(t("saved"));
      again();
    } catch (error) {
      result.replaceChildren(told(error));
    }
  };
  return h("div", { class: "decide" }, h("div", { class: "buttons row" }, ...decisions.map((state) =>
    h("button", { name: `decide-${state}`, click: () => void decide(state) }, t(`decide-${state}`)))), result);
}

export async function doublesPage(query: URLSearchParams, again: () => void): Promise<HTMLElement> {
  const section = h("section", {});
  const open = async (box: Promise<HTMLDialogElement>): Promise<void> => {
    try {
      const dialog = await box;
      section.append(dialog);
      dialog.showModal();
    } catch (error) {
      section.prepend(told(error));
    }
  };
  const state = query.get("state") ?? "open";
  const boxes = new Map<number, HTMLInputElement>();
  const chosen = (): number[] => [...boxes].filter(([, box]) => box.checked).map(([number]) => number);
  const mayDecide = may("REVIEW");
  const box = (row: Double): HTMLElement => {
    const control = boxes.get(row.number) ?? h("input", { type: "checkbox", name: `pair-${row.number}` });
    boxes.set(row.number, control);
    return checkbox(`№ ${row.number}`, control);
  };
  const list = await pagedList(async (after) => {
    const { doubles, next } = await api.doubles({ kind: query.get("kind") ?? "", state: state === "all" ? "" : state, after });
    return { rows: doubles, next };
  }, (rows, isAll) => table([t("doubleNumber"), t("doubleKind"), t("doubleOne"), t("doubleOther"), t("doublePersons"), t("state")],
    rows.map((row) => [mayDecide ? box(row) : `№ ${row.number}`, t(`double-${row.kind}`), side(row.sides[0]), side(row.sides[1]), row.kind === "persons" ? row.persons : "", stateOf(row)]), t(isAll ? "doublesNone" : "noneYet")));
  section.append(h("header", { class: "bar" }, h("h1", {}, t("doubles")), may("FIND_DOUBLES") && h("div", { class: "buttons row" },
    h("button", { class: "primary", name: "search-address", click: () => void open(searchDialog("address", again)) }, t("doubleSearchAddress")),
    h("button", { name: "search-persons", click: () => void open(searchDialog("persons", again)) }, t("doubleSearchPersons")),
    may("PUT_FORMS") && h("button", { name: "fields", click: () => void open(fieldsDialog(() => undefined)) }, t("personFields")))),
    h("p", { class: "hint" }, t("doublesHint")), filters(query), list, mayDecide && decideBar(chosen, again) || "");
  return section;
}
