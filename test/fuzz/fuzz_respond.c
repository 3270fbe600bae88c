/*
 * Everything zarya-respond does with bytes from outside: a code as it is typed, a body, and the
 * path of a screen, taken into an interview and shown again. Holds: no crash; a page that was
 * written names no tag of the input's.
 */
#include <assert.h>
#include <libxml/xmlerror.h>
#include <string.h>

#include "lib/base/cleanup.h"
#include "lib/envelope/household_code.h"
#include "respond/page/show.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const char xform[] =
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' "
	"xmlns:jr='http://openrosa.org/javarosa' xmlns:odk='http://www.opendatakit.org/xforms'>"
	"<h:head><h:title>F</h:title><model><instance><f id='f'><a/><n/><d/><t/><o/><s/><m/><r/>"
	"<p jr:template=''><name/></p></f></instance>"
	"<bind nodeset='/f/n' type='int' constraint='. &lt; 9'/><bind nodeset='/f/d' type='date'/>"
	"<bind nodeset='/f/t' type='dateTime' relevant=\"/f/a != 'x'\"/></model></h:head><h:body>"
	"<group appearance='field-list'><label>G</label><input ref='/f/a'><label>A</label></input>"
	"<input ref='/f/n'><label>N</label></input><input ref='/f/d'><label>D</label></input>"
	"<input ref='/f/t'><label>T</label></input>"
	"<select1 "
	"ref='/f/o'><label>O</label><item><label>X</label><value>x</value></item></select1>"
	"<select ref='/f/m'><label>M</label><item><label>X</label><value>x</value></item></select>"
	"<odk:rank ref='/f/r'><label>R</label><item><label>X</label><value>x</value></item>"
	"<item><label>Y</label><value>y</value></item></odk:rank>"
	"<input ref='/f/s' appearance='multiline'><label>S</label></input></group>"
	"<group ref='/f/p'><label>P</label><repeat nodeset='/f/p' jr:count='/f/n'>"
	"<input ref='/f/p/name'><label>Name</label></input></repeat></group></h:body></h:html>";

static void drop_message(void *user, const char *format, ...)
{
	(void)user;
	(void)format;
}

static struct zr_form *load(void)
{
	static struct zr_form *form;
	if (form == NULL) {
		xmlSetGenericErrorFunc(NULL, drop_message);
		int code = zr_form_load(xform, sizeof xform - 1, NULL, &form, NULL);
		assert(code == 0);
	}
	return form;
}

static void show(struct zr_session *session, const struct zr_fields *fields,
	const struct zr_taking *taking, const char *path)
{
	ZR_CLEANUP(zr_buffer_finish) struct zr_buffer out = {0};
	struct zr_html html = {.out = &out};
	char none[] = "";
	struct zr_answering answering = {
		.form = load(), .session = session, .facts = {.language = none, .address = none}};
	struct zr_screen screen = zr_flow_find(session, path);
	const struct zr_show_page page = {.answering = &answering,
		.token = "",
		.screen = &screen,
		.typed = fields,
		.taking = taking,
		.fault_count = taking->count};
	zr_show_screen(&html, &page);
	assert(html.code == 0);
	assert(strstr(zr_buffer_text(&out), "<script") == NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	const char *text = (const char *)data;
	struct zr_household_code household_code;
	(void)!zr_household_code_parse(text, bytes, &household_code, NULL);
	ZR_CLEANUP(zr_fields_finish) struct zr_fields fields = {0};
	ZR_CLEANUP(zr_taking_finish) struct zr_taking taking = {0};
	ZR_CLEANUP(zr_session_freep) struct zr_session *session = NULL;
	const struct zr_session_env env = {.now_us = 1};
	if (zr_fields_parse(text, bytes, &fields, NULL) != 0) {
		return 0;
	}
	int code = zr_session_new(load(), &env, &session, NULL);
	if (code == 0) {
		code = zr_taking_run(session, &fields, &taking, NULL);
	}
	assert(code == 0);
	const char *at = zr_fields_get(&fields, "at");
	show(session, &fields, &taking, at != NULL ? at : "");
	return 0;
}
