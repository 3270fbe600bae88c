/*
 * The state is judged once and by the codes of the agent, from which words, mood and sentence
 * follow by tables: a state without one of them would not compile or show in the test of all
 * states.
 */
#include "tablet/shell/bar/hub_text.h"

#include <assert.h>
#include <stdio.h>

#include "lib/base/error.h"

#define MINUTE_US (60 * 1000000LL)
#define HOUR_US   (60 * MINUTE_US)
#define DAY_US    (24 * HOUR_US)

enum zr_hub_state zr_hub_text_state(const struct zr_status *status)
{
	assert(status);
	const struct zr_status_agent *agent = &status->agent;
	if (status->is_sending) {
		return ZR_HUB_SENDING;
	}
	switch (agent->last_error) {
	case 0:
		return agent->last_contact_us == 0 ? ZR_HUB_NEVER : ZR_HUB_FINE;
	case ZR_E_NETWORK:
		return status->is_network_up ? ZR_HUB_SILENT : ZR_HUB_NO_NETWORK;
	case ZR_E_IMPOSTOR:
	case ZR_E_FORGED:
		return ZR_HUB_STRANGER;
	case ZR_E_REFUSED:
	case ZR_E_FOREIGN:
		return ZR_HUB_REFUSES;
	case ZR_E_FULL:
		return ZR_HUB_FULL;
	case ZR_E_BUSY:
	case ZR_E_CERTIFICATE: /* the agent is at it */
	case ZR_E_NOMEM:
		return ZR_HUB_BUSY;
	case ZR_E_CLOCK:
		return ZR_HUB_CLOCK;
	default:
		return ZR_HUB_FAULT;
	}
}

enum zr_status_mood zr_hub_text_mood(enum zr_hub_state state)
{
	assert(state < ZR_HUB_STATE_COUNT);
	switch (state) {
	case ZR_HUB_FINE:
	case ZR_HUB_SENDING:
		return ZR_STATUS_QUIET;
	case ZR_HUB_STRANGER:
	case ZR_HUB_REFUSES:
	case ZR_HUB_FULL:
	case ZR_HUB_CLOCK:
		return ZR_STATUS_ALARM;
	default:
		return ZR_STATUS_WAITING;
	}
}

void zr_hub_text_ago(
	int64_t since_us, int64_t now_us, enum zr_language language, char *text, size_t size)
{
	assert(text != NULL && size > 0);
	const int64_t past_us = now_us - since_us;
	const struct {
		int64_t unit_us;
		enum zr_word word;
	} units[] = {{DAY_US, ZR_WORD_DAYS_AGO}, {HOUR_US, ZR_WORD_HOURS_AGO},
		{MINUTE_US, ZR_WORD_MINUTES_AGO}};
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		const long long count = past_us / units[i].unit_us;
		if (count > 0) {
			const enum zr_word word = count == 1 && units[i].word == ZR_WORD_DAYS_AGO
							  ? ZR_WORD_DAY_AGO
							  : units[i].word;
			(void)snprintf(text, size, "%lld %s", count, zr_words_get(word, language));
			return;
		}
	}
	(void)snprintf(text, size, "%s", zr_words_get(ZR_WORD_JUST_NOW, language));
}

static const enum zr_word brief_words[ZR_HUB_STATE_COUNT] = {
	[ZR_HUB_NEVER] = ZR_WORD_HUB_NEVER,
	[ZR_HUB_SENDING] = ZR_WORD_HUB_SENDING,
	[ZR_HUB_NO_NETWORK] = ZR_WORD_HUB_NO_NETWORK,
	[ZR_HUB_SILENT] = ZR_WORD_HUB_SILENT,
	[ZR_HUB_STRANGER] = ZR_WORD_HUB_STRANGER,
	[ZR_HUB_REFUSES] = ZR_WORD_HUB_REFUSES,
	[ZR_HUB_FULL] = ZR_WORD_HUB_FULL,
	[ZR_HUB_BUSY] = ZR_WORD_HUB_BUSY,
	[ZR_HUB_CLOCK] = ZR_WORD_HUB_CLOCK,
	[ZR_HUB_FAULT] = ZR_WORD_HUB_FAULT,
};

void zr_hub_text_line(const struct zr_status *status, enum zr_language language,
	enum zr_hub_detail detail, char *text, size_t size)
{
	assert(status && text && size > 0);
	const struct zr_status_agent *agent = &status->agent;
	const enum zr_hub_state state = zr_hub_text_state(status);
	const char *before = detail == ZR_HUB_WHOLE ? zr_words_get(ZR_WORD_HUB, language) : "";
	const char *colon = detail == ZR_HUB_WHOLE ? ": " : "";
	char ago[64] = "";
	text[0] = '\0';
	if (!agent->is_known || !agent->is_enrolled) {
		return;
	}
	if (agent->last_contact_us > 0) {
		zr_hub_text_ago(agent->last_contact_us, status->now_us, language, ago, sizeof ago);
	}
	if (state == ZR_HUB_FINE) {
		(void)snprintf(text, size, "%s%s%s", before, colon, ago);
		return;
	}
	int bytes = snprintf(
		text, size, "%s%s%s", before, colon, zr_words_get(brief_words[state], language));
	if (ago[0] != '\0' && detail != ZR_HUB_BRIEF && state != ZR_HUB_SENDING && bytes > 0 &&
		(size_t)bytes < size) {
		(void)snprintf(text + bytes, size - (size_t)bytes, ", %s %s",
			zr_words_get(ZR_WORD_HUB_SEEN, language), ago);
	}
}

const char *zr_hub_text_sentence(enum zr_hub_state state, enum zr_language language)
{
	static const enum zr_word sentences[ZR_HUB_STATE_COUNT] = {
		[ZR_HUB_FINE] = ZR_WORD_SAY_FINE,
		[ZR_HUB_NEVER] = ZR_WORD_SAY_NEVER,
		[ZR_HUB_SENDING] = ZR_WORD_SAY_SENDING,
		[ZR_HUB_NO_NETWORK] = ZR_WORD_SAY_NO_NETWORK,
		[ZR_HUB_SILENT] = ZR_WORD_SAY_SILENT,
		[ZR_HUB_STRANGER] = ZR_WORD_SAY_STRANGER,
		[ZR_HUB_REFUSES] = ZR_WORD_SAY_REFUSES,
		[ZR_HUB_FULL] = ZR_WORD_SAY_FULL,
		[ZR_HUB_BUSY] = ZR_WORD_SAY_BUSY,
		[ZR_HUB_CLOCK] = ZR_WORD_SAY_CLOCK,
		[ZR_HUB_FAULT] = ZR_WORD_SAY_FAULT,
	};
	assert(state < ZR_HUB_STATE_COUNT);
	return zr_words_get(sentences[state], language);
}
