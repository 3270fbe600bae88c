/* Addresses, methods, rights, limits and handlers. A route without a right is nobody's. The first
 * match wins: the page's files come last. */
#include "hub/routes.h"

#include "hub/access/accounts.h"
#include "hub/access/audit.h"
#include "hub/census/census.h"
#include "hub/console/console.h"
#include "hub/device/certify.h"
#include "hub/doubles/double_page.h"
#include "hub/doubles/person_fields.h"
#include "hub/device/codes.h"
#include "hub/device/arrivals.h"
#include "hub/device/enrolment.h"
#include "hub/fleet/fleet.h"
#include "hub/fleet/revocation.h"
#include "hub/device/ingest.h"
#include "hub/access/factors.h"
#include "hub/access/login.h"
#include "hub/access/password.h"
#include "hub/access/territories.h"
#include "hub/access/tokens.h"
#include "hub/census/form_file.h"
#include "hub/census/form_list.h"
#include "hub/census/letters.h"
#include "hub/census/found.h"
#include "hub/census/questionnaire.h"
#include "hub/census/sharing.h"
#include "hub/out/codebook.h"
#include "hub/out/export.h"
#include "hub/openrosa/catalog.h"
#include "hub/openrosa/collector_page.h"
#include "hub/openrosa/submission.h"
#include "hub/progress/outline_page.h"
#include "hub/progress/progress_page.h"
#include "hub/records/records.h"
#include "hub/records/review.h"
#include "hub/records/send_back.h"
#include "hub/records/tables.h"
#include "hub/register/register_page.h"
#include "hub/register/register_steps.h"
#include "hub/teams/team_page.h"
#include "hub/watch/live.h"
#include "hub/watch/metrics.h"
#include "lib/base/limits.h"
#include "lib/envelope/enrol.h"
#include "lib/envelope/renewal.h"

#define DEVICE  ZR_REQUEST_DEVICE
#define TABLET  (ZR_REQUEST_DEVICE | ZR_REQUEST_CERTIFIED)
#define CONSOLE ZR_REQUEST_CONSOLE
#define SLOW    (ZR_REQUEST_CONSOLE | ZR_REQUEST_SLOW)
#define HASH    (ZR_REQUEST_CONSOLE | ZR_REQUEST_HASH)
#define TABLE   (ZR_REQUEST_CONSOLE | ZR_REQUEST_SLOW | ZR_REQUEST_OPENS)
#define OPENS   (ZR_REQUEST_CONSOLE | ZR_REQUEST_OPENS)
#define LIVE    (ZR_REQUEST_CONSOLE | ZR_REQUEST_LIVE)
#define ROSA    ZR_REQUEST_OPENROSA
#define SMALL   4096

const struct zr_route zr_routes[] = {
	{ZR_METHOD_GET, "/v1/ca", DEVICE, ZR_RIGHT_NONE, 0, zr_enrolment_get_ca},
	{ZR_METHOD_POST, "/v1/enrol", DEVICE, ZR_RIGHT_NONE, ZR_ENROL_BYTES_MAX,
		zr_enrolment_enrol},
	{ZR_METHOD_GET, "/v1/health", DEVICE, ZR_RIGHT_NONE, 0, zr_certify_health},
	{ZR_METHOD_POST, "/v1/renew", DEVICE, ZR_RIGHT_NONE, ZR_RENEWAL_BYTES_MAX,
		zr_certify_renew},
	{ZR_METHOD_POST, "/v1/exchange", TABLET, ZR_RIGHT_NONE, ZR_EXCHANGE_BYTES_MAX,
		zr_ingest_exchange},

	{ZR_METHOD_GET, "/formList", ROSA, ZR_RIGHT_NONE, 0, zr_catalog_list},
	{ZR_METHOD_GET, "/forms/*/*/form.xml", ROSA, ZR_RIGHT_NONE, 0, zr_catalog_get_form},
	{ZR_METHOD_GET, "/forms/*/*/manifest", ROSA, ZR_RIGHT_NONE, 0, zr_catalog_get_manifest},
	{ZR_METHOD_GET, "/forms/*/*/media/*", ROSA, ZR_RIGHT_NONE, 0, zr_catalog_get_media},
	{ZR_METHOD_GET, "/submission", ROSA, ZR_RIGHT_NONE, 0, zr_submission_offer},
	{ZR_METHOD_POST, "/submission", ROSA, ZR_RIGHT_NONE, ZR_SUBMISSION_BODY_BYTES_MAX,
		zr_submission_take},

	{ZR_METHOD_POST, "/api/login", HASH, ZR_RIGHT_ANYONE, SMALL, zr_login_login},
	{ZR_METHOD_POST, "/api/logout", CONSOLE, ZR_RIGHT_ANYONE, SMALL, zr_login_logout},
	{ZR_METHOD_POST, "/api/password", HASH, ZR_RIGHT_OWN, SMALL, zr_password_change},
	{ZR_METHOD_POST, "/api/factor", HASH, ZR_RIGHT_OWN, SMALL, zr_factors_begin},
	{ZR_METHOD_POST, "/api/factor/confirm", CONSOLE, ZR_RIGHT_OWN, SMALL, zr_factors_confirm},
	{ZR_METHOD_GET, "/api/factor-roles", CONSOLE, ZR_RIGHT_SEE_ACCOUNTS, 0,
		zr_factors_get_roles},
	{ZR_METHOD_PUT, "/api/factor-roles", CONSOLE, ZR_RIGHT_PUT_FACTOR_ROLES, SMALL,
		zr_factors_put_roles},
	{ZR_METHOD_POST, "/api/accounts/*/factor", CONSOLE, ZR_RIGHT_PUT_ACCOUNTS, SMALL,
		zr_factors_remove},
	{ZR_METHOD_GET, "/api/session", CONSOLE, ZR_RIGHT_OWN, 0, zr_login_session},
	{ZR_METHOD_GET, "/api/territories", CONSOLE, ZR_RIGHT_SEE_TERRITORIES, 0,
		zr_territories_list},
	{ZR_METHOD_PUT, "/api/territories", SLOW, ZR_RIGHT_PUT_TERRITORIES,
		ZR_HUB_WORKBOOK_BYTES_MAX, zr_territories_put},
	{ZR_METHOD_GET, "/api/accounts", CONSOLE, ZR_RIGHT_SEE_ACCOUNTS, 0, zr_accounts_list},
	{ZR_METHOD_POST, "/api/accounts", HASH, ZR_RIGHT_PUT_ACCOUNTS, SMALL, zr_accounts_add},
	{ZR_METHOD_PUT, "/api/accounts/*", CONSOLE, ZR_RIGHT_PUT_ACCOUNTS, SMALL, zr_accounts_put},
	{ZR_METHOD_POST, "/api/accounts/*/password", HASH, ZR_RIGHT_PUT_ACCOUNTS, SMALL,
		zr_accounts_reset},
	{ZR_METHOD_GET, "/api/accounts/*/tokens", CONSOLE, ZR_RIGHT_SEE_ACCOUNTS, 0,
		zr_tokens_list},
	{ZR_METHOD_POST, "/api/accounts/*/tokens", CONSOLE, ZR_RIGHT_PUT_ACCOUNTS, SMALL,
		zr_tokens_add},
	{ZR_METHOD_POST, "/api/accounts/*/tokens/*/revoke", CONSOLE, ZR_RIGHT_PUT_ACCOUNTS, SMALL,
		zr_tokens_revoke},
	{ZR_METHOD_GET, "/api/fleet", CONSOLE, ZR_RIGHT_SEE_TABLETS, 0, zr_fleet_get},
	{ZR_METHOD_PUT, "/api/fleet/*", CONSOLE, ZR_RIGHT_ENROL, SMALL, zr_fleet_move},
	{ZR_METHOD_POST, "/api/fleet/*/revoke", CONSOLE, ZR_RIGHT_ENROL, SMALL,
		zr_revocation_revoke},
	{ZR_METHOD_GET, "/api/arrivals", CONSOLE, ZR_RIGHT_SEE_TABLETS, 0, zr_arrivals_get},
	{ZR_METHOD_GET, "/api/arrivals/refused", CONSOLE, ZR_RIGHT_SEE_TABLETS, 0,
		zr_arrivals_list_refused},
	{ZR_METHOD_POST, "/api/codes", CONSOLE, ZR_RIGHT_ENROL, SMALL, zr_codes_make},
	{ZR_METHOD_POST, "/api/codes/many", CONSOLE, ZR_RIGHT_ENROL, ZR_HUB_JSON_BYTES_MAX,
		zr_codes_make_many},
	{ZR_METHOD_GET, "/api/forms", CONSOLE, ZR_RIGHT_SEE_FORMS, 0, zr_form_list_get},
	{ZR_METHOD_PUT, "/api/forms/*/form.xml", SLOW, ZR_RIGHT_PUT_FORMS, ZR_FORM_BYTES_MAX,
		zr_questionnaire_put_xform},
	{ZR_METHOD_PUT, "/api/forms/*/form.xlsx", SLOW, ZR_RIGHT_PUT_FORMS,
		ZR_HUB_WORKBOOK_BYTES_MAX, zr_questionnaire_put_workbook},
	{ZR_METHOD_GET, "/api/forms/*/form.xlsx", CONSOLE, ZR_RIGHT_SEE_FORMS, 0,
		zr_form_list_get_workbook},
	{ZR_METHOD_GET, "/api/forms/*/tables", SLOW, ZR_RIGHT_SEE_FORMS, 0, zr_tables_get},
	{ZR_METHOD_PUT, "/api/forms/*/media/*", CONSOLE, ZR_RIGHT_PUT_FORMS, ZR_HUB_MEDIA_BYTES_MAX,
		zr_form_file_put_media},
	{ZR_METHOD_GET, "/api/areas", CONSOLE, ZR_RIGHT_SEE_AREAS, 0, zr_census_list_areas},
	{ZR_METHOD_GET, "/api/areas/*", CONSOLE, ZR_RIGHT_SEE_AREAS, 0, zr_census_get_area},
	{ZR_METHOD_PUT, "/api/areas/*", CONSOLE, ZR_RIGHT_PUT_AREAS, ZR_HUB_JSON_BYTES_MAX,
		zr_census_put_area},
	{ZR_METHOD_POST, "/api/areas/*/preview", CONSOLE, ZR_RIGHT_PUT_AREAS, ZR_HUB_JSON_BYTES_MAX,
		zr_census_preview_area},
	{ZR_METHOD_GET, "/api/areas/*/found", CONSOLE, ZR_RIGHT_SEE_AREAS, 0, zr_found_list},
	{ZR_METHOD_POST, "/api/areas/*/found", CONSOLE, ZR_RIGHT_PUT_AREAS, ZR_HUB_JSON_BYTES_MAX,
		zr_found_take},
	{ZR_METHOD_PUT, "/api/areas/*/shares", CONSOLE, ZR_RIGHT_SHARE_AREAS, ZR_HUB_JSON_BYTES_MAX,
		zr_sharing_put},
	{ZR_METHOD_GET, "/api/areas/*/households.csv", CONSOLE, ZR_RIGHT_SEE_AREAS, 0,
		zr_census_get_households},
	{ZR_METHOD_GET, "/api/teams", CONSOLE, ZR_RIGHT_SEE_TEAMS, 0, zr_team_page_list},
	{ZR_METHOD_PUT, "/api/teams/*/areas", CONSOLE, ZR_RIGHT_PUT_TEAMS, ZR_HUB_JSON_BYTES_MAX,
		zr_team_page_assign},
	{ZR_METHOD_GET, "/api/progress", CONSOLE, ZR_RIGHT_SEE_PROGRESS, 0, zr_progress_page_get},
	{ZR_METHOD_GET, "/api/progress/days", CONSOLE, ZR_RIGHT_SEE_PROGRESS, 0,
		zr_progress_page_days},
	{ZR_METHOD_PUT, "/api/progress/plan", CONSOLE, ZR_RIGHT_PUT_PLAN, SMALL,
		zr_progress_page_plan},
	{ZR_METHOD_GET, "/api/outlines", CONSOLE, ZR_RIGHT_SEE_PROGRESS, 0, zr_outline_page_get},
	{ZR_METHOD_PUT, "/api/outlines", SLOW, ZR_RIGHT_PUT_OUTLINES, ZR_HUB_JSON_BYTES_MAX,
		zr_outline_page_put},
	{ZR_METHOD_POST, "/api/areas/*/codes", SLOW, ZR_RIGHT_INVITE, ZR_HUB_JSON_BYTES_MAX,
		zr_letters_make},
	{ZR_METHOD_GET, "/api/areas/*/online", CONSOLE, ZR_RIGHT_SEE_AREAS, 0, zr_letters_list},
	{ZR_METHOD_GET, "/api/zones", CONSOLE, ZR_RIGHT_SEE_FORMS, 0, zr_census_list_zones},
	{ZR_METHOD_GET, "/api/records", CONSOLE, ZR_RIGHT_LIST_RECORDS, 0, zr_records_list},
	{ZR_METHOD_GET, "/api/records/*", OPENS, ZR_RIGHT_OPEN_RECORDS, 0, zr_records_get},
	{ZR_METHOD_GET, "/api/records/*/xml", OPENS, ZR_RIGHT_OPEN_RECORDS, 0, zr_records_get_xml},
	{ZR_METHOD_GET, "/api/records/*/files/*", OPENS, ZR_RIGHT_OPEN_RECORDS, 0,
		zr_records_get_file},
	{ZR_METHOD_POST, "/api/records/*/return", CONSOLE, ZR_RIGHT_REVIEW, ZR_HUB_REVIEW_BYTES_MAX,
		zr_send_back_record},
	{ZR_METHOD_POST, "/api/reviews", CONSOLE, ZR_RIGHT_REVIEW, ZR_HUB_REVIEW_BYTES_MAX,
		zr_review_decide},
	{ZR_METHOD_GET, "/api/doubles", CONSOLE, ZR_RIGHT_LIST_RECORDS, 0, zr_double_page_list},
	{ZR_METHOD_POST, "/api/doubles", CONSOLE, ZR_RIGHT_REVIEW, ZR_HUB_JSON_BYTES_MAX,
		zr_double_page_decide},
	{ZR_METHOD_POST, "/api/doubles/search", SLOW, ZR_RIGHT_FIND_DOUBLES, SMALL,
		zr_double_page_search},
	{ZR_METHOD_GET, "/api/forms/*/persons", CONSOLE, ZR_RIGHT_SEE_FORMS, 0,
		zr_person_fields_get},
	{ZR_METHOD_PUT, "/api/forms/*/persons", SLOW, ZR_RIGHT_PUT_FORMS, SMALL,
		zr_person_fields_put},
	{ZR_METHOD_GET, "/api/export.csv", TABLE, ZR_RIGHT_EXPORT, 0, zr_export_get},
	{ZR_METHOD_GET, "/api/export.jsonl", TABLE, ZR_RIGHT_EXPORT, 0, zr_export_get},
	{ZR_METHOD_GET, "/api/export.sav", TABLE, ZR_RIGHT_EXPORT, 0, zr_export_get},
	{ZR_METHOD_GET, "/api/export.dta", TABLE, ZR_RIGHT_EXPORT, 0, zr_export_get},
	{ZR_METHOD_GET, "/api/export.zip", TABLE, ZR_RIGHT_EXPORT, 0, zr_export_get},
	{ZR_METHOD_GET, "/api/codebook.csv", SLOW, ZR_RIGHT_SEE_FORMS, 0, zr_codebook_get},
	{ZR_METHOD_GET, "/api/codebook.html", SLOW, ZR_RIGHT_SEE_FORMS, 0, zr_codebook_get},
	{ZR_METHOD_GET, "/api/collectors", CONSOLE, ZR_RIGHT_SEE_COLLECTORS, 0,
		zr_collector_page_list},
	{ZR_METHOD_POST, "/api/collectors", CONSOLE, ZR_RIGHT_PUT_COLLECTORS, SMALL,
		zr_collector_page_make},
	{ZR_METHOD_POST, "/api/collectors/*/password", CONSOLE, ZR_RIGHT_PUT_COLLECTORS, SMALL,
		zr_collector_page_renew},
	{ZR_METHOD_POST, "/api/collectors/*/close", CONSOLE, ZR_RIGHT_PUT_COLLECTORS, SMALL,
		zr_collector_page_close},
	{ZR_METHOD_POST, "/api/collectors/*/open", CONSOLE, ZR_RIGHT_PUT_COLLECTORS, SMALL,
		zr_collector_page_open},
	{ZR_METHOD_GET, "/api/register", CONSOLE, ZR_RIGHT_SEE_REGISTER, 0, zr_register_page_list},
	{ZR_METHOD_POST, "/api/register", CONSOLE, ZR_RIGHT_PUT_REGISTER, SMALL,
		zr_register_steps_begin},
	{ZR_METHOD_GET, "/api/register/*", CONSOLE, ZR_RIGHT_SEE_REGISTER, 0, zr_register_page_get},
	{ZR_METHOD_PUT, "/api/register/*/rows", CONSOLE, ZR_RIGHT_PUT_REGISTER,
		ZR_HUB_REGISTER_PIECE_BYTES_MAX, zr_register_steps_add},
	{ZR_METHOD_POST, "/api/register/*/compare", CONSOLE, ZR_RIGHT_PUT_REGISTER, SMALL,
		zr_register_steps_compare},
	{ZR_METHOD_POST, "/api/register/*/take", CONSOLE, ZR_RIGHT_PUT_REGISTER, SMALL,
		zr_register_steps_take},
	{ZR_METHOD_POST, "/api/register/*/drop", CONSOLE, ZR_RIGHT_PUT_REGISTER, SMALL,
		zr_register_steps_drop},
	{ZR_METHOD_GET, "/api/register/*/areas", CONSOLE, ZR_RIGHT_SEE_REGISTER, 0,
		zr_register_page_list_areas},
	{ZR_METHOD_GET, "/api/register/*/areas/*", CONSOLE, ZR_RIGHT_SEE_REGISTER, 0,
		zr_register_page_get_area},
	{ZR_METHOD_GET, "/api/live", LIVE, ZR_RIGHT_OWN, 0, zr_live_get},
	{ZR_METHOD_GET, "/api/audit", CONSOLE, ZR_RIGHT_SEE_AUDIT, 0, zr_audit_list},

	{ZR_METHOD_GET, "/metrics", CONSOLE, ZR_RIGHT_ANYONE, 0, zr_metrics_get},

	{ZR_METHOD_GET, "/**", CONSOLE, ZR_RIGHT_ANYONE, 0, zr_console_get},
	{0, NULL, 0, ZR_RIGHT_NONE, 0, NULL},
};
