/** Every text of the page, in both languages; a missing one does not compile. */
type Pair = readonly [russian: string, english: string];

const table = {
  title: ["Заря — пульт управления", "Zarya — console"],
  signIn: ["Вход", "Sign in"],
  password: ["Пароль", "Password"],
  passwordHint: ["Пароль показан один раз при первом запуске сервера.", "The password was shown once, when the hub first started."],
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
    "Наберите код на экране подключения планшета. Он действует один раз.",
    "Type the code on the tablet’s enrolment screen. It works once.",
  ],
  copy: ["Скопировать", "Copy"],
  copied: ["Скопировано", "Copied"],
  noTablets: ["Планшетов ещё нет. Подключите первый.", "No tablets yet. Enrol the first one."],
  noRecords: ["Записей ещё нет.", "No records yet."],
  noAudit: ["Отказов не было.", "Nothing was refused."],
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
  households: ["Адресов", "Households"],
  addArea: ["Добавить участок", "Add an area"],
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
  findingsLanguage: ["Пояснения — на английском языке.", ""],
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
  code: ["Код", "Code"],
  failed: ["Не получилось", "That did not work"],
  loading: ["Загрузка…", "Loading…"],
  cancel: ["Отмена", "Cancel"],
  minutesAgo: ["мин назад", "min ago"],
  hoursAgo: ["ч назад", "h ago"],
  daysAgo: ["дн. назад", "days ago"],
  justNow: ["только что", "just now"],
  wrongPassword: ["Пароль неверный.", "The password is wrong."],
  tooManyAttempts: ["Слишком много попыток. Подождите минуту.", "Too many attempts. Wait a minute."],
  "outcome-completed": ["завершена", "completed"],
  "outcome-refused": ["отказ", "refused"],
  "outcome-absent": ["никого нет", "nobody at home"],
  "outcome-online": ["через интернет", "online"],
  "kind-code": ["выдан код", "code made"],
  "kind-enrol": ["подключение", "enrolment"],
  "kind-login": ["вход", "sign-in"],
  "kind-record": ["запись", "record"],
  "kind-order": ["задание", "order"],
  "kind-exchange": ["обмен", "exchange"],
  "kind-form": ["вопросник", "questionnaire"],
  "kind-media": ["файл вопросника", "questionnaire file"],
  "kind-area": ["участок", "area"],
  "code-": ["принято", "accepted"],
  "code-REFUSED": ["отказано", "refused"],
  "code-FORGED": ["подпись неверна", "forged"],
  "code-FOREIGN": ["чужое", "foreign"],
  "code-REPLAYED": ["повтор с другим содержанием", "replayed"],
  "code-SYNTAX": ["не читается", "unreadable"],
  "code-INVALID": ["недопустимо", "invalid"],
  "code-EXISTS": ["уже есть другое", "exists"],
  "code-NOT_FOUND": ["не найдено", "not found"],
  "code-LIMIT": ["слишком велико", "too large"],
  operator: ["оператор", "operator"],
  unknown: ["неизвестный", "unknown"],
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

/** A moment as a person reads it: relative within a week, else date and time. */
export function moment(iso: string | null | undefined): string {
  if (!iso) return t("never");
  const minutes = Math.floor((Date.now() - Date.parse(iso)) / 60000);
  if (minutes < 1) return t("justNow");
  if (minutes < 60) return `${minutes} ${t("minutesAgo")}`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} ${t("hoursAgo")}`;
  if (minutes < 7 * 24 * 60) return `${Math.floor(minutes / 1440)} ${t("daysAgo")}`;
  return dateTime(iso);
}

export const dateTime = (iso: string | null | undefined): string =>
  iso ? new Date(iso).toLocaleString(language === "ru" ? "ru-RU" : "en-GB", { dateStyle: "medium", timeStyle: "short" }) : "—";
