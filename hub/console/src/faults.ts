/** What went wrong in the page's language: by the hub's name for it, with the hub's own sentence folded below. */
import { ApiError } from "./api";
import { fault } from "./dom";
import { currentLanguage, word } from "./texts";

export function told(error: unknown): HTMLElement {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ApiError)) return fault(message);
  const ours = word("error-", error.code);
  return currentLanguage() === "ru" && ours !== error.code && ours ? fault(ours, message) : fault(message);
}
