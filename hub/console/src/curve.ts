/** How far the households are, day after day, and how far they should be: a drawing of our own, as wide as its place. */
import type { ProgressDays } from "./api";
import { h } from "./dom";
import { currentLanguage, t } from "./texts";

const SPACE = "http://www.w3.org/2000/svg";
const DAY_MS = 86400000;
const HEIGHT = 300;
const EDGE = { left: 76, right: 18, top: 14, bottom: 34 };

type Facts = Record<string, string | number>;
function s(tag: string, facts: Facts, ...children: (SVGElement | string)[]): SVGElement {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(facts)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

export const count = (value: number): string => value.toLocaleString(currentLanguage() === "ru" ? "ru-RU" : "en-GB");
const dayOf = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY_MS;
export const dayName = (day: number, isLong = false): string =>
  new Intl.DateTimeFormat(currentLanguage() === "ru" ? "ru-RU" : "en-GB", { day: "numeric", month: isLong ? "long" : "short", timeZone: "UTC" }).format(new Date(day * DAY_MS));

export interface Point { day: number; closed: number; total: number }

/** Households that need no further visit, and all of them so far; days without any are there, too. */
export function sumUp(days: ProgressDays["days"]): Point[] {
  const points: Point[] = [];
  let total = 0;
  for (const one of days) {
    const day = dayOf(one.day);
    const closed = one.done + one.refused + one.empty;
    for (let next = (points[points.length - 1]?.day ?? day) + 1; next < day; next++) points.push({ day: next, closed: 0, total });
    total += closed;
    points.push({ day, closed, total });
  }
  return points;
}

/** Steps of 1, 2 or 5 with noughts: at most five of them. */
function step(top: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(1, top / 5)));
  return [1, 2, 5, 10].map((one) => one * size).find((one) => top / one <= 5) ?? size * 10;
}

interface Frame { width: number; first: number; last: number; top: number }

function draw(frame: Frame, points: Point[], plan: { first: number; last: number; households: number } | null): SVGElement {
  const { width, first, last, top } = frame;
  const x = (day: number): number => EDGE.left + ((day - first) / Math.max(1, last - first)) * (width - EDGE.left - EDGE.right);
  const y = (value: number): number => HEIGHT - EDGE.bottom - (value / top) * (HEIGHT - EDGE.top - EDGE.bottom);
  const line = (kind: string, places: [number, number][]): SVGElement =>
    s("polyline", { class: kind, points: places.map(([day, value]) => `${x(day).toFixed(1)},${y(value).toFixed(1)}`).join(" ") });
  const svg = s("svg", { class: "curve", width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": t("curve") });
  for (let value = 0; value <= top; value += step(top)) svg.append(
    s("line", { class: "grid", x1: EDGE.left, x2: width - EDGE.right, y1: y(value), y2: y(value) }),
    s("text", { x: EDGE.left - 10, y: y(value) + 5, "text-anchor": "end" }, count(value)));
  const fits = Math.max(2, Math.floor((width - EDGE.left - EDGE.right) / 95));
  const stride = Math.max(1, Math.ceil((last - first + 1) / fits));
  for (let day = first; day <= last; day += stride) svg.append(
    s("text", { x: x(day), y: HEIGHT - 8, "text-anchor": day === first ? "start" : day + stride > last ? "end" : "middle" }, dayName(day)));
  if (plan) svg.append(line("expected", [[plan.first, 0], [plan.last, plan.households]]));
  const real: [number, number][] = [[(points[0]?.day ?? first) - 1, 0], ...points.map((one): [number, number] => [one.day, one.total])];
  svg.append(line("real", real.filter(([day]) => day >= first)));
  const end = points[points.length - 1];
  if (end) svg.append(s("circle", { class: "real", cx: x(end.day), cy: y(end.total), r: 4 }));
  return svg;
}

/** The drawing with its key; drawn anew when its place gets another width. */
export function curve(facts: ProgressDays): HTMLElement {
  const points = sumUp(facts.days);
  const plan = facts.first && facts.last ? { first: dayOf(facts.first), last: dayOf(facts.last), households: facts.households } : null;
  if (points.length === 0 && !plan) return h("p", { class: "empty" }, t("noDays"));
  const days = [...points.map((one) => one.day), ...(plan ? [plan.first, plan.last] : [])];
  const frame = { first: Math.min(...days) - (plan ? 0 : 1), last: Math.max(...days), top: Math.max(1, facts.households, points[points.length - 1]?.total ?? 0) };
  const place = h("div", { class: "curve-place" });
  new ResizeObserver(() => {
    if (place.clientWidth > 0) place.replaceChildren(draw({ ...frame, width: place.clientWidth }, points, plan));
  }).observe(place);
  return h("figure", { class: "figure" }, place,
    h("figcaption", { class: "key" }, h("span", { class: "key-real" }, t("curveReal")), plan && h("span", { class: "key-expected" }, `${t("curveExpected")}: ${dayName(plan.first)} – ${dayName(plan.last)}`)));
}
