/** The hub's console interface. Every call goes to the page's own origin. */
export interface Tablet { id: string; name: string; area: string; version: string; last_contact: string | null; records: number; unsent: number; battery: number | null }
export interface Area { id: string; name: string; form: string; households: number; records: number }
export interface Form { id: string; version: string; title: string; records: number; warnings: number; workbook: boolean; media: string[] }
/** A fault of a questionnaire and where it stands: in a workbook by sheet, row and column, in an XForm by line and node. */
export interface Finding {
  severity: "error" | "warning"; message: string; sheet?: string; row?: number; column?: string; heading?: string; line?: number; node?: string;
}
export interface FormFacts {
  id: string; version: string; title: string; languages: string[]; questions: number; groups: number; repeats: number; findings: Finding[]; more: number;
}
export interface RecordRow {
  id: string; form: string; area: string; household: string; address: string; tablet: string; tablet_name: string; outcome: string;
  received: string; finished: string; sequence: number;
}
export interface Answer { path: string; group: string; label: string; value: string; display: string }
export interface RecordPage { meta: RecordRow & { started: string }; languages: string[]; language: string; title: string; answers?: Answer[]; fault?: string }
export interface AuditEvent { time: string; kind: string; who: string; what: string; code: string }

/** The hub's own sentence, or the status when there is none. */
export class ApiError extends Error {
  constructor(readonly status: number, message: string, readonly findings: Finding[] = [], readonly more = 0) {
    super(message);
  }
}

async function call<T>(method: string, path: string, body?: BodyInit, type = "application/json"): Promise<T> {
  const headers: Record<string, string> = { "X-Zarya": "1" };
  if (body !== undefined) headers["Content-Type"] = type;
  const answer = await fetch(path, { method, headers, body, credentials: "same-origin" });
  const text = await answer.text();
  const parsed = text ? JSON.parse(text) : {};
  if (!answer.ok) throw new ApiError(answer.status, parsed.message ?? `HTTP ${answer.status}`, parsed.findings, parsed.more);
  return parsed as T;
}

const get = <T>(path: string): Promise<T> => call<T>("GET", path);
const part = encodeURIComponent;
const query = (facts: Record<string, string | undefined>): string =>
  Object.entries(facts).filter(([, value]) => value).map(([name, value]) => `${name}=${part(value as string)}`).join("&");

export const api = {
  session: () => get<{ user: string }>("/api/session"),
  login: (password: string) => call("POST", "/api/login", JSON.stringify({ password })),
  logout: () => call("POST", "/api/logout"),
  fleet: () => get<{ tablets: Tablet[] }>("/api/fleet"),
  makeCode: (area: string, name: string) => call<{ code: string; expires: string }>("POST", "/api/codes", JSON.stringify({ area, name })),
  areas: () => get<{ areas: Area[] }>("/api/areas"),
  putArea: (id: string, area: { name: string; form: string; households: { id: string; address: string }[] }) =>
    call("PUT", `/api/areas/${part(id)}`, JSON.stringify(area)),
  forms: () => get<{ forms: Form[] }>("/api/forms"),
  putMedia: (form: string, file: File) => call("PUT", `/api/forms/${part(form)}/media/${part(file.name)}`, file, "application/octet-stream"),
  /** An XForm by its ending, else a workbook: the hub says what is wrong with anything else. */
  putForm: (form: string, file: File) =>
    /\.xml$/i.test(file.name) ? call<FormFacts>("PUT", `/api/forms/${part(form)}/form.xml`, file, "application/xml")
      : call<FormFacts>("PUT", `/api/forms/${part(form)}/form.xlsx`, file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
  workbookAddress: (form: string) => `/api/forms/${part(form)}/form.xlsx`,
  records: (filter: { area?: string; tablet?: string; after?: string }) =>
    get<{ records: RecordRow[]; next?: string }>(`/api/records?${query({ limit: "100", ...filter })}`),
  record: (id: string, language?: string) => get<RecordPage>(`/api/records/${part(id)}?${query({ lang: language })}`),
  xmlAddress: (id: string) => `/api/records/${part(id)}/xml`,
  csvAddress: (form: string) => `/api/export.csv?form=${part(form)}&bom=1`,
  audit: () => get<{ events: AuditEvent[] }>("/api/audit"),
};
