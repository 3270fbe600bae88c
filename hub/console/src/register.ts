/** The register of addresses: a file is brought in pieces, looked at, and then taken. The hub holds how far it is; the page goes on from there. */
import { api, ApiError, type Change, type Upload, type UploadArea } from "./api";
import { badge, fault, filePicker, h, link, say, table, type Child } from "./dom";
import { told } from "./faults";
import { pagedList } from "./pages";
import { may } from "./session";
import { count, currentLanguage, dateTime, t, word } from "./texts";

const PIECE = 1 << 20;
const part = encodeURIComponent;
const OVER = ["taken", "dropped"];

/** What a step says while it goes on: how much of it is done, and in words. */
class Progress {
  private readonly bar = h("progress", { max: "1", "aria-label": t("registerWork") });
  private readonly text = h("p", { role: "status" });
  readonly element = h("div", { class: "work" }, this.bar, this.text);
  say(done: number, of: number, words: string): void {
    this.bar.value = of > 0 ? done / of : 0;
    this.text.textContent = words;
  }
}

/** A file of another encoding is told before anything is sent. */
async function isUtf8(file: File): Promise<boolean> {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(await file.slice(0, PIECE).arrayBuffer(), { stream: true });
    return true;
  } catch {
    return false;
  }
}

async function send(file: File, begun: Upload, progress: Progress): Promise<Upload> {
  let upload = begun;
  while (upload.state === "loading") {
    progress.say(upload.bytes, file.size, `${t("registerReading")}: ${count(upload.lines)}`);
    const isLast = upload.bytes + PIECE >= file.size;
    upload = await api.sendRegister(upload.id, upload.bytes, isLast, file.slice(upload.bytes, upload.bytes + PIECE));
  }
  return upload;
}

/** Step after step, until the upload stands where it is wanted. */
async function go(begun: Upload, what: "compare" | "take" | "drop", until: string, progress: Progress): Promise<Upload> {
  let upload = begun;
  while (upload.state !== until) {
    progress.say(upload.done, upload.areas, `${t(`register-${what}`)}: ${count(upload.done)} / ${count(upload.areas)}`);
    upload = await api.stepRegister(upload.id, what);
  }
  return upload;
}

const KINDS = ["added", "changed", "returned", "removed", "held"] as const;

function counts(of: Upload | UploadArea): HTMLElement {
  return h("ul", { class: "counts" }, ...KINDS.filter((kind) => of[kind] > 0).map((kind) => h("li", { class: kind === "held" ? "waiting" : undefined }, `${t(`change-${kind}`)}: ${count(of[kind])}`)));
}

function changeLine(change: Change): HTMLElement {
  const text = change.before && change.before !== change.address ? `${change.before} → ${change.address}` : change.address;
  return h("li", {}, badge(change.undecided ? "warning" : "quiet", change.undecided ? t("change-held") : word("change-", change.kind)), ` ${text}`);
}

/** What would change in an area, asked for when it is unfolded. */
function areaDetails(upload: Upload, area: UploadArea): HTMLElement {
  const list = h("ul", { class: "changes" });
  const details = h("details", {}, h("summary", {}, counts(area)), list);
  const load = async (): Promise<void> => {
    try {
      const { changes } = await api.registerArea(upload.id, area.area);
      list.replaceChildren(...changes.map(changeLine));
    } catch (error) {
      list.replaceChildren(h("li", {}, told(error)));
    }
  };
  details.addEventListener("toggle", () => { if (details.open && list.childElementCount === 0) void load(); });
  return upload.state === "ready" ? details : counts(area);
}

async function areas(upload: Upload): Promise<HTMLElement> {
  const row = (area: UploadArea): Child[] => [link(area.area, `/areas/${part(area.area)}`), area.rows, areaDetails(upload, area)];
  return h("section", { class: "apart" }, h("h2", {}, t("registerAreas")), await pagedList(async (after) => {
    const page = await api.registerAreas(upload.id, after ?? "");
    return { rows: page.areas, next: page.next };
  }, (rows) => table([t("area"), t("registerRows"), t("changes")], rows.map(row), t("noChanges"))));
}

function badRows(upload: Upload): HTMLElement | false {
  const bad = upload.bad ?? [];
  const sentence = (one: { fault: string; message: string }): string => (currentLanguage() === "ru" ? word("row-", one.fault) : one.message);
  return bad.length > 0 && h("section", { class: "apart" }, h("h2", {}, `${t("registerBad")}: ${count(upload.faults)}`), h("p", { class: "hint" }, t("registerBadHint")),
    table([t("row"), t("registerWrong"), t("registerValue")], bad.map((one) => [one.line, sentence(one), one.value]), ""),
    upload.faults > bad.length && h("p", { class: "notice" }, `${t("registerMore")}: ${count(upload.faults - bad.length)}`));
}

const facts = (upload: Upload): string =>
  [`${t("registerRows")}: ${count(upload.rows)}`, `${t("areas")}: ${count(upload.areas)}`, `${t("registerChanged")}: ${count(upload.areas_changed)}`, `${t("registerSame")}: ${count(upload.same)}`].join(" · ");

/** An upload that stands somewhere: what it would do, and the keys that take or drop it. */
async function standing(upload: Upload, again: () => void): Promise<HTMLElement> {
  const progress = new Progress();
  const result = h("div", { "aria-live": "polite" });
  const take = h("button", { type: "button", class: "primary", name: "take", disabled: upload.faults > 0 }, t("registerTake"));
  const drop = h("button", { type: "button", name: "drop" }, t(upload.state === "taking" ? "registerLeaveRest" : "registerDrop"));
  const goOn = h("button", { type: "button", class: "primary", name: "go-on" }, t("registerGoOn"));
  const buttons = h("div", { class: "buttons" });
  const run = (what: "compare" | "take" | "drop", until: string) => async (): Promise<void> => {
    for (const button of [take, drop, goOn]) button.disabled = true;
    result.replaceChildren(progress.element);
    try {
      const done = await go(upload, what, until, progress);
      if (what !== "compare") say(`${t(`register-state-${done.state}`)}: ${count(done.rows)}`);
      again();
    } catch (error) {
      for (const button of [take, drop, goOn]) button.disabled = false;
      result.replaceChildren(told(error));
    }
  };
  const steps = { comparing: ["compare", "ready"], taking: ["take", "taken"], dropping: ["drop", "dropped"] } as const;
  const step = steps[upload.state as keyof typeof steps];
  if (step) goOn.addEventListener("click", () => void run(step[0], step[1])());
  take.addEventListener("click", () => void run("take", "taken")());
  drop.addEventListener("click", () => void run("drop", "dropped")());
  if (step) buttons.append(goOn);
  if (upload.state === "ready") buttons.append(take);
  if (["loading", "comparing", "ready", "taking"].includes(upload.state)) buttons.append(drop);
  const isLooked = ["ready", "taking", "taken"].includes(upload.state);
  return h("div", {}, h("p", {}, facts(upload)), isLooked && counts(upload),
    upload.held > 0 && isLooked && h("p", { class: "notice" }, t("registerHeld")), upload.ignored !== "" && h("p", { class: "hint" }, `${t("registerIgnored")}: ${upload.ignored}`),
    may("PUT_REGISTER") && buttons, result, badRows(upload), upload.areas_changed > 0 && isLooked && await areas(upload));
}

export async function registerUploadPage(id: string, again: () => void): Promise<HTMLElement> {
  const upload = await api.registerUpload(id);
  return h("section", {}, link(`← ${t("back")}`, "/register"), h("h1", {}, `${t("registerUpload")}: ${word("register-state-", upload.state)}`),
    h("p", { class: "hint" }, `${upload.account}, ${dateTime(upload.made)}`), await standing(upload, again));
}

function bringForm(open: Upload | undefined): HTMLElement {
  const file = h("input", { type: "file", required: true, accept: ".csv,text/csv", name: "register" });
  const progress = new Progress();
  const result = h("div", { "aria-live": "polite" });
  const button = h("button", { class: "primary", name: "bring" }, t("registerBring"));
  const bring = async (chosen: File): Promise<void> => {
    if (!(await isUtf8(chosen))) {
      result.replaceChildren(fault(t("registerEncoding")));
      return;
    }
    button.disabled = true;
    result.replaceChildren(progress.element);
    let upload: Upload | null = null;
    try {
      upload = await api.beginRegister();
      upload = await send(chosen, upload, progress);
      upload = await go(upload, "compare", "ready", progress);
      location.hash = `/register/${upload.id}`;
    } catch (error) {
      const line = error instanceof ApiError && error.line > 0 ? `${t("row")} ${error.line}. ` : "";
      const message = error instanceof Error ? error.message : String(error);
      result.replaceChildren(line && currentLanguage() === "ru" ? fault(`${line}${t("registerRefused")}`, message) : told(error));
      if (upload?.state === "loading" && line) await go(upload, "drop", "dropped", progress).catch(() => null); // it can never be read
    }
    button.disabled = false;
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const chosen = file.files?.[0];
    if (chosen) void bring(chosen);
  };
  if (open) return h("p", { class: "notice" }, `${t("registerOpen")} `, link(word("register-state-", open.state), `/register/${open.id}`));
  return h("form", { class: "card", submit }, filePicker(t("registerFile"), file, t("chooseFile"), t("noFile")), h("p", { class: "hint" }, t("registerHint")),
    h("div", { class: "buttons" }, button), result);
}

export async function registerPage(user: string): Promise<HTMLElement> {
  const { uploads } = await api.registerUploads();
  const rows = uploads.map((one) => [link(dateTime(one.made), `/register/${one.id}`), one.account, badge(one.faults > 0 && !OVER.includes(one.state) ? "error" : one.state === "taken" ? "done" : "quiet", word("register-state-", one.state)),
    one.rows, one.areas, one.added, one.changed + one.returned, one.removed, one.held, one.faults]);
  return h("section", {}, h("h1", {}, t("register")),
    may("PUT_REGISTER") && bringForm(uploads.find((one) => one.account === user && !OVER.includes(one.state))),
    h("h2", {}, t("registerUploads")), table([t("time"), t("account"), t("state"), t("registerRows"), t("areas"), t("change-added"), t("change-changed"), t("change-removed"), t("change-held"), t("registerBad")], rows, t("registerNone")));
}
