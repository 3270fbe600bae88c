/*
 * What the questionnaire engine costs on real forms, beside its peers.
 *
 *	form [--no-peer] [SHARED]   from the project's folder; SHARED is ../shared/conformance
 *
 * CPU time; every figure is the median of five processes in this run. Each engine does the same
 * steps: what the recorded interview (policy "yes") had accepted; in nigeria_wards_internal, whose
 * recording has five answers, 180 answers that go through its lists. An answer counts the making of
 * its list of choices. The ODK web engine runs here (bench/peer) when node is there; JavaRosa's
 * warm figures are those of SHARED/peers.md. At the end, a list of 100,000 rows.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/measure.h"
#include "lib/base/cleanup.h"
#include "lib/form/session/working.h"
#include "test/conformance/recording.h"

enum {
	ANSWERS_MAX = 4096,
	ROUNDS = 60,     /* through the lists of nigeria_wards_internal */
	ROWS = 100000,   /* of the long list */
	FILTERED = 1000, /* answers over it */
};

static const char peer_folder[] = "bench/peer";

static const struct {
	const char *title; /* as in peers.md */
	const char *recording;
	bool is_short; /* the recording has too few answers */
} forms[] = {
	{"whova_form",
		"getodk__javarosa__src__test__resources__smoketests__whova_form.xml.yes.json",
		false},
	{"bohemia smallcensusb",
		"databrew__bohemia__forms__smallcensusb__smallcensusb.xml.yes.json", false},
	{"bohemia census", "databrew__bohemia__forms__census__census.xml.yes.json", false},
	{"nigeria_wards_internal",
		"getodk__javarosa__src__jmh__resources__nigeria_wards_internal_2ndry_instance.xml."
		"yes.json",
		true},
};

/* One form's interview. */
struct job {
	char form_path[4096];
	char steps_path[64]; /* for the peer */
	struct json_object *recording;
	struct json_object *steps; /* owned by recording */
};

/* ---- our engine ---- */

/* The time of one answer with its list; negative when it was not taken. */
static double time_answer(struct zr_session *session, const struct zr_item *item, const char *value)
{
	const struct zr_choice *choices = NULL;
	size_t count = 0;
	enum zr_verdict verdict = ZR_VERDICT_ACCEPTED;
	double start = measure_cpu_us();
	int code = zr_session_choices(session, item, &choices, &count, NULL);
	if (code == 0) {
		code = zr_session_answer(session, item, value, &verdict, NULL);
	}
	double taken = measure_cpu_us() - start;
	return code == 0 && verdict == ZR_VERDICT_ACCEPTED ? taken : -1;
}

static double take_step(struct zr_session *session, struct json_object *step, bool *ret_is_answer)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fault = {0};
	struct zr_item item;
	*ret_is_answer = strcmp(recording_text(step, "op"), "answer") == 0;
	if (!*ret_is_answer) {
		return recording_step(session, step, &fault) == 0 ? 0 : -1;
	}
	if (zr_session_find(session, recording_text(step, "ref"), &item) < 0) {
		/* Walking there may let a repeat grow. */
		for (item = zr_session_start(session); item.kind != ZR_ITEM_END;) {
			item = zr_session_next(session, &item);
		}
		if (zr_session_find(session, recording_text(step, "ref"), &item) < 0) {
			return -1;
		}
	}
	return time_answer(session, &item, recording_text(step, "value"));
}

static int load(const char *path, struct zr_form **ret_form)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_error error = {0};
	if (recording_read_file(path, &xml) < 0 ||
		recording_load_form(path, &xml, ret_form, &error) < 0) {
		(void)fprintf(stderr, "%s: %s: %s\n", path, error.where, error.message);
		return 1;
	}
	return 0;
}

/* In a process of its own: prints struct figures. */
static int run_job(void *user)
{
	const struct job *job = user;
	static double times[ANSWERS_MAX];
	struct figures figures = {0};
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	double start = measure_cpu_us();
	if (load(job->form_path, &form) != 0) {
		return 1;
	}
	double loaded = measure_cpu_us();
	if (recording_begin(form, job->recording, &session, NULL) < 0) {
		return 1;
	}
	const struct zr_item begin = zr_session_start(session);
	(void)zr_session_next(session, &begin);
	figures.parse_ms = (loaded - start) / 1e3;
	figures.first_ms = (measure_cpu_us() - loaded) / 1e3;
	size_t count = 0;
	for (size_t i = 0; i < json_object_array_length(job->steps) && count < ANSWERS_MAX; i++) {
		bool is_answer = false;
		double taken =
			take_step(session, json_object_array_get_idx(job->steps, i), &is_answer);
		figures.failed += taken < 0;
		if (is_answer && taken >= 0) {
			figures.interview_ms += taken / 1e3;
			times[count++] = taken;
		}
	}
	measure_sort(times, count);
	printf("%.3f %.3f %.3f %.2f %.2f %.2f %zu %.0f\n", figures.parse_ms, figures.first_ms,
		figures.interview_ms, count > 0 ? times[count / 2] : 0,
		count > 0 ? times[count * 95 / 100] : 0, measure_peak_mib(), count, figures.failed);
	return 0;
}

/* ---- the steps ---- */

/* What the recording had accepted. */
static struct json_object *accepted_steps(struct json_object *recording)
{
	struct json_object *all = json_object_object_get(recording, "steps");
	struct json_object *steps = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(all); i++) {
		struct json_object *step = json_object_array_get_idx(all, i);
		bool is_answer = strcmp(recording_text(step, "op"), "answer") == 0;
		if (!is_answer || strcmp(recording_text(step, "result"), "ok") == 0) {
			json_object_array_add(steps, json_object_get(step));
		}
	}
	return steps;
}

static void add_step(struct json_object *steps, const char *reference, const char *value)
{
	struct json_object *step = json_object_new_object();
	json_object_object_add(step, "op", json_object_new_string("answer"));
	json_object_object_add(step, "ref", json_object_new_string(reference));
	json_object_object_add(step, "value", json_object_new_string(value));
	json_object_array_add(steps, step);
}

/* Goes through the form's lists: in round n each takes its n-th choice. */
static struct json_object *varied_steps(const struct job *job)
{
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	struct json_object *steps = json_object_new_array();
	if (load(job->form_path, &form) != 0 ||
		recording_begin(form, job->recording, &session, NULL) < 0) {
		return steps;
	}
	for (size_t round = 0; round < ROUNDS; round++) {
		struct zr_item item = zr_session_start(session);
		while (item.kind != ZR_ITEM_END) {
			const struct zr_choice *choices = NULL;
			size_t count = 0;
			item = zr_session_next(session, &item);
			bool is_list = item.kind == ZR_ITEM_QUESTION &&
				       item.control->kind == ZR_CONTROL_SELECT_ONE;
			if (!is_list ||
				zr_session_choices(session, &item, &choices, &count, NULL) < 0 ||
				count == 0) {
				continue;
			}
			add_step(steps, item.control->reference, choices[round * 7 % count].value);
			(void)time_answer(session, &item, choices[round * 7 % count].value);
		}
	}
	return steps;
}

static bool begin_job(const char *shared, size_t form, struct job *ret_job)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/interviews/%s", shared, forms[form].recording);
	*ret_job = (struct job){.recording = json_object_from_file(path)};
	if (ret_job->recording == NULL) {
		return false;
	}
	(void)snprintf(ret_job->form_path, sizeof ret_job->form_path, "%s/%s", shared,
		recording_text(ret_job->recording, "form"));
	ret_job->steps =
		forms[form].is_short ? varied_steps(ret_job) : accepted_steps(ret_job->recording);
	(void)snprintf(ret_job->steps_path, sizeof ret_job->steps_path, "/tmp/zarya-steps-XXXXXX");
	int file = mkstemp(ret_job->steps_path);
	if (file < 0) {
		return false;
	}
	(void)close(file);
	return json_object_to_file(ret_job->steps_path, ret_job->steps) == 0;
}

static void end_job(struct job *job)
{
	json_object_put(job->steps);
	json_object_put(job->recording);
	(void)unlink(job->steps_path);
}

/* ---- the table ---- */

static void print_row(const char *engine, const struct figures *figures)
{
	printf("  %-22s %8.1f %8.2f %9.1f %9.1f / %8.1f %6.0f", engine, figures->parse_ms,
		figures->first_ms, figures->interview_ms, figures->median_us, figures->p95_us,
		figures->peak_mib);
	if (figures->answers > 0) {
		printf("  %.0f answers", figures->answers);
	}
	printf(figures->failed > 0 ? ", %.0f steps not taken\n" : "\n", figures->failed);
}

static void print_ratio(const char *engine, const struct figures *peer, const struct figures *ours)
{
	double peer_load = peer->parse_ms + peer->first_ms;
	double our_load = ours->parse_ms + ours->first_ms;
	printf("  %-22s to the first question %.1f times faster, an answer's 95 %% %.1f times, "
	       "memory %.0f times less\n",
		engine, peer_load / our_load, peer->p95_us / ours->p95_us,
		peer->peak_mib / ours->peak_mib);
}

static void measure_form(const char *shared, size_t form, bool has_peer)
{
	struct job job = {0};
	struct figures ours = {0};
	struct figures java = {0};
	struct figures web = {0};
	printf("%s\n", forms[form].title);
	if (!begin_job(shared, form, &job) || !measure_medians(run_job, &job, &ours)) {
		printf("  not measured: no recording, or it failed\n");
		end_job(&job);
		return;
	}
	print_row("Zarya", &ours);
	bool has_java = peers_recorded(shared, forms[form].title, "JavaRosa warm", &java);
	if (has_java) {
		print_row("JavaRosa warm*", &java);
	}
	struct peers_run peer = {peer_folder, job.form_path, job.steps_path};
	bool is_run = has_peer && measure_medians(peers_run, &peer, &web);
	bool has_web = is_run || peers_recorded(shared, forms[form].title, "web engine", &web);
	if (has_web) {
		print_row(is_run ? "web engine" : "web engine*", &web);
	}
	if (has_java) {
		print_ratio("than JavaRosa warm*:", &java, &ours);
	}
	if (has_web) {
		print_ratio(is_run ? "than the web engine:" : "than the web engine*:", &web, &ours);
	}
	end_job(&job);
}

/* ---- the long list ---- */

static int write_list(
	void *user, const char *uri, struct zr_buffer *ret_bytes, struct zr_error *error)
{
	(void)user;
	(void)uri;
	(void)error;
	int code = zr_buffer_add_text(ret_bytes, "name,label,ward\n");
	for (int i = 0; i < ROWS && code == 0; i++) {
		code = zr_buffer_add_format(ret_bytes, "v%d,Village %d,%d\n", i, i, i % FILTERED);
	}
	return code;
}

static const char long_form[] =
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml'>"
	"<h:head><model><instance><data id='l'><ward/><village/></data></instance>"
	"<instance id='villages' src='jr://file-csv/villages.csv'/>"
	"<bind nodeset='/data/ward' type='int'/></model></h:head><h:body>"
	"<input ref='/data/ward'/><select1 ref='/data/village'>"
	"<itemset nodeset=\"instance('villages')/root/item[ward = /data/ward]\">"
	"<value ref='name'/><label ref='label'/></itemset></select1></h:body></h:html>";

static int run_long_list(void *user)
{
	(void)user;
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	const struct zr_form_loader loader = {.read = write_list};
	const struct zr_session_env env = {.now_us = 1, .seed = 1};
	struct zr_item ward;
	struct zr_item village;
	static double times[FILTERED];
	double start = measure_cpu_us();
	if (zr_form_load(long_form, sizeof long_form - 1, &loader, &form, NULL) < 0 ||
		zr_session_new(form, &env, &session, NULL) < 0 ||
		zr_session_find(session, "/data/ward", &ward) < 0 ||
		zr_session_find(session, "/data/village", &village) < 0) {
		return 1;
	}
	double loaded = measure_cpu_us();
	uint64_t visited = session->visited;
	for (int i = 0; i < FILTERED; i++) {
		char value[16];
		const struct zr_choice *choices = NULL;
		size_t count = 0;
		(void)snprintf(value, sizeof value, "%d", i);
		double before = measure_cpu_us();
		if (time_answer(session, &ward, value) < 0 ||
			zr_session_choices(session, &village, &choices, &count, NULL) < 0 ||
			count != ROWS / FILTERED) {
			return 1;
		}
		times[i] = measure_cpu_us() - before;
	}
	measure_sort(times, FILTERED);
	printf("%.2f 0 0 %.2f %.2f %.2f %d %.0f\n", (loaded - start) / 1e3, times[FILTERED / 2],
		times[FILTERED * 95 / 100], measure_peak_mib(), FILTERED,
		(double)(session->visited - visited) / FILTERED);
	return 0;
}

static void measure_long_list(void)
{
	struct figures figures = {0};
	if (measure_medians(run_long_list, NULL, &figures)) {
		printf("a list of %d rows, filtered to %d\n  load %.0f ms; answer and the %d "
		       "choices median / 95 %%: %.0f / %.0f us, %.0f nodes looked at; %.0f MiB\n",
			ROWS, ROWS / FILTERED, figures.parse_ms, ROWS / FILTERED, figures.median_us,
			figures.p95_us, figures.failed, figures.peak_mib);
	}
}

int main(int argc, char **argv)
{
	bool wants_peer = !(argc > 1 && strcmp(argv[1], "--no-peer") == 0);
	int first = wants_peer ? 1 : 2;
	const char *shared = argc > first ? argv[first] : "../shared/conformance";
	bool has_peer = wants_peer && peers_prepare(peer_folder);
	printf("  %-22s %8s %8s %9s %9s / %8s %6s\n", "engine (* as recorded)", "parse ms",
		"first ms", "all ms", "answer us", "95 % us", "MiB");
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		measure_form(shared, i, has_peer);
	}
	measure_long_list();
	return 0;
}
