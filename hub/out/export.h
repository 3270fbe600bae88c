/*
 * GET /api/export.{csv,jsonl,sav,dta}?form=ID[&repeat=NAME][&version=V][&area=ID][&result=R]
 *     [&from=DAY][&to=DAY][&labels=LANG][&multiple=text|flags|both][&history=1][&bom=1]
 * GET /api/export.zip?form=ID[&format=ENDING]… : all tables and the code book
 *
 * One row for each record with a column for each leaf of the questionnaire, whatever version has
 * it; choices as their codes, with labels=LANG also as their words in a column beside. A repeat is
 * a table of its own: a row for each instance with the record's id and the instance's place; NAME
 * is its name, or its path where two have one name. Records that another one corrects are left out
 * but with history=1. What a record's version does not explain is told in record_problem. A
 * question that takes several answers is one column of codes, or a column of 0 and 1 for each
 * choice, or both: multiple; the packages get both unless told otherwise. CSV is RFC 4180, safe to
 * open (hub/records/guard.h); bom=1 puts the mark in front that spreadsheet programs ask for.
 *
 * The table is made while it is sent, a page of records at a time, as the client takes it; it shows
 * the store as it stood when it was asked for. It breaks off when the hub stops.
 */
#ifndef ZR_HUB_OUT_EXPORT_H
#define ZR_HUB_OUT_EXPORT_H

#include "hub/http/request.h"

void zr_export_get(struct zr_context *context, struct zr_request *request);

#endif
