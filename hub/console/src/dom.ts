/** Elements in one expression. Text always goes in as text, never as markup. */
type Child = Node | string | number | null | undefined | false;
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

/** A table; a row is a list of cells, numbers stand right. */
export function table(headings: string[], rows: Child[][], empty: string): HTMLElement {
  if (rows.length === 0) return h("p", { class: "empty" }, empty);
  const isNumber = headings.map((_, index) => typeof rows[0]?.[index] === "number");
  const cell = (child: Child) => h("td", typeof child === "number" ? { class: "number" } : {}, typeof child === "number" ? String(child) : child);
  return h("div", { class: "scroll" },
    h("table", {},
      h("thead", {}, h("tr", {}, ...headings.map((text, index) => h("th", { scope: "col", class: isNumber[index] ? "number" : undefined }, text)))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...row.map(cell))))));
}

export const field = (label: string, control: HTMLElement): HTMLElement => h("label", { class: "field" }, h("span", {}, label), control);

/** A file control whose words are ours: the browser's own come in the browser's language. */
export function filePicker(label: string, control: HTMLInputElement, choose: string, none: string): HTMLElement {
  const name = h("span", { class: "file-name" }, none);
  control.classList.add("unseen");
  control.addEventListener("change", () => (name.textContent = [...(control.files ?? [])].map((file) => file.name).join(", ") || none));
  return h("label", { class: "field picker" }, h("span", {}, label), control, h("span", { class: "button" }, choose), name);
}

/** A line that says what went wrong; screen readers speak it. */
export const fault = (message: string): HTMLElement => h("p", { class: "fault", role: "alert" }, message);

export function link(text: string, hash: string): HTMLElement {
  return h("a", { href: `#${hash}` }, text);
}
