/** Every text of the page, in both languages; a missing one does not compile. */
type Pair = readonly [russian: string, english: string];

const table = {
  title: ["Заря — пульт управления", "Zarya — console"],
  brand: ["Заря", "Zarya"],
  signIn: ["Вход", "Sign in"],
  password: ["Пароль", "Password"],
  passwordHint: ["Первый пароль лежит в файле operator-password в папке данных сервера.", "The first password is in the file operator-password in the hub’s data folder."],
  changePassword: ["Сменить пароль", "Change the password"],
  passwordPresent: ["Нынешний пароль", "Present password"],
  passwordNext: ["Новый пароль", "New password"],
  passwordAgain: ["Новый пароль ещё раз", "New password again"],
  passwordRule: ["Не меньше 12 знаков; лучше всего несколько слов.", "At least 12 characters; several words are best."],
  passwordShort: ["Новый пароль короче 12 знаков.", "The new password has fewer than 12 characters."],
  passwordsDiffer: ["Новые пароли не совпадают.", "The new passwords are not alike."],
  passwordOthers: ["Все, кто вошёл с нынешним паролем на других компьютерах, выйдут.", "Everybody who signed in with the present one on other computers is signed out."],
  passwordChanged: ["Пароль сменён", "The password is changed"],
  signOut: ["Выйти", "Sign out"],
  fleet: ["Планшеты", "Tablets"],
  areas: ["Участки", "Areas"],
  forms: ["Вопросники", "Questionnaires"],
  records: ["Записи", "Records"],
  audit: ["Журнал", "Audit"],
  tablet: ["Планшет", "Tablet"],
  area: ["Участок", "Area"],
  version: ["Версия", "Version"],
  lastContact: ["Последняя связь", "Last contact"],
  received: ["Получено", "Received"],
  recordCount: ["Записей получено", "Records received"],
  unsent: ["Ещё на планшете", "Still on the tablet"],
  battery: ["Заряд", "Battery"],
  never: ["ещё не было", "never"],
  enrolTablet: ["Подключить планшет", "Enrol a tablet"],
  tabletName: ["Название планшета", "Name of the tablet"],
  makeCode: ["Получить код", "Make a code"],
  codeTitle: ["Код подключения", "Enrolment code"],
  codeHint: [
    "Наберите код на экране подключения планшета: группы, затем адрес. Чёрточки и пробел ставятся сами. Код действует один раз.",
    "Type the code on the tablet’s enrolment screen: the groups, then the address. Dashes and space come by themselves. It works once.",
  ],
  codePicture: ["Код подключения для камеры", "The enrolment code for a camera"],
  copy: ["Скопировать", "Copy"],
  copied: ["Скопировано", "Copied"],
  noTablets: ["Планшетов ещё нет. Подключите первый.", "No tablets yet. Enrol the first one."],
  noRecords: ["Записей ещё нет.", "No records yet."],
  noAudit: ["Событий ещё не было.", "Nothing happened yet."],
  noAreas: ["Участков ещё нет. Сначала загрузите вопросник.", "No areas yet. Upload a questionnaire first."],
  noForms: ["Вопросников ещё нет.", "No questionnaires yet."],
  household: ["Адрес", "Household"],
  outcome: ["Итог", "Outcome"],
  form: ["Вопросник", "Questionnaire"],
  finished: ["Завершена", "Finished"],
  started: ["Начата", "Started"],
  number: ["№", "No."],
  all: ["Все", "All"],
  more: ["Показать ещё", "Show more"],
  open: ["Открыть", "Open"],
  back: ["К списку", "Back to the list"],
  language: ["Язык вопросника", "Questionnaire’s language"],
  question: ["Вопрос", "Question"],
  answer: ["Ответ", "Answer"],
  downloadXml: ["Скачать XML", "Download XML"],
  downloadCsv: ["Ответы (CSV)", "Answers (CSV)"],
  downloadWorkbook: ["Вопросник (XLSX)", "Workbook (XLSX)"],
  households: ["Адресов", "Addresses"],
  addArea: ["Добавить участок", "Add an area"],
  newArea: ["Новый участок", "New area"],
  areaHint: ["Латинские буквы, цифры и _ -", "Latin letters, digits and _ -"],
  zone: ["Часовой пояс", "Time zone"],
  zoneHint: ["Начните писать: Asia/Yekaterinburg, Europe/Moscow…", "Begin to type: Asia/Yekaterinburg, Europe/Moscow…"],
  addressesHint: [
    "Список целиком, в любом порядке. Сервер узнаёт дом по адресу, а не по номеру строки: записи и черновики остаются при своём доме.",
    "The whole list, in any order. The hub knows a household by its address and not by the line’s number: records and drafts stay with their household.",
  ],
  fromCsv: ["Взять список из файла CSV (столбцы id и address)", "Take the list from a CSV file (columns id and address)"],
  toCsv: ["Адреса (CSV)", "Addresses (CSV)"],
  badCsv: ["В файле нет столбца address.", "The file has no column address."],
  preview: ["Показать изменения", "Show the changes"],
  changes: ["Что изменится", "What will change"],
  repeated: ["Один и тот же адрес стоит в списке несколько раз", "The same address stands in the list more than once"],
  noChanges: ["В списке адресов ничего не изменится.", "Nothing changes in the list of addresses."],
  "change-added": ["Добавится", "Added"],
  "change-changed": ["Изменится адрес", "Address changes"],
  "change-returned": ["Вернётся в список", "Comes back"],
  "change-removed": ["Уйдёт из списка", "Goes from the list"],
  now: ["сейчас", "now"],
  decide: ["Выберите, что станет с этим домом", "Choose what becomes of this household"],
  undecided: ["Осталось решить", "Still to be decided"],
  fateRemove: ["Убрать; записи останутся с этим адресом", "Remove; records keep this address"],
  fateGone: ["Убрать", "Remove"],
  fateKeep: ["Оставить в списке", "Keep in the list"],
  fateSame: ["Это тот же дом, что", "It is the same household as"],
  fateRename: ["Это тот же дом, адрес исправлен", "It is the same household, its address is corrected"],
  hasRecords: ["записей", "records"],
  hasDrafts: ["открытых черновиков", "open drafts"],
  removedMark: ["убран из списка", "removed from the list"],
  saved: ["Сохранено", "Saved"],
  edit: ["Изменить", "Edit"],
  addressList: ["Адреса участка", "Addresses of the area"],
  state: ["Состояние", "State"],
  visits: ["Записей", "Records"],
  appointment: ["Договорённость", "Appointment"],
  drafts: ["Черновики", "Drafts"],
  tablets: ["Планшетов", "Tablets"],
  "result-": ["не были", "not visited"],
  "result-done": ["завершено", "done"],
  "result-revisit": ["прийти снова", "to revisit"],
  "result-refused": ["отказ", "refused"],
  "result-empty": ["не живут", "nobody lives there"],
  "count-open": ["Не были", "Not visited"],
  "count-done": ["Завершено", "Done"],
  "count-revisit": ["Прийти снова", "To revisit"],
  "count-refused": ["Отказы", "Refused"],
  "count-empty": ["Не живут", "Empty"],
  "count-found": ["Вне списка", "Not in the list"],
  search: ["Поиск по адресу", "Search by address"],
  find: ["Найти", "Find"],
  history: ["Показать и прежние визиты и исправленные записи", "Show earlier visits and corrected records too"],
  corrected: ["исправлена позже", "corrected later"],
  correction: ["исправление", "correction"],
  conflict: ["есть вторая запись", "has a second record"],
  unread: ["нет вопросника этой версии", "its questionnaire’s version is missing"],
  conflictHint: [
    "Есть другая запись с тем же номером или обозначением: планшет возвращали к старой копии. Сохранены обе; сравните их.",
    "Another record has the same number or id: the tablet was set back to an older copy. Both are kept; compare them.",
  ],
  replacedHint: ["Эта запись исправлена более новой.", "A newer record corrects this one."],
  otherVisits: ["Все записи этого дома", "All records of this household"],
  thisRecord: ["эта запись", "this record"],
  addressNow: ["Адрес в списке сейчас", "Address in the list now"],
  files: ["Файлы записи", "Files of the record"],
  unlisted: ["адреса нет в списке", "not in the list"],
  tables: ["Выгрузка ответов", "Tables of answers"],
  tablesHint: [
    "Записи — строка на запись. Повторы (люди и другое) — отдельные таблицы со столбцами record_id и position.",
    "Records: a row each. Repeats (persons and others) are tables of their own with record_id and position.",
  ],
  tableRecords: ["Записи", "Records"],
  withLabels: ["Рядом с кодами — их слова", "Words beside the codes"],
  withHistory: ["И исправленные записи", "Corrected records too"],
  allAreas: ["Все участки", "All areas"],
  versions: ["Версии", "Versions"],
  current: ["действует", "current"],
  details: ["Подробности (на английском)", "Details"],
  missing: ["Заполните это поле.", "Fill in this field."],
  missingFile: ["Выберите файл.", "Choose a file."],
  wrongPattern: ["Здесь возможны только латинские буквы, цифры и . _ : -", "Only Latin letters, digits and . _ : - may stand here."],
  menu: ["Разделы", "Sections"],
  times: ["раз", "times"],
  areaId: ["Обозначение", "Identifier"],
  areaName: ["Название", "Name"],
  addresses: ["Адреса, по одному в строке", "Addresses, one a line"],
  save: ["Сохранить", "Save"],
  addForm: ["Загрузить вопросник", "Upload a questionnaire"],
  formFile: ["Книга XLSForm (.xlsx) или XForm (.xml)", "XLSForm workbook (.xlsx) or XForm (.xml)"],
  formId: ["Обозначение вопросника", "Identifier of the questionnaire"],
  formIdHint: ["То же, что form_id на листе settings: латинские буквы, цифры и . _ : -", "The same as form_id on the sheet settings: letters, digits and . _ : -"],
  mediaFiles: ["Списки и медиафайлы вопросника, если есть (CSV, XML, GeoJSON…)", "The questionnaire’s lists and media, if any (CSV, XML, GeoJSON…)"],
  checking: ["Загрузка и проверка…", "Uploading and checking…"],
  outcomeTitle: ["Итог загрузки", "What came of the upload"],
  formTaken: ["Вопросник принят", "Questionnaire taken"],
  formRefused: ["Вопросник не принят", "Questionnaire refused"],
  nothingStored: ["Исправьте ошибки и загрузите снова. Прежняя версия осталась как была.", "Mend the errors and upload again. What was stored before is as it was."],
  findingsLanguage: ["Часть пояснений — на английском языке.", "Some sentences are in Russian."],
  errorCount: ["Ошибок", "Errors"],
  warningCount: ["Предупреждений", "Warnings"],
  moreFindings: ["Ещё, здесь не показано", "More, not shown here"],
  severity: ["Важность", "Severity"],
  error: ["ошибка", "error"],
  warning: ["предупреждение", "warning"],
  chooseFile: ["Выбрать файл", "Choose a file"],
  chooseFiles: ["Выбрать файлы", "Choose files"],
  noFile: ["не выбран", "none chosen"],
  sheet: ["Лист", "Sheet"],
  row: ["Строка", "Row"],
  column: ["Столбец", "Column"],
  line: ["Строка", "Line"],
  node: ["Узел", "Node"],
  finding: ["Что не так", "What is wrong"],
  languages: ["Языки", "Languages"],
  oneLanguage: ["один, без названия", "one, without a name"],
  questions: ["Вопросов", "Questions"],
  groups: ["Групп", "Groups"],
  repeats: ["Повторов", "Repeats"],
  download: ["Скачать", "Download"],
  upload: ["Загрузить", "Upload"],
  uploaded: ["Загружено", "Uploaded"],
  name: ["Название", "Title"],
  media: ["Файлы", "Files"],
  warnings: ["Предупреждения", "Warnings"],
  time: ["Время", "Time"],
  event: ["Событие", "Event"],
  who: ["Кто", "Who"],
  what: ["Что", "What"],
  code: ["Результат", "What came of it"],
  failed: ["Не получилось", "That did not work"],
  loading: ["Загрузка…", "Loading…"],
  cancel: ["Отмена", "Cancel"],
  minutesAgo: ["мин назад", "min ago"],
  hoursAgo: ["ч назад", "h ago"],
  daysAgo: ["дн. назад", "days ago"],
  justNow: ["только что", "just now"],
  wrongPassword: ["Пароль неверный.", "The password is wrong."],
  tooManyAttempts: ["Слишком много попыток. Подождите минуту.", "Too many attempts. Wait a minute."],
  "outcome-completed": ["опрос завершён", "completed"],
  "outcome-interview": ["опрос завершён", "interview"],
  "outcome-finished": ["опрос завершён", "finished"],
  "outcome-online": ["переписались через интернет", "online"],
  "outcome-refused": ["отказ", "refused"],
  "outcome-refusal": ["отказ", "refused"],
  "outcome-later": ["прийти позже", "come back later"],
  "outcome-come_back": ["прийти позже", "come back later"],
  "outcome-postponed": ["перенесено", "postponed"],
  "outcome-absent": ["никого нет дома", "nobody at home"],
  "outcome-nobody_home": ["никого нет дома", "nobody at home"],
  "outcome-not_home": ["никого нет дома", "nobody at home"],
  "outcome-partial": ["опрос не окончен", "partial"],
  "outcome-broken_off": ["опрос прерван", "broken off"],
  "outcome-empty": ["никто не живёт", "nobody lives there"],
  "outcome-vacant": ["никто не живёт", "vacant"],
  "outcome-uninhabited": ["никто не живёт", "uninhabited"],
  "outcome-demolished": ["дом снесён", "demolished"],
  "outcome-not_a_dwelling": ["нежилое", "not a dwelling"],
  "kind-code": ["выдача кода подключения", "making of an enrolment code"],
  "kind-enrol": ["подключение планшета", "enrolment of a tablet"],
  "kind-login": ["вход в пульт", "sign-in to the console"],
  "kind-record": ["приём записи", "taking a record in"],
  "kind-order": ["задание планшету", "order to a tablet"],
  "kind-exchange": ["обмен с планшетом", "exchange with a tablet"],
  "kind-form": ["загрузка вопросника", "upload of a questionnaire"],
  "kind-media": ["загрузка файла вопросника", "upload of a questionnaire’s file"],
  "kind-area": ["изменение участка", "change of an area"],
  "kind-conflict": ["вторая запись на том же месте", "second record at one place"],
  "kind-restore": ["восстановление из копии", "restore from a backup"],
  "kind-password": ["смена пароля", "change of the password"],
  "kind-logout": ["выход из пульта", "sign-out"],
  "code-": ["сделано", "done"],
  "code-REFUSED": ["отказано", "refused"],
  "code-FORGED": ["подпись неверна", "forged signature"],
  "code-FOREIGN": ["чужое", "another’s"],
  "code-REPLAYED": ["повтор с другим содержанием", "replayed"],
  "code-SYNTAX": ["не читается", "unreadable"],
  "code-INVALID": ["недопустимо", "not allowed"],
  "code-EXISTS": ["уже есть другое", "another one exists"],
  "code-NOT_FOUND": ["не найдено", "not found"],
  "code-LIMIT": ["слишком велико", "too large"],
  "code-UNSUPPORTED": ["не поддерживается", "not supported"],
  "code-STATE": ["изменилось тем временем", "changed meanwhile"],
  "code-BUSY": ["сервер занят", "hub is busy"],
  "code-FULL": ["нет места на диске", "disk is full"],
  "code-IO": ["сбой диска", "disk failed"],
  "code-NOMEM": ["не хватает памяти", "short of memory"],
  "code-REFERENCE": ["ошибка в вопроснике", "fault in the questionnaire"],
  "code-CYCLE": ["ошибка в вопроснике", "fault in the questionnaire"],
  "error-not_found": ["Этого больше нет. Обновите страницу.", ""],
  "error-invalid": ["Сервер этого не принимает.", ""],
  "error-limit": ["Это слишком велико.", ""],
  "error-exists": ["Под этим обозначением уже есть другое.", ""],
  "error-state": ["Пока вы работали, это изменил кто-то другой. Откройте страницу снова и повторите.", ""],
  "error-refused": ["Сервер отказал.", ""],
  "error-syntax": ["Сервер не смог это прочитать.", ""],
  "error-busy": ["Сервер занят. Повторите через минуту.", ""],
  "error-full": ["На диске сервера нет места.", ""],
  "error-io": ["Диск сервера не отвечает, или база на нём повреждена. Сообщите тому, кто отвечает за сервер.", ""],
  "error-nomem": ["Серверу не хватает памяти. Повторите позже.", ""],
  "error-unsupported": ["Сервер этого не умеет.", ""],
  "error-network": ["Сервер не отвечает. Проверьте связь и повторите.", "The hub does not answer. Check the connection and try again."],
  auditRecord: ["запись №", "record no."],
  auditOrder: ["задание №", "order no."],
  auditAdded: ["добавлено", "added"],
  auditChanged: ["исправлено", "changed"],
  auditReturned: ["возвращено", "returned"],
  auditRemoved: ["убрано", "removed"],
  auditForm: ["вопросник", "questionnaire"],
  auditVersion: ["версия", "version"],
  auditBytes: ["байт", "bytes"],
  operator: ["оператор", "operator"],
  unknown: ["неизвестный", "a stranger"],
} satisfies Record<string, Pair>;

export type TextKey = keyof typeof table;
export type Language = "ru" | "en";

let language: Language = localStorage.getItem("language") === "en" ? "en" : "ru";

export const currentLanguage = (): Language => language;
export const t = (key: TextKey): string => table[key][language === "ru" ? 0 : 1];

/** The text for a word of the hub, or the word itself when there is none. */
export const word = (kind: string, value: string): string => (kind + value in table ? t((kind + value) as TextKey) : value);

export function setLanguage(next: Language): void {
  language = next;
  localStorage.setItem("language", next);
}

const locale = (): string => (language === "ru" ? "ru-RU" : "en-GB");

/** The browser's own zone when the hub names one that the browser does not know. */
function format(date: Date, options: Intl.DateTimeFormatOptions, zone?: string): string {
  try {
    return new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone || undefined }).format(date);
  } catch {
    return new Intl.DateTimeFormat(locale(), options).format(date);
  }
}

/** "UTC+5": how the zone stands at that moment. */
function offset(date: Date, zone?: string): string {
  const text = format(date, { timeZoneName: "shortOffset", hour: "numeric" }, zone);
  return /GMT[+−-]?[\d:]*/.exec(text)?.[0].replace("GMT", "UTC") ?? "";
}

/** A date and time in a zone, which it names: "28 дек. 2026 г., 18:30 UTC+5". */
export function dateTime(iso: string | null | undefined, zone?: string): string {
  if (!iso) return "—";
  const date = new Date(iso);
  return `${format(date, { dateStyle: "medium", timeStyle: "short" }, zone)} ${offset(date, zone)}`.trim();
}

/** An appointment, which stands in the time of its place: "28 дек. 2026 г., 18:30". */
export function appointment(text: string): string {
  const date = new Date(`${text.slice(0, 10)}T${text.slice(11, 16) || "00:00"}Z`);
  if (!text || Number.isNaN(date.getTime())) return text;
  return format(date, text.length > 10 ? { dateStyle: "medium", timeStyle: "short" } : { dateStyle: "medium" }, "UTC");
}

/** A moment as a person reads it: relative within a week, else date and time. */
export function moment(iso: string | null | undefined, zone?: string): string {
  if (!iso) return t("never");
  const minutes = Math.floor((Date.now() - Date.parse(iso)) / 60000);
  if (minutes < 1) return t("justNow");
  if (minutes < 60) return `${minutes} ${t("minutesAgo")}`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} ${t("hoursAgo")}`;
  if (minutes < 7 * 24 * 60) return `${Math.floor(minutes / 1440)} ${t("daysAgo")}`;
  return dateTime(iso, zone);
}
