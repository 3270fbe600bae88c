/* A CBOR map, packed. Only this program reads it, but a later one of it must, too: unknown keys are
 * skipped. */
#include "respond/core/answering_facts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/cbor/cbor.h"
#include "lib/envelope/pack.h"

enum {
	KEY_STARTED = 10, /* below it are the texts */
	KEY_SEED = 11,
	KEY_XML = 12,
	KEY_COUNT = 13,
};

/* Where the text of a key is; NULL for a key that is none. */
static char **text_of(struct zr_answering_facts *facts, int64_t key)
{
	char **const texts[KEY_STARTED] = {&facts->record_id, &facts->form_id, &facts->form_version,
		&facts->area_id, &facts->household_id, &facts->address, &facts->zone,
		&facts->language, &facts->at, &facts->writer};
	return key >= 0 && key < KEY_STARTED ? texts[key] : NULL;
}

void zr_answering_facts_finish(struct zr_answering_facts *facts)
{
	assert(facts != NULL);
	for (int64_t key = 0; key < KEY_STARTED; key++) {
		char *text = *text_of(facts, key); /* an address among them */
		if (text != NULL) {
			explicit_bzero(text, strlen(text));
		}
		free(text);
	}
	*facts = (struct zr_answering_facts){0};
}

int zr_answering_facts_set(char **field, const char *text, struct zr_error *error)
{
	assert(field != NULL && text != NULL);
	char *copy = strdup(text);
	if (copy == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a household's facts");
	}
	free(*field);
	*field = copy;
	return 0;
}

int zr_answering_facts_encode(const struct zr_answering_facts *facts, const struct zr_buffer *xml,
	struct zr_buffer *ret_bytes, struct zr_error *error)
{
	assert(facts != NULL && xml != NULL && ret_bytes->bytes == 0);
	struct zr_answering_facts texts = *facts;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer plain = {0};
	struct zr_cbor_writer writer = {.buffer = &plain};
	zr_cbor_put_map(&writer, KEY_COUNT);
	for (int64_t key = 0; key < KEY_STARTED; key++) {
		zr_cbor_put_text_field(&writer, key, *text_of(&texts, key));
	}
	zr_cbor_put_int_field(&writer, KEY_STARTED, facts->started_us);
	zr_cbor_put_uint_field(&writer, KEY_SEED, facts->seed);
	zr_cbor_put_bytes_field(&writer, KEY_XML, xml->data, xml->bytes);
	if (writer.code != 0) {
		return zr_error_set(error, writer.code, "no memory to store the answers");
	}
	return zr_pack_encode(plain.data, plain.bytes, ret_bytes, error);
}

static void take_field(struct zr_cbor_reader *reader, int64_t key, struct zr_answering_facts *facts,
	struct zr_buffer *xml)
{
	assert(reader != NULL && facts != NULL);
	char **text = text_of(facts, key);
	if (text != NULL) {
		zr_cbor_take_text_copy(reader, text, NULL);
	} else if (key == KEY_STARTED) {
		facts->started_us = zr_cbor_take_int(reader);
	} else if (key == KEY_SEED) {
		facts->seed = zr_cbor_take_uint(reader);
	} else if (key == KEY_XML) {
		struct zr_cbor_span span = zr_cbor_take_bytes(reader);
		if (reader->code == 0 && zr_buffer_add(xml, span.data, span.bytes) != 0) {
			zr_cbor_fail(reader, ZR_E_NOMEM);
		}
	} else {
		zr_cbor_skip(reader);
	}
}

int zr_answering_facts_decode(const struct zr_buffer *bytes, struct zr_answering_facts *ret_facts,
	struct zr_buffer *ret_xml, struct zr_error *error)
{
	assert(bytes != NULL && ret_facts != NULL && ret_xml->bytes == 0);
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer plain = {0};
	ZR_CLEANUP(zr_answering_facts_finish) struct zr_answering_facts facts = {0};
	int code = zr_pack_decode(bytes->data, bytes->bytes, &plain, error);
	if (code != 0) {
		return code;
	}
	struct zr_cbor_reader reader;
	zr_cbor_init(&reader, plain.data, plain.bytes);
	uint64_t seen = 0;
	size_t count = zr_cbor_take_map(&reader);
	for (size_t i = 0; i < count && reader.code == 0; i++) {
		take_field(&reader, zr_cbor_take_key(&reader, &seen), &facts, ret_xml);
	}
	for (int64_t key = 0; key < KEY_STARTED; key++) {
		if (reader.code == 0 && *text_of(&facts, key) == NULL) {
			zr_cbor_fail(&reader, ZR_E_SYNTAX);
		}
	}
	code = zr_cbor_end(&reader, "a household's row", error);
	if (code == 0) {
		*ret_facts = facts;
		facts = (struct zr_answering_facts){0};
	}
	return code;
}
