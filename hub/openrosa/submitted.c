/* One tree in an arena, asked for a handful of nodes. */
#include "hub/openrosa/submitted.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "hub/http/route.h"
#include "lib/base/arena.h"
#include "lib/base/calendar.h"
#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/envelope/envelope.h"
#include "lib/form/xml.h"
#include "lib/xpath/tree.h"

ZR_DEFINE_CLEANUP(struct zr_names *, zr_names_free);

#define HASHED_ID_BYTES 16 /* of the hash in an id that was made */

/* ---- moments ---- */

/* A number of exactly so many digits at `at`, and the letter behind it; -1 when it is not there. */
static int64_t take_number(const char **at, size_t digit_count, char behind)
{
	int64_t number = 0;
	const char *next = *at;
	for (size_t i = 0; i < digit_count; i++, next++) {
		if (*next < '0' || *next > '9') {
			return -1;
		}
		number = 10 * number + (*next - '0');
	}
	if (behind != '\0' && *next++ != behind) {
		return -1;
	}
	*at = next;
	return number;
}

/* ".123": microseconds; 0 without. */
static int64_t take_fraction_us(const char **at)
{
	if (**at != '.') {
		return 0;
	}
	int64_t value_us = 0;
	int64_t unit_us = 100000;
	for ((*at)++; **at >= '0' && **at <= '9'; (*at)++, unit_us /= 10) {
		value_us += (**at - '0') * unit_us;
	}
	return value_us;
}

/* "Z", "+05:00", "-0330", "+05"; false for anything else, and for a moment without a zone. */
static bool take_offset_s(const char **at, int64_t *ret_offset_s)
{
	char sign = **at;
	if (sign == 'Z') {
		*ret_offset_s = 0;
		(*at)++;
		return true;
	}
	if (sign != '+' && sign != '-') {
		return false;
	}
	(*at)++;
	int64_t hours = take_number(at, 2, '\0');
	*at += hours >= 0 && **at == ':' ? 1 : 0;
	int64_t minutes = hours >= 0 && **at != '\0' ? take_number(at, 2, '\0') : 0;
	if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) {
		return false;
	}
	*ret_offset_s = (sign == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
	return true;
}

/* "2026-11-30T18:05:00.123+05:00" in microseconds since 1970; 0 for what is no such moment. */
static int64_t parse_moment(const char *text)
{
	const char *at = text;
	int64_t year = take_number(&at, 4, '-');
	int64_t month = year >= 0 ? take_number(&at, 2, '-') : -1;
	int64_t day = month >= 0 ? take_number(&at, 2, 'T') : -1;
	int64_t hour = day >= 0 ? take_number(&at, 2, ':') : -1;
	int64_t minute = hour >= 0 ? take_number(&at, 2, ':') : -1;
	int64_t second = minute >= 0 ? take_number(&at, 2, '\0') : -1;
	bool is_day = second >= 0 && year >= 1970 && month >= 1 && month <= 12 && day >= 1 &&
		      day <= zr_calendar_month_days(year, (int)month);
	if (!is_day || hour > 23 || minute > 59 || second > 59) {
		return 0;
	}
	int64_t fraction_us = take_fraction_us(&at);
	int64_t offset_s = 0;
	if (!take_offset_s(&at, &offset_s) || *at != '\0') {
		return 0;
	}
	int64_t days = zr_calendar_days(year, (int)month, (int)day);
	int64_t time_s = ((days * 24 + hour) * 60 + minute) * 60 + second - offset_s;
	return time_s > 0 ? time_s * 1000000 + fraction_us : 0;
}

/* ---- the head ---- */

void zr_submitted_record_id(const char *instance_id, char ret_id[ZR_RECORD_ID_BYTES_MAX + 1])
{
	assert(instance_id != NULL && ret_id != NULL);
	uint8_t hash[ZR_HASH_BYTES];
	char text[2 * HASHED_ID_BYTES + 1];
	if (zr_route_is_identifier(instance_id)) {
		(void)snprintf(ret_id, ZR_RECORD_ID_BYTES_MAX + 1, "%s", instance_id);
		return;
	}
	zr_envelope_hash(instance_id, strlen(instance_id), hash);
	zr_hex_encode(hash, HASHED_ID_BYTES, text);
	(void)snprintf(ret_id, ZR_RECORD_ID_BYTES_MAX + 1, "odk:%s", text);
}

static int copy(
	const char *text, const char *what, char *ret_text, size_t size, struct zr_error *error)
{
	int length = snprintf(ret_text, size, "%s", text != NULL ? text : "");
	return length >= 0 && (size_t)length < size
		       ? 0
		       : zr_error_set(error, ZR_E_LIMIT,
				 "the submission's %s is longer than %zu bytes", what, size - 1);
}

static const char *text_in(const struct zr_node *parent, const char *local)
{
	const struct zr_node *child = parent != NULL ? zr_xml_child(parent, local) : NULL;
	return child != NULL ? zr_node_value(child) : NULL;
}

static int64_t moment_in(const struct zr_node *root, const char *local)
{
	const char *text = text_in(root, local);
	return text != NULL ? parse_moment(text) : 0;
}

static int read_root(
	const struct zr_node *root, struct zr_submitted *submitted, struct zr_error *error)
{
	const char *encrypted = zr_xml_attribute(root, "", "encrypted");
	if (encrypted != NULL && strcmp(encrypted, "yes") == 0) {
		return zr_error_set(error, ZR_E_INVALID,
			"the submission is encrypted for another server; the form must be without "
			"a public_key here, since the hub seals what it gets");
	}
	const struct zr_node *meta = zr_xml_child(root, "meta");
	int code = copy(zr_xml_attribute(root, "", "id"), "form id", submitted->form_id,
		sizeof submitted->form_id, error);
	if (code == 0) {
		code = copy(zr_xml_attribute(root, "", "version"), "version", submitted->version,
			sizeof submitted->version, error);
	}
	if (code == 0) {
		code = copy(text_in(meta, "instanceID"), "instanceID", submitted->instance_id,
			sizeof submitted->instance_id, error);
	}
	if (code == 0) {
		code = copy(text_in(meta, "deprecatedID"), "deprecatedID", submitted->deprecated_id,
			sizeof submitted->deprecated_id, error);
	}
	if (code == 0 && submitted->form_id[0] == '\0') {
		code = zr_error_set(error, ZR_E_INVALID,
			"the submission does not say by which form it was made: its first "
			"element has no id");
	}
	if (code == 0 && submitted->instance_id[0] == '\0') {
		code = zr_error_set(error, ZR_E_INVALID,
			"the submission has no meta/instanceID, by which it is known");
	}
	return code;
}

int zr_submitted_read(
	const char *xml, size_t bytes, struct zr_submitted *ret_submitted, struct zr_error *error)
{
	assert((xml != NULL || bytes == 0) && ret_submitted != NULL);
	ZR_CLEANUP(zr_arena_finish) struct zr_arena arena = {0};
	ZR_CLEANUP(zr_names_freep) struct zr_names *names = zr_names_new();
	struct zr_node *document = NULL;
	const struct zr_xml_target target = {.arena = &arena, .names = names};
	if (names == NULL) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory to read a submission");
	}
	int code = zr_xml_parse(xml, bytes, &target, &document, error);
	if (code != 0) {
		return code;
	}
	const struct zr_node *root = document->first_child;
	assert(root != NULL);
	struct zr_submitted submitted = {
		.started_us = moment_in(root, "start"), .finished_us = moment_in(root, "end")};
	code = read_root(root, &submitted, error);
	if (code == 0) {
		*ret_submitted = submitted;
	}
	return code;
}
