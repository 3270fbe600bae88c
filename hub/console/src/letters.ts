/** The letters of an area: codes by which its households answer online, as sheets to print, and who has answered. */
import { api, type Household } from "./api";
import { readCsv } from "./csv";
import { field, h, link, table, type Child } from "./dom";
import { told } from "./faults";
import { may } from "./session";
import { count, dateTime, t, type TextKey } from "./texts";

interface Letter { address: string; code: string }
const part = encodeURIComponent;

/** The hub's table; a ' before a formula is the table's, not the address's. */
function read(csv: string): Letter[] {
  return readCsv(csv).slice(1).map(([, address = "", code = ""]) => ({ address: address.replace(/^'(?=\s*[=+\-@])/, ""), code }));
}

const slip = (one: Letter, site: string): HTMLElement => h("article", { class: "slip letter" }, h("div", {}, h("h2", {}, one.address), h("p", {}, t("lettersHow")),
  h("p", { class: "code" }, ...one.code.split("-").map((group) => h("span", {}, group))), site && h("p", {}, site)));

const fact = (name: TextKey, number: number): HTMLElement => h("div", {}, h("span", {}, t(name)), h("strong", {}, count(number)));

/** What was made, while it can be seen. */
function made(csv: string, site: string, area: string): HTMLElement[] {
  const file = URL.createObjectURL(new Blob([`\uFEFF${csv}`], { type: "text/csv" }));
  return [h("div", { class: "result" }, h("p", { class: "notice" }, t("lettersOnce")), h("div", { class: "buttons" },
    h("button", { type: "button", class: "primary", name: "print", click: () => window.print() }, t("codesPrint")), h("a", { class: "button", href: file, download: `${area}-letters.csv` }, t("lettersCsv")))),
  h("div", { class: "sheet" }, ...read(csv).map((one) => slip(one, site)))];
}

function makingPart(area: string, hasCodes: boolean): HTMLElement[] {
  const result = h("div", { "aria-live": "polite" });
  const option = (value: string, text: string, isChosen: boolean): HTMLElement => h("label", {}, h("input", { type: "radio", name: "whom", value, checked: isChosen, change: () => void turn() }), h("span", {}, text));
  const ids = h("textarea", { name: "ids", rows: "3", spellcheck: "false" });
  const some = field(t("lettersIds"), ids, t("lettersIdsHint"));
  const site = h("input", { name: "site", type: "url", maxlength: "120", autocomplete: "off", placeholder: "https://" });
  const form = h("form", { class: "card", submit: (event) => void make(event) },
    h("fieldset", {}, h("legend", {}, t("lettersFor")), h("div", { class: "option" }, option("all", t("lettersAll"), true)), h("div", { class: "option" }, option("some", t("lettersSome"), false))),
    some, field(t("lettersSite"), site, t("lettersSiteHint")),
    hasCodes && h("div", { class: "option" }, h("p", { class: "waiting" }, t("lettersAgain")), h("label", {}, h("input", { type: "checkbox", name: "sure", required: true }), h("span", {}, t("lettersSure")))),
    h("div", { class: "buttons" }, h("button", { class: "primary", name: "make" }, t("lettersMake"))));
  const isSome = (): boolean => form.querySelector<HTMLInputElement>("input[value=some]")?.checked ?? false;
  const turn = (): void => {
    some.hidden = !isSome();
    ids.required = isSome();
  };
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const csv = await api.makeLetters(area, isSome() ? ids.value.split(/[\s,;]+/).filter(Boolean) : null);
      result.replaceChildren(...made(csv, site.value.trim(), area));
      form.remove(); // once more makes these worthless: that is asked for anew, with its warning
    } catch (error) {
      result.replaceChildren(told(error));
    }
  };
  turn();
  return [form, result];
}

export async function lettersPage(id: string): Promise<HTMLElement> {
  const [area, online] = await Promise.all([api.area(id), api.online(id)]);
  const answers = new Map(online.answered.map((one) => [one.household, one]));
  const row = (household: Household): Child[] => {
    const answer = answers.get(household.id);
    return [household.id, household.address, answer ? h("a", { href: `#/records/${part(answer.record)}` }, dateTime(answer.answered, area.zone)) : "—"];
  };
  return h("section", { class: "codes letters" }, link(`← ${area.id}`, `/areas/${part(id)}`), h("h1", {}, `${t("letters")} · ${area.id} ${area.name}`),
    h("div", { class: "facts" }, fact("lettersMade", online.invited), fact("lettersUsed", online.answered.length)),
    ...(may("INVITE") ? makingPart(id, online.invited > 0) : []),
    h("h2", {}, t("addressList")), table([t("lettersId"), t("household"), t("lettersWhen")], area.households.filter((one) => answers.has(one.id) || may("INVITE")).map(row), t("lettersNone")));
}
