/* Arguments of lists, and the sentences for those that are none. */
#include "hub/http/listing.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/fold.h"
#include "hub/http/listing_place.h"
#include "lib/base/limits.h"

#define PAGE_COUNT 50

const char *zr_listing_given(const struct zr_request *request, const char *name)
{
	assert(request != NULL && name != NULL);
	const char *value = zr_request_argument(request, name, NULL);
	return value != NULL && value[0] != '\0' ? value : NULL;
}

int zr_listing_number(const struct zr_request *request, const char *name, int64_t max,
	int64_t *ret_number, struct zr_error *error)
{
	assert(ret_number != NULL && max > 0);
	const char *text = zr_listing_given(request, name);
	char *end = NULL;
	errno = 0;
	*ret_number = text != NULL ? strtoll(text, &end, 10) : 0;
	if (text != NULL && (*end != '\0' || errno != 0 || *ret_number < 0 || *ret_number > max)) {
		return zr_error_set(
			error, ZR_E_INVALID, "%s must be a number from 0 to %" PRId64, name, max);
	}
	return 0;
}

int zr_listing_choose(const struct zr_request *request, const char *name, const char *const *names,
	int *ret_index, struct zr_error *error)
{
	assert(names != NULL && names[0] != NULL && ret_index != NULL);
	const char *text = zr_listing_given(request, name);
	*ret_index = 0;
	for (int i = 0; text != NULL && names[i] != NULL; i++) {
		if (strcmp(names[i], text) == 0) {
			*ret_index = i;
			return 0;
		}
	}
	return text == NULL ? 0
			    : zr_error_set(error, ZR_E_INVALID,
				      "%s cannot be what was asked for; it may be %s, for example",
				      name, names[0]);
}

static int read_words(
	const struct zr_request *request, struct zr_listing *page, struct zr_error *error)
{
	const char *words = zr_listing_given(request, "q");
	assert(page->words == NULL);
	if (words == NULL) {
		return 0;
	}
	if (zr_fold_text(words, &page->folded) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "the hub is short of memory");
	}
	page->words = page->folded.bytes > 0 ? zr_buffer_text(&page->folded) : NULL;
	return 0;
}

int zr_listing_read(const struct zr_request *request, const uint8_t *key,
	struct zr_listing *ret_page, struct zr_error *error)
{
	assert(request != NULL && key != NULL && ret_page != NULL);
	ret_page->key = key;
	const char *after = zr_listing_given(request, "after");
	int64_t limit = 0;
	int code = zr_listing_number(request, "limit", ZR_HUB_PAGE_COUNT_MAX, &limit, error);
	ret_page->count_max = limit > 0 ? (size_t)limit : PAGE_COUNT;
	if (code == 0 && zr_listing_given(request, "limit") != NULL && limit == 0) {
		code = zr_error_set(error, ZR_E_INVALID, "limit must be a number from 1 to %d",
			ZR_HUB_PAGE_COUNT_MAX);
	}
	if (code == 0 && after != NULL) {
		code = zr_listing_place_parse(key, after, &ret_page->place, error);
	}
	return code == 0 ? read_words(request, ret_page, error) : code;
}

void zr_listing_finish(struct zr_listing *page)
{
	assert(page != NULL);
	zr_buffer_finish(&page->folded);
	page->words = NULL;
}

void zr_listing_answer(
	struct zr_request *request, const struct zr_listing *page, struct json_object *answer)
{
	assert(request != NULL && page != NULL && answer != NULL);
	char text[ZR_LISTING_PLACE_TEXT_BYTES];
	struct zr_error error;
	if (page->place.is_set &&
		zr_listing_place_format(page->key, &page->place, text, &error) != 0) {
		(void)json_object_put(answer);
		zr_request_answer_error(request, &error);
		return;
	}
	(void)json_object_object_add(
		answer, "next", page->place.is_set ? json_object_new_string(text) : NULL);
	zr_json_answer(request, answer);
}
