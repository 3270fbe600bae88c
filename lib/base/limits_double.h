/* Limits of what looks for doubles, and of teams: a part of limits.h, which includes it. */
#ifndef ZR_BASE_LIMITS_DOUBLE_H
#define ZR_BASE_LIMITS_DOUBLE_H

/* A search of the office for persons who were counted twice. Persons are kept as 20 bytes each for
 * as long as it lasts: 20 MiB for a large district. Pairs of records in one answer: what people can
 * look through in a week, 100 kB. Searches at once: an office's statisticians who begin at the same
 * minute; the one that was asked least recently goes. Parts of a name: surname, name, patronymic,
 * and one more. */
#define ZR_OFFICE_PERSON_COUNT_MAX (1024 * 1024)
#define ZR_OFFICE_PAIR_COUNT_MAX   4096
#define ZR_OFFICE_SEARCH_COUNT_MAX 4
#define ZR_OFFICE_NAME_COUNT_MAX   4

/* A search of the hub for doubles: a large district, and what a worker holds of it in memory, some
 * 40 MiB. Pairs of one search: what people can look through in a week. Pairs of one decision: a
 * page of the console, with room for programs. */
#define ZR_HUB_DOUBLE_AREA_COUNT_MAX     4096
#define ZR_HUB_DOUBLE_ITEM_COUNT_MAX     (256 * 1024)
#define ZR_HUB_DOUBLE_PAIR_COUNT_MAX     4096
#define ZR_HUB_DOUBLE_DECISION_COUNT_MAX 200

/* Areas that become one team's in one act: all of a district at once, and no more than a commit
 * holds up others for. */
#define ZR_HUB_TEAM_AREA_COUNT_MAX 1000

#endif
