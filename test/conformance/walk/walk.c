/* What the parts of a walk share: chance, faults, who walks. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "test/conformance/walk/walk.h"

enum {
	FAULTS_MAX = 20
};

uint64_t walk_random(struct walk *walk)
{
	uint64_t z = (walk->random_state += 0x9e3779b97f4a7c15u); /* splitmix64 */
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

size_t walk_below(struct walk *walk, size_t limit)
{
	return limit > 0 ? (size_t)(walk_random(walk) % limit) : 0;
}

void walk_fault(struct walk *walk, const char *format, ...)
{
	char line[1024];
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(line, sizeof line, format, arguments);
	va_end(arguments);
	if (++walk->fault_count <= FAULTS_MAX &&
		zr_buffer_add_format(
			&walk->faults, "    at answer %zu: %s\n", walk->answers, line) != 0) {
		walk->fault_count += FAULTS_MAX;
	}
}

struct zr_session_env walk_env(const struct walk *walk)
{
	return (struct zr_session_env){.now_us = walk->now_us,
		.time_zone = "Europe/Moscow",
		.seed = 1,
		.device_id = "tablet-1",
		.username = "walker"};
}

void walk_finish(struct walk *walk)
{
	zr_session_free(walk->session);
	free(walk->excluded);
	zr_buffer_finish(&walk->faults);
}
