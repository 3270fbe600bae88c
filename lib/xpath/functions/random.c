/*
 * Functions of chance (ODK XForms "fn:random", "fn:uuid", "fn:randomize"); the bits come from the
 * context. randomize() with a seed always gives the same order: Park and Miller's generator and
 * the inside-out variant of Fisher and Yates's shuffle.
 */
#include "lib/xpath/functions/families.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <openssl/evp.h>

#include "lib/xpath/evaluate/axes.h"
#include "lib/xpath/functions/argument.h"
#include "lib/xpath/value/produce.h"
#include "lib/xpath/value/value.h"

enum {
	UUID_LENGTH_MAX = 1024
};

static int take_bits(const struct zr_call *call, uint64_t *ret)
{
	const struct zr_xpath_context *context = call->evaluation->context;
	if (context->hooks == NULL || context->hooks->random == NULL) {
		return zr_argument_fault(call, ZR_E_UNSUPPORTED,
			&(const struct zr_fault){.kind = ZR_FAULT_NO_RANDOM});
	}
	*ret = context->hooks->random(context->user);
	return 0;
}

static int call_random(const struct zr_call *call, struct zr_value *ret_value)
{
	uint64_t bits = 0;
	int code = take_bits(call, &bits);
	if (code == 0) {
		zr_produce_number(ret_value, (double)(bits >> 11) / 9007199254740992.0);
	}
	return code;
}

/* uuid(): RFC 4122 version 4; uuid(n): n hexadecimal digits. */
static int call_uuid(const struct zr_call *call, struct zr_value *ret_value)
{
	double length = 32;
	int code = call->term->argument_count > 0 ? zr_argument_number(call, 0, &length) : 0;
	if (code == 0 && !(length >= 0 && length <= UUID_LENGTH_MAX)) {
		code = zr_argument_fault(call, ZR_E_INVALID,
			&(const struct zr_fault){
				.kind = ZR_FAULT_BAD_LENGTH, .number = UUID_LENGTH_MAX});
	}
	char digits[UUID_LENGTH_MAX + 16];
	size_t count = code == 0 ? (size_t)length : 0;
	for (size_t i = 0; i < count && code == 0; i += 16) {
		uint64_t bits = 0;
		code = take_bits(call, &bits);
		(void)snprintf(digits + i, 17, "%016llx", (unsigned long long)bits);
	}
	if (code != 0) {
		return code;
	}
	if (call->term->argument_count > 0) {
		return zr_produce_copy(call->evaluation, ret_value, digits, count);
	}
	char text[40];
	digits[12] = '4';
	digits[16] = "89ab"[digits[16] & 3];
	int bytes = snprintf(text, sizeof text, "%.8s-%.4s-%.4s-%.4s-%.12s", digits, digits + 8,
		digits + 12, digits + 16, digits + 20);
	return zr_produce_copy(call->evaluation, ret_value, text, (size_t)bytes);
}

/* ---- randomize() ---- */

/* A number is its own seed; a text that is none gives the first 64 bits of its SHA-256. */
static int take_seed(const struct zr_call *call, int64_t *ret_seed)
{
	assert(call->term->argument_count == 1 || call->term->argument_count == 2);
	uint64_t bits = 0;
	struct zr_value value = {0};
	int code = call->term->argument_count > 1 ? zr_argument_value(call, 1, &value)
						  : take_bits(call, &bits);
	if (code != 0 || call->term->argument_count < 2) {
		*ret_seed = (int64_t)(bits >> 1);
		return code;
	}
	double number = zr_xpath_value_number(call->evaluation, &value);
	const char *text = zr_xpath_value_text(call->evaluation, &value);
	unsigned char hash[EVP_MAX_MD_SIZE];
	if (text == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	if (!isnan(number) || *text == '\0') {
		*ret_seed = fabs(number) < 9e18 ? (int64_t)number : 0;
		return 0;
	}
	if (EVP_Digest(text, strlen(text), hash, NULL, EVP_sha256(), NULL) != 1) {
		return zr_evaluation_nomem(call->evaluation);
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
	assert(list->count == 0 || list->items != NULL);
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

static int call_randomize(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_value nodes = {0};
	struct zr_node_list list = {0};
	int64_t seed = 0;
	int code = zr_argument_nodes(call, 0, &nodes);
	if (code == 0) {
		code = take_seed(call, &seed);
	}
	for (size_t i = 0; code == 0 && i < nodes.nodes.count; i++) {
		code = zr_axes_add(call->evaluation, &list, nodes.nodes.items[i]);
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

const struct zr_function zr_functions_on_random[] = {
	{"random", 0, 0, ZR_FUNCTION_VOLATILE, call_random, NULL},
	{"randomize", 1, 2, ZR_FUNCTION_VOLATILE_DEFAULT, call_randomize, NULL},
	{"uuid", 0, 1, ZR_FUNCTION_VOLATILE, call_uuid, NULL},
	{0},
};
