/* The terminal's echo is off while a password is typed, and on again behind it. */
#include "hub/access/prompt.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int read_line(char *ret_text, size_t size, struct zr_error *error)
{
	if (fgets(ret_text, (int)size, stdin) == NULL) {
		return zr_error_set(error, ZR_E_INVALID, "no password came");
	}
	size_t length = strcspn(ret_text, "\r\n");
	if (ret_text[length] == '\0' && length + 1 == size) {
		return zr_error_set(error, ZR_E_INVALID, "that is too long for a password");
	}
	ret_text[length] = '\0';
	return 0;
}

static int ask(const char *question, char *ret_text, size_t size, struct zr_error *error)
{
	struct termios seen;
	bool is_terminal = tcgetattr(STDIN_FILENO, &seen) == 0;
	if (!is_terminal) {
		return read_line(ret_text, size, error);
	}
	struct termios unseen = seen;
	unseen.c_lflag &= ~(tcflag_t)ECHO;
	/* Before the question: what is typed behind it must not be seen, nor be dropped. */
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
	(void)fprintf(stderr, "%s: ", question);
	int code = read_line(ret_text, size, error);
	(void)tcsetattr(STDIN_FILENO, TCSANOW, &seen);
	(void)fputc('\n', stderr);
	return code;
}

int zr_prompt_read_password(char *ret_password, size_t size, struct zr_error *error)
{
	assert(ret_password != NULL && size > 1 && size <= 1024);
	char again[1024] = "";
	int code = ask("The operator's new password", ret_password, size, error);
	if (code != 0 || !isatty(STDIN_FILENO)) {
		return code;
	}
	code = ask("The same again", again, size, error);
	if (code == 0 && strcmp(again, ret_password) != 0) {
		code = zr_error_set(error, ZR_E_INVALID, "the two passwords are not alike");
	}
	explicit_bzero(again, sizeof again);
	return code;
}
