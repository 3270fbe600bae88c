/** Every text of the page, in both languages; a missing one does not compile. The words stand by noun in words/. */
import { answers } from "./words/answers";
import { doubles } from "./words/doubles";
import { letters } from "./words/letters";
import { lists } from "./words/lists";
import { messages } from "./words/messages";
import { people } from "./words/people";
import { places } from "./words/places";
import { teams } from "./words/teams";

const table = { ...people, ...places, ...letters, ...lists, ...answers, ...messages, ...doubles, ...teams };

export type TextKey = keyof typeof table;
export type Language = "ru" | "en";

let language: Language = localStorage.getItem("language") === "en" ? "en" : "ru";

export const currentLanguage = (): Language => language;
export const t = (key: TextKey): string => table[key][language === "ru" ? 0 : 1];

/** The text for a word of the hub, or the word itself when there is none. */
export const word = (kind: string, value: string): string => (kind + value in table ? t((kind + value) as TextKey) : value);

/** A number with its thousands apart. */
export const count = (number: number): string => number.toLocaleString(language === "ru" ? "ru-RU" : "en-GB");

export function setLanguage(next: Language): void {
  language = next;
  localStorage.setItem("language", next);
}

const locale = (): string => (language === "ru" ? "ru-RU" : "en-GB");

/** The browser's own zone when the hub names one that the browser does not know. */
function format(date: Date, options: Intl.DateTimeFormatOptions, zone?: string): string {
  try {
    return new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone || undefined }).format(date);
  } catch {
    return new Intl.DateTimeFormat(locale(), options).format(date);
  }
}

/** "UTC+5": how the zone stands at that moment. */
function offset(date: Date, zone?: string): string {
  const text = format(date, { timeZoneName: "shortOffset", hour: "numeric" }, zone);
  return /GMT[+−-]?[\d:]*/.exec(text)?.[0].replace("GMT", "UTC") ?? "";
}

/** A date and time in a zone, which it names: "28 дек. 2026 г., 18:30 UTC+5". */
export function dateTime(iso: string | null | undefined, zone?: string): string {
  if (!iso) return "—";
  const date = new Date(iso);
  return `${format(date, { dateStyle: "medium", timeStyle: "short" }, zone)} ${offset(date, zone)}`.trim();
}

/** An appointment, which stands in the time of its place: "28 дек. 2026 г., 18:30". */
export function appointment(text: string): string {
  const date = new Date(`${text.slice(0, 10)}T${text.slice(11, 16) || "00:00"}Z`);
  if (!text || Number.isNaN(date.getTime())) return text;
  return format(date, text.length > 10 ? { dateStyle: "medium", timeStyle: "short" } : { dateStyle: "medium" }, "UTC");
}

/** A moment as a person reads it: relative within a week, else date and time. */
export function moment(iso: string | null | undefined, zone?: string): string {
  if (!iso) return t("never");
  const minutes = Math.floor((Date.now() - Date.parse(iso)) / 60000);
  if (minutes < 1) return t("justNow");
  if (minutes < 60) return `${minutes} ${t("minutesAgo")}`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} ${t("hoursAgo")}`;
  if (minutes < 7 * 24 * 60) return `${Math.floor(minutes / 1440)} ${t("daysAgo")}`;
  return dateTime(iso, zone);
}
