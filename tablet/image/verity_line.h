/*
 * What the signed command line says of the root's dm-verity tree:
 * `zarya.verity=ROOT-HASH:SALT:BLOCKS`. All that the kernel must believe stands there, nothing is
 * read from the partition but the tree itself. Pure text; verity.c makes the device.
 */
#ifndef ZR_IMAGE_VERITY_LINE_H
#define ZR_IMAGE_VERITY_LINE_H

#include <stdbool.h>
#include <stdint.h>

#define ZR_VERITY_BLOCK_BYTES 4096

/* SHA-256 in lower-case hexadecimal digits. */
#define ZR_VERITY_DIGITS 64

/* A tree of 4 KiB blocks over 16 TiB: any more is a typing error. */
#define ZR_VERITY_BLOCKS_MAX UINT32_MAX

struct zr_verity {
	char root_hash[ZR_VERITY_DIGITS + 1];
	char salt[ZR_VERITY_DIGITS + 1];
	uint32_t blocks; /* of the root, 4096 bytes each */
};

enum zr_verity_word {
	ZR_VERITY_ABSENT, /* the command line has none: a start without the chain */
	ZR_VERITY_BROKEN,
	ZR_VERITY_READ,
};

/* The first `zarya.verity=` of a command line; *ret_verity is set only when it is READ. */
enum zr_verity_word zr_verity_parse(const char *command_line, struct zr_verity *ret_verity);

#endif
