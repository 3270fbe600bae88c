/*
 * What a check of a questionnaire has found, as the console reads it: errors first, then warnings,
 * at most ZR_HUB_FINDING_COUNT_MAX of each; the rest is counted.
 */
#ifndef ZR_HUB_CENSUS_FINDING_LIST_H
#define ZR_HUB_CENSUS_FINDING_LIST_H

#include <stddef.h>

#include <json-c/json.h>

#include "lib/base/error.h"

struct zr_finding;

struct zr_finding_list {
	struct json_object *errors;   /* owned; NULL once they were added to an answer */
	struct json_object *warnings; /* owned */
	size_t untold_count;
	struct zr_error
		first; /* the first error, with its place; its code is 0 while there is none */
};

void zr_finding_list_init(struct zr_finding_list *list);
void zr_finding_list_finish(struct zr_finding_list *list);

void zr_finding_list_take(struct zr_finding_list *list, const struct zr_finding *finding);

/* Moves what was told into the object, once: "findings" and "more". */
void zr_finding_list_add_to(struct zr_finding_list *list, struct json_object *object);

#endif
