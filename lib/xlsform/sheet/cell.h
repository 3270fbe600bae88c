/*
 * Tables, headings and cells: what is left of a workbook once its headers are understood. A cell
 * carries its place, so that whatever is made of it can say where it came from.
 */
#ifndef ZR_XLSFORM_CELL_H
#define ZR_XLSFORM_CELL_H

#include <stdbool.h>
#include <stddef.h>

enum zr_table_id {
	ZR_TABLE_SURVEY,
	ZR_TABLE_CHOICES,
	ZR_TABLE_SETTINGS,
	ZR_TABLE_EXTERNAL_CHOICES,
	ZR_TABLE_OSM,
	ZR_TABLE_ENTITIES,
	ZR_TABLE_COUNT,
};

enum zr_sheet_column {
	ZR_COLUMN_OTHER, /* attribute is the header as written */
	ZR_COLUMN_TYPE,
	ZR_COLUMN_NAME,
	ZR_COLUMN_LABEL,
	ZR_COLUMN_HINT,
	ZR_COLUMN_GUIDANCE,
	ZR_COLUMN_MEDIA,    /* attribute: image, audio, video, big-image */
	ZR_COLUMN_BIND,     /* attribute of the bind */
	ZR_COLUMN_CONTROL,  /* attribute of the control */
	ZR_COLUMN_INSTANCE, /* attribute of the node */
	ZR_COLUMN_DEFAULT,
	ZR_COLUMN_FILTER,
	ZR_COLUMN_PARAMETERS,
	ZR_COLUMN_TRIGGER,
	ZR_COLUMN_DISABLED,
	ZR_COLUMN_QUERY,
	ZR_COLUMN_LIST,
	ZR_COLUMN_SETTING, /* attribute: the setting's name */
	ZR_COLUMN_ENTITY_ID,
	ZR_COLUMN_CREATE_IF,
	ZR_COLUMN_UPDATE_IF,
	ZR_COLUMN_REPEAT,
};

struct zr_heading {
	enum zr_sheet_column column;
	const char *attribute; /* "" where the column has none */
	const char *language;  /* NULL without "::language" */
	const char *title;     /* as the author wrote it; "" for a column without a heading */
	size_t index;
	bool is_twin; /* an earlier heading says the same, and that is forgiven */
	bool is_date_told;
};

struct zr_cell {
	const struct zr_heading *heading;
	const char *text; /* never empty */
	enum zr_table_id table;
	size_t row;           /* 0-based; the header line is row 0 */
	struct zr_cell *next; /* in the order of the columns */
};

struct zr_table {
	bool is_present;
	size_t sheet;
	const char *name; /* the standard name */
	struct zr_heading *headings;
	size_t column_count;
	size_t row_count;
};

/* The first cell of a row in a column of that kind; NULL without. cells may be NULL. */
const struct zr_cell *zr_cell_find(const struct zr_cell *cells, enum zr_sheet_column column);

#endif
