/** Who did what and what was refused, in words. */
import { api, type AuditEvent } from "./api";
import { h, table } from "./dom";
import { dateTime, t, word } from "./texts";

/** A tablet by the name that it got, else by the beginning of its identifier. */
function who(id: string, name?: string): HTMLElement {
  const isTablet = /^[0-9a-f]{32}$/.test(id);
  return h("span", { title: id }, isTablet ? name ?? `${t("tablet")} ${id.slice(0, 8)}…` : word("", id));
}

/** The hub names things by their identifiers; the words between them are ours. */
function what(event: AuditEvent): HTMLElement {
  const envelope = /^sequence (\d+)(?:, (\d+) bytes, ([0-9a-f]+))?$/.exec(event.what);
  const form = /^(.+), version (.+)$/.exec(event.what);
  const area = /^(.+): added (\d+), changed (\d+), returned (\d+), removed (\d+)$/.exec(event.what);
  let text = event.what;
  if (envelope) {
    text = `${t(event.kind === "order" ? "auditOrder" : "auditRecord")} ${envelope[1]}`;
    if (envelope[2]) text += `, ${envelope[2]} ${t("auditBytes")}`;
  } else if (form && event.kind === "form") text = `${t("auditForm")} ${form[1]}, ${t("auditVersion")} ${form[2]}`;
  if (area) {
    const counts = ([["auditAdded", area[2]], ["auditChanged", area[3]], ["auditReturned", area[4]], ["auditRemoved", area[5]]] as const).filter(([, count]) => count !== "0");
    text = [area[1], ...counts.map(([key, count]) => `${t(key)} ${count}`)].join(", ");
  }
  return h("span", { class: "detail", title: envelope?.[3] }, text);
}

export async function auditPage(): Promise<HTMLElement> {
  const { events } = await api.audit();
  const rows = events.map((event) => [h("time", { datetime: event.time }, dateTime(event.time)), word("kind-", event.kind), who(event.who, event.who_name), what(event),
    h("span", { class: event.code ? "bad" : "good" }, word("code-", event.code) + ((event.count ?? 1) > 1 ? ` × ${event.count}` : ""))]);
  return h("section", {}, h("h1", {}, t("audit")), table([t("time"), t("event"), t("who"), t("what"), t("code")], rows, t("noAudit")));
}
