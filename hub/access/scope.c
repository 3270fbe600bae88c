/* Each id of a path ends with a slash: "16/" is no begin of "160/". */
#include "hub/access/scope.h"

#include <assert.h>
#include <string.h>

bool zr_scope_has(const char *territory, const char *path)
{
	assert(territory != NULL && path != NULL);
	return strncmp(path, territory, strlen(territory)) == 0;
}
