// Filters and sorting for the ledger's table. Without this script the page holds every claim, grouped by verdict.
// What is chosen stands in the address, so that a view can be sent to others: #verdict=inaccurate&article=002&sort=claim
(function () {
  "use strict";
  var table = document.querySelector("table.ledger");
  if (!table) return;
  var KEYS = ["text", "article", "topic", "verdict", "subject", "sort"];
  var NAMES = { text: "Words", article: "Article", topic: "Topic", verdict: "Verdict", subject: "Subject" };
  var COLUMNS = [["claim", "Claim"], ["statement", "What the article says"], ["stated", "Stated"], ["found", "Found"], ["verdict", "Verdict"]];
  var groups = Array.prototype.slice.call(table.tBodies);
  var rows = [], verdicts = [], details = null, controls = {}, flat = null, count, waiting, latest;

  groups.forEach(function (group, place) {
    verdicts.push([group.className, group.rows[0].textContent.split(":")[0].trim()]);
    Array.prototype.slice.call(group.rows, 1).forEach(function (row) {
      var id = row.cells[0].textContent.trim();
      rows.push({ row: row, id: id, article: id.slice(0, id.lastIndexOf("/")), statement: row.cells[1].textContent.trim(),
        verdict: group.className, words: verdicts[place][1], place: place });
    });
  });

  function make(name, properties, text) {
    var made = document.createElement(name);
    Object.keys(properties || {}).forEach(function (key) { made.setAttribute(key, properties[key]); });
    if (text) made.textContent = text;
    return made;
  }

  // ---- what is chosen, in the address
  function chosen() {
    var found = {}, text = location.hash.slice(1);
    if (text.indexOf("=") < 0) return found;
    new URLSearchParams(text).forEach(function (value, key) { if (KEYS.indexOf(key) >= 0 && value) found[key] = value; });
    return found;
  }
  function remember(state) {
    var query = new URLSearchParams();
    KEYS.forEach(function (key) { if (state[key]) query.set(key, state[key]); });
    var text = query.toString();
    history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  }

  // ---- the form
  function select(key, options) {
    var label = make("label", {}, NAMES[key]), box = make("select", { name: key });
    box.append(make("option", { value: "" }, "all"));
    options.forEach(function (one) { box.append(make("option", { value: one[0] }, one[1])); });
    label.append(box);
    controls[key] = box;
    return label;
  }
  function fill(key, options) {
    options.forEach(function (one) { controls[key].append(make("option", { value: one }, one || "none named")); });
  }
  function build() {
    var form = make("form", { "class": "ledger-tools", role: "search", "aria-label": "Filter the claims" });
    var label = make("label", {}, NAMES.text), articles = [];
    controls.text = make("input", { type: "search", name: "text", autocomplete: "off", maxlength: "200" });
    label.append(controls.text);
    rows.forEach(function (one) { if (articles.indexOf(one.article) < 0) articles.push(one.article); });
    form.append(label, select("verdict", verdicts), select("article", articles.sort().map(function (one) { return [one, one]; })),
      select("topic", []), select("subject", []), make("button", { type: "reset" }, "Show all"));
    count = make("p", { "class": "ledger-count", role: "status", "aria-live": "polite" });
    var frame = table.closest(".scroll") || table;
    frame.before(form, count);
    form.onsubmit = function (event) { event.preventDefault(); };
    form.oninput = form.onchange = function () { clearTimeout(waiting); waiting = setTimeout(function () { apply(read()); }, 120); };
    form.onreset = function () { setTimeout(function () { apply({}); controls.text.focus(); }, 0); };   // emptied by then
    form.addEventListener("focusin", function () { more(function () {}); });
  }
  function read() {
    var state = { sort: chosen().sort };
    Object.keys(controls).forEach(function (key) { state[key] = controls[key].value.trim(); });
    return state;
  }

  // ---- topics, subjects and figures come in a file of their own, when they are needed
  function more(done) {
    if (details) { done(); return; }
    rotation.ask("claims/ledger", function (data) {
      if (!details && data) {
        details = data;
        fill("topic", data.topics);
        fill("subject", data.subjects);
        rows.forEach(function (one) {
          var known = data.claims[one.id] || [];
          one.topic = data.topics[known[0]] || "";
          one.subject = data.subjects[known[1]] || "";
          one.stated = known[2] || "";
          one.found = known[3] || "";
          one.search = [one.id, one.statement, one.subject, one.topic, known[4], one.stated].join(" ").toLowerCase();
        });
      }
      done();
    });
  }

  // ---- the flat table that takes the place of the groups
  function cell(row, text) { var made = make("td"); made.append(make("bdi", {}, text)); row.append(made); return made; }
  function flatten() {
    flat = make("tbody");
    table.tHead.rows[0].replaceChildren();
    COLUMNS.forEach(function (column) {
      var head = make("th", { scope: "col" }), button = make("button", { type: "button" }, column[1]);
      button.onclick = function () {
        var now = chosen().sort || "", next = now === column[0] ? "-" + column[0] : column[0], state = read();
        state.sort = next;
        apply(state);
      };
      head.append(button);
      table.tHead.rows[0].append(head);
    });
    rows.forEach(function (one) {
      cell(one.row, one.stated || "");
      cell(one.row, one.found || "");
      one.row.append(make("td"));
      one.row.lastChild.append(make("span", { "class": "verdict " + one.verdict }, one.words));
    });
    groups.forEach(function (group) { group.remove(); });
    document.querySelectorAll("p.verdicts").forEach(function (one) { one.remove(); });   // they lead to the groups
    table.append(flat);
  }

  function value(one, key) {
    if (key === "verdict") return one.place;
    if (key === "claim") return one.id;
    var text = one[key] || "", figure = parseFloat(text.replace(/−/g, "-").replace(/[^0-9.-]/g, ""));
    return key === "statement" || isNaN(figure) ? text.toLowerCase() : figure;
  }
  function compare(a, b) {
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  }
  function sorted(state) {
    var key = (state.sort || "verdict").replace(/^-/, ""), sign = /^-/.test(state.sort || "") ? -1 : 1;
    return rows.slice().sort(function (one, other) {
      return sign * compare(value(one, key), value(other, key)) || compare(one.id, other.id);
    });
  }
  function holds(one, state) {
    if (state.article && one.article !== state.article) return false;
    if (state.verdict && one.verdict !== state.verdict) return false;
    if (state.topic && one.topic !== state.topic) return false;
    if (state.subject && one.subject !== state.subject) return false;
    return (state.text || "").toLowerCase().split(/\s+/).every(function (word) {
      return (one.search || (one.id + " " + one.statement).toLowerCase()).indexOf(word) >= 0;
    });
  }
  function show(state) {
    if (!flat) flatten();
    var shown = 0;
    sorted(state).forEach(function (one) {
      one.row.hidden = !holds(one, state);
      shown += one.row.hidden ? 0 : 1;
      flat.append(one.row);
    });
    count.textContent = shown === 1 ? "1 claim" : shown + (shown < rows.length ? " of " + rows.length : "") + " claims";
    Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, n) {
      var key = (state.sort || "verdict").replace(/^-/, "");
      if (COLUMNS[n][0] === key) head.setAttribute("aria-sort", /^-/.test(state.sort || "") ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }
  function apply(state) {
    latest = state;                     // more may be chosen while the data is on its way
    remember(state);
    more(function () { show(latest); });
  }
  function put(state) { Object.keys(controls).forEach(function (key) { controls[key].value = state[key] || ""; }); }

  build();
  count.textContent = rows.length + " claims";
  function arrive() {
    var state = chosen();
    if (!Object.keys(state).length) return;
    latest = state;
    more(function () { put(latest); show(latest); count.scrollIntoView({ block: "center" }); });
  }
  addEventListener("hashchange", arrive);
  arrive();
})();
