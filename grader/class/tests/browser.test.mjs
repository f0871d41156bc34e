// The pages of a made-up class in a real browser. `.ci/report` runs it.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

const require = createRequire(process.env.TOOLS);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const { PAGES, SHOTS, BROWSER } = process.env;
mkdirSync(SHOTS, { recursive: true });

// Nothing of the browser's own calls home.
const QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
let browser;

before(async () => {
  const root = process.getuid() === 0 ? ["--no-sandbox"] : [];
  browser = await chromium.launch({ executablePath: BROWSER, args: [...QUIET, ...root] });
});
after(() => browser.close());

// Opens a page from the disk, does something with it, and expects that it asked for nothing and complained of nothing.
async function on(name, options, act) {
  const { hash = "", ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...rest });
  const page = await context.newPage();
  const wrong = [];
  page.on("request", (request) => request.url().startsWith(`file://${PAGES}/${name}`) || wrong.push(`asks for ${request.url()}`));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("dialog", (dialog) => wrong.push(`says ${dialog.message()}`) && dialog.dismiss());
  await page.goto(`file://${PAGES}/${name}${hash}`);
  await act(page);
  await context.close();
  assert.deepEqual(wrong, []);
}

const shot = (page, name) => page.screenshot({ path: `${SHOTS}/${name}.png` });
const see = (page, selector) => page.locator(selector).first().waitFor({ state: "visible" });

// The policy of the page keeps injected scripts out, and axe is one; so it comes in by the debugger.
async function expectAccessible(page, what) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join("\n  ")}`);
  assert.deepEqual(told, [], what);
}

test("a cell of the heat map leads to the answer, with its picture and the reference beside it, and back", () =>
  on("class.html", {}, async (page) => {
    await shot(page, "teach");
    await page.locator('#grid td[class^="f"] a[href*="-wait_for_first"]').first().click();
    const answer = page.locator("li:target");
    await answer.locator("svg.drawing").first().waitFor();
    await answer.locator("table.diff").first().waitFor();
    assert.match(await answer.locator("svg.drawing").first().getAttribute("aria-label"), /slow: 0\.\.300 ms/);
    const widths = await answer.locator("svg .ran").evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("width"))));
    assert.ok(widths[0] < widths[2] && widths[2] < widths[1], String(widths));
    await shot(page, "answer");
    await page.goBack();
    await page.waitForURL((url) => url.hash === "");
    await page.goForward();
    await page.waitForURL((url) => /^#student-\d+-wait_for_first$/.test(url.hash));
  }));

test("links lead into what is closed", async () => {
  await on("class.html", { hash: "#kata-wait_for_first" }, (page) => see(page, "#kata-wait_for_first .why"));
  await on("class.html", { hash: "#student-3" }, (page) => see(page, "#student-3 .more, #student-3 .others"));
  await on("class.html", { hash: "#student-ada" }, async (page) => {
    await see(page, ".student[open] .failures");
    assert.equal(await page.locator(".student[open] .id").textContent(), "ada");
  });
});

test("a search shows what it finds, and the first hit is an Enter away", () =>
  on("class.html", {}, async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type("hopper");
    assert.match(await page.locator("#found").textContent(), /\b1 student\b/);
    assert.equal(await page.locator("#grid tbody tr:visible").count(), 1);
    await page.keyboard.press("Enter");
    assert.notEqual(await page.evaluate(() => document.activeElement.id), "search");
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#grid tbody tr:visible").count(), 8);
    await page.keyboard.press("/");
    await page.keyboard.type("no such words");
    assert.equal(await page.locator("#found").textContent(), "Nothing has these words.");
  }));

test("students are sorted by name, by score and by the points of a kata", () =>
  on("class.html", {}, async (page) => {
    const scores = () => page.locator("#grid tbody tr").evaluateAll((rows) => rows.map((row) => Number(row.dataset.score)));
    const given = await scores();
    await page.selectOption("#sort", "low");
    assert.deepEqual(await scores(), [...given].sort((a, b) => a - b));
    const list = await page.locator("#list > details").evaluateAll((all) => all.map((one) => Number(one.dataset.score)));
    assert.deepEqual(list, [...given].sort((a, b) => a - b));
    await page.selectOption("#sort", { label: "wait_for_first" });
    const column = await page.locator("#grid thead th.kata").evaluateAll((cells) => cells.findIndex((cell) => cell.textContent === "wait_for_first"));
    const cells = await page.locator("#grid tbody tr").evaluateAll((rows, at) => rows.map((row) => row.cells[at + 1].className), column);
    assert.ok(!["p", "f0", "f1", "f2", "f3"].includes(cells[0]) && cells.findIndex((name) => name[0] === "f") > 0, String(cells));
    await page.selectOption("#sort", "name");
    assert.deepEqual(await scores(), given);
  }));

test("a switch hides all names, and shows them again", () =>
  on("class.html", {}, async (page) => {
    const names = ["Lovelace", "Hopper", "Torvalds", "Liskov", "Müller", "Dijkstra"];
    const told = () => page.evaluate(() => [...document.querySelectorAll("h3, a, td, th")].map((part) => part.textContent).join("\n"));
    assert.ok((await told()).includes("Lovelace, Ada"));
    await page.click("#names");
    const hidden = await told();
    assert.deepEqual(names.filter((name) => hidden.includes(name)), []);
    assert.ok(hidden.includes("Student 8"));
    const numbers = await page.locator("#grid tbody th").allTextContents();
    assert.deepEqual(numbers, [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `Student ${number}`));
    await page.evaluate(() => { location.hash = "map"; });
    await shot(page, "without-names");
    await page.click("#names");
    assert.ok((await told()).includes("Lovelace, Ada"));
  }));

test("arrows move in the heat map, which is one stop for the Tab key", () =>
  on("class.html", {}, async (page) => {
    assert.equal(await page.locator('#grid [tabindex="0"]').count(), 1);
    await page.locator('#grid [tabindex="0"]').focus();
    for (const key of ["ArrowRight", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
    const place = await page.evaluate(() => {
      const cell = document.activeElement.closest("td");
      return [cell.cellIndex, cell.parentElement.sectionRowIndex, document.activeElement.getAttribute("aria-label")];
    });
    assert.deepEqual(place.slice(0, 2), [2, 1]);
    assert.match(place[2], /, thread_fan_out: /);
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await see(page, ".student[open]");
    assert.match(new URL(page.url()).hash, /^#student-\d+$/);
  }));

for (const colorScheme of ["light", "dark"]) {
  for (const width of [1280, 380]) {
    test(`nothing keeps anybody out: ${colorScheme}, ${width} pixels`, async () => {
      const options = { colorScheme, viewport: { width, height: 900 } };
      await on("class.html", options, async (page) => {
        await shot(page, `teach-${colorScheme}-${width}`);
        await page.click("#open");
        await page.locator("details.student:has(li) .more").first().click();
        await see(page, ".detail .check");
        await expectAccessible(page, "the page of a class");
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is as wide as the window");
        for (const place of ["map", "students"]) {
          await page.evaluate((place) => document.getElementById(place).scrollIntoView(), place);
          await shot(page, `${place}-${colorScheme}-${width}`);
        }
      });
      await on("student.html", options, async (page) => {
        await see(page, ".detail .check");
        await expectAccessible(page, "the page of a student");
        await shot(page, `student-${colorScheme}-${width}`);
      });
    });
  }
}

test("without scripts all tables are there, and what is folded unfolds", () =>
  on("class.html", { javaScriptEnabled: false }, async (page) => {
    assert.equal(await page.locator("#grid tbody tr").count(), 8);
    await see(page, "noscript .notice");
    await page.locator("#kata-wait_for_first summary").first().click();
    await see(page, "#kata-wait_for_first .why");
    await page.locator("#list > details").first().locator("summary").click();
    assert.ok(await page.locator(".tools").isHidden());
    await shot(page, "without-scripts");
  }));

test("print has every kata, and what is closed on the screen is closed again", () =>
  on("class.html", {}, async (page) => {
    const pdf = await page.pdf({ path: `${SHOTS}/class.pdf`, landscape: true, format: "A4" });
    assert.ok(pdf.length > 20_000);
    assert.equal(await page.locator("details.kata[open]").count(), 0);
  }));

test("what attacks the page is text in it", () =>
  on("hostile.html", {}, async (page) => {
    await page.click("#open");
    const buttons = page.locator("details.student .more");
    for (let index = 0; index < Math.min(12, await buttons.count()); index += 1) await buttons.nth(index).click();
    await see(page, ".detail .check");
    await page.waitForFunction(() => document.querySelectorAll(".detail .check").length > 8);
    assert.equal(await page.locator("img, iframe, object, embed, link").count(), 0);
    assert.equal(await page.locator("svg [onload], [onerror]").count(), 0);
    assert.ok((await page.locator("#students").textContent()).includes("<img src=x onerror=alert(1)>"));
    for (const hash of ["student-constructor", "student-<img src=x>", "__proto__", "%E0%A4%A", "student-99999"]) {
      await page.evaluate((hash) => { location.hash = hash; }, hash);
    }
    await page.click("#names");
    await shot(page, "hostile");
  }));

test("an anonymous page works like any other", () =>
  on("anonymous.html", { hash: "#student-1" }, async (page) => {
    await page.click("#open");
    await page.locator("details.student .more").first().click();
    await see(page, ".detail .check");
    assert.equal(await page.locator("#names").count(), 0);
    await shot(page, "anonymous");
  }));
