"use strict";
// node run.js SITE REPORT [--runs N] [--only KIND]     every kind of page, by Lighthouse, axe-core and a look at how it loads
const fs = require("node:fs");
const path = require("node:path");
const { audit, CATEGORIES, LEAST } = require("./lighthouse.js");
const { violations } = require("./axe.js");
const { loads } = require("./loading.js");
const { open } = require("./browser.js");
const { serve } = require("./serve.js");

const KINDS = require("./kinds.json");
const MOST_BYTES = 150 * 1024;

function option(name, other) {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? process.argv[at + 1] : other;
}

async function look(browser, folder, address, kind, runs) {
  const name = KINDS[kind];
  if (!fs.existsSync(path.join(folder, `${name}.html`))) return { kind, name, faults: ["the page is not there"] };
  const loading = await loads(browser, folder, address, name);
  const axe = await violations(browser, `${address}${name}.html`);
  const lighthouse = runs ? await audit(browser, `${address}${name}.html`, runs) : {};
  const faults = [...loading.faults, ...axe.map((words) => `axe: ${words}`)];
  if (loading.bytes > MOST_BYTES) faults.push(`${loading.bytes} bytes, more than ${MOST_BYTES}`);
  for (const [form, one] of Object.entries(lighthouse)) {
    one.scores.forEach((score, at) => {
      if (score < LEAST) faults.push(`${form} ${CATEGORIES[at]} ${score} < ${LEAST} (${one.lost.join(", ")})`);
    });
  }
  return { kind, name, ...loading, axe, lighthouse, faults };
}

function line(one) {
  const scores = ["mobile", "desktop"].map((form) => (one.lighthouse && one.lighthouse[form]
    ? one.lighthouse[form].scores.join("/") : "–").padEnd(17));
  const bytes = one.bytes ? `${(one.bytes / 1024).toFixed(0)} KB` : "–";
  return `${one.kind.padEnd(28)}${scores.join("")}axe ${String(one.axe ? one.axe.length : "–").padEnd(4)}${bytes.padStart(7)}  ` +
    `${one.faults.length ? `${one.faults.length} faults` : "good"}`;
}

async function main() {
  const folder = path.resolve(process.argv[2]), report = path.resolve(process.argv[3]);
  const runs = Number(option("runs", "1")), only = option("only", "");
  const server = await serve(folder), chromium = await open();
  const found = [];
  console.log(`${"kind".padEnd(28)}${"mobile".padEnd(17)}${"desktop".padEnd(17)}(performance/accessibility/best practices/SEO, ${runs} runs)`);
  try {
    for (const kind of Object.keys(KINDS).filter((name) => !only || name === only)) {
      const one = await look(chromium.browser, folder, server.address, kind, runs);
      found.push(one);
      console.log(line(one));
      one.faults.forEach((words) => console.log(`    ${words}`));
    }
  } finally {
    await chromium.close();
    server.close();
  }
  fs.mkdirSync(path.dirname(report), { recursive: true });
  fs.writeFileSync(report, `${JSON.stringify({ runs, least: LEAST, mostBytes: MOST_BYTES, pages: found }, null, 1)}\n`);
  process.exitCode = found.some((one) => one.faults.length) ? 1 : 0;
}

main().catch((error) => { console.error(error); process.exitCode = 2; });
