/* ---- the large view: the picture stays in view, what passed is folded ---- */
function number(value, unit) {
  var scaled = unit === "percent" ? 100 * value : value, size = Math.abs(scaled), places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3, said, units;
  if (unit === "percent" || unit === "px" || unit === "degrees" || unit === "faces") { places = size >= 10 ? 0 : 1; }
  said = scaled.toFixed(places);
  if (said.indexOf(".") >= 0) { said = said.replace(/0+$/, "").replace(/\.$/, ""); }
  said = said === "-0" ? "0" : said.replace("-", "\u2212");
  units = facts.units[unit === "faces" && said === "1" ? "face" : unit];
  return units ? text(units).replace("{n}", said) : said;
}
function valued(value, unit) {
  if (value === null || value === undefined) { return "\u2014"; }
  return typeof value === "number" ? number(value, unit) : text(value);
}
function gauge(limit, value, kind) {
  var low = limit.min, high = limit.max, span, from, to, svg, x, out, colour;
  if (typeof value !== "number" || (low === undefined && high === undefined)) { return null; }
  span = low !== undefined && high !== undefined ? high - low : Math.abs(low !== undefined ? low : high);
  span = span || Math.max(Math.abs(value), 1);
  from = low === undefined ? Math.min(0, high - span) : low - span * 0.7;
  to = high === undefined ? low + span * 1.4 : high + span * 0.7;
  function at(v) { return 6 + 138 * (Math.min(to, Math.max(from, v)) - from) / (to - from); }
  svg = draw("svg", { "class": "gauge", viewBox: "0 0 150 22", "aria-hidden": "true", focusable: "false" });
  svg.appendChild(draw("rect", { x: 6, y: 9, width: 138, height: 6, fill: "#dfe5ea" }));
  band(low, high, "#bfe3cb", "#1b7a3d");
  if (limit.warn_min !== undefined || limit.warn_max !== undefined) {
    if (limit.warn_min !== undefined) { band(low, limit.warn_min, "#f3dca6", "#a86500"); }
    if (limit.warn_max !== undefined) { band(limit.warn_max, high, "#f3dca6", "#a86500"); }
  }
  function band(first, last, fill, edge) {
    var start = first === undefined ? 6 : at(first), end = last === undefined ? 144 : at(last);
    svg.appendChild(draw("rect", { x: start, y: 6, width: Math.max(2, end - start), height: 12, fill: fill, stroke: edge, "stroke-width": 1 }));
  }
  x = at(value);
  out = value < from ? "M0 12l9-7v14z" : value > to ? "M150 12l-9-7v14z" : "M" + x + " 22V4M" + (x - 4) + " 0h8l-4 6z";
  colour = kind === "pass" ? "#1b2733" : "#b3261e";
  svg.appendChild(draw("path", { d: out, fill: colour, stroke: colour, "stroke-width": 1.6 }));
  return svg;
}
function row(f) {
  var rule = facts.checks[f[0]], line = make("tr", f[1]), cell = make("td", "", text(rule.title)), drawn;
  cell.appendChild(make("small", "id", " " + rule.id));
  line.appendChild(cell);
  line.appendChild(state(f[1], "td")).className += " nowrap";
  line.appendChild(make("td", typeof f[2] === "number" ? "value number" : "value", valued(f[2], rule.unit)));
  line.appendChild(make("td", "limit", text(rule.allowed)));
  cell = make("td", "drawn");
  drawn = gauge(rule.limit, f[2], f[1]);
  if (drawn) { cell.appendChild(drawn); }
  line.appendChild(cell);
  return line;
}
function table(rows) {
  var made = make("table", "findings"), head = make("tr"), body = make("tbody");
  ["item", "result", "value", "limit", ""].forEach(function (name) { head.appendChild(make("th", name, name && word(name))); });
  made.appendChild(make("thead")).appendChild(head);
  made.appendChild(body);
  rows.forEach(function (f) { body.appendChild(row(f)); });
  return made;
}
function passed(photo, box) {
  Object.keys(facts.families).forEach(function (family) {
    var own = photo.f.filter(function (f) { return f[1] === "pass" && facts.checks[f[0]].family === family; }), part;
    if (!own.length) { return; }
    part = make("details", "family");
    part.appendChild(make("summary", "", word("passedOf", text(facts.families[family]), own.length)));
    part.appendChild(table(own));
    box.appendChild(part);
  });
}
function enlarge(place) {
  var photo = photos[place], box = empty(byId("large-facts")), at = shown.indexOf(place), missed;
  open = place;
  say("large-title", title(photo) + "  " + photo.m + "  ");
  byId("large-title").appendChild(state(photo.v));
  say("large-place", at < 0 ? "" : word("placeOf", at + 1, shown.length));
  empty(byId("large-picture")).appendChild(picture(photo, window.innerWidth < 700 ? 250 : Math.min(500, window.innerHeight - 260), true));
  if (photo.i) { byId("large-picture").appendChild(keyList(make("ul", "key"), "li")); }
  (notes[photo.p] || []).forEach(function (each) { box.appendChild(make("p", "told " + each[3], text(each[1]))); });
  photo.a.forEach(function (told) {
    var part = make("div", "told " + told[0]);
    part.appendChild(make("b", "", text(told[2])));
    part.appendChild(make("small", "cure", text(facts.cures[told[1]])));
    part.appendChild(make("p", "advice", text(told[3])));
    box.appendChild(part);
  });
  missed = photo.f.filter(function (f) { return f[1] !== "pass"; });
  if (missed.length) { box.appendChild(table(missed)); }
  passed(photo, box);
  box.appendChild(make("p", "where", word("where", photo.p)));
  if (photo.o) { box.appendChild(make("p", "where", word("output", photo.o))); }
  byId("before").disabled = at <= 0;
  byId("after").disabled = at < 0 || at >= shown.length - 1;
  if (byId("veil").hidden) { byId("veil").hidden = false; byId("large").focus(); }
  byId("large-body").scrollTop = 0;
}
function step(by) {
  var at = shown.indexOf(open) + by;
  if (at >= 0 && at < shown.length) { opener = cards[shown[at]]; enlarge(shown[at]); }
}
function shut() {
  byId("veil").hidden = true;
  open = -1;
  if (opener) { opener.focus(); }
}
function keys(event) {
  var name = event.key, typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
  if (byId("veil").hidden) {
    if (name === "/" && !typing) { event.preventDefault(); byId("search").focus(); }
    return;
  }
  if (name === "Escape" || name === "Esc") { shut(); }
  if (name === "ArrowLeft" || name === "Left") { step(-1); }
  if (name === "ArrowRight" || name === "Right") { step(1); }
  if (name === "Tab") { keepInside(event); }
}
function keepInside(event) {
  var stops = [].filter.call(byId("large").querySelectorAll("button, summary"), function (each) { return !each.disabled; });
  var first = stops[0], last = stops[stops.length - 1], here = document.activeElement;
  if (event.shiftKey ? here === first || here === byId("large") : here === last) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}
