/* One table, so that tablet and hub cannot disagree. */
#include "lib/envelope/result.h"

#include <assert.h>
#include <string.h>

static const struct {
	const char *code;
	enum zr_visit_result result;
} table[] = {
	{"later", ZR_RESULT_REVISIT}, {"absent", ZR_RESULT_REVISIT},
	{"nobody_home", ZR_RESULT_REVISIT}, {"not_home", ZR_RESULT_REVISIT},
	{"come_back", ZR_RESULT_REVISIT}, {"postponed", ZR_RESULT_REVISIT},
	{"broken_off", ZR_RESULT_REVISIT}, {"partial", ZR_RESULT_REVISIT},
	{"refused", ZR_RESULT_REFUSED}, {"refusal", ZR_RESULT_REFUSED}, {"empty", ZR_RESULT_EMPTY},
	{"vacant", ZR_RESULT_EMPTY}, {"uninhabited", ZR_RESULT_EMPTY},
	{"demolished", ZR_RESULT_EMPTY}, {"not_a_dwelling", ZR_RESULT_EMPTY},
	/* completed, interview, online, finished and every other word: done */
};

enum zr_visit_result zr_result_of_code(const char *outcome)
{
	assert(outcome != NULL);
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (strcmp(table[i].code, outcome) == 0) {
			return table[i].result;
		}
	}
	return ZR_RESULT_DONE;
}

const char *zr_result_name(enum zr_visit_result result)
{
	static const char *const names[] = {"", "done", "revisit", "refused", "empty"};
	return result <= ZR_RESULT_LAST ? names[result] : "";
}
