/** Teams: who leads them, how far they are, what waits in each; and which areas are whose. */
import { api, ApiError, type Team } from "./api";
import { badge, field, h, link, say, table } from "./dom";
import { formDialog } from "./form_dialog";
import { pagedList } from "./pages";
import { may } from "./session";
import { count, currentLanguage, dateTime, t } from "./texts";

/** Areas are typed or pasted, one a line, or with commas between them. */
function assignDialog(team: Team, done: () => void): HTMLDialogElement {
  const areas = h("textarea", { name: "areas", required: true, rows: "8", spellcheck: "false", autocapitalize: "none" });
  const send = async (): Promise<null> => {
    const { moved } = await api.assignAreas(team.id, areas.value.split(/[\s,;]+/).filter(Boolean)).catch((error) => {
      throw error instanceof ApiError && error.status === 404 && currentLanguage() === "ru" ? new Error(t("teamNoArea")) : error;
    });
    say(`${t("saved")}: ${t("areas").toLowerCase()} ${moved}`);
    return null;
  };
  return formDialog(`${t("teamAssign")}: ${team.name || team.id}`, send, done, [h("p", { class: "hint" }, t("teamAssignHint")), field(t("areas"), areas)]);
}

function waits(team: Team): HTMLElement {
  return h("span", { class: "marks" }, team.silent > 0 && badge("warning", `${t("teamSilent")}: ${team.silent}`), team.returned > 0 && badge("error", `${t("teamReturned")}: ${team.returned}`),
    team.silent + team.returned === 0 && badge("done", t("teamFine")));
}

const controllers = (team: Team): string => team.controllers.map((one) => one.person || one.name).join(", ") || t("teamNobody");

export async function teamsPage(query: URLSearchParams, again: () => void): Promise<HTMLElement> {
  const section = h("section", {});
  const open = (box: HTMLDialogElement): void => {
    section.append(box);
    box.showModal();
  };
  const mayAssign = may("PUT_TEAMS");
  const act = (team: Team): HTMLElement =>
    h("button", { name: "assign", "aria-label": `${t("teamAssign")}: ${team.name || team.id}`, click: () => open(assignDialog(team, again)) }, t("teamAssign"));
  const done = (team: Team): string => `${count(team.households - team.open)} / ${count(team.households)}`;
  const list = await pagedList(async (after) => {
    const { teams, next } = await api.teams({ territory: query.get("territory") ?? "", after });
    return { rows: teams, next };
  }, (teams, isAll) => table([t("team"), t("teamController"), t("areas"), t("teamVisited"), t("tablets"), t("teamWaits"), t("lastRecord"), ...(mayAssign ? [t("action")] : [])],
    teams.map((team) => [link(team.name || team.id, `/progress?territory=${encodeURIComponent(team.id)}`), controllers(team), team.areas, done(team), team.tablets, waits(team),
      team.last ? h("time", { datetime: team.last }, dateTime(team.last)) : t("never"), ...(mayAssign ? [act(team)] : [])]), t(isAll ? "teamsNone" : "noneYet")));
  section.append(h("h1", {}, t("teams")), h("p", { class: "hint" }, t("teamsHint")), list);
  return section;
}
