/** The tree of territories, and bringing another one as a table. */
import { api, ApiError, type Territory } from "./api";
import { fault, filePicker, h, say, table } from "./dom";
import { told } from "./faults";
import { may } from "./session";
import { currentLanguage, t } from "./texts";

/** How deep a node lies, by the nodes above it that are shown. */
function depths(all: Territory[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const one of all) found.set(one.id, (found.get(one.parent) ?? -1) + 1); // what is above comes first
  return found;
}

/** A refusal with the line that it is about. */
function refused(error: unknown): HTMLElement {
  const line = error instanceof ApiError ? error.line : 0;
  return line > 0 ? fault(`${t("row")} ${line}: ${currentLanguage() === "ru" ? t("badTreeRow") : ""}`.trim(), error instanceof Error ? error.message : "") : told(error);
}

function uploadPart(again: () => void): HTMLElement {
  const file = h("input", { type: "file", required: true, accept: ".csv,text/csv", name: "tree" });
  const result = h("div", { "aria-live": "polite" });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const chosen = file.files?.[0];
    if (!chosen) return;
    try {
      const { nodes, areas } = await api.putTerritories(chosen);
      say(`${t("saved")}: ${t("territories").toLowerCase()} ${nodes}, ${t("areas").toLowerCase()} ${areas}`);
      again();
    } catch (error) {
      result.replaceChildren(refused(error));
    }
  };
  return h("details", {}, h("summary", {}, t("addTree")),
    h("form", { submit: (event) => void submit(event) }, filePicker(t("treeFile"), file, t("chooseFile"), t("noFile")), h("p", { class: "hint" }, t("treeHint")),
      h("div", { class: "buttons" }, h("button", { class: "primary", name: "upload" }, t("upload"))), result));
}

export async function territoriesPage(again: () => void): Promise<HTMLElement> {
  const { territories } = await api.territories();
  const depth = depths(territories);
  const rows = territories.map((one) => [h("span", { class: `depth-${Math.min(depth.get(one.id) ?? 0, 6)}` }, one.name || one.id), one.kind, one.id]);
  return h("section", {}, h("h1", {}, t("territories")), table([t("territoryName"), t("kind"), t("areaId")], rows, t("noTerritories")), may("PUT_TERRITORIES") && uploadPart(again));
}
