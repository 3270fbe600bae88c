/** The hub's console interface. Every call goes to the page's own origin. */
import { currentLanguage } from "./texts";

export interface Tablet { id: string; name: string; area: string; zone: string; version: string; last_contact: string | null; records: number; unsent: number; battery: number | null; revoked: string | null; certified: boolean }
export type Result = "" | "done" | "revisit" | "refused" | "empty";
export interface AreaFacts { id: string; name: string; form: string; zone: string; edition: number }
export interface Area extends AreaFacts { households: number; records: number; tablets: number; open: number; done: number; revisit: number; refused: number; empty: number; found: number }
export interface Household { id: string; address: string; records: number; drafts: number; result: Result; appointment: string; removed: boolean; tablet: string }
/** Addresses that become a tablet's; "" is anybody's. */
export interface Share { tablet: string; households: string[] }
export interface AreaPage extends AreaFacts { households: Household[] }
/** A code with what stands beside it on a sheet. */
export interface SheetCode { area: string; area_name: string; place: string; name: string; code: string; qr: string[]; expires: string }
/** An address in no list at which somebody was. */
export interface Found { id: string; address: string; records: number; result: Result }
/** What an edit of an area would do with one household. */
export interface Change { kind: "added" | "changed" | "returned" | "removed" | "stays"; id: string; address: string; before?: string; records?: number; drafts?: number; undecided: boolean }
export interface Plan { edition: number; undecided: number; changes: Change[] }
export interface Decision { id: string; what: "keep" | "remove" | "same"; address?: string }
export interface AreaEdit { name: string; form: string; zone: string; edition: number; households: { id?: string; address: string }[]; decisions: Decision[] }
/** Addresses that were brought as a file: how far they are, and what they would change or changed. */
export interface UploadCounts { added: number; changed: number; returned: number; removed: number; same: number; held: number }
export interface Upload extends UploadCounts {
  id: string; account: string; made: string | null; state: "loading" | "comparing" | "ready" | "taking" | "taken" | "dropping" | "dropped"; bytes: number; lines: number; ignored: string;
  rows: number; faults: number; areas: number; done: number; areas_changed: number; bad?: { line: number; fault: string; value: string; message: string }[];
}
export interface UploadArea extends UploadCounts { area: string; rows: number }
export interface Form { id: string; version: string; title: string; records: number; warnings: number; workbook: boolean; media: string[] }
/** A fault of a questionnaire and where it stands: in a workbook by sheet, row and column, in an XForm by line and node. */
export interface Finding {
  severity: "error" | "warning"; message: string; language: string; sheet?: string; row?: number; column?: string; heading?: string; line?: number; node?: string;
}
export interface FormFacts {
  id: string; version: string; title: string; languages: string[]; questions: number; groups: number; repeats: number; findings: Finding[]; more: number;
}
/** What is odd about a record: a number or an id that was used twice, an area that is not its tablet's, impossible times. */
export type Doubt = "sequence" | "id" | "area" | "time" | "share" | "twice";
export interface Review { state: "new" | "approved" | "returned"; who?: string; time?: string | null; remarks?: number; delivered?: boolean }
export interface Remark { path: string; text: string; reply: string }
export interface RecordRow {
  id: string; hash: string; form: string; version: string; area: string; household: string; address: string; address_now: string; tablet: string; tablet_name: string;
  outcome: string; outcome_label?: string; result: Result; appointment: string; previous: string; replaces: string; replaced: boolean; conflict: boolean; doubts: Doubt[]; unread?: boolean;
  zone: string; received: string; started: string; finished: string; sequence: number; doubt_count: number; review: Review;
}
export interface Answer { path: string; group: string; label: string; value: string; display: string }
export interface RecordPage {
  meta: RecordRow; visits: RecordRow[]; files: { name: string; bytes: number }[]; languages?: string[]; language?: string; title?: string; answers?: Answer[]; fault?: string; locked?: boolean; remarks?: Remark[]; replies?: Remark[]; acts?: { time: string; who: string; what: string; state: string }[];
}
export interface FormTables { versions: { version: string; uploaded: string; records: number; current: boolean }[]; repeats: string[]; languages: string[] }
export type Role = "administrator" | "fleet" | "statistician" | "controller" | "auditor";
export interface Session { user: string; role: Role; territory: string; must_change: boolean; must_enrol: boolean; factor: boolean; rights: string[] }
export interface Territory { id: string; parent: string; kind: string; name: string }
export interface Account { name: string; person: string; role: Role; territory: string; locked: boolean; must_change: boolean; factor: boolean; made: string | null; last_login: string | null }
export interface Token { id: string; name: string; made: string }
/** A person with ODK Collect. waiting: submissions whose attachments have not all come. */
export interface Collector { name: string; id: string; area: string; records: number; made: string | null; last_contact: string | null; waiting: number; closed: boolean }
/** What was counted of a part of the country. */
export interface ProgressSums { areas: number; households: number; records: number; tablets: number; found: number; open: number; done: number; revisit: number; refused: number; empty: number; last: string | null }
export interface ProgressNode { id: string; kind: string; name: string }
export interface ProgressRow extends ProgressSums { id: string; parent?: string; kind?: string; name: string }
export interface Progress { territory: ProgressNode; above: ProgressNode[]; sums: ProgressSums; territories: ProgressRow[]; areas: ProgressRow[]; next: string | null; now: string }
export interface ProgressDays { days: { day: string; done: number; revisit: number; refused: number; empty: number }[]; households: number; first: string; last: string }
/** GeoJSON (RFC 7946): the outline of a territory, or of an area. */
export interface Outline { type: "Feature"; properties: { territory?: string; area?: string }; geometry: { type: string; coordinates: unknown[] } }
/** A territory of the kind team, with what waits in it. */
export interface Team extends ProgressSums { id: string; parent: string; name: string; controllers: { name: string; person: string }[]; silent: number; returned: number }
/** Two addresses that read the same, or two records with the same persons. */
export interface DoubleSide { area: string; address: string; household?: string; record?: string }
export interface Double {
  number: number; kind: "address" | "persons"; state: "open" | "same" | "other"; sides: [DoubleSide, DoubleSide]; persons: number; found: string | null; who: string; decided: string | null;
}
/** Where a questionnaire has persons: a path, and paths within it. */
export interface PersonFields { person: string; names: string[]; birth: string }
export interface AuditEvent { time: string; kind: string; who: string; who_name?: string; what: string; code: string; count?: number }

/** The hub's own sentence and its name for the error, or the status when there is none. */
export class ApiError extends Error {
  readonly findings: Finding[];
  readonly more: number;
  readonly line: number;
  constructor(readonly status: number, readonly code: string, message: string, readonly body: { line?: number; findings?: Finding[]; more?: number; changes?: Change[]; undecided?: number; edition?: number } = {}) {
    super(message);
    this.findings = body.findings ?? [];
    this.more = body.more ?? 0;
    this.line = body.line ?? 0;
  }
}

async function send(method: string, path: string, body?: BodyInit, type = "application/json"): Promise<string> {
  const headers: Record<string, string> = { "X-Zarya": "1" };
  if (body !== undefined) headers["Content-Type"] = type;
  const answer = await fetch(path, { method, headers, body, credentials: "same-origin" }).catch(() => {
    throw new ApiError(0, "network", "the hub does not answer");
  });
  const text = await answer.text();
  if (answer.ok) return text;
  const fault = text ? JSON.parse(text) : {};
  throw new ApiError(answer.status, fault.error ?? "", fault.message ?? `HTTP ${answer.status}`, fault);
}

async function call<T>(method: string, path: string, body?: BodyInit, type?: string): Promise<T> {
  return JSON.parse((await send(method, path, body, type)) || "{}") as T;
}

const get = <T>(path: string): Promise<T> => call<T>("GET", path);
const part = encodeURIComponent;
const query = (facts: Record<string, string | undefined>): string =>
  Object.entries(facts).filter(([, value]) => value).map(([name, value]) => `${name}=${part(value as string)}`).join("&");

/** Arguments of a list; those that are empty are not asked for. */
export type Filter = Record<string, string | undefined>;

export const api = {
  session: () => get<Session>("/api/session"),
  login: (name: string, password: string, code: string) => call("POST", "/api/login", JSON.stringify({ name, password, code })),
  beginFactor: (password: string) => call<{ secret: string; qr: string[] }>("POST", "/api/factor", JSON.stringify({ password })),
  confirmFactor: (code: string) => call<{ recovery: string[] }>("POST", "/api/factor/confirm", JSON.stringify({ code })),
  removeFactor: (name: string) => call("POST", `/api/accounts/${part(name)}/factor`, "{}"),
  factorRoles: () => get<{ roles: Role[] }>("/api/factor-roles"),
  putFactorRoles: (roles: Role[]) => call("PUT", "/api/factor-roles", JSON.stringify({ roles })),
  logout: () => call("POST", "/api/logout"),
  changePassword: (present: string, next: string) => call("POST", "/api/password", JSON.stringify({ password: present, new: next })),
  territories: () => get<{ territories: Territory[] }>("/api/territories"),
  putTerritories: (file: File) => call<{ rows: number; nodes: number; areas: number }>("PUT", "/api/territories", file, "text/csv"),
  accounts: (after: string) => get<{ accounts: Account[]; next: string | null }>(`/api/accounts?${query({ after })}`),
  addAccount: (account: { name: string; person: string; role: Role; territory: string }) => call<{ password: string }>("POST", "/api/accounts", JSON.stringify(account)),
  putAccount: (name: string, account: { person: string; role: Role; territory: string; locked: boolean }) => call("PUT", `/api/accounts/${part(name)}`, JSON.stringify(account)),
  resetAccount: (name: string) => call<{ password: string }>("POST", `/api/accounts/${part(name)}/password`, "{}"),
  tokens: (account: string) => get<{ tokens: Token[] }>(`/api/accounts/${part(account)}/tokens`),
  addToken: (account: string, name: string) => call<Token & { token: string }>("POST", `/api/accounts/${part(account)}/tokens`, JSON.stringify({ name })),
  revokeToken: (account: string, id: string) => call("POST", `/api/accounts/${part(account)}/tokens/${id}/revoke`, "{}"),
  collectors: () => get<{ address: string; collectors: Collector[] }>("/api/collectors"),
  addCollector: (name: string, area: string) => call<{ password: string }>("POST", "/api/collectors", JSON.stringify({ name, area })),
  renewCollector: (name: string) => call<{ password: string }>("POST", `/api/collectors/${part(name)}/password`, "{}"),
  turnCollector: (name: string, way: "open" | "close") => call("POST", `/api/collectors/${part(name)}/${way}`, "{}"),
  fleet: (filter: Filter) => get<{ tablets: Tablet[]; next?: string | null }>(`/api/fleet?${query(filter)}`),
  moveTablet: (id: string, area: string) => call("PUT", `/api/fleet/${part(id)}`, JSON.stringify({ area })),
  revoke: (id: string) => call<object>("POST", `/api/fleet/${part(id)}/revoke`, "{}"),
  makeCode: (area: string, name: string) => call<{ code: string; qr: string[]; expires: string }>("POST", "/api/codes", JSON.stringify({ area, name })),
  makeCodes: (codes: { area: string; name: string }[]) => call<{ codes: SheetCode[]; address: string }>("POST", "/api/codes/many", JSON.stringify({ codes })),
  areas: (filter: Filter) => get<{ areas: Area[]; zone: string; next?: string | null }>(`/api/areas?${query(filter)}`),
  makeLetters: (area: string, households: string[] | null) => send("POST", `/api/areas/${part(area)}/codes`, JSON.stringify(households === null ? {} : { households })),
  online: (area: string) => get<{ invited: number; answered: { household: string; record: string; answered: string }[] }>(`/api/areas/${part(area)}/online`),
  area: (id: string) => get<AreaPage>(`/api/areas/${part(id)}`),
  progress: (filter: Filter) => get<Progress>(`/api/progress?${query(filter)}`),
  progressDays: (filter: Filter) => get<ProgressDays>(`/api/progress/days?${query(filter)}`),
  outlines: (filter: Filter) => get<{ features: Outline[]; next: string | null }>(`/api/outlines?${query(filter)}`),
  putOutlines: (file: File) => call<{ features: number }>("PUT", "/api/outlines", file, "application/geo+json"),
  putPlan: (first: string, last: string) => call("PUT", "/api/progress/plan", JSON.stringify({ first, last })),
  zones: () => get<{ zones: string[]; own: string }>("/api/zones"),
  previewArea: (id: string, edit: AreaEdit) => call<Plan>("POST", `/api/areas/${part(id)}/preview`, JSON.stringify(edit)),
  putArea: (id: string, edit: AreaEdit) => call<Plan>("PUT", `/api/areas/${part(id)}`, JSON.stringify(edit)),
  share: (id: string, edition: number, shares: Share[]) => call<{ edition: number; given: number }>("PUT", `/api/areas/${part(id)}/shares`, JSON.stringify({ edition, shares })),
  found: (id: string) => get<{ found: Found[] }>(`/api/areas/${part(id)}/found`),
  takeFound: (id: string, households: string[]) => call<{ taken: number }>("POST", `/api/areas/${part(id)}/found`, JSON.stringify({ households })),
  householdsAddress: (id: string) => `/api/areas/${part(id)}/households.csv`,
  registerUploads: () => get<{ uploads: Upload[] }>("/api/register"),
  registerUpload: (id: string) => get<Upload>(`/api/register/${part(id)}`),
  registerAreas: (id: string, after: string) => get<{ areas: UploadArea[]; next: string | null }>(`/api/register/${part(id)}/areas?${query({ limit: "50", after })}`),
  registerArea: (id: string, area: string) => get<{ changes: Change[] }>(`/api/register/${part(id)}/areas/${part(area)}`),
  beginRegister: () => call<Upload>("POST", "/api/register", "{}"),
  sendRegister: (id: string, at: number, isLast: boolean, piece: Blob) => call<Upload>("PUT", `/api/register/${part(id)}/rows?${query({ at: String(at), last: isLast ? "1" : "" })}`, piece, "text/csv"),
  stepRegister: (id: string, what: "compare" | "take" | "drop") => call<Upload>("POST", `/api/register/${part(id)}/${what}`, "{}"),
  forms: () => get<{ forms: Form[] }>("/api/forms"),
  putMedia: (form: string, file: File) => call("PUT", `/api/forms/${part(form)}/media/${part(file.name)}`, file, "application/octet-stream"),
  /** An XForm by its ending, else a workbook: the hub says what is wrong with anything else. */
  putForm: (form: string, file: File) =>
    /\.xml$/i.test(file.name) ? call<FormFacts>("PUT", `/api/forms/${part(form)}/form.xml?${query({ lang: currentLanguage() })}`, file, "application/xml")
      : call<FormFacts>("PUT", `/api/forms/${part(form)}/form.xlsx?${query({ lang: currentLanguage() })}`, file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
  workbookAddress: (form: string) => `/api/forms/${part(form)}/form.xlsx`,
  tables: (form: string) => get<FormTables>(`/api/forms/${part(form)}/tables`),
  records: (filter: Filter) => get<{ records: RecordRow[]; next?: string | null }>(`/api/records?${query({ limit: "100", ...filter })}`),
  record: (id: string, hash: string, language: string) => get<RecordPage>(`/api/records/${part(id)}?${query({ hash, lang: language })}`),
  review: (state: "approved" | "new", rows: RecordRow[]) => call("POST", "/api/reviews", JSON.stringify({ state, records: rows.map(({ id, hash }) => ({ id, hash })) })),
  sendBack: (row: RecordRow, remarks: { path: string; text: string }[]) => call<{ tablet_name: string }>("POST", `/api/records/${part(row.id)}/return?hash=${row.hash}`, JSON.stringify({ remarks })),
  xmlAddress: (row: RecordRow) => `/api/records/${part(row.id)}/xml?hash=${row.hash}`,
  fileAddress: (row: RecordRow, name: string) => `/api/records/${part(row.id)}/files/${part(name)}?hash=${row.hash}`,
  csvAddress: (form: string) => `/api/export.csv?${query({ form, bom: "1" })}`,
  exportAddress: (ending: string, options: Record<string, string>) => `/api/export.${ending}?${query(options)}`,
  codebookAddress: (kind: string, form: string, labels: string) => `/api/codebook.${kind}?${query({ form, labels })}`,
  teams: (filter: Filter) => get<{ teams: Team[]; next: string | null }>(`/api/teams?${query(filter)}`),
  assignAreas: (team: string, areas: string[]) => call<{ areas: number; moved: number }>("PUT", `/api/teams/${part(team)}/areas`, JSON.stringify({ areas })),
  doubles: (filter: Filter) => get<{ doubles: Double[]; next: string | null }>(`/api/doubles?${query(filter)}`),
  decideDoubles: (state: Double["state"], numbers: number[]) => call("POST", "/api/doubles", JSON.stringify({ state, numbers })),
  findDoubles: (kind: Double["kind"], territory: string, form: string) =>
    call<{ areas: number; items: number; persons: number; unread: number; pairs: number; new: number; cut: boolean }>("POST", "/api/doubles/search", JSON.stringify({ kind, territory, ...(form ? { form } : {}) })),
  personFields: (form: string) => get<PersonFields>(`/api/forms/${part(form)}/persons`),
  putPersonFields: (form: string, fields: PersonFields) => call("PUT", `/api/forms/${part(form)}/persons`, JSON.stringify(fields)),
  audit: () => get<{ events: AuditEvent[] }>("/api/audit"),
};
