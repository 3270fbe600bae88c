/** People with ODK Collect on telephones of their own: where they connect, and who they are. A password is told once. */
import { api, type Collector } from "./api";
import { badge, field, h, say, table } from "./dom";
import { told } from "./faults";
import { formDialog } from "./form_dialog";
import { areaPicker } from "./pages";
import { may } from "./session";
import { dateTime, t } from "./texts";

/** What goes into Collect's project details, in its order. */
function given(address: string, name: string, password: string): HTMLElement {
  const line = (label: string, text: string): HTMLElement[] => [h("dt", {}, label), h("dd", {}, h("code", {}, text))];
  const copy = h("button", { type: "button", click: () => void navigator.clipboard.writeText(password).then(() => (copy.textContent = t("copied"))) }, t("copy"));
  return h("div", { class: "given" }, h("p", {}, t("collectorSetUp")),
    h("dl", { class: "answers" }, ...line(t("collectorServer"), address), ...line(t("collectorName"), name), ...line(t("password"), password)), h("p", {}, t("collectorOnce")), copy);
}

function addDialog(address: string, done: () => void): HTMLDialogElement {
  const name = h("input", { name: "name", required: true, pattern: "[A-Za-z0-9][A-Za-z0-9._:\\-]*", maxlength: "63", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  const area = areaPicker("area", "");
  const send = async (): Promise<HTMLElement> => given(address, name.value, (await api.addCollector(name.value, area.value.trim())).password);
  return formDialog(t("addCollector"), send, done, [field(t("collectorName"), name, t("collectorNameHint")), field(t("area"), area)], "collectorMake");
}

function renewDialog(address: string, name: string, done: () => void): HTMLDialogElement {
  const send = async (): Promise<HTMLElement> => given(address, name, (await api.renewCollector(name)).password);
  return formDialog(`${t("resetPassword")}: ${name}`, send, done, [h("p", {}, t("collectorRenewHint"))], "collectorMake");
}

function state(collector: Collector): HTMLElement {
  return h("span", { class: "marks" }, collector.closed ? badge("error", t("collectorClosed")) : badge("done", t("accountOpen")),
    collector.waiting > 0 && badge("warning", `${t("collectorWaiting")}: ${collector.waiting}`));
}

const named = (act: string, collector: Collector): string => `${act}: ${collector.name}`;

export async function collectorsPage(again: () => void): Promise<HTMLElement> {
  const { address, collectors } = await api.collectors();
  const mayChange = may("PUT_COLLECTORS") && address !== "";
  const section = h("section", {});
  const open = (box: HTMLDialogElement): void => {
    section.append(box);
    box.showModal();
  };
  const turn = async (collector: Collector): Promise<void> => {
    try {
      await api.turnCollector(collector.name, collector.closed ? "open" : "close");
      say(t("saved"));
      again();
    } catch (error) {
      section.prepend(told(error));
    }
  };
  const actions = (collector: Collector): HTMLElement => {
    const way = t(collector.closed ? "collectorOpen" : "collectorClose");
    return h("div", { class: "buttons row" },
      h("button", { name: "renew", "aria-label": named(t("resetPassword"), collector), click: () => open(renewDialog(address, collector.name, again)) }, t("resetPassword")),
      h("button", { name: "turn", "aria-label": named(way, collector), click: () => void turn(collector) }, way));
  };
  const contact = (time: string | null): HTMLElement | string => time ? h("time", { datetime: time }, dateTime(time)) : t("never");
  const rows = collectors.map((collector) => [collector.name, collector.area || t("collectorNoArea"), state(collector), contact(collector.last_contact), collector.records,
    ...(mayChange ? [actions(collector)] : [])]);
  section.append(h("header", { class: "bar" }, h("h1", {}, t("collectors")), mayChange && h("button", { class: "primary", name: "add", click: () => open(addDialog(address, again)) }, t("addCollector"))),
    address === "" ? h("p", { class: "notice" }, t("collectorsOff")) : h("p", { class: "hint" }, `${t("collectorsHint")} `, h("code", {}, address)),
    table([t("collectorName"), t("area"), t("state"), t("lastContact"), t("recordCount"), ...(mayChange ? [t("action")] : [])], rows, t("collectorsNone")));
  return section;
}
