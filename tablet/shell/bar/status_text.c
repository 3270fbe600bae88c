/* now_us is left out of what makes two states differ: it changes always, and what it changes is
 * seen with the minute. */
#include "tablet/shell/bar/status_text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool agent_equal(const struct zr_status_agent *a, const struct zr_status_agent *b)
{
	return a->is_known == b->is_known && a->is_enrolled == b->is_enrolled &&
	       a->is_storage_full == b->is_storage_full && a->unsent_count == b->unsent_count &&
	       a->last_contact_us == b->last_contact_us &&
	       a->next_attempt_us == b->next_attempt_us && a->last_error == b->last_error &&
	       strcmp(a->zone, b->zone) == 0 && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->language, b->language) == 0;
}

bool zr_status_equal(const struct zr_status *a, const struct zr_status *b)
{
	assert(a && b);
	return a->is_sending == b->is_sending && a->hour == b->hour && a->minute == b->minute &&
	       a->has_battery == b->has_battery && a->battery_percent == b->battery_percent &&
	       a->is_charging == b->is_charging && a->is_network_up == b->is_network_up &&
	       agent_equal(&a->agent, &b->agent);
}

void zr_status_time(const struct zr_status *status, char *text, size_t size)
{
	assert(status != NULL && text != NULL && size > 0);
	assert(status->hour >= 0 && status->hour < 24);
	assert(status->minute >= 0 && status->minute < 60);
	(void)snprintf(text, size, "%02d:%02d", status->hour, status->minute);
}

enum zr_status_mood zr_status_unsent(const struct zr_status *status, enum zr_language language,
	bool is_short, char *text, size_t size)
{
	assert(status != NULL && text != NULL && size > 0);
	const struct zr_status_agent *agent = &status->agent;
	if (!agent->is_known) {
		(void)snprintf(text, size, "%s", "");
		return ZR_STATUS_QUIET;
	}
	if (agent->is_storage_full) {
		(void)snprintf(text, size, "%s", zr_words_get(ZR_WORD_STORAGE_FULL, language));
		return ZR_STATUS_ALARM;
	}
	if (!agent->is_enrolled) {
		(void)snprintf(text, size, "%s", zr_words_get(ZR_WORD_NOT_ENROLLED, language));
		return ZR_STATUS_WAITING;
	}
	if (is_short) {
		(void)snprintf(text, size, "%llu", (unsigned long long)agent->unsent_count);
	} else if (agent->unsent_count == 0) {
		(void)snprintf(text, size, "%s", zr_words_get(ZR_WORD_ALL_SENT, language));
	} else {
		(void)snprintf(text, size, "%s: %llu", zr_words_get(ZR_WORD_NOT_SENT, language),
			(unsigned long long)agent->unsent_count);
	}
	return agent->unsent_count > 0 ? ZR_STATUS_WAITING : ZR_STATUS_QUIET;
}
