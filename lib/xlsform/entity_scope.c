/*
 * Where each entity is declared.
 */
#include <assert.h>
#include <string.h>

#include "lib/xlsform/xlsform_priv.h"

int zr_entity_place(struct zr_conversion *c)
{
	for (struct zr_entity *entity = c->entities; entity != NULL; entity = entity->next) {
		entity->container = c->root;
		c->root->entity = entity;
	}
	return 0;
}
