/*
 * Seals, opens and enrols from files, for tests that stand outside: other implementations of COSE,
 * and scripts that send a hub what no tablet would. Keys come as hexadecimal on the command line,
 * which is good for tests only. All numbers of one run are given, so that it can be repeated.
 *
 *	envelope_tool public SECRETS                         prints sign and agree key, and the id
 *	envelope_tool seal SECRETS PUBLICS RANDOM KIND SEQUENCE TIME CONTENT ENVELOPE
 *	envelope_tool open PUBLICS SECRETS ENVELOPE CONTENT  prints kind, sequence and time
 *	envelope_tool pair SECRETS HUB-PUBLICS OFFICE-PUBLICS RANDOM SEQUENCE TIME COVER ANSWERS
 *		ENVELOPE                                     RANDOM is 88 bytes
 *	envelope_tool answers SECRETS ENVELOPE CONTENT       opens with the office's, prints whose
 *	envelope_tool record ID FORM XML CONTENT             writes a record's content
 *	envelope_tool greeting TIME CONTENT                  writes a receipt without entries
 *	envelope_tool receipt PUBLICS SECRETS RECEIPT        prints its form, and of each entry the
 *		                                             sequence and error
 *	envelope_tool enrol SECRETS CODE BODY                prints the hub's address
 *	envelope_tool key SECRETS KEY                        writes its key for TLS, DER
 *	envelope_tool certificate BODY CERTIFICATE           writes what the answer holds, DER
 *	envelope_tool answer BODY                            prints the hub's keys and our name
 *	envelope_tool problem BODY                           prints the error's name and sentence
 *
 * SECRETS is 64 bytes (signing seed, agreement secret), PUBLICS 64, RANDOM 44.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"
#include "lib/base/limits.h"
#include "lib/envelope/content.h"
#include "lib/envelope/enrol.h"
#include "lib/envelope/pack.h"
#include "lib/envelope/sealed_pair.h"
#include "lib/envelope/signed_receipt.h"

static _Noreturn void fail(const struct zr_error *error)
{
	(void)fprintf(stderr, "%s: %s\n", zr_error_name(error->code), error->message);
	exit(1);
}

static void check(int code, const struct zr_error *error)
{
	if (code != 0) {
		fail(error);
	}
}

static void from_hex(const char *text, uint8_t *ret_data, size_t bytes)
{
	if (zr_hex_decode(text, ret_data, bytes) != 0) {
		(void)fprintf(stderr, "not %zu bytes of hexadecimal: %s\n", bytes, text);
		exit(2);
	}
}

static void read_file(const char *path, struct zr_buffer *ret_bytes)
{
	FILE *file = fopen(path, "rbe");
	char chunk[65536];
	size_t bytes = 0;
	while (file != NULL && (bytes = fread(chunk, 1, sizeof chunk, file)) > 0) {
		if (zr_buffer_add(ret_bytes, chunk, bytes) != 0) {
			abort();
		}
	}
	if (file == NULL || ferror(file) || fclose(file) != 0) {
		perror(path);
		exit(2);
	}
}

static void write_file(const char *path, const struct zr_buffer *bytes)
{
	FILE *file = fopen(path, "wbe");
	if (file == NULL || fwrite(bytes->data, 1, bytes->bytes, file) != bytes->bytes ||
		fclose(file) != 0) {
		perror(path);
		exit(2);
	}
}

static void party(const char *hex, struct zr_party_secret *ret_party)
{
	uint8_t random[2 * ZR_KEY_BYTES];
	struct zr_error error = {0};
	from_hex(hex, random, sizeof random);
	check(zr_party_init(ret_party, random, &error), &error);
}

static void party_public(const char *hex, struct zr_party_public *ret_party)
{
	uint8_t both[2 * ZR_KEY_BYTES];
	from_hex(hex, both, sizeof both);
	zr_party_public_init(ret_party, both, both + ZR_KEY_BYTES);
}

static void print_public(const struct zr_party_public *public_half)
{
	char sign[2 * ZR_KEY_BYTES + 1];
	char agree[2 * ZR_KEY_BYTES + 1];
	char id[2 * ZR_PARTY_ID_BYTES + 1];
	zr_hex_encode(public_half->sign, ZR_KEY_BYTES, sign);
	zr_hex_encode(public_half->agree, ZR_KEY_BYTES, agree);
	zr_hex_encode(public_half->id, ZR_PARTY_ID_BYTES, id);
	(void)printf("%s%s %s\n", sign, agree, id);
}

static void run_public(char **arguments)
{
	struct zr_party_secret keys;
	party(arguments[0], &keys);
	print_public(&keys.public_half);
}

static void run_seal(char **arguments)
{
	struct zr_party_secret sender;
	struct zr_party_public reader;
	uint8_t random[ZR_SEAL_RANDOM_BYTES];
	struct zr_error error = {0};
	struct zr_buffer content = {0};
	struct zr_buffer envelope = {0};
	party(arguments[0], &sender);
	party_public(arguments[1], &reader);
	from_hex(arguments[2], random, sizeof random);
	struct zr_envelope_head head = {
		.kind = (enum zr_envelope_kind)strtoul(arguments[3], NULL, 10),
		.sequence = strtoull(arguments[4], NULL, 10),
		.time_us = strtoll(arguments[5], NULL, 10),
	};
	read_file(arguments[6], &content);
	check(zr_envelope_seal(&(struct zr_envelope_message){&head, content.data, content.bytes},
		      &(struct zr_envelope_keys){&sender, &reader, random}, &envelope, NULL,
		      &error),
		&error);
	write_file(arguments[7], &envelope);
	zr_buffer_finish(&content);
	zr_buffer_finish(&envelope);
}

static void run_open(char **arguments)
{
	struct zr_party_public sender;
	struct zr_party_secret reader;
	struct zr_envelope_head head = {0};
	struct zr_error error = {0};
	struct zr_buffer envelope = {0};
	struct zr_buffer content = {0};
	party_public(arguments[0], &sender);
	party(arguments[1], &reader);
	read_file(arguments[2], &envelope);
	check(zr_envelope_open(&(struct zr_envelope_signed){envelope.data, envelope.bytes, &sender},
		      &reader, &head, &content, &error),
		&error);
	(void)printf("%d %" PRIu64 " %" PRId64 "\n", (int)head.kind, head.sequence, head.time_us);
	write_file(arguments[3], &content);
	zr_buffer_finish(&envelope);
	zr_buffer_finish(&content);
}

static void run_pair(char **arguments)
{
	struct zr_party_secret sender;
	struct zr_party_public readers[2];
	uint8_t random[ZR_SEALED_PAIR_RANDOM_BYTES];
	struct zr_error error = {0};
	struct zr_buffer cover = {0};
	struct zr_buffer answers = {0};
	struct zr_buffer envelope = {0};
	party(arguments[0], &sender);
	party_public(arguments[1], &readers[0]);
	party_public(arguments[2], &readers[1]);
	from_hex(arguments[3], random, sizeof random);
	const struct zr_envelope_head head = {.kind = ZR_ENVELOPE_RECORD,
		.sequence = strtoull(arguments[4], NULL, 10),
		.time_us = strtoll(arguments[5], NULL, 10)};
	read_file(arguments[6], &cover);
	read_file(arguments[7], &answers);
	check(zr_sealed_pair_seal(&(struct zr_sealed_pair_message){&head, {cover.data, cover.bytes},
					  {answers.data, answers.bytes}},
		      &(struct zr_sealed_pair_keys){&sender, &readers[0], &readers[1], random},
		      &envelope, NULL, &error),
		&error);
	write_file(arguments[8], &envelope);
	zr_buffer_finish(&cover);
	zr_buffer_finish(&answers);
	zr_buffer_finish(&envelope);
}

static void run_answers(char **arguments)
{
	struct zr_party_secret office;
	struct zr_sealed_pair_answers answers = {0};
	struct zr_sealed_pair_label label;
	struct zr_error error = {0};
	struct zr_buffer envelope = {0};
	struct zr_buffer packed = {0};
	struct zr_buffer content = {0};
	char sender[2 * ZR_PARTY_ID_BYTES + 1];
	party(arguments[0], &office);
	read_file(arguments[1], &envelope);
	check(zr_sealed_pair_cut(envelope.data, envelope.bytes, &answers, &error), &error);
	check(zr_sealed_pair_read_label(&answers, &label, &error), &error);
	check(zr_sealed_pair_open(&answers, &office, &packed, &error), &error);
	check(zr_pack_decode(packed.data, packed.bytes, &content, &error), &error);
	write_file(arguments[2], &content);
	zr_hex_encode(label.sender, sizeof label.sender, sender);
	(void)printf("%s %" PRIu64 "\n", sender, label.sequence);
	zr_buffer_finish(&envelope);
	zr_buffer_finish(&packed);
	zr_buffer_finish(&content);
}

static void run_record(char **arguments)
{
	struct zr_error error = {0};
	struct zr_buffer content = {0};
	struct zr_record record = {.record_id = arguments[0],
		.form_id = arguments[1],
		.form_version = (char *)"1",
		.outcome = (char *)"completed",
		.xml = arguments[2],
		.xml_bytes = strlen(arguments[2])};
	check(zr_record_encode(&record, &content, &error), &error);
	write_file(arguments[3], &content);
	zr_buffer_finish(&content);
}

static void run_greeting(char **arguments)
{
	struct zr_error error = {0};
	struct zr_buffer content = {0};
	struct zr_receipt receipt = {.time_us = strtoll(arguments[0], NULL, 10),
		.battery_percent = -1,
		.version = (char *)"test"};
	check(zr_receipt_encode(&receipt, &content, &error), &error);
	write_file(arguments[1], &content);
	zr_buffer_finish(&content);
}

static void run_receipt(char **arguments)
{
	struct zr_party_public hub;
	struct zr_party_secret reader;
	struct zr_error error = {0};
	struct zr_buffer part = {0};
	struct zr_receipt receipt = {0};
	bool is_signed = false;
	party_public(arguments[0], &hub);
	party(arguments[1], &reader);
	read_file(arguments[2], &part);
	check(zr_signed_receipt_read(&(struct zr_envelope_signed){part.data, part.bytes, &hub},
		      reader.public_half.id, &is_signed, &receipt, &error),
		&error);
	(void)printf("%s\n", is_signed ? "signed" : "bare");
	for (size_t i = 0; i < receipt.entry_count; i++) {
		const struct zr_receipt_entry *entry = &receipt.entries[i];
		(void)printf("%" PRIu64 " %s\n", entry->sequence,
			entry->code == 0 ? "stored" : zr_error_name(entry->code));
	}
	zr_receipt_finish(&receipt);
	zr_buffer_finish(&part);
}

static void make_tls_key(const struct zr_party_secret *device, struct zr_tls_key *ret_key)
{
	struct zr_error error = {0};
	uint8_t random[ZR_TLS_KEY_RANDOM_BYTES] = {0};
	memcpy(random, device->sign, sizeof device->sign);
	check(zr_tls_key_init(ret_key, random, &error), &error);
}

static void run_key(char **arguments)
{
	struct zr_party_secret device;
	struct zr_tls_key tls;
	party(arguments[0], &device);
	make_tls_key(&device, &tls);
	write_file(arguments[1], &tls.der);
	zr_tls_key_finish(&tls);
}

static void run_certificate(char **arguments)
{
	struct zr_error error = {0};
	struct zr_buffer body = {0};
	struct zr_buffer der = {0};
	struct zr_enrol_answer answer = {0};
	read_file(arguments[0], &body);
	check(zr_enrol_answer_decode(body.data, body.bytes, &answer, &error), &error);
	if (zr_buffer_add(&der, answer.certificate.data, answer.certificate.bytes) != 0) {
		abort();
	}
	write_file(arguments[1], &der);
	zr_buffer_finish(&der);
	zr_buffer_finish(&body);
}

static void run_enrol(char **arguments)
{
	struct zr_party_secret device;
	struct zr_code code;
	struct zr_error error = {0};
	struct zr_buffer body = {0};
	struct zr_tls_key tls;
	party(arguments[0], &device);
	make_tls_key(&device, &tls);
	check(zr_code_parse(arguments[1], &code, &error), &error);
	const struct zr_enrol_wish wish = {.secret = code.secret,
		.tls_public = tls.public_half,
		.device = &device,
		.version = "test"};
	check(zr_enrol_request_encode(&wish, &body, &error), &error);
	write_file(arguments[2], &body);
	zr_tls_key_finish(&tls);
	(void)printf("%s\n", code.url);
	zr_buffer_finish(&body);
}

static void run_answer(char **arguments)
{
	struct zr_error error = {0};
	struct zr_buffer body = {0};
	struct zr_enrol_answer answer = {0};
	read_file(arguments[0], &body);
	check(zr_enrol_answer_decode(body.data, body.bytes, &answer, &error), &error);
	print_public(&answer.hub);
	(void)printf("%s\n", answer.device_name);
	zr_buffer_finish(&body);
}

static void run_problem(char **arguments)
{
	struct zr_error problem = {0};
	struct zr_buffer body = {0};
	read_file(arguments[0], &body);
	if (zr_enrol_error_decode(body.data, body.bytes, &problem) != 0) {
		(void)fprintf(stderr, "no error map\n");
		exit(1);
	}
	(void)printf("%s %s\n", zr_error_name(problem.code), problem.message);
	zr_buffer_finish(&body);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int argument_count;
		void (*run)(char **arguments);
	} verbs[] = {
		{"public", 1, run_public},
		{"seal", 8, run_seal},
		{"open", 4, run_open},
		{"pair", 9, run_pair},
		{"answers", 3, run_answers},
		{"record", 4, run_record},
		{"greeting", 2, run_greeting},
		{"receipt", 3, run_receipt},
		{"enrol", 3, run_enrol},
		{"key", 2, run_key},
		{"certificate", 2, run_certificate},
		{"answer", 1, run_answer},
		{"problem", 1, run_problem},
	};
	for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof *verbs; i++) {
		if (strcmp(argv[1], verbs[i].name) == 0 && argc - 2 == verbs[i].argument_count) {
			verbs[i].run(argv + 2);
			return 0;
		}
	}
	(void)fprintf(stderr, "see the head of envelope_tool.c for its verbs\n");
	return 2;
}
