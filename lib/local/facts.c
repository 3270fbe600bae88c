/* Freeing lists. One that was half read when memory ran out has items without their texts. */
#include "lib/local/facts.h"

#include <assert.h>
#include <stdlib.h>

void zr_local_invitation_finish(struct zr_local_invitation *invitation)
{
	assert(invitation != NULL);
	free(invitation->household_id);
	free(invitation->address);
	free(invitation->area_id);
	free(invitation->form_id);
	free(invitation->zone);
	*invitation = (struct zr_local_invitation){0};
}

void zr_local_households_finish(struct zr_local_households *households)
{
	assert(households != NULL && (households->items != NULL || households->count == 0));
	for (size_t i = 0; i < households->count; i++) {
		free(households->items[i].household_id);
		free(households->items[i].address);
		free(households->items[i].form_id);
	}
	free(households->items);
	*households = (struct zr_local_households){0};
}

void zr_local_forms_finish(struct zr_local_forms *forms)
{
	assert(forms != NULL && (forms->items != NULL || forms->count == 0));
	for (size_t i = 0; i < forms->count; i++) {
		free(forms->items[i].form_id);
		free(forms->items[i].version);
		free(forms->items[i].directory);
	}
	free(forms->items);
	*forms = (struct zr_local_forms){0};
}

void zr_local_records_finish(struct zr_local_records *records)
{
	assert(records != NULL && (records->items != NULL || records->count == 0));
	for (size_t i = 0; i < records->count; i++) {
		struct zr_local_record *record = &records->items[i];
		free(record->record_id);
		free(record->household_id);
		free(record->address);
		free(record->area_id);
		free(record->outcome);
		free(record->appointment);
		free(record->previous_id);
		free(record->replaces_id);
	}
	free(records->items);
	*records = (struct zr_local_records){0};
}

void zr_local_returns_finish(struct zr_local_returns *returns)
{
	assert(returns != NULL && (returns->items != NULL || returns->count == 0));
	for (size_t i = 0; i < returns->count; i++) {
		free(returns->items[i].record_id);
	}
	free(returns->items);
	*returns = (struct zr_local_returns){0};
}
