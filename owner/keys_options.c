/* The verb and the folder come first; what else a verb takes stands in one table. */
#include "owner/keys_options.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/hex.h"

const char zr_keys_options_usage[] =
	"usage: zarya-keys init DIR --name OWNER       three roots, a release key, Secure Boot "
	"keys\n"
	"       zarya-keys development DIR             the same without passphrases, for a build\n"
	"       zarya-keys rotate DIR release|root-1|root-2|root-3\n"
	"                                              a new key in place of this one\n"
	"       zarya-keys show DIR                    whose keys, and which of them are here\n"
	"       zarya-keys sign DIR MANIFEST...        by the release key, in place; also once "
	"more\n"
	"       zarya-keys give DIR DEVICE --to CHAIN --output FILE [--handover N]\n"
	"                                              a voucher: this tablet for another owner\n"
	"\n"
	"  --passphrase-file FILE   its first line, for every key; without it each is asked for\n";

enum {
	OPERAND_VERB,
	OPERAND_FOLDER,
	OPERAND_FIRST,
};

static const struct {
	const char *name;
	enum zr_keys_verb verb;
	int operand_min, operand_max; /* behind the folder; -1: any number */
} VERBS[] = {
	{"init", ZR_KEYS_INIT, 0, 0},
	{"development", ZR_KEYS_DEVELOPMENT, 0, 0},
	{"rotate", ZR_KEYS_ROTATE, 1, 1},
	{"show", ZR_KEYS_SHOW, 0, 0},
	{"sign", ZR_KEYS_SIGN, 1, -1},
	{"give", ZR_KEYS_GIVE, 1, 1},
};

static int take_place(const char *name, enum zr_owner_place *ret_place, struct zr_error *error)
{
	for (unsigned place = 0; place < ZR_OWNER_PLACE_COUNT; place++) {
		if (strcmp(name, zr_owner_folder_place_name(place)) == 0) {
			*ret_place = place;
			return 0;
		}
	}
	return zr_error_set(error, ZR_E_INVALID,
		"there is no key %.80s: say release, root-1, root-2 or root-3", name);
}

/* What a verb needs behind the folder. */
static int take_operands(
	struct zr_keys_options *wish, char **operands, size_t count, struct zr_error *error)
{
	wish->files = operands;
	wish->file_count = count;
	if (wish->verb == ZR_KEYS_ROTATE) {
		return take_place(operands[0], &wish->place, error);
	}
	if (wish->verb == ZR_KEYS_INIT && wish->owner_name == NULL) {
		return zr_error_set(
			error, ZR_E_INVALID, "init wants --name: the owner's, for people");
	}
	if (wish->verb != ZR_KEYS_GIVE) {
		return 0;
	}
	if (wish->taker_chain == NULL || wish->output == NULL) {
		return zr_error_set(error, ZR_E_INVALID,
			"give wants --to, the chain.cbor of the other owner, and --output");
	}
	return zr_hex_decode(operands[0], wish->gift.device, sizeof wish->gift.device) == 0
		       ? 0
		       : zr_error_set(error, ZR_E_INVALID,
				 "a tablet's id has %zu hexadecimal digits",
				 2 * sizeof wish->gift.device);
}

static int take_words(struct zr_keys_options *wish, char **words, int count, struct zr_error *error)
{
	if (count <= OPERAND_FOLDER) {
		return zr_error_set(error, ZR_E_INVALID, "what, and which folder? see --help");
	}
	wish->folder.path = words[OPERAND_FOLDER];
	for (size_t i = 0; i < sizeof VERBS / sizeof VERBS[0]; i++) {
		if (strcmp(words[OPERAND_VERB], VERBS[i].name) != 0) {
			continue;
		}
		wish->verb = VERBS[i].verb;
		int operands = count - OPERAND_FIRST;
		if (operands < VERBS[i].operand_min ||
			(VERBS[i].operand_max >= 0 && operands > VERBS[i].operand_max)) {
			return zr_error_set(error, ZR_E_INVALID,
				"%s: too few words or too many; see --help", VERBS[i].name);
		}
		return take_operands(wish, words + OPERAND_FIRST, (size_t)operands, error);
	}
	return zr_error_set(
		error, ZR_E_INVALID, "there is no zarya-keys %.80s; see --help", words[0]);
}

static int take_number(const char *text, uint32_t *ret_number, struct zr_error *error)
{
	char *end = NULL;
	unsigned long number = strtoul(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end != '\0' || number > UINT32_MAX) {
		return zr_error_set(error, ZR_E_INVALID, "%.80s is no number", text);
	}
	*ret_number = (uint32_t)number;
	return 0;
}

int zr_keys_options_parse(
	int argc, char **argv, struct zr_keys_options *ret_options, struct zr_error *error)
{
	assert(argc > 0 && argv != NULL && ret_options != NULL);
	static const struct option table[] = {{"name", required_argument, NULL, 'n'},
		{"passphrase-file", required_argument, NULL, 'p'},
		{"to", required_argument, NULL, 't'}, {"output", required_argument, NULL, 'o'},
		{"handover", required_argument, NULL, 'h'}, {"help", no_argument, NULL, '?'},
		{NULL, 0, NULL, 0}};
	struct zr_keys_options wish = {0};
	bool is_help = false;
	int code = 0;
	int option = 0;
	optind = 0;
	while (code == 0 && (option = getopt_long(argc, argv, "", table, NULL)) != -1) {
		is_help |= option == '?';
		wish.owner_name = option == 'n' ? optarg : wish.owner_name;
		wish.folder.passphrase_file = option == 'p' ? optarg : wish.folder.passphrase_file;
		wish.taker_chain = option == 't' ? optarg : wish.taker_chain;
		wish.output = option == 'o' ? optarg : wish.output;
		code = option == 'h' ? take_number(optarg, &wish.gift.handover, error) : 0;
	}
	if (code == 0 && !is_help) {
		code = take_words(&wish, argv + optind, argc - optind, error);
	}
	if (code == 0) {
		*ret_options = wish;
	}
	return code;
}
