/*
 * A local program for the integration tests: asks the agent one thing and prints the answer, one
 * line an item. A refusal is "error NAME: sentence" and exit status 1.
 *
 *	local_client SOCKET status | households | forms | records | visits | sync
 *	local_client SOCKET enrol CODE
 *	local_client SOCKET submit PREFIX FIRST COUNT [PADDING]	ids PREFIX-FIRST …, to an error
 *	local_client SOCKET submit-file ID FORM FILE [AREA]	one record, with this XML
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/local/local.h"

static int refuse(int result, const struct zr_error *error)
{
	(void)printf("error %s: %s\n", zr_error_name(result), error->message);
	return 1;
}

static int print_status(int fd)
{
	struct zr_local_status status;
	struct zr_error error;
	int result = zr_local_get_status(fd, &status, &error);
	if (result < 0) {
		return refuse(result, &error);
	}
	(void)printf(
		"enrolled=%d\nfull=%d\nname=%s\nid=%s\narea=%s\narea_name=%s\nunsent=%llu\n"
		"received=%llu\nlast_contact=%lld\nlast_error=%s\ngeneration=%llu\nlanguage=%s\n"
		"next_attempt=%lld\nzone=%s\n",
		status.is_enrolled, status.is_storage_full, status.device_name, status.device_id,
		status.area_id, status.area_name, (unsigned long long)status.unsent_count,
		(unsigned long long)status.received_count, (long long)status.last_contact_us,
		status.last_error == 0 ? "" : zr_error_name(status.last_error),
		(unsigned long long)status.generation, status.language,
		(long long)status.next_attempt_us, status.zone);
	return 0;
}

static int print_households(int fd)
{
	ZR_CLEANUP(zr_local_households_finish) struct zr_local_households households = {0};
	struct zr_error error;
	int result = zr_local_get_households(fd, &households, &error);
	for (size_t i = 0; i < households.count; i++) {
		(void)printf("%s\t%s\t%s%s\n", households.items[i].household_id,
			households.items[i].address, households.items[i].form_id,
			households.items[i].is_answered ? "\tanswered" : "");
	}
	return result < 0 ? refuse(result, &error) : 0;
}

static int print_forms(int fd)
{
	ZR_CLEANUP(zr_local_forms_finish) struct zr_local_forms forms = {0};
	struct zr_error error;
	int result = zr_local_get_forms(fd, &forms, &error);
	for (size_t i = 0; i < forms.count; i++) {
		(void)printf("%s\t%s\t%s\n", forms.items[i].form_id, forms.items[i].version,
			forms.items[i].directory);
	}
	return result < 0 ? refuse(result, &error) : 0;
}

static int print_records(int fd)
{
	static const char *const names[] = {"?", "finished", "sent", "received", "refused"};
	ZR_CLEANUP(zr_local_records_finish) struct zr_local_records records = {0};
	struct zr_error error;
	int result = zr_local_get_records(fd, &records, &error);
	for (size_t i = 0; i < records.count; i++) {
		(void)printf("%s\t%llu\t%s\n", records.items[i].record_id,
			(unsigned long long)records.items[i].sequence,
			names[records.items[i].state]);
	}
	return result < 0 ? refuse(result, &error) : 0;
}

/* Where each record was made and what it is to others. */
static int print_visits(int fd)
{
	static const char *const names[] = {"", "done", "revisit", "refused", "empty"};
	ZR_CLEANUP(zr_local_records_finish) struct zr_local_records records = {0};
	struct zr_error error;
	int result = zr_local_get_records(fd, &records, &error);
	for (size_t i = 0; i < records.count; i++) {
		const struct zr_local_record *record = &records.items[i];
		(void)printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\n", record->record_id,
			record->household_id, record->address, names[record->result],
			record->appointment, record->previous_id, record->replaces_id);
	}
	return result < 0 ? refuse(result, &error) : 0;
}

static int enrol(int fd, const char *code)
{
	struct zr_error error;
	int result = zr_local_enrol(fd, code, &error);
	return result < 0 ? refuse(result, &error) : 0;
}

static int set_language(int fd, const char *language)
{
	struct zr_error error;
	int result = zr_local_set_language(fd, language, &error);
	return result < 0 ? refuse(result, &error) : 0;
}

static int sync_now(int fd)
{
	struct zr_error error;
	int result = zr_local_sync_now(fd, &error);
	return result < 0 ? refuse(result, &error) : 0;
}

/* Padding that does not compress: the disk shall fill. */
static void pad(char *text, size_t bytes)
{
	static uint64_t random = 1;
	for (size_t i = 0; i < bytes; i++) {
		random = random * 6364136223846793005u + 1442695040888963407u;
		text[i] = (char)('?' + (random >> 40) % 64); /* to '~': no mark-up, no "]]>" */
	}
}

static const char *area_id = "a1"; /* of what is submitted */

static int submit_xml(int fd, const char *record_id, const char *form_id, char *xml)
{
	const struct zr_record record = {.record_id = (char *)record_id,
		.form_id = (char *)form_id,
		.form_version = (char *)"1",
		.area_id = (char *)area_id,
		.household_id = (char *)"h-1",
		.outcome = (char *)"completed",
		.started_us = 1,
		.finished_us = 2,
		.xml = xml,
		.xml_bytes = strlen(xml)};
	uint64_t sequence = 0;
	struct zr_error error;
	int result = zr_local_submit(fd, &record, &sequence, &error);
	if (result < 0) {
		return refuse(result, &error);
	}
	(void)printf("%s\t%llu\n", record_id, (unsigned long long)sequence);
	(void)fflush(stdout);
	return 0;
}

static int submit_file(int fd, char **argv)
{
	char xml[65536];
	FILE *file = fopen(argv[2], "re");
	size_t bytes = file != NULL ? fread(xml, 1, sizeof xml - 1, file) : 0;
	if (file == NULL || fclose(file) != 0 || bytes == 0) {
		perror(argv[2]);
		return 2;
	}
	xml[bytes] = '\0';
	return submit_xml(fd, argv[0], argv[1], xml);
}

static int submit(int fd, const char *record_id, size_t padding)
{
	char xml[256];
	int head = snprintf(xml, sizeof xml,
		"<data xmlns:jr=\"http://openrosa.org/javarosa\" id=\"census2020\" version=\"1\">"
		"<meta><instanceID>uuid:%s</instanceID></meta><note>",
		record_id);
	static const char tail[] = "</note></data>";
	size_t bytes = (size_t)head + padding + sizeof tail - 1;
	ZR_CLEANUP_FREE char *text = malloc(bytes + 1);
	if (text == NULL) {
		return 1;
	}
	memcpy(text, xml, (size_t)head);
	pad(text + head, padding);
	memcpy(text + head + padding, tail, sizeof tail);
	text[bytes] = '\0';
	return submit_xml(fd, record_id, "census2020", text);
}

static int submit_many(int fd, int argc, char **argv)
{
	long first = strtol(argv[1], NULL, 10);
	long count = strtol(argv[2], NULL, 10);
	size_t padding = argc > 3 ? strtoul(argv[3], NULL, 10) : 100;
	for (long i = first; i < first + count; i++) {
		char record_id[64];
		(void)snprintf(record_id, sizeof record_id, "%s-%ld", argv[0], i);
		if (submit(fd, record_id, padding) != 0) {
			return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*print)(int fd);
	} plain[] = {{"status", print_status}, {"households", print_households},
		{"forms", print_forms}, {"records", print_records}, {"visits", print_visits},
		{"sync", sync_now}};
	if (argc < 3) {
		(void)fprintf(stderr, "usage: local_client SOCKET WHAT [ARGUMENT…]\n");
		return 2;
	}
	ZR_CLEANUP_CLOSE int fd = -1;
	struct zr_error error;
	int result = zr_local_connect(argv[1], &fd, &error);
	if (result < 0) {
		return refuse(result, &error);
	}
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		if (strcmp(argv[2], plain[i].name) == 0) {
			return plain[i].print(fd);
		}
	}
	if (strcmp(argv[2], "enrol") == 0 && argc == 4) {
		return enrol(fd, argv[3]);
	}
	if (strcmp(argv[2], "language") == 0 && argc == 4) {
		return set_language(fd, argv[3]);
	}
	if (strcmp(argv[2], "submit-file") == 0 && argc >= 6) {
		area_id = argc > 6 ? argv[6] : area_id;
		return submit_file(fd, argv + 3);
	}
	if (strcmp(argv[2], "submit") == 0 && argc >= 6) {
		return submit_many(fd, argc - 3, argv + 3);
	}
	(void)fprintf(stderr, "local_client: what is %s?\n", argv[2]);
	return 2;
}
