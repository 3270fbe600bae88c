/* The opened answers are here between the opening and the sending, and are wiped. */
#include "office/teller.h"

#include <assert.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"

/* All of one question; on the heap, for it is large. */
struct work {
	struct zr_office_question question;
	struct zr_office_answer answer;
	struct zr_sealed_pair_label labels[ZR_OFFICE_ITEM_COUNT_MAX];
	int codes[ZR_OFFICE_ITEM_COUNT_MAX];
	struct zr_buffer packed[ZR_OFFICE_ITEM_COUNT_MAX]; /* owned; wiped */
};

static void free_work(struct work **work)
{
	for (size_t i = 0; *work != NULL && i < ZR_OFFICE_ITEM_COUNT_MAX; i++) {
		zr_buffer_wipe(&(*work)->packed[i]);
	}
	free(*work);
}

static int open_item(const struct zr_strongbox *vault, struct work *work, size_t i)
{
	assert(i < work->question.item_count && work->packed[i].bytes == 0);
	const struct zr_sealed_pair_answers *answers = &work->question.items[i].answers;
	int code = zr_sealed_pair_read_label(answers, &work->labels[i], NULL);
	const struct zr_party_secret *key =
		code == 0 ? zr_strongbox_find(vault, work->labels[i].office) : NULL;
	if (code == 0 && key == NULL) {
		return ZR_E_FOREIGN;
	}
	return code == 0 ? zr_sealed_pair_open(answers, key, &work->packed[i], NULL) : code;
}

/* Compares what was opened, in place of giving it away. */
static int compare(const struct zr_teller *desk, struct work *work, struct zr_error *refusal)
{
	const struct zr_office_search *search = &work->question.search;
	int code = zr_namesake_continue(desk->namesakes, search, refusal);
	if (code != 0) {
		return code;
	}
	for (size_t i = 0; code == 0 && i < work->question.item_count; i++) {
		if (work->codes[i] != 0) {
			zr_namesake_miss(desk->namesakes);
			continue;
		}
		code = zr_namesake_add(desk->namesakes, search->first + (uint32_t)i,
			work->answer.items[i].packed, refusal);
		work->answer.items[i].packed = (struct zr_crypto_bytes){0};
	}
	if (code != 0) {
		zr_namesake_drop(desk->namesakes);
		return code;
	}
	work->answer.has_findings = search->is_last;
	return search->is_last ? zr_namesake_find(desk->namesakes, &work->answer.findings, refusal)
			       : 0;
}

/* All that is not written down is not opened. */
static void settle(const struct zr_teller *desk, struct work *work, int64_t now_us)
{
	const struct zr_trail_entry entry = {&work->question, work->labels, work->codes, now_us};
	struct zr_office_answer *answer = &work->answer;
	int code = work->question.item_count > 0
			   ? zr_trail_write(desk->trail, &entry, &answer->refusal)
			   : 0;
	if (code == 0 && work->question.is_search) {
		code = compare(desk, work, &answer->refusal);
	}
	if (code != 0) {
		answer->item_count = 0;
		answer->has_findings = false;
	}
}

int zr_teller_answer(const struct zr_teller *desk, const void *message, size_t bytes,
	int64_t now_us, struct zr_buffer *ret_frame)
{
	assert(desk != NULL && desk->vault != NULL && desk->trail != NULL);
	assert(desk->namesakes != NULL);
	ZR_CLEANUP(free_work) struct work *work = calloc(1, sizeof *work);
	if (work == NULL) {
		return ZR_E_NOMEM;
	}
	int code = zr_office_message_read_question(message, bytes, &work->question, NULL);
	if (code != 0) {
		return code;
	}
	for (size_t i = 0; i < work->question.item_count; i++) {
		work->codes[i] = open_item(desk->vault, work, i);
		work->answer.items[i] = (struct zr_office_opened){
			work->codes[i], {work->packed[i].data, work->packed[i].bytes}};
	}
	work->answer.item_count = work->question.item_count;
	settle(desk, work, now_us);
	return zr_office_message_answer(&work->answer, ret_frame, NULL);
}
