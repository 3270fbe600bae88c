/* What an agent is told when it starts. Strings are borrowed. */
#ifndef ZR_AGENT_OPTIONS_H
#define ZR_AGENT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

struct zr_agent_options {
	const char *data;       /* the agent's own folder: outbox.db, mode 0700 */
	const char *forms;      /* unpacked questionnaires, readable by all */
	const char *socket;     /* for local programs */
	const char *hub;        /* its address, for codes that leave it out; NULL: not known */
	const char *enrol_file; /* an enrolment code, when the machine was given one */
	int64_t poll_us;        /* mean pause between exchanges; 0: the hub's to say */
	bool may_set_clock;     /* the machine's, by the hub's */
	sd_event *event;        /* the caller's loop, which it runs; NULL: the agent's own */
};

#endif
