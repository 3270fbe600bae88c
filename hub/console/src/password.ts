/** One's own password: the present one, and the next one twice. */
import { api, ApiError, type Session } from "./api";
import { fault, field, h, say } from "./dom";
import { told } from "./faults";
import { factorSection } from "./second_factor";
import { t } from "./texts";

const SHORTEST = 12; // as the hub has it

export async function passwordPage(session: Session): Promise<HTMLElement> {
  const control = (name: string, autocomplete: AutoFill) => h("input", { type: "password", name, required: true, autocomplete, maxlength: "255" });
  const present = control("present", "current-password");
  const next = control("next", "new-password");
  const again = control("again", "new-password");
  const message = h("div", { "aria-live": "polite" });
  const refuse = (text: HTMLElement, at: HTMLInputElement): void => {
    message.replaceChildren(text);
    at.select();
    at.focus();
  };
  const change = async (event: Event): Promise<void> => {
    event.preventDefault();
    message.replaceChildren();
    if ([...next.value].length < SHORTEST) return refuse(fault(t("passwordShort")), next);
    if (next.value !== again.value) return refuse(fault(t("passwordsDiffer")), again);
    try {
      await api.changePassword(present.value, next.value);
      for (const one of [present, next, again]) one.value = "";
      say(t("passwordChanged"));
      if (session.must_change) location.hash = "/";
    } catch (error) {
      const status = error instanceof ApiError ? error.status : 0;
      refuse(status === 403 ? fault(t("wrongPassword")) : status === 429 ? fault(t("tooManyAttempts")) : told(error), present);
    }
  };
  const own = h("section", {}, h("h1", {}, t("password")), h("p", {}, `${t("accountName")}: `, h("strong", {}, session.user)), session.must_change && h("p", { class: "notice" }, t("passwordMust")),
    h("form", { class: "password", submit: (event) => void change(event) },
      field(t("passwordPresent"), present), field(t("passwordNext"), next, t("passwordRule")), field(t("passwordAgain"), again),
      h("p", { class: "hint" }, t("passwordOthers")), message, h("div", { class: "buttons" }, h("button", { class: "primary", name: "change" }, t("changePassword")))));
  if (!session.must_change) own.append(factorSection(session));
  return own;
}
