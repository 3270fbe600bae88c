// Answers online in a real browser without JavaScript, as a household sees them: node respond.test.js URL CODE-RU CODE-EN PICTURES
// Each page: a picture at a desk and on a phone, nothing beyond the edge, axe without a serious finding. Prints 'N passed, N failed'.
import { chromium } from "playwright-core";
import { mkdirSync, readFileSync } from "node:fs";

const [url, russian, english, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const sizes = [["desk", 1366, 768], ["phone", 390, 844]];
let passed = 0;
const failed = [];
const check = (what, holds) => {
  holds ? passed++ : failed.push(what);
  console.log(`${holds ? "ok" : "FAILED"} ${what}`);
};

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// The page without scripts is judged as it stands: its markup and style in a tab of its own, where axe may run.
async function accessible(page, name) {
  const judge = await browser.newPage({ bypassCSP: true, viewport: page.viewportSize() });
  const style = await (await page.request.get(`${url}style.css`)).text();
  await judge.setContent((await page.content()).replace(/<link rel="stylesheet"[^>]*>/, `<style>${style}</style>`));
  await judge.evaluate(axe);
  const found = await judge.evaluate(async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
    .filter((one) => one.impact !== "minor")
    .map((one) => `${one.id} at ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`));
  const isWide = await judge.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  check(`${name}: axe finds nothing above minor ${found}`, found.length === 0);
  check(`${name}: nothing stands beyond the edge`, !isWide);
  await judge.close();
}

async function picture(page, name) {
  for (const [size, width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await accessible(page, `${name} on ${size}`);
    await page.screenshot({ path: `${pictures}/${name}-${size}.png`, fullPage: true });
  }
}

// Answers whatever the page asks, as a person in a hurry would: the first choice, a word, a number.
async function answer(page) {
  for (const group of await page.locator("fieldset").all()) {
    const mark = group.locator("input[type=radio], input[type=checkbox]").first();
    if ((await mark.count()) > 0 && (await group.locator("input:checked").count()) === 0) await mark.check();
    const boxes = group.locator(".part input");
    const parts = ["5", "3", "1990"];
    for (let i = 0; i < (await boxes.count()); i++) {
      if ((await boxes.nth(i).inputValue()) === "") await boxes.nth(i).fill(parts[i] ?? "09:30");
    }
  }
  for (const menu of await page.locator("main select").all()) {
    if ((await menu.inputValue()) === "") await menu.selectOption({ index: 1 });
  }
  for (const field of await page.locator("form input:not([type]), form textarea").all()) {
    if ((await field.inputValue()) === "") await field.fill((await field.getAttribute("inputmode")) === null ? "Анна" : "1");
  }
}

const go = (page, value) => page.locator(`form button[value=${value}]:not(.unseen)`).click();

async function walk(language, code, words) {
  const context = await browser.newContext({ javaScriptEnabled: false, locale: language });
  const page = await context.newPage();
  page.setDefaultTimeout(240000);
  await page.goto(`${url}?lang=${language}`);
  await picture(page, `entry-${language}`);
  await page.fill("#code", "ABCD-EFGH");
  await page.locator("form button").click();
  check(`${language}: a wrong code is told at its field`, await page.locator("#code-error").isVisible());
  await picture(page, `entry-wrong-${language}`);
  await page.fill("#code", code.toLowerCase());
  await page.locator("form button").click();
  check(`${language}: the household's address stands on the page`, await page.locator("header .address").isVisible());
  if ((await page.locator("html").getAttribute("lang")) !== language) await page.locator(`button[lang=${language}]`).click();
  check(`${language}: the page is in its language`, (await page.locator("html").getAttribute("lang")) === language);
  check(`${language}: a household is not asked what happened at its door`, (await page.locator("[name='v/census2020/list/persons']").count()) === 1);
  await picture(page, `first-${language}`);
  await go(page, "next");
  await picture(page, `required-${language}`);
  const seen = new Set();
  for (let step = 0; step < 120 && (await page.locator("button[value=send]").count()) === 0; step++) {
    const entries = page.locator("button[name=enter]");
    const open = page.locator("li:has(.state.open) button[name=enter]");
    if ((await entries.count()) > 0 && !seen.has("roster")) {
      seen.add("roster");
      await picture(page, `roster-${language}`);
    }
    if ((await open.count()) > 0) {
      await open.first().click();
    } else if ((await page.locator("button[value=next]:not(.unseen)").count()) > 0) {
      await answer(page);
      const kinds = await page.locator("fieldset .part").count();
      if (kinds > 0 && !seen.has("date")) {
        seen.add("date");
        await picture(page, `date-${language}`);
      }
      const before = await page.locator("h1").innerText();
      await go(page, "next");
      for (const field of await page.locator("input[aria-invalid=true]:not([type])").all()) await field.fill(seen.has(`1 ${before}`) ? "2000" : "0");
      if ((await page.locator(".summary").count()) > 0 && seen.has(`2 ${before}`)) {
        console.log(`stuck at ${before}: ${await page.locator(".summary").innerText()}`);
        break;
      }
      if ((await page.locator(".summary").count()) > 0) seen.add(seen.has(`1 ${before}`) ? `2 ${before}` : `1 ${before}`);
    } else {
      break;
    }
  }
  await go(page, "list").catch(() => {});
  check(`${language}: all answers stand before they are sent`, (await page.locator("dl.answers dd").count()) > 3);
  await picture(page, `summary-${language}`);
  if ((await page.locator("button[value=send]").count()) > 0) {
    await go(page, "send");
    check(`${language}: there is a receipt`, /^[0-9A-F]{4}-[0-9A-F]{4}$/.test(await page.locator(".number").innerText()));
    await picture(page, `sent-${language}`);
  }
  check(`${language}: ${words}`, (await page.content()).includes(words));
  await context.close();
}

await walk("ru", russian, "Ответьте за своё домохозяйство");
await walk("en", english, "Answer for your household");
await browser.close();
for (const what of failed) console.log(`FAILED ${what}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 && passed > 0 ? 0 : 1);
