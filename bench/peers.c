/*
 * The peers: JavaRosa as recorded in peers.md, and the ODK web engine, which runs here when node
 * and npm are installed.
 */
#include "bench/measure.h"

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
	CELLS = 7
};

/* A number such as "3,108" or "147"; the second of "12 / 151" with is_second. */
static double number_of(const char *cell, bool is_second)
{
	char digits[64] = "";
	size_t count = 0;
	const char *slash = strchr(cell, '/');
	const char *at = is_second && slash != NULL ? slash + 1 : cell;
	for (; *at != '\0' && *at != '/' && *at != '(' && count + 1 < sizeof digits; at++) {
		if (strchr("0123456789.", *at) != NULL) {
			digits[count++] = *at;
		}
	}
	return strtod(digits, NULL);
}

/* Cuts a row of a table into its cells. */
static size_t cut(char *line, char *cells[CELLS])
{
	size_t count = 0;
	for (char *at = strchr(line, '|'); at != NULL && count < CELLS;) {
		char *next = strchr(at + 1, '|');
		if (next != NULL) {
			*next = '\0';
			cells[count++] = at + 1;
		}
		at = next;
	}
	return count;
}

bool peers_recorded(
	const char *shared, const char *title, const char *engine, struct figures *ret_figures)
{
	char path[4096];
	char line[1024];
	bool is_ours = false;
	bool is_found = false;
	(void)snprintf(path, sizeof path, "%s/peers.md", shared);
	FILE *peers = fopen(path, "re");
	while (peers != NULL && !is_found && fgets(line, sizeof line, peers) != NULL) {
		char *cells[CELLS] = {NULL};
		if (cut(line, cells) < CELLS) {
			continue;
		}
		bool continues = cells[0][strspn(cells[0], " ")] == '\0';
		is_ours = continues ? is_ours : strstr(cells[0], title) == cells[0] + 1;
		if (is_ours && strstr(cells[1], engine) != NULL) {
			is_found = true;
			*ret_figures = (struct figures){.parse_ms = number_of(cells[2], false),
				.first_ms = number_of(cells[3], false),
				.interview_ms = number_of(cells[4], false),
				.median_us = number_of(cells[5], false),
				.p95_us = number_of(cells[5], true),
				.peak_mib = number_of(cells[6], false)};
		}
	}
	if (peers != NULL) {
		(void)fclose(peers);
	}
	return is_found;
}

/* Runs a program to its end, quietly. */
static int run(const char *const *arguments)
{
	pid_t child = 0;
	int status = 0;
	if (posix_spawnp(&child, arguments[0], NULL, NULL, (char *const *)arguments, environ) !=
			0 ||
		waitpid(child, &status, 0) != child) {
		return -1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool peers_prepare(const char *folder)
{
	char path[4096];
	(void)snprintf(path, sizeof path, "%s/node_modules/@getodk/xforms-engine", folder);
	if (access(path, R_OK) == 0) {
		return true;
	}
	const char *const install[] = {"npm", "ci", "--prefix", folder, "--no-fund", "--no-audit",
		"--silent", "--ignore-scripts", NULL};
	if (run(install) != 0 || access(path, R_OK) != 0) {
		printf("The web engine is not measured: it needs node 20, npm and their registry; "
		       "its figures are those recorded.\n");
		return false;
	}
	return true;
}

int peers_run(void *user)
{
	const struct peers_run *peer = user;
	char script[4096];
	(void)snprintf(script, sizeof script, "%s/engine.mjs", peer->folder);
	const char *const arguments[] = {"node", script, peer->form, peer->steps, NULL};
	return run(arguments);
}
