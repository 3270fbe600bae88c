/*
 * What the programs of bench/ share: the clock, medians, a measurement in a process of its own, and
 * the peers of the questionnaire engine.
 */
#ifndef ZR_BENCH_MEASURE_H
#define ZR_BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>

enum {
	MEASURE_RUNS = 5,
	MEASURE_FIGURES = 8
};

/* What is measured of one engine on one form, in the order of the table. */
struct figures {
	double parse_ms;
	double first_ms; /* the first instance */
	double interview_ms;
	double median_us; /* of an answer */
	double p95_us;
	double peak_mib;
	double answers;
	double failed; /* steps that the engine could not take */
};

double measure_cpu_us(void);
double measure_peak_mib(void);
void measure_sort(double *values, size_t count);

/* The medians of each figure over MEASURE_RUNS processes, each running work and writing its figures
 * as one line to its standard output. false when one failed. */
bool measure_medians(int (*work)(void *user), void *user, struct figures *ret_medians);

/* ---- peers.c ---- */

/* JavaRosa's warm figures, or the web engine's, as recorded for a form whose row begins with title.
 * false when there are none. */
bool peers_recorded(
	const char *shared, const char *title, const char *engine, struct figures *ret_figures);

/* Installs the web engine in folder when it is not there. false, with a line that says why, when it
 * cannot run here. */
bool peers_prepare(const char *folder);

/* Runs the web engine; prints its figures as a line. For measure_medians(). */
struct peers_run {
	const char *folder;
	const char *form;
	const char *steps;
};
int peers_run(void *user);

#endif
