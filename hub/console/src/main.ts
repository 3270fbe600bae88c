/** The console: a login, then one page per address behind the #. No state but the address and the language. */
import { api, ApiError } from "./api";
import { fault, field, h } from "./dom";
import { fleetPage } from "./fleet";
import { formsPage } from "./forms";
import { auditPage, recordPage, recordsPage } from "./records";
import { areasPage } from "./setup";
import { currentLanguage, setLanguage, t, type TextKey } from "./texts";

const pages: [address: string, title: TextKey][] = [
  ["/fleet", "fleet"], ["/records", "records"], ["/areas", "areas"], ["/forms", "forms"], ["/audit", "audit"],
];
const app = document.getElementById("app") as HTMLElement;

function languageButton(): HTMLElement {
  const other = currentLanguage() === "ru" ? "en" : "ru";
  const change = (): void => {
    setLanguage(other);
    void show();
  };
  return h("button", { class: "quiet", lang: other, click: change }, other === "ru" ? "Русский" : "English");
}

function loginPage(): HTMLElement {
  const password = h("input", { type: "password", required: true, name: "password", autocomplete: "current-password", autofocus: true });
  const message = h("div", { "aria-live": "polite" });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await api.login(password.value);
      await show();
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      message.replaceChildren(fault(status === 403 ? t("wrongPassword") : status === 429 ? t("tooManyAttempts") : (error as Error).message));
    }
  };
  return h("main", { class: "login" },
    h("form", { submit: (event) => void submit(event) }, h("h1", {}, t("title")), field(t("password"), password),
      h("p", { class: "hint" }, t("passwordHint")), message, h("div", { class: "buttons" }, h("button", { class: "primary" }, t("signIn")), languageButton())));
}

function frame(address: string, content: HTMLElement): HTMLElement {
  const leave = async (): Promise<void> => {
    await api.logout();
    await show();
  };
  const nav = h("nav", { "aria-label": t("title") }, h("span", { class: "brand" }, currentLanguage() === "ru" ? "Заря" : "Zarya"),
    ...pages.map(([hash, title]) => h("a", { href: `#${hash}`, "aria-current": address.startsWith(hash) ? "page" : undefined }, t(title))),
    h("span", { class: "space" }), languageButton(), h("button", { class: "quiet", click: () => void leave() }, t("signOut")));
  return h("div", { class: "frame" }, nav, h("main", {}, content));
}

function content(address: string, query: URLSearchParams): Promise<HTMLElement> {
  const record = /^\/records\/([^/]+)$/.exec(address);
  if (record) return recordPage(decodeURIComponent(record[1] as string), query.get("lang") ?? undefined);
  switch (address) {
    case "/records": return recordsPage(query.get("area") ?? "");
    case "/areas": return areasPage(() => void show());
    case "/forms": return formsPage();
    case "/audit": return auditPage();
    default: return fleetPage();
  }
}

async function show(): Promise<void> {
  const [address = "/fleet", query = ""] = (location.hash.slice(1) || "/fleet").split("?");
  document.documentElement.lang = currentLanguage();
  document.title = t("title");
  try {
    await api.session();
    app.replaceChildren(frame(address, await content(address, new URLSearchParams(query))));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) app.replaceChildren(loginPage());
    else app.replaceChildren(frame(address, fault(`${t("failed")}: ${(error as Error).message}`)));
  }
}

window.addEventListener("hashchange", () => void show());
void show();
