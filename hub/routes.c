/* Addresses, methods, limits and handlers. The first match wins: the page's files come last. */
#include "hub/routes.h"

#include "hub/access/audit.h"
#include "hub/census/census.h"
#include "hub/console/console.h"
#include "hub/device/enrolment.h"
#include "hub/fleet/fleet.h"
#include "hub/device/ingest.h"
#include "hub/access/login.h"
#include "hub/access/password.h"
#include "hub/census/form_file.h"
#include "hub/census/form_list.h"
#include "hub/census/questionnaire.h"
#include "hub/out/export.h"
#include "hub/records/records.h"
#include "hub/records/tables.h"
#include "lib/base/limits.h"
#include "lib/envelope/enrol.h"

#define DEVICE  (ZR_REQUEST_DEVICE | ZR_REQUEST_OPEN)
#define CONSOLE ZR_REQUEST_CONSOLE
#define OPEN    (ZR_REQUEST_CONSOLE | ZR_REQUEST_OPEN)
#define SLOW    (ZR_REQUEST_CONSOLE | ZR_REQUEST_SLOW)
#define SMALL   4096

const struct zr_route zr_routes[] = {
	{ZR_METHOD_GET, "/v1/ca", DEVICE, 0, zr_enrolment_get_ca},
	{ZR_METHOD_POST, "/v1/enrol", DEVICE, ZR_ENROL_BYTES_MAX, zr_enrolment_enrol},
	{ZR_METHOD_POST, "/v1/exchange", DEVICE, ZR_EXCHANGE_BYTES_MAX, zr_ingest_exchange},

	{ZR_METHOD_POST, "/api/login", OPEN, SMALL, zr_login_login},
	{ZR_METHOD_POST, "/api/logout", OPEN, SMALL, zr_login_logout},
	{ZR_METHOD_POST, "/api/password", CONSOLE, SMALL, zr_password_change},
	{ZR_METHOD_GET, "/api/session", CONSOLE, 0, zr_login_session},
	{ZR_METHOD_GET, "/api/fleet", CONSOLE, 0, zr_fleet_get},
	{ZR_METHOD_POST, "/api/codes", CONSOLE, SMALL, zr_enrolment_make_code},
	{ZR_METHOD_GET, "/api/forms", CONSOLE, 0, zr_form_list_get},
	{ZR_METHOD_PUT, "/api/forms/*/form.xml", SLOW, ZR_FORM_BYTES_MAX,
		zr_questionnaire_put_xform},
	{ZR_METHOD_PUT, "/api/forms/*/form.xlsx", SLOW, ZR_HUB_WORKBOOK_BYTES_MAX,
		zr_questionnaire_put_workbook},
	{ZR_METHOD_GET, "/api/forms/*/form.xlsx", CONSOLE, 0, zr_form_list_get_workbook},
	{ZR_METHOD_GET, "/api/forms/*/tables", SLOW, 0, zr_tables_get},
	{ZR_METHOD_PUT, "/api/forms/*/media/*", CONSOLE, ZR_HUB_MEDIA_BYTES_MAX,
		zr_form_file_put_media},
	{ZR_METHOD_GET, "/api/areas", CONSOLE, 0, zr_census_list_areas},
	{ZR_METHOD_GET, "/api/areas/*", CONSOLE, 0, zr_census_get_area},
	{ZR_METHOD_PUT, "/api/areas/*", CONSOLE, ZR_HUB_JSON_BYTES_MAX, zr_census_put_area},
	{ZR_METHOD_POST, "/api/areas/*/preview", CONSOLE, ZR_HUB_JSON_BYTES_MAX,
		zr_census_preview_area},
	{ZR_METHOD_GET, "/api/areas/*/households.csv", CONSOLE, 0, zr_census_get_households},
	{ZR_METHOD_GET, "/api/zones", CONSOLE, 0, zr_census_list_zones},
	{ZR_METHOD_GET, "/api/records", CONSOLE, 0, zr_records_list},
	{ZR_METHOD_GET, "/api/records/*", CONSOLE, 0, zr_records_get},
	{ZR_METHOD_GET, "/api/records/*/xml", CONSOLE, 0, zr_records_get_xml},
	{ZR_METHOD_GET, "/api/records/*/files/*", CONSOLE, 0, zr_records_get_file},
	{ZR_METHOD_GET, "/api/export.csv", SLOW, 0, zr_export_get},
	{ZR_METHOD_GET, "/api/audit", CONSOLE, 0, zr_audit_list},

	{ZR_METHOD_GET, "/**", OPEN, 0, zr_console_get},
	{0, NULL, 0, 0, NULL},
};
