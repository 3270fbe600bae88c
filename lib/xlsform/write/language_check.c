/*
 * Complaints about languages: columns that one language has and another lacks, names without a code
 * that programs understand, and or_other in a form with translations.
 */
#include "lib/xlsform/write/language_check.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>

#include "lib/xlsform/conversion.h"
#include "lib/xlsform/sheet/cell.h"
#include "lib/xlsform/sheet/phrase.h"
#include "lib/xlsform/sheet/report.h"
#include "lib/xlsform/write/language.h"

/* ISO 639-1: the languages that have a code of two letters, and behind each the codes of three
 * letters that stand for the same language and are therefore not used. */
static const char codes[] =
	"aa aar,ab abk,ae ave,af afr,ak aka,am amh,an arg,ar ara,as asm,av ava,ay aym,az aze,"
	"ba bak,be bel,bg bul,bh bih,bi bis,bm bam,bn ben,bo bod tib,br bre,bs bos,ca cat,ce che,"
	"ch cha,co cos,cr cre,cs ces cze,cu chu,cv chv,cy cym wel,da dan,de deu ger,dv div,"
	"dz dzo,ee ewe,el ell gre,en eng,eo epo,es spa,et est,eu eus baq,fa fas per,ff ful,"
	"fi fin,fj fij,fo fao,fr fra fre,fy fry,ga gle,gd gla,gl glg,gn grn,gu guj,gv glv,ha hau,"
	"he heb,hi hin,ho hmo,hr hrv,ht hat,hu hun,hy hye arm,hz her,ia ina,id ind,ie ile,ig ibo,"
	"ii iii,ik ipk,io ido,is isl ice,it ita,iu iku,ja jpn,jv jav,ka kat geo,kg kon,ki kik,"
	"kj kua,kk kaz,kl kal,km khm,kn kan,ko kor,kr kau,ks kas,ku kur,kv kom,kw cor,ky kir,"
	"la lat,lb ltz,lg lug,li lim,ln lin,lo lao,lt lit,lu lub,lv lav,mg mlg,mh mah,mi mri mao,"
	"mk mkd mac,ml mal,mn mon,mr mar,ms msa may,mt mlt,my mya bur,na nau,nb nob,nd nde,"
	"ne nep,ng ndo,nl nld dut,nn nno,no nor,nr nbl,nv nav,ny nya,oc oci,oj oji,om orm,or ori,"
	"os oss,pa pan,pi pli,pl pol,ps pus,pt por,qu que,rm roh,rn run,ro ron rum,ru rus,rw kin,"
	"sa san,sc srd,sd snd,se sme,sg sag,sh hbs,si sin,sk slk slo,sl slv,sm smo,sn sna,so som,"
	"sq sqi alb,sr srp,ss ssw,st sot,su sun,sv swe,sw swa,ta tam,te tel,tg tgk,th tha,ti tir,"
	"tk tuk,tl tgl,tn tsn,to ton,tr tur,ts tso,tt tat,tw twi,ty tah,ug uig,uk ukr,ur urd,"
	"uz uzb,ve ven,vi vie,vo vol,wa wln,wo wol,xh xho,yi yid,yo yor,za zha,zh zho chi,zu zul,";

/* Whether "(code)" names a language: two letters of the table, or three that are not in it. A
 * code of three letters is none where one of two exists (BCP 47, 2.2.1). */
static bool is_code(const char *code, size_t bytes)
{
	size_t letters = 0;
	while (letters < bytes && isalpha((unsigned char)code[letters])) {
		letters++;
	}
	if ((letters != bytes && code[letters] != '-' && code[letters] != '_') ||
		(letters != 2 && letters != 3)) {
		return false;
	}
	for (const char *at = codes; *at != '\0'; at++) {
		size_t length = strcspn(at, " ,");
		bool is_first = at == codes || at[-1] == ',';
		if (length == letters && strncmp(at, code, letters) == 0 &&
			(letters == 3 || is_first)) {
			return letters == 2;
		}
		at += length;
	}
	return letters == 3;
}

/* "English (en)", or the code alone. */
static bool has_code(const char *language)
{
	const char *open = strrchr(language, '(');
	const char *close = open != NULL ? strchr(open, ')') : NULL;
	if (close != NULL) {
		return is_code(open + 1, (size_t)(close - open - 1));
	}
	size_t bytes = strlen(language);
	return bytes == 2 && is_code(language, bytes);
}

/* The name that authors know a translatable column by; NULL for others. */
static const char *column_name(const struct zr_heading *heading)
{
	switch (heading->column) {
	case ZR_COLUMN_LABEL:
		return "label";
	case ZR_COLUMN_HINT:
		return "hint";
	case ZR_COLUMN_GUIDANCE:
		return "guidance_hint";
	case ZR_COLUMN_MEDIA:
		return heading->attribute;
	case ZR_COLUMN_BIND:
		if (strcmp(heading->attribute, "jr:constraintMsg") == 0) {
			return "constraint_message";
		}
		return strcmp(heading->attribute, "jr:requiredMsg") == 0 ? "required_message"
									 : NULL;
	default:
		return NULL;
	}
}

static const char *language_name(const struct zr_heading *heading)
{
	return heading->language != NULL ? heading->language : "default";
}

static bool has_column(const struct zr_table *table, const char *column, const char *language)
{
	for (size_t i = 0; i < table->column_count; i++) {
		const char *name = column_name(&table->headings[i]);
		if (name != NULL && strcmp(name, column) == 0 &&
			(language == NULL ||
				strcmp(language_name(&table->headings[i]), language) == 0)) {
			return true;
		}
	}
	return false;
}

static bool is_translated(const struct zr_table *table)
{
	for (size_t i = 0; i < table->column_count; i++) {
		if (table->headings[i].language != NULL &&
			column_name(&table->headings[i]) != NULL) {
			return true;
		}
	}
	return false;
}

/* What this language lacks of the columns that the sheet has at all, in the order of the
 * alphabet. */
static const char *missing_columns(struct zr_conversion *c, const struct zr_table *table,
	const char *language, size_t *ret_count)
{
	static const char *const columns[] = {"audio", "big-image", "constraint_message",
		"guidance_hint", "hint", "image", "label", "required_message", "video"};
	const char *missing = "";
	*ret_count = 0;
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		if (has_column(table, columns[i], NULL) &&
			!has_column(table, columns[i], language)) {
			missing = zr_phrase_format(
				c, "%s%s%s", missing, *ret_count > 0 ? ", " : "", columns[i]);
			(*ret_count)++;
		}
		if (missing == NULL) {
			return NULL;
		}
	}
	return missing;
}

/* What one language lacks, at the first of its columns. */
static int warn_of_columns(
	struct zr_conversion *c, enum zr_table_id id, const struct zr_heading *heading)
{
	static const enum zr_fault_kind kinds[2][2] = {
		{ZR_FAULT_LANGUAGE_LACKS_COLUMN, ZR_FAULT_LANGUAGE_LACKS_COLUMNS},
		{ZR_FAULT_HEADERS_LACK_COLUMN, ZR_FAULT_HEADERS_LACK_COLUMNS}};
	const struct zr_table *table = &c->tables[id];
	size_t count = 0;
	const char *missing = missing_columns(c, table, language_name(heading), &count);
	if (missing == NULL) {
		return zr_report_nomem(c);
	}
	return count == 0 ? 0
			  : zr_report_warning(c, id, 0, heading,
				    &(const struct zr_fault){
					    .kind = kinds[heading->language == NULL][count > 1],
					    .subject = language_name(heading),
					    .value = missing,
					    .around = table->name});
}

static int warn_of_languages(struct zr_conversion *c, enum zr_table_id id)
{
	const struct zr_table *table = &c->tables[id];
	int code = 0;
	for (size_t i = 0; i < table->column_count && code == 0; i++) {
		const struct zr_heading *heading = &table->headings[i];
		bool is_known = column_name(heading) == NULL;
		for (size_t j = 0; j < i && !is_known; j++) {
			is_known = column_name(&table->headings[j]) != NULL &&
				   strcmp(language_name(heading),
					   language_name(&table->headings[j])) == 0;
		}
		code = is_known ? 0 : warn_of_columns(c, id, heading);
	}
	return code;
}

static int warn_of_missing(struct zr_conversion *c)
{
	static const enum zr_table_id tables[] = {ZR_TABLE_SURVEY, ZR_TABLE_CHOICES};
	int code = 0;
	for (size_t i = 0; i < sizeof tables / sizeof *tables && code == 0; i++) {
		const struct zr_table *table = &c->tables[tables[i]];
		if (table->is_present && is_translated(table)) {
			code = warn_of_languages(c, tables[i]);
		}
	}
	return code;
}

int zr_language_check(struct zr_conversion *c)
{
	assert(c->languages != NULL);
	int code = warn_of_missing(c);
	const char *without = "";
	bool has_translations = false;
	for (size_t i = 0; code == 0; i++) {
		const char *language = zr_language_name(c, i);
		if (language == NULL) {
			break;
		}
		if (strcmp(language, "default") == 0) {
			continue;
		}
		has_translations = true;
		if (!has_code(language)) {
			without = zr_phrase_format(
				c, "%s%s%s", without, without[0] != '\0' ? ", " : "", language);
		}
		if (without == NULL) {
			return zr_report_nomem(c);
		}
	}
	if (code == 0 && without[0] != '\0') {
		code = zr_report_warning(c, ZR_TABLE_COUNT, 0, NULL,
			&(const struct zr_fault){
				.kind = ZR_FAULT_LANGUAGES_WITHOUT_CODE, .subject = without});
	}
	if (code == 0 && c->has_or_other && has_translations) {
		code = zr_report_warning(c, ZR_TABLE_COUNT, 0, NULL,
			&(const struct zr_fault){.kind = ZR_FAULT_OTHER_IS_ENGLISH});
	}
	return code;
}
