/* A letter with one relative opens a row as the others do: which letters have more nobody should
 * need to know. */
#include "tablet/shell/keyboard/hold.h"

#include <assert.h>
#include <stddef.h>

static bool is_long(const struct zr_hold *hold, uint32_t now_ms)
{
	return now_ms - hold->down_ms >= ZR_HOLD_MS;
}

/* The relative of the column; the row reaches from a key's height above it down to the key. */
static const struct zr_layout_key *choose(const struct zr_hold *hold, int x, int y)
{
	assert(hold->count > 0 && hold->count <= ZR_RELATIVES_MAX);
	const struct zr_box *first = &hold->keys[0].box;
	const struct zr_box *last = &hold->keys[hold->count - 1].box;
	const struct zr_box *key = &hold->key->box;
	const int reach = first->width / 2;
	if (y < first->y - first->height || y > key->y + key->height + reach ||
		x < first->x - reach || x > last->x + last->width + reach) {
		return NULL;
	}
	size_t i = 0;
	while (i + 1 < hold->count && x >= hold->keys[i + 1].box.x) {
		i++;
	}
	return &hold->keys[i];
}

void zr_hold_begin(
	struct zr_hold *hold, const struct zr_layout_key *key, int width, uint32_t time_ms)
{
	assert(hold && key);
	*hold = (struct zr_hold){.key = key, .down_ms = time_ms};
	hold->count = zr_relatives_keys(key, width, hold->keys);
	if (hold->count > 0) {
		hold->chosen = choose(hold, key->box.x + key->box.width / 2, key->box.y);
	}
}

bool zr_hold_tick(struct zr_hold *hold, uint32_t now_ms)
{
	assert(hold);
	if (!hold->key || hold->count == 0 || hold->is_open || !is_long(hold, now_ms)) {
		return false;
	}
	hold->is_open = true;
	return true;
}

bool zr_hold_move(struct zr_hold *hold, int x, int y)
{
	assert(hold);
	if (!hold->is_open) {
		return false;
	}
	const struct zr_layout_key *before = hold->chosen;
	hold->chosen = choose(hold, x, y);
	return hold->chosen != before;
}

const struct zr_layout_key *zr_hold_end(struct zr_hold *hold, uint32_t time_ms)
{
	assert(hold && hold->key);
	assert(!hold->is_open || hold->count > 0);
	const struct zr_layout_key *result =
		hold->is_open && is_long(hold, time_ms) ? hold->chosen : hold->key;
	hold->key = NULL;
	hold->is_open = false;
	return result;
}
