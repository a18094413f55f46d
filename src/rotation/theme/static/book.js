// The book's own script. Everything on a page works without it; it puts some of it nearer at hand.
var rotation = (function () {
  "use strict";
  var root = document.documentElement;
  var loaded = {}, taken = {}, opener = null;

  function at(address) { return new URL(address, new URL(root.dataset.content_root, location.href)).href; }

  // Load a classic script of the site once, then call done(true), or done(false) if it cannot be loaded.
  function load(address, done) {
    var one = loaded[address];
    if (!one) {
      one = loaded[address] = { over: false, good: false, waiting: [] };
      var script = document.createElement("script");
      script.onload = function () { end(one, true); };
      script.onerror = function () { end(one, false); };
      script.src = at(address);
      document.head.appendChild(script);
    }
    if (!done) return;
    if (one.over) done(one.good); else one.waiting.push(done);
  }

  function end(one, good) {
    one.over = true;
    one.good = good;
    one.waiting.splice(0).forEach(function (done) { done(good); });
  }

  // A data file calls take(name, value); ask(name, done) loads name + ".js" if its value is not here yet.
  function take(name, value) { taken[name] = value; }

  function ask(name, done) {
    if (name in taken) return done(taken[name]);
    load(name + ".js", function () { done(taken[name]); });
  }

  // make("p", {class: "x"}, "text", node …): an element; what others wrote is only ever set as text.
  function make(tag, attributes) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    for (var i = 2; i < arguments.length; i++) element.append(arguments[i]);
    return element;
  }

  // Show a node in a dialog; it closes with Esc, its button or a click beside it, and focus goes back to where it was.
  function dialog(title, content, link) {
    var name = make("h2", { id: "dialog-title" }, title);
    var close = make("button", { type: "button", "class": "close" }, "Close");
    var box = make("dialog", { "aria-labelledby": "dialog-title" }, make("div", { "class": "dialog-head" }, name, close),
      make("div", { "class": "dialog-body" }, content));
    var before = document.activeElement;
    if (link) box.append(make("p", { "class": "dialog-foot" }, make("a", { href: link }, "Open as a page")));
    close.onclick = function () { box.close(); };
    box.onclick = function (event) { if (event.target === box) box.close(); };
    box.onclose = function () { box.remove(); if (before && before.focus) before.focus(); };
    document.body.append(box);
    box.showModal();
    return box;
  }

  return { at: at, load: load, take: take, ask: ask, make: make, dialog: dialog,
    opens: function (open) { opener = open; }, opener: function () { return opener; } };
})();

(function () {
  "use strict";
  var root = document.documentElement, make = rotation.make;
  function find(what, where) { return (where || document).querySelector(what); }
  function all(what) { return Array.prototype.slice.call(document.querySelectorAll(what)); }
  function kept(name) { try { return localStorage.getItem(name); } catch (refused) { return null; } }
  function keep(name, value) {
    try { value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch (refused) { /* not kept */ }
  }

  // ---- colours: as the system, light, dark
  var modes = ["", "light", "dark"], words = { "": "as the system has them", light: "light", dark: "dark" };
  var button = find("button.mode");
  function name() { button.setAttribute("aria-label", "Colours: " + words[root.dataset.theme || ""]); }
  if (button) {
    name();
    button.onclick = function () {
      var next = modes[(modes.indexOf(root.dataset.theme || "") + 1) % modes.length];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      keep("rotation-colours", next);
      name();
    };
  }

  // ---- the contents on a phone
  var menu = find("a.menu"), contents = find("#navigation"), close = find("#navigation .close");
  function show(open) {
    contents.classList.toggle("open", open);
    menu.setAttribute("aria-expanded", String(open));
    if (location.hash === "#navigation") history.replaceState(null, "", location.pathname + location.search);
    if (open) (find("a[aria-current]", contents) || close).focus(); else menu.focus();
  }
  if (menu && contents) {
    menu.setAttribute("aria-expanded", String(location.hash === "#navigation"));
    menu.onclick = function (event) { event.preventDefault(); show(!contents.classList.contains("open")); };
    close.onclick = function (event) { event.preventDefault(); show(false); };
    contents.onkeydown = function (event) { if (event.key === "Escape" && contents.classList.contains("open")) show(false); };
  }

  // ---- a number opens where it stands; its link leads to the same
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a.num");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    rotation.load("_static/numbers.js", function () {
      var open = rotation.opener();
      if (open) open(link); else location.href = link.href;
    });
  });

  // ---- a figure that can be explored
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("button[data-explore]");
    if (button) rotation.load("_static/explore.js", function () { if (rotation.explore) rotation.explore(button); });
  });

  // ---- only what scrolls sideways need be reached by keyboard
  function settle() {
    all(".scroll").map(function (region) { return [region, region.scrollWidth > region.clientWidth + 1]; })
      .forEach(function (pair) {
        if (pair[1]) pair[0].setAttribute("tabindex", "0"); else pair[0].removeAttribute("tabindex");
      });
  }
  var later = window.requestIdleCallback || function (run) { setTimeout(run, 200); };
  later(settle);
  addEventListener("resize", function () { later(settle); });

  // ---- keys. A reader who speaks or whose hand shakes can turn them off.
  var keys = [["/", "search"], ["[", "previous page"], ["]", "next page"], ["?", "this list"]];
  function on() { return kept("rotation-keys") !== "off"; }
  function help() {
    var list = make("dl", { "class": "keys" });
    keys.forEach(function (key) { list.append(make("dt", {}, make("kbd", {}, key[0])), make("dd", {}, key[1])); });
    var box = make("input", { type: "checkbox", id: "keys-on" });
    box.checked = on();
    box.onchange = function () { keep("rotation-keys", box.checked ? "" : "off"); };
    rotation.dialog("Keyboard", make("div", {}, list, make("p", {}, box, make("label", { "for": "keys-on" }, " Single keys work"))));
  }
  function follow(what) { var link = find(what); if (link) location.href = link.href; }
  function search(event) {
    var box = find("#search-box") || find("#site-search");
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !on() || find("dialog[open]")) return;
    if (event.target.closest && event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/") search(event);
    else if (event.key === "?") help();
    else if (event.key === "[") follow("link[rel=prev]");
    else if (event.key === "]") follow("link[rel=next]");
  });
  all("button.keys").forEach(function (one) { one.onclick = help; });
})();
