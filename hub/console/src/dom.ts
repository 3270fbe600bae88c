/** Elements in one expression. Text always goes in as text, never as markup. */
import { t } from "./texts";

export type Child = Node | string | number | null | undefined | false;
type Props = Record<string, string | boolean | ((event: Event) => void) | undefined>;

export function h<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (typeof value === "string") element.setAttribute(name, value);
  }
  for (const child of children) if (child !== null && child !== undefined && child !== false) element.append(child instanceof Node ? child : String(child));
  return element;
}

/** A table; a row is a list of cells, numbers stand right. On a narrow screen each row is a card whose cells name their column. */
export function table(headings: string[], rows: Child[][], empty: string, kind = ""): HTMLElement {
  if (rows.length === 0) return h("p", { class: "empty" }, empty);
  const isNumber = headings.map((_, index) => typeof rows[0]?.[index] === "number");
  const cell = (child: Child, index: number) =>
    h("td", { class: typeof child === "number" ? "number" : undefined, "data-label": headings[index] }, typeof child === "number" ? String(child) : child);
  return h("div", { class: "scroll" },
    h("table", { class: `cards ${kind}` },
      h("thead", {}, h("tr", {}, ...headings.map((text, index) => h("th", { scope: "col", class: isNumber[index] ? "number" : undefined }, text)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(cell))))));
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** The browser would say what is wrong in the browser's language. */
function speakOurLanguage(control: Control): void {
  control.addEventListener("invalid", () => {
    control.setCustomValidity("");
    const { valueMissing, patternMismatch } = control.validity;
    const isFile = control instanceof HTMLInputElement && control.type === "file";
    if (valueMissing) control.setCustomValidity(t(isFile ? "missingFile" : "missing"));
    else if (patternMismatch) control.setCustomValidity(t("wrongPattern"));
  });
  for (const event of ["input", "change"]) control.addEventListener(event, () => control.setCustomValidity(""));
}

export function field(label: string, control: Control, hint?: string): HTMLElement {
  speakOurLanguage(control);
  return h("label", { class: "field" }, h("span", {}, label), control, hint && h("small", { class: "hint" }, hint));
}

export const checkbox = (label: string, control: HTMLInputElement): HTMLElement => h("label", { class: "check" }, control, h("span", {}, label));

/** A file control whose words are ours: the browser's own come in the browser's language. */
export function filePicker(label: string, control: HTMLInputElement, choose: string, none: string): HTMLElement {
  const name = h("span", { class: "file-name" }, none);
  control.classList.add("unseen");
  speakOurLanguage(control);
  control.addEventListener("change", () => (name.textContent = [...(control.files ?? [])].map((file) => file.name).join(", ") || none));
  return h("label", { class: "field picker" }, h("span", {}, label), control, h("span", { class: "button" }, choose), name);
}

/** What went wrong; screen readers speak it. The hub's own sentence, which is English, stands folded under ours. */
export function fault(message: string, detail = ""): HTMLElement {
  return h("div", { class: "fault", role: "alert" }, h("p", {}, message),
    detail && detail !== message && h("details", {}, h("summary", {}, t("details")), h("p", { lang: "en" }, detail)));
}

export function link(text: string, hash: string): HTMLElement {
  return h("a", { href: `#${hash}` }, text);
}

const status = h("div", { class: "toast", role: "status", "aria-live": "polite" });
document.body.append(status);
let hiding = 0;

function hush(): void {
  window.clearTimeout(hiding);
  status.textContent = "";
  status.classList.remove("seen");
}

/** Says that something was done; it stays when the page changes, until the person does something else. */
export function say(message: string): void {
  hush();
  status.textContent = message;
  status.classList.add("seen");
  hiding = window.setTimeout(hush, 8000);
}

for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, hush);

export const badge = (kind: string, text: string): HTMLElement => h("span", { class: `badge ${kind}` }, text);
