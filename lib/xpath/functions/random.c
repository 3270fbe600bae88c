/*
 * Functions of chance (ODK XForms "fn:random", "fn:uuid", "fn:randomize"); the bits come from the
 * context. randomize() with a seed always gives the same order: Park and Miller's generator and
 * the inside-out variant of Fisher and Yates's shuffle.
 */
#include "lib/xpath/functions/calls.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <openssl/evp.h>

enum {
	UUID_LENGTH_MAX = 1024
};

static int take_bits(struct zr_evaluation *evaluation, const struct zr_term *call, uint64_t *ret)
{
	const struct zr_xpath_context *context = evaluation->context;
	if (context->hooks == NULL || context->hooks->random == NULL) {
		return zr_xpath_fault(
			evaluation, call, ZR_E_UNSUPPORTED, "there are no random bits here");
	}
	*ret = context->hooks->random(context->user);
	return 0;
}

ZR_FUNCTION_DECLARE(zr_xpath_call_random)
{
	uint64_t bits = 0;
	int code = take_bits(evaluation, call, &bits);
	if (code == 0) {
		zr_xpath_return_number(ret_value, (double)(bits >> 11) / 9007199254740992.0);
	}
	return code;
}

/* uuid(): RFC 4122 version 4; uuid(n): n hexadecimal digits. */
ZR_FUNCTION_DECLARE(zr_xpath_call_uuid)
{
	double length = 32;
	int code = call->argument_count > 0
			   ? zr_xpath_argument_number(evaluation, call, 0, focus, &length)
			   : 0;
	if (code == 0 && !(length >= 0 && length <= UUID_LENGTH_MAX)) {
		code = zr_xpath_fault(evaluation, call, ZR_E_INVALID,
			"the length must be from 0 to %d", UUID_LENGTH_MAX);
	}
	char digits[UUID_LENGTH_MAX + 16];
	size_t count = code == 0 ? (size_t)length : 0;
	for (size_t i = 0; i < count && code == 0; i += 16) {
		uint64_t bits = 0;
		code = take_bits(evaluation, call, &bits);
		(void)snprintf(digits + i, 17, "%016llx", (unsigned long long)bits);
	}
	if (code != 0) {
		return code;
	}
	if (call->argument_count > 0) {
		return zr_xpath_return_copy(evaluation, ret_value, digits, count);
	}
	char text[40];
	digits[12] = '4';
	digits[16] = "89ab"[digits[16] & 3];
	int bytes = snprintf(text, sizeof text, "%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8,
		digits + 12, digits + 16, digits + 20);
	return zr_xpath_return_copy(evaluation, ret_value, text, (size_t)bytes);
}

/* ---- randomize() ---- */

/* A number is its own seed; a text that is none gives the first 64 bits of its SHA-256. */
static int take_seed(struct zr_evaluation *evaluation, const struct zr_term *call,
	const struct zr_focus *focus, int64_t *ret_seed)
{
	uint64_t bits = 0;
	struct zr_value value = {0};
	int code = call->argument_count > 1 ? zr_xpath_argument(evaluation, call, 1, focus, &value)
					    : take_bits(evaluation, call, &bits);
	if (code != 0 || call->argument_count < 2) {
		*ret_seed = (int64_t)(bits >> 1);
		return code;
	}
	double number = zr_xpath_value_number(evaluation, &value);
	const char *text = zr_xpath_value_text(evaluation, &value);
	unsigned char hash[EVP_MAX_MD_SIZE];
	if (text == NULL) {
		return zr_xpath_nomem(evaluation);
	}
	if (!isnan(number) || *text == '\0') {
		*ret_seed = fabs(number) < 9e18 ? (int64_t)number : 0;
		return 0;
	}
	if (EVP_Digest(text, strlen(text), hash, NULL, EVP_sha256(), NULL) != 1) {
		return zr_xpath_nomem(evaluation);
	}
	for (size_t i = 0; i < 8; i++) {
		bits = bits << 8 | hash[i];
	}
	*ret_seed = (int64_t)bits;
	return 0;
}

/* The shuffle from the inside out: each node in turn takes a place among those before it. */
static void shuffle(struct zr_node_list *list, int64_t seed)
{
	const int64_t modulus = 2147483647;
	int64_t state = (int64_t)fmod((double)seed, (double)modulus);
	if (state <= 0) {
		state += modulus - 1;
	}
	for (size_t i = 0; i < list->count; i++) {
		state = state * 16807 % modulus;
		double chance = (double)(state - 1) / (double)(modulus - 1);
		size_t place = (size_t)floor(chance * (double)(i + 1));
		struct zr_node *node = list->items[i];
		list->items[i] = list->items[place];
		list->items[place] = node;
	}
}

ZR_FUNCTION_DECLARE(zr_xpath_call_randomize)
{
	struct zr_value nodes = {0};
	struct zr_node_list list = {0};
	int64_t seed = 0;
	int code = zr_xpath_argument_nodes(evaluation, call, 0, focus, &nodes);
	if (code == 0) {
		code = take_seed(evaluation, call, focus, &seed);
	}
	for (size_t i = 0; code == 0 && i < nodes.nodes.count; i++) {
		code = zr_xpath_axes_add(evaluation, &list, nodes.nodes.items[i]);
	}
	if (code != 0) {
		return code;
	}
	shuffle(&list, seed);
	ret_value->kind = ZR_VALUE_NODES;
	ret_value->nodes.items = list.items;
	ret_value->nodes.count = list.count;
	return 0;
}
