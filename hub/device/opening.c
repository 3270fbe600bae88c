/* Each step only on what the one before it vouched for: the size is known before it is unpacked. */
#include "hub/device/opening.h"

#include <assert.h>

#include "hub/device/wellformed.h"
#include "lib/base/cleanup.h"
#include "lib/base/limits.h"
#include "lib/envelope/pack.h"

static int check_size(const struct zr_opened_record *opening, size_t bytes, struct zr_error *error)
{
	size_t bytes_max = opening->is_pair ? ZR_RECORD_COVER_BYTES_MAX : ZR_RECORD_BYTES_MAX;
	if (bytes > bytes_max) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the record unpacks to %zu bytes and may have %zu", bytes, bytes_max);
	}
	return 0;
}

static int read_content(
	struct zr_opened_record *opening, const struct zr_buffer *content, struct zr_error *error)
{
	struct zr_record *record = &opening->record;
	int code = opening->is_pair
			   ? zr_record_decode_cover(content->data, content->bytes, record, error)
			   : zr_record_decode(content->data, content->bytes, record, error);
	if (code != 0) {
		return code;
	}
	zr_envelope_hash(content->data, content->bytes, opening->content_hash);
	code = zr_record_check(record, error);
	return code == 0 && !opening->is_pair
		       ? zr_wellformed_check(record->xml, record->xml_bytes, error)
		       : code;
}

static int unpack(
	struct zr_opened_record *opening, const struct zr_buffer *packed, struct zr_error *error)
{
	size_t bytes = 0;
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer content = {0};
	int code = zr_pack_read_size(packed->data, packed->bytes, &bytes, error);
	if (code == 0) {
		opening->content_bytes = bytes;
		code = check_size(opening, bytes, error);
	}
	if (code == 0) {
		code = zr_pack_decode(packed->data, packed->bytes, &content, error);
	}
	return code == 0 ? read_content(opening, &content, error) : code;
}

int zr_opening_read(struct zr_opened_record *opening, const struct zr_envelope_signed *envelope,
	const struct zr_party_secret *reader, struct zr_error *error)
{
	assert(opening != NULL && envelope != NULL && envelope->signer != NULL && reader != NULL);
	assert(opening->record.record_id == NULL && !opening->is_signed);
	struct zr_envelope_head head = {0};
	ZR_CLEANUP(zr_buffer_wipe) struct zr_buffer packed = {0};
	int code = zr_envelope_unseal(envelope, reader, &head, &packed, error);
	opening->is_signed = head.kind == ZR_ENVELOPE_RECORD;
	opening->is_pair = head.is_pair;
	if (code == 0 && !opening->is_signed) {
		return zr_error_set(error, ZR_E_INVALID, "the envelope holds no record");
	}
	return code == 0 ? unpack(opening, &packed, error) : code;
}

void zr_opening_finish(struct zr_opened_record *opening)
{
	assert(opening != NULL);
	zr_record_finish(&opening->record);
}
