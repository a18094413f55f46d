"use strict";
// axe-core with its best-practice rules, light and dark, on three widths.
const fs = require("node:fs");

const WIDTHS = [360, 768, 1440];
const MODES = ["light", "dark"];
const SOURCE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const OPTIONS = { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } };

// Violations as lines of "width mode rule: element"
async function violations(browser, url) {
  const page = await browser.newPage();
  const found = [];
  for (const mode of MODES) {
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: mode }]);
    for (const width of WIDTHS) {
      await page.setViewport({ width, height: 900 });
      await page.goto(url, { waitUntil: "load" });
      await page.evaluate(SOURCE);
      const result = await page.evaluate((options) => globalThis.axe.run(document, options), OPTIONS);
      for (const one of result.violations) {
        found.push(`${width} ${mode} ${one.id}: ${one.nodes.length} × ${one.nodes[0].target.join(" ")}`);
      }
    }
  }
  await page.close();
  return found;
}

module.exports = { violations, WIDTHS, MODES };
