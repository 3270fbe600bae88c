/* Headers of a PE file: DOS header, "PE", COFF header, optional header with its directories,
 * sections. Every offset is checked against what was read before it is used. */
#include "lib/slots/uki.h"

#include <assert.h>
#include <string.h>

#include "lib/slots/slots.h"

enum pe {
	DOS_BYTES = 64,
	AT_PE = 0x3C,
	COFF_BYTES = 24, /* with "PE\0\0" */
	AT_SECTION_COUNT = 6,
	AT_OPTIONAL_BYTES = 20,
	PE32_PLUS = 0x20B,
	AT_CERTIFICATES = 112 + 4 * 8, /* the fifth directory: a place in the file and bytes */
	OPTIONAL_BYTES_MIN = AT_CERTIFICATES + 8,
	SECTION_BYTES = 40,
	AT_VIRTUAL_BYTES = 8,
	AT_RAW_BYTES = 16,
	AT_RAW = 20,
	RELEASE_DIGITS_MAX = 10,
};

static uint32_t get(const uint8_t *at, unsigned count)
{
	uint32_t value = 0;
	for (unsigned i = 0; i < count; i++) {
		value |= (uint32_t)at[i] << 8 * i;
	}
	return value;
}

/* Takes a piece of the file into its length; false when it ends beyond what an image may be. */
static bool cover(struct zr_uki *uki, uint32_t at, uint32_t bytes)
{
	if (at > ZR_SLOT_UKI_BYTES_MAX || bytes > ZR_SLOT_UKI_BYTES_MAX - at) {
		return false;
	}
	if (at + bytes > uki->bytes) {
		uki->bytes = at + bytes;
	}
	return true;
}

static bool read_section(const uint8_t *section, struct zr_uki *uki)
{
	static const char name[8] = ".zarya";
	uint32_t at = get(section + AT_RAW, 4), raw = get(section + AT_RAW_BYTES, 4);
	uint32_t length = get(section + AT_VIRTUAL_BYTES, 4);

	if (memcmp(section, name, sizeof name) == 0) {
		uki->release_at = at;
		uki->release_length = length < raw ? length : raw;
	}
	return cover(uki, at, raw);
}

bool zr_uki_read(const uint8_t *head, size_t head_bytes, struct zr_uki *ret_uki)
{
	struct zr_uki uki;

	assert(head && ret_uki);
	assert(head_bytes <= ZR_UKI_HEAD_BYTES);
	memset(&uki, 0, sizeof uki);
	if (head_bytes < DOS_BYTES || head[0] != 'M' || head[1] != 'Z') {
		return false;
	}
	size_t pe = get(head + AT_PE, 4);
	if (pe > head_bytes || head_bytes - pe < COFF_BYTES + OPTIONAL_BYTES_MIN ||
		memcmp(head + pe, "PE\0", 4) != 0) {
		return false;
	}
	size_t count = get(head + pe + AT_SECTION_COUNT, 2);
	size_t optional_bytes = get(head + pe + AT_OPTIONAL_BYTES, 2);
	const uint8_t *optional = head + pe + COFF_BYTES;
	size_t sections = pe + COFF_BYTES + optional_bytes;
	if (optional_bytes < OPTIONAL_BYTES_MIN || get(optional, 2) != PE32_PLUS || count == 0 ||
		count > ZR_UKI_SECTION_COUNT_MAX || sections > head_bytes ||
		head_bytes - sections < count * SECTION_BYTES) {
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		if (!read_section(head + sections + i * SECTION_BYTES, &uki)) {
			return false;
		}
	}
	if (!cover(&uki, get(optional + AT_CERTIFICATES, 4),
		    get(optional + AT_CERTIFICATES + 4, 4)) ||
		uki.bytes < head_bytes) {
		return false;
	}
	*ret_uki = uki;
	return true;
}

uint32_t zr_uki_release(const uint8_t *image, const struct zr_uki *uki)
{
	uint64_t release = 0;
	uint32_t i = 0;

	assert(image && uki);
	assert(uki->bytes <= ZR_SLOT_UKI_BYTES_MAX);
	if (uki->release_at == 0 || uki->release_at > uki->bytes ||
		uki->release_length > uki->bytes - uki->release_at) {
		return 0;
	}
	const uint8_t *text = image + uki->release_at;
	for (; i < uki->release_length && i < RELEASE_DIGITS_MAX && text[i] >= '0' &&
		text[i] <= '9';
		i++) {
		release = release * 10 + (text[i] - '0');
	}
	bool is_ended = i == uki->release_length || text[i] == '\n' || text[i] == '\0';
	return is_ended && release <= UINT32_MAX ? (uint32_t)release : 0;
}
