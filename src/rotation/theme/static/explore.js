// A figure to move: choose a first and a last day, by sliders or by dragging over the lines. Loaded when it is used.
(function () {
  "use strict";
  var make = rotation.make, count = 0;
  var style = make("link", { rel: "stylesheet", href: rotation.at("_static/uplot-1.6.32.css") });
  document.head.append(style);

  // A colour of the style sheet as the page shows it now: a canvas knows no variables.
  function colour(name, element) {
    var probe = make("span", {});
    probe.style.color = "var(" + name + ")";
    element.append(probe);
    var shown = getComputedStyle(probe).color;
    probe.remove();
    return shown;
  }
  function pale(shown) { return shown.replace(/^rgba?\(([^)]*)\)$/, function (all, parts) { return "rgba(" + parts.split(",").slice(0, 3).join(",") + ",0.2)"; }); }
  function tell(value, places) { return value.toFixed(places).replace("-", "−"); }
  function signed(value, places) { return (value > 0 ? "+" : "") + tell(value, places); }
  function day(iso) {
    return new Date(iso + "T00:00:00Z").toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  }

  // What a window of the lines says, in a sentence.
  function sentence(data, first, last) {
    var said = data.lines.map(function (line) {
      var a = line.values[first], b = line.values[last];
      if (a === null || b === null) return line.label + " not known";
      if (data.rebase) return line.label + " " + signed(100 * (b / a - 1), 1) + "%";
      var part = line.values.slice(first, last + 1).filter(function (value) { return value !== null; });
      return line.label + " from " + tell(a, 2) + " to " + tell(b, 2) + ", between " + tell(Math.min.apply(null, part), 2) +
        " and " + tell(Math.max.apply(null, part), 2);
    });
    var text = day(data.x[first]) + " to " + day(data.x[last]) + ": " + said.join(", ");
    if (data.margin) {
      var parts = data.lines.map(function (line) { return 100 * (line.values[last] / line.values[first] - 1); });
      text += "; margin " + signed(parts[0] - parts[1], 1) + " pp";
    }
    return text + ".";
  }

  function window_of(data, first, last) {
    var x = data.x.slice(first, last + 1).map(function (iso) { return Date.parse(iso + "T00:00:00Z") / 1000; });
    var columns = [x];
    data.lines.forEach(function (line) {
      var base = data.rebase ? line.values[first] / 100 : 1;
      function cut(values) { return values.slice(first, last + 1).map(function (one) { return one === null ? null : one / base; }); }
      columns.push(cut(line.values));
      (line.band || []).forEach(function (values) { columns.push(cut(values)); });
    });
    return columns;
  }

  function chart(data, place, chosen) {
    var ink = colour("--soft", place), rule = colour("--rule", place);
    var tones = [colour("--small", place), colour("--large", place)];
    var series = [{}], bands = [];
    data.lines.forEach(function (line, n) {
      series.push({ label: line.label, stroke: tones[n], width: 2 });
      if (line.band) {
        bands.push({ series: [series.length + 1, series.length], fill: pale(tones[n]) });
        series.push({ label: "95% from", stroke: "transparent", points: { show: false } },
          { label: "to", stroke: "transparent", points: { show: false } });
      }
    });
    var axis = { stroke: ink, grid: { stroke: rule, width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    return new uPlot({
      width: place.clientWidth, height: 300, series: series, bands: bands, legend: { show: false },
      axes: [axis, Object.assign({ size: 52 }, axis)], tzDate: function (ts) { return uPlot.tzDate(new Date(ts * 1000), "UTC"); },
      scales: { y: { range: function (u, low, high) { var room = (high - low) * 0.06 || 1; return [low - room, high + room]; } } },
      cursor: { drag: { x: true, y: false, setScale: false } },
      hooks: { setSelect: [function (u) {
        if (u.select.width < 4) return;
        chosen(u.posToIdx(u.select.left), u.posToIdx(u.select.left + u.select.width));
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
      }] },
    }, window_of(data, 0, data.x.length - 1), place);
  }

  function slider(id, words, value, most) {
    var box = make("input", { type: "range", id: id, min: "0", max: String(most), value: String(value) });
    return { box: box, row: make("p", { "class": "slide" }, make("label", { "for": id }, words), box) };
  }

  function panel(button, data) {
    var most = data.x.length - 1, id = "explore-" + (++count), first = 0, last = most, plot = null;
    var from = slider(id + "-from", "First day", 0, most), to = slider(id + "-to", "Last day", most, most);
    var place = make("div", { "class": "chart" }), said = make("output", { "for": id + "-from " + id + "-to" });
    var whole = make("button", { type: "button" }, "Whole range");
    said.setAttribute("aria-live", "polite");
    place.setAttribute("aria-hidden", "true");
    var box = make("div", { "class": "explorer", role: "group", "aria-label": "Explore the figure" },
      make("p", {}, data.about + " Move the sliders, or drag over the lines."), place, from.row, to.row, make("p", {}, said), make("p", {}, whole));

    function show(a, b) {
      first = Math.max(0, Math.min(a, most - 1));
      last = Math.min(most, Math.max(b, first + 1));
      from.box.value = first; to.box.value = last;
      from.box.setAttribute("aria-valuetext", day(data.x[first]));
      to.box.setAttribute("aria-valuetext", day(data.x[last]));
      said.textContent = sentence(data, first, last);
      if (plot) plot.setData(window_of(data, first, last));
    }
    from.box.oninput = function () { show(+from.box.value, Math.max(last, +from.box.value + 1)); };
    to.box.oninput = function () { show(Math.min(first, +to.box.value - 1), +to.box.value); };
    whole.onclick = function () { show(0, most); };
    button.closest("figure").append(box);
    plot = chart(data, place, function (a, b) { show(first + a, first + b); });
    addEventListener("resize", function () { plot.setSize({ width: place.clientWidth, height: 300 }); });
    new MutationObserver(function () {          // the reader chose other colours
      plot.destroy();
      plot = chart(data, place, function (a, b) { show(first + a, first + b); });
      show(first, last);
    }).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    show(0, most);
    return box;
  }

  rotation.explore = function (button) {
    rotation.load("_static/uplot-1.6.32.js", function () {
      rotation.ask(button.dataset.explore, function (data) {
        if (!data || !window.uPlot) return;
        var box = button.explorer || (button.explorer = panel(button, data));
        if (button.getAttribute("aria-expanded") === "true") box.hidden = true; else box.hidden = false;
        button.setAttribute("aria-expanded", String(!box.hidden));
        if (!box.hidden) box.querySelector("input").focus();
      });
    });
  };
})();
