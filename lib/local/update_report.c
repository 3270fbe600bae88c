/* A line is a name, a space and the rest; each name at most once but "file". */
#include "lib/local/update_report.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/hex.h"
#include "lib/base/limits.h"

static const char *const states[] = {
	[ZR_UPDATE_IDLE] = "idle",
	[ZR_UPDATE_WANTED] = "wanted",
	[ZR_UPDATE_WORKING] = "working",
	[ZR_UPDATE_READY] = "ready",
	[ZR_UPDATE_FAILED] = "failed",
};

#define STATE_COUNT (sizeof states / sizeof states[0])

int zr_update_report_format(const struct zr_update_report *report, struct zr_buffer *ret_text)
{
	assert(report != NULL && ret_text != NULL);
	assert(report->state < STATE_COUNT &&
		report->file_count <= ZR_UPDATE_REPORT_FILE_COUNT_MAX);
	int code = zr_buffer_add_format(ret_text, "state %s\nrunning %u\nrelease %u\n",
		states[report->state], report->running, report->release);
	for (size_t i = 0; code == 0 && i < report->file_count; i++) {
		code = zr_buffer_add_format(ret_text, "file %s %llu\n", report->files[i].name,
			(unsigned long long)report->files[i].bytes);
	}
	if (code == 0 && report->why[0] != '\0') {
		code = zr_buffer_add_format(ret_text, "why %s\n", report->why);
	}
	return code;
}

static bool take_number(const char *text, uint64_t max, uint64_t *ret_number)
{
	char *end = NULL;
	unsigned long long number = strtoull(text, &end, 10);
	*ret_number = number;
	return text[0] >= '0' && text[0] <= '9' && *end == '\0' && number <= max;
}

static bool take_release(const char *text, uint32_t *ret_release)
{
	uint64_t number = 0;
	bool is_number = take_number(text, UINT32_MAX, &number);
	*ret_release = (uint32_t)number;
	return is_number;
}

static bool take_state(const char *text, enum zr_update_state *ret_state)
{
	for (size_t i = 0; i < STATE_COUNT; i++) {
		if (strcmp(text, states[i]) == 0) {
			*ret_state = (enum zr_update_state)i;
			return true;
		}
	}
	return false;
}

/* The name becomes a path: exactly the digits of a hash. */
static bool take_file(const char *text, struct zr_update_report *report)
{
	uint8_t hash[(ZR_UPDATE_REPORT_NAME_BYTES - 1) / 2];
	char name[ZR_UPDATE_REPORT_NAME_BYTES];
	if (report->file_count == ZR_UPDATE_REPORT_FILE_COUNT_MAX ||
		strlen(text) < sizeof name + 1 || text[sizeof name - 1] != ' ') {
		return false;
	}
	memcpy(name, text, sizeof name - 1);
	name[sizeof name - 1] = '\0';
	uint64_t bytes = 0;
	if (zr_hex_decode(name, hash, sizeof hash) != 0 ||
		!take_number(text + sizeof name, ZR_DELTA_TOTAL_BYTES_MAX, &bytes)) {
		return false;
	}
	memcpy(report->files[report->file_count].name, name, sizeof name);
	report->files[report->file_count++].bytes = bytes;
	return true;
}

static bool take_line(const char *name, const char *value, struct zr_update_report *report)
{
	if (strcmp(name, "state") == 0) {
		return take_state(value, &report->state);
	}
	if (strcmp(name, "running") == 0) {
		return take_release(value, &report->running);
	}
	if (strcmp(name, "release") == 0) {
		return take_release(value, &report->release);
	}
	if (strcmp(name, "file") == 0) {
		return take_file(value, report);
	}
	if (strcmp(name, "why") != 0 || strlen(value) >= sizeof report->why) {
		return false;
	}
	memcpy(report->why, value, strlen(value) + 1);
	return true;
}

int zr_update_report_parse(
	const char *text, struct zr_update_report *ret_report, struct zr_error *error)
{
	assert(text != NULL && ret_report != NULL);
	struct zr_update_report report = {0};
	char copy[ZR_UPDATE_REPORT_BYTES_MAX + 1];
	if (strlen(text) >= sizeof copy) {
		return zr_error_set(error, ZR_E_SYNTAX, "The updater's report is too long");
	}
	memcpy(copy, text, strlen(text) + 1);
	char *rest = copy;
	bool is_report = strncmp(copy, "state ", strlen("state ")) == 0;
	for (char *line = strsep(&rest, "\n"); is_report && line != NULL && rest != NULL;
		line = strsep(&rest, "\n")) {
		char *value = strchr(line, ' ');
		if (value != NULL) {
			*value++ = '\0';
		}
		is_report = value != NULL && take_line(line, value, &report);
	}
	if (!is_report) {
		return zr_error_set(error, ZR_E_SYNTAX, "The updater's report cannot be read");
	}
	*ret_report = report;
	return 0;
}
