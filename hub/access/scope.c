/* Each id of a path ends with a slash: "16/" is no begin of "160/". */
#include "hub/access/scope.h"

#include <assert.h>
#include <string.h>

#include "hub/store/store.h"

bool zr_scope_has(const char *territory, const char *path)
{
	assert(territory != NULL && path != NULL);
	return strncmp(path, territory, strlen(territory)) == 0;
}

int zr_scope_check_area(
	struct zr_store *store, const char *territory, const char *area_id, struct zr_error *error)
{
	assert(store != NULL && territory != NULL && area_id != NULL);
	char path[ZR_STORE_PATH_BYTES];
	if (territory[0] == '\0') {
		return 0;
	}
	if (area_id[0] == '\0') {
		return zr_error_set(error, ZR_E_NOT_FOUND,
			"your account is of a part of the country: name an area of it");
	}
	int code = zr_store_locate_area(store, area_id, path, error);
	if (code == 0 && !zr_scope_has(territory, path)) {
		code = zr_error_set(
			error, ZR_E_NOT_FOUND, "there is no area %s; make it first", area_id);
	}
	return code;
}
