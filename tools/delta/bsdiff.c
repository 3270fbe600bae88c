/*
 * Where two files agree. A piece is carried on as long as a new match is not better by BETTER_BY
 * bytes; what lies between two pieces goes to the one that has more of it right.
 */
#include "tools/delta/bsdiff.h"

#include <assert.h>
#include <divsufsort.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"

enum {
	BETTER_BY = 8, /* bytes by which a match must beat the present one: what a piece costs */
};

struct match {
	size_t base_at;
	size_t bytes;
};

struct differ {
	struct zr_bsdiff_file base;
	struct zr_bsdiff_file file;
	saidx_t *suffixes;
	size_t scan;         /* where a match is looked for */
	size_t piece_at;     /* where the present piece begins */
	size_t piece_base;   /* and where in the base */
	int64_t offset;      /* of the base to the file in the present piece */
	struct match match;  /* the last one found */
	size_t agreed_bytes; /* of the last match, how many the present piece has as well */
};

static size_t count_same(
	struct zr_bsdiff_file base, size_t base_at, struct zr_bsdiff_file file, size_t at)
{
	size_t count = 0;
	while (base_at + count < base.bytes && at + count < file.bytes &&
		base.data[base_at + count] == file.data[at + count]) {
		count++;
	}
	return count;
}

/* The longest match for what stands at scan: by halves over the sorted suffixes; of the two that
 * are left one is it. */
static struct match search(const struct differ *differ)
{
	size_t low = 0;
	size_t high = differ->base.bytes;
	if (high == 0) {
		return (struct match){0};
	}
	high--;
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		size_t suffix = (size_t)differ->suffixes[middle];
		size_t base_left = differ->base.bytes - suffix;
		size_t left = differ->file.bytes - differ->scan;
		size_t bytes = base_left < left ? base_left : left;
		if (memcmp(differ->base.data + suffix, differ->file.data + differ->scan, bytes) <
			0) {
			low = middle;
		} else {
			high = middle;
		}
	}
	size_t first = (size_t)differ->suffixes[low];
	size_t second = (size_t)differ->suffixes[high];
	size_t first_bytes = count_same(differ->base, first, differ->file, differ->scan);
	size_t second_bytes = count_same(differ->base, second, differ->file, differ->scan);
	return first_bytes > second_bytes ? (struct match){first, first_bytes}
					  : (struct match){second, second_bytes};
}

/* Whether the present piece, carried on, has the right byte at this place of the new file. */
static bool agrees(const struct differ *differ, size_t at)
{
	int64_t base_at = (int64_t)at + differ->offset;
	return base_at >= 0 && base_at < (int64_t)differ->base.bytes &&
	       differ->base.data[base_at] == differ->file.data[at];
}

/* Moves scan to the next match that is better than carrying on, or to the end. */
static void find_match(struct differ *differ)
{
	size_t agreed = 0;
	differ->scan += differ->match.bytes;
	size_t counted = differ->scan;
	for (; differ->scan < differ->file.bytes; differ->scan++) {
		differ->match = search(differ);
		for (; counted < differ->scan + differ->match.bytes; counted++) {
			agreed += agrees(differ, counted);
		}
		bool is_same = differ->match.bytes == agreed && agreed > 0;
		if (is_same || differ->match.bytes > agreed + BETTER_BY) {
			break;
		}
		agreed -= agrees(differ, differ->scan);
	}
	differ->agreed_bytes = agreed;
}

/* How far the present piece goes on from its beginning with more right than wrong bytes. */
static size_t stretch_forward(const struct differ *differ)
{
	size_t best = 0;
	int64_t best_score = 0;
	int64_t score = 0;
	for (size_t i = 0;
		differ->piece_at + i < differ->scan && differ->piece_base + i < differ->base.bytes;
		i++) {
		bool is_same = differ->base.data[differ->piece_base + i] ==
			       differ->file.data[differ->piece_at + i];
		score += is_same ? 1 : -1;
		if (score > best_score) {
			best_score = score;
			best = i + 1;
		}
	}
	return best;
}

/* Likewise how far the match reaches back. */
static size_t stretch_back(const struct differ *differ)
{
	size_t best = 0;
	int64_t best_score = 0;
	int64_t score = 0;
	if (differ->scan == differ->file.bytes) {
		return 0;
	}
	for (size_t i = 1; differ->scan >= differ->piece_at + i && differ->match.base_at >= i;
		i++) {
		bool is_same = differ->base.data[differ->match.base_at - i] ==
			       differ->file.data[differ->scan - i];
		score += is_same ? 1 : -1;
		if (score > best_score) {
			best_score = score;
			best = i;
		}
	}
	return best;
}

/* Where two stretches overlap: how many bytes of the overlap stay with the first. */
static size_t share_overlap(
	const struct differ *differ, size_t forward, size_t back, size_t overlap)
{
	size_t best = 0;
	int64_t best_score = 0;
	int64_t score = 0;
	for (size_t i = 0; i < overlap; i++) {
		size_t at = forward - overlap + i;
		score += differ->file.data[differ->piece_at + at] ==
			 differ->base.data[differ->piece_base + at];
		score -= differ->file.data[differ->scan - back + i] ==
			 differ->base.data[differ->match.base_at - back + i];
		if (score > best_score) {
			best_score = score;
			best = i + 1;
		}
	}
	return best;
}

static int end_piece(struct differ *differ, zr_bsdiff_take *take, void *user)
{
	size_t forward = stretch_forward(differ);
	size_t back = stretch_back(differ);
	if (differ->piece_at + forward > differ->scan - back) {
		size_t overlap = differ->piece_at + forward - (differ->scan - back);
		size_t kept = share_overlap(differ, forward, back, overlap);
		forward -= overlap - kept;
		back -= kept;
	}
	bool is_last = differ->scan == differ->file.bytes;
	size_t next_base = is_last ? differ->piece_base + forward : differ->match.base_at - back;
	struct zr_bsdiff_piece piece = {
		.at = differ->piece_at,
		.base_at = differ->piece_base,
		.added_bytes = forward,
		.new_bytes = differ->scan - back - (differ->piece_at + forward),
		.move = (int64_t)next_base - (int64_t)(differ->piece_base + forward),
	};
	differ->piece_at = differ->scan - back;
	differ->piece_base = next_base;
	differ->offset = (int64_t)differ->match.base_at - (int64_t)differ->scan;
	return take(user, &piece);
}

int zr_bsdiff_run(
	struct zr_bsdiff_file base, struct zr_bsdiff_file file, zr_bsdiff_take *take, void *user)
{
	assert(base.bytes <= INT32_MAX);
	assert(take != NULL);
	ZR_CLEANUP_FREE saidx_t *suffixes = calloc(base.bytes + 1, sizeof *suffixes);
	if (suffixes == NULL ||
		(base.bytes > 0 && divsufsort(base.data, suffixes, (saidx_t)base.bytes) != 0)) {
		return ZR_E_NOMEM;
	}
	struct differ differ = {.base = base, .file = file, .suffixes = suffixes};
	while (differ.scan < file.bytes) {
		find_match(&differ);
		if (differ.match.bytes == differ.agreed_bytes && differ.scan < file.bytes) {
			continue;
		}
		int code = end_piece(&differ, take, user);
		if (code != 0) {
			return code;
		}
	}
	return 0;
}
