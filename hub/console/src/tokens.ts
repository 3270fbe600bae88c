/** What programs show instead of a password: the tokens of one account. A token is shown once. */
import { api, type Account, type Token } from "./api";
import { field, h, table } from "./dom";
import { told } from "./faults";
import { dateTime, t } from "./texts";

/** The token, to be copied now or never. */
function given(token: string): HTMLElement {
  const copy = h("button", { type: "button", click: () => void navigator.clipboard.writeText(token).then(() => (copy.textContent = t("copied"))) }, t("copy"));
  return h("div", { class: "given" }, h("p", { class: "token" }, h("code", {}, token)), h("p", {}, t("tokenOnce")), copy);
}

export function tokensDialog(account: Account): HTMLDialogElement {
  const list = h("div");
  const result = h("div", { "aria-live": "polite" });
  const name = h("input", { name: "token-name", required: true, maxlength: "120", autocomplete: "off" });
  const attempt = async (act: () => Promise<HTMLElement | null>): Promise<void> => {
    try {
      const shown = await act();
      result.replaceChildren(...(shown ? [shown] : []));
      await refresh();
    } catch (error) {
      result.replaceChildren(told(error));
    }
  };
  const revoke = (token: Token): HTMLElement => h("button", {
    type: "button", name: "revoke", "aria-label": `${t("tokenRevoke")}: ${token.name}`,
    click: () => void attempt(async () => {
      await api.revokeToken(account.name, token.id);
      return null;
    }),
  }, t("tokenRevoke"));
  const refresh = async (): Promise<void> => {
    const { tokens } = await api.tokens(account.name);
    list.replaceChildren(table([t("tokenProgram"), t("tokenMade"), t("action")], tokens.map((one) => [one.name, dateTime(one.made), revoke(one)]), t("noTokens")));
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    void attempt(async () => {
      const { token } = await api.addToken(account.name, name.value);
      name.value = "";
      return given(token);
    });
  };
  const box: HTMLDialogElement = h("dialog", { "aria-label": `${t("tokens")}: ${account.name}`, close: () => box.remove() },
    h("h2", {}, `${t("tokens")}: ${account.name}`), h("p", { class: "hint" }, t("tokensHint")), list, result,
    h("form", { submit }, field(t("tokenProgram"), name), h("div", { class: "buttons" }, h("button", { class: "primary", name: "make" }, t("tokenMake")),
      h("button", { type: "button", name: "close", click: () => box.close() }, t("close")))));
  void attempt(() => Promise.resolve(null));
  return box;
}
