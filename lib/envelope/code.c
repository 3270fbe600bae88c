/* The enrolment code: its bits, its checks and the ways to write it. See code.h. */
#include "lib/envelope/code.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/envelope/crypto.h"
#include "lib/envelope/symbol.h"

enum {
	SYMBOL_BITS = 5,
	SECRET_SYMBOL_COUNT = 12, /* 60 bits */
	GROUP_DATA_COUNT = ZR_CODE_GROUP_SYMBOLS - 1,
	DATA_COUNT = ZR_CODE_GROUP_COUNT * GROUP_DATA_COUNT,
	PIN_BITS = (DATA_COUNT - SECRET_SYMBOL_COUNT) * SYMBOL_BITS,
	LONG_SYMBOL_COUNT = 28,
	LONG_GROUP_COUNT = 4, /* symbols between two dashes */
};

static_assert(PIN_BITS == 65, "what code.h says of the pin");

static const char scheme[] = "https://";

/* Five bits into or out of a bit string. */
static void set_bits(uint8_t *data, size_t first_bit, int value)
{
	for (size_t i = 0; i < SYMBOL_BITS; i++) {
		size_t bit = first_bit + i;
		if ((value >> (SYMBOL_BITS - 1 - i) & 1) != 0) {
			data[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
		}
	}
}

static int get_bits(const uint8_t *data, size_t first_bit)
{
	int value = 0;
	for (size_t i = 0; i < SYMBOL_BITS; i++) {
		size_t bit = first_bit + i;
		value = value << 1 | (data[bit / 8] >> (7 - bit % 8) & 1);
	}
	return value;
}

static void set_symbol(struct zr_code *code, size_t index, int value)
{
	if (index < SECRET_SYMBOL_COUNT) {
		set_bits(code->secret, index * SYMBOL_BITS, value);
	} else {
		set_bits(code->pin, (index - SECRET_SYMBOL_COUNT) * SYMBOL_BITS, value);
	}
}

static int get_symbol(const struct zr_code *code, size_t index)
{
	if (index < SECRET_SYMBOL_COUNT) {
		return get_bits(code->secret, index * SYMBOL_BITS);
	}
	return get_bits(code->pin, (index - SECRET_SYMBOL_COUNT) * SYMBOL_BITS);
}

/* A sum in GF(32) of the values, each with a weight of its own (powers of two, in Horner's way), so
 * that one wrong value or two exchanged ones change it; begun with the group's number. */
static int check_of(size_t group, const int values[GROUP_DATA_COUNT])
{
	int sum = 0;
	for (size_t i = 0; i < GROUP_DATA_COUNT; i++) {
		sum = zr_symbol_double(sum ^ values[i]);
	}
	return sum ^ (int)(group + 1);
}

static bool is_space(char symbol)
{
	return symbol == ' ' || symbol == '\t' || symbol == '\r' || symbol == '\n';
}

static bool is_between(char symbol)
{
	return symbol == '-' || is_space(symbol);
}

/* ---- the hub's address ---- */

/* Printable ASCII that a host and port are made of: an address, without a path or a login. */
static bool is_host_good(const char *host, size_t bytes)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";
	for (size_t i = 0; i < bytes; i++) {
		char symbol = host[i];
		if (symbol >= 'A' && symbol <= 'Z') {
			symbol = (char)(symbol - 'A' + 'a');
		}
		if (symbol == '\0' || strchr(allowed, symbol) == NULL) {
			return false;
		}
	}
	return bytes > 0;
}

/* Where the port begins, its colon included; NULL without one. */
static const char *find_port(const char *host)
{
	const char *bracket = strrchr(host, ']');
	return strchr(bracket != NULL ? bracket : host, ':');
}

/* Copies "https://host:port" of this many bytes, without a slash at its end. */
static int set_url(struct zr_code *code, const char *url, size_t bytes, struct zr_error *error)
{
	size_t scheme_bytes = sizeof scheme - 1;
	if (bytes > 0 && url[bytes - 1] == '/') {
		bytes--;
	}
	if (bytes >= sizeof code->url) {
		return zr_error_set(error, ZR_E_LIMIT,
			"the hub's address is longer than %zu characters", sizeof code->url - 1);
	}
	if (bytes <= scheme_bytes || strncasecmp(url, scheme, scheme_bytes) != 0 ||
		!is_host_good(url + scheme_bytes, bytes - scheme_bytes)) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the hub's address must look like hub.example or hub.example:8443");
	}
	memcpy(code->url, scheme, scheme_bytes);
	for (size_t i = scheme_bytes; i < bytes; i++) {
		const char symbol = url[i];
		code->url[i] = symbol >= 'A' && symbol <= 'Z' ? (char)(symbol - 'A' + 'a') : symbol;
	}
	code->url[bytes] = '\0';
	return 0;
}

int zr_code_set_address(struct zr_code *code, const char *address, struct zr_error *error)
{
	assert(code != NULL && address != NULL);
	char url[ZR_CODE_URL_BYTES];
	const bool has_scheme = strncasecmp(address, scheme, sizeof scheme - 1) == 0;
	const char *host = has_scheme ? address + sizeof scheme - 1 : address;
	const bool needs_port = !has_scheme && find_port(host) == NULL;
	int bytes = snprintf(
		url, sizeof url, "%s%s%s", scheme, host, needs_port ? ":" ZR_CODE_PORT : "");
	if (bytes < 0 || (size_t)bytes >= sizeof url) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the hub's address is longer than %zu characters", sizeof code->url - 1);
	}
	return set_url(code, url, (size_t)bytes, error);
}

/* As it is written in a code: the usual port is left out, and only that. */
static int add_address(const struct zr_code *code, struct zr_buffer *text)
{
	const char *host = code->url + sizeof scheme - 1;
	const char *port = find_port(host);
	if (port == NULL) {
		return zr_buffer_add_format(text, "%s:443", host);
	}
	const bool is_usual = strcmp(port + 1, ZR_CODE_PORT) == 0;
	return zr_buffer_add(text, host, is_usual ? (size_t)(port - host) : strlen(host));
}

/* ---- the certificate ---- */

static void pin_ca(const struct zr_code *code, const void *ca_der, size_t ca_bytes,
	uint8_t ret_pin[ZR_CODE_PIN_BYTES])
{
	uint8_t hash[ZR_CRYPTO_HASH_BYTES];
	zr_crypto_hash(ca_der, ca_bytes, hash);
	if (!code->is_long) {
		for (int round = 1; round < ZR_CODE_PIN_ROUNDS; round++) {
			zr_crypto_hash(hash, sizeof hash, hash);
		}
		memset(hash + PIN_BITS / 8 + 1, 0, sizeof hash - PIN_BITS / 8 - 1);
		hash[PIN_BITS / 8] &= (uint8_t)(0xff00 >> PIN_BITS % 8);
	}
	memcpy(ret_pin, hash, ZR_CODE_PIN_BYTES);
}

int zr_code_init(struct zr_code *ret_code, const struct zr_code_hub *hub,
	const uint8_t random[ZR_CODE_SECRET_BYTES], struct zr_error *error)
{
	assert(ret_code != NULL && random != NULL && hub->url != NULL && hub->ca_der != NULL);
	struct zr_code made = {0};
	int code = set_url(&made, hub->url, strlen(hub->url), error);
	if (code != 0) {
		return code == ZR_E_SYNTAX ? zr_error_set(error, ZR_E_INVALID,
						     "\"%s\" is not an address like "
						     "https://hub.example:8443",
						     hub->url)
					   : code;
	}
	pin_ca(&made, hub->ca_der, hub->ca_bytes, made.pin);
	memcpy(made.secret, random, sizeof made.secret);
	made.secret[ZR_CODE_SECRET_BYTES - 1] &= 0xF0;
	*ret_code = made;
	return 0;
}

bool zr_code_is_ca(const struct zr_code *code, const void *ca_der, size_t ca_bytes)
{
	assert(code != NULL);
	uint8_t pin[ZR_CODE_PIN_BYTES];
	pin_ca(code, ca_der, ca_bytes, pin);
	return memcmp(pin, code->pin, sizeof code->pin) == 0;
}

void zr_code_finish(struct zr_code *code)
{
	if (code != NULL) {
		explicit_bzero(code, sizeof *code);
	}
}

/* ---- the parts of a text ---- */

struct part {
	int values[ZR_CODE_GROUP_SYMBOLS];
	size_t count;
	bool is_closed; /* by a dash or a space */
};

struct parts {
	struct part groups[ZR_CODE_GROUP_COUNT];
	const char *address; /* in the text, "" without one */
	size_t address_bytes;
	bool is_address_first;
	bool has_surplus; /* more than the groups behind an address */
};

/* The groups at the start of text; returns what is behind them. A group ends with its sixth
 * character, or before at a dash or space. */
static const char *take_groups(const char *text, struct parts *parts)
{
	size_t group = 0;
	while (*text != '\0') {
		struct part *part = &parts->groups[group];
		const bool is_whole = part->count == ZR_CODE_GROUP_SYMBOLS;
		if (is_between(*text)) {
			part->is_closed = part->count > 0 && !is_whole;
		} else if (((unsigned char)*text & 0xc0) != 0x80 && !is_whole && !part->is_closed) {
			part->values[part->count++] = zr_symbol_value(*text);
		} else if (is_whole || part->is_closed) {
			if (++group == ZR_CODE_GROUP_COUNT) {
				return text;
			}
			continue;
		}
		text++;
	}
	return text;
}

static bool has_unknown(const struct part *part)
{
	for (size_t i = 0; i < part->count; i++) {
		if (part->values[i] == ZR_SYMBOL_NONE) {
			return true;
		}
	}
	return false;
}

static bool is_good(const struct part *part, size_t group)
{
	return part->count == ZR_CODE_GROUP_SYMBOLS && !has_unknown(part) &&
	       part->values[GROUP_DATA_COUNT] == check_of(group, part->values);
}

/* A first word with the signs of an address, unless it begins with a good group: then the sign is a
 * slip of the finger. */
static bool begins_with_address(const char *text)
{
	struct parts parts = {0};
	const size_t bytes = strcspn(text, " \t\r\n");
	if (strcspn(text, ".:[") >= bytes) {
		return false;
	}
	(void)take_groups(text, &parts);
	return !is_good(&parts.groups[0], 0);
}

static void split(const char *text, struct parts *ret_parts)
{
	struct parts parts = {.address = ""};
	while (is_space(*text)) {
		text++;
	}
	parts.is_address_first = begins_with_address(text);
	if (parts.is_address_first) {
		parts.address = text;
		parts.address_bytes = strcspn(text, " \t\r\n");
		parts.has_surplus = *take_groups(text + parts.address_bytes, &parts) != '\0';
	} else {
		parts.address = take_groups(text, &parts);
		parts.address_bytes = strlen(parts.address);
		while (parts.address_bytes > 0 &&
			is_space(parts.address[parts.address_bytes - 1])) {
			parts.address_bytes--;
		}
	}
	*ret_parts = parts;
}

static enum zr_code_group_state state_of(const struct parts *parts, size_t group)
{
	const struct part *part = &parts->groups[group];
	const bool is_last = group + 1 == ZR_CODE_GROUP_COUNT
				     ? parts->is_address_first || parts->address_bytes == 0
				     : parts->groups[group + 1].count == 0;
	if (part->count == 0) {
		return ZR_CODE_GROUP_EMPTY;
	}
	if (part->count < ZR_CODE_GROUP_SYMBOLS && !has_unknown(part)) {
		return part->is_closed || !is_last ? ZR_CODE_GROUP_WRONG : ZR_CODE_GROUP_BEGUN;
	}
	return is_good(part, group) ? ZR_CODE_GROUP_GOOD : ZR_CODE_GROUP_WRONG;
}

static void write_group(const struct part *part, char ret_symbols[ZR_CODE_GROUP_SYMBOLS + 1])
{
	for (size_t i = 0; i < part->count; i++) {
		ret_symbols[i] =
			part->values[i] == ZR_SYMBOL_NONE ? '?' : zr_symbol_write(part->values[i]);
	}
	ret_symbols[part->count] = '\0';
}

void zr_code_look(const char *text, struct zr_code_look *ret_look)
{
	assert(text != NULL && ret_look != NULL);
	struct parts parts;
	*ret_look = (struct zr_code_look){.is_long = strchr(text, '#') != NULL};
	if (ret_look->is_long) {
		return;
	}
	split(text, &parts);
	for (size_t i = 0; i < ZR_CODE_GROUP_COUNT; i++) {
		ret_look->groups[i].state = state_of(&parts, i);
		write_group(&parts.groups[i], ret_look->groups[i].symbols);
	}
	(void)snprintf(ret_look->address, sizeof ret_look->address, "%.*s",
		(int)parts.address_bytes, parts.address);
}

/* The groups with dashes. A group that was ended too early keeps its dash: whoever typed it went on
 * to the next one. */
static int add_tidy_groups(const struct parts *parts, struct zr_buffer *tidy)
{
	int code = 0;
	for (size_t i = 0; i < ZR_CODE_GROUP_COUNT && code == 0; i++) {
		const struct part *part = &parts->groups[i];
		const bool has_next = i + 1 < ZR_CODE_GROUP_COUNT && parts->groups[i + 1].count > 0;
		char symbols[ZR_CODE_GROUP_SYMBOLS + 1];
		write_group(part, symbols);
		code = zr_buffer_add_format(
			tidy, "%s%s", symbols, has_next || part->is_closed ? "-" : "");
		explicit_bzero(symbols, sizeof symbols);
	}
	return code;
}

int zr_code_tidy(const char *text, struct zr_buffer *tidy)
{
	assert(text != NULL && tidy != NULL);
	struct parts parts;
	split(text, &parts);
	bool is_code = strchr(text, '#') == NULL && !parts.is_address_first;
	for (size_t i = 0; i < ZR_CODE_GROUP_COUNT; i++) {
		is_code = is_code && !has_unknown(&parts.groups[i]);
	}
	if (!is_code) {
		return zr_buffer_add_text(tidy, text);
	}
	int code = add_tidy_groups(&parts, tidy);
	if (code == 0 && parts.address_bytes > 0) {
		code = zr_buffer_add_text(tidy, " ");
	}
	return code == 0 ? zr_buffer_add(tidy, parts.address, parts.address_bytes) : code;
}

/* ---- reading and writing it ---- */

static int parse_long_symbols(const char *text, struct zr_code *code, struct zr_error *error)
{
	size_t count = 0;
	for (const char *next = text; *next != '\0'; next++) {
		if (is_between(*next)) {
			continue;
		}
		int value = zr_symbol_value(*next);
		if (value == ZR_SYMBOL_NONE) {
			return zr_error_set(error, ZR_E_SYNTAX,
				"character %zu behind the # is none of a code; only digits and "
				"Latin letters without U are",
				(size_t)(next - text) + 1);
		}
		if (count < LONG_SYMBOL_COUNT) {
			set_symbol(code, count, value);
		}
		count++;
	}
	if (count != LONG_SYMBOL_COUNT) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the code has %zu characters behind the #, it must have %d; look again",
			count, LONG_SYMBOL_COUNT);
	}
	return 0;
}

static int parse_long(
	const char *text, const char *mark, struct zr_code *ret_code, struct zr_error *error)
{
	while (is_space(*text)) {
		text++;
	}
	ret_code->is_long = true;
	int code = set_url(ret_code, text, (size_t)(mark - text), error);
	return code == 0 ? parse_long_symbols(mark + 1, ret_code, error) : code;
}

static int refuse_group(const struct parts *parts, size_t group, struct zr_error *error)
{
	const struct part *part = &parts->groups[group];
	if (part->count < ZR_CODE_GROUP_SYMBOLS) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"group %zu of the code has %zu characters, it must have %d", group + 1,
			part->count, ZR_CODE_GROUP_SYMBOLS);
	}
	return zr_error_set(error, ZR_E_SYNTAX,
		"group %zu of the code has a wrong or a missing character; look at it again",
		group + 1);
}

static int parse_short(const char *text, struct zr_code *ret_code, struct zr_error *error)
{
	struct parts parts;
	char address[ZR_CODE_URL_BYTES];
	split(text, &parts);
	for (size_t i = 0; i < ZR_CODE_GROUP_COUNT; i++) {
		if (state_of(&parts, i) != ZR_CODE_GROUP_GOOD) {
			return refuse_group(&parts, i, error);
		}
		for (size_t j = 0; j < GROUP_DATA_COUNT; j++) {
			set_symbol(ret_code, i * GROUP_DATA_COUNT + j, parts.groups[i].values[j]);
		}
	}
	if (parts.has_surplus) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the code has more than %d groups; look again", ZR_CODE_GROUP_COUNT);
	}
	if (parts.address_bytes >= sizeof address) {
		return zr_error_set(error, ZR_E_SYNTAX,
			"the hub's address is longer than %zu characters", sizeof address - 1);
	}
	memcpy(address, parts.address, parts.address_bytes);
	address[parts.address_bytes] = '\0';
	return parts.address_bytes > 0 ? zr_code_set_address(ret_code, address, error) : 0;
}

int zr_code_parse(const char *text, struct zr_code *ret_code, struct zr_error *error)
{
	assert(text != NULL && ret_code != NULL);
	struct zr_code read = {0};
	const char *mark = strchr(text, '#');
	int code = mark != NULL ? parse_long(text, mark, &read, error)
				: parse_short(text, &read, error);
	if (code == 0) {
		*ret_code = read;
	}
	zr_code_finish(&read);
	return code == ZR_E_LIMIT ? ZR_E_SYNTAX : code;
}

static int format_long(const struct zr_code *enrolment, struct zr_buffer *text)
{
	char symbols[LONG_SYMBOL_COUNT + LONG_SYMBOL_COUNT / LONG_GROUP_COUNT] = {0};
	size_t length = 0;
	for (size_t i = 0; i < LONG_SYMBOL_COUNT; i++) {
		if (i > 0 && i % LONG_GROUP_COUNT == 0) {
			symbols[length++] = '-';
		}
		symbols[length++] = zr_symbol_write(get_symbol(enrolment, i));
	}
	assert(length < sizeof symbols);
	int code = zr_buffer_add_format(text, "%s#%s", enrolment->url, symbols);
	explicit_bzero(symbols, sizeof symbols);
	return code;
}

static int format_short(const struct zr_code *enrolment, struct zr_buffer *text)
{
	struct parts parts = {.address = ""};
	for (size_t i = 0; i < ZR_CODE_GROUP_COUNT; i++) {
		struct part *part = &parts.groups[i];
		part->count = ZR_CODE_GROUP_SYMBOLS;
		for (size_t j = 0; j < GROUP_DATA_COUNT; j++) {
			part->values[j] = get_symbol(enrolment, i * GROUP_DATA_COUNT + j);
		}
		part->values[GROUP_DATA_COUNT] = check_of(i, part->values);
	}
	int code = add_tidy_groups(&parts, text);
	explicit_bzero(&parts, sizeof parts);
	if (code == 0 && enrolment->url[0] != '\0') {
		code = zr_buffer_add_text(text, " ");
		code = code == 0 ? add_address(enrolment, text) : code;
	}
	return code;
}

int zr_code_format(const struct zr_code *code, struct zr_buffer *text)
{
	assert(code != NULL && text != NULL);
	assert((code->secret[ZR_CODE_SECRET_BYTES - 1] & 0x0F) == 0);
	return code->is_long ? format_long(code, text) : format_short(code, text);
}
