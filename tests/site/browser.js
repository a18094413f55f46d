"use strict";
// Debian's Chromium without a network of its own.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const puppeteer = require("puppeteer-core");

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
];

async function open() {
  const executablePath = process.env.CHROMIUM || PLACES.find((place) => fs.existsSync(place));
  if (!executablePath) throw new Error("no Chromium: install the package chromium, or name it in CHROMIUM");
  const userDataDir = fs.mkdtempSync(path.join(os.tmpdir(), "rotation-chromium-"));
  const browser = await puppeteer.launch({ executablePath, headless: true, args: FLAGS, userDataDir });
  return { browser, close: async () => { await browser.close(); fs.rmSync(userDataDir, { recursive: true, force: true }); } };
}

// What a page does while it loads: errors, requests to elsewhere, bytes of what it is made of (not pictures).
async function watch(page, inside) {
  const seen = { errors: [], outside: [], bytes: 0, parts: {} };
  page.on("console", (message) => { if (message.type() === "error") seen.errors.push(message.text()); });
  page.on("pageerror", (error) => seen.errors.push(String(error)));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(inside) && !/^(data|blob|about):/.test(url)) seen.outside.push(url);
  });
  page.on("response", async (response) => {
    const kind = response.request().resourceType();
    if (response.status() >= 400) seen.errors.push(`${response.status()} ${response.url()}`);
    if (!["document", "stylesheet", "script", "font"].includes(kind)) return;
    const size = (await response.buffer().catch(() => Buffer.alloc(0))).length;
    seen.bytes += size;
    seen.parts[kind] = (seen.parts[kind] || 0) + size;
  });
  return seen;
}

module.exports = { open, watch };
