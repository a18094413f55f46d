"use strict";
// Eight scores of a page: four categories, on a phone with a slow line and on a desktop; the median of some runs.
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const LEAST = 95;
const AGAIN = 3;           // runs that a page gets at most where only one was asked for and it fell short

async function scores(lighthouse, desktop, page, url, form) {
  const flags = { onlyCategories: CATEGORIES, disableFullPageScreenshot: true, logLevel: "error" };
  const result = await lighthouse(url, flags, form === "desktop" ? desktop : undefined, page);
  const report = result.lhr;
  if (report.runtimeError) throw new Error(`${url}: ${report.runtimeError.message}`);
  const lost = Object.values(report.categories).flatMap((category) => category.auditRefs)
    .filter((reference) => reference.weight > 0)
    .map((reference) => report.audits[reference.id]).filter((audit) => audit.score !== null && audit.score < 1)
    .map((audit) => `${audit.id} ${audit.displayValue || ""}`.trim());
  return { values: CATEGORIES.map((name) => Math.round(report.categories[name].score * 100)), lost };
}

function median(rows) {
  return CATEGORIES.map((_, at) => rows.map((row) => row[at]).sort((a, b) => a - b)[Math.floor((rows.length - 1) / 2)]);
}

// {mobile: {scores, runs, lost}, desktop: …} of one page
async function audit(browser, url, runs) {
  const { default: lighthouse, desktopConfig } = await import("lighthouse");
  const found = {};
  for (const form of ["mobile", "desktop"]) {
    const rows = [], lost = new Set();
    while (rows.length < runs || (rows.length < AGAIN && Math.min(...median(rows)) < LEAST)) {
      const page = await browser.newPage();
      const one = await scores(lighthouse, desktopConfig, page, url, form);
      await page.close();
      rows.push(one.values);
      one.lost.forEach((words) => lost.add(words));
    }
    found[form] = { scores: median(rows), runs: rows, lost: [...lost] };
  }
  return found;
}

module.exports = { audit, CATEGORIES, LEAST };
