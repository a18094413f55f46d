// Searching: a list of everything that can be found is loaded as a script, and read through from end to end.
(function () {
  "use strict";
  var make = rotation.make;
  var box = document.getElementById("search-box"), status = document.getElementById("search-status");
  var list = document.getElementById("search-results"), form = document.getElementById("search-form");
  var MOST = 60, AROUND = 70;
  var WEIGHT = { chapter: 1.6, ticker: 1.7, article: 1.5, term: 1.4, page: 1.3, section: 1.1, series: 1.0, claim: 1.0 };
  var entries = null;

  function plain(text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); }
  function words(text) { return plain(text).split(/[^\p{L}\p{N}&%./+-]+/u).map(trimmed).filter(Boolean); }
  function trimmed(word) { return word.replace(/^[.,/+-]+|[.,/-]+$/g, ""); }

  function taken(found) {
    if (!found) { status.textContent = "The list of what can be found could not be loaded."; return; }
    entries = found.entries.map(function (row) {
      return { kind: found.kinds[row[0]], title: row[1], address: row[2], text: row[3] || "",
        name: " " + words(row[1]).join(" ") + " ", body: " " + words(row[3] || "").join(" ") + " " };
    });
    run();
  }

  // How well one word fits: whole words before beginnings before parts, titles before texts; 0 if not at all.
  function fit(entry, word) {
    if (entry.name.indexOf(" " + word + " ") >= 0) return 24;
    if (entry.name.indexOf(" " + word) >= 0) return 12;
    if (entry.body.indexOf(" " + word + " ") >= 0) return 4;
    if (entry.body.indexOf(" " + word) >= 0) return 2;
    return word.length > 2 && (entry.name + entry.body).indexOf(word) >= 0 ? 1 : 0;
  }

  function score(entry, asked) {
    var sum = 0, hits = 0;
    asked.forEach(function (word) { var one = fit(entry, word); sum += one; hits += one > 0; });
    if (entry.name === " " + asked.join(" ") + " ") sum += 100;
    else if (asked.length > 1 && (entry.name + entry.body).indexOf(asked.join(" ")) >= 0) sum += 10;
    return { entry: entry, hits: hits, points: sum * (WEIGHT[entry.kind] || 1) };
  }

  function matches(asked) {
    var scored = entries.map(function (entry, place) { var one = score(entry, asked); one.place = place; return one; });
    var most = scored.reduce(function (best, one) { return Math.max(best, one.hits); }, 0);
    var found = scored.filter(function (one) { return most && one.hits === most; });
    found.sort(function (a, b) { return b.points - a.points || a.place - b.place; });
    return { found: found, whole: most === asked.length };
  }

  function snippet(entry, asked) {
    var low = entry.text.toLowerCase(), where = -1;
    asked.forEach(function (word) { var here = low.indexOf(word); if (here >= 0 && (where < 0 || here < where)) where = here; });
    if (where < 0) where = 0;
    var first = Math.max(0, where - AROUND), last = Math.min(entry.text.length, where + 2 * AROUND);
    if (first > 0) first = entry.text.indexOf(" ", first) + 1 || first;
    var text = (first > 0 ? "… " : "") + entry.text.slice(first, last) + (last < entry.text.length ? " …" : "");
    return marked(text, asked);
  }

  function marked(text, asked) {
    var line = make("p", { "class": "snippet", dir: "auto" }), low = text.toLowerCase(), done = 0;
    while (done < text.length) {
      var next = -1, length = 0;
      asked.forEach(function (word) {
        var here = low.indexOf(word, done);
        if (here >= 0 && (next < 0 || here < next)) { next = here; length = word.length; }
      });
      if (next < 0) break;
      line.append(text.slice(done, next), make("mark", {}, text.slice(next, next + length)));
      done = next + length;
    }
    line.append(text.slice(done));
    return line;
  }

  function shown(one, asked) {
    var entry = one.entry;
    var link = make("a", { href: rotation.at(entry.address) }, make("bdi", {}, entry.title));
    var item = make("li", {}, link, " ", make("span", { "class": "kind" }, entry.kind));
    if (entry.text) item.append(snippet(entry, asked));
    return item;
  }

  function run() {
    if (!entries) return;
    var asked = Array.from(new Set(words(box.value)));
    list.textContent = "";
    if (!asked.length) { status.textContent = ""; return; }
    var result = matches(asked), some = result.found.slice(0, MOST);
    some.forEach(function (one) { list.append(shown(one, asked)); });
    status.textContent = told(result, some.length);
  }

  function told(result, shownNow) {
    var all = result.found.length;
    if (!all) return "Nothing found.";
    var count = all === 1 ? "1 place" : all + " places";
    var part = shownNow < all ? ", the first " + shownNow + " shown" : "";
    return result.whole ? count + " found" + part + "." : "No place has all of these words; " + count + " with some of them" + part + ".";
  }

  function remember() {
    try { history.replaceState(null, "", location.pathname + (box.value ? "?q=" + encodeURIComponent(box.value) : "")); }
    catch (refused) { /* a page from a folder may be refused */ }
  }

  // Down and up move between the box and what was found; Enter follows a link, in the box it leads to the first.
  form.addEventListener("keydown", move);
  list.addEventListener("keydown", move);
  function move(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp" && event.key !== "Escape") return;
    var links = Array.from(list.querySelectorAll("a")), here = links.indexOf(document.activeElement);
    var next = event.key === "Escape" ? -1 : here + (event.key === "ArrowDown" ? 1 : -1);
    if (event.key === "Escape" && here < 0) return;
    event.preventDefault();
    (next < 0 ? box : links[Math.min(next, links.length - 1)] || box).focus();
  }

  form.hidden = false;
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    remember();
    var first = list.querySelector("a");
    if (first) first.focus();
  });
  box.addEventListener("input", function () { run(); remember(); });
  box.value = new URLSearchParams(location.search).get("q") || "";
  status.textContent = "Loading …";
  rotation.ask("search/index", taken);
  box.focus({ preventScroll: true });
})();
