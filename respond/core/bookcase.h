/*
 * The questionnaires that are asked here: each version is read and compiled once, and serves
 * everybody. Files are where the agent unpacked them. Belongs to one thread, as a form does.
 */
#ifndef ZR_RESPOND_BOOKCASE_H
#define ZR_RESPOND_BOOKCASE_H

#include <stdbool.h>

#include "lib/base/buffer.h"
#include "lib/form/form.h"
#include "lib/local/facts.h"

struct zr_bookcase;

int zr_bookcase_new(struct zr_bookcase **ret_bookcase, struct zr_error *error) ZR_MUST_CHECK;
void zr_bookcase_free(struct zr_bookcase *bookcase);

/* Those that the agent has now, the newest first; what is read already stays. ZR_E_NOMEM. */
int zr_bookcase_update(struct zr_bookcase *bookcase, const struct zr_local_forms *forms,
	struct zr_error *error) ZR_MUST_CHECK;

/* Whether that very version was among those that it had. */
bool zr_bookcase_has(const struct zr_bookcase *bookcase, const char *form_id, const char *version);

/* That version; the newest where there is no such one, or version is "". ZR_E_NOT_FOUND: the agent
 * has not got it yet. Borrowed from the bookcase, for good. */
int zr_bookcase_find(struct zr_bookcase *bookcase, const char *form_id, const char *version,
	const struct zr_form **ret_form, struct zr_error *error) ZR_MUST_CHECK;

/* A picture of a questionnaire, by its plain name. ZR_E_NOT_FOUND. */
int zr_bookcase_read_media(const struct zr_bookcase *bookcase, const struct zr_form *form,
	const char *name, struct zr_buffer *ret_bytes, struct zr_error *error) ZR_MUST_CHECK;

#endif
