/** Who is logged in, as the hub said last: pages leave out what an account has no right to. */
import type { Session } from "./api";

export const nobody: Session = { user: "", role: "auditor", territory: "", must_change: false, must_enrol: false, factor: false, rights: [] };
let present = nobody;

export function setSession(session: Session): void {
  present = session;
}

/** A right by its name in hub/access/rights.def. The hub decides; this only spares a button that would be refused. */
export const may = (right: string): boolean => !present.must_change && present.rights.includes(right);

/** Whether the account is of the whole country. */
export const isWhole = (): boolean => present.territory === "";
