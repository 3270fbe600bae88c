/*
 * Judges every power cut in what QEMU's blklogwrites recorded of a tablet's disk: after each, is
 * there a record, and is it one that may be there?
 *
 * Usage: judge_cuts DISK OFFSET LOG   DISK as it was before, OFFSET of zarya-ab in it in bytes
 *
 * How: the log is gone through write by write. A cut behind a write leaves everything that was
 * flushed, any of the writes since the last flush, and of one of them a part. Each such disk is
 * laid out in memory (of the record's partition alone) and read as the loader reads it. Held: a
 * whole record is found; it is not older than the newest that was flushed whole, and not newer than
 * the newest written. Prints how many states it judged; exit status 1 at the first that is wrong.
 *
 * The log's format: Linux Documentation/admin-guide/device-mapper/log-writes.rst.
 */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/slots/ab_record.h"

#define LOG_MAGIC         0x6a736677736872u
#define LOG_FLUSH         1u
#define PENDING_COUNT_MAX 6 /* writes between two flushes, each of three fates */
#define TEAR_BYTES        64
#define SECTOR_BYTES      ZR_AB_RECORD_BYTES

struct write {
	unsigned copy;
	uint8_t bytes[SECTOR_BYTES];
};

struct disk {
	struct zr_ab_copies copies;              /* what is flushed */
	struct write pending[PENDING_COUNT_MAX]; /* and what is not */
	unsigned pending_count;
	uint64_t flushed, written; /* sequences of the newest records */
	unsigned long state_count, write_count;
};

static _Noreturn void end(const char *text)
{
	(void)fprintf(stderr, "judge_cuts: %s\n", text);
	exit(1);
}

static uint64_t number(const uint8_t *at, unsigned bytes)
{
	uint64_t value = 0;
	for (unsigned i = 0; i < bytes; i++) {
		value |= (uint64_t)at[i] << 8 * i;
	}
	return value;
}

static uint64_t newest(const struct zr_ab_copies *copies)
{
	struct zr_slots slots;
	return zr_ab_record_newest(copies, &slots) < 0 ? 0 : slots.sequence;
}

static void judge(struct disk *disk, const struct zr_ab_copies *copies)
{
	uint64_t found = newest(copies);
	disk->state_count++;
	if (found == 0) {
		end("a cut leaves no record");
	}
	if (found < disk->flushed || found > disk->written) {
		end("a cut brings back a record that was already replaced");
	}
}

/* Lays one of the three fates of each write since the last flush over what is flushed: lost, whole,
 * torn at cut. */
static void judge_fates(struct disk *disk, unsigned fates, unsigned cut)
{
	struct zr_ab_copies copies = disk->copies;

	for (unsigned i = 0; i < disk->pending_count; i++, fates /= 3) {
		static const unsigned whole = SECTOR_BYTES;
		unsigned bytes = fates % 3 == 0 ? 0 : fates % 3 == 1 ? whole : cut;
		memcpy(copies.copy[disk->pending[i].copy], disk->pending[i].bytes, bytes);
	}
	judge(disk, &copies);
}

static void judge_all(struct disk *disk)
{
	unsigned count = 1;
	for (unsigned i = 0; i < disk->pending_count; i++) {
		count *= 3;
	}
	for (unsigned fates = 0; fates < count; fates++) {
		for (unsigned cut = TEAR_BYTES; cut < SECTOR_BYTES; cut += TEAR_BYTES) {
			judge_fates(disk, fates, cut);
		}
	}
}

static void flush(struct disk *disk)
{
	for (unsigned i = 0; i < disk->pending_count; i++) {
		memcpy(disk->copies.copy[disk->pending[i].copy], disk->pending[i].bytes,
			SECTOR_BYTES);
	}
	disk->pending_count = 0;
	disk->flushed = newest(&disk->copies);
	judge_all(disk);
}

static void put(struct disk *disk, unsigned copy, const uint8_t *bytes)
{
	struct zr_ab_copies alone;

	if (disk->pending_count == PENDING_COUNT_MAX) {
		end("more writes without a flush than it can judge");
	}
	struct write *write = &disk->pending[disk->pending_count++];
	write->copy = copy;
	memcpy(write->bytes, bytes, SECTOR_BYTES);
	memset(&alone, 0, sizeof alone);
	memcpy(alone.copy[0], bytes, SECTOR_BYTES);
	uint64_t sequence = newest(&alone);
	disk->written = sequence > disk->written ? sequence : disk->written;
	disk->write_count++;
	judge_all(disk);
}

/* Takes one entry's data: the sectors of it that are the record's. */
static void take(struct disk *disk, FILE *log, uint64_t first_byte, uint64_t bytes, uint64_t offset)
{
	uint8_t sector[SECTOR_BYTES];
	for (uint64_t at = 0; at < bytes; at += SECTOR_BYTES) {
		if (fread(sector, sizeof sector, 1, log) != 1) {
			end("the log ends in the middle of a write");
		}
		for (unsigned copy = 0; copy < ZR_AB_RECORD_COPY_COUNT; copy++) {
			if (first_byte + at == offset + (uint64_t)copy * ZR_AB_RECORD_GAP_BYTES) {
				put(disk, copy, sector);
			}
		}
	}
}

static void walk(struct disk *disk, FILE *log, uint64_t offset)
{
	uint8_t head[SECTOR_BYTES];

	if (fread(head, sizeof head, 1, log) != 1 || number(head, 8) != LOG_MAGIC) {
		end("this is no log of blklogwrites");
	}
	uint64_t count = number(head + 16, 8), sector_bytes = number(head + 24, 4);
	if (sector_bytes != SECTOR_BYTES) {
		end("the log's sectors are not of 512 bytes");
	}
	for (uint64_t i = 0; i < count; i++) {
		if (fread(head, sizeof head, 1, log) != 1) {
			end("the log ends early");
		}
		if (number(head + 16, 8) & LOG_FLUSH) {
			flush(disk);
		}
		take(disk, log, number(head, 8) * SECTOR_BYTES, number(head + 8, 8) * SECTOR_BYTES,
			offset);
	}
}

static void load(struct disk *disk, const char *path, uint64_t offset)
{
	FILE *file = fopen(path, "rb");
	bool is_read = file != NULL;

	for (unsigned i = 0; i < ZR_AB_RECORD_COPY_COUNT && is_read; i++) {
		is_read = fseeko(file, (off_t)(offset + (uint64_t)i * ZR_AB_RECORD_GAP_BYTES),
				  SEEK_SET) == 0 &&
			  fread(disk->copies.copy[i], SECTOR_BYTES, 1, file) == 1;
	}
	if (!is_read) {
		end("the disk cannot be read");
	}
	(void)fclose(file);
	disk->flushed = disk->written = newest(&disk->copies);
}

int main(int argc, char **argv)
{
	static struct disk disk;
	if (argc != 4) {
		end("DISK OFFSET LOG");
	}
	uint64_t offset = strtoull(argv[2], NULL, 10);
	load(&disk, argv[1], offset);
	FILE *log = fopen(argv[3], "rb");
	if (!log) {
		end("the log cannot be read");
	}
	walk(&disk, log, offset);
	(void)fclose(log);
	if (disk.written == disk.flushed && disk.write_count == 0) {
		end("nothing of the record was written: there is nothing to judge");
	}
	(void)printf("%lu writes of the record, %lu states after cuts, each with a record that may "
		     "be there; newest %" PRIu64 "\n",
		disk.write_count, disk.state_count, disk.written);
	return 0;
}
