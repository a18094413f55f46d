"use strict";
// A page as it loads: over http and from a folder, under its own policy, with and without scripts.
const { pathToFileURL } = require("node:url");
const path = require("node:path");
const { watch } = require("./browser.js");

const POLICY = "default-src 'self'";

async function once(browser, url, inside, scripts) {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(scripts);
  const seen = await watch(page, inside);
  await page.setViewport({ width: 360, height: 800 });
  await page.goto(url, { waitUntil: "networkidle0" });
  seen.shown = await page.evaluate(() => {
    const policy = document.querySelector("meta[http-equiv=Content-Security-Policy]");
    return {
      policy: policy ? policy.content : "", words: document.querySelector("main").innerText.length,
      links: document.querySelectorAll("main a[href], nav a[href]").length,
      inline: document.querySelectorAll("[style], style, script:not([src]):not([type$=json]), [onclick], [onload]").length,
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    };
  });
  await page.close();
  return seen;
}

async function loads(browser, folder, address, name) {
  const web = await once(browser, `${address}${name}.html`, address, true);
  const file = await once(browser, pathToFileURL(path.join(folder, `${name}.html`)).href, "file:", true);
  const still = await once(browser, `${address}${name}.html`, address, false);
  const faults = [];
  for (const [where, seen] of [["http", web], ["file", file], ["no script", still]]) {
    seen.errors.forEach((words) => faults.push(`${where}: ${words}`));
    seen.outside.forEach((url) => faults.push(`${where} asked for ${url}`));
    if (!seen.shown.policy.startsWith(POLICY)) faults.push(`${where}: no content security policy`);
    if (where === "no script" && seen.shown.inline) faults.push(`${seen.shown.inline} elements with something inline`);
    if (seen.shown.wide > 0) faults.push(`${where}: ${seen.shown.wide} px wider than a phone`);
  }
  if (name !== "search" && still.shown.words < 0.8 * web.shown.words) faults.push("says less without scripts");
  if (still.shown.links < 10) faults.push("leads nowhere without scripts");
  return { bytes: web.bytes, parts: web.parts, faults };
}

module.exports = { loads };
