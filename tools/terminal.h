/*
 * Text in columns of a terminal, where a letter may take several bytes and no, one or two columns.
 * Widths are those of the process's locale (LC_CTYPE, UTF-8); outside such a locale a character
 * counts as one.
 */
#ifndef ZR_TOOLS_TERMINAL_H
#define ZR_TOOLS_TERMINAL_H

#include <stddef.h>
#include <stdio.h>

/* Prints the text and spaces up to width columns; a longer text is printed whole. Returns the
 * columns used. */
size_t zr_terminal_print(FILE *file, const char *text, size_t width);

/* Prints the text from column at of the line to width, broken between words; further lines begin
 * at column indent. White space counts as one space. Ends with a newline. */
void zr_terminal_wrap(FILE *file, const char *text, size_t at, size_t indent, size_t width);

/* How wide lines on that descriptor may be: of a terminal its width up to a limit, else 100. */
size_t zr_terminal_columns(int fd);

/* The locale that the person at the terminal has chosen for messages, "ru_RU.UTF-8"; "" for none.
 * Borrowed from the environment. */
const char *zr_terminal_locale(void);

#endif
