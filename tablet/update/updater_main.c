/*
 * zarya-updater: a release out of a folder into the other slot (install.h). A folder is all it
 * knows: the agent fills one over the network, a stick is one.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "tablet/update/install.h"

static void tell(void *user, const char *step, const struct zr_manifest *manifest)
{
	(void)printf("%s %u\n", step, manifest->number);
	(void)fflush(stdout);
}

static int usage(void)
{
	(void)fputs("usage: zarya-updater --from FOLDER --slots FOLDER --running a|b --work FOLDER "
		    "--belief FILE\n"
		    "                     --chain FILE --board NAME --remake PROGRAM\n",
		stderr);
	return 2;
}

static enum zr_slot_index parse_slot(const char *text)
{
	if (strcmp(text, "a") == 0) {
		return ZR_SLOT_A;
	}
	return strcmp(text, "b") == 0 ? ZR_SLOT_B : ZR_SLOT_NONE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"from", required_argument, NULL, 'f'},
		{"slots", required_argument, NULL, 's'},
		{"running", required_argument, NULL, 'r'},
		{"work", required_argument, NULL, 'w'},
		{"belief", required_argument, NULL, 'b'},
		{"chain", required_argument, NULL, 'c'},
		{"board", required_argument, NULL, 'o'},
		{"remake", required_argument, NULL, 'm'},
		{0},
	};
	struct zr_install install = {.running = ZR_SLOT_NONE, .tell = tell};
	const char **texts['z' + 1] = {['f'] = &install.folder,
		['s'] = &install.slots,
		['w'] = &install.work,
		['b'] = &install.belief,
		['c'] = &install.chain,
		['o'] = &install.board,
		['m'] = &install.remake};
	for (int name = getopt_long(argc, argv, "", options, NULL); name != -1;
		name = getopt_long(argc, argv, "", options, NULL)) {
		if (name == 'r') {
			install.running = parse_slot(optarg);
		} else if (name == '?') {
			return usage();
		} else {
			*texts[name] = optarg;
		}
	}
	bool is_whole = install.folder != NULL && install.slots != NULL && install.work != NULL &&
			install.belief != NULL && install.chain != NULL && install.board != NULL &&
			install.remake != NULL;
	if (!is_whole || install.running == ZR_SLOT_NONE || optind != argc) {
		return usage();
	}
	uint32_t number = 0;
	struct zr_error error = {0};
	if (zr_install_run(&install, &number, &error) != 0) {
		(void)fprintf(stderr, "zarya-updater: %s\n", error.message);
		return 1;
	}
	return 0;
}
