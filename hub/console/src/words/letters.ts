/** Letters with codes, by which households answer online. */
import type { Pair } from "./pair";

export const letters = {
  letters: ["Письма с кодами", "Letters with codes"],
  lettersMade: ["Кодов выдано", "Codes made"],
  lettersUsed: ["Ответили через интернет", "Answered online"],
  lettersFor: ["Кому", "For whom"],
  lettersAll: ["Всем адресам участка", "Every address of the area"],
  lettersSome: ["Только этим", "These only"],
  lettersIds: ["Обозначения адресов", "Identifiers of addresses"],
  lettersId: ["Обозначение", "Identifier"],
  lettersIdsHint: ["Через пробел или по одному в строке; они стоят в таблице ниже.", "With blanks between or one a line; they stand in the table below."],
  lettersSite: ["Где отвечать", "Where to answer"],
  lettersSiteHint: ["Адрес страницы в интернете; он будет на каждом письме.", "The address of the page; it stands on each letter."],
  lettersAgain: ["Прежние коды этих адресов перестанут действовать, и начатое по ним не сможет быть отправлено.", "Codes made before for these addresses stop working, and what was begun by them cannot be sent."],
  lettersSure: ["Понимаю, выдать новые", "I understand, make new ones"],
  lettersMake: ["Выдать коды", "Make the codes"],
  lettersOnce: ["Коды показаны один раз: напечатайте или сохраните их сейчас.", "The codes are shown once: print or save them now."],
  lettersCsv: ["Сохранить таблицей", "Save as a table"],
  lettersHow: ["Ответьте за своё домохозяйство через интернет. Ваш код:", "Answer for your household online. Your code:"],
  lettersNone: ["Через интернет ещё никто не ответил.", "Nobody has answered online yet."],
  lettersWhen: ["Ответ получен", "Answered"],
} satisfies Record<string, Pair>;
