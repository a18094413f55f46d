// The book's own script. Everything on a page works without it; it makes some of it nearer at hand.
var rotation = (function () {
  "use strict";
  var root = document.documentElement;
  var loaded = {};

  function at(address) { return new URL(address, new URL(root.dataset.content_root, location.href)).href; }

  // Load a classic script of the site once, then call back (also if it cannot be loaded, with false).
  function load(address, done) {
    var known = loaded[address];
    if (known && known.over) { if (done) done(known.good); return; }
    if (known) { if (done) known.waiting.push(done); return; }
    known = loaded[address] = { over: false, good: false, waiting: done ? [done] : [] };
    var script = document.createElement("script");
    function end(good) {
      return function () {
        known.over = true; known.good = good;
        known.waiting.forEach(function (one) { one(good); });
      };
    }
    script.onload = end(true);
    script.onerror = end(false);
    script.src = at(address);
    document.head.appendChild(script);
  }

  // Data files call rotation.take(name, value); rotation.ask(name, done) loads name + ".js" if it is not here yet.
  var taken = {};
  function take(name, value) { taken[name] = value; }
  function ask(name, done) {
    if (name in taken) { done(taken[name]); return; }
    load(name + ".js", function () { done(taken[name]); });
  }

  return { at: at, load: load, take: take, ask: ask };
})();
