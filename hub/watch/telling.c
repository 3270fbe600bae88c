/* Metrics are looked up by their whole names, as the hub writes them. */
#include "hub/watch/telling.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PREFIX "zarya_hub_"

enum {
	WELL = 0,
	TROUBLE = 1,
	BACKUP_AGE_H_MAX = 48, /* one each night, and one that failed */
};

/* The value of a metric with its labels, as it stands in the text; 0 when it is not there. */
static double value_of(const char *text, const char *name)
{
	char line[160];
	int length = snprintf(line, sizeof line, "\n" PREFIX "%s ", name);
	assert(length > 0 && (size_t)length < sizeof line);
	const char *found = strstr(text, line);
	return found != NULL ? strtod(found + length, NULL) : 0;
}

/* The number first: a column of Cyrillic letters, two bytes each, would be ragged. */
static void tell_line(
	FILE *out, const char *english, const char *russian, double value, int is_russian)
{
	(void)fprintf(out, "%12.0f  %s\n", value, is_russian ? russian : english);
}

static bool is_queue_full(const char *text, const char *queue)
{
	char name[80];
	char limit[80];
	(void)snprintf(name, sizeof name, "queue_requests{queue=\"%s\"}", queue);
	(void)snprintf(limit, sizeof limit, "queue_requests_max{queue=\"%s\"}", queue);
	double most = value_of(text, limit);
	return most > 0 && value_of(text, name) >= most;
}

int zr_telling_tell(const char *text, int is_russian, FILE *out)
{
	assert(text != NULL && out != NULL);
	static const char *const queues[] = {"work", "pages", "slow", "hashing", "writes"};
	double waiting = 0;
	bool is_full = false;
	for (size_t i = 0; i < sizeof queues / sizeof queues[0]; i++) {
		char name[80];
		(void)snprintf(name, sizeof name, "queue_requests{queue=\"%s\"}", queues[i]);
		waiting += value_of(text, name);
		is_full = is_full || is_queue_full(text, queues[i]);
	}
	bool is_failing = value_of(text, "commits_failing") > 0;
	tell_line(out, "records came, at most", "записей пришло, не больше",
		value_of(text, "last_record"), is_russian);
	tell_line(out, "tablets connected", "планшетов на связи",
		value_of(text, "connections{listener=\"tablets\"}"), is_russian);
	tell_line(out, "requests wait", "запросов ждут", waiting, is_russian);
	tell_line(out, "requests on disk since the start", "запросов на диске с запуска",
		value_of(text, "committed_requests_total"), is_russian);
	tell_line(out, "commits failed since the start", "записей на диск не удалось с запуска",
		value_of(text, "failed_commits_total"), is_russian);
	tell_line(out, "MB in the store", "МБ в хранилище",
		(value_of(text, "store_bytes") + value_of(text, "store_log_bytes")) / 1e6,
		is_russian);
	double exposed = value_of(text, "records_not_durable");
	double backup_age_h = value_of(text, "backup_age_seconds") / 3600;
	bool is_exposed = exposed > 0 && backup_age_h > BACKUP_AGE_H_MAX;
	tell_line(out, "records in no verified backup yet, at most",
		"записей ещё нет ни в одной проверенной копии, не больше", exposed, is_russian);
	tell_line(out, "hours since the last verified backup",
		"часов с последней проверенной копии", backup_age_h, is_russian);
	if (is_exposed) {
		(void)fprintf(out, "%s\n",
			is_russian ? "НЕЛАДНО: копии давно не было; планшеты хранят всё сами"
				   : "TROUBLE: no backup for long; tablets keep all by themselves");
	}
	if (is_failing) {
		(void)fprintf(out, "%s\n",
			is_russian ? "НЕЛАДНО: запись на диск не удаётся; ничего не подтверждается"
				   : "TROUBLE: commits fail; nothing is acknowledged");
	}
	if (is_full) {
		(void)fprintf(out, "%s\n",
			is_russian ? "НЕЛАДНО: очередь полна; новых просят прийти позже"
				   : "TROUBLE: a queue is full; newcomers are told to come again");
	}
	return is_failing || is_full || is_exposed ? TROUBLE : WELL;
}
