/* zarya-sim: many simulated tablets against a real hub. Reads its options and runs the swarm. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/event/log.h"
#include "test/load/swarm.h"

static const char usage[] =
	"Usage: zarya-sim --data DIR --codes FILE [--records N] [--rate N] [--seed N]\n"
	"                 [--manifest FILE] [--timeout S] [--paced] [--progress]\n"
	"\n"
	"Simulated tablets in one process: as many as FILE has lines, an enrolment code each. "
	"They\n"
	"are real agents with invented interviews. Ends with 0 when the hub's receipt for every\n"
	"record is stored.\n"
	"\n"
	"  --data DIR       their folders; started again with the same ones, they go on\n"
	"  --records N      of each tablet (default 100)\n"
	"  --rate N         interviews finished per second, in all (default 100)\n"
	"  --seed N         of what is in the records (default 1)\n"
	"  --manifest FILE  written at the end: record, tablet, sequence, SHA-256 of the XML\n"
	"  --paced          standard input gives numbers, one a line, each larger than the last:\n"
	"                   finish no more records in all than that\n"
	"  --progress       a line whenever receipts came\n"
	"  --timeout S      gives up after so many seconds (default 600)\n";

enum option_name {
	OPTION_DATA = 1,
	OPTION_CODES,
	OPTION_RECORDS,
	OPTION_RATE,
	OPTION_SEED,
	OPTION_MANIFEST,
	OPTION_TIMEOUT,
	OPTION_PACED,
	OPTION_PROGRESS,
	OPTION_HELP,
};

static const struct option names[] = {
	{"data", required_argument, NULL, OPTION_DATA},
	{"codes", required_argument, NULL, OPTION_CODES},
	{"records", required_argument, NULL, OPTION_RECORDS},
	{"rate", required_argument, NULL, OPTION_RATE},
	{"seed", required_argument, NULL, OPTION_SEED},
	{"manifest", required_argument, NULL, OPTION_MANIFEST},
	{"timeout", required_argument, NULL, OPTION_TIMEOUT},
	{"paced", no_argument, NULL, OPTION_PACED},
	{"progress", no_argument, NULL, OPTION_PROGRESS},
	{"help", no_argument, NULL, OPTION_HELP},
	{0},
};

static int refuse(const char *sentence)
{
	(void)fprintf(stderr, "zarya-sim: %s; see zarya-sim --help\n", sentence);
	return 2;
}

static uint64_t number(const char *text, uint64_t most, bool *is_good)
{
	char *end = NULL;
	unsigned long long value = strtoull(text, &end, 10);
	if (end == text || *end != '\0' || value > most) {
		*is_good = false;
	}
	return value;
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct zr_swarm_options *options)
{
	int name = 0;
	bool is_good = true;
	while ((name = getopt_long(argc, argv, "", names, NULL)) >= 0) {
		switch (name) {
		case OPTION_DATA:
			options->data = optarg;
			break;
		case OPTION_CODES:
			options->codes = optarg;
			break;
		case OPTION_RECORDS:
			options->record_count = number(optarg, ZR_OUTBOX_COUNT_MAX, &is_good);
			break;
		case OPTION_RATE:
			options->rate = number(optarg, 1000000, &is_good);
			break;
		case OPTION_SEED:
			options->seed = number(optarg, UINT64_MAX, &is_good);
			break;
		case OPTION_MANIFEST:
			options->manifest = optarg;
			break;
		case OPTION_TIMEOUT:
			options->timeout_us = (int64_t)number(optarg, 86400, &is_good) * 1000000;
			break;
		case OPTION_PACED:
			options->is_paced = true;
			break;
		case OPTION_PROGRESS:
			options->is_talkative = true;
			break;
		case OPTION_HELP:
			(void)fputs(usage, stdout);
			return 0;
		default:
			return refuse("an option is not known");
		}
	}
	if (!is_good || options->rate == 0) {
		return refuse("a number is not one, or too large");
	}
	if (options->data == NULL || options->codes == NULL || optind != argc) {
		return refuse("--data and --codes are needed, and nothing else but options");
	}
	return -1;
}

int main(int argc, char **argv)
{
	struct zr_swarm_options options = {
		.record_count = 100, .rate = 100, .seed = 1, .timeout_us = 600LL * 1000000};
	zr_log_set_level(ZR_LOG_LEVEL_ERROR);
	int status = parse(argc, argv, &options);
	if (status >= 0) {
		return status;
	}
	struct zr_swarm swarm;
	struct zr_error error = {0};
	int result = zr_swarm_init(&swarm, &options, &error);
	if (result == 0) {
		result = zr_swarm_run(&swarm, &error);
	}
	zr_swarm_finish(&swarm);
	if (result != 0) {
		(void)fprintf(stderr, "zarya-sim: %s\n", error.message);
		return 1;
	}
	return 0;
}
