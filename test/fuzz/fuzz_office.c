/* What comes over the office's socket, on either side: questions and answers. What reads must be
 * written again. The first byte chooses the reader. */
#include <stdint.h>
#include <stdlib.h>

#include "lib/base/cleanup.h"
#include "lib/office/office_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static struct zr_office_question question;
	static struct zr_office_answer answer;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer frame = {0};
	struct zr_sealed_pair_label label;
	if (bytes == 0) {
		return 0;
	}
	if (data[0] % 2 == 0) {
		if (zr_office_message_read_question(data + 1, bytes - 1, &question, NULL) != 0) {
			return 0;
		}
		for (size_t i = 0; i < question.item_count; i++) {
			(void)!zr_sealed_pair_read_label(&question.items[i].answers, &label, NULL);
		}
		if (zr_office_message_ask(&question, &frame, NULL) != 0) {
			abort();
		}
	} else if (zr_office_message_read_answer(data + 1, bytes - 1, &answer, NULL) == 0 &&
		   zr_office_message_answer(&answer, &frame, NULL) != 0) {
		abort();
	}
	return 0;
}
