// The page in a real browser against a real hub: node console.test.js URL PASSWORD PICTURES
// The hub must hold an area, a questionnaire and at least one record. Prints 'N passed, N failed'.
import { chromium } from "playwright-core";
import { mkdirSync } from "node:fs";

const [url, password, pictures] = process.argv.slice(2);
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
page.on("console", (message) => { if (message.type() === "error" && !message.text().includes("401") && !message.text().includes("403")) errors.push(message.text()); });
const picture = (name) => page.screenshot({ path: `${pictures}/${name}.png` });
const heading = (text) => page.getByRole("heading", { name: text, level: 1 }).waitFor({ timeout: 10000 }).then(() => true, () => false);

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
await page.getByRole("button", { name: "English" }).click();
await walk("en", { fleet: "Tablets", enrol: "Enrol a tablet", make: "Make a code", areas: "Areas", forms: "Questionnaires", audit: "Audit", records: "Records" });
await page.getByRole("link", { name: "Questionnaires" }).click();
const download = page.waitForEvent("download");
await page.getByRole("link", { name: "Download CSV" }).first().click();
check("CSV comes as a file", (await (await download).suggestedFilename()).endsWith(".csv"));
await page.getByRole("button", { name: "Sign out" }).click();
check("signing out ends the session", await page.locator("input[type=password]").waitFor({ timeout: 10000 }).then(() => true, () => false));
check(`no request left the hub's origin ${foreign}`, foreign.length === 0);
check(`no error on the page ${errors}`, errors.length === 0);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
