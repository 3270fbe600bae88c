/** A second factor of one's own: a telephone reads the code, gives six digits, and the recovery codes are shown once. */
import { api, ApiError, type Role, type Session } from "./api";
import { checkbox, fault, field, h, say } from "./dom";
import { told } from "./faults";
import { formDialog } from "./form_dialog";
import { qrPicture } from "./qr";
import { t } from "./texts";

const refusal = (error: unknown, wrong: string): HTMLElement =>
  error instanceof ApiError && error.status === 403 ? fault(wrong) : error instanceof ApiError && error.status === 429 ? fault(t("tooManyAttempts")) : told(error);

/** What to keep on paper; gone when the page is left. */
function recoveryList(codes: string[]): HTMLElement {
  return h("div", { class: "given" }, h("h3", {}, t("recoveryCodes")), h("p", {}, t("recoveryHint")), h("ol", { class: "recovery" }, ...codes.map((code) => h("li", {}, h("code", {}, code)))),
    h("div", { class: "buttons" }, h("button", { type: "button", click: () => window.print() }, t("print")), h("a", { class: "button", href: "#/" }, t("goOn"))));
}

export function factorSection(session: Session): HTMLElement {
  const section = h("section", { class: "factor" });
  const message = h("div", { "aria-live": "polite" });
  const show = (...children: (HTMLElement | false)[]): void => section.replaceChildren(h("h2", {}, t("secondFactor")), ...children.filter((child): child is HTMLElement => child !== false), message);

  const confirm = (secret: string, qr: string[]): void => {
    const code = h("input", { name: "code", required: true, autocomplete: "one-time-code", inputmode: "numeric", pattern: "[0-9 ]*", maxlength: "10" });
    const send = async (event: Event): Promise<void> => {
      event.preventDefault();
      try {
        const { recovery } = await api.confirmFactor(code.value);
        message.replaceChildren();
        show(recoveryList(recovery));
        say(t("factorOn"));
      } catch (error) {
        message.replaceChildren(refusal(error, t("wrongCode")));
        code.select();
      }
    };
    show(h("p", {}, t("factorScan")), h("div", { class: "enrol" }, qrPicture(qr, t("factorPicture")), h("div", {}, h("p", { class: "hint" }, t("factorType")), h("p", {}, h("code", {}, secret.match(/.{4}/g)?.join(" ") ?? secret)))),
      h("form", { class: "password", submit: (event) => void send(event) }, field(t("factorCode"), code), h("div", { class: "buttons" }, h("button", { class: "primary", name: "confirm" }, t("factorConfirm")))));
    code.focus();
  };

  const password = h("input", { type: "password", name: "own", required: true, autocomplete: "current-password", maxlength: "255" });
  const begin = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const { secret, qr } = await api.beginFactor(password.value);
      message.replaceChildren();
      confirm(secret, qr);
    } catch (error) {
      message.replaceChildren(refusal(error, t("wrongPassword")));
      password.select();
    }
  };
  if (session.factor) show(h("p", {}, t("factorIsOn")));
  else {
    show(session.must_enrol && h("p", { class: "notice" }, t("factorMust")), h("p", {}, t("factorWhat")),
      h("form", { class: "password", submit: (event) => void begin(event) }, field(t("passwordPresent"), password), h("div", { class: "buttons" }, h("button", { class: "primary", name: "factor" }, t("factorBegin")))));
  }
  return section;
}

/** Which roles must have one. */
export async function factorRolesDialog(roles: readonly Role[], done: () => void): Promise<HTMLDialogElement> {
  const present = new Set((await api.factorRoles()).roles);
  const boxes = roles.map((role) => ({ role, box: h("input", { type: "checkbox", name: `must-${role}`, checked: present.has(role) }) }));
  const send = async (): Promise<null> => {
    await api.putFactorRoles(boxes.filter(({ box }) => box.checked).map(({ role }) => role));
    say(t("saved"));
    return null;
  };
  return formDialog(t("factorRoles"), send, done, [h("p", {}, t("factorRolesHint")), ...boxes.map(({ role, box }) => checkbox(t(`role-${role}`), box))]);
}
