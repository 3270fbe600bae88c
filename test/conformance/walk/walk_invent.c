/*
 * Invents a form: a fixed tree with nested repeats, and rules whose expressions are put together at
 * random from every way to reach an earlier node: absolute, relative, current(), predicates,
 * positions, indexed-repeat(), descendants. A rule reads only nodes before its own, so that most
 * forms have no cycle. Left out: the text of a whole group ("[. != '']"), which no form asks for
 * and the dependency graph does not follow.
 */
#include <stdio.h>
#include <string.h>

#include "test/conformance/walk/walk_invent.h"

enum kind {
	INPUT,
	CALCULATION,
	GROUP,
	REPEAT,
	COUNTED, /* a repeat with jr:count */
	SELECT,
	BAND,  /* a calculated select whose list the form writes out */
	DRAWN, /* a calculated select from the instances of a repeat */
};

/* In document order; depth 1 is below the root. */
static const struct {
	const char *path;
	const char *type;
	enum kind kind;
} nodes[] = {
	{"/d/a", "int", INPUT},
	{"/d/b", "string", INPUT},
	{"/d/c", "int", INPUT},
	{"/d/g", "", GROUP},
	{"/d/g/e", "int", INPUT},
	{"/d/g/f", "string", CALCULATION},
	{"/d/r", "", REPEAT},
	{"/d/r/x", "int", INPUT},
	{"/d/r/y", "string", INPUT},
	{"/d/r/h", "", GROUP},
	{"/d/r/h/u", "int", INPUT},
	{"/d/r/h/v", "string", CALCULATION},
	{"/d/r/n", "", REPEAT},
	{"/d/r/n/p", "int", INPUT},
	{"/d/r/n/q", "string", CALCULATION},
	{"/d/r/z", "string", CALCULATION},
	{"/d/s", "", COUNTED},
	{"/d/s/k", "int", INPUT},
	{"/d/s/l", "string", CALCULATION},
	{"/d/pick", "string", SELECT},
	{"/d/band", "string", BAND},
	{"/d/drawn", "string", DRAWN},
	{"/d/t", "string", CALCULATION},
	{"/d/w", "int", CALCULATION},
	{"/d/last", "string", CALCULATION},
};

enum {
	NODES = sizeof nodes / sizeof *nodes,
	TEXT_MAX = 256
};

static bool is_repeat(size_t node)
{
	return nodes[node].kind == REPEAT || nodes[node].kind == COUNTED;
}

static bool is_leaf(size_t node)
{
	return nodes[node].kind != GROUP && !is_repeat(node);
}

static const char *name_of(size_t node)
{
	return strrchr(nodes[node].path, '/') + 1;
}

static bool is_above(size_t node, size_t below)
{
	size_t bytes = strlen(nodes[node].path);
	return strncmp(nodes[node].path, nodes[below].path, bytes) == 0 &&
	       nodes[below].path[bytes] == '/';
}

/* A leaf before the node and not inside it. */
static size_t earlier(struct walk *walk, size_t node)
{
	size_t found = walk_below(walk, node);
	while (!is_leaf(found)) {
		found--;
	}
	return found;
}

static void add(struct zr_buffer *xml, const char *text)
{
	if (zr_buffer_add_text(xml, text) != 0) {
		zr_buffer_clear(xml);
	}
}

/* "../../r/x" from a node. */
static void add_relative(struct zr_buffer *xml, size_t from, size_t to)
{
	const char *a = nodes[from].path;
	const char *b = nodes[to].path;
	size_t shared = 0;
	for (size_t i = 0; a[i] == b[i] && a[i] != '\0'; i++) {
		shared = a[i] == '/' ? i : shared;
	}
	for (const char *at = a + shared; at != NULL; at = strchr(at + 1, '/')) {
		add(xml, "../");
	}
	add(xml, b + shared + 1);
}

/* An absolute path whose repeats have a predicate now and then. */
static void add_filtered(struct walk *walk, struct zr_buffer *xml, size_t from, size_t to)
{
	static const char *const filters[] = {"[1]", "[2]", "[last()]", "[position() = 2]",
		"[position() != 1]", "[count(*) &gt; 1]"};
	char path[TEXT_MAX];
	for (size_t i = 0; i < NODES; i++) {
		if (i == to || (is_repeat(i) && is_above(i, to))) {
			size_t above = 0;
			for (size_t k = 0; k < i; k++) {
				above = is_repeat(k) && is_above(k, i) ? strlen(nodes[k].path)
								       : above;
			}
			(void)snprintf(path, sizeof path, "%s", nodes[i].path + above);
			add(xml, path);
			if (i != to && walk_below(walk, 2) == 0) {
				add(xml, filters[walk_below(
						 walk, sizeof filters / sizeof *filters)]);
			} else if (i != to && i == 6 && from > 7) {
				add(xml, "[x &gt; /d/a]");
			}
		}
	}
}

static void add_path(struct walk *walk, struct zr_buffer *xml, size_t from)
{
	size_t to = earlier(walk, from);
	switch (walk_below(walk, 7)) {
	case 0:
	case 1:
		add(xml, nodes[to].path);
		break;
	case 2:
		add_relative(xml, from, to);
		break;
	case 3:
		add(xml, "current()/");
		add_relative(xml, from, to);
		break;
	case 4:
		add_filtered(walk, xml, from, to);
		break;
	case 5:
		if (is_above(6, to)) {
			add(xml, "indexed-repeat(");
			add(xml, nodes[to].path);
			add(xml, walk_below(walk, 2) == 0 ? ", /d/r, 1)" : ", /d/r, /d/a)");
		} else {
			add(xml, nodes[to].path);
		}
		break;
	default:
		add(xml, "/d//");
		add(xml, name_of(to));
	}
}

/* A format whose %s are paths; %% stands for itself. */
static void add_expression(struct walk *walk, struct zr_buffer *xml, size_t from,
	const char *const *ways, size_t count)
{
	const char *at = ways[walk_below(walk, count)];
	for (; *at != '\0'; at++) {
		if (*at == '%') {
			add_path(walk, xml, from);
		} else {
			const char one[2] = {*at, '\0'};
			add(xml, one);
		}
	}
}

static const char *const values[] = {"sum(%)", "count(%)", "% + 1", "number(%) * 2",
	"coalesce(%, %)", "position(..)", "count-non-empty(%)", "max(%)", "if(% &gt; 3, %, 'no')",
	"string-length(%)", "concat(%, '-', %)", "join(',', %)", "% = %", "string(%)",
	"count(%) + sum(%)", "if(selected(%, '1'), %, %)", "concat(%)"};
static const char *const conditions[] = {"% &gt; 3", "% = '1'", "count(%) &gt; 1", "% != ''",
	"not(% = %)", "sum(%) mod 2 = 0", "% or %", "% and position(..) &lt; 3", "% &lt; %"};

#define ADD_ONE_OF(walk, xml, from, ways)                                                          \
	add_expression(walk, xml, from, ways, sizeof(ways) / sizeof *(ways))

static void add_rule(struct walk *walk, struct zr_buffer *xml, size_t node, const char *name)
{
	if (walk_below(walk, 3) == 0) {
		add(xml, " ");
		add(xml, name);
		add(xml, "=\"");
		ADD_ONE_OF(walk, xml, node, conditions);
		add(xml, "\"");
	}
}

static void add_bind(struct walk *walk, struct zr_buffer *xml, size_t node)
{
	add(xml, "<bind nodeset='");
	add(xml, nodes[node].path);
	add(xml, "'");
	if (*nodes[node].type != '\0') {
		add(xml, " type='");
		add(xml, nodes[node].type);
		add(xml, "'");
	}
	if (node > 0) {
		add_rule(walk, xml, node, "relevant");
		add_rule(walk, xml, node, "required");
		add_rule(walk, xml, node, "readonly");
	}
	enum kind kind = nodes[node].kind;
	if (kind == CALCULATION || kind == BAND || kind == DRAWN) {
		add(xml, " calculate=\"");
		ADD_ONE_OF(walk, xml, node, values);
		add(xml, "\"");
	}
	add(xml, "/>\n");
}

static const char band_head[] =
	"<select1 ref='%s'><item><label>1</label><value>1</value></item><item><label>No</label>"
	"<value>no</value></item><item><label>3</label><value>3</value></item></select1>";
static const char select_head[] = "<select1 ref='%s'><itemset nodeset='/d/r[x &gt; /d/a]'>"
				  "<value ref='y'/><label ref='y'/></itemset></select1>";

/* What is open below the root as the walk over the table goes. */
static void add_tree(struct zr_buffer *xml, bool is_body)
{
	static const char *const heads[] = {"<input ref='%s'/>", "", "<group ref='%s'>",
		"<group><repeat nodeset='%s'>",
		"<group><repeat nodeset='%s' jr:count='/d/c mod 4'>", select_head, band_head,
		select_head};
	size_t open[8];
	size_t depth = 0;
	char text[2 * TEXT_MAX];
	for (size_t i = 0; i <= NODES; i++) {
		while (depth > 0 && (i == NODES || !is_above(open[depth - 1], i))) {
			size_t closed = open[--depth];
			(void)snprintf(text, sizeof text, "</%s>", name_of(closed));
			add(xml, !is_body            ? text
				 : is_repeat(closed) ? "</repeat></group>"
						     : "</group>");
		}
		if (i == NODES) {
			break;
		}
		const char *head = is_body ? heads[nodes[i].kind] : is_leaf(i) ? "<%s/>" : "<%s>";
		const char *name = is_body ? nodes[i].path : name_of(i);
		const char *at = strstr(head, "%s");
		if (at != NULL) {
			(void)snprintf(text, sizeof text, "%.*s%s%s", (int)(at - head), head, name,
				at + 2);
			add(xml, text);
		}
		if (!is_leaf(i)) {
			open[depth++] = i;
		}
	}
}

void walk_invent_form(struct walk *walk, struct zr_buffer *ret_xml)
{
	add(ret_xml, "<h:html xmlns='http://www.w3.org/2002/xforms' "
		     "xmlns:h='http://www.w3.org/1999/xhtml' "
		     "xmlns:jr='http://openrosa.org/javarosa'><h:head><model><instance>"
		     "<d id='invented'>");
	add_tree(ret_xml, false);
	add(ret_xml, "</d></instance>\n");
	for (size_t node = 0; node < NODES; node++) {
		add_bind(walk, ret_xml, node);
	}
	add(ret_xml, "</model></h:head><h:body>");
	add_tree(ret_xml, true);
	add(ret_xml, "</h:body></h:html>\n");
}
