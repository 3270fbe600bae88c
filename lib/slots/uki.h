/*
 * What the loader must know of a signed image before it has been checked: how long it is and which
 * release. Pure and freestanding as slots.h. The bytes are whatever stands in the partition;
 * nothing read here is trusted until the firmware has taken the signature of the same bytes in
 * memory, which covers all of it.
 *
 * A unified kernel image is a PE file (Microsoft PE format, revision 11). Its release is decimal
 * text in a section named ".zarya". The firmware wants the exact length: bytes behind the
 * certificates would make the hash another.
 */
#ifndef ZR_SLOTS_UKI_H
#define ZR_SLOTS_UKI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The headers of every image that our build makes stand within this; the first read of the loader.
 */
#define ZR_UKI_HEAD_BYTES 4096

/* Sections of an image: systemd's stub has ten, with ours. */
#define ZR_UKI_SECTION_COUNT_MAX 32

struct zr_uki {
	uint32_t bytes;          /* of the whole file, certificates included */
	uint32_t release_at;     /* where the section ".zarya" begins, 0 when there is none */
	uint32_t release_length; /* its bytes */
};

/* Reads the headers of an image. head has head_bytes, at most ZR_UKI_HEAD_BYTES. False when this is
 * no PE32+ file or it would be longer than ZR_SLOT_UKI_BYTES_MAX. */
bool zr_uki_read(const uint8_t *head, size_t head_bytes, struct zr_uki *ret_uki);

/* The release number in an image whose uki->bytes are all there; 0 when it has none or no valid
 * one. */
uint32_t zr_uki_release(const uint8_t *image, const struct zr_uki *uki);

#endif
