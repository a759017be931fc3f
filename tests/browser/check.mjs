// What a browser makes of the HTML report. Arguments: the browser, the folder that `formats::look` wrote.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, folder] = process.argv.slice(2);
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args: quiet });

// A page that fails on any error, request or dialog.
const open = async (file, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (m) => { if (m.type() !== "log") wrong.push(`console: ${m.text()}`); });
  page.on("pageerror", (e) => wrong.push(`error: ${e.message}`));
  page.on("dialog", (d) => { wrong.push(`dialog: ${d.message()}`); d.dismiss(); });
  const url = pathToFileURL(join(folder, file)).href;
  page.on("request", (r) => { if (r.url() !== url && !r.url().startsWith("data:")) wrong.push(`request: ${r.url()}`); });
  await page.goto(url);
  await page.evaluate(() => document.fonts.ready);
  return { page, done: async () => { assert.deepEqual(wrong, [], file); await context.close(); } };
};

const visibleFindings = (page) => page.locator("details.finding:not([hidden])").count();

// The sample: filter, folding, diagrams, keyboard.
{
  const { page, done } = await open("byoc-kafka/report.html");
  const all = await visibleFindings(page);
  assert.ok(all > 3, "the sample has findings");
  await page.fill("#filter-text", "no such words anywhere");
  assert.equal(await visibleFindings(page), 0);
  assert.equal(await page.locator("#shown").textContent(), `0 of ${all}`);
  await page.fill("#filter-text", "");
  await page.uncheck("input[name=severity][value=critical]");
  const fewer = await visibleFindings(page);
  assert.ok(fewer < all, "a severity can be hidden");
  await page.check("input[name=severity][value=critical]");
  assert.equal(await visibleFindings(page), all);
  await page.click("#open-all");
  assert.equal(await page.locator("details.finding[open]").count(), all);

  const figure = page.locator("#diagrams figure").first();
  const svg = figure.locator("svg");
  const box = () => svg.getAttribute("viewBox");
  const whole = await box();
  await figure.locator(".canvas").focus();
  await page.keyboard.press("+");
  assert.notEqual(await box(), whole, "plus zooms");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("0");
  assert.equal(await box(), whole, "0 shows the whole picture");
  await page.keyboard.press("1");
  const scale = await svg.evaluate((e) => e.getBoundingClientRect().width / e.viewBox.baseVal.width);
  assert.ok(Math.abs(scale - 1) < 0.01, "1 shows it in full size");
  await page.keyboard.press("0");
  await figure.locator("svg").evaluate((e) => e.scrollIntoView({ block: "center" }));
  const canvas = await figure.locator(".canvas").boundingBox();
  await page.mouse.move(canvas.x + 60, canvas.y + canvas.height / 2);
  await page.mouse.down();
  await page.mouse.move(canvas.x + 160, canvas.y + canvas.height / 2 + 50, { steps: 5 });
  await page.mouse.up();
  assert.notEqual(await box(), whole, "dragging moves");
  await figure.locator("[data-do=fit]").click();
  const node = await svg.locator(".kh-node").first().getAttribute("data-id");
  await figure.locator("select").selectOption(node);
  const lit = await svg.locator(".kh-node.on").count();
  assert.ok(lit > 0 && lit < (await svg.locator(".kh-node").count()), "choosing a node dims what is on no way through it");
  await figure.locator("select").selectOption("");
  const edges = svg.locator(".kh-edge[data-evidence]");
  assert.equal(await edges.count(), await svg.locator(".kh-edge").count(), "every arrow has evidence");
  const edge = edges.first();
  const panel = figure.locator(".shown");
  assert.equal(await panel.isVisible(), false);
  await edge.dispatchEvent("click");
  const ids = (await edge.getAttribute("data-evidence")).split(" ");
  assert.deepEqual(await panel.locator("dt a").allTextContents(), ids, "an arrow shows what it rests on");
  await edges.nth(1).focus();
  await page.keyboard.press("Enter");
  assert.deepEqual(await panel.locator("dt a").allTextContents(), (await edges.nth(1).getAttribute("data-evidence")).split(" "), "by keyboard too");
  const quoted = svg.locator(".kh-edge[data-kind=assume]").first();
  await quoted.dispatchEvent("click");
  assert.match(await panel.locator("pre").first().textContent(), /"Action": "sts:AssumeRole"/, "the statement in its own words");
  assert.match(await panel.locator(".sha").first().textContent(), /sha256 [0-9a-f]{64}/);
  for (const id of await page.locator("[data-evidence]").evaluateAll((all) => all.flatMap((e) => e.dataset.evidence.split(" ")))) {
    assert.equal(await page.locator(`[id="${id}"]`).count(), 1, `evidence ${id}`);
  }

  // The control matrix: filter by answer and text, headings without rows hidden.
  const rows = page.locator("details.control:not([hidden])");
  const everyRow = await rows.count();
  assert.equal(everyRow, 85);
  await page.uncheck("input[name=answer][value=unknown]");
  const answered = await rows.count();
  assert.ok(answered > 0 && answered < everyRow, "an answer can be hidden");
  assert.equal(await page.locator("#controls-shown").textContent(), `${answered} of ${everyRow}`);
  assert.ok((await page.locator("#controls h3.part[hidden]").count()) > 0, "a heading without a row is hidden");
  await page.fill("#control-text", "KC-VND-01");
  assert.ok((await page.locator("#KC-VND-01").isVisible()) && (await rows.count()) < answered);
  await page.fill("#control-text", "");
  await page.check("input[name=answer][value=unknown]");
  assert.equal(await rows.count(), everyRow);
  await page.evaluate(() => { location.hash = "#KC-VND-09"; });
  await page.waitForFunction(() => document.getElementById("KC-VND-09").open);
  const dead = await page.evaluate(() => [...document.querySelectorAll("a[href^='#']")].map((a) => a.getAttribute("href").slice(1)).filter((id) => !document.getElementById(id)));
  assert.deepEqual(dead, [], "every link leads somewhere");
  const twice = await page.evaluate(() => { const seen = new Map(); for (const e of document.querySelectorAll("[id]")) seen.set(e.id, (seen.get(e.id) ?? 0) + 1); return [...seen].filter(([, n]) => n > 1).map(([id]) => id); });
  assert.deepEqual(twice, [], "ids are unique");
  const unnamed = await page.evaluate(() => [...document.querySelectorAll("button, input, select, [role=region], [role=group]")].filter((e) => !(e.textContent.trim() || e.labels?.length || e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") || e.title)).length);
  assert.equal(unnamed, 0, "every control has a name");
  assert.equal(await page.locator("[style]").count(), 0, "no style attribute");
  await done();
}

// Without script everything is still there to read.
{
  const { page, done } = await open("byoc-kafka/report.html", { javaScriptEnabled: false });
  assert.equal(await page.locator(".filter:visible").count(), 0);
  assert.ok((await page.locator("details.finding").count()) > 3);
  await done();
}

// Hostile names.
const hostile = readdirSync(folder).filter((name) => /^hostile-\d+\.html$/.test(name));
assert.ok(hostile.length > 5, "there are hostile pages");
for (const name of hostile) {
  const { page, done } = await open(name);
  await page.click("#open-all");
  await page.hover("svg .kh-node");
  const state = await page.evaluate(() => ({
    hacked: window.hacked,
    scripts: document.scripts.length,
    styles: document.querySelectorAll("style").length,
    strangers: document.querySelectorAll("img, iframe, object, embed, form:not(.filter), base, link, svg [onload], [onmouseover], [onerror], a:not([href^='#'])").length,
    shown: getComputedStyle(document.body).display,
    headings: document.querySelectorAll("h1").length,
  }));
  assert.deepEqual(state, { hacked: undefined, scripts: 1, styles: 1, strangers: 0, shown: "block", headings: 1 }, name);
  await done();
}

// A page that nobody may hand out is also looked at: light, dark, printed.
for (const name of readdirSync(folder, { withFileTypes: true }).filter((e) => e.isDirectory()).map((e) => e.name)) {
  for (const colorScheme of ["light", "dark"]) {
    const { page, done } = await open(`${name}/report.html`, { colorScheme });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    assert.equal(wide, false, `${name}: the page does not scroll sideways`);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), fullPage: true });
    if (colorScheme === "light") await page.pdf({ path: join(folder, `${name}.pdf`), preferCSSPageSize: true, tagged: true });
    await done();
  }
}
await browser.close();
console.log(`the HTML report: ${hostile.length} hostile pages and the samples, no error, no request`);
