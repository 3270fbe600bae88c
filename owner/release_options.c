/* A table of the options, and one function that takes each into the wish. */
#include "owner/release_options.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/hex.h"

const char zr_release_options_usage[] =
	"usage: zarya-release DIR --keys KEYS --number N --board BOARD --root FILE --uki FILE\n"
	"                     --root-hash HEX [OPTION]...       adds a release to the folder\n"
	"       zarya-release --check DIR                       reads it as a tablet would\n"
	"\n"
	"  --keys KEYS              the owner's folder, with the release key (docs/owner.md)\n"
	"  --number N               a plain number above every earlier one\n"
	"  --name TEXT              for people                                  (the number)\n"
	"  --board BOARD            as tablet/image/boards names it\n"
	"  --root FILE              the root image, as it lies in a slot\n"
	"  --verity FILE            its tree; without it the tablet makes it of the image\n"
	"  --uki FILE               the signed kernel image\n"
	"  --root-hash HEX          of dm-verity\n"
	"  --floor N                no tablet goes below it when both slots have reached it  (0)\n"
	"  --barrier                later releases are entered from this one\n"
	"  --from N                 entered from N on, whatever the barriers say\n"
	"  --delta PART:PACKING:FROM:FILE\n"
	"                           root or uki; delta, zstd-patch or bsdiff; an earlier number\n"
	"  --passphrase-file FILE   its first line opens the release key\n";

static int take_number(
	const char *option, const char *text, uint32_t *ret_number, struct zr_error *error)
{
	assert(option != NULL && text != NULL && ret_number != NULL);
	char *end = NULL;
	unsigned long long number = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number > UINT32_MAX) {
		return zr_error_set(
			error, ZR_E_INVALID, "--%s %.80s is no number of a release", option, text);
	}
	*ret_number = (uint32_t)number;
	return 0;
}

static int take_text(
	const char *option, const char *text, char *ret_text, size_t size, struct zr_error *error)
{
	assert(text != NULL && size > 1);
	size_t bytes = strlen(text);
	if (bytes == 0 || bytes >= size || strchr(text, '/') != NULL) {
		return zr_error_set(error, ZR_E_INVALID, "--%s has 1 to %zu bytes and no slash",
			option, size - 1);
	}
	memcpy(ret_text, text, bytes + 1);
	return 0;
}

/* The index of the word at the start of *text, up to a colon; count when it is none of them. */
static size_t take_word(char **text, const char *const *words, size_t count)
{
	assert(text != NULL && *text != NULL);
	size_t length = strcspn(*text, ":");
	size_t found = 0;
	while (found < count &&
		(strlen(words[found]) != length || strncmp(*text, words[found], length) != 0)) {
		found++;
	}
	*text += length + ((*text)[length] == ':');
	return found;
}

static int take_delta(struct zr_release_wish *wish, char *text, struct zr_error *error)
{
	static const char *const PARTS[] = {"root", "verity", "uki"};
	static const char *const PACKINGS[] = {"delta", "zstd-patch", "bsdiff"};
	static const size_t COUNT = sizeof PARTS / sizeof PARTS[0];
	if (wish->delta_count + ZR_PART_KIND_COUNT >= ZR_MANIFEST_FILE_COUNT_MAX) {
		return zr_error_set(error, ZR_E_LIMIT, "a release has at most %d deltas",
			ZR_MANIFEST_FILE_COUNT_MAX - ZR_PART_KIND_COUNT);
	}
	struct zr_release_delta *delta = &wish->deltas[wish->delta_count++];
	size_t part = take_word(&text, PARTS, COUNT);
	size_t packing = take_word(&text, PACKINGS, COUNT);
	char *end = NULL;
	unsigned long from = strtoul(text, &end, 10);
	if (part == COUNT || packing == COUNT || end == text || *end != ':' || end[1] == '\0' ||
		from < 1 || from > UINT32_MAX) {
		return zr_error_set(
			error, ZR_E_INVALID, "--delta wants PART:PACKING:FROM:FILE; see --help");
	}
	*delta =
		(struct zr_release_delta){.part = (enum zr_manifest_part_kind)(ZR_PART_ROOT + part),
			.packing = (enum zr_manifest_packing)(ZR_PACKING_DELTA + packing),
			.from = (uint32_t)from,
			.path = end + 1};
	return 0;
}

static int take_hash(const char *text, uint8_t *ret_hash, struct zr_error *error)
{
	return zr_hex_decode(text, ret_hash, ZR_CRYPTO_HASH_BYTES) == 0
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID, "--root-hash has %d hexadecimal digits",
				 2 * ZR_CRYPTO_HASH_BYTES);
}

static int take_option(
	struct zr_release_options *options, int option, char *text, struct zr_error *error)
{
	struct zr_release_wish *wish = &options->wish;
	struct zr_manifest *manifest = &wish->manifest;
	switch (option) {
	case 'k':
		wish->keys.path = text;
		return 0;
	case 'p':
		wish->keys.passphrase_file = text;
		return 0;
	case 'n':
		return take_number("number", text, &manifest->number, error);
	case 'f':
		return take_number("floor", text, &manifest->floor, error);
	case 'e':
		wish->has_entry = true;
		return take_number("from", text, &manifest->enters_from, error);
	case 't':
		return take_text("name", text, manifest->name, sizeof manifest->name, error);
	case 'b':
		return take_text("board", text, manifest->board, sizeof manifest->board, error);
	case 'h':
		return take_hash(text, manifest->root_hash, error);
	case 'd':
		return take_delta(wish, text, error);
	case ZR_PART_ROOT:
	case ZR_PART_VERITY:
	case ZR_PART_UKI:
		wish->parts[option - ZR_PART_ROOT] = text;
		return 0;
	default:
		manifest->is_barrier |= option == 'B';
		options->is_check |= option == 'c';
		options->is_help |= option == '?';
		return 0;
	}
}

/* What cannot be done without. */
static int check_whole(struct zr_release_options *options, struct zr_error *error)
{
	static const uint8_t none[ZR_CRYPTO_HASH_BYTES];
	struct zr_release_wish *wish = &options->wish;
	struct zr_manifest *manifest = &wish->manifest;
	bool is_whole = wish->keys.path != NULL && manifest->number > 0 &&
			manifest->board[0] != '\0' && wish->parts[0] != NULL &&
			wish->parts[ZR_PART_UKI - ZR_PART_ROOT] != NULL &&
			memcmp(manifest->root_hash, none, sizeof none) != 0;
	if (!is_whole) {
		return zr_error_set(error, ZR_E_INVALID,
			"--keys, --number, --board, --root, --uki and --root-hash are needed; see "
			"--help");
	}
	if (manifest->name[0] == '\0') {
		(void)snprintf(manifest->name, sizeof manifest->name, "%u", manifest->number);
	}
	return 0;
}

int zr_release_options_parse(
	int argc, char **argv, struct zr_release_options *ret_options, struct zr_error *error)
{
	assert(argc > 0 && argv != NULL && ret_options != NULL);
	static const struct option table[] = {{"keys", required_argument, NULL, 'k'},
		{"passphrase-file", required_argument, NULL, 'p'},
		{"number", required_argument, NULL, 'n'}, {"name", required_argument, NULL, 't'},
		{"board", required_argument, NULL, 'b'},
		{"root", required_argument, NULL, ZR_PART_ROOT},
		{"verity", required_argument, NULL, ZR_PART_VERITY},
		{"uki", required_argument, NULL, ZR_PART_UKI},
		{"root-hash", required_argument, NULL, 'h'},
		{"floor", required_argument, NULL, 'f'}, {"from", required_argument, NULL, 'e'},
		{"delta", required_argument, NULL, 'd'}, {"barrier", no_argument, NULL, 'B'},
		{"check", no_argument, NULL, 'c'}, {"help", no_argument, NULL, '?'},
		{NULL, 0, NULL, 0}};
	struct zr_release_options *options = ret_options;
	int code = 0;
	int option = 0;
	optind = 0;
	while (code == 0 && (option = getopt_long(argc, argv, "", table, NULL)) != -1) {
		code = take_option(options, option, optarg, error);
	}
	if (code != 0 || options->is_help) {
		return code;
	}
	if (argc - optind != 1) {
		return zr_error_set(error, ZR_E_INVALID, "which folder? see --help");
	}
	options->wish.folder = argv[optind];
	return options->is_check ? 0 : check_whole(options, error);
}
