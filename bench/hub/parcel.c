/* Invented interviews, sealed as a tablet seals them. */
#include "bench/hub/parcel.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/content.h"
#include "lib/envelope/sealed_pair.h"

/* An hour of an invented day, so that nobody takes it for a real time. */
#define BEGUN_US 1790000000000000LL

enum {
	THREAD_COUNT = 2,
	FRAME_BYTES = 830, /* of an envelope, all but the packed text; measured */
	XML_BYTES_MAX = 64 * 1024,
};

struct work {
	const struct bench_fleet *fleet;
	const struct bench_plan *plan;
	uint32_t round;
	size_t first; /* of the tablets, every THREAD_COUNTth */
	struct zr_buffer *bodies;
};

/* Text that does not pack to less than three quarters: six bits a character. */
static size_t invent(size_t tablet, uint64_t sequence, size_t bytes, char *xml)
{
	static const char symbols[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 -";
	static const char head[] = "<data id=\"load\" version=\"1\"><answer>";
	static const char tail[] = "</answer></data>";
	uint8_t drawn[XML_BYTES_MAX];
	size_t packed = bytes > FRAME_BYTES ? bytes - FRAME_BYTES : 1;
	size_t count = packed * 4 / 3;
	bench_need(count + sizeof head + sizeof tail < XML_BYTES_MAX, "a record is too large");
	bench_draw("answer", tablet, sequence, drawn, count);
	memcpy(xml, head, sizeof head - 1);
	for (size_t i = 0; i < count; i++) {
		xml[sizeof head - 1 + i] = symbols[drawn[i] % 64];
	}
	memcpy(xml + sizeof head - 1 + count, tail, sizeof tail);
	return sizeof head - 1 + count + sizeof tail - 1;
}

/* As one that knows all that the hub would say: what is not news is not signed. */
static void add_greeting(const struct work *work, struct zr_buffer *body)
{
	static char version[] = "load 1";
	struct zr_receipt greeting = {.time_us = BEGUN_US,
		.unsent_count = work->plan->record_count,
		.battery_percent = 77,
		.has_epoch = true,
		.nonce = 1 + work->round,
		.version = version};
	struct zr_error error = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	memcpy(greeting.epoch, work->plan->epoch, sizeof greeting.epoch);
	bench_need_code(zr_receipt_encode(&greeting, &content, &error), &error, "a greeting");
	bench_need_code(zr_exchange_add(body, content.data, content.bytes), NULL, "a body");
}

static void add_record(
	const struct work *work, size_t tablet, uint64_t sequence, struct zr_buffer *body)
{
	static char form[] = "load";
	static char version[] = "1";
	static char none[] = "";
	static char completed[] = "completed";
	char id[64];
	char xml[XML_BYTES_MAX];
	const struct zr_party_secret *keys = &work->fleet->tablets[tablet].keys;
	(void)snprintf(id, sizeof id, "load-%zu-%llu", tablet, (unsigned long long)sequence);
	struct zr_record record = {.record_id = id,
		.form_id = form,
		.form_version = version,
		.area_id = none,
		.household_id = none,
		.outcome = completed,
		.started_us = BEGUN_US,
		.finished_us = BEGUN_US + 600 * 1000000LL,
		.xml = xml,
		.xml_bytes = invent(tablet, sequence, work->plan->record_bytes, xml)};
	const struct zr_envelope_head head = {
		.kind = ZR_ENVELOPE_RECORD, .sequence = sequence, .time_us = BEGUN_US};
	uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES];
	struct zr_error error = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer cover = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answers = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	bench_draw("seal", tablet, sequence, random, sizeof random);
	bench_need_code(zr_record_encode_answers(&record, &answers, &error), &error, "answers");
	bench_need_code(zr_party_digest(keys, answers.data, answers.bytes, record.answers_digest),
		NULL, "a digest");
	bench_need_code(zr_record_encode_cover(&record, &cover, &error), &error, "a cover");
	const struct zr_sealed_pair_message message = {
		&head, {cover.data, cover.bytes}, {answers.data, answers.bytes}};
	bench_need_code(zr_sealed_pair_seal(&message,
				&(struct zr_sealed_pair_keys){
					keys, &work->fleet->hub, &work->fleet->office, random},
				&envelope, NULL, &error),
		&error, "a record");
	bench_need_code(zr_exchange_add(body, envelope.data, envelope.bytes), NULL, "a body");
}

static void *seal_some(void *user)
{
	const struct work *work = user;
	for (size_t tablet = work->first; tablet < work->fleet->count; tablet += THREAD_COUNT) {
		struct zr_buffer *body = &work->bodies[tablet];
		bench_need_code(
			zr_exchange_begin(body, 1 + work->plan->record_count), NULL, "a body");
		add_greeting(work, body);
		for (uint32_t i = 1; i <= work->plan->record_count; i++) {
			add_record(work, tablet,
				(uint64_t)work->round * work->plan->record_count + i, body);
		}
	}
	return NULL;
}

static void write_round(const struct work *work, FILE *file)
{
	for (size_t tablet = 0; tablet < work->fleet->count; tablet++) {
		struct zr_buffer *body = &work->bodies[tablet];
		const struct bench_parcel head = {
			(uint32_t)tablet, work->plan->record_count, body->bytes};
		bench_need(fwrite(&head, sizeof head, 1, file) == 1 &&
				   fwrite(body->data, body->bytes, 1, file) == 1,
			"the parcels cannot be written");
		/* The next head is aligned. */
		static const char zeros[sizeof(uint64_t)];
		size_t rest = (sizeof zeros - body->bytes % sizeof zeros) % sizeof zeros;
		bench_need(fwrite(zeros, 1, rest, file) == rest, "the parcels cannot be written");
		zr_buffer_finish(body);
	}
}

void bench_parcels_seal(
	const struct bench_fleet *fleet, const struct bench_plan *plan, const char *path)
{
	FILE *file = fopen(path, "we");
	ZR_CLEANUP_FREE struct zr_buffer *bodies = calloc(fleet->count, sizeof *bodies);
	bench_need(file != NULL && bodies != NULL, "the parcels cannot be made");
	for (uint32_t round = 0; round < plan->exchange_count; round++) {
		pthread_t threads[THREAD_COUNT];
		struct work work[THREAD_COUNT];
		for (size_t i = 0; i < THREAD_COUNT; i++) {
			work[i] = (struct work){fleet, plan, round, i, bodies};
			bench_need(pthread_create(&threads[i], NULL, seal_some, &work[i]) == 0,
				"no thread");
		}
		for (size_t i = 0; i < THREAD_COUNT; i++) {
			(void)pthread_join(threads[i], NULL);
		}
		write_round(&work[0], file);
	}
	bench_need(fclose(file) == 0, "the parcels cannot be written");
}

/* ---- reading ---- */

void bench_parcels_open(struct bench_parcels *parcels, const char *path)
{
	struct stat facts;
	ZR_CLEANUP_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	bench_need(fd >= 0 && fstat(fd, &facts) == 0 && facts.st_size > 0, "there are no parcels");
	*parcels = (struct bench_parcels){.bytes = (size_t)facts.st_size};
	parcels->data = mmap(NULL, parcels->bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	bench_need(parcels->data != MAP_FAILED, "the parcels cannot be read");
	for (size_t place = 0; place < parcels->bytes; parcels->count++) {
		(void)bench_parcels_at(parcels, place, &place);
	}
}

void bench_parcels_close(struct bench_parcels *parcels)
{
	(void)munmap((void *)(uintptr_t)parcels->data, parcels->bytes);
	*parcels = (struct bench_parcels){0};
}

const struct bench_parcel *bench_parcels_at(
	const struct bench_parcels *parcels, size_t place, size_t *ret_next)
{
	bench_need(place + sizeof(struct bench_parcel) <= parcels->bytes, "the parcels are cut");
	const struct bench_parcel *parcel =
		(const struct bench_parcel *)(const void *)(parcels->data + place);
	size_t behind = place + sizeof *parcel + parcel->bytes;
	*ret_next = (behind + sizeof(uint64_t) - 1) / sizeof(uint64_t) * sizeof(uint64_t);
	bench_need(*ret_next <= parcels->bytes, "the parcels are cut");
	return parcel;
}

struct behind_greeting {
	int (*visit)(void *user, const void *envelope, size_t bytes);
	void *user;
	bool is_greeted;
};

static int visit_behind(void *user, const void *envelope, size_t bytes)
{
	struct behind_greeting *walk = user;
	if (!walk->is_greeted) {
		walk->is_greeted = true;
		return 0;
	}
	return walk->visit(walk->user, envelope, bytes);
}

void bench_parcel_visit(const struct bench_parcel *parcel,
	int (*visit)(void *user, const void *envelope, size_t bytes), void *user)
{
	struct behind_greeting walk = {visit, user, false};
	bench_need_code(zr_exchange_decode(parcel + 1, parcel->bytes, visit_behind, &walk, NULL),
		NULL, "a parcel");
}
