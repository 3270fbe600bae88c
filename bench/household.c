/*
 * What an answer costs in a household of 10 to 120 persons with 40 questions each and totals over
 * all: CPU time and nodes that expressions looked at.
 *
 *	household [PICTURE]   prints the table; writes it as an SVG picture, too
 *
 * Every question of the first, middle and last person is answered ROUNDS times with another value;
 * the time of a question is the median of its rounds, in one run. Neither passes nor fails:
 * test/unit/form/test_recalc.c holds the counts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/base/cleanup.h"
#include "lib/form/session/working.h"
#include "test/conformance/household_form.h"

enum {
	ROUNDS = 5,
	SAMPLES = 3,
	TIMES = SAMPLES * HOUSEHOLD_QUESTIONS
};

static const size_t sizes[] = {10, 20, 40, 60, 120};

enum {
	SIZES = sizeof sizes / sizeof *sizes
};

struct row {
	size_t persons;
	double median_us;
	double p95_us;
	double slowest_us;
	double slowest_nodes;
	char slowest[16];
};

static double cpu_us(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x > y) - (x < y);
}

/* The median time of one question's rounds; the most nodes of one go to *ret_nodes. */
static double time_question(
	struct zr_session *session, size_t person, size_t question, double *ret_nodes)
{
	double times[ROUNDS];
	*ret_nodes = 0;
	for (size_t round = 0; round < ROUNDS; round++) {
		char value[64];
		struct zr_item item;
		enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
		struct zr_error error = {0};
		household_form_value(person, question, round + 1, value, sizeof value);
		if (household_form_find(session, person, question, &item) < 0) {
			abort();
		}
		uint64_t visited = session->visited;
		double start = cpu_us();
		int code = zr_session_answer(session, &item, value, &verdict, &error);
		times[round] = cpu_us() - start;
		double nodes = (double)(session->visited - visited);
		*ret_nodes = nodes > *ret_nodes ? nodes : *ret_nodes;
		if (code < 0 || verdict != ZR_VERDICT_ACCEPTED) {
			(void)fprintf(stderr, "%s: %s\n", item.control->reference, error.message);
			exit(1);
		}
	}
	qsort(times, ROUNDS, sizeof times[0], by_size);
	return times[ROUNDS / 2];
}

static struct row measure(const struct zr_form *form, size_t persons)
{
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	struct zr_error error = {0};
	const struct zr_session_env env = {
		.now_us = INT64_C(1768478400000000), .time_zone = "Europe/Moscow", .seed = 1};
	if (zr_session_new(form, &env, &session, &error) < 0 ||
		household_form_fill(session, persons, &error) < 0) {
		(void)fprintf(stderr, "%s: %s\n", error.where, error.message);
		exit(1);
	}
	struct row row = {.persons = persons};
	double times[TIMES];
	const size_t samples[SAMPLES] = {1, persons / 2, persons};
	for (size_t i = 0; i < TIMES; i++) {
		size_t question = i % HOUSEHOLD_QUESTIONS;
		double nodes = 0;
		times[i] =
			time_question(session, samples[i / HOUSEHOLD_QUESTIONS], question, &nodes);
		if (times[i] > row.slowest_us) {
			char name[16];
			row.slowest_us = times[i];
			(void)snprintf(row.slowest, sizeof row.slowest, "%s",
				household_form_question(question, name, sizeof name));
		}
		row.slowest_nodes = nodes > row.slowest_nodes ? nodes : row.slowest_nodes;
	}
	qsort(times, TIMES, sizeof times[0], by_size);
	row.median_us = times[TIMES / 2];
	row.p95_us = times[TIMES * 95 / 100];
	return row;
}

/* ---- the picture ---- */

enum {
	LEFT = 70,
	TOP = 50,
	WIDTH = 560,
	HEIGHT = 280
};

static double x_of(double persons)
{
	return LEFT + persons / 120 * WIDTH;
}

static double y_of(double us, double most)
{
	return TOP + HEIGHT - us / most * HEIGHT;
}

/* A figure of the table as it is drawn. */
struct line {
	size_t offset; /* of the figure in struct row: a double, in us */
	const char *colour;
	const char *name;
};

static double figure_of(const struct row *row, const struct line *line)
{
	return *(const double *)((const char *)row + line->offset);
}

static void draw_line(FILE *out, const struct row *rows, double most, const struct line *line)
{
	(void)fprintf(
		out, "<polyline fill='none' stroke='%s' stroke-width='2.5' points='", line->colour);
	for (size_t i = 0; i < SIZES; i++) {
		(void)fprintf(out, "%.1f,%.1f ", x_of((double)rows[i].persons),
			y_of(figure_of(&rows[i], line), most));
	}
	(void)fprintf(out, "'/>\n");
	for (size_t i = 0; i < SIZES; i++) {
		(void)fprintf(out, "<circle cx='%.1f' cy='%.1f' r='4' fill='%s'/>\n",
			x_of((double)rows[i].persons), y_of(figure_of(&rows[i], line), most),
			line->colour);
	}
	(void)fprintf(out, "<text x='%d' y='%.1f' fill='%s'>%s</text>\n", LEFT + WIDTH + 10,
		y_of(figure_of(&rows[SIZES - 1], line), most) + 5, line->colour, line->name);
}

static void draw_axes(FILE *out, double most)
{
	(void)fprintf(out,
		"<text x='%d' y='24' font-size='17'>CPU time of one answer in a household: 40 "
		"questions a person, totals over all</text>\n",
		LEFT);
	for (int i = 0; i <= 5; i++) {
		double us = most / 5 * i;
		(void)fprintf(out,
			"<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' stroke='#d5d9de'/>\n"
			"<text x='%d' y='%.1f' text-anchor='end'>%.0f µs</text>\n",
			LEFT, LEFT + WIDTH, y_of(us, most), y_of(us, most), LEFT - 8,
			y_of(us, most) + 5, us);
	}
	for (size_t i = 0; i < SIZES; i++) {
		(void)fprintf(out, "<text x='%.1f' y='%d' text-anchor='middle'>%zu</text>\n",
			x_of((double)sizes[i]), TOP + HEIGHT + 22, sizes[i]);
	}
	(void)fprintf(out, "<text x='%d' y='%d' text-anchor='middle'>persons</text>\n",
		LEFT + WIDTH / 2, TOP + HEIGHT + 46);
}

static int draw(const char *path, const struct row *rows)
{
	FILE *out = fopen(path, "we");
	if (out == NULL) {
		perror(path);
		return 1;
	}
	double most = 50;
	while (most < rows[SIZES - 1].slowest_us || most < rows[1].slowest_us * 6) {
		most += 50;
	}
	(void)fprintf(out,
		"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 800 400' width='800' "
		"height='400' font-family='PT Sans, sans-serif' font-size='14' fill='#1b2733'>\n"
		"<rect width='800' height='400' fill='#f7f8fa'/>\n");
	draw_axes(out, most);
	(void)fprintf(out,
		"<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='#8a94a0' "
		"stroke-dasharray='6 5'/>\n<text x='%.1f' y='%.1f' fill='#5b6672' "
		"text-anchor='end'>in proportion to 20 persons</text>\n",
		x_of(0), y_of(0, most), x_of(120), y_of(rows[1].slowest_us * 6, most), x_of(84),
		y_of(rows[1].slowest_us * 4.2, most) - 10);
	static const struct line lines[] = {
		{offsetof(struct row, slowest_us), "#c2410c", "slowest"},
		{offsetof(struct row, p95_us), "#35506b", "95 %"},
		{offsetof(struct row, median_us), "#2e7d32", "median"},
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		draw_line(out, rows, most, &lines[i]);
	}
	(void)fprintf(out, "</svg>\n");
	return fclose(out) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	struct zr_error error = {0};
	struct row rows[SIZES];
	if (household_form_write(&xml) != 0 ||
		zr_form_load(xml.data, xml.bytes, NULL, &form, &error) < 0) {
		(void)fprintf(stderr, "%s: %s\n", error.where, error.message);
		return 1;
	}
	printf("persons | answer median / p95 / slowest us | nodes looked at, most | slowest us a "
	       "person\n");
	for (size_t i = 0; i < SIZES; i++) {
		rows[i] = measure(form, sizes[i]);
		printf("%7zu | %5.1f / %5.1f / %5.1f (%s) | %.0f | %.2f\n", rows[i].persons,
			rows[i].median_us, rows[i].p95_us, rows[i].slowest_us, rows[i].slowest,
			rows[i].slowest_nodes, rows[i].slowest_us / (double)rows[i].persons);
	}
	return argc > 1 ? draw(argv[1], rows) : 0;
}
