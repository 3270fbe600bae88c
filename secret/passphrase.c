/* The terminal's echo is off while it is typed, and on again behind it. */
#include "secret/passphrase.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "lib/base/limits.h"

static int read_line(FILE *from, char *ret_text, struct zr_error *error)
{
	if (fgets(ret_text, ZR_PASSPHRASE_BYTES, from) == NULL) {
		return zr_error_set(error, ZR_E_INVALID, "no passphrase came");
	}
	size_t length = strcspn(ret_text, "\r\n");
	if (ret_text[length] == '\0' && length + 1 == ZR_PASSPHRASE_BYTES) {
		return zr_error_set(error, ZR_E_INVALID, "that is too long for a passphrase");
	}
	ret_text[length] = '\0';
	return length > 0 ? 0 : zr_error_set(error, ZR_E_INVALID, "the passphrase is empty");
}

static int read_file(const char *path, char *ret_text, struct zr_error *error)
{
	FILE *file = fopen(path, "re");
	if (file == NULL) {
		return zr_error_set_errno(error, errno, "read the passphrase's file");
	}
	(void)setvbuf(file, NULL, _IONBF, 0); /* no copy of it stays behind */
	int code = read_line(file, ret_text, error);
	(void)fclose(file);
	return code;
}

static int ask(const char *question, char *ret_text, struct zr_error *error)
{
	assert(question != NULL && ret_text != NULL);
	struct termios seen;
	(void)setvbuf(stdin, NULL, _IONBF, 0);
	if (tcgetattr(STDIN_FILENO, &seen) != 0) {
		return read_line(stdin, ret_text, error);
	}
	struct termios unseen = seen;
	unseen.c_lflag &= ~(tcflag_t)ECHO;
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
	(void)fprintf(stderr, "%s: ", question);
	int code = read_line(stdin, ret_text, error);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &seen);
	(void)fputc('\n', stderr);
	return code;
}

static int ask_again(const char *passphrase, struct zr_error *error)
{
	char again[ZR_PASSPHRASE_BYTES] = "";
	int code = ask("The same again", again, error);
	if (code == 0 && strcmp(again, passphrase) != 0) {
		code = zr_error_set(error, ZR_E_INVALID, "the two are not alike");
	}
	explicit_bzero(again, sizeof again);
	return code;
}

static size_t count_characters(const char *text)
{
	assert(text != NULL);
	size_t count = 0;
	for (; *text != '\0'; text++) {
		count += ((unsigned char)*text & 0xc0) != 0x80 ? 1 : 0;
	}
	return count;
}

int zr_passphrase_read(const struct zr_passphrase_wish *wish,
	char ret_passphrase[ZR_PASSPHRASE_BYTES], struct zr_error *error)
{
	assert(wish != NULL && wish->credential != NULL && wish->question != NULL);
	assert(ret_passphrase != NULL);
	char path[ZR_PASSPHRASE_BYTES];
	const char *file = wish->file;
	const char *credentials = getenv("CREDENTIALS_DIRECTORY");
	if (file == NULL && credentials != NULL) {
		(void)snprintf(path, sizeof path, "%s/%s", credentials, wish->credential);
		file = access(path, R_OK) == 0 ? path : NULL;
	}
	int code = file != NULL ? read_file(file, ret_passphrase, error)
				: ask(wish->question, ret_passphrase, error);
	if (code == 0 && wish->is_new &&
		count_characters(ret_passphrase) < ZR_PASSPHRASE_CHARACTER_COUNT_MIN) {
		return zr_error_set(error, ZR_E_INVALID,
			"a passphrase has %d characters or more: it is all that guards the key",
			ZR_PASSPHRASE_CHARACTER_COUNT_MIN);
	}
	if (code == 0 && wish->is_new && file == NULL && isatty(STDIN_FILENO)) {
		code = ask_again(ret_passphrase, error);
	}
	return code;
}
