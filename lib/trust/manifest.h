/*
 * The manifest of a release: which bytes make it, for which board, and from where a tablet may go
 * to it. COSE_Sign1 by a release key of the owner's present charter.
 *
 *	content  {1: 2, 2: generation of the charter, 3: number, 4: "name", 5: "board", 6: floor,
 *		 7: enters from, 8: is a barrier, 9: root hash of verity,
 *		 10: [{1: part, 2: bytes, 3: sha256}, …],
 *		 11: [{1: part, 2: packing, 3: bytes, 4: sha256, 5: from, 6: base}, …]}
 *
 * A release is a plain number that grows; its name is for people. `enters_from` is the lowest
 * release that may go to this one directly: the number of the last barrier before it. A tablet that
 * is further behind takes the barrier first (release_route.h). Files lie under their hash: a name
 * cannot lie, and a carrier keeps one copy of what several releases share.
 *
 * No I/O, no clock. Source: docs/owner.md, docs/adr/0214.
 */
#ifndef ZR_TRUST_MANIFEST_H
#define ZR_TRUST_MANIFEST_H

#include "lib/trust/trust.h"

#define ZR_MANIFEST_NAME_BYTES  64
#define ZR_MANIFEST_BOARD_BYTES 32

/* What lies in a slot. */
enum zr_manifest_part_kind {
	ZR_PART_ROOT = 1,   /* the erofs image, as it lies in root-a or root-b, without its tree */
	ZR_PART_VERITY = 2, /* its hash tree; a tablet may make it of the root image instead */
	ZR_PART_UKI = 3,    /* the signed kernel image of uki-a or uki-b */
};
#define ZR_PART_KIND_COUNT 3

struct zr_manifest_part {
	enum zr_manifest_part_kind kind;
	uint64_t bytes; /* in the slot */
	uint8_t sha256[ZR_CRYPTO_HASH_BYTES];
};

/* How a file brings its part. */
enum zr_manifest_packing {
	ZR_PACKING_PLAIN = 1,
	ZR_PACKING_ZSTD = 2,       /* whole, seekable zstd */
	ZR_PACKING_DELTA = 3,      /* lib/delta: changes of files, the image is made again */
	ZR_PACKING_ZSTD_PATCH = 4, /* zstd with the unpacked base as its dictionary */
	ZR_PACKING_BSDIFF = 5,     /* control, difference and extra of one file, packed with xz */
};
#define ZR_PACKING_COUNT 5

struct zr_manifest_file {
	enum zr_manifest_part_kind part;
	enum zr_manifest_packing packing;
	uint64_t bytes; /* of the file that is carried */
	uint8_t sha256[ZR_CRYPTO_HASH_BYTES];
	uint32_t from;                      /* a delta: the release it applies to; whole: 0 */
	uint8_t base[ZR_CRYPTO_HASH_BYTES]; /* a delta: sha256 of that release's part; else zeros */
};

struct zr_manifest {
	uint32_t generation; /* of the charter that the signer knew */
	uint32_t number;     /* from 1 */
	char name[ZR_MANIFEST_NAME_BYTES];
	char board[ZR_MANIFEST_BOARD_BYTES];
	uint32_t floor;       /* at most number: to be raised when both slots have reached it */
	uint32_t enters_from; /* at most number; 0: from anywhere */
	bool is_barrier;      /* later releases enter from here, unless they say otherwise */
	uint8_t root_hash[ZR_CRYPTO_HASH_BYTES]; /* of dm-verity */
	struct zr_manifest_part parts[ZR_PART_KIND_COUNT];
	size_t part_count;
	struct zr_manifest_file files[ZR_MANIFEST_FILE_COUNT_MAX];
	size_t file_count;
};

/* The content; ret_content must be empty. ZR_E_INVALID when such a manifest would be refused, with
 * what is wrong; ZR_E_NOMEM. */
int zr_manifest_encode(const struct zr_manifest *manifest, struct zr_buffer *ret_content,
	struct zr_error *error) ZR_MUST_CHECK;

/* The content alone, unsigned. ZR_E_SYNTAX, ZR_E_LIMIT, ZR_E_INVALID. */
int zr_manifest_decode(struct zr_crypto_bytes content, struct zr_manifest *ret_manifest,
	struct zr_error *error) ZR_MUST_CHECK;

/* Verifies a signed manifest against the owner's present release keys. Each refusal has a sentence
 * in English and Russian (zr_error_fault(), ZR_FAULT_RELEASE_*). ZR_E_SYNTAX: it is none;
 * ZR_E_FORGED: altered; ZR_E_REFUSED: signed by a key that is retired, or that a charter names
 * which this tablet does not have yet; ZR_E_FOREIGN: by a key of nobody's; ZR_E_LIMIT, ZR_E_NOMEM.
 */
int zr_manifest_verify(const struct zr_trust *trust, struct zr_crypto_bytes document,
	struct zr_manifest *ret_manifest, struct zr_error *error) ZR_MUST_CHECK;

/* What the tablet is. */
struct zr_manifest_tablet {
	const char *board;
	uint32_t running; /* the last release that was good here; 0 when none ever was */
};

/* Whether this tablet may go to it now. ZR_E_FOREIGN: of another board; ZR_E_REPLAYED: below the
 * floor; ZR_E_EXISTS: not newer than what runs; ZR_E_STATE: a barrier stands before it (fact: the
 * number to reach first). */
int zr_manifest_judge(const struct zr_manifest *manifest, const struct zr_trust *trust,
	const struct zr_manifest_tablet *tablet, struct zr_error *error) ZR_MUST_CHECK;

/* The file that brings this part: a delta from what the slot that runs has (base: its sha256 of
 * that part, NULL when unknown), else the whole; NULL when the release has neither. Borrowed. */
const struct zr_manifest_file *zr_manifest_find(
	const struct zr_manifest *manifest, enum zr_manifest_part_kind part, const uint8_t *base);

#endif
