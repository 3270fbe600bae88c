/*
 * The types of questions: one table of what each becomes, one of the spellings that authors use.
 *
 * One table, since what a type becomes is data: a new type is a row here, and code only where it
 * needs a parameter, a list or an action. Spellings are compared in lower case with "_" for blanks.
 * A select carries its list in the type cell: "select_one yes_no or_other", "select multiple from
 * file wards.csv".
 */
#include "lib/xlsform/survey/question_type.h"

#include <assert.h>
#include <string.h>

#include "lib/base/nearest.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"

#define GEO_KEYS  "allow-mock-accuracy, incremental, reference-geometry"
#define FILE_KEYS "label, randomize, seed, value"

static const struct zr_question_type types[] = {
	{"text", ZR_QUESTION_INPUT, "string", .parameters = "rows"},
	{"integer", ZR_QUESTION_INPUT, "int"},
	{"decimal", ZR_QUESTION_INPUT, "decimal"},
	{"range", ZR_QUESTION_RANGE, "int",
		.parameters = "end, placeholder, start, step, tick_interval, tick_labelset"},
	{"note", ZR_QUESTION_INPUT, "string", .is_readonly = true},
	{"date", ZR_QUESTION_INPUT, "date"},
	{"time", ZR_QUESTION_INPUT, "time"},
	{"dateTime", ZR_QUESTION_INPUT, "dateTime"},
	{"barcode", ZR_QUESTION_INPUT, "barcode"},
	{"geopoint", ZR_QUESTION_INPUT, "geopoint",
		.parameters = "allow-mock-accuracy, capture-accuracy, reference-geometry, "
			      "warning-accuracy"},
	{"geotrace", ZR_QUESTION_INPUT, "geotrace", .parameters = GEO_KEYS},
	{"geoshape", ZR_QUESTION_INPUT, "geoshape", .parameters = GEO_KEYS},
	{"image", ZR_QUESTION_UPLOAD, "binary", "image/*", .parameters = "app, max-pixels"},
	{"audio", ZR_QUESTION_UPLOAD, "binary", "audio/*", .parameters = "quality"},
	{"video", ZR_QUESTION_UPLOAD, "binary", "video/*"},
	{"file", ZR_QUESTION_UPLOAD, "binary", "application/*"},
	{"osm", ZR_QUESTION_UPLOAD, "binary", "osm/*"},
	{"acknowledge", ZR_QUESTION_TRIGGER, "string"},
	{"trigger", ZR_QUESTION_TRIGGER, NULL},
	{"calculate", ZR_QUESTION_NONE, "string"},
	{"hidden", ZR_QUESTION_NONE, "string"},
	{"select_one", ZR_QUESTION_SELECT1, "string", .parameters = "randomize, seed"},
	{"select_multiple", ZR_QUESTION_SELECT, "string", .parameters = "randomize, seed"},
	{"rank", ZR_QUESTION_RANK, "odk:rank", .parameters = "randomize, seed"},
	{"select_one_external", ZR_QUESTION_EXTERNAL, "string", .parameters = "randomize, seed"},
	{"select_one_from_file", ZR_QUESTION_SELECT1, "string", .parameters = FILE_KEYS},
	{"select_multiple_from_file", ZR_QUESTION_SELECT, "string", .parameters = FILE_KEYS},
	{"csv-external", ZR_QUESTION_INSTANCE, NULL},
	{"xml-external", ZR_QUESTION_INSTANCE, NULL},
	{"start", ZR_QUESTION_NONE, "dateTime", NULL, "timestamp", "start"},
	{"end", ZR_QUESTION_NONE, "dateTime", NULL, "timestamp", "end"},
	{"today", ZR_QUESTION_NONE, "date", NULL, "date", "today"},
	{"deviceid", ZR_QUESTION_NONE, "string", NULL, "property", "deviceid"},
	{"phonenumber", ZR_QUESTION_NONE, "string", NULL, "property", "phonenumber"},
	{"username", ZR_QUESTION_NONE, "string", NULL, "property", "username"},
	{"email", ZR_QUESTION_NONE, "string", NULL, "property", "email"},
	{"simserial", ZR_QUESTION_NONE, "string", NULL, "property", "simserial"},
	{"subscriberid", ZR_QUESTION_NONE, "string", NULL, "property", "subscriberid"},
	{"uri:deviceid", ZR_QUESTION_NONE, "string", NULL, "property", "uri:deviceid"},
	{"uri:subscriberid", ZR_QUESTION_NONE, "string", NULL, "property", "uri:subscriberid"},
	{"uri:simserial", ZR_QUESTION_NONE, "string", NULL, "property", "uri:simserial"},
	{"uri:phonenumber", ZR_QUESTION_NONE, "string", NULL, "property", "uri:phonenumber"},
	{"uri:username", ZR_QUESTION_NONE, "string", NULL, "property", "uri:username"},
	{"uri:email", ZR_QUESTION_NONE, "string", NULL, "property", "uri:email"},
	{"audit", ZR_QUESTION_NONE, "binary"},
	{"start-geopoint", ZR_QUESTION_ACTION, "geopoint", .action = "odk:setgeopoint",
		.event = "odk-instance-first-load"},
	{"background-geopoint", ZR_QUESTION_ACTION, "geopoint"},
	{"background-audio", ZR_QUESTION_ACTION, "binary", .action = "odk:recordaudio",
		.event = "odk-instance-load", .parameters = "quality"},
	{"phone_number", ZR_QUESTION_INPUT, "string", .hint = "Enter numbers only.",
		.constraint = "regex(., '^\\d*$')"},
	{"percentage", ZR_QUESTION_INPUT, "int", .constraint = "0 <= . and . <= 100"},
	{"number_of_days_in_last_month", ZR_QUESTION_INPUT, "int", .hint = "Enter a number 0-31.",
		.constraint = "0 <= . and . <= 31"},
	{"number_of_days_in_last_six_months", ZR_QUESTION_INPUT, "int",
		.hint = "Enter a number 0-183.", .constraint = "0 <= . and . <= 183"},
	{"number_of_days_in_last_year", ZR_QUESTION_INPUT, "int", .hint = "Enter a number 0-365.",
		.constraint = "0 <= . and . <= 365"},
};

static const struct {
	const char *spelling;
	const char *name;
} spellings[] = {
	{"string", "text"},
	{"add_text_prompt", "text"},
	{"q_note", "note"},
	{"add_note_prompt", "note"},
	{"note_prompt", "note"},
	{"q_string", "text"},
	{"int", "integer"},
	{"add_integer_prompt", "integer"},
	{"q_int", "integer"},
	{"add_decimal_prompt", "decimal"},
	{"q_decimal", "decimal"},
	{"q_date", "date"},
	{"add_date_prompt", "date"},
	{"datetime", "dateTime"},
	{"q_datetime", "dateTime"},
	{"q_date_time", "dateTime"},
	{"add_datetime_prompt", "dateTime"},
	{"date_time", "dateTime"},
	{"add_date_time_prompt", "dateTime"},
	{"date_and_time", "dateTime"},
	{"gps", "geopoint"},
	{"location", "geopoint"},
	{"q_location", "geopoint"},
	{"q_geopoint", "geopoint"},
	{"add_location_prompt", "geopoint"},
	{"photo", "image"},
	{"q_image", "image"},
	{"add_image_prompt", "image"},
	{"add_photo_prompt", "image"},
	{"q_picture", "image"},
	{"add_audio_prompt", "audio"},
	{"q_audio", "audio"},
	{"add_video_prompt", "video"},
	{"q_video", "video"},
	{"add_file_prompt", "file"},
	{"q_barcode", "barcode"},
	{"add_barcode_prompt", "barcode"},
	{"q_calculate", "calculate"},
	{"add_calculate_prompt", "calculate"},
	{"add_acknowledge_prompt", "acknowledge"},
	{"q_acknowledge", "acknowledge"},
	{"start_time", "start"},
	{"get_start_time", "start"},
	{"end_time", "end"},
	{"get_end_time", "end"},
	{"get_today", "today"},
	{"device_id", "deviceid"},
	{"imei", "deviceid"},
	{"get_device_id", "deviceid"},
	{"phone_number_metadata", "phonenumber"},
	{"get_phone_number", "phonenumber"},
	{"get_sim_id", "simserial"},
	{"sim_id", "simserial"},
	{"get_subscriber_id", "subscriberid"},
	{"subscriber_id", "subscriberid"},
	{"begin_geopoint", "start-geopoint"},
};

/* What stands before the list's name; the longer spellings of a beginning come first. */
static const struct {
	const char *spelling;
	const char *name;
} commands[] = {
	{"select_one_from_file", "select_one_from_file"},
	{"select_multiple_from_file", "select_multiple_from_file"},
	{"select_one_external", "select_one_external"},
	{"select_one_from", "select_one"},
	{"select_one_using", "select_one"},
	{"select_one", "select_one"},
	{"select1", "select_one"},
	{"add_select_one_prompt_using", "select_one"},
	{"select_all_that_apply_from", "select_multiple"},
	{"select_all_that_apply", "select_multiple"},
	{"select_multiple_from", "select_multiple"},
	{"select_multiple_using", "select_multiple"},
	{"select_multiple", "select_multiple"},
	{"select_all", "select_multiple"},
	{"add_select_multiple_prompt_using", "select_multiple"},
	{"rank", "rank"},
};

static const struct zr_question_type *find_name(const char *name)
{
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strcmp(types[i].name, name) == 0) {
			return &types[i];
		}
	}
	return NULL;
}

/* The spelling in lower case with "_" for runs of blanks; false when it is longer than any. */
static bool fold(const char *text, char *folded, size_t bytes)
{
	assert(bytes > 0);
	size_t length = 0;
	for (const char *at = text; *at != '\0'; at++) {
		bool is_blank = *at == ' ' || *at == '\t';
		if (is_blank && (at[1] == ' ' || at[1] == '\t')) {
			continue;
		}
		if (length + 1 >= bytes) {
			return false;
		}
		char lower = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
		folded[length++] = is_blank ? '_' : lower;
	}
	folded[length] = '\0';
	return true;
}

const struct zr_question_type *zr_question_type_find(const char *spelling)
{
	assert(spelling != NULL);
	char folded[64];
	const struct zr_question_type *type = find_name(spelling);
	if (type != NULL || !fold(spelling, folded, sizeof folded)) {
		return type;
	}
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		if (strcmp(spellings[i].spelling, folded) == 0) {
			type = find_name(spellings[i].name);
			assert(type != NULL);
			return type;
		}
	}
	return find_name(folded);
}

void zr_question_type_consider(struct zr_nearest *nearest)
{
	assert(nearest != NULL && nearest->wanted != NULL);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		zr_nearest_consider(nearest, types[i].name);
	}
	/* "select_on yes_no": the command alone is compared */
	size_t bytes = strcspn(nearest->wanted, " ");
	char command[64];
	if (nearest->wanted[bytes] != ' ' || bytes >= sizeof command) {
		return;
	}
	memcpy(command, nearest->wanted, bytes);
	command[bytes] = '\0';
	struct zr_nearest first = {.wanted = command};
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		zr_nearest_consider(&first, commands[i].name);
	}
	nearest->found = first.found != NULL ? first.found : nearest->found;
}

/* The bytes of text that spell the command, blanks for "_" allowed; 0 when they do not. */
static size_t match(const char *text, const char *command)
{
	const char *at = text;
	for (; *command != '\0'; command++) {
		if (*command == '_' && (*at == ' ' || *at == '\t')) {
			at += strspn(at, " \t");
		} else if ((*at | 0x20) == *command || *at == *command) {
			at++;
		} else {
			return 0;
		}
	}
	return *at == ' ' || *at == '\t' ? (size_t)(at - text) : 0;
}

/* Cuts "or_other" and its older spellings off the end. */
static size_t cut_other(const char *text, bool *ret_has_other)
{
	static const char *const endings[] = {"or_other", "or other", "or specify other"};
	size_t bytes = strlen(text);
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		size_t length = strlen(endings[i]);
		if (bytes > length && strcmp(text + bytes - length, endings[i]) == 0 &&
			(text[bytes - length - 1] == ' ' || text[bytes - length - 1] == '\t')) {
			*ret_has_other = true;
			bytes -= length;
			break;
		}
	}
	while (bytes > 0 && (text[bytes - 1] == ' ' || text[bytes - 1] == '\t')) {
		bytes--;
	}
	return bytes;
}

int zr_question_type_parse_select(struct zr_conversion *c, const char *text, bool *ret_is_select,
	struct zr_select *ret_select)
{
	assert(text != NULL && ret_is_select != NULL && ret_select != NULL);
	*ret_is_select = false;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		size_t bytes = match(text, commands[i].spelling);
		if (bytes == 0) {
			continue;
		}
		const char *list = text + bytes + strspn(text + bytes, " \t");
		bool has_other = false;
		size_t list_bytes = cut_other(list, &has_other);
		struct zr_select select = {
			.type = find_name(commands[i].name),
			.list = zr_phrase_copy(c, list, list_bytes),
			.is_from_file = strstr(commands[i].name, "from_file") != NULL,
			.has_or_other = has_other,
		};
		assert(select.type != NULL);
		if (select.list == NULL) {
			return zr_report_nomem(c);
		}
		*ret_select = select;
		*ret_is_select = true;
		return 0;
	}
	return 0;
}
