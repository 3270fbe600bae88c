/* The second block of a TZif file has 64-bit times; the first is skipped. */
#include "hub/census/zone.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lib/base/buffer.h"
#include "lib/base/cleanup.h"

#define FOLDER         "/usr/share/zoneinfo"
#define FILE_BYTES_MAX (64 * 1024) /* the largest has 4 kB */
#define HEAD_BYTES     44

/* The six counts of a head, in the file's order. */
struct head {
	uint32_t utc_count, standard_count, leap_count, change_count, type_count, letter_count;
};

static uint64_t read_number(const uint8_t *bytes, size_t count)
{
	uint64_t number = 0;
	for (size_t i = 0; i < count; i++) {
		number = number << 8 | bytes[i];
	}
	return number;
}

static bool read_head(const uint8_t *bytes, size_t count, struct head *ret_head)
{
	if (count < HEAD_BYTES || memcmp(bytes, "TZif", 4) != 0 || bytes[4] < '2') {
		return false;
	}
	uint32_t numbers[6];
	for (size_t i = 0; i < 6; i++) {
		numbers[i] = (uint32_t)read_number(bytes + 20 + 4 * i, 4);
		if (numbers[i] > FILE_BYTES_MAX) {
			return false;
		}
	}
	*ret_head = (struct head){
		numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]};
	return numbers[4] > 0;
}

static size_t block_bytes(const struct head *head, size_t time_bytes)
{
	return head->change_count * (time_bytes + 1) + (size_t)head->type_count * 6 +
	       head->letter_count + head->leap_count * (time_bytes + 4) + head->standard_count +
	       head->utc_count;
}

static int take_changes(const uint8_t *block, const struct head *head, struct zr_zone *zone)
{
	const uint8_t *kinds = block + (size_t)head->change_count * 8;
	const uint8_t *types = kinds + head->change_count;
	zone->changes_s = calloc(head->change_count + 1, sizeof *zone->changes_s);
	zone->offsets_s = calloc(head->change_count + 1, sizeof *zone->offsets_s);
	if (zone->changes_s == NULL || zone->offsets_s == NULL) {
		return ZR_E_NOMEM;
	}
	zone->first_offset_s = (int32_t)read_number(types, 4);
	for (size_t i = 0; i < head->change_count; i++) {
		if (kinds[i] >= head->type_count) {
			return ZR_E_SYNTAX;
		}
		zone->changes_s[i] = (int64_t)read_number(block + 8 * i, 8);
		zone->offsets_s[i] = (int32_t)read_number(types + (size_t)kinds[i] * 6, 4);
	}
	zone->change_count = head->change_count;
	return 0;
}

int zr_zone_parse(const void *bytes, size_t count, struct zr_zone *ret_zone, struct zr_error *error)
{
	assert(bytes != NULL && ret_zone != NULL);
	const uint8_t *at = bytes;
	struct head head;
	ZR_CLEANUP(zr_zone_finish) struct zr_zone zone = {0};
	int code = read_head(at, count, &head) ? 0 : ZR_E_SYNTAX;
	size_t skipped = code == 0 ? HEAD_BYTES + block_bytes(&head, 4) : 0;
	if (code == 0 && (skipped > count || !read_head(at + skipped, count - skipped, &head) ||
				 count - skipped - HEAD_BYTES < block_bytes(&head, 8))) {
		code = ZR_E_SYNTAX;
	}
	if (code == 0) {
		code = take_changes(at + skipped + HEAD_BYTES, &head, &zone);
	}
	if (code != 0) {
		return zr_error_set(error, code, "this is no time zone file that the hub reads");
	}
	*ret_zone = zone;
	zone = (struct zr_zone){0};
	return 0;
}

void zr_zone_finish(struct zr_zone *zone)
{
	assert(zone != NULL);
	free(zone->changes_s);
	free(zone->offsets_s);
	*zone = (struct zr_zone){0};
}

/* Letters, digits and _ + - /, no part empty or with a dot: a name, and no way out of the folder.
 */
static bool is_name(const char *name)
{
	size_t bytes = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				    "_+-/");
	return bytes > 0 && name[bytes] == '\0' && bytes < ZR_ZONE_NAME_BYTES && name[0] != '/' &&
	       name[bytes - 1] != '/' && strstr(name, "//") == NULL;
}

static int read_file(const char *name, struct zr_buffer *ret_bytes)
{
	char path[sizeof FOLDER + 1 + ZR_ZONE_NAME_BYTES];
	char chunk[4096];
	ssize_t count = 0;
	(void)snprintf(path, sizeof path, FOLDER "/%s", name);
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	while (fd >= 0 && (count = read(fd, chunk, sizeof chunk)) > 0) {
		if (ret_bytes->bytes > FILE_BYTES_MAX ||
			zr_buffer_add(ret_bytes, chunk, (size_t)count) != 0) {
			return ZR_E_LIMIT;
		}
	}
	return fd < 0 || count < 0 || ret_bytes->bytes == 0 ? ZR_E_NOT_FOUND : 0;
}

int zr_zone_load(const char *name, struct zr_zone *ret_zone, struct zr_error *error)
{
	assert(name != NULL && ret_zone != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer bytes = {0};
	struct zr_zone zone = {0};
	bool is_utc = strcmp(name, "UTC") == 0;
	if (!is_utc && (!is_name(name) || read_file(name, &bytes) != 0 ||
			       zr_zone_parse(bytes.data, bytes.bytes, &zone, NULL) != 0)) {
		return zr_error_set_at(error, ZR_E_INVALID, 0, "zone",
			"\"%.64s\" is no time zone that this machine knows; write one such as "
			"Asia/Yekaterinburg, or install the package tzdata",
			name);
	}
	(void)snprintf(zone.name, sizeof zone.name, "%s", name);
	*ret_zone = zone;
	return 0;
}

int32_t zr_zone_offset_s(const struct zr_zone *zone, int64_t time_us)
{
	assert(zone != NULL && (zone->changes_s != NULL || zone->change_count == 0));
	int64_t time_s = time_us / 1000000;
	size_t low = 0;
	size_t high = zone->change_count; /* the first change behind that time */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (zone->changes_s[middle] <= time_s) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low > 0 ? zone->offsets_s[low - 1] : zone->first_offset_s;
}

void zr_zone_format(const struct zr_zone *zone, int64_t time_us, char ret_text[ZR_ZONE_TEXT_BYTES])
{
	assert(zone != NULL && ret_text != NULL);
	int32_t offset_s = zr_zone_offset_s(zone, time_us);
	time_t local_s = (time_t)(time_us / 1000000 + offset_s);
	struct tm parts = {0};
	char sign = offset_s < 0 ? '-' : '+';
	int minutes = abs(offset_s) / 60;
	ret_text[0] = '\0';
	if (time_us == 0 || gmtime_r(&local_s, &parts) == NULL || parts.tm_year > 8099) {
		return;
	}
	size_t bytes = strftime(ret_text, ZR_ZONE_TEXT_BYTES, "%Y-%m-%dT%H:%M:%S", &parts);
	(void)snprintf(ret_text + bytes, ZR_ZONE_TEXT_BYTES - bytes, "%c%02d:%02d", sign,
		minutes / 60 % 100, minutes % 60);
}

static bool is_known(const char *name)
{
	struct zr_zone zone = {0};
	bool is_good = zr_zone_load(name, &zone, NULL) == 0;
	zr_zone_finish(&zone);
	return is_good;
}

void zr_zone_find_own(char ret_name[ZR_ZONE_NAME_BYTES])
{
	assert(ret_name != NULL);
	static const char beginning[] = FOLDER "/";
	const char *named = getenv("TZ");
	char target[256];
	ssize_t bytes = readlink("/etc/localtime", target, sizeof target - 1);
	target[bytes > 0 ? bytes : 0] = '\0';
	if (named == NULL || !is_known(named)) {
		bool is_there = strncmp(target, beginning, sizeof beginning - 1) == 0;
		named = is_there ? target + sizeof beginning - 1 : "";
	}
	(void)snprintf(ret_name, ZR_ZONE_NAME_BYTES, "%.63s", is_known(named) ? named : "UTC");
}

int zr_zone_list(int (*visit)(void *user, const char *name), void *user)
{
	assert(visit != NULL);
	FILE *file = fopen(FOLDER "/zone1970.tab", "re");
	char line[512];
	int code = 0;
	while (code == 0 && file != NULL && fgets(line, sizeof line, file) != NULL) {
		char name[ZR_ZONE_NAME_BYTES];
		if (line[0] != '#' && sscanf(line, "%*s %*s %63s", name) == 1) {
			code = visit(user, name);
		}
	}
	if (file != NULL) {
		(void)fclose(file);
	}
	return code;
}
