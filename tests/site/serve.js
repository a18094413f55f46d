"use strict";
// A folder over http on this machine, for the time of a test: every file as it is, no compression, no cache.
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const TYPES = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json", ".csv": "text/csv; charset=utf-8",
  ".xml": "application/xml", ".txt": "text/plain; charset=utf-8", ".pdf": "application/pdf",
};

function answer(folder, request, response) {
  const asked = decodeURIComponent(new URL(request.url, "http://here").pathname);
  const file = path.join(folder, asked.endsWith("/") ? `${asked}index.html` : asked);
  if (!file.startsWith(folder + path.sep) || !fs.existsSync(file) || !fs.statSync(file).isFile()) {
    response.writeHead(404, { "content-type": "text/plain" });
    response.end("not here\n");
    return;
  }
  response.writeHead(200, { "content-type": TYPES[path.extname(file)] || "application/octet-stream" });
  fs.createReadStream(file).pipe(response);
}

// {address: "http://127.0.0.1:1234/", close()}
function serve(folder) {
  const server = http.createServer((request, response) => answer(folder, request, response));
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({
      address: `http://127.0.0.1:${server.address().port}/`,
      close: () => { server.closeAllConnections(); server.close(); },
    }));
  });
}

module.exports = { serve };
