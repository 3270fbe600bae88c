/* hub-load: what `zarya bench hub` starts for each of its figures. Reads the options. */
#include <getopt.h>
#include <signal.h>
#include <sys/resource.h>

#include "bench/hub/errand.h"
#include "bench/hub/fleet_file.h"

static const struct option names[] = {
	{"port", required_argument, NULL, BENCH_PORT},
	{"ca", required_argument, NULL, BENCH_CA},
	{"fleet", required_argument, NULL, BENCH_FLEET},
	{"parcels", required_argument, NULL, BENCH_PARCELS},
	{"tablets", required_argument, NULL, BENCH_TABLETS},
	{"exchanges", required_argument, NULL, BENCH_EXCHANGES},
	{"records", required_argument, NULL, BENCH_RECORDS},
	{"hub", required_argument, NULL, BENCH_HUB},
	{"keeper", required_argument, NULL, BENCH_KEEPER},
	{"rate", required_argument, NULL, BENCH_RATE},
	{"connections", required_argument, NULL, BENCH_CONNECTIONS},
	{"store", required_argument, NULL, BENCH_STORE},
	{"batch", required_argument, NULL, BENCH_BATCH},
	{"epoch", required_argument, NULL, BENCH_EPOCH},
	{"warm", required_argument, NULL, BENCH_WARM},
	{0},
};

int main(int argc, char **argv)
{
	struct bench_wishes wishes = {0};
	struct rlimit limit;
	int name = 0;
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	(void)sigaction(SIGPIPE, &ignore, NULL);
	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		(void)setrlimit(RLIMIT_NOFILE, &limit);
	}
	while ((name = getopt_long(argc, argv, "", names, NULL)) > 0) {
		bench_need(name < BENCH_WISH_COUNT, bench_usage_text);
		wishes.values[name] = optarg;
	}
	bench_need(optind == argc - 1, bench_usage_text);
	bench_errand_run(argv[optind], &wishes);
	return 0;
}
