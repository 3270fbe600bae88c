/*
 * zarya-slots: the A/B record of a disk image, for who builds it and who tries what becomes of it.
 *
 * Its forms stand in usage below. The letter is the running slot; "first" is a factory's record,
 * that release in slot A. Every form ends by showing the record. OFFSET is where the partition
 * begins in FILE, in bytes. It never runs on a tablet: there the updater is the only writer.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/slots/ab_device.h"

static const char usage[] =
	"FILE OFFSET show | first RELEASE UKI-BYTES FLOOR | prepare a|b | bless a|b | "
	"activate a|b RELEASE UKI-BYTES | floor NUMBER | count a|b";

#define ARGUMENT_COUNT_MAX 3 /* of a verb */

struct call {
	const char *verb;
	enum zr_slot_index running; /* ZR_SLOT_NONE: the first argument is no slot */
	uint32_t number[ARGUMENT_COUNT_MAX];
	int number_count;
};

static _Noreturn void refuse(const char *text)
{
	(void)fprintf(stderr, "zarya-slots: %s\n", text);
	exit(2);
}

static uint64_t number_of(const char *text, uint64_t max)
{
	char *end = NULL;
	errno = 0;
	unsigned long long number = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno || number > max) {
		refuse(usage);
	}
	return number;
}

static struct call read_call(int count, char **words)
{
	assert(count > 0);
	struct call call = {.verb = words[0], .running = ZR_SLOT_NONE};
	int first = 1;
	if (count > 1 && (strcmp(words[1], "a") == 0 || strcmp(words[1], "b") == 0)) {
		call.running = words[1][0] == 'a' ? ZR_SLOT_A : ZR_SLOT_B;
		first = 2;
	}
	for (int i = first; i < count && call.number_count < ARGUMENT_COUNT_MAX; i++) {
		call.number[call.number_count++] = (uint32_t)number_of(words[i], UINT32_MAX);
	}
	return call;
}

static bool is_form(const struct call *call, const char *verb, bool has_slot, int number_count)
{
	return strcmp(call->verb, verb) == 0 && (call->running != ZR_SLOT_NONE) == has_slot &&
	       call->number_count == number_count;
}

static bool set_first(struct zr_slots *slots, const struct call *call)
{
	assert(call->number_count == 3);
	uint32_t release = call->number[0], bytes = call->number[1], floor = call->number[2];
	if (release == 0 || release < floor || bytes == 0 || bytes > ZR_SLOT_UKI_BYTES_MAX) {
		return false;
	}
	uint64_t sequence = slots->sequence;
	zr_slots_init_first(slots, release, bytes, floor);
	slots->sequence = sequence;
	return true;
}

static bool count_down(struct zr_slots *slots, const struct call *call)
{
	assert(call->running != ZR_SLOT_NONE);
	if (slots->slot[call->running].tries == 0) {
		return false;
	}
	zr_slots_count_down(slots, call->running);
	return true;
}

static bool bless(struct zr_slots *slots, const struct call *call)
{
	assert(call->running != ZR_SLOT_NONE);
	if (slots->slot[call->running].priority == 0) {
		return false;
	}
	zr_slots_bless(slots, call->running);
	return true;
}

/* False when the record does not allow it. */
static bool apply(struct zr_slots *slots, const struct call *call)
{
	if (is_form(call, "first", false, 3)) {
		return set_first(slots, call);
	}
	if (is_form(call, "prepare", true, 0)) {
		return zr_slots_prepare_write(slots, call->running);
	}
	if (is_form(call, "bless", true, 0)) {
		return bless(slots, call);
	}
	if (is_form(call, "count", true, 0)) {
		return count_down(slots, call);
	}
	if (is_form(call, "activate", true, 2)) {
		return zr_slots_activate(slots, call->running, call->number[0], call->number[1]);
	}
	if (is_form(call, "floor", false, 1)) {
		return zr_slots_raise_floor(slots, call->number[0]);
	}
	refuse("show | first RELEASE BYTES FLOOR | prepare|bless a|b | activate a|b RELEASE BYTES "
	       "| floor NUMBER");
}

static void show(const struct zr_ab_device *device)
{
	assert(zr_slots_is_valid(&device->slots));
	enum zr_slot_index next = zr_slots_choose(&device->slots, 0);
	(void)printf("record %s, sequence %" PRIu64 ", floor %" PRIu32 ", next %c\n",
		device->newest < 0 ? "lost" : "whole", device->slots.sequence, device->slots.floor,
		next == ZR_SLOT_NONE ? '-' : 'a' + (int)next);
	for (int i = 0; i < ZR_SLOT_COUNT; i++) {
		const struct zr_slot *slot = &device->slots.slot[i];
		(void)printf("slot %c: priority %d, tries %d, %s, release %" PRIu32 ", %" PRIu32
			     " bytes\n",
			'a' + i, slot->priority, slot->tries, slot->is_good ? "good" : "on trial",
			slot->release, slot->uki_bytes);
	}
}

int main(int argc, char **argv)
{
	struct zr_ab_device device;
	struct zr_error error = {0};

	if (argc < 4) {
		refuse(usage);
	}
	uint64_t offset = number_of(argv[2], INT64_MAX / 2);
	struct call call = read_call(argc - 3, argv + 3);
	bool is_show = is_form(&call, "show", false, 0);
	ZR_CLEANUP_CLOSE int fd = open(argv[1], (is_show ? O_RDONLY : O_RDWR) | O_CLOEXEC);
	int code = fd < 0 ? zr_error_set_errno(&error, errno, "open the disk")
			  : zr_ab_device_load(&device, fd, (int64_t)offset, &error);
	if (code == 0 && !is_show) {
		if (!apply(&device.slots, &call)) {
			refuse("the record does not allow it; nothing was written");
		}
		code = zr_ab_device_store(&device, &error);
	}
	if (code != 0) {
		(void)fprintf(stderr, "zarya-slots: %s: %s\n", argv[1], error.message);
		return 1;
	}
	show(&device);
	return 0;
}
