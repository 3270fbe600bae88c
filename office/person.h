/*
 * The persons of one record: the name and birth date of each, as the record's XML has them and as
 * people compare them (lib/base/fold.h).
 *
 * The XML is what a tablet sent, and hostile until shown otherwise: it is walked once, nothing is
 * built, fetched or expanded. A person without a name or without a birth date is passed over: what
 * is not known is the same in everybody.
 */
#ifndef ZR_OFFICE_PERSON_H
#define ZR_OFFICE_PERSON_H

#include "lib/office/office_message.h"

/* text: the parts of the name and the birth date, folded, each behind a byte that stands in no
 * text; borrowed. What is not 0 ends the walk and is what the call returns. */
typedef int zr_person_visit(void *user, const char *text, size_t bytes);

/* ZR_E_SYNTAX: it is no well-formed XML, or has a document type or entities of its own;
 * ZR_E_LIMIT: it nests too deep; ZR_E_NOMEM. */
int zr_person_walk(struct zr_crypto_bytes xml, const struct zr_office_fields *fields,
	zr_person_visit *visit, void *user) ZR_MUST_CHECK;

#endif
