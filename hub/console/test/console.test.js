// The page in a real browser against a real hub: node console.test.js URL PASSWORD PICTURES FORMS
// The hub must hold an area, a questionnaire and at least one record; FORMS holds good.xlsx, bad.xlsx, long.xlsx,
// warned.xlsx, list.csv and bad.xml. Prints 'N passed, N failed'.
import { chromium } from "playwright-core";
import { createHmac } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";

const [url, password, pictures, forms] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
let passed = 0;
const failed = [];
// What must hold: a fact, or what the page will say once it is drawn (it is drawn anew whenever the hub has news).
async function check(what, expected) {
  const limit = Date.now() + 60000;
  const now = typeof expected === "function" ? () => expected().catch(() => false) : async () => expected;
  let holds = await now();
  while (!holds && typeof expected === "function" && Date.now() < limit) {
    await new Promise((after) => setTimeout(after, 100));
    holds = await now();
  }
  holds ? passed++ : failed.push(what);
  console.log(`${holds ? "ok" : "FAILED"} ${what}`);
}

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
page.setDefaultTimeout(240000); // every wait is for an event; this is the one generous limit
await page.addInitScript({ path: "node_modules/axe-core/axe.min.js" }); // the page's policy lets no script in by another way
const foreign = [];
const errors = [];
page.on("request", (request) => { if (!request.url().startsWith(url)) foreign.push(request.url()); });
page.on("pageerror", (error) => errors.push(String(error)));
page.on("console", (message) => { if (message.type() === "error" && !/ (401|403|4[0-9][0-9]) /.test(message.text())) errors.push(message.text()); });
// Words that are written smaller than 16 px, which a person at a counter cannot read.
const small = () => page.evaluate(() => [...document.querySelectorAll("body *")]
  .filter((node) => [...node.childNodes].some((child) => child.nodeType === Node.TEXT_NODE && child.data.trim() !== ""))
  .filter((node) => node.checkVisibility() && parseFloat(getComputedStyle(node).fontSize) < 16)
  .map((node) => node.textContent.trim()));
// What keeps a person with a screen reader, a keyboard or weak eyes from using the page, as axe-core judges it.
const barriers = (where = page) => where.evaluate(async () => (await axe.run(document, { resultTypes: ["violations"] })).violations
  .filter((one) => one.impact !== "minor")
  .map((one) => `${one.id} at ${one.nodes.map((node) => node.target.join(" ")).join(", ")}`));
async function accessible(name, where = page) {
  let found = [];
  await check(`${name}: axe finds nothing above minor`, async () => (found = await barriers(where)).length === 0);
  for (const one of found) console.log(one);
}

async function picture(name) {
  await accessible(name);
  await check(`${name}: no word is smaller than 16 px`, async () => (await small()).length === 0);
  await page.screenshot({ path: `${pictures}/${name}.png` });
}
const isNarrow = () => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
const heading = (text) => page.getByRole("heading", { name: text, level: 1 }).waitFor().then(() => true, () => false);

// A questionnaire is brought by its file; what the page says comes back.
async function bring(id, file, media = []) {
  if ((await page.locator("main details").getAttribute("open")) === null) await page.locator("main summary").click();
  await page.locator("main details input:not([type=file])").fill(id);
  await page.locator("input[name=form]").setInputFiles(`${forms}/${file}`);
  await page.locator("input[name=media]").setInputFiles(media.map((name) => `${forms}/${name}`));
  const answer = page.waitForResponse((response) => /\/form\.(xlsx|xml)\?lang=/.test(response.url()));
  await page.locator("main details button").click();
  await answer;
  await page.locator(".outcome").waitFor();
  await page.locator("main details button:enabled").waitFor();
}

const sizes = [[1280, 800], [1920, 1080]];
async function pictures2(name) {
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    await page.locator(".outcome").scrollIntoViewIfNeeded();
    await check(`${name} at ${width}: nothing stands beyond the edge`, isNarrow);
    await accessible(`${name} at ${width}`);
    await page.screenshot({ path: `${pictures}/${name}-${width}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function walkForms(language, words) {
  await follow(words.forms);
  await heading(words.forms);
  await bring("bad", "bad.xlsx");
  const first = () => page.locator(".findings tbody tr").first().innerText();
  await check(`${language}: a fault is told with sheet, row and column`, async () => (await first()).includes(words.error) && /survey\s+5\s+D \(relevant\)/.test(await first()));
  await check(`${language}: errors stand before warnings`, async () => (await page.locator(".badge.error").count()) > 2 && (await page.locator("tbody tr:last-child .badge.warning").count()) === 1);
  await pictures2(`forms-errors-${language}`);
  await bring("long", "long.xlsx");
  await check(`${language}: a long sentence is told whole`, async () => (await page.locator(".findings .sentence").first().innerText()).length > 200);
  await pictures2(`forms-long-${language}`);
  await bring("bad", "bad.xml");
  await check(`${language}: an XForm is told by line and node`, async () => /\d+\s+\/data\/age/.test(await page.locator(".findings tbody tr").first().innerText()));
  await pictures2(`forms-xform-${language}`);
  await bring("warned", "warned.xlsx", ["list.csv"]);
  await check(`${language}: a form with warnings is taken`, async () => (await page.locator(".outcome h2").innerText()).includes(words.taken) && (await page.locator(".badge.warning").count()) > 0);
  await pictures2(`forms-warnings-${language}`);
  await bring("good", "good.xlsx");
  const facts = () => page.locator(".outcome .facts").innerText();
  await check(`${language}: the facts of the form are shown`, async () => (await facts()).includes(words.questions) && (await facts()).includes("Русский (ru)"));
  await pictures2(`forms-taken-${language}`);
  const download = page.waitForEvent("download");
  await page.locator("tr", { hasText: "good" }).getByRole("link", { name: "XLSX" }).click();
  await check(`${language}: the workbook comes back`, (await (await download).suggestedFilename()) === "good.xlsx");
}

// At the width of a telephone nothing may stand beyond the edge.
async function phone(name, seen) {
  await page.setViewportSize({ width: 390, height: 844 });
  await check(`${name} on a telephone: nothing stands beyond the edge`, isNarrow);
  if (seen) {
    const box = () => page.locator(seen).first().boundingBox();
    await check(`${name} on a telephone: ${seen} is in sight`, async () => (await box()).x >= 0 && (await box()).x + (await box()).width <= 390);
  }
  await accessible(`${name} on a telephone`);
  await page.screenshot({ path: `${pictures}/${name}-phone.png` });
  await page.setViewportSize({ width: 1280, height: 800 });
}

// To a section, as a person finds it: in the bar, or behind the key for more.
async function follow(title, where = page) {
  const entry = where.getByRole("navigation").locator(`a:text-is("${title}"):visible`);
  if ((await entry.count()) === 0) await where.locator("nav .menu summary").click();
  await entry.click();
}

async function open(language, words, name) {
  await follow(words[name]);
  await check(`${language}: ${name} is shown`, async () => await heading(words[name]));
  await check(`${language}: the title says ${name}`, async () => (await page.title()).startsWith(words[name]));
  await check(`${language}: the focus goes to the heading of ${name}`, await page.locator("h1:focus").waitFor().then(() => true, () => false));
}

const addresses = () => page.locator("textarea[name=addresses]");
async function preview(text) {
  await addresses().fill(text);
  await page.locator("button[name=preview]").click();
  await page.locator(".preview h2").waitFor();
}

// The password becomes another, and is the old one again behind it.
async function walkPassword(language, words) {
  await page.getByRole("navigation").getByRole("link", { name: "operator", exact: true }).click();
  await check(`${language}: the page of one's password is shown`, async () => await heading(words.password));
  const fill = async (present, next, again) => {
    for (const [name, text] of Object.entries({ present, next, again })) await page.locator(`input[name=${name}]`).fill(text);
    await page.locator("button[name=change]").click();
  };
  const says = (text) => page.getByRole("alert").filter({ hasText: text }).waitFor().then(() => true, () => false);
  await fill(password, "short", "short");
  await check(`${language}: a short password is refused`, async () => await says("12"));
  await fill(password, "another good one", "another good two");
  await check(`${language}: two that differ are refused`, async () => await says(words.differ));
  await picture(`password-${language}`);
  await phone(`password-${language}`);
  await fill("wrong", "another good one", "another good one");
  await check(`${language}: the wrong present password is refused`, async () => await says(words.wrong));
  for (const [present, next] of [[password, "another good one"], ["another good one", password]]) {
    const answer = page.waitForResponse((response) => response.url().endsWith("/api/password"));
    await fill(present, next, next);
    await check(`${language}: the password is changed`, (await answer).status() === 200);
    await page.locator("input[name=present]:invalid").waitFor(); // emptied; a function would be an eval here
  }
  await check(`${language}: that it is changed is said`, await page.locator(".toast.seen", { hasText: words.changed }).waitFor().then(() => true, () => false));
}

// A tree is brought as a table; a bad row is told by its line.
async function walkTerritories(language, words) {
  await open(language, words, "territories");
  if ((await page.locator("main details").getAttribute("open")) === null) await page.locator("main summary").click();
  const bring = async (text) => {
    await page.locator("input[name=tree]").setInputFiles({ name: "tree.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.locator("button[name=upload]").click();
  };
  await bring("id,parent,kind,name\n16,,region,R\nx,nowhere,district,X\n");
  await check(`${language}: a bad row is told by its line`, await page.getByRole("alert").filter({ hasText: "3" }).waitFor().then(() => true, () => false));
  await bring(`id,parent,kind,name\n16-03,16,${words.district},${words.districtName}\n16,,${words.region},${words.regionName}\nEA-1,16-03,area,\n`);
  await page.locator("tr", { hasText: words.districtName }).waitFor();
  await picture(`territories-${language}`);
  await phone(`territories-${language}`);
}

// Codes for many tablets at once, and the sheet as a printer gets it.
async function walkCodes(language, words) {
  await open(language, words, "fleet");
  await page.locator("a[href='#/codes']").click();
  await page.locator("textarea[name=areas]").fill("EA-1 nowhere");
  await page.locator("button[name=make]").click();
  await check(`${language}: an area that is not there is told`, await page.getByRole("alert").filter({ hasText: words.noArea }).waitFor().then(() => true, () => false));
  await page.locator("textarea[name=areas]").fill("EA-1");
  await page.locator("input[name=each]").fill("14");
  await page.locator("button[name=make]").click();
  await page.locator(".slip").nth(13).waitFor();
  const codes = await page.locator(".slip .code").allInnerTexts();
  await check(`${language}: fourteen codes, each its own`, new Set(codes).size === 14);
  await check(`${language}: a slip says where it belongs`, async () => (await page.locator(".slip").first().innerText()).includes("EA-1") && (await page.locator(".slip").first().innerText()).includes(words.districtName));
  await picture(`codes-${language}`);
  await phone(`codes-${language}`);
  await page.emulateMedia({ media: "print" });
  await check(`${language}: on paper there are slips and nothing else`, async () => !(await page.locator("nav").isVisible()) && !(await page.locator("form").isVisible()) && (await page.locator(".slip").first().isVisible()));
  await page.setViewportSize({ width: 794, height: 1123 }); // A4
  await page.screenshot({ path: `${pictures}/codes-paper-${language}.png` });
  await page.emulateMedia({ media: null });
  await page.setViewportSize({ width: 1280, height: 800 });
}

// The register: a bad file is told by line and dropped, a good one is looked at and taken; what has records is held.
async function walkRegister(language, words) {
  await open(language, words, "register");
  const bring = async (text) => {
    await page.locator("input[name=register]").setInputFiles({ name: "register.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.locator("button[name=bring]").click();
  };
  await picture(`register-${language}`);
  await phone(`register-${language}`);
  await bring(Buffer.from([0x61, 0x72, 0x65, 0x61, 0x2c, 0xe0, 0x0a]));
  await check(`${language}: another encoding is told`, await page.getByRole("alert").filter({ hasText: "UTF-8" }).waitFor().then(() => true, () => false));
  await bring("area;floor;address\nEA-1;1;ул. Мира, д. 1\n;2;ул. Мира, д. 2\nEA-1;3;\nnowhere;1;ул. Мира, д. 3\n");
  await page.locator("button[name=drop]").waitFor();
  const bad = () => page.locator("main").innerText();
  await check(`${language}: bad rows are told by line, in words`, async () => (await bad()).includes(words.badArea) && (await bad()).includes(words.noAddress) && (await page.locator("tbody tr").count()) >= 3);
  await check(`${language}: columns that are left out are named`, async () => (await bad()).includes("floor"));
  await check(`${language}: a file with a bad row is not taken`, async () => await page.locator("button[name=take]").isDisabled());
  await picture(`register-bad-${language}`);
  await phone(`register-bad-${language}`);
  await page.locator("button[name=drop]").click();
  await page.locator("h1", { hasText: words.dropped }).waitFor();
  await open(language, words, "register");
  await bring(`area;address;form;area_name\n${Array.from({ length: 40 }, (_, i) => `EA-2${language};ул. Новая, д. ${i + 1};census2020;${words.newArea}\n`).join("")}EA-1;ул. Новая, д. 1;;\n`);
  await page.locator("button[name=take]").waitFor();
  await check(`${language}: what has records is held`, async () => (await page.locator(".counts .waiting").count()) > 0);
  await page.locator("tr", { hasText: "EA-1" }).locator("summary").click();
  await page.locator(".changes .badge.warning").first().waitFor();
  await picture(`register-look-${language}`);
  await phone(`register-look-${language}`);
  await page.locator("button[name=drop]").click();
  await page.locator("h1", { hasText: words.dropped }).waitFor();
  await open(language, words, "register");
  await bring(`area;address;form;area_name\n${Array.from({ length: 40 }, (_, i) => `EA-2${language};ул. Новая, д. ${i + 1};census2020;${words.newArea}\n`).join("")}`);
  await page.locator("button[name=take]").click();
  await page.locator("h1", { hasText: words.taken }).waitFor();
  await check(`${language}: that it is taken is said`, async () => (await page.locator("main").innerText()).includes("40"));
  await picture(`register-taken-${language}`);
}

// As an authenticator makes it (RFC 6238), so many half minutes later.
function totp(secret, later) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later));
  const mac = createHmac("sha1", Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))).update(step).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0");
}

// Somebody connects a telephone, is asked for its code at the next sign-in, and has it taken away by an administrator.
async function walkFactor(other, language, words, row) {
  const shot = async (name) => {
    await accessible(`${name}-${language}`, other);
    await other.screenshot({ path: `${pictures}/${name}-${language}.png`, fullPage: true });
    await other.setViewportSize({ width: 390, height: 844 });
    await other.screenshot({ path: `${pictures}/${name}-${language}-phone.png`, fullPage: true });
    await other.setViewportSize({ width: 1366, height: 768 });
  };
  await other.goto(`${url}#/password`);
  await other.locator(".factor input[name=own]").fill("words of my own");
  await shot("factor");
  await other.locator("button[name=factor]").click();
  await other.locator(".factor svg.qr").waitFor();
  const secret = (await other.locator(".factor code").innerText()).replaceAll(" ", "");
  await shot("factor-scan");
  await other.locator(".factor input[name=code]").fill("000000");
  await other.locator("button[name=confirm]").click();
  await check(`${language}: a wrong code is told`, await other.locator(".factor [role=alert]").waitFor().then(() => true, () => false));
  await other.locator(".factor input[name=code]").fill(totp(secret, 0));
  await other.locator("button[name=confirm]").click();
  await other.locator(".recovery").waitFor();
  await check(`${language}: ten recovery codes are shown`, async () => (await other.locator(".recovery li").count()) === 10);
  await shot("factor-recovery");
  await other.locator("nav button").last().click();
  await other.locator("input[name=name]").fill(`inspector-${language}`);
  await other.locator("input[type=password]").fill("words of my own");
  await other.keyboard.press("Enter");
  await other.locator("input[name=code]").waitFor({ state: "visible" });
  await shot("login-code");
  await other.locator("input[name=code]").fill(totp(secret, 1));
  await other.keyboard.press("Enter");
  await other.locator(".sections-bar a").first().waitFor();
  await check(`${language}: the code of the telephone opens the door`, true);
  await page.reload();
  await row.locator("button[name=factor]").click();
  await page.locator("dialog button[name=send]").click();
  await row.locator("button[name=factor]").waitFor({ state: "detached" });
  await page.locator("button[name=factor-roles]").click();
  await page.locator("dialog input[name=must-auditor]").waitFor();
  await picture(`factor-roles-${language}`);
  await page.locator("dialog button:not([name])").click();
  await other.goto(url);
  await other.locator("input[name=name]").fill(`inspector-${language}`);
  await other.locator("input[type=password]").fill("words of my own");
  await other.keyboard.press("Enter");
  await other.locator(".sections-bar a").first().waitFor();
  await check(`${language}: what was taken away is not asked for`, true);
}

// An account is added with a password that is shown once, and used by another browser, which must change it first.
async function walkAccounts(language, words) {
  await open(language, words, "accounts");
  await page.locator("button[name=add]").click();
  await page.locator("dialog input[name=name]").fill(`inspector-${language}`);
  await page.locator("dialog input[name=person]").fill(words.inspector);
  await page.locator("dialog select[name=role]").selectOption("auditor");
  await check(`${language}: a territory can be chosen`, async () => (await page.locator("dialog select[name=territory] option").count()) === 3);
  await picture(`account-add-${language}`);
  await phone(`account-add-${language}`);
  await page.locator("dialog button[name=send]").click();
  await page.locator("dialog .code").waitFor();
  const given = (await page.locator("dialog .code").innerText()).trim();
  await check(`${language}: a password is given`, /^([a-z0-9]{4}-){3}[a-z0-9]{4}$/.test(given));
  await picture(`account-given-${language}`);
  await page.locator("dialog button.primary").click();
  const row = page.locator("tr", { hasText: `inspector-${language}` });
  await row.waitFor();
  await check(`${language}: the role is in words`, async () => (await row.innerText()).includes(words.auditor) && (await row.locator(".badge.warning").count()) === 1);
  await picture(`accounts-${language}`);
  await phone(`accounts-${language}`);
  await row.locator("button[name=tokens]").click();
  await page.locator("dialog input[name=token-name]").fill("Monthly report");
  await page.locator("dialog button[name=make]").click();
  const token = (await page.locator("dialog .token").innerText()).trim();
  await check(`${language}: a token is shown once`, /^zt_[0-9a-f]{64}$/.test(token));
  await page.locator("dialog tbody tr", { hasText: "Monthly report" }).waitFor();
  await picture(`tokens-${language}`);
  await phone(`tokens-${language}`);
  await page.locator("dialog button[name=revoke]").click();
  await page.locator("dialog .empty").waitFor();
  await page.locator("dialog button[name=close]").click();
  const other = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
  other.setDefaultTimeout(240000);
  await other.addInitScript({ path: "node_modules/axe-core/axe.min.js" });
  await other.goto(url);
  if (language === "en") {
    await other.locator("button.language").click();
    await other.locator("button.language[lang=ru]").waitFor(); // the form is drawn anew
  }
  await other.locator("input[name=name]").fill(`inspector-${language}`);
  await other.locator("input[type=password]").fill(given);
  await other.keyboard.press("Enter");
  await other.locator(".notice").waitFor();
  await check(`${language}: a given password must be changed first`, async () => (await other.locator("nav a").count()) === 1);
  await other.screenshot({ path: `${pictures}/password-must-${language}.png` });
  for (const [name, text] of Object.entries({ present: given, next: "words of my own", again: "words of my own" })) await other.locator(`input[name=${name}]`).fill(text);
  await other.locator("button[name=change]").click();
  await other.locator(".sections-bar a").first().waitFor();
  await check(`${language}: a role has its own pages`, async () => (await other.locator(`.sections a:text-is("${words.accounts}")`).count()) === 1 && (await other.locator("header.bar button.primary").count()) === 0);
  await follow(words.accounts, other);
  await other.locator("tr", { hasText: `inspector-${language}` }).waitFor();
  await check(`${language}: who may only see has no buttons`, async () => (await other.locator("button[name=add], button[name=edit]").count()) === 0);
  await walkFactor(other, language, words, row);
  await row.locator("button[name=edit]").click();
  await page.locator("dialog input[name=locked]").check();
  await page.locator("dialog button[name=send]").click();
  await row.locator(".badge.error").waitFor();
  await other.goto(`${url}#/areas`); // where the page has not learnt of it by itself
  await check(`${language}: who is locked is out at once`, await other.locator("input[type=password]").waitFor().then(() => true, () => false));
  await other.context().close();
}

// A person with ODK Collect gets a password that is told once, another one, and is shut out.
async function walkCollectors(language, words) {
  await open(language, words, "collectors");
  await check(`${language}: the address for telephones is told`, async () => /^https:/.test(await page.locator("main .hint code").innerText()));
  await page.locator("button[name=add]").click();
  await page.locator("dialog input[name=name]").fill(`collector-${language}`);
  await page.locator("dialog input[name=area]").fill("EA-1");
  await picture(`collector-add-${language}`);
  await page.locator("dialog button[name=send]").click();
  await page.locator("dialog dd").nth(2).waitFor();
  const first = await page.locator("dialog dd").nth(2).innerText();
  await picture(`collector-given-${language}`);
  await phone(`collector-given-${language}`);
  await page.locator("dialog button[name=close]").click();
  const row = page.locator("tr", { hasText: `collector-${language}` });
  await row.locator("button[name=renew]").click();
  await page.locator("dialog button[name=send]").click();
  await page.locator("dialog dd").nth(2).waitFor();
  await check(`${language}: another password is another one`, async () => (await page.locator("dialog dd").nth(2).innerText()) !== first);
  await page.locator("dialog button[name=close]").click();
  await row.locator("button[name=turn]").click();
  await row.locator(".badge.error").waitFor();
  await picture(`collectors-${language}`);
  await phone(`collectors-${language}`);
  await open(language, words, "fleet");
  await check(`${language}: who has not called yet is not told as one who did`, async () => (await row.innerText()).includes(words.never));
}

// A team gets an area; a wrong one is told.
async function walkTeams(language, words) {
  await page.evaluate(async (id) => fetch("/api/territories", { method: "PUT", headers: { "X-Zarya": "1" }, body: `id,parent,kind,name\nteam-1,,team,Team 1\n${id},,team,Team ${id}\n` }), `team-${language}`);
  await open(language, words, "teams");
  const row = page.locator("tr", { hasText: `Team team-${language}` });
  await check(`${language}: a team without a controller says so`, async () => (await row.innerText()).includes(words.nobody));
  await row.locator("button[name=assign]").click();
  await page.locator("dialog textarea").fill("EA-1, none");
  await page.locator("dialog button[name=send]").click();
  await check(`${language}: an area that no list has is told`, async () => (await page.locator("dialog [role=alert]").innerText()).includes(words.noSuchArea));
  await picture(`teams-assign-${language}`);
  await phone(`teams-assign-${language}`);
  await page.locator("dialog textarea").fill("EA-1");
  await page.locator("dialog button[name=send]").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await check(`${language}: the area is the team's`, async () => (await row.locator("td").nth(2).innerText()) === "1");
  await picture(`teams-${language}`);
  await phone(`teams-${language}`);
}

// One address in two lists; it is looked for, found, and said to be two.
async function walkDoubles(language, words) {
  const houses = [`ул. Двойная, д. ${language === "ru" ? 1 : 2}`, `Двойная улица ${language === "ru" ? 1 : 2}`];
  await page.evaluate(async ([id, addresses]) => fetch(`/api/areas/${id}`, { method: "PUT", headers: { "X-Zarya": "1", "Content-Type": "application/json" },
    body: JSON.stringify({ name: id, form: "census2020", households: addresses.map((address) => ({ address })) }) }), [`EA-D-${language}`, houses]);
  await open(language, words, "doubles");
  await page.locator("button[name=fields]").click();
  await page.locator("dialog input[name=person]").fill("/census2020/residents/person");
  await page.locator("dialog input[name=names]").fill("name");
  await page.locator("dialog input[name=birth]").fill("birth/birth_date");
  await picture(`doubles-fields-${language}`);
  await phone(`doubles-fields-${language}`);
  await page.locator("dialog button[name=send]").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.locator("button[name=search-address]").click();
  await picture(`doubles-search-${language}`);
  await page.locator("dialog button[name=send]").click();
  await page.locator("dialog dd").first().waitFor();
  await picture(`doubles-found-${language}`);
  await page.locator("dialog button[name=close]").click();
  const row = page.locator("tr", { hasText: houses[1] });
  await row.waitFor();
  await check(`${language}: both addresses stand beside each other`, async () => (await row.innerText()).includes(houses[0]));
  await picture(`doubles-${language}`);
  await phone(`doubles-${language}`);
  await row.locator("input[type=checkbox]").check();
  await page.locator("button[name=decide-other]").click();
  await row.waitFor({ state: "detached" });
  await page.locator("select[name=state]").selectOption("other");
  await page.locator("button[name=find]").click();
  await row.waitFor();
  await check(`${language}: what was decided says by whom`, async () => (await row.innerText()).includes("operator") && (await row.innerText()).includes(words.other));
}

// The list is edited as an operator would: a new first line, a household with a record gone, another one renamed.
// An address that no list has is on its area's page.
async function walkFound(language) {
  await page.goto(`${url}#/areas/EA-1`);
  await page.locator(".found tbody tr").first().waitFor();
  await check(`${language}: a new house is told with its address`, async () => (await page.locator(".found").innerText()).includes("ул. Новая, д. 1"));
  await page.locator(".found").scrollIntoViewIfNeeded();
  await picture(`found-${language}`);
  await phone(`found-${language}`);
}

// It is taken up, at the very end: the pages before tell of it.
async function takeFound() {
  await page.goto(`${url}#/areas/EA-1`);
  await page.locator("button[name=take-found]").first().click();
  await page.locator(".found").waitFor({ state: "detached" });
  await check("a new house is taken up into the list", async () => (await page.locator("textarea[name=addresses]").inputValue()).includes("ул. Новая, д. 1"));
}

// The addresses of an area are divided among its two tablets, one is given by hand, and all are anybody's again.
async function walkSharing(language) {
  await page.goto(`${url}#/areas/EA-1`);
  await page.locator(".sharing summary").click();
  await page.locator("button[name=divide]").click();
  await page.locator(".sharing:not([open])").waitFor();
  const owners = () => page.locator("tbody select").evaluateAll((all) => all.map((one) => one.value));
  const isHalved = (all) => new Set(all).size === 2 && Math.abs(all.filter((one) => one === all[0]).length * 2 - all.length) <= 1;
  await check(`${language}: each of two tablets has half of the addresses`, async () => isHalved(await owners()));
  const given = page.waitForResponse((response) => response.url().endsWith("/shares"));
  await page.locator("tbody select").first().selectOption("");
  await check(`${language}: one address is given back by hand`, (await given).status() === 200);
  await page.locator(".sharing summary").click();
  await page.locator(".sharing").scrollIntoViewIfNeeded();
  await picture(`sharing-${language}`);
  await phone(`sharing-${language}`);
  await page.locator("button[name=hand]").click();
  await page.locator(".sharing:not([open])").waitFor(); // the page anew
  await page.locator(".sharing summary").click();
  await page.locator("button[name=undivide]").click();
  await page.locator("select[name=from]").waitFor({ state: "detached" });
  await check(`${language}: all are anybody's again`, async () => (await owners()).length > 0 && (await owners()).every((one) => one === ""));
}

// Codes are made for an area's letters, once and again; they stand on sheets.
async function walkLetters(language) {
  await page.goto(`${url}#/letters/EA-1`);
  await page.locator("button[name=make]").waitFor();
  await picture(`letters-${language}`);
  await phone(`letters-${language}`);
  const sure = page.locator("input[name=sure]");
  if ((await sure.count()) > 0) await sure.check();
  await page.locator("input[value=some]").check();
  await page.locator("textarea[name=ids]").fill("none-such");
  await page.locator("button[name=make]").click();
  await check(`${language}: an address that the area has not is told`, async () => (await page.locator(".letters [role=alert]").count()) === 1);
  await page.locator("input[value=all]").check();
  await page.locator("input[name=site]").fill("https://census.example/");
  await page.locator("button[name=make]").click();
  await page.locator(".slip").first().waitFor();
  await check(`${language}: every address has its code`, async () => /^([0-9A-Z]{4}){4}$/.test((await page.locator(".slip .code").first().innerText()).replace(/\s/g, "")));
  await page.locator(".slip").first().scrollIntoViewIfNeeded();
  await picture(`letters-made-${language}`);
  await phone(`letters-made-${language}`);
  await page.goto(`${url}#/areas`);
  await page.goto(`${url}#/letters/EA-1`);
  await check(`${language}: who made codes is warned before they are made anew`, async () => (await page.locator("input[name=sure]").count()) === 1);
}

async function walkAreas(language, words) {
  await open(language, words, "areas");
  await picture(`areas-${language}`);
  await phone(`areas-${language}`);
  await page.getByRole("link", { name: "EA-1", exact: true }).click();
  await page.locator("textarea").waitFor();
  const before = await addresses().inputValue();
  await picture(`area-${language}`);
  await phone(`area-${language}`);
  await preview(`${words.first}\n${before}`);
  await check(`${language}: a new first line is one that is added`, async () => (await page.locator(".counts").innerText()).includes(`${words.added}: 1`) && (await page.locator(".change").count()) === 0);
  await page.locator("button[name=save]").click();
  await check(`${language}: saved is said`, await page.locator(".toast.seen", { hasText: words.saved }).waitFor().then(() => true, () => false));
  await heading(words.areas);
  await page.getByRole("link", { name: "EA-1", exact: true }).click();
  await page.locator("textarea").waitFor();
  const lines = (await addresses().inputValue()).split("\n");
  const held = lines.find((line) => line.includes(words.held));
  await preview([...lines.filter((line) => line !== held), "пр. Победы, д. 1"].join("\n"));
  await check(`${language}: a household with a record asks`, async () => (await page.locator(".change.asked").count()) === 1 && (await page.locator("button[name=save]").isDisabled()));
  await page.locator(".preview").scrollIntoViewIfNeeded();
  await picture(`area-asks-${language}`);
  await phone(`area-asks-${language}`);
  await page.locator(".change.asked select").selectOption({ index: 1 });
  await check(`${language}: decided, it can be saved`, async () => await page.locator("button[name=save]").isEnabled());
  await page.locator("button[name=save]").click();
  await heading(words.areas);
  await page.getByRole("link", { name: "EA-1", exact: true }).click();
  await page.locator("textarea").waitFor();
  await preview(lines.join("\n"));
  await page.locator(".change.asked select").selectOption({ index: 1 });
  await page.locator("button[name=save]").click();
  await heading(words.areas);
  await page.getByRole("link", { name: words.addArea }).click();
  await page.locator("input[name=id]").waitFor();
  await page.locator("button[name=preview]").click();
  await check(`${language}: the browser's own messages are ours`, async () => (await page.locator("input[name=id]").evaluate((one) => one.validationMessage)) === words.missing);
}

async function walkRecords(language, words) {
  await open(language, words, "records");
  const text = () => page.locator("main").innerText();
  await check(`${language}: outcomes are in words`, async () => (await text()).includes(words.later) && !/\b(later|completed|interview)\b/.test((await text()).replaceAll(words.later, "").replaceAll(words.completed, "")));
  await check(`${language}: an appointment is told`, async () => (await text()).includes(words.appointment));
  await check(`${language}: times name their zone`, async () => (await text()).includes("UTC+5"));
  await check(`${language}: a second record at one place is told`, async () => (await text()).includes(words.conflict));
  await check(`${language}: an address in no list is told`, async () => (await text()).includes(words.unlisted));
  await picture(`records-${language}`);
  await phone(`records-${language}`);
  await page.locator("select[name=result]").selectOption("revisit");
  await page.locator("tbody tr:first-child .badge.revisit").waitFor();
  await check(`${language}: what is to be revisited is listed alone`, async () => (await page.locator("tbody tr").count()) === 1);
  await page.locator("select[name=result]").selectOption("");
  await page.locator("tbody tr:first-child .badge.done").waitFor();
  await page.locator("input[type=search]").fill("3 садовая");
  await page.keyboard.press("Enter");
  await page.locator("tbody tr:first-child td:first-child a", { hasText: "Садовая, д. 3" }).waitFor();
  const found = () => page.locator("tbody tr td:first-child a").allInnerTexts();
  await check(`${language}: an address is found by its words`, async () => (await found()).length > 0 && (await found()).every((one) => one.includes("Садовая, д. 3")));
  await page.locator("tbody tr a").first().click();
  await page.locator(".answers dt").first().waitFor();
  const record = () => page.locator("main").innerText();
  await check(`${language}: a record shows labels, not paths`, async () => !/\/data\/|\/census2020\//.test(await record()) && (await page.locator(".answers dt").count()) > 3);
  await check(`${language}: the other visits are there`, async () => (await page.locator(".visits tbody tr").count()) === 2);
  await picture(`record-${language}`);
  await phone(`record-${language}`);
}

/** From a record's page: sent back with a remark, which then stands at its answer; approved; new again. */
async function walkReview(language) {
  const review = (kind) => page.locator(`.review .badge.${kind}`).first().waitFor();
  await page.locator("button[name=return]").click();
  await page.locator("button[name=send-back]").click();
  await page.locator(".review .notice").waitFor();
  await page.locator(".answers textarea[name=remark]").first().fill("Проверьте по паспорту: так ли это?");
  await picture(`record-remark-${language}`);
  await phone(`record-remark-${language}`);
  await page.locator("button[name=send-back]").click();
  await review("revisit");
  await check(`${language}: a remark stands at its answer`, async () => (await page.locator(".answers dd .remark").first().innerText()).includes("Проверьте по паспорту"));
  await check(`${language}: and no field is left open`, async () => !(await page.locator(".answers textarea").first().isVisible()));
  await picture(`record-returned-${language}`);
  await page.locator("button[name=return]").click();
  await check(`${language}: a remark more takes none away`, async () => (await page.locator(".answers textarea[name=remark]").first().inputValue()).includes("Проверьте по паспорту"));
  await page.locator("button[name=send-not]").click();
  await page.locator(".acts summary").click();
  await check(`${language}: who opened the record is told`, async () => (await page.locator(".acts tbody tr").count()) >= 2);
  await page.locator(".acts").scrollIntoViewIfNeeded();
  await picture(`record-acts-${language}`);
  await page.locator("button[name=approve]").click();
  await review("done");
  await page.evaluate(() => (location.hash = "/records?review=approved"));
  await page.locator("select[name=review]").waitFor();
  await page.locator("tbody .badge.done").first().waitFor();
  await check(`${language}: what was approved is listed alone`, async () => (await page.locator("tbody tr").count()) === 1);
  await page.locator("tbody tr a").first().click();
  await page.locator("button[name=make-new]").click();
  await review("quiet");
}

async function walkTables(language, words) {
  await follow(words.forms);
  await page.locator("tr", { hasText: "census2020" }).getByRole("link", { name: words.tables }).click();
  await page.locator(".tables a").first().waitFor();
  await picture(`tables-${language}`);
  await phone(`tables-${language}`);
  await page.locator("input[name=labels]").check();
  const download = page.waitForEvent("download");
  await page.locator(".tables a", { hasText: "person" }).first().click();
  const file = await download;
  const rows = readFileSync(await file.path(), "utf8");
  await check(`${language}: persons come as a table with labels`, /person/.test(file.suggestedFilename()) && rows.includes("(label)") && rows.split("\r\n").length > 4);
}

// The sections that are not in the bar, by the keyboard alone; on a telephone all of them.
async function walkMenu(language) {
  const summary = page.locator("nav .menu summary");
  await summary.focus();
  await page.keyboard.press("Enter");
  await check(`${language}: the other sections unfold by the keyboard`, async () => await page.locator("nav .sections a:visible").first().isVisible());
  await picture(`menu-${language}`);
  await phone(`menu-${language}`, "nav .sections a");
  await page.keyboard.press("Escape");
  await check(`${language}: Escape folds them and keeps the focus`, async () => (await page.locator("nav .menu[open]").count()) === 0 && (await summary.evaluate((one) => one === document.activeElement)));
}

// What another person does is seen without reloading; whoever is in the middle of something is asked.
async function walkLive(language, words) {
  const act = (name) => page.request.post(`${url}api/collectors`, { headers: { "X-Zarya": "1" }, data: { name } });
  await open(language, words, "audit");
  const raw = async () => (await page.locator("tbody td:nth-child(2)").allInnerTexts()).filter((text) => language === "ru" && !/[а-я]/.test(text));
  await page.locator("tbody td:nth-child(2)").first().waitFor();
  await check(`${language}: every event is in words`, async () => (await raw()).length === 0);
  await act(`seen-${language}`);
  await check(`${language}: what another did is seen by itself`, await page.locator("tr", { hasText: `seen-${language}` }).waitFor().then(() => true, () => false));
  await open(language, words, "records");
  await page.locator("input[type=search]").focus();
  await act(`asked-${language}`);
  await page.locator("button[name=news]").waitFor();
  await check(`${language}: who types is asked first`, async () => await page.locator("input[type=search]:focus").isVisible());
  await picture(`news-${language}`);
  await phone(`news-${language}`, "button[name=news]");
  await page.locator("button[name=news]").click();
  await page.locator("button[name=news]").waitFor({ state: "detached" });
}

// Progress: what a page shows of the country, and of what lies below it; the plan; rows in the order of a column.
async function walkProgress(language, words) {
  await open(language, words, "progress");
  await page.locator(".curve polyline.real").waitFor({ state: "attached" });
  await check(`${language}: the addresses of the country are counted`, async () => /\b[2-9]\d\b/.test(await page.locator(".facts.sums").innerText()));
  await page.locator("button[name=plan]").click();
  await page.locator("dialog input[name=first]").fill("2026-10-01");
  await page.locator("dialog input[name=last]").fill("2026-12-10");
  await page.locator("dialog button[name=send]").click();
  await page.locator(".curve polyline.expected").waitFor({ state: "attached" });
  await picture(`progress-${language}`);
  await phone(`progress-${language}`, ".progress a");
  await page.locator("th button").nth(2).click();
  await check(`${language}: a column sorts, and says so`, async () => (await page.locator("th[aria-sort=descending]").innerText()).includes(words.households));
  await page.locator(".days summary").click();
  await check(`${language}: the days stand as a table, too`, async () => (await page.locator(".days tbody tr").count()) > 0);
}

// Outlines are brought; a refusal names the line; the map is drawn of what lies there, and leads to it.
async function walkMap(language, words) {
  const bring = async (features) => {
    await page.locator("button[name=outlines]").click();
    const text = `{"type": "FeatureCollection", "features": [\n${features.map((one) => JSON.stringify(one)).join(",\n")}]}`;
    await page.locator("dialog input[name=outlines]").setInputFiles({ name: "outlines.geojson", mimeType: "application/geo+json", buffer: Buffer.from(text) });
    await page.locator("dialog button[name=send]").click();
  };
  const outline = (whose, id, west) => ({ type: "Feature", properties: { [whose]: id }, geometry: { type: "Polygon", coordinates: [[[west, 54], [west + 3, 54], [west + 2, 56.5], [west, 54]]] } });
  await bring([outline("territory", "16", 48), outline("territory", "nowhere", 52)]);
  await check(`${language}: a bad outline is told by its line`, async () => /3/.test(await page.locator("dialog .fault > p").innerText()));
  await page.locator("dialog button[name=close]").click();
  await bring([outline("territory", "16", 48), outline("territory", "16-03", 48), outline("area", "EA-1", 49)]);
  await page.locator(".map[data-drawn]").waitFor();
  await page.locator(".map canvas").hover(); // the middle of the only place
  await check(`${language}: the place under the pointer says its name`, await page.locator(".map-label", { hasText: words.regionName }).waitFor().then(() => true, () => false));
  await picture(`progress-map-${language}`);
  await phone(`progress-map-${language}`, ".map");
}

// From the country down to the area, and back.
async function walkDown(language, words) {
  await follow(words.progress);
  await walkMap(language, words);
  await page.locator(".progress a", { hasText: words.regionName }).click();
  await page.locator(".progress a", { hasText: words.districtName }).click();
  await page.locator(".progress a", { hasText: "Садовый" }).waitFor();
  await check(`${language}: the way says where one is`, async () => (await page.locator(".way").innerText()).includes(words.regionName));
  await picture(`progress-district-${language}`);
  await page.locator(".way a").first().click();
  await check(`${language}: and leads back`, await page.locator(".progress a", { hasText: words.regionName }).waitFor().then(() => true, () => false));
}

async function walk(language, words) {
  await walkMenu(language);
  await walkProgress(language, words);
  await open(language, words, "fleet");
  await check(`${language}: a tablet is there`, async () => (await page.locator("tbody tr").count()) > 0);
  await picture(`fleet-${language}`);
  await phone(`fleet-${language}`, "td time");
  await page.getByRole("button", { name: words.enrol }).click();
  await page.locator("dialog input[name=name]").fill("T-2");
  await page.getByRole("button", { name: words.make }).click();
  await page.locator("dialog .code").waitFor();
  await check(`${language}: an enrolment code is made`, async () => /^[0-9A-Z]{6}(\s+[0-9A-Z]{6}){4}$/.test(await page.locator("dialog .code").innerText()));
  await check(`${language}: ... with a picture for a camera`, async () => (await page.locator("svg.qr path").getAttribute("d"))?.length > 1000);
  await picture(`code-${language}`);
  await page.keyboard.press("Escape");
  await walkAreas(language, words);
  await walkCollectors(language, words);
  await walkTables(language, words);
  await open(language, words, "forms");
  await picture(`forms-${language}`);
  await phone(`forms-${language}`);
  await open(language, words, "audit");
  const audit = () => page.locator("main").innerText();
  await check(`${language}: the audit is in words`, async () => (await audit()).includes(words.auditArea) && (await audit()).includes(words.auditAdded) && !/sequence \d|[A-Z]{6,}_?[A-Z]*\n/.test(await audit()));
  await picture(`audit-${language}`);
  await phone(`audit-${language}`);
  await walkRecords(language, words);
  await walkReview(language);
}

const russian = {
  register: "Реестр", badArea: "участок — от 1", noAddress: "нет адреса", dropped: "отменена", collectors: "ODK Collect", territories: "Территории", region: "регион", regionName: "Республика Татарстан", district: "район", districtName: "Альметьевский район",
  accounts: "Сотрудники", inspector: "Петрова М. С., ревизия", auditor: "проверяющий",
  progress: "Ход работы", households: "Адресов", fleet: "Планшеты", enrol: "Подключить планшет", make: "Получить код", areas: "Участки", forms: "Вопросники", audit: "Журнал", records: "Записи", added: "Добавится", saved: "Сохранено",
  first: "ул. Садовая, д. 0", held: "Садовая, д. 1,", addArea: "Добавить участок", missing: "Заполните это поле.", later: "прийти", completed: "завершено", never: "ещё не было", appointment: "28 дек. 2026 г., 18:30",
  conflict: "есть вторая запись", password: "Пароль", differ: "не совпадают", wrong: "неверный", changed: "Пароль сменён", unlisted: "адреса нет в списке", auditAdded: "добавлено 1", tables: "Выгрузка ответов", auditArea: "изменение участка",
};
const english = {
  register: "Register", badArea: "the area must be", noAddress: "the address is missing", dropped: "dropped", collectors: "ODK Collect", territories: "Territories", region: "region", regionName: "Tatarstan", district: "district", districtName: "Almetyevsk district",
  accounts: "Accounts", inspector: "M. Petrova, audit office", auditor: "auditor",
  progress: "Progress", households: "Addresses", fleet: "Tablets", enrol: "Enrol a tablet", make: "Make a code", areas: "Areas", forms: "Questionnaires", audit: "Audit", records: "Records", added: "Added", saved: "Saved",
  first: "ул. Садовая, д. 00", held: "Садовая, д. 1,", addArea: "Add an area", missing: "Fill in this field.", later: "later", completed: "completed", never: "never", appointment: "28 Dec 2026, 18:30",
  conflict: "has a second record", password: "Password", differ: "not alike", wrong: "is wrong", changed: "The password is changed", unlisted: "not in the list", auditAdded: "added 1", tables: "Tables of answers", auditArea: "change of an area",
};

await page.goto(url);
await page.locator("input[name=name]").fill("operator");
await page.locator("input[type=password]").fill("wrong");
await page.keyboard.press("Enter");
await check("a wrong password is refused with a sentence", await page.getByRole("alert").waitFor().then(() => true, () => false));
await picture("login-ru");
await page.locator("input[type=password]").fill(password);
await page.keyboard.press("Enter");
await page.locator("nav").waitFor();
await walk("ru", russian);
await walkTerritories("ru", russian);
await walkDown("ru", russian);
await walkCodes("ru", { ...russian, noArea: "nowhere" });
await walkFound("ru");
await walkSharing("ru");
await walkLetters("ru");
await walkRegister("ru", { ...russian, taken: "принята", newArea: "Новый участок" });
await walkAccounts("ru", russian);
await walkPassword("ru", russian);
await walkLive("ru", russian);
await walkForms("ru", { forms: "Вопросники", error: "ошибка", taken: "Вопросник принят", questions: "Вопросов" });
await page.getByRole("button", { name: "English" }).click();
await check("the focus stays at the key for the language", await page.locator("button.language:focus").waitFor().then(() => true, () => false));
await walkForms("en", { forms: "Questionnaires", error: "error", taken: "Questionnaire taken", questions: "Questions" });
await walk("en", english);
await walkTerritories("en", english);
await walkDown("en", english);
await walkCodes("en", { ...english, noArea: "nowhere" });
await walkFound("en");
await walkSharing("en");
await walkLetters("en");
await walkRegister("en", { ...english, taken: "taken", newArea: "New area" });
await walkAccounts("en", english);
await walkPassword("en", english);
await walkLive("en", english);
await follow("Questionnaires");
const download = page.waitForEvent("download");
await page.getByRole("link", { name: "Answers (CSV)" }).first().click();
await check("CSV comes as a file", (await (await download).suggestedFilename()).endsWith(".csv"));
await takeFound();
await walkTeams("en", { teams: "Teams", nobody: "nobody yet", noSuchArea: "no area none" });
await walkDoubles("en", { doubles: "Doubles", other: "not the same" });
await page.getByRole("button", { name: "Русский" }).click();
await walkTeams("ru", { teams: "Бригады", nobody: "не назначен", noSuchArea: "Не передан ни один" });
await walkDoubles("ru", { doubles: "Двойники", other: "разные" });
await page.getByRole("button", { name: "English" }).click();
await page.getByRole("button", { name: "Sign out" }).click();
await check("signing out ends the session", await page.locator("input[type=password]").waitFor().then(() => true, () => false));
await check(`no request left the hub's origin ${foreign}`, foreign.length === 0);
await check(`no error on the page ${errors}`, errors.length === 0);
await browser.close();
for (const what of failed) console.log(`FAILED ${what}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exit(failed.length === 0 ? 0 : 1);
