/* Enrolment as a tablet does it, over a connection of its own each. */
#include "bench/hub/fleet_file.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lib/base/cleanup.h"
#include "lib/base/hex.h"

enum {
	LINE_BYTES = 8192,
	ANSWER_BYTES = 8192,
};

void bench_need(int is_good, const char *what)
{
	if (!is_good) {
		(void)fprintf(stderr, "hub-load: %s\n", what);
		exit(1);
	}
}

void bench_need_code(int code, const struct zr_error *error, const char *what)
{
	if (code != 0) {
		(void)fprintf(stderr, "hub-load: %s: %s %s\n", what, zr_error_name(code),
			error != NULL ? error->message : "");
		exit(1);
	}
}

void bench_draw(const char *purpose, uint64_t a, uint64_t b, uint8_t *ret_bytes, size_t bytes)
{
	char text[100];
	uint8_t block[64];
	for (size_t done = 0; done < bytes; done += sizeof block) {
		size_t part = bytes - done < sizeof block ? bytes - done : sizeof block;
		(void)snprintf(text, sizeof text, "%s %llu %llu %zu", purpose,
			(unsigned long long)a, (unsigned long long)b, done);
		bench_need(EVP_Digest(text, strlen(text), block, NULL, EVP_sha512(), NULL) == 1,
			"no SHA-512");
		memcpy(ret_bytes + done, block, part);
	}
}

static void make_tls_key(size_t number, struct zr_tls_key *ret_key)
{
	uint8_t random[ZR_TLS_KEY_RANDOM_BYTES];
	bench_draw("tls", number, 0, random, sizeof random);
	bench_need_code(zr_tls_key_init(ret_key, random, NULL), NULL, "a key for TLS");
}

void bench_fleet_init(struct bench_fleet *fleet, size_t count)
{
	*fleet = (struct bench_fleet){.count = count};
	fleet->tablets = calloc(count, sizeof *fleet->tablets);
	bench_need(fleet->tablets != NULL, "no memory for the tablets");
	for (size_t i = 0; i < count; i++) {
		uint8_t random[2 * ZR_KEY_BYTES];
		ZR_CLEANUP(zr_tls_key_finish) struct zr_tls_key tls = {0};
		bench_draw("keys", i, 0, random, sizeof random);
		bench_need_code(zr_party_init(&fleet->tablets[i].keys, random, NULL), NULL, "keys");
		make_tls_key(i, &tls);
		const unsigned char *der = (const unsigned char *)tls.der.data;
		fleet->tablets[i].tls_key =
			d2i_PrivateKey(EVP_PKEY_EC, NULL, &der, (long)tls.der.bytes);
		bench_need(fleet->tablets[i].tls_key != NULL, "a key for TLS cannot be read");
	}
}

void bench_fleet_finish(struct bench_fleet *fleet)
{
	for (size_t i = 0; i < fleet->count; i++) {
		zr_party_finish(&fleet->tablets[i].keys);
		EVP_PKEY_free(fleet->tablets[i].tls_key);
		X509_free(fleet->tablets[i].certificate);
	}
	free(fleet->tablets);
	*fleet = (struct bench_fleet){0};
}

/* ---- the file ---- */

static void write_hex(FILE *file, const void *data, size_t bytes)
{
	char text[2 * ZR_ENROL_BYTES_MAX + 1];
	bench_need(bytes <= ZR_ENROL_BYTES_MAX, "a certificate is too long");
	zr_hex_encode(data, bytes, text);
	bench_need(fputs(text, file) >= 0, "the fleet cannot be written");
}

static void read_party(const char *text, struct zr_party_public *ret_party)
{
	uint8_t keys[2 * ZR_KEY_BYTES];
	char part[4 * ZR_KEY_BYTES + 1];
	(void)snprintf(part, sizeof part, "%.128s", text);
	bench_need(zr_hex_decode(part, keys, sizeof keys) == 0, "the fleet's file is none");
	zr_party_public_init(ret_party, keys, keys + ZR_KEY_BYTES);
}

static size_t count_lines(FILE *file)
{
	char line[LINE_BYTES];
	size_t count = 0;
	while (fgets(line, sizeof line, file) != NULL) {
		count++;
	}
	rewind(file);
	return count;
}

void bench_fleet_load(struct bench_fleet *fleet, const char *path, size_t count)
{
	char line[LINE_BYTES];
	uint8_t der[LINE_BYTES / 2];
	FILE *file = fopen(path, "re");
	bench_need(file != NULL, "the fleet's file is not there");
	size_t there = count_lines(file);
	bench_need(there > 1 && there - 1 >= count, "the fleet has too few tablets");
	bench_fleet_init(fleet, count != 0 ? count : there - 1);
	bench_need(fgets(line, sizeof line, file) != NULL, "the fleet's file is empty");
	bench_need(strlen(line) > 4 * (size_t)(2 * ZR_KEY_BYTES), "the fleet's file is none");
	read_party(line, &fleet->hub);
	read_party(line + 4 * (size_t)ZR_KEY_BYTES, &fleet->office);
	for (size_t i = 0; i < fleet->count; i++) {
		bench_need(fgets(line, sizeof line, file) != NULL, "the fleet's file is cut");
		line[strcspn(line, "\n")] = '\0';
		const unsigned char *place = der;
		size_t bytes = strlen(line) / 2;
		bench_need(zr_hex_decode(line, der, bytes) == 0, "the fleet's file is none");
		fleet->tablets[i].certificate = d2i_X509(NULL, &place, (long)bytes);
		bench_need(fleet->tablets[i].certificate != NULL, "a certificate is none");
	}
	(void)fclose(file);
}

/* ---- enrolling ---- */

SSL_CTX *bench_hub_context(const struct bench_hub *hub)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	bench_need(context != NULL &&
			   SSL_CTX_load_verify_locations(context, hub->authority, NULL) == 1 &&
			   SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1,
		"no TLS");
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	/* A tablet does not look at dates: its clock may be wrong. */
	X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_NO_CHECK_TIME);
	return context;
}

static int dial(const struct bench_hub *hub)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons((uint16_t)strtoul(hub->port, NULL, 10)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bench_need(fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) == 0,
		"the hub is not there");
	return fd;
}

/* POST /v1/enrol; the length of the answer's body, which stands behind its head. */
static size_t post(SSL *tls, const struct zr_buffer *body, char answer[ANSWER_BYTES], char **ret)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer request = {0};
	int code = zr_buffer_add_format(&request,
		"POST /v1/enrol HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n"
		"Content-Type: application/cbor\r\nContent-Length: %zu\r\n\r\n",
		body->bytes);
	code = code == 0 ? zr_buffer_add(&request, body->data, body->bytes) : code;
	bench_need_code(code, NULL, "no memory");
	bench_need(SSL_write(tls, request.data, (int)request.bytes) == (int)request.bytes,
		"the hub takes no enrolment");
	size_t bytes = 0;
	int part = 0;
	while (bytes < ANSWER_BYTES - 1 &&
		(part = SSL_read(tls, answer + bytes, (int)(ANSWER_BYTES - 1 - bytes))) > 0) {
		bytes += (size_t)part;
	}
	answer[bytes] = '\0';
	bench_need(strncmp(answer, "HTTP/1.1 200", 12) == 0, "the hub refuses a code");
	*ret = strstr(answer, "\r\n\r\n");
	bench_need(*ret != NULL, "the hub's answer is none");
	*ret += 4;
	return bytes - (size_t)(*ret - answer);
}

static void enrol_one(const struct bench_hub *hub, SSL_CTX *context,
	const struct zr_enrol_wish *wish, struct zr_enrol_answer *ret_answer)
{
	struct zr_error error = {0};
	char answer[ANSWER_BYTES];
	char *content = NULL;
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer body = {0};
	bench_need_code(zr_enrol_request_encode(wish, &body, &error), &error, "an enrolment");
	ZR_CLEANUP_CLOSE int fd = dial(hub);
	SSL *tls = SSL_new(context);
	bench_need(tls != NULL && SSL_set_fd(tls, fd) == 1 && SSL_connect(tls) == 1,
		"the hub speaks no TLS");
	size_t bytes = post(tls, &body, answer, &content);
	bench_need_code(zr_enrol_answer_decode(content, bytes, ret_answer, &error), &error,
		"the answer to an enrolment");
	SSL_free(tls);
}

static void write_answer(FILE *file, const struct zr_enrol_answer *answer, bool is_first)
{
	if (is_first) {
		write_hex(file, answer->hub.sign, ZR_KEY_BYTES);
		write_hex(file, answer->hub.agree, ZR_KEY_BYTES);
		write_hex(file, answer->office.sign, ZR_KEY_BYTES);
		write_hex(file, answer->office.agree, ZR_KEY_BYTES);
		(void)fputc('\n', file);
	}
	write_hex(file, answer->certificate.data, answer->certificate.bytes);
	(void)fputc('\n', file);
}

void bench_fleet_enrol(const struct bench_hub *hub, FILE *codes, const char *path)
{
	char line[ZR_CODE_URL_BYTES * 2];
	size_t count = 0;
	FILE *file = fopen(path, "we");
	SSL_CTX *context = bench_hub_context(hub);
	bench_need(file != NULL, "the fleet's file cannot be made");
	while (fgets(line, sizeof line, codes) != NULL) {
		struct zr_code code;
		struct zr_error error = {0};
		struct zr_enrol_answer answer;
		struct zr_party_secret keys;
		uint8_t random[2 * ZR_KEY_BYTES];
		ZR_CLEANUP(zr_tls_key_finish) struct zr_tls_key tls = {0};
		line[strcspn(line, "\n")] = '\0';
		bench_need_code(zr_code_parse(line, &code, &error), &error, "a code");
		bench_draw("keys", count, 0, random, sizeof random);
		bench_need_code(zr_party_init(&keys, random, NULL), NULL, "keys");
		make_tls_key(count, &tls);
		const struct zr_enrol_wish wish = {.secret = code.secret,
			.tls_public = tls.public_half,
			.device = &keys,
			.version = "load 1"};
		enrol_one(hub, context, &wish, &answer);
		write_answer(file, &answer, count++ == 0);
		zr_party_finish(&keys);
	}
	SSL_CTX_free(context);
	bench_need(fclose(file) == 0 && count > 0, "the fleet's file cannot be written");
}
