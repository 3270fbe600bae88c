/* What the application says too stands here in its words (tablet/apps/census/wording.def). */
#include "tablet/shell/core/words.h"

#include <assert.h>
#include <stddef.h>

static const char *const words[ZR_WORD_COUNT][ZR_LANGUAGE_COUNT] = {
	[ZR_WORD_NAME] = {"Заря", "Zarya", "Заря", "Заря", "Заря"},
	[ZR_WORD_STARTING] = {"Программа запускается…", "The application is starting…",
		"Программа башлана…", "Программа башлана…", "Программа пуҫланать…"},
	[ZR_WORD_ALL_SENT] = {"Всё отправлено", "Everything sent", "Барысы да җибәрелгән",
		"Барыһы ла ебәрелгән", "Пурте янӑ"},
	[ZR_WORD_NOT_SENT] = {"Не отправлено", "Not sent", "Җибәрелмәгән", "Ебәрелмәгән", "Яман"},
	[ZR_WORD_STORAGE_FULL] = {"Память заполнена", "Storage full", "Хәтер тулган",
		"Хәтер тулған", "Вырӑн юлман"},
	[ZR_WORD_NOT_ENROLLED] = {"Не зарегистрирован", "Not enrolled", "Теркәлмәгән",
		"Теркәлмәгән", "Регистрациленмен"},
	[ZR_WORD_HUB] = {"Центр", "Hub", "Үзәк", "Үҙәк", "Центр"},
	[ZR_WORD_JUST_NOW] = {"только что", "just now", "хәзер генә", "әле генә", "халь ҫеҫ"},
	[ZR_WORD_MINUTES_AGO] = {"мин назад", "min ago", "мин элек", "мин элек", "мин каялла"},
	[ZR_WORD_HOURS_AGO] = {"ч назад", "h ago", "сәг элек", "сәғ элек", "сех каялла"},
	[ZR_WORD_DAY_AGO] = {"дн. назад", "day ago", "көн элек", "көн элек", "кун каялла"},
	[ZR_WORD_DAYS_AGO] = {"дн. назад", "days ago", "көн элек", "көн элек", "кун каялла"},
	[ZR_WORD_HUB_SEEN] = {"связь", "last contact", "элемтә", "бәйләнеш", "ҫыхӑну"},
	[ZR_WORD_HUB_NEVER] = {"связи ещё не было", "no contact yet", "әле элемтә булмаган",
		"әле бәйләнеш булмаған", "халӗ ҫыхӑну пулман"},
	[ZR_WORD_HUB_SENDING] = {"соединение…", "connecting…", "тоташу…", "тоташыу…",
		"ҫыхӑнатпӑр…"},
	[ZR_WORD_HUB_NO_NETWORK] = {"нет сети", "no network", "челтәр юк", "селтәр юҡ", "сеть ҫук"},
	[ZR_WORD_HUB_SILENT] = {"не отвечает", "does not answer", "җавап бирми", "яуап бирмәй",
		"хуравламасть"},
	[ZR_WORD_HUB_STRANGER] = {"чужой сертификат", "wrong certificate", "сертификат чит",
		"сертификат ят", "сертификат урӑх"},
	[ZR_WORD_HUB_REFUSES] = {"не принимает", "refuses", "кабул итми", "ҡабул итмәй",
		"йышӑнмасть"},
	[ZR_WORD_HUB_FULL] = {"нет места", "is full", "урын юк", "урын юҡ", "вырӑн ҫук"},
	[ZR_WORD_HUB_BUSY] = {"занят", "is busy", "мәшгуль", "мәшғүл", "пушӑ мар"},
	[ZR_WORD_HUB_CLOCK] = {"часы неверны", "wrong clock", "сәгать ялгыш", "сәғәт яңылыш",
		"сехет йӑнӑш"},
	[ZR_WORD_HUB_FAULT] = {"ошибка связи", "failed", "элемтә хатасы", "бәйләнеш хатаһы",
		"ҫыхӑну йӑнӑшӗ"},
	[ZR_WORD_SAY_FINE] = {"Связь с центром есть.", "The hub answers.", "Үзәк белән элемтә бар.",
		"Үҙәк менән бәйләнеш бар.", "Центрпа ҫыхӑну пур."},
	[ZR_WORD_SAY_NEVER] = {"Планшет ещё не связывался с центром.",
		"The tablet has not been in contact with the hub yet.",
		"Планшет әле үзәк белән элемтәгә кермәгән.",
		"Планшет әле үҙәк менән бәйләнешкә инмәгән.", "Планшет халӗ центрпа ҫыхӑнман."},
	[ZR_WORD_SAY_SENDING] = {"Соединение с центром…", "Connecting to the hub…",
		"Үзәк белән тоташу…", "Үҙәк менән тоташыу…", "Центрпа ҫыхӑнатпӑр…"},
	[ZR_WORD_SAY_NO_NETWORK] =
		{"Сети нет. Записи хранятся на планшете и уйдут сами, когда она появится.",
			"There is no network. Records are kept on the tablet and go by themselves "
			"when it is back.",
			"Челтәр юк. Язмалар планшетта саклана һәм челтәр булгач үзләре китә.",
			"Селтәр юҡ. Яҙмалар планшетта һаҡлана һәм селтәр булғас үҙҙәре китә.",
			"Сеть ҫук. Ҫырусем планшетра упранаҫҫӗ, сеть пулсан хӑйсемех каяҫҫӗ."},
	[ZR_WORD_SAY_SILENT] = {"Сеть есть, но центр не отвечает. Планшет попробует снова сам.",
		"There is a network, but the hub does not answer. The tablet tries again by "
		"itself.",
		"Челтәр бар, ләкин үзәк җавап бирми. Планшет үзе кабатлаячак.",
		"Селтәр бар, әммә үҙәк яуап бирмәй. Планшет үҙе ҡабатлаясаҡ.",
		"Сеть пур, анчах центр хуравламасть. Планшет хӑех тепӗр хут пӑхӗ."},
	[ZR_WORD_SAY_STRANGER] =
		{"По адресу центра отвечает кто-то другой: сертификат не тот. Ничего не "
		 "отправлено. "
		 "Сообщите контролёру.",
			"Somebody else answers at the hub's address: its certificate is not the "
			"hub's. Nothing was "
			"sent. Tell your controller.",
			"Үзәк адресында башка берәү җавап бирә: сертификат башка. Берни дә "
			"җибәрелмәде. "
			"Контролёрга әйтегез.",
			"Үҙәк адресында башҡа берәү яуап бирә: сертификат башҡа. Бер нәмә лә "
			"ебәрелмәне. "
			"Контролёрға әйтегеҙ.",
			"Центр адресӗнче урӑххи хуравлать: сертификат урӑх. Нимӗн те яман. "
			"Контролёра пӗлтерӗр."},
	[ZR_WORD_SAY_REFUSES] = {"Центр не принимает этот планшет. Сообщите контролёру.",
		"The hub does not take this tablet. Tell your controller.",
		"Үзәк бу планшетны кабул итми. Контролёрга әйтегез.",
		"Үҙәк был планшетты ҡабул итмәй. Контролёрға әйтегеҙ.",
		"Центр ку планшета йышӑнмасть. Контролёра пӗлтерӗр."},
	[ZR_WORD_SAY_FULL] =
		{"В центре нет места. Записи хранятся на планшете. Сообщите контролёру.",
			"The hub has no room left. Records are kept on the tablet. Tell your "
			"controller.",
			"Үзәктә урын юк. Язмалар планшетта саклана. Контролёрга әйтегез.",
			"Үҙәктә урын юҡ. Яҙмалар планшетта һаҡлана. Контролёрға әйтегеҙ.",
			"Центрта вырӑн ҫук. Ҫырусем планшетра упранаҫҫӗ. Контролёра пӗлтерӗр."},
	[ZR_WORD_SAY_BUSY] = {"Центр занят. Планшет попробует снова сам.",
		"The hub is busy. The tablet tries again by itself.",
		"Үзәк мәшгуль. Планшет үзе кабатлаячак.", "Үҙәк мәшғүл. Планшет үҙе ҡабатлаясаҡ.",
		"Центр пушӑ мар. Планшет хӑех тепӗр хут пӑхӗ."},
	[ZR_WORD_SAY_CLOCK] = {"Часы планшета неверны. Сообщите контролёру.",
		"The tablet's clock is wrong. Tell your controller.",
		"Планшетның сәгате ялгыш. Контролёрга әйтегез.",
		"Планшеттың сәғәте яңылыш. Контролёрға әйтегеҙ.",
		"Планшет сехечӗ йӑнӑш. Контролёра пӗлтерӗр."},
	[ZR_WORD_SAY_FAULT] = {"Связь с центром не удалась. Планшет попробует снова сам; если это "
			       "долго не проходит, "
			       "сообщите контролёру.",
		"The contact with the hub failed. The tablet tries again by itself; if it does not "
		"pass, tell "
		"your controller.",
		"Үзәк белән элемтә булмады. Планшет үзе кабатлаячак; озак үтмәсә, контролёрга "
		"әйтегез.",
		"Үҙәк менән бәйләнеш булманы. Планшет үҙе ҡабатлаясаҡ; оҙаҡ үтмәһә, контролёрға "
		"әйтегеҙ.",
		"Центрпа ҫыхӑнаймарӑмӑр. Планшет хӑех тепӗр хут пӑхӗ; нумайччен иртмесен "
		"контролёра пӗлтерӗр."},
	[ZR_WORD_LAST_CONTACT] = {"Последняя связь", "Last contact", "Соңгы элемтә",
		"Һуңғы бәйләнеш", "Юлашки ҫыхӑну"},
	[ZR_WORD_NEXT_ATTEMPT] = {"Следующая попытка", "Next attempt", "Киләсе омтылыш",
		"Киләһе тырышыу", "Тепӗр хут"},
	[ZR_WORD_SEND_NOW] = {"Отправить сейчас", "Send now", "Хәзер җибәрергә", "Хәҙер ебәрергә",
		"Халех ямалла"},
	[ZR_WORD_CLOSE] = {"Закрыть", "Close", "Ябарга", "Ябырға", "Хупмалла"},
};

const char *zr_words_get(enum zr_word word, enum zr_language language)
{
	assert(word < ZR_WORD_COUNT && language < ZR_LANGUAGE_COUNT);
	const char *text = words[word][language];
	return text != NULL ? text : words[word][ZR_LANGUAGE_RUSSIAN];
}

enum zr_language zr_words_language(const char *code, enum zr_language otherwise)
{
	assert(code && otherwise < ZR_LANGUAGE_COUNT);
	enum zr_language language = otherwise;
	(void)zr_languages_find(code, &language);
	return language;
}
