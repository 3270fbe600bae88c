// The page in a real browser against a real hub: node console.test.js URL PASSWORD PICTURES FORMS
// The hub must hold an area, a questionnaire and at least one record; FORMS holds good.xlsx, bad.xlsx, long.xlsx,
// warned.xlsx, list.csv and bad.xml. Prints 'N passed, N failed'.
import { chromium } from "playwright-core";
import { mkdirSync } from "node:fs";

const [url, password, pictures, forms] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
let passed = 0;
let failed = 0;
const check = (what, holds) => {
  holds ? passed++ : failed++;
  console.log(`${holds ? "ok" : "FAILED"} ${what}`);
};

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
const foreign = [];
const errors = [];
page.on("request", (request) => { if (!request.url().startsWith(url)) foreign.push(request.url()); });
page.on("pageerror", (error) => errors.push(String(error)));
page.on("console", (message) => { if (message.type() === "error" && !/ (401|403|4[0-9][0-9]) /.test(message.text())) errors.push(message.text()); });
const picture = (name) => page.screenshot({ path: `${pictures}/${name}.png` });
const heading = (text) => page.getByRole("heading", { name: text, level: 1 }).waitFor({ timeout: 10000 }).then(() => true, () => false);

// A questionnaire is brought by its file; what the page says comes back.
async function bring(id, file, media = []) {
  if ((await page.locator("details").getAttribute("open")) === null) await page.locator("summary").click();
  await page.locator("details input:not([type=file])").fill(id);
  await page.locator("input[name=form]").setInputFiles(`${forms}/${file}`);
  await page.locator("input[name=media]").setInputFiles(media.map((name) => `${forms}/${name}`));
  const answer = page.waitForResponse((response) => /\/form\.(xlsx|xml)$/.test(response.url()));
  await page.locator("details button").click();
  await answer;
  await page.locator(".outcome").waitFor();
  await page.locator("details button:enabled").waitFor();
}

const sizes = [[1280, 800], [1920, 1080]];
async function pictures2(name) {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await page.locator(".outcome").scrollIntoViewIfNeeded();
    const isWide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    check(`${name} at ${width}: nothing stands beyond the edge`, !isWide);
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function walkForms(language, words) {
  await page.getByRole("link", { name: words.forms }).click();
  await heading(words.forms);
  await bring("bad", "bad.xlsx");
  const first = await page.locator(".findings tbody tr").first().innerText();
  check(`${language}: a fault is told with sheet, row and column`, first.includes(words.error) && /survey\s+5\s+D \(relevant\)/.test(first));
  check(`${language}: errors stand before warnings`, (await page.locator(".badge.error").count()) > 2 && (await page.locator("tbody tr:last-child .badge.warning").count()) === 1);
  await pictures2(`forms-errors-${language}`);
  await bring("long", "long.xlsx");
  check(`${language}: a long sentence is told whole`, (await page.locator(".findings .sentence").first().innerText()).length > 200);
  await pictures2(`forms-long-${language}`);
  await bring("bad", "bad.xml");
  check(`${language}: an XForm is told by line and node`, /\d+\s+\/data\/age/.test(await page.locator(".findings tbody tr").first().innerText()));
  await pictures2(`forms-xform-${language}`);
  await bring("warned", "warned.xlsx", ["list.csv"]);
  check(`${language}: a form with warnings is taken`, (await page.locator(".outcome h2").innerText()).includes(words.taken) && (await page.locator(".badge.warning").count()) > 0);
  await pictures2(`forms-warnings-${language}`);
  await bring("good", "good.xlsx");
  const facts = await page.locator(".outcome .facts").innerText();
  check(`${language}: the facts of the form are shown`, facts.includes(words.questions) && facts.includes("Русский (ru)"));
  await pictures2(`forms-taken-${language}`);
  const download = page.waitForEvent("download");
  await page.locator("tr", { hasText: "good" }).getByRole("link", { name: "XLSX" }).click();
  check(`${language}: the workbook comes back`, (await (await download).suggestedFilename()) === "good.xlsx");
}

async function walk(language, words) {
  await page.getByRole("link", { name: words.fleet }).click();
  check(`${language}: fleet is shown with a tablet`, (await heading(words.fleet)) && (await page.locator("tbody tr").count()) > 0);
  await picture(`fleet-${language}`);
  await page.getByRole("button", { name: words.enrol }).click();
  await page.locator("dialog input").fill("T-2");
  await page.getByRole("button", { name: words.make }).click();
  await page.locator(".code").waitFor();
  check(`${language}: an enrolment code is made`, /^([0-9A-Z]{4}-){6}[0-9A-Z]{4}$/.test(await page.locator(".code").innerText()));
  await picture(`code-${language}`);
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: words.areas, exact: true }).click();
  check(`${language}: areas are shown`, (await heading(words.areas)) && (await page.locator("tbody tr").count()) > 0);
  await picture(`areas-${language}`);
  await page.getByRole("link", { name: words.forms }).click();
  check(`${language}: questionnaires are shown`, await heading(words.forms));
  await picture(`forms-${language}`);
  await page.getByRole("link", { name: words.audit }).click();
  check(`${language}: the audit is shown`, await heading(words.audit));
  await picture(`audit-${language}`);
  await page.getByRole("link", { name: words.records }).click();
  check(`${language}: records are listed`, (await heading(words.records)) && (await page.locator("tbody tr").count()) > 0);
  await picture(`records-${language}`);
  await page.locator("tbody tr a").first().click();
  await page.locator(".answers dt").first().waitFor();
  const text = await page.locator("main").innerText();
  check(`${language}: a record shows labels, not paths`, !/\/data\/|\/census2020\//.test(text) && (await page.locator(".answers dt").count()) > 3);
  await picture(`record-${language}`);
}

await page.goto(url);
await page.locator("input[type=password]").fill("wrong");
await page.keyboard.press("Enter");
check("a wrong password is refused with a sentence", await page.getByRole("alert").waitFor({ timeout: 10000 }).then(() => true, () => false));
await picture("login-ru");
await page.locator("input[type=password]").fill(password);
await page.keyboard.press("Enter");
await page.locator("nav").waitFor();
await walk("ru", { fleet: "Планшеты", enrol: "Подключить планшет", make: "Получить код", areas: "Участки", forms: "Вопросники", audit: "Журнал", records: "Записи" });
await walkForms("ru", { forms: "Вопросники", error: "ошибка", taken: "Вопросник принят", questions: "Вопросов" });
await page.getByRole("button", { name: "English" }).click();
await walkForms("en", { forms: "Questionnaires", error: "error", taken: "Questionnaire taken", questions: "Questions" });
await walk("en", { fleet: "Tablets", enrol: "Enrol a tablet", make: "Make a code", areas: "Areas", forms: "Questionnaires", audit: "Audit", records: "Records" });
await page.getByRole("link", { name: "Questionnaires" }).click();
const download = page.waitForEvent("download");
await page.getByRole("link", { name: "Answers (CSV)" }).first().click();
check("CSV comes as a file", (await (await download).suggestedFilename()).endsWith(".csv"));
await page.getByRole("button", { name: "Sign out" }).click();
check("signing out ends the session", await page.locator("input[type=password]").waitFor({ timeout: 10000 }).then(() => true, () => false));
check(`no request left the hub's origin ${foreign}`, foreign.length === 0);
check(`no error on the page ${errors}`, errors.length === 0);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
