/** Who may come in, and as what. A password that is given to somebody is shown once. */
import { api, type Account, type Role, type Territory } from "./api";
import { badge, checkbox, field, h, say, table } from "./dom";
import { formDialog } from "./form_dialog";
import { isWhole, may } from "./session";
import { dateTime, t, word } from "./texts";
import { factorRolesDialog } from "./second_factor";
import { tokensDialog } from "./tokens";

const roles: Role[] = ["administrator", "fleet", "statistician", "controller", "auditor"];

function roleSelect(chosen: Role): HTMLSelectElement {
  return h("select", { name: "role" }, ...roles.map((role) => h("option", { value: role, selected: role === chosen }, t(`role-${role}`))));
}

/** The part of the country that an account is for: one of one's own. */
function territorySelect(all: Territory[], chosen: string): HTMLSelectElement {
  return h("select", { name: "territory", required: !isWhole() }, isWhole() && h("option", { value: "" }, t("wholeCountry")),
    ...all.map((one) => h("option", { value: one.id, selected: one.id === chosen }, `${one.id} · ${one.name}`)));
}

/** What was drawn, large, to be read out or copied. */
function given(name: string, password: string): HTMLElement {
  const copy = h("button", { type: "button", click: () => void navigator.clipboard.writeText(password).then(() => (copy.textContent = t("copied"))) }, t("copy"));
  return h("div", { class: "given" }, h("h3", {}, `${t("passwordFor")} ${name}`), h("p", { class: "code" }, h("span", {}, password)), h("p", {}, t("passwordOnce")), copy);
}

function addDialog(all: Territory[], done: () => void): HTMLDialogElement {
  const name = h("input", { name: "name", required: true, pattern: "[a-z0-9][a-z0-9._:\\-]*", maxlength: "63", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const person = h("input", { name: "person", maxlength: "120", autocomplete: "off" });
  const role = roleSelect("controller");
  const territory = territorySelect(all, "");
  const send = async (): Promise<HTMLElement> => {
    const { password } = await api.addAccount({ name: name.value, person: person.value, role: role.value as Role, territory: territory.value });
    return given(name.value, password);
  };
  return formDialog(t("addAccount"), send, done, [field(t("accountName"), name, t("accountNameHint")), field(t("person"), person), field(t("role"), role), field(t("territory"), territory)]);
}

function editDialog(account: Account, all: Territory[], done: () => void): HTMLDialogElement {
  const person = h("input", { name: "person", maxlength: "120", value: account.person, autocomplete: "off" });
  const role = roleSelect(account.role);
  const territory = territorySelect(all, account.territory);
  const locked = h("input", { type: "checkbox", name: "locked", checked: account.locked });
  const send = async (): Promise<null> => {
    await api.putAccount(account.name, { person: person.value, role: role.value as Role, territory: territory.value, locked: locked.checked });
    say(t("saved"));
    return null;
  };
  return formDialog(`${t("account")} ${account.name}`, send, done, [field(t("person"), person), field(t("role"), role), field(t("territory"), territory), checkbox(t("accountLock"), locked)]);
}

function resetDialog(account: Account, done: () => void): HTMLDialogElement {
  const send = async (): Promise<HTMLElement> => given(account.name, (await api.resetAccount(account.name)).password);
  return formDialog(`${t("resetPassword")}: ${account.name}`, send, done, [h("p", {}, t("resetHint"))]);
}

function factorDialog(account: Account, done: () => void): HTMLDialogElement {
  const send = async (): Promise<null> => {
    await api.removeFactor(account.name);
    say(t("saved"));
    return null;
  };
  return formDialog(`${t("factorRemove")}: ${account.name}`, send, done, [h("p", {}, t("factorRemoveHint"))], "factorRemove");
}

function state(account: Account): HTMLElement {
  return h("span", { class: "marks" }, account.locked ? badge("error", t("accountLocked")) : badge("done", t("accountOpen")), account.factor && badge("done", t("factorBadge")), account.must_change && badge("warning", t("accountNew")));
}

export async function accountsPage(again: () => void): Promise<HTMLElement> {
  const mayChange = may("PUT_ACCOUNTS");
  const accounts: Account[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const page: { accounts: Account[]; next: string | null } = await api.accounts(after);
    accounts.push(...page.accounts);
    after = page.next ?? undefined;
  }
  const { territories } = await api.territories();
  const names = new Map(territories.map((one) => [one.id, one.name]));
  const section = h("section", {});
  const open = (box: HTMLDialogElement): void => {
    section.append(box);
    box.showModal();
  };
  const actions = (account: Account): HTMLElement => h("div", { class: "buttons row" },
    h("button", { name: "edit", "aria-label": `${t("edit")}: ${account.name}`, click: () => open(editDialog(account, territories, again)) }, t("edit")),
    h("button", { name: "reset", "aria-label": `${t("resetPassword")}: ${account.name}`, click: () => open(resetDialog(account, again)) }, t("resetPassword")),
    account.factor && h("button", { name: "factor", "aria-label": `${t("factorRemove")}: ${account.name}`, click: () => open(factorDialog(account, again)) }, t("factorRemove")),
    h("button", { name: "tokens", "aria-label": `${t("tokens")}: ${account.name}`, click: () => open(tokensDialog(account)) }, t("tokens")));
  const pair = (main: string, more: string): HTMLElement => h("div", {}, h("div", {}, main), h("div", { class: "hint" }, more));
  const place = (account: Account): string => account.territory === "" ? t("wholeCountry") : names.get(account.territory) ?? account.territory;
  const rows = accounts.map((account) => [pair(account.name, account.person), pair(word("role-", account.role), place(account)), state(account),
    account.last_login ? h("time", { datetime: account.last_login }, dateTime(account.last_login)) : t("never"), ...(mayChange ? [actions(account)] : [])]);
  section.append(h("header", { class: "bar" }, h("h1", {}, t("accounts")), may("PUT_FACTOR_ROLES") && h("button", { name: "factor-roles", click: () => void factorRolesDialog(roles, again).then(open) }, t("factorRoles")), mayChange && h("button", { class: "primary", name: "add", click: () => open(addDialog(territories, again)) }, t("addAccount"))),
    table([t("accountName"), t("role"), t("state"), t("lastLogin"), ...(mayChange ? [t("action")] : [])], rows, ""));
  return section;
}
