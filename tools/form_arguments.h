/* The words of `zarya form …`. */
#ifndef ZR_TOOLS_FORM_ARGUMENTS_H
#define ZR_TOOLS_FORM_ARGUMENTS_H

#include <stdbool.h>

struct zr_form_arguments {
	const char *verb;     /* check, convert, show or play */
	const char *file;     /* NULL: how to play is asked for */
	const char *steps;    /* play: a file, "-" for what is piped in; NULL: a person plays */
	const char *output;   /* convert: where to; NULL: beside the file */
	bool is_online;       /* play: as a household that answers for itself has it */
	const char *language; /* code or name; NULL: the default. check: of its sentences */
};

/* {0} before; borrows from words. False when they make no command. */
bool zr_form_arguments_parse(int count, char **words, struct zr_form_arguments *arguments);

/* What commands there are. */
const char *zr_form_arguments_usage(void);

#endif
