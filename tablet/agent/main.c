/* zarya-agent: reads its options and runs the agent until it is told to end. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/event/log.h"
#include "lib/local/local.h"
#include "tablet/agent/core/agent.h"

#define ENROL_FILE "/sys/firmware/qemu_fw_cfg/by_name/opt/org.zarya/enrol/raw"

enum {
	POLL_MS_MIN = 100,
	POLL_MS_MAX = 24 * 3600 * 1000,
};

static const char usage[] =
	"Usage: zarya-agent --data DIR --forms DIR [--socket PATH] [--hub HOST[:PORT]]\n"
	"                   [--enrol-file PATH] [--hub-poll-ms N] [--set-clock] [--verbose]\n\n"
	"The tablet's service: keeps finished records sealed until the hub has signed for them.\n\n"
	"  --data DIR         its own folder (mode 0700): keys and outbox.db\n"
	"  --forms DIR        where questionnaires are unpacked: DIR/<form id>/<version>/\n"
	"  --socket PATH      where local programs connect (default " ZR_LOCAL_SOCKET ")\n"
	"  --hub HOST[:PORT]  the hub that this tablet is for: an enrolment code need not name it\n"
	"  --enrol-file PATH  may hold an enrolment code, tried until the hub refuses it\n"
	"                     (default " ENROL_FILE ")\n"
	"  --hub-poll-ms N    mean pause between exchanges when nothing waits (else the hub's to "
	"say)\n"
	"  --set-clock        set the machine's clock by the hub's (needs CAP_SYS_TIME)\n"
	"  --verbose          log more; --help, --version\n\n"
	"Tells systemd READY=1 when the socket is there, serves its watchdog, ends on SIGTERM.\n";

enum option_name {
	OPTION_DATA = 1,
	OPTION_FORMS,
	OPTION_SOCKET,
	OPTION_HUB,
	OPTION_ENROL_FILE,
	OPTION_HUB_POLL_MS,
	OPTION_SET_CLOCK,
	OPTION_VERBOSE,
	OPTION_HELP,
	OPTION_VERSION,
};

static const struct option names[] = {
	{"data", required_argument, NULL, OPTION_DATA},
	{"forms", required_argument, NULL, OPTION_FORMS},
	{"socket", required_argument, NULL, OPTION_SOCKET},
	{"hub", required_argument, NULL, OPTION_HUB},
	{"enrol-file", required_argument, NULL, OPTION_ENROL_FILE},
	{"hub-poll-ms", required_argument, NULL, OPTION_HUB_POLL_MS},
	{"set-clock", no_argument, NULL, OPTION_SET_CLOCK},
	{"verbose", no_argument, NULL, OPTION_VERBOSE},
	{"help", no_argument, NULL, OPTION_HELP},
	{"version", no_argument, NULL, OPTION_VERSION},
	{0},
};

static int refuse(const char *sentence)
{
	(void)fprintf(stderr, "zarya-agent: %s; see zarya-agent --help\n", sentence);
	return 2;
}

static int parse_poll(const char *text, int64_t *ret_poll_us)
{
	char *end = NULL;
	long value = strtol(text, &end, 10);
	if (end == text || *end != '\0' || value < POLL_MS_MIN || value > POLL_MS_MAX) {
		return refuse("--hub-poll-ms takes 100 to 86400000");
	}
	*ret_poll_us = (int64_t)value * 1000;
	return 0;
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct zr_agent_options *options)
{
	int name = 0;
	while ((name = getopt_long(argc, argv, "", names, NULL)) >= 0) {
		switch (name) {
		case OPTION_DATA:
			options->data = optarg;
			break;
		case OPTION_FORMS:
			options->forms = optarg;
			break;
		case OPTION_SOCKET:
			options->socket = optarg;
			break;
		case OPTION_HUB:
			options->hub = optarg;
			break;
		case OPTION_ENROL_FILE:
			options->enrol_file = optarg;
			break;
		case OPTION_HUB_POLL_MS:
			if (parse_poll(optarg, &options->poll_us) != 0) {
				return 2;
			}
			break;
		case OPTION_SET_CLOCK:
			options->may_set_clock = true;
			break;
		case OPTION_VERBOSE:
			zr_log_set_level(ZR_LOG_LEVEL_DEBUG);
			break;
		case OPTION_HELP:
			(void)fputs(usage, stdout);
			return 0;
		case OPTION_VERSION:
			(void)puts("zarya-agent " ZR_VERSION);
			return 0;
		default:
			return refuse("an option is not known");
		}
	}
	if (options->data == NULL || options->forms == NULL || optind != argc) {
		return refuse("--data and --forms are needed, and nothing else but options");
	}
	return -1;
}

int main(int argc, char **argv)
{
	struct zr_agent_options options = {.socket = ZR_LOCAL_SOCKET, .enrol_file = ENROL_FILE};
	int status = parse(argc, argv, &options);
	if (status >= 0) {
		return status;
	}
	/* What the agent makes is its own, unless it says otherwise. */
	(void)umask(0077);
	struct zr_agent agent;
	struct zr_error error = {0};
	int code = zr_agent_init(&agent, &options, &error);
	if (code == 0) {
		code = zr_agent_run(&agent, &error);
	}
	zr_agent_finish(&agent);
	if (code != 0) {
		(void)fprintf(stderr, "zarya-agent: %s\n", error.message); /* by hand */
		ZR_LOG(AGENT_FAILED, .error = code);
		return 1;
	}
	return 0;
}
