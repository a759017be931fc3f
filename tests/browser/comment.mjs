// What becomes of the Markdown comment and its Mermaid graph where they are read, and of a picture opened by itself.
// Arguments: the browser, the folder that `formats::look` wrote.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import markdownit from "markdown-it";
import { chromium } from "playwright-core";

const [executablePath, folder] = process.argv.slice(2);
const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const browser = await chromium.launch({ executablePath, args: quiet });
const mermaid = join(createRequire(import.meta.url).resolve("mermaid"), "..", "mermaid.min.js");
// As GitHub does: HTML is let through, bare addresses become links.
const markdown = markdownit({ html: true, linkify: true });
// GitHub's limit for a comment, and GitLab's for a graph. Source: "Mermaid" in GitLab's documentation.
const LONGEST = 65_536;
const GRAPH = 5_000;

const blank = async () => {
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (e) => wrong.push(`error: ${e.message}`));
  page.on("dialog", (d) => { wrong.push(`dialog: ${d.message()}`); d.dismiss(); });
  page.on("request", (r) => { if (!r.url().startsWith("file:") && !r.url().startsWith("data:") && r.url() !== "about:blank") wrong.push(`request: ${r.url()}`); });
  return { page, done: async (name) => { assert.deepEqual(wrong, [], name); await context.close(); } };
};

// The words of a label of Mermaid's language: lines, with the codes of characters resolved.
const words = (text) => text.replaceAll("<br/>", " ").replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).replace(/\s+/g, " ").trim();
const bare = (text) => text.replace(/\s+/g, "");

// Draws a graph; every label of the source is there as text, and nothing else is.
const drawn = async (name, source) => {
  assert.ok(source.length < GRAPH, `${name}: ${source.length} characters`);
  const { page, done } = await blank();
  await page.setContent("<!doctype html><title>graph</title><div id=graph></div>");
  await page.addScriptTag({ path: mermaid });
  const state = await page.evaluate(async (text) => {
    globalThis.mermaid.initialize({ startOnLoad: false, securityLevel: "strict" });
    const { svg } = await globalThis.mermaid.render("picture", text);
    document.querySelector("#graph").innerHTML = svg;
    return {
      hacked: window.hacked,
      labels: [...document.querySelectorAll("#graph .nodeLabel")].map((e) => e.innerText ?? e.textContent),
      nodes: document.querySelectorAll("#graph .node").length,
      edges: document.querySelectorAll("#graph path.flowchart-link").length,
      strangers: [...document.querySelectorAll("#graph :is(script, img, iframe, object, embed, form, a, h1, table, li, pre, code, strong, em)")].map((e) => e.outerHTML),
    };
  }, source);
  const asked = [...source.matchAll(/^(?:n\d+|more)(?:\[\(|\{\{|\(\[|\[)"(.*?)"/gm)].map((m) => bare(words(m[1])));
  const shown = state.labels.map(bare);
  assert.ok(asked.length > 0, name);
  for (const label of asked) assert.ok(shown.includes(label), `${name}: no box says ${JSON.stringify(label)}: ${JSON.stringify(shown)}`);
  assert.equal(state.nodes, asked.length, `${name}: boxes`);
  assert.equal(state.edges, [...source.matchAll(/^n\d+ (?:-->|==>|-\.->)/gm)].length, `${name}: arrows`);
  assert.deepEqual([state.hacked, state.strangers], [undefined, []], name);
  await page.locator("#graph svg").screenshot({ path: join(folder, `${name}-graph.png`) });
  await done(name);
};

// The comment: our own tags only, no link, tables whole, each graph drawn.
const comments = readdirSync(folder, { withFileTypes: true }).flatMap((e) => {
  if (e.isDirectory()) return [[e.name, join(folder, e.name, "report.markdown")]];
  return e.name.endsWith(".md") ? [[e.name.replace(".md", ""), join(folder, e.name)]] : [];
});
let graphs = 0;
for (const [name, path] of comments) {
  const text = readFileSync(path, "utf8");
  assert.ok(text.length < LONGEST, `${name}: ${text.length} characters`);
  const { page, done } = await blank();
  await page.setContent(`<!doctype html><meta charset=utf-8><title>comment</title><style>body{font:14px sans-serif;max-width:900px;margin:20px auto}table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:4px 8px}pre,code{background:#f0f0f0}</style><body>${markdown.render(text)}`);
  const state = await page.evaluate(() => ({
    hacked: window.hacked,
    strangers: [...document.body.querySelectorAll(":not(h1, h2, h3, p, table, thead, tbody, tr, th, td, details, summary, b, strong, sub, code, pre, ul, ol, li, em, br)")].map((e) => e.outerHTML),
    attributes: [...document.body.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.name)).filter((n) => !["class", "start", "style"].includes(n)),
    headings: [...document.querySelectorAll("h1, h2, h3")].filter((e) => !e.closest("details")).length,
    uneven: [...document.querySelectorAll("table")].filter((t) => new Set([...t.rows].map((r) => r.cells.length)).size !== 1).length,
    open: document.querySelectorAll("details details").length,
  }));
  assert.deepEqual({ ...state, headings: 0 }, { hacked: undefined, strangers: [], attributes: [], headings: 0, uneven: 0, open: 0 }, name);
  assert.ok(state.headings >= 1 && state.headings <= 3, `${name}: ${state.headings} headings`);
  await page.screenshot({ path: join(folder, `${name}-comment.png`), fullPage: false });
  await done(name);
  for (const [at, token] of markdown.parse(text, {}).filter((t) => t.type === "fence" && t.info === "mermaid").entries()) {
    await drawn(`${name}${at || ""}`, token.content);
    graphs += 1;
  }
}
const alone = readdirSync(folder).filter((name) => /^hostile-\d+\.mmd$/.test(name));
for (const name of alone) await drawn(name.replace(".", "-"), readFileSync(join(folder, name), "utf8"));
assert.ok(graphs > 1 && alone.length > 5, `${graphs} graphs, ${alone.length} hostile ones`);

// A picture opened by itself: text, no script, no stranger.
const pictures = readdirSync(folder).filter((name) => /^hostile-\d+\.svg$/.test(name));
for (const name of pictures) {
  const { page, done } = await blank();
  await page.goto(pathToFileURL(join(folder, name)).href);
  const state = await page.evaluate(() => ({
    hacked: window.hacked,
    root: document.documentElement.localName,
    names: [...new Set([...document.querySelectorAll("*")].map((e) => e.localName))].filter((n) => !["svg", "title", "desc", "style", "defs", "g", "path", "rect", "text", "tspan", "circle", "line", "polygon", "polyline", "marker", "pattern", "use", "symbol", "ellipse"].includes(n)),
    events: [...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.name)).filter((n) => n.startsWith("on") || n.endsWith("href")),
    boxes: document.querySelectorAll(".kh-node").length,
    hidden: /[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u0000-\u0008]/.test(document.documentElement.textContent),
  }));
  assert.deepEqual({ ...state, boxes: 0 }, { hacked: undefined, root: "svg", names: [], events: [], boxes: 0, hidden: false }, name);
  assert.ok(state.boxes > 3, name);
  await done(name);
}
await browser.close();
console.log(`the comment: ${comments.length} rendered, ${graphs + alone.length} graphs drawn, ${pictures.length} pictures by themselves, all text`);
