/* One list each gives headings, kinds and words. */
#include "hub/out/row_facts.h"

#include <assert.h>
#include <string.h>

#define RECORD_FACTS(FACT)                                                                         \
	FACT("record_id", TEXT, "Record", "Запись")                                                \
	FACT("household", TEXT, "Household", "Домохозяйство")                                      \
	FACT("area", TEXT, "Area", "Участок")                                                      \
	FACT("tablet", TEXT, "Tablet", "Планшет")                                                  \
	FACT("outcome", TEXT, "Outcome of the visit", "Итог посещения")                            \
	FACT("started", MOMENT, "Interview begun", "Опрос начат")                                  \
	FACT("finished", MOMENT, "Interview finished", "Опрос закончен")                           \
	FACT("received", MOMENT, "Received by the hub", "Получено узлом")                          \
	FACT("record_key", TEXT, "Key of the record", "Ключ записи")                               \
	FACT("visit_result", TEXT, "What the visit came to", "Результат посещения")                \
	FACT("visit_address", TEXT, "Address", "Адрес")                                            \
	FACT("visit_appointment", TEXT, "Come again at", "Прийти повторно")                        \
	FACT("previous_record", TEXT, "Record of the visit before", "Запись прошлого посещения")   \
	FACT("replaces_record", TEXT, "Record that this corrects", "Исправленная запись")          \
	FACT("form_version", TEXT, "Version of the questionnaire", "Версия вопросника")            \
	FACT("instance_name", TEXT, "Name of the interview", "Название опроса")                    \
	FACT("record_problem", TEXT, "Why the row is not whole", "Почему строка неполна")

#define INSTANCE_FACTS(FACT)                                                                       \
	FACT("record_id", TEXT, "Record", "Запись")                                                \
	FACT("position", TEXT, "Place in the repeat", "Место в повторе")                           \
	FACT("record_key", TEXT, "Key of the record", "Ключ записи")                               \
	FACT("record_problem", TEXT, "Why the row is not whole", "Почему строка неполна")

#define AS_FACT(heading, kind, english, russian)    {heading, ZR_MEANING_##kind, english, russian},
#define AS_HEADING(heading, kind, english, russian) heading,

static const struct zr_row_fact of_records[] = {
	RECORD_FACTS(AS_FACT){NULL, ZR_MEANING_TEXT, NULL, NULL}};
static const struct zr_row_fact of_instances[] = {
	INSTANCE_FACTS(AS_FACT){NULL, ZR_MEANING_TEXT, NULL, NULL}};
static const char *const record_headings[] = {RECORD_FACTS(AS_HEADING) NULL};
static const char *const instance_headings[] = {INSTANCE_FACTS(AS_HEADING) NULL};

static_assert(sizeof of_records / sizeof of_records[0] == ZR_ROW_FACTS_RECORD_COUNT + 1,
	"all are counted");
static_assert(sizeof of_instances / sizeof of_instances[0] == ZR_ROW_FACTS_INSTANCE_COUNT + 1,
	"all are counted");

const struct zr_row_fact *zr_row_facts_of(bool is_repeat)
{
	return is_repeat ? of_instances : of_records;
}

const char *const *zr_row_facts_headings(bool is_repeat)
{
	return is_repeat ? instance_headings : record_headings;
}

const char *zr_row_facts_label(const struct zr_row_fact *fact, const char *language)
{
	assert(fact != NULL && fact->heading != NULL);
	return language != NULL && strcmp(language, "ru") == 0 ? fact->russian : fact->english;
}
