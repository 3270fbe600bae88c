/* Steps of an interview at the desk, or what a person types there: the first byte chooses which. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "tools/play/play_run.h"
#include "tools/play/play_talk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static const char FORM[] =
	"<h:html xmlns='http://www.w3.org/2002/xforms' xmlns:h='http://www.w3.org/1999/xhtml' "
	"xmlns:jr='http://openrosa.org/javarosa'><h:head><h:title>F</h:title><model><itext>"
	"<translation lang='en'><text id='l'><value>L</value></text></translation>"
	"<translation lang='Русский (ru)'><text "
	"id='l'><value>Л</value></text></translation></itext>"
	"<instance><d id='f'><a/><b/><c/><t/><m/><r jr:template=''><n/></r><k/></d></instance>"
	"<bind nodeset='/d/a' type='int' required='true()' constraint='. &lt; 9'/>"
	"<bind nodeset='/d/b' relevant='/d/a &gt; 1'/><bind nodeset='/d/t' type='date'/>"
	"<bind nodeset='/d/m' type='decimal'/>"
	"<bind nodeset='/d/k' calculate='count(/d/r)'/></model></h:head><h:body>"
	"<input ref='/d/a'><label ref=\"jr:itext('l')\"/></input>"
	"<select1 ref='/d/b'><label>B</label><item><label>One</label><value>1</value></item>"
	"<item><label>Два</label><value>x</value></item></select1>"
	"<select ref='/d/c'><label>C</label><item><label>One</label><value>1</value></item>"
	"<item><label>Two</label><value>2</value></item></select>"
	"<input ref='/d/t'><label>T</label></input><input ref='/d/m'><label>M</label></input>"
	"<group ref='/d/r'><label>R</label><repeat nodeset='/d/r'><input ref='/d/r/n'>"
	"<label>N</label></input></repeat></group></h:body></h:html>";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static struct zr_form *form; /* immutable */
	FILE *in = bytes > 1 ? fmemopen((void *)(uintptr_t)(data + 1), bytes - 1, "r") : NULL;
	FILE *out = fopen("/dev/null", "w");
	if (form == NULL && zr_form_load(FORM, strlen(FORM), NULL, &form, NULL) != 0) {
		__builtin_trap();
	}
	struct zr_play play = {.form = form, .out = out, .width = 80};
	if (in != NULL && out != NULL && zr_play_begin(&play, "ru", NULL) == 0) {
		struct zr_play_tally tally;
		struct zr_error error = {0};
		int code = data[0] == ':' ? zr_play_talk(&play, in, NULL, &error)
					  : zr_play_run(&play, in, &tally, &error);
		if (code != 0) {
			__builtin_trap(); /* no line of a person's ends the interview */
		}
	}
	zr_play_finish(&play);
	if (in != NULL) {
		(void)fclose(in);
	}
	if (out != NULL) {
		(void)fclose(out);
	}
	return 0;
}
