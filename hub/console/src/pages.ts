/** Long lists a page at a time, and the fields by which they are filtered. */
import { api } from "./api";
import { h } from "./dom";
import { t } from "./texts";

interface Page<T> { rows: T[]; next?: string | null }
const ENOUGH = 25;
const TRIES = 10;

/** The hub looks at a bounded number of rows for each page: one that found few goes on, until there is something to see. */
async function gather<T>(get: (after?: string) => Promise<Page<T>>, after?: string): Promise<Page<T>> {
  const rows: T[] = [];
  let next: string | null | undefined = after;
  for (let i = 0; i < TRIES; i++) {
    const page = await get(next ?? undefined);
    rows.push(...page.rows);
    next = page.next;
    if (!next || rows.length >= ENOUGH) break;
  }
  return { rows, next };
}

/** The list with what was asked for so far, and a button for more. */
export async function pagedList<T>(get: (after?: string) => Promise<Page<T>>, show: (rows: T[], isAll: boolean) => HTMLElement): Promise<HTMLElement> {
  const list = h("div", { class: "paged", "aria-live": "polite" });
  const shown: T[] = [];
  const load = async (after?: string): Promise<void> => {
    const { rows, next } = await gather(get, after);
    shown.push(...rows);
    list.replaceChildren(show(shown, !next));
    list.dataset.pages = String(after === undefined ? 1 : 2);
    if (!next) return;
    const more = h("button", { class: "more", click: () => ((more.disabled = true), void load(next)) }, t(shown.length > 0 ? "more" : "searchOn"));
    list.append(more);
  };
  await load();
  return list;
}

/** A field for an area's identifier that offers those that begin like what is typed: there are too many for a list. */
export function areaPicker(name: string, value: string, isRequired = false): HTMLInputElement {
  const id = `areas-${name}`;
  const offers = h("datalist", { id });
  const input = h("input", { name, value, list: id, autocomplete: "off", required: isRequired, spellcheck: "false" });
  let asked = 0;
  const offer = async (): Promise<void> => {
    const mine = ++asked;
    const { areas } = await api.areas({ q: input.value.trim(), limit: "20" });
    if (mine === asked) offers.replaceChildren(...areas.map((area) => h("option", { value: area.id }, area.name)));
  };
  input.addEventListener("input", () => void offer());
  input.addEventListener("focus", () => void offer(), { once: true });
  queueMicrotask(() => input.after(offers)); // once it stands in its form
  return input;
}

/** A choice whose first entry is "all". */
export function choice(name: string, chosen: string, entries: [value: string, text: string][], first = t("all")): HTMLSelectElement {
  return h("select", { name }, h("option", { value: "" }, first), ...entries.map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
}

/** Puts what the fields say into the address, which is the only state of a page. */
export function goTo(address: string, facts: Record<string, string>): void {
  const query = Object.entries(facts).filter(([, value]) => value).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  location.hash = query ? `${address}?${query}` : address;
}
