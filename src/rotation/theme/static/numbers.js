// A number opened where it stands: what its page tells, in a dialog. Loaded by book.js when the first one is chosen.
(function () {
  "use strict";
  var make = rotation.make;
  var root = new URL(document.documentElement.dataset.content_root, location.href).href;

  function page(address, anchor) { return rotation.at(address + ".html") + (anchor ? "#" + anchor : ""); }
  function link(text, address, anchor) { return make("a", { href: page(address, anchor) }, text); }
  function bdi(text) { return make("bdi", {}, text); }
  function slug(name) { return name.replace(/\//g, "-"); }

  function fact(list, name, told) {
    if (told === undefined || told === null || told === "") return;
    var place = make("dd", {});
    place.append.apply(place, Array.isArray(told) ? told : [told]);
    list.append(make("dt", {}, name), place);
  }

  function between(parts, sign) {
    var all = [];
    parts.forEach(function (part, n) { if (n) all.push(sign); all.push(part); });
    return all;
  }

  function table(found) {
    var head = make("tr", {}), body = make("tbody", {});
    found.head.forEach(function (name) { head.append(make("th", { scope: "col" }, name)); });
    found.body.forEach(function (cells) {
      var row = make("tr", {});
      cells.forEach(function (cell, n) { row.append(make("td", n ? { "class": "n" } : {}, cell)); });
      body.append(row);
    });
    return make("div", { "class": "scroll", role: "region", tabindex: "0", "aria-label": found.told },
      make("table", {}, make("caption", {}, found.told), make("thead", {}, head), body));
  }

  function facts(number) {
    var list = make("dl", {});
    var unit = number.unit && number.unit !== "text" ? " " + number.unit : "";
    if (number.value !== number.text) fact(list, "Value", number.value ? number.value + unit : "");
    if (number.low && number.high) fact(list, "95% interval", number.low + " to " + number.high + unit);
    fact(list, "n", number.n);
    fact(list, "As of", number.as_of);
    fact(list, "How", number.formula && bdi(number.formula));
    if (number.of) fact(list, "Claim", link(number.of, "claims/" + slug(number.of)));
    if (number.beside) fact(list, "Rests on", "what its cell computed, from " + number.beside.join(", "));
    if (number.claims) {
      var claims = number.claims.map(function (id) { return link(id, "claims/" + slug(id)); });
      if (number.claims_more) claims.push("and " + number.claims_more);
      fact(list, "Claims counted", claims.length ? between(claims, " ") : "none");
    }
    return list;
  }

  function input(name, told) {
    var head = told.page ? link(name, told.page) : make("span", {}, name);
    var words = ": " + told.title + (told.stated ? ", printed as " + told.stated : "") + ". ";
    var rest = [];
    if (told.kind === "series") {
      rest.push(told.producer + "; " + told.unit + ", " + told.frequency + ". ");
      if (told.n) rest.push("This edition sees " + told.n.toLocaleString("en") + " rows, " + told.first + " to " + told.last +
        "; a row is released " + told.released + ". ");
      rest.push("Retrieved " + told.retrieved + ". " + told.terms + " ");
      rest.push(make("span", { "class": "digest" }, "SHA-256 " + told.sha256));
    } else if (told.kind === "document") {
      rest.push(told.publisher + ", " + told.dated + ", released " + told.released + ". Read as: " + told.read + ". ");
      if (/^https?:\/\//.test(told.url || "")) rest.push(make("a", { href: told.url, rel: "noopener noreferrer" }, "The document"));
    }
    var item = make("li", {}, head, bdi(words));
    item.append.apply(item, rest);
    return item;
  }

  function code(data) {
    var part = make("div", {});
    if (data.source) part.append(make("details", {}, make("summary", {}, "The cell’s code"),
      make("pre", { "class": "code", tabindex: "0" }, make("code", {}, data.source))));
    var list = make("ul", {});
    data.functions.forEach(function (one) {
      list.append(make("li", {}, link(one.name, one.page, one.anchor), one.about ? ": " + one.about : ""));
    });
    if (data.functions.length) part.append(list);
    return part;
  }

  function copy(address) {
    var button = make("button", { type: "button" }, "Copy link"), said = make("span", { role: "status" });
    button.onclick = function () {
      function done(good) { said.textContent = good ? "Copied." : address; }
      if (navigator.clipboard && navigator.clipboard.writeText) {
        navigator.clipboard.writeText(address).then(function () { done(true); }, function () { done(false); });
      } else done(false);
    };
    return [button, said];
  }

  function content(data, number, address) {
    var body = make("div", { "class": "number" });
    var bar = make("p", { "class": "bar" }, make("a", { href: address }, "Open as page"));
    bar.append.apply(bar, copy(address));
    body.append(bar, facts(number));
    (number.rows || []).forEach(function (found) { body.append(table(found)); });
    var used = make("ul", {});
    var names = number.inputs || number.beside || [];
    names.forEach(function (name) { used.append(input(name, data.inputs[name])); });
    if (names.length) body.append(make("h3", {}, "Inputs"), used);
    body.append(make("h3", {}, "Computed by"), make("p", {}, link(data.chapter_title + ", cell " + data.cell, data.home, data.cell)));
    body.append(code(data));
    return body;
  }

  rotation.opens(function (chosen) {
    var parts = chosen.href.split("#"), name = parts[0].replace(root, "").replace(/\.html$/, "");
    var anchor = decodeURIComponent(parts[1] || "");
    rotation.ask(name, function (data) {
      var number = data && data.numbers[anchor];
      if (!number) { location.href = chosen.href; return; }
      chosen.focus();
      rotation.dialog(number.text, content(data, number, chosen.href)).classList.add("of-number");
    });
  });

  var style = make("link", { rel: "stylesheet", href: rotation.at("_static/evidence.css") });
  document.head.append(style);
})();
