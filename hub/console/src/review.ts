/** What was decided of a record: shown beside it, approved alone or with its list, or sent back to its tablet with remarks. */
import { api, type Answer, type RecordPage, type RecordRow } from "./api";
import { badge, h, say, table } from "./dom";
import { told } from "./faults";
import { may } from "./session";
import { dateTime, t, word } from "./texts";

const looks = { new: "quiet", approved: "done", returned: "revisit" };

export const reviewBadge = (row: RecordRow): HTMLElement | null => (row.review.state === "new" ? null : badge(looks[row.review.state], word("review-", row.review.state)));
export const doubtBadge = (row: RecordRow): HTMLElement | null => (row.doubt_count > 0 ? badge("warning", `${t("doubtCount")} ${row.doubt_count}`) : null);

const again = (): boolean => window.dispatchEvent(new Event("hashchange"));

async function decide(rows: RecordRow[], state: "approved" | "new", result: HTMLElement): Promise<void> {
  try {
    await api.review(state, rows);
    say(state === "approved" ? `${t("approvedNow")} ${rows.length}` : t("newNow"));
    again();
  } catch (error) {
    result.replaceChildren(told(error));
  }
}

/** Approves what a list shows and nobody decided yet. */
export function approveAll(rows: RecordRow[]): HTMLElement | null {
  const open = rows.filter((row) => row.review.state === "new" && !row.replaced).slice(0, 200);
  if (open.length === 0 || !may("REVIEW")) return null;
  const result = h("div", { "aria-live": "polite" });
  return h("div", { class: "review-list" }, h("button", { name: "approve-all", click: () => void decide(open, "approved", result) }, `${t("approveShown")} (${open.length})`), result);
}

/** A field for a remark at each answer, and one for the whole; hidden until somebody wants to send the record back. What is sent takes
 *  the place of what was sent before: of a record that is at its tablet the fields hold that, so that a remark more takes none away. */
export class Remarks {
  private readonly fields = new Map<string, HTMLTextAreaElement>();

  /** That stand with the tablet, as they were sent. */
  private readonly standing: { path: string; text: string }[];

  constructor(private readonly page: RecordPage) {
    this.standing = page.meta.review.state === "returned" ? (page.remarks ?? []) : [];
  }

  field(path: string, label: string): HTMLElement {
    const area = h("textarea", { name: "remark", rows: "2", maxlength: "500", "aria-label": `${t("remarkOn")}: ${label}`, placeholder: t("remark") });
    area.value = this.standing.filter((one) => one.path === path).map((one) => one.text).join("\n");
    this.fields.set(path, area);
    return h("div", { class: "remark-field" }, area);
  }

  /** Beside an answer: what was remarked on it and answered, and a field for more. */
  beside(answer: Answer): HTMLElement[] {
    const notes = (this.page.remarks ?? []).filter((one) => one.path === answer.path).map((one) => note(t("remark"), one.text));
    const replies = (this.page.replies ?? []).filter((one) => one.path === answer.path).map((one) => exchange(one.text, one.reply));
    return [...notes, ...replies, this.field(answer.path, answer.label || answer.path)];
  }

  written(): { path: string; text: string }[] {
    const lines = [...this.fields].flatMap(([path, area]) => area.value.split("\n").map((line) => ({ path, text: line.trim().replace(/\s+/g, " ") })));
    const elsewhere = this.standing.filter((one) => !this.fields.has(one.path)).map(({ path, text }) => ({ path, text }));
    return [...lines.filter((one) => one.text !== ""), ...elsewhere];
  }

  focus(): void {
    this.fields.get("")?.focus();
  }
}

const note = (label: string, text: string): HTMLElement => h("p", { class: "remark" }, h("span", {}, `${label}: `), text);
const exchange = (text: string, reply: string): HTMLElement => h("div", {}, note(t("remark"), text), note(t("remarkReply"), reply || t("remarkNoReply")));

/** Remarks on the whole record, or on questions that it has no more. */
function rest(page: RecordPage): HTMLElement[] {
  const paths = new Set((page.answers ?? []).map((one) => one.path));
  return [...(page.remarks ?? []).filter((one) => !paths.has(one.path)).map((one) => note(t("remark"), one.text)),
    ...(page.replies ?? []).filter((one) => !paths.has(one.path)).map((one) => exchange(one.text, one.reply))];
}

function state(row: RecordRow): HTMLElement {
  const { review } = row;
  const when = review.time ? `${review.who}, ${dateTime(review.time, row.zone)}` : "";
  const way = review.state === "returned" ? t(review.delivered ? "returnDelivered" : "returnWaits") : "";
  return h("div", { class: "outcome-cell" }, badge(looks[review.state], word("review-", review.state)), when && h("span", {}, when), way && h("span", { class: "hint" }, way));
}

/** The panel of a record's page. */
export function reviewPanel(page: RecordPage, remarks: Remarks): HTMLElement {
  const row = page.meta;
  const result = h("div", { "aria-live": "polite" });
  const panel = h("section", { class: "group review" }, h("h2", {}, t("review")), state(row), ...rest(page));
  const send = async (): Promise<void> => {
    const written = remarks.written();
    if (written.length === 0) return result.replaceChildren(h("p", { class: "notice" }, t("remarkMissing")));
    try {
      const { tablet_name } = await api.sendBack(row, written);
      say(`${t("returnedNow")} ${tablet_name}`);
      again();
    } catch (error) {
      result.replaceChildren(told(error));
    }
  };
  const main = (): HTMLElement | null => document.querySelector("main");
  const turn = (isOn: boolean): void => {
    main()?.classList.toggle("remarking", isOn);
    buttons.hidden = isOn;
    writing.hidden = !isOn;
    if (isOn) remarks.focus();
  };
  const buttons = h("div", { class: "buttons" },
    row.review.state !== "approved" && h("button", { class: "primary", name: "approve", click: () => void decide([row], "approved", result) }, t("approve")),
    row.review.state !== "new" && h("button", { name: "make-new", click: () => void decide([row], "new", result) }, t("makeNew")),
    !page.fault && h("button", { name: "return", click: () => turn(true) }, t("sendBack")));
  const writing = h("div", {}, h("p", { class: "hint" }, t("sendBackHint")), remarks.field("", t("remarkWhole")),
    h("div", { class: "buttons" }, h("button", { class: "primary", name: "send-back", click: () => void send() }, t("sendToTablet")), h("button", { name: "send-not", click: () => turn(false) }, t("cancel"))));
  writing.hidden = true;
  turn(false);
  if (may("REVIEW") && !row.replaced) panel.append(buttons, writing, result);
  return panel;
}

/** Who opened the record and what was done with it, folded; for who may see the audit. */
export function actsOf(page: RecordPage): HTMLElement | null {
  if (!page.acts || page.acts.length === 0) return null;
  const rows = page.acts.map((act) => [dateTime(act.time), act.who, act.what === "review" ? word("review-", act.state) : word("kind-", act.what)]);
  return h("details", { class: "acts" }, h("summary", {}, `${t("recordActs")} (${rows.length})`), table([t("time"), t("who"), t("event")], rows, ""));
}
