/** Enrolment codes for a team's tablets at once, as sheets to print: twelve a page, each with its picture, its area and its place. */
import { api, type SheetCode } from "./api";
import { field, h, link } from "./dom";
import { told } from "./faults";
import { qrPicture } from "./qr";
import { dateTime, t } from "./texts";

const MANY = 500;

/** Area after area, so many tablets each; names are numbered through. */
function wishes(areas: string[], each: number, name: string, first: number): { area: string; name: string }[] {
  return areas.flatMap((area, index) => Array.from({ length: each }, (_, tablet) => ({ area, name: `${name} ${first + index * each + tablet}`.trim() })));
}

function slip(one: SheetCode): HTMLElement {
  const [groups = "", address = ""] = one.code.split(" ");
  return h("article", { class: "slip" }, h("div", {}, h("h2", {}, one.name), h("p", {}, [one.area, one.area_name].filter(Boolean).join(" · ")), one.place && h("p", {}, one.place),
    h("p", { class: "code" }, ...groups.split("-").map((group) => h("span", {}, group))), h("p", { class: "code-address" }, address), h("p", {}, `${t("codesUntil")} ${dateTime(one.expires)}`)), qrPicture(one.qr, t("codePicture")));
}

export function codesPage(query: URLSearchParams): Promise<HTMLElement> {
  const areas = h("textarea", { name: "areas", rows: "4", required: true, spellcheck: "false" });
  areas.value = query.get("area") ?? "";
  const number = (name: string, value: string, max: string): HTMLInputElement => h("input", { name, type: "number", min: "1", max, required: true, value });
  const each = number("each", "1", String(MANY)), first = number("first", "1", "999999");
  const name = h("input", { name: "name", required: true, maxlength: "60", autocomplete: "off", value: t("tablet") });
  const result = h("div", { "aria-live": "polite" });
  const sheet = h("div", { class: "sheet" });
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    const wanted = wishes(areas.value.split(/[\s,;]+/).filter(Boolean), Number(each.value), name.value.trim(), Number(first.value));
    try {
      const { codes } = await api.makeCodes(wanted);
      result.replaceChildren(h("p", { class: "notice" }, t("codesOnce")), h("div", { class: "buttons" }, h("button", { type: "button", class: "primary", name: "print", click: () => window.print() }, t("codesPrint"))));
      sheet.replaceChildren(...codes.map(slip));
    } catch (error) {
      sheet.replaceChildren();
      result.replaceChildren(told(error));
    }
  };
  return Promise.resolve(h("section", { class: "codes" }, link(`← ${t("back")}`, "/fleet"), h("h1", {}, t("codes")),
    h("form", { class: "card", submit: (event) => void make(event) }, field(t("codesAreas"), areas, t("codesAreasHint")),
      h("div", { class: "columns" }, field(t("codesEach"), each), field(t("codesName"), name, t("codesNameHint")), field(t("codesFirst"), first)),
      h("div", { class: "buttons" }, h("button", { class: "primary", name: "make" }, t("codesMake")))),
    result, sheet));
}
