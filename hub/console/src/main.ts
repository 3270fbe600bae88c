/** The console: a login, then one page per address behind the #. No state but the address and the language. */
import { accountsPage } from "./accounts";
import { codesPage } from "./codes";
import { lettersPage } from "./letters";
import { collectorsPage } from "./collectors";
import { api, ApiError, type Session } from "./api";
import { fault, field, h } from "./dom";
import { doublesPage } from "./doubles";
import { fleetPage } from "./fleet";
import { formsPage } from "./forms";
import { listen } from "./live";
import { menu } from "./menu";
import { progressPage } from "./progress";
import { recordPage, recordsPage } from "./records";
import { areaPage, areasPage } from "./areas";
import { formPage } from "./tables";
import { currentLanguage, setLanguage, t } from "./texts";
import { teamsPage } from "./teams";
import { territoriesPage } from "./territories";
import { auditPage } from "./audit";
import { passwordPage } from "./password";
import { registerPage, registerUploadPage } from "./register";
import { told } from "./faults";
import { nobody, setSession } from "./session";

const app = document.getElementById("app") as HTMLElement;

function languageButton(): HTMLElement {
  const other = currentLanguage() === "ru" ? "en" : "ru";
  const change = (): void => {
    setLanguage(other);
    void show("language");
  };
  return h("button", { class: "quiet language", lang: other, click: change }, other === "ru" ? "Русский" : "English");
}

function loginPage(): HTMLElement {
  const name = h("input", { name: "name", required: true, autocomplete: "username", autocapitalize: "none", spellcheck: "false", autofocus: true });
  const password = h("input", { type: "password", required: true, name: "password", autocomplete: "current-password" });
  const code = h("input", { name: "code", autocomplete: "one-time-code", inputmode: "numeric", spellcheck: "false", maxlength: "30" });
  const second = h("div", { hidden: true }, field(t("factorCode"), code, t("factorCodeHint")));
  const message = h("div", { "aria-live": "polite" });
  const hint = h("p", { class: "hint" }, t("passwordHint"));
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      await api.login(name.value, password.value, code.value);
      await show();
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      if (status === 401) {
        second.hidden = false;
        hint.hidden = true;
        message.replaceChildren(h("p", {}, t("factorWanted")));
        return code.focus();
      }
      if (status === 403 && !second.hidden) {
        message.replaceChildren(fault(t("wrongCode")));
        return code.select();
      }
      message.replaceChildren(status === 403 ? fault(t("wrongLogin")) : status === 429 ? fault(t("tooManyAttempts")) : told(error));
      password.select();
    }
  };
  return h("main", { class: "login" },
    h("form", { submit: (event) => void submit(event) }, h("h1", {}, t("title")), field(t("accountName"), name), field(t("password"), password), second,
      hint, message, h("div", { class: "buttons" }, h("button", { class: "primary" }, t("signIn")), languageButton())));
}

function frame(session: Session, address: string, content: HTMLElement): HTMLElement {
  const leave = async (): Promise<void> => {
    await api.logout();
    await show();
  };
  const nav = h("nav", { "aria-label": t("menu") }, h("span", { class: "brand" }, t("brand")),
    ...menu(address),
    h("span", { class: "space" }), languageButton(),
    h("a", { href: "#/password", title: t("password"), "aria-current": address.startsWith("/password") ? "page" : undefined }, session.user), h("button", { class: "quiet", click: () => void leave() }, t("signOut")));
  return h("div", { class: "frame" }, nav, h("main", {}, content));
}

function content(session: Session, address: string, query: URLSearchParams): Promise<HTMLElement> {
  if (session.must_change || session.must_enrol) return passwordPage(session);
  const [, section = "", id] = /^\/([a-z]+)(?:\/(.+))?$/.exec(address) ?? [];
  const name = id === undefined ? undefined : decodeURIComponent(id);
  switch (section) {
    case "records": return name === undefined ? recordsPage(query) : recordPage(name, query);
    case "areas": return name === undefined ? areasPage(query) : areaPage(name);
    case "forms": return name === undefined ? formsPage() : formPage(name);
    case "audit": return auditPage();
    case "collectors": return collectorsPage(() => void show("none"));
    case "doubles": return doublesPage(query, () => void show("none"));
    case "teams": return teamsPage(query, () => void show("none"));
    case "codes": return codesPage(query);
    case "letters": return name === undefined ? areasPage(query) : lettersPage(name);
    case "register": return name === undefined ? registerPage(session.user) : registerUploadPage(name, () => void show("none"));
    case "territories": return territoriesPage(() => void show("none"));
    case "accounts": return accountsPage(() => void show("none"));
    case "password": return passwordPage(session);
    case "fleet": return fleetPage(query);
    default: return progressPage(query, () => void show("none"));
  }
}

/** The page says its name in the title; the focus goes to its heading, so that it is read from there. */
function settle(element: HTMLElement, focus: "heading" | "language" | "none"): void {
  const heading = element.querySelector("h1");
  document.title = heading?.textContent ? `${heading.textContent} — ${t("brand")}` : t("title");
  heading?.setAttribute("tabindex", "-1");
  if (focus === "heading") heading?.focus();
  if (focus === "language") element.querySelector<HTMLElement>("button.language")?.focus();
}

/** Only the last call may show something: a slow page must not cover the one that was asked for after it. */
let asked = 0;
let shown = 0;

async function show(focus: "heading" | "language" | "none" = "heading", isFree = (): boolean => true): Promise<void> {
  const mine = ++asked;
  const [address = "/progress", query = ""] = (location.hash.slice(1) || "/progress").split("?");
  let page: HTMLElement;
  let session = nobody;
  document.documentElement.lang = currentLanguage();
  try {
    session = await api.session();
    setSession(session);
    page = frame(session, address, await content(session, address, new URLSearchParams(query)));
  } catch (error) {
    page = error instanceof ApiError && error.status === 401 ? loginPage() : frame(session, address, h("section", {}, h("h1", {}, t("failed")), told(error)));
  }
  if (mine !== asked) return;
  shown = mine;
  if (!isFree()) return;
  app.replaceChildren(page);
  if (session === nobody) live.stop();
  else live.start();
  settle(page, page.classList.contains("login") ? "none" : focus);
  page.querySelector<HTMLElement>("[autofocus]")?.focus();
}

/** Pages that show lists; a form that somebody fills is left alone. */
const isList = (): boolean => /^#?(\/(progress|fleet|records|areas|collectors|accounts|audit))?(\?.*)?$/.test(location.hash);
/** What is being fetched is new by itself; whose focus is at the heading keeps it there. */
const showAgain = (isFree: () => boolean): void => {
  if (asked === shown) void show(document.activeElement?.tagName === "H1" ? "heading" : "none", isFree);
};
const live = listen(isList, showAgain);

window.addEventListener("hashchange", () => void show());
void show("none");
