/*
 * A tablet in a bottle, for tests of the hub: makes the bodies a tablet sends and reads what it
 * gets. Its keys come from a number, so that each call is the same tablet again.
 *
 *	tablet_tool enrol SEED CODE                      body of POST /v1/enrol
 *	tablet_tool enrolled < ANSWER                    "SIGN AGREE NAME", keys in hex
 *	tablet_tool key SEED                             its key for TLS, DER
 *	tablet_tool certificate < ANSWER                 of POST /v1/enrol or /v1/renew, DER
 *	tablet_tool renew SEED SIGN TIME                 body of POST /v1/renew
 *	tablet_tool time < ANSWER                        of GET /v1/health
 *	tablet_tool exchange SEED SIGN AGREE [option]... body of POST /v1/exchange
 *	    --records FIRST COUNT  --xml FILE  --salt N (other bytes)  --form ID VERSION
 *	    --area ID  --household ID  --ack SEQUENCE HASH CODE  --battery N  --as SEED (forge)
 *	    --durable SEQUENCE  --epoch HEX  --nonce N  (what the greeting says)
 *	tablet_tool read SEED SIGN AGREE < ANSWER        a line per entry and order
 *	tablet_tool receipt SEED SIGN AGREE < ANSWER     what else the hub says of itself
 *
 * Records have the ids "rec-SEED-SEQUENCE" unless --id ID says otherwise.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/envelope/code.h"
#include "lib/envelope/content.h"
#include "lib/order/orders.h"
#include "lib/envelope/enrol.h"
#include "lib/envelope/sealed_pair.h"
#include "lib/envelope/signed_receipt.h"

#define TIME_US 1790000000000000

static struct zr_error error;

static void need(int code, const char *what)
{
	if (code != 0) {
		char text[600];
		zr_error_format(&error, what, text, sizeof text);
		(void)fprintf(stderr, "tablet_tool: %s (%s)\n", text, zr_error_name(code));
		exit(1);
	}
}

/* Bytes that depend on the texts alone. */
static void draw(const char *purpose, uint64_t a, uint64_t b, uint8_t *ret_bytes, size_t bytes)
{
	uint8_t block[64];
	char text[100];
	(void)snprintf(text, sizeof text, "%s %llu %llu", purpose, (unsigned long long)a,
		(unsigned long long)b);
	if (EVP_Digest(text, strlen(text), block, NULL, EVP_sha512(), NULL) != 1) {
		exit(1);
	}
	memcpy(ret_bytes, block, bytes);
}

static uint64_t number(const char *text)
{
	return text != NULL ? strtoull(text, NULL, 10) : 0;
}

static void make_keys(const char *seed, struct zr_party_secret *ret_keys)
{
	uint8_t bytes[2 * ZR_KEY_BYTES];
	draw("keys", number(seed), 0, bytes, sizeof bytes);
	need(zr_party_init(ret_keys, bytes, &error), "keys");
}

/* The salt makes another key of the same tablet. */
static void make_tls_key(const char *seed, struct zr_tls_key *ret_key)
{
	uint8_t bytes[ZR_TLS_KEY_RANDOM_BYTES];
	const char *salt = getenv("TABLET_TOOL_TLS");
	draw("tls", number(seed), number(salt), bytes, sizeof bytes);
	need(zr_tls_key_init(ret_key, bytes, &error), "TLS key");
}

static void read_hub(char **arguments, struct zr_party_public *ret_hub)
{
	uint8_t sign[ZR_KEY_BYTES];
	uint8_t agree[ZR_KEY_BYTES];
	need(zr_hex_decode(arguments[0], sign, sizeof sign), "SIGN");
	need(zr_hex_decode(arguments[1], agree, sizeof agree), "AGREE");
	zr_party_public_init(ret_hub, sign, agree);
}

static void read_stream(FILE *file, struct zr_buffer *ret_bytes)
{
	char chunk[65536];
	size_t count = 0;
	while ((count = fread(chunk, 1, sizeof chunk, file)) > 0) {
		need(zr_buffer_add(ret_bytes, chunk, count), "input");
	}
}

static int write_out(const struct zr_buffer *bytes)
{
	return fwrite(bytes->data, 1, bytes->bytes, stdout) == bytes->bytes ? 0 : 1;
}

static int enrol(const char *seed, const char *text)
{
	struct zr_party_secret keys;
	struct zr_code code;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	make_keys(seed, &keys);
	need(zr_code_parse(text, &code, &error), "CODE");
	ZR_CLEANUP(zr_tls_key_finish) struct zr_tls_key tls = {0};
	make_tls_key(seed, &tls);
	const struct zr_enrol_wish wish = {.secret = code.secret,
		.tls_public = tls.public_half,
		.device = &keys,
		.version = "tool 1"};
	need(zr_enrol_request_encode(&wish, &body, &error), "enrol");
	return write_out(&body);
}

static int write_tls_key(const char *seed)
{
	ZR_CLEANUP(zr_tls_key_finish) struct zr_tls_key tls = {0};
	make_tls_key(seed, &tls);
	return write_out(&tls.der);
}

static int certificate(void)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	static struct zr_enrol_answer answer;
	read_stream(stdin, &body);
	if (zr_renewal_answer_decode(body.data, body.bytes, &answer.certificate, NULL) != 0) {
		need(zr_enrol_answer_decode(body.data, body.bytes, &answer, &error), "answer");
	}
	return fwrite(answer.certificate.data, 1, answer.certificate.bytes, stdout) ==
			       answer.certificate.bytes
		       ? 0
		       : 1;
}

static int renew(const char *seed, const char *sign, const char *time)
{
	struct zr_party_secret keys;
	struct zr_renewal_request request = {.time_us = (int64_t)number(time)};
	uint8_t hub_sign[ZR_KEY_BYTES];
	ZR_CLEANUP(zr_tls_key_finish) struct zr_tls_key tls = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	make_keys(seed, &keys);
	make_tls_key(seed, &tls);
	need(zr_hex_decode(sign, hub_sign, sizeof hub_sign), "SIGN");
	memcpy(request.device_id, keys.public_half.id, sizeof request.device_id);
	memcpy(request.tls_public, tls.public_half, sizeof request.tls_public);
	need(zr_renewal_request_encode(&request, &keys, hub_sign, &body, &error), "renew");
	return write_out(&body);
}

static int hub_time(void)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	int64_t time_us = 0;
	read_stream(stdin, &body);
	need(zr_renewal_health_decode(body.data, body.bytes, &time_us, &error), "answer");
	(void)printf("%lld\n", (long long)time_us);
	return 0;
}

static int enrolled(void)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	struct zr_enrol_answer answer;
	char sign[2 * ZR_KEY_BYTES + 1];
	char agree[2 * ZR_KEY_BYTES + 1];
	read_stream(stdin, &body);
	need(zr_enrol_answer_decode(body.data, body.bytes, &answer, &error), "answer");
	zr_hex_encode(answer.hub.sign, ZR_KEY_BYTES, sign);
	zr_hex_encode(answer.hub.agree, ZR_KEY_BYTES, agree);
	(void)printf("%s %s %s\n", sign, agree, answer.device_name);
	return 0;
}

struct wish {
	const char *seed; /* of the tablet's keys, and in the names of its records */
	uint64_t first, count, salt;
	struct zr_record record;
	struct zr_buffer xml;
	struct zr_receipt receipt;
	struct zr_receipt_entry acknowledged[ZR_EXCHANGE_COUNT_MAX];
	char *drafts[ZR_EXCHANGE_COUNT_MAX];
	const char *id;
	const char *forger;
};

/* The texts of a record that need no more than their name. */
static bool take_text(struct zr_record *record, const char *name, char *value)
{
	const struct {
		const char *name;
		char **place;
	} texts[] = {{"--outcome", &record->outcome}, {"--address", &record->address},
		{"--appointment", &record->appointment}, {"--previous", &record->previous_id},
		{"--replaces", &record->replaces_id}};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		if (strcmp(name, texts[i].name) == 0) {
			*texts[i].place = value;
			return true;
		}
	}
	return false;
}

/* One option with its values; gives back how many arguments it took. */
static int take_option(struct wish *wish, char **arguments)
{
	const char *name = arguments[0];
	if (strcmp(name, "--records") == 0) {
		wish->first = number(arguments[1]);
		wish->count = number(arguments[2]);
		return 3;
	}
	if (strcmp(name, "--form") == 0) {
		wish->record.form_id = arguments[1];
		wish->record.form_version = arguments[2];
		return 3;
	}
	if (strcmp(name, "--ack") == 0) {
		struct zr_receipt_entry *entry = &wish->acknowledged[wish->receipt.entry_count++];
		entry->sequence = number(arguments[1]);
		need(zr_hex_decode(arguments[2], entry->hash, ZR_HASH_BYTES), "HASH");
		entry->code = -(int)number(arguments[3]);
		return 4;
	}
	if (strcmp(name, "--xml") == 0) {
		FILE *file = fopen(arguments[1], "rbe");
		need(file != NULL ? 0 : ZR_E_NOT_FOUND, arguments[1]);
		read_stream(file, &wish->xml);
		(void)fclose(file);
	} else if (strcmp(name, "--salt") == 0) {
		wish->salt = number(arguments[1]);
	} else if (strcmp(name, "--area") == 0) {
		wish->record.area_id = arguments[1];
	} else if (strcmp(name, "--household") == 0) {
		wish->record.household_id = arguments[1];
	} else if (take_text(&wish->record, name, arguments[1])) {
		return 2;
	} else if (strcmp(name, "--draft") == 0) {
		wish->drafts[wish->receipt.draft_count++] = arguments[1];
	} else if (strcmp(name, "--battery") == 0) {
		wish->receipt.battery_percent = (int32_t)number(arguments[1]);
	} else if (strcmp(name, "--durable") == 0) {
		wish->receipt.durable_through = number(arguments[1]);
	} else if (strcmp(name, "--epoch") == 0) {
		wish->receipt.has_epoch = true;
		need(zr_hex_decode(arguments[1], wish->receipt.epoch, ZR_EPOCH_BYTES), "EPOCH");
	} else if (strcmp(name, "--nonce") == 0) {
		wish->receipt.nonce = number(arguments[1]);
	} else if (strcmp(name, "--id") == 0) {
		wish->id = arguments[1];
	} else if (strcmp(name, "--as") == 0) {
		wish->forger = arguments[1];
	} else {
		need(ZR_E_INVALID, name);
	}
	return 2;
}

static void add_record(struct zr_buffer *body, struct wish *wish, uint64_t sequence,
	const struct zr_party_secret *keys, const struct zr_party_public *hub)
{
	char id[64];
	(void)snprintf(id, sizeof id, "rec-%s-%llu", wish->seed, (unsigned long long)sequence);
	wish->record.record_id = wish->id != NULL ? (char *)(uintptr_t)wish->id : id;
	wish->record.xml = wish->xml.data;
	wish->record.xml_bytes = wish->xml.bytes;
	wish->record.started_us = TIME_US;
	wish->record.finished_us = TIME_US + (int64_t)wish->salt * 1000000;
	struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD,
		.sequence = sequence,
		.time_us = TIME_US + (int64_t)wish->salt};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer cover = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer answers = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer envelope = {0};
	uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES];
	draw("seal", head.sequence * 8 + head.kind, (uint64_t)head.time_us, random, 64);
	memcpy(random + 64, random, sizeof random - 64);
	need(zr_record_encode_answers(&wish->record, &answers, &error), "answers");
	need(zr_party_digest(keys, answers.data, answers.bytes, wish->record.answers_digest),
		"digest");
	need(zr_record_encode_cover(&wish->record, &cover, &error), "cover");
	need(zr_sealed_pair_seal(&(struct zr_sealed_pair_message){&head, {cover.data, cover.bytes},
					 {answers.data, answers.bytes}},
		     &(struct zr_sealed_pair_keys){keys, hub, hub, random}, &envelope, NULL,
		     &error),
		"seal");
	need(zr_exchange_add(body, envelope.data, envelope.bytes), "body");
}

static int exchange(int count, char **arguments)
{
	static char none[] = "";
	static char completed[] = "completed";
	static char version[] = "tool 1";
	static struct wish wish;
	struct zr_party_secret keys;
	struct zr_party_public hub;
	wish.seed = arguments[0];
	make_keys(wish.seed, &keys);
	read_hub(arguments + 1, &hub);
	wish.record = (struct zr_record){.form_id = none,
		.form_version = none,
		.area_id = none,
		.household_id = none,
		.outcome = completed};
	wish.receipt = (struct zr_receipt){.entries = wish.acknowledged,
		.draft_ids = wish.drafts,
		.time_us = TIME_US,
		.battery_percent = 77,
		.version = version};
	for (int i = 3; i < count;) {
		i += take_option(&wish, arguments + i);
	}
	if (wish.xml.bytes == 0) {
		need(zr_buffer_add_text(&wish.xml, "<data/>"), "xml");
	}
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer greeting = {0};
	wish.receipt.unsent_count = wish.count;
	need(zr_receipt_encode(&wish.receipt, &greeting, &error), "greeting");
	need(zr_exchange_begin(&body, 1 + wish.count), "body");
	need(zr_exchange_add(&body, greeting.data, greeting.bytes), "body");
	if (wish.forger != NULL) {
		make_keys(wish.forger, &keys);
	}
	for (uint64_t i = 0; i < wish.count; i++) {
		add_record(&body, &wish, wish.first + i, &keys, &hub);
	}
	zr_buffer_finish(&wish.xml);
	return write_out(&body);
}

struct reading {
	struct zr_party_secret keys;
	struct zr_party_public hub;
	bool has_receipt;
	bool wants_receipt; /* more of it, and nothing else */
};

static void print_order(
	const struct zr_envelope_head *head, const char *hash, const struct zr_buffer *content)
{
	ZR_CLEANUP(zr_order_finish) struct zr_order order = {0};
	need(zr_order_decode(content->data, content->bytes, &order, &error), "order");
	if (order.kind == ZR_ORDER_FORM) {
		(void)printf("order %llu %s form %s %s", (unsigned long long)head->sequence, hash,
			order.form_id, order.form_version);
		for (size_t i = 0; i < order.file_count; i++) {
			(void)printf(" %s:%zu", order.files[i].name, order.files[i].bytes);
		}
	} else {
		(void)printf("order %llu %s assignment %s %zu %s %s %s",
			(unsigned long long)head->sequence, hash, order.area_id,
			order.household_count, order.form_id, order.form_version,
			order.zone != NULL ? order.zone : "-");
	}
	(void)printf("\n");
}

static void print_receipt(const struct reading *reading, const void *data, size_t bytes)
{
	char hash_text[2 * ZR_HASH_BYTES + 1];
	bool is_signed = false;
	ZR_CLEANUP(zr_receipt_finish) struct zr_receipt receipt = {0};
	need(zr_signed_receipt_read(&(struct zr_envelope_signed){data, bytes, &reading->hub},
		     reading->keys.public_half.id, &is_signed, &receipt, &error),
		"receipt");
	if (reading->wants_receipt) {
		(void)printf("%s durable %llu pause %u nonce %llu\n", is_signed ? "signed" : "bare",
			(unsigned long long)receipt.durable_through, receipt.pause_s,
			(unsigned long long)receipt.nonce);
		return;
	}
	(void)printf("receipt %s high %llu\n", is_signed ? "signed" : "bare",
		(unsigned long long)receipt.high_water);
	for (size_t i = 0; i < receipt.entry_count; i++) {
		zr_hex_encode(receipt.entries[i].hash, ZR_HASH_BYTES, hash_text);
		(void)printf("entry %llu %s %s\n", (unsigned long long)receipt.entries[i].sequence,
			receipt.entries[i].code == 0 ? "OK"
						     : zr_error_name(receipt.entries[i].code),
			hash_text);
	}
}

static int print_part(void *user, const void *data, size_t bytes)
{
	struct reading *reading = user;
	struct zr_envelope_head head;
	uint8_t hash[ZR_HASH_BYTES];
	char hash_text[2 * ZR_HASH_BYTES + 1];
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer content = {0};
	if (!reading->has_receipt) {
		reading->has_receipt = true;
		print_receipt(reading, data, bytes);
		return 0;
	}
	if (reading->wants_receipt) {
		return 0;
	}
	need(zr_envelope_open(&(struct zr_envelope_signed){data, bytes, &reading->hub},
		     &reading->keys, &head, &content, &error),
		"envelope");
	zr_envelope_hash(data, bytes, hash);
	zr_hex_encode(hash, sizeof hash, hash_text);
	print_order(&head, hash_text, &content);
	return 0;
}

static int read_answer(char **arguments, bool wants_receipt)
{
	static struct reading reading;
	reading.wants_receipt = wants_receipt;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	make_keys(arguments[0], &reading.keys);
	read_hub(arguments + 1, &reading.hub);
	read_stream(stdin, &body);
	need(zr_exchange_decode(body.data, body.bytes, print_part, &reading, &error), "answer");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "enrol") == 0) {
		return enrol(argv[2], argv[3]);
	}
	if (argc == 2 && strcmp(argv[1], "enrolled") == 0) {
		return enrolled();
	}
	if (argc == 3 && strcmp(argv[1], "key") == 0) {
		return write_tls_key(argv[2]);
	}
	if (argc == 2 && strcmp(argv[1], "certificate") == 0) {
		return certificate();
	}
	if (argc == 5 && strcmp(argv[1], "renew") == 0) {
		return renew(argv[2], argv[3], argv[4]);
	}
	if (argc == 2 && strcmp(argv[1], "time") == 0) {
		return hub_time();
	}
	if (argc >= 5 && strcmp(argv[1], "exchange") == 0) {
		return exchange(argc - 2, argv + 2);
	}
	if (argc == 5 && strcmp(argv[1], "read") == 0) {
		return read_answer(argv + 2, false);
	}
	if (argc == 5 && strcmp(argv[1], "receipt") == 0) {
		return read_answer(argv + 2, true);
	}
	(void)fprintf(stderr, "usage: see the top of tablet_tool.c\n");
	return 2;
}
