/* What a household's row in the locker holds, in the open: facts and the instance, as bytes. */
#ifndef ZR_RESPOND_ANSWERING_FACTS_H
#define ZR_RESPOND_ANSWERING_FACTS_H

#include <stdint.h>

#include "lib/base/buffer.h"
#include "lib/base/error.h"

/* What is stored of one household; texts owned. */
struct zr_answering_facts {
	char *record_id; /* drawn when it began */
	char *form_id;
	char *form_version;
	char *area_id;
	char *household_id;
	char *address;
	char *zone;
	char *language; /* of the questionnaire, by its name there */
	char *at;       /* path of the screen last shown (lib/interview/flow.h) */
	char *writer;   /* the browser session that saved last, in hex */
	int64_t started_us;
	uint64_t seed; /* of what is drawn in the questionnaire: the same at each request */
};

void zr_answering_facts_finish(struct zr_answering_facts *facts);

/* Puts a copy of the text into one of the fields. ZR_E_NOMEM leaves it as it was. */
int zr_answering_facts_set(char **field, const char *text, struct zr_error *error) ZR_MUST_CHECK;

/* ret_bytes is empty. ZR_E_NOMEM, ZR_E_LIMIT. */
int zr_answering_facts_encode(const struct zr_answering_facts *facts, const struct zr_buffer *xml,
	struct zr_buffer *ret_bytes, struct zr_error *error) ZR_MUST_CHECK;
int zr_answering_facts_decode(const struct zr_buffer *bytes, struct zr_answering_facts *ret_facts,
	struct zr_buffer *ret_xml, struct zr_error *error) ZR_MUST_CHECK;

#endif
