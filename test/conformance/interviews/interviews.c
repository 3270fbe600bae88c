/*
 * Runs the recorded interviews of ../shared/conformance/interviews and compares every final state
 * that both reference engines agree on: value, relevance, required, readonly.
 *
 *	interviews FOLDER LEAST [NAME]   fails when fewer than LEAST interviews pass; with NAME (a
 *	                                 part of a file name) only those, and every difference
 *
 * Without the folder it says so and skips (exit 77).
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "test/conformance/recording.h"

struct tally {
	unsigned passed;
	unsigned failed;
	unsigned leaves;
	unsigned wrong_leaves;
	bool is_loud;
};

static bool is_true(struct json_object *object, const char *key)
{
	struct json_object *member = NULL;
	return json_object_object_get_ex(object, key, &member) && json_object_get_boolean(member);
}

static bool has_word(const char *words, const char *word, size_t bytes)
{
	while (*words != '\0') {
		size_t next = strcspn(words, " ");
		if (next == bytes && memcmp(words, word, bytes) == 0) {
			return true;
		}
		words += next + strspn(words + next, " ");
	}
	return false;
}

/* The same words in another order: Zarya keeps the order of the choice list (README there). */
static bool same_words(const char *ours, const char *theirs)
{
	if (strlen(ours) != strlen(theirs)) {
		return false;
	}
	while (*ours != '\0') {
		size_t bytes = strcspn(ours, " ");
		if (!has_word(theirs, ours, bytes)) {
			return false;
		}
		ours += bytes + strspn(ours + bytes, " ");
	}
	return true;
}

/* Equal as text, or as numbers to 1e-6, which is what the references agree on for distances. */
static bool same_value(const char *ours, const char *theirs)
{
	char *end_ours = NULL;
	char *end_theirs = NULL;
	if (strcmp(ours, theirs) == 0) {
		return true;
	}
	double a = strtod(ours, &end_ours);
	double b = strtod(theirs, &end_theirs);
	if (same_words(ours, theirs)) {
		return true;
	}
	return end_ours != ours && *end_ours == '\0' && end_theirs != theirs &&
	       *end_theirs == '\0' && fabs(a - b) <= 1e-6 * fmax(1, fabs(b));
}

static bool leaf_holds(
	struct zr_session *session, struct json_object *leaf, const struct tally *tally)
{
	struct zr_item item;
	const char *reference = recording_text(leaf, "ref");
	if (is_true(leaf, "volatile")) {
		return true;
	}
	if (zr_session_find(session, reference, &item) < 0) {
		if (tally->is_loud) {
			printf("    %s: not there\n", reference);
		}
		return false;
	}
	bool is_relevant = zr_item_is_relevant(&item);
	bool holds = same_value(zr_item_value(&item), recording_text(leaf, "value")) &&
		     is_relevant == is_true(leaf, "relevant") &&
		     zr_item_is_required(&item) == is_true(leaf, "required") &&
		     zr_item_is_readonly(&item) == is_true(leaf, "readonly");
	if (!holds && tally->is_loud) {
		printf("    %s: '%s' %s%s%s, recorded '%s' %s%s%s\n", reference,
			zr_item_value(&item), is_relevant ? "" : "irrelevant ",
			zr_item_is_required(&item) ? "required " : "",
			zr_item_is_readonly(&item) ? "readonly" : "", recording_text(leaf, "value"),
			is_true(leaf, "relevant") ? "" : "irrelevant ",
			is_true(leaf, "required") ? "required " : "",
			is_true(leaf, "readonly") ? "readonly" : "");
	}
	return holds;
}

static unsigned play_steps(
	struct zr_session *session, struct json_object *recording, const struct tally *tally)
{
	struct json_object *steps = json_object_object_get(recording, "steps");
	unsigned faults = 0;
	for (size_t i = 0; i < json_object_array_length(steps); i++) {
		ZR_CLEANUP(zr_buffer_finish) struct zr_buffer fault = {0};
		if (recording_step(session, json_object_array_get_idx(steps, i), &fault) != 0) {
			faults++;
			if (tally->is_loud) {
				printf("    step %zu %s\n", i, zr_buffer_text(&fault));
			}
		}
	}
	return faults;
}

static bool play(const struct zr_form *form, struct json_object *recording, struct tally *tally)
{
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	struct zr_error error = {0};
	if (recording_begin(form, recording, &session, &error) < 0) {
		printf("    cannot begin: %s: %s\n", error.where, error.message);
		return false;
	}
	unsigned faults = play_steps(session, recording, tally);
	struct json_object *expected = json_object_object_get(recording, "expected");
	for (size_t i = 0; i < json_object_array_length(expected); i++) {
		struct json_object *leaf = json_object_array_get_idx(expected, i);
		struct json_object *agree = NULL;
		bool is_disputed = json_object_object_get_ex(leaf, "agree", &agree) &&
				   agree != NULL && !json_object_get_boolean(agree);
		tally->leaves++;
		if (!is_disputed && !leaf_holds(session, leaf, tally)) {
			tally->wrong_leaves++;
			faults++;
		}
	}
	return faults == 0;
}

/* One recording; a recording with load_error is a form that must be refused, by ODK
 * Collect: it is loaded as for Collect. */
static bool run(const char *root, struct json_object *recording, struct tally *tally)
{
	ZR_CLEANUP(zr_form_freep) struct zr_form *form = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer xml = {0};
	struct zr_error error = {0};
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/%s", root, recording_text(recording, "form"));
	if (recording_read_file(path, &xml) < 0) {
		printf("    cannot read %s\n", path);
		return false;
	}
	bool must_fail = recording_text(recording, "load_error")[0] != '\0';
	int code = must_fail ? recording_load_portable(path, &xml, &form, &error)
			     : recording_load_form(path, &xml, &form, &error);
	if (code < 0) {
		if (!must_fail || tally->is_loud) {
			printf("    %s: line %u: %s: %s\n",
				must_fail ? "refused, as it must be" : "refused", error.line,
				error.where, error.message);
		}
		return must_fail;
	}
	if (must_fail) {
		ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
		if (recording_begin(form, recording, &session, &error) < 0) {
			return true;
		}
		printf("    loaded, but the reference refuses it: %.120s\n",
			recording_text(recording, "load_error"));
		return false;
	}
	return play(form, recording, tally);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the recordings that contain part; owned by the caller. */
static size_t list_recordings(const char *folder, const char *part, char **names, size_t most)
{
	DIR *listing = opendir(folder);
	size_t count = 0;
	for (const struct dirent *entry = listing != NULL ? readdir(listing) : NULL;
		entry != NULL && count < most; entry = readdir(listing)) {
		if (strstr(entry->d_name, ".json") != NULL && strstr(entry->d_name, part) != NULL) {
			names[count++] = strdup(entry->d_name);
		}
	}
	if (listing != NULL) {
		(void)closedir(listing);
	}
	qsort(names, count, sizeof names[0], by_name);
	return count;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		(void)fprintf(stderr, "usage: %s FOLDER LEAST [NAME]\n", argv[0]);
		return 2;
	}
	char *names[512];
	char folder[4096];
	struct tally tally = {.is_loud = argc > 3};
	(void)snprintf(folder, sizeof folder, "%s/interviews", argv[1]);
	size_t count = list_recordings(folder, argc > 3 ? argv[3] : "", names, 512);
	if (count == 0) {
		printf("skipped: no recordings in %s\n", folder);
		return 77;
	}
	for (size_t i = 0; i < count; i++) {
		char path[4600];
		(void)snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		struct json_object *recording = json_object_from_file(path);
		if (recording != NULL && run(argv[1], recording, &tally)) {
			tally.passed++;
		} else {
			tally.failed++;
			printf("FAIL %s\n", names[i]);
		}
		json_object_put(recording);
		free(names[i]);
	}
	printf("interviews: %u of %u final states differ\n", tally.wrong_leaves, tally.leaves);
	printf("interviews: %u passed, %u failed, 0 skipped, %.2f %%\n", tally.passed, tally.failed,
		100.0 * tally.passed / (tally.passed + tally.failed));
	return argc > 3 ? tally.failed > 0 : tally.passed < strtoul(argv[2], NULL, 10);
}
