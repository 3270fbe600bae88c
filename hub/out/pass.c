/* A page that is not full was its version's last: the picture does not grow. */
#include "hub/out/pass.h"

#include <assert.h>

#include "hub/core/context.h"

int zr_pass_begin(struct zr_pass *pass, struct zr_context *context,
	const struct zr_versions *versions, const struct zr_store_record_filter *filter,
	struct zr_error *error)
{
	assert(pass != NULL && context != NULL && versions != NULL && versions->count > 0);
	*pass = (struct zr_pass){
		.versions = versions, .filter = *filter, .left = versions->count + 1};
	pass->filter.form_id = versions->form_id;
	return zr_store_last_rank(context->reader, &pass->filter.until_rank, error);
}

const char *zr_pass_version(const struct zr_pass *pass)
{
	assert(pass != NULL && pass->left > 0);
	return pass->left > 1 ? pass->versions->names[pass->left - 2] : NULL;
}

struct page {
	const struct zr_answers_reader *reader;
	struct zr_pass *pass;
	size_t count;
};

static int take_record(void *user, const struct zr_store_record *record, int64_t rank,
	const struct zr_error *fault)
{
	struct page *page = user;
	page->count++;
	page->pass->filter.after_rank = rank;
	return page->reader->visit(page->reader->user, record, rank, fault);
}

int zr_pass_step(struct zr_pass *pass, struct zr_context *context,
	const struct zr_answers_reader *reader, size_t count_max, struct zr_error *error)
{
	assert(pass != NULL && pass->left > 0 && reader != NULL && count_max > 0);
	struct page page = {.reader = reader, .pass = pass};
	struct zr_answers_reader own = *reader;
	own.visit = take_record;
	own.user = &page;
	pass->filter.form_version = zr_pass_version(pass);
	pass->filter.without_form = pass->filter.form_version == NULL;
	pass->filter.count_max = count_max;
	int code = pass->filter.until_rank > 0
			   ? zr_answers_open(context, &own, &pass->filter, error)
			   : 0;
	if (code == 0 && page.count < count_max) {
		pass->left--;
		pass->filter.after_rank = 0;
	}
	return code;
}
