/*
 * zarya-updater: a release out of a folder into the other slot (install.h). A folder is all it
 * knows: the agent fills one over the network, a stick is one. With --request it does what a file
 * asks, once, and reports in another (report_file.h).
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "tablet/update/install.h"
#include "tablet/update/report_file.h"
#include "tablet/update/whole_io.h"

struct options {
	struct zr_install install;
	const char *slot_file;
	const char *request;
	const char *report;
};

static void tell(void *user, const char *step, const struct zr_manifest *manifest)
{
	(void)printf("%s %u\n", step, manifest->number);
	(void)fflush(stdout);
}

static void complain(void *user, const char *sentence)
{
	(void)fprintf(stderr, "zarya-updater: the whole image instead: %s\n", sentence);
}

static int usage(void)
{
	(void)fputs(
		"usage: zarya-updater --from FOLDER --slots FOLDER --running a|b|FILE --work "
		"FOLDER\n"
		"                     --belief FILE --chain FILE --board NAME --remake PROGRAM\n"
		"                     [--remake-user NAME] [--request FILE --report FILE]\n",
		stderr);
	return 2;
}

static enum zr_slot_index parse_slot(const char *text)
{
	if (strcmp(text, "a") == 0 || strcmp(text, "a\n") == 0) {
		return ZR_SLOT_A;
	}
	return strcmp(text, "b") == 0 || strcmp(text, "b\n") == 0 ? ZR_SLOT_B : ZR_SLOT_NONE;
}

/* The letter itself, or a file with it, as /init leaves one. */
static enum zr_slot_index find_slot(const char *text)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer letter = {0};
	enum zr_slot_index slot = parse_slot(text);
	if (slot == ZR_SLOT_NONE && zr_whole_io_read_small(text, 2, &letter, NULL) == 0) {
		slot = parse_slot(letter.data);
	}
	return slot;
}

/* False when an option is not known. */
static bool parse(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{"from", required_argument, NULL, 'f'},
		{"slots", required_argument, NULL, 's'},
		{"running", required_argument, NULL, 'r'},
		{"work", required_argument, NULL, 'w'},
		{"belief", required_argument, NULL, 'b'},
		{"chain", required_argument, NULL, 'c'},
		{"board", required_argument, NULL, 'o'},
		{"remake", required_argument, NULL, 'm'},
		{"remake-user", required_argument, NULL, 'u'},
		{"request", required_argument, NULL, 'q'},
		{"report", required_argument, NULL, 'p'},
		{0},
	};
	struct zr_install *install = &options->install;
	const char **texts['z' + 1] = {['f'] = &install->folder,
		['s'] = &install->slots.folder,
		['r'] = &options->slot_file,
		['w'] = &install->work,
		['b'] = &install->belief,
		['c'] = &install->chain,
		['o'] = &install->board,
		['m'] = &install->remake,
		['u'] = &install->remake_user,
		['q'] = &options->request,
		['p'] = &options->report};
	for (int name = getopt_long(argc, argv, "", names, NULL); name != -1;
		name = getopt_long(argc, argv, "", names, NULL)) {
		if (name == '?') {
			return false;
		}
		*texts[name] = optarg;
	}
	if (options->slot_file != NULL) {
		install->slots.running = find_slot(options->slot_file);
	}
	return optind == argc && install->folder != NULL && install->slots.folder != NULL &&
	       install->work != NULL && install->belief != NULL && install->chain != NULL &&
	       install->board != NULL && install->remake != NULL &&
	       install->slots.running != ZR_SLOT_NONE &&
	       (options->request == NULL) == (options->report == NULL);
}

int main(int argc, char **argv)
{
	struct options options = {
		.install = {.slots.running = ZR_SLOT_NONE, .tell = tell, .complain = complain}};
	if (!parse(argc, argv, &options)) {
		return usage();
	}
	uint32_t number = 0;
	struct zr_error error = {0};
	(void)umask(0022);
	int code = options.request != NULL ? zr_report_file_serve(&options.install, options.request,
						     options.report, &error)
					   : zr_install_run(&options.install, &number, &error);
	if (code != 0) {
		(void)fprintf(stderr, "zarya-updater: %s\n", error.message);
		return 1;
	}
	return 0;
}
