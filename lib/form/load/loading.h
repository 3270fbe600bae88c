/*
 * The state of loading a form, and how its faults are told. For lib/form.
 */
#ifndef ZR_FORM_LOADING_H
#define ZR_FORM_LOADING_H

#include "lib/form/load/loaded.h"

/* While a form is loaded. */
struct zr_loading {
	struct zr_form *form;
	const struct zr_form_loader *loader;
	struct zr_error *error;
	size_t xml_bytes;
	const struct zr_node *html;
	const struct zr_node *model;
	const struct zr_node *body;
	struct zr_node *main_root;              /* the element in the main <instance> */
	const struct zr_node *added_id;         /* the instanceID that the form lacks; NULL */
	const struct zr_name **external_labels; /* of itemsets.csv, per language */
	bool has_external;                      /* itemsets.csv was read */
	bool tried_external;
	size_t edge_count; /* of the dependency graph */
};

/* A fault in the XForm, at an element (NULL: none). Gives code back. */
int zr_loading_refuse(struct zr_loading *loading, int code, const struct zr_node *element,
	const char *where, const struct zr_fault *fault);
/* A warning of one. */
void zr_loading_remark(struct zr_loading *loading, int code, const struct zr_node *element,
	const char *where, const struct zr_fault *fault);

int zr_loading_nomem(struct zr_loading *loading);

#endif
