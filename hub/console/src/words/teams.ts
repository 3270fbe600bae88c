/** Teams: a controller, his enumerators' areas, and what waits in each. */
import type { Pair } from "./pair";

export const teams = {
  teams: ["Бригады", "Teams"],
  teamsHint: ["Бригада — территория вида team. Её контролёр — сотрудник этой территории, её планшеты — планшеты её участков.",
    "A team is a territory of the kind team. Its controller is an account of that territory; its tablets are those of its areas."],
  teamsNone: ["Бригад нет: их заводят таблицей территорий.", "There are no teams: they are made with the table of territories."],
  team: ["Бригада", "Team"],
  teamController: ["Контролёр", "Controller"],
  teamNobody: ["не назначен", "nobody yet"],
  teamVisited: ["Обойдено адресов", "Addresses visited"],
  teamWaits: ["Требует внимания", "Needs somebody"],
  teamSilent: ["без связи трое суток", "silent for three days"],
  teamReturned: ["возвращено и не исправлено", "sent back, not corrected"],
  teamFine: ["всё в порядке", "all is well"],
  teamAssign: ["Передать участки", "Give areas"],
  teamAssignHint: ["Обозначения участков, по одному в строке. Они станут участками этой бригады, чьи бы ни были; все или ни один.",
    "Identifiers of areas, one a line. They become this team’s, whosever they were; all of them or none."],
  teamNoArea: ["Хотя бы одного из этих участков нет. Не передан ни один.", "At least one of these areas is not there. None was given."],
  "kind-team": ["участок передан бригаде", "area given to a team"],
} satisfies Record<string, Pair>;
