/* Files of the scenarios, written anew. See scenario_files.h. */
#include "test/conformance/scenarios/scenario_files.h"

#include <stddef.h>
#include <string.h>

struct file {
	const char *case_part; /* of the cases that have it */
	const char *uri;
	const char *text;
};

/* An empty list stands where JavaRosa puts one, for a file that is not there. */
static const char EMPTY_LIST[] = "name,label,first\n";

static const char POINTS[] =
	"{\"type\":\"FeatureCollection\",\"features\":["
	"{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[102,0.5]},"
	"\"properties\":{\"id\":\"fs87b\",\"name\":\"My cool point\"}},"
	"{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[104,0.5]},"
	"\"properties\":{\"id\":67,\"name\":\"Your cool point\"}}]}";

static const char LETTERS[] = "name,label,first\na,A,\nb,B,\nc,C,\n"
			      "aa,AA,a\nab,AB,a\nac,AC,a\nba,BA,b\nbb,BB,b\nbc,BC,b\n"
			      "ca,CA,c\ncb,CB,c\ncc,CC,c\n";

static const struct file FILES[] = {
	{"", "jr://file/external-data.geojson", POINTS},
	{"csvSecondaryInstanceWithHeaderOnly", "jr://file-csv/header_only.csv", "name,label\n"},
	{"andFileNowExists.2.", "jr://file-csv/external-data.csv", LETTERS},
	{"andFileMissingColumns.2.", "jr://file-csv/external-data.csv", LETTERS},
	{"ConfiguresValueOrLabelNotIn", "jr://file-csv/external-data.csv", LETTERS},
	{"", "jr://file-csv/external-data.csv", EMPTY_LIST},
	{"", "jr://file/issue_449_last_saved.xml", "<data><aggregated>a b</aggregated></data>"},
};

const char *scenario_file(const char *case_name, const char *uri)
{
	for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
		if (strcmp(FILES[i].uri, uri) == 0 &&
			strstr(case_name, FILES[i].case_part) != NULL) {
			return FILES[i].text;
		}
	}
	return NULL;
}
