/*
 * format-date() and format-date-time() (ODK XForms "fn:format-date", "fn:format-date-time"), with
 * the short names of months and days in the languages of the field: the names are those of the
 * Unicode CLDR, without their points. A language that is not in the table is shown in English.
 */
#include "lib/xpath/functions/families.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "lib/base/calendar.h"
#include "lib/xpath/functions/argument.h"
#include "lib/xpath/date.h"
#include "lib/xpath/value/produce.h"
#include "lib/xpath/value/value.h"

enum {
	FIELD_BYTES_MAX = 32 /* of one field, longer than any name */
};

static const struct {
	const char *language;
	const char *months[12];
	const char *days[7]; /* from Sunday */
} names[] = {
	{"en", {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
		{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}},
	{"ru", {"янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"},
		{"вс", "пн", "вт", "ср", "чт", "пт", "сб"}},
	{"tt",
		{"гыйн", "фев", "мар", "апр", "май", "июнь", "июль", "авг", "сент", "окт", "нояб",
			"дек"},
		{"якш", "дүш", "сиш", "чәр", "пәнҗ", "җом", "шим"}},
	{"ba", {"ғин", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"},
		{"йәк", "дүш", "шиш", "шар", "кес", "йом", "шәм"}},
	{"cv", {"кӑр", "нар", "пуш", "ака", "ҫу", "ҫӗр", "утӑ", "ҫур", "авӑн", "юпа", "чӳк", "раш"},
		{"выр", "тун", "ытл", "юн", "кӗҫ", "эр", "шӑм"}},
	{"fr",
		{"janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov",
			"déc"},
		{"dim", "lun", "mar", "mer", "jeu", "ven", "sam"}},
	{"es",
		{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov",
			"dic"},
		{"dom", "lun", "mar", "mié", "jue", "vie", "sáb"}},
	{"pt", {"jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"},
		{"dom", "seg", "ter", "qua", "qui", "sex", "sáb"}},
};

/* The row of names for a language as "ru", "ru-RU" or "ru)". */
static size_t find_names(const char *language)
{
	for (size_t i = 0; language != NULL && i < sizeof names / sizeof *names; i++) {
		if (strncmp(language, names[i].language, 2) == 0 &&
			(language[2] == '\0' || strchr("-_)", language[2]) != NULL)) {
			return i;
		}
	}
	return 0;
}

/* Of the 31st of December; 0 is Sunday. */
static int last_weekday(int64_t year)
{
	return zr_calendar_weekday(zr_calendar_days(year, 12, 31));
}

/* A year has 53 weeks when it ends or begins on a Thursday. */
static int weeks_of(int64_t year)
{
	return last_weekday(year) == 4 || last_weekday(year - 1) == 3 ? 53 : 52;
}

/* The week of ISO 8601: weeks begin on Monday, and the first has the year's first Thursday. */
static int iso_week(const struct zr_moment *moment)
{
	int64_t year = moment->year;
	int day = zr_calendar_day_of_year(year, moment->month, moment->day);
	int week = (day - (moment->weekday + 6) % 7 + 9) / 7;
	if (week < 1) {
		return weeks_of(year - 1);
	}
	return week > weeks_of(year) ? 1 : week;
}

/* One field; returns the bytes written, 0 for a letter that is none. */
static int format_field(char *text, char letter, const struct zr_moment *moment, size_t row)
{
	const size_t size = FIELD_BYTES_MAX;
	switch (letter) {
	case 'Y':
		return snprintf(text, size, "%04lld", (long long)moment->year);
	case 'y':
		return snprintf(text, size, "%02d", (int)(moment->year % 100));
	case 'm':
		return snprintf(text, size, "%02d", moment->month);
	case 'n':
		return snprintf(text, size, "%d", moment->month);
	case 'b':
		return snprintf(text, size, "%s", names[row].months[moment->month - 1]);
	case 'd':
		return snprintf(text, size, "%02d", moment->day);
	case 'e':
		return snprintf(text, size, "%d", moment->day);
	case 'H':
		return snprintf(text, size, "%02d", moment->hour);
	case 'h':
		return snprintf(text, size, "%d", moment->hour);
	case 'M':
		return snprintf(text, size, "%02d", moment->minute);
	case 'S':
		return snprintf(text, size, "%02d", moment->second);
	case '3':
		return snprintf(text, size, "%03d", moment->millisecond);
	case 'W': /* JavaRosa's */
		return snprintf(text, size, "%d", iso_week(moment));
	case 'a':
		return snprintf(text, size, "%s", names[row].days[moment->weekday]);
	case '%':
		return snprintf(text, size, "%%");
	default:
		return 0;
	}
}

static int format_moment(const struct zr_call *call, const char *format,
	const struct zr_moment *moment, struct zr_value *ret_value)
{
	size_t row = find_names(call->evaluation->context->language);
	/* A field takes two characters of the format. */
	char *text = zr_arena_new(
		call->evaluation->context->arena, (strlen(format) + 2) / 2 * FIELD_BYTES_MAX);
	if (text == NULL) {
		return zr_evaluation_nomem(call->evaluation);
	}
	char *at = text;
	for (; *format != '\0'; format++) {
		if (*format != '%') {
			*at++ = *format;
			continue;
		}
		format++;
		int bytes = format_field(at, *format, moment, row);
		if (bytes == 0) {
			const char letter[2] = {*format != '\0' ? *format : ' '};
			return zr_argument_fault(call, ZR_E_INVALID,
				&(const struct zr_fault){
					.kind = ZR_FAULT_NO_DATE_FIELD, .value = letter});
		}
		at += bytes;
	}
	zr_produce_text(ret_value, text);
	return 0;
}

/* What is to be shown, as days; a time without a date is one of today, as in JavaRosa. */
static double days_of(struct zr_evaluation *evaluation, const struct zr_value *value)
{
	if (value->kind == ZR_VALUE_BOOLEAN) {
		return NAN;
	}
	double days = zr_xpath_value_days(evaluation, value);
	if (isnan(days)) {
		double number = zr_xpath_value_number(evaluation, value);
		days = number == floor(number)
			       ? zr_xpath_date_of_number(evaluation->context, number)
			       : number;
	}
	bool is_text = value->kind == ZR_VALUE_STRING || value->kind == ZR_VALUE_NODES;
	const char *text = isnan(days) && is_text ? zr_xpath_value_text(evaluation, value) : NULL;
	double clock = 0;
	return text != NULL && zr_xpath_date_clock(evaluation->context, text, &clock)
		       ? zr_xpath_date_today(evaluation->context) + clock
		       : days;
}

/* Both functions; what is no date gives "". */
static int call_format_date(const struct zr_call *call, struct zr_value *ret_value)
{
	struct zr_value value = {0};
	const char *format = NULL;
	int code = zr_argument_value(call, 0, &value);
	if (code == 0) {
		code = zr_argument_text(call, 1, &format);
	}
	if (code != 0) {
		return code;
	}
	double days = days_of(call->evaluation, &value);
	struct zr_moment moment;
	if (!zr_xpath_date_moment(call->evaluation->context, days, &moment)) {
		zr_produce_text(ret_value, "");
		return 0;
	}
	return format_moment(call, format, &moment, ret_value);
}

const struct zr_function zr_functions_on_date_formats[] = {
	{"format-date", 2, 2, 0, call_format_date, NULL},
	{"format-date-time", 2, 2, 0, call_format_date, NULL},
	{0},
};
