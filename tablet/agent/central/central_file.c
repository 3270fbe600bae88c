/* Read once, at the start: whoever changes the file starts the agent again. */
#include "tablet/agent/central/central_file.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/cleanup.h"

enum {
	LINE_BYTES_MAX = 2048,
	CA_BYTES_MAX = 256 * 1024,
};

struct lines {
	char user[256];
	char password[256];
	char ca[1024];
	char url[1024];
};

void zr_central_file_finish(struct zr_central_file *central)
{
	assert(central != NULL);
	zr_buffer_finish(&central->url);
	zr_buffer_wipe(&central->login);
	zr_buffer_finish(&central->ca_pem);
}

/* The text between blanks, in place. */
static char *trim(char *text)
{
	text += strspn(text, " \t");
	size_t length = strlen(text);
	while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) {
		text[--length] = '\0';
	}
	return text;
}

static bool take_line(struct lines *lines, char *line)
{
	const struct {
		const char *name;
		char *place;
		size_t size;
	} fields[] = {
		{"url", lines->url, sizeof lines->url},
		{"user", lines->user, sizeof lines->user},
		{"password", lines->password, sizeof lines->password},
		{"ca", lines->ca, sizeof lines->ca},
	};
	char *value = strchr(line, '=');
	if (value == NULL) {
		return false;
	}
	*value++ = '\0';
	const char *name = trim(line);
	value = trim(value);
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		if (strcmp(name, fields[i].name) == 0) {
			bool fits = strlen(value) < fields[i].size && fields[i].place[0] == '\0';
			(void)snprintf(fields[i].place, fields[i].size, "%s", value);
			return fits && value[0] != '\0';
		}
	}
	return false;
}

static int read_lines(FILE *file, struct lines *lines, struct zr_error *error)
{
	char text[LINE_BYTES_MAX];
	unsigned number = 0;
	int code = 0;
	while (code == 0 && fgets(text, sizeof text, file) != NULL) {
		number++;
		char *line = trim(text);
		if (line[0] != '\0' && line[0] != '#' && !take_line(lines, line)) {
			code = zr_error_set(error, ZR_E_INVALID,
				"line %u of central.conf is no \"name = value\" that is known",
				number);
		}
	}
	explicit_bzero(text, sizeof text);
	if (code == 0 && ferror(file) != 0) {
		code = zr_error_set(error, ZR_E_IO, "central.conf cannot be read");
	}
	return code;
}

static int read_ca(const char *path, struct zr_buffer *ret_pem, struct zr_error *error)
{
	char chunk[4096];
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return zr_error_set_errno(error, errno, "read the authority of central.conf");
	}
	size_t count = 0;
	int code = 0;
	while (code == 0 && (count = fread(chunk, 1, sizeof chunk, file)) > 0) {
		code = ret_pem->bytes + count > CA_BYTES_MAX ? ZR_E_LIMIT
							     : zr_buffer_add(ret_pem, chunk, count);
	}
	(void)fclose(file);
	return code != 0 || ret_pem->bytes == 0
		       ? zr_error_set(error, code != 0 ? code : ZR_E_INVALID,
				 "the authority of central.conf is no certificate")
		       : 0;
}

/* Without an ending that the address of a server has, as people copy it. */
static int make(const struct lines *lines, struct zr_central_file *central, struct zr_error *error)
{
	size_t length = strlen(lines->url);
	while (length > 0 && lines->url[length - 1] == '/') {
		length--;
	}
	if (strncmp(lines->url, "https://", 8) != 0 || length <= 8) {
		return zr_error_set(
			error, ZR_E_INVALID, "central.conf needs a url that begins with https://");
	}
	if ((lines->user[0] == '\0') != (lines->password[0] == '\0')) {
		return zr_error_set(
			error, ZR_E_INVALID, "central.conf needs both a user and a password");
	}
	int code = zr_buffer_add_format(&central->url, "%.*s/submission", (int)length, lines->url);
	if (code == 0 && lines->user[0] != '\0') {
		code = zr_buffer_add_format(&central->login, "%s:%s", lines->user, lines->password);
	}
	if (code != 0) {
		return zr_error_set(error, code, "no memory for central.conf");
	}
	return lines->ca[0] != '\0' ? read_ca(lines->ca, &central->ca_pem, error) : 0;
}

int zr_central_file_read(
	const char *folder, struct zr_central_file *ret_central, struct zr_error *error)
{
	assert(folder != NULL && ret_central != NULL);
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer path = {0};
	if (zr_buffer_add_format(&path, "%s/central.conf", folder) != 0) {
		return zr_error_set(error, ZR_E_NOMEM, "no memory for a path");
	}
	FILE *file = fopen(path.data, "re");
	if (file == NULL) {
		return zr_error_set_errno(error, errno, "read central.conf");
	}
	struct lines lines = {0};
	struct zr_central_file central = {0};
	int code = read_lines(file, &lines, error);
	(void)fclose(file);
	if (code == 0) {
		code = make(&lines, &central, error);
	}
	explicit_bzero(&lines, sizeof lines);
	if (code != 0) {
		zr_central_file_finish(&central);
		return code;
	}
	*ret_central = central;
	return 0;
}
