/* What the store keeps of a double, as its callers and its engines see it (doubles.h). */
#ifndef ZR_HUB_STORE_DOUBLE_ROW_H
#define ZR_HUB_STORE_DOUBLE_ROW_H

#include "hub/store/stored.h"

/* Numbers stand in the store. */
enum zr_double_kind {
	ZR_DOUBLE_ADDRESS = 1, /* two addresses that read the same: items are households */
	ZR_DOUBLE_PERSONS = 2, /* two records with the same persons in them: items are records */
	ZR_DOUBLE_KIND_LAST = ZR_DOUBLE_PERSONS
};
enum zr_double_state {
	ZR_DOUBLE_OPEN = 0,  /* nobody decided */
	ZR_DOUBLE_SAME = 1,  /* one address, the same persons */
	ZR_DOUBLE_OTHER = 2, /* it only looked so */
	ZR_DOUBLE_STATE_LAST = ZR_DOUBLE_OTHER
};

struct zr_double_side {
	char area_id[ZR_STORE_ID_BYTES];
	char item_id[ZR_STORE_ID_BYTES]; /* as the kind says */
};

struct zr_double {
	int64_t number; /* in answers: from 1, never given twice */
	enum zr_double_kind kind;
	struct zr_double_side sides[2]; /* by area and item, the smaller one first */
	uint64_t person_count;          /* PERSONS: how many stand in both; else 0 */
	int64_t found_us;
	enum zr_double_state state; /* in answers, as all below */
	char who[ZR_STORE_ID_BYTES];
	int64_t decided_us;
	const char *addresses[2]; /* of the households, as the lists or else the records have them;
				   * "" for none; borrowed */
};
typedef int zr_doubles_visit(void *user, const struct zr_double *pair);

struct zr_double_filter {
	enum zr_double_kind kind; /* 0: any */
	bool has_state;           /* those alone of the state below */
	enum zr_double_state state;
	const char *territory; /* both sides lie in that part; NULL or "": any */
	int64_t before;        /* numbers below this one; 0: from the newest on */
	size_t count_max;
};

struct zr_double_decision {
	int64_t number;
	const char *territory; /* as in the filter: one that lies elsewhere is not there */
	enum zr_double_state state;
	const char *who;
	int64_t time_us;
};

#endif
