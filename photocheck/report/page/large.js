/* ---- the large view ---- */
function number(value) {
  if (typeof value === "number") { return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))); }
  return value === null || value === undefined ? "—" : word(String(value));
}
function limits(limit) {
  var low = limit.min, high = limit.max;
  if (limit.allowed) { return limit.allowed.map(function (v) { return word(String(v)); }).join(" / "); }
  if (low !== undefined && high !== undefined) { return low === high ? number(low) : number(low) + " – " + number(high); }
  if (low !== undefined) { return "≥ " + number(low); }
  return high !== undefined ? "≤ " + number(high) : "";
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
  var start = low === undefined ? 6 : at(low), end = high === undefined ? 144 : at(high);
  svg.appendChild(draw("rect", { x: start, y: 6, width: Math.max(2, end - start), height: 12, fill: "#bfe3cb", stroke: "#1b7a3d", "stroke-width": 1 }));
  x = at(value);
  out = value < from ? "M0 12l9-7v14z" : value > to ? "M150 12l-9-7v14z" : "M" + x + " 22V4M" + (x - 4) + " 0h8l-4 6z";
  colour = kind === "pass" ? "#1b2733" : "#b3261e";
  svg.appendChild(draw("path", { d: out, fill: colour, stroke: colour, "stroke-width": 1.6 }));
  return svg;
}
function findings(photo) {
  var table = make("table"), head = make("tr"), body = make("tbody"), top = make("thead");
  var order = { fail: 0, warn: 1 };
  ["item", "result", "value", "limit", ""].forEach(function (name) { head.appendChild(make("th", "", name && word(name))); });
  top.appendChild(head); table.appendChild(top); table.appendChild(body);
  photo.f.map(function (f, i) { return [f, i]; }).sort(function (a, b) {
    var one = order[a[0][3]], two = order[b[0][3]];
    return (one === undefined ? 2 : one) - (two === undefined ? 2 : two) || a[1] - b[1];
  }).forEach(function (each) {
    var f = each[0], rule = facts.checks[f[0]], row = make("tr", f[3] ? "told " + f[3] : ""), cell = make("td", "", text(rule.title)), drawn, unit;
    cell.appendChild(make("small", "id", " " + rule.id));
    if (f[3]) { cell.appendChild(make("p", "advice", language === "zh" ? f[4] : f[5])); }
    row.appendChild(cell);
    row.appendChild(state(f[1], "td")).className += " nowrap";
    unit = typeof f[2] === "number" ? word(rule.unit) : "";
    row.appendChild(make("td", "nowrap", number(f[2]) + (unit ? " " + unit : "")));
    row.appendChild(make("td", "nowrap", limits(rule.limit)));
    cell = make("td");
    drawn = gauge(rule.limit, f[2], f[1]);
    if (drawn) { cell.appendChild(drawn); }
    row.appendChild(cell);
    body.appendChild(row);
  });
  return table;
}
function keyList() {
  var list = make("ul", "key");
  ["measured", "eyes", "target", "area"].forEach(function (kind) {
    var item = make("li");
    item.appendChild(key(kind));
    item.appendChild(document.createTextNode(word(kind)));
    list.appendChild(item);
  });
  return list;
}
function enlarge(place) {
  var photo = photos[place], box = empty(byId("large-facts")), at = shown.indexOf(place);
  open = place;
  say("large-title", (photo.n || photo.p.split(/[\\/]/).pop()) + "  " + photo.m + "  ");
  byId("large-title").appendChild(state(photo.v));
  empty(byId("large-picture")).appendChild(picture(photo, 500, true));
  if (photo.i) { byId("large-picture").appendChild(keyList()); }
  (notes[photo.p] || []).forEach(function (each) { box.appendChild(make("p", "word-fail", text(each))); });
  if (photo.e) { box.appendChild(make("p", "word-error", text(photo.e))); }
  box.appendChild(make("p", "where", word("where", photo.p)));
  if (photo.o) { box.appendChild(make("p", "where", word("output", photo.o))); }
  if (photo.f.length) { box.appendChild(findings(photo)); }
  byId("before").disabled = at <= 0;
  byId("after").disabled = at < 0 || at >= shown.length - 1;
  if (byId("veil").hidden) { byId("veil").hidden = false; byId("large").focus(); }
  byId("veil").scrollTop = 0;
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
  var name = event.key, typing = /^(INPUT|SELECT)$/.test(document.activeElement.tagName);
  if (open < 0) {
    if (name === "/" && !typing) { event.preventDefault(); byId("search").focus(); }
    return;
  }
  if (name === "Escape" || name === "Esc") { shut(); }
  if (name === "ArrowLeft" || name === "Left") { step(-1); }
  if (name === "ArrowRight" || name === "Right") { step(1); }
  if (name === "Tab") { keepInside(event); }
}
function keepInside(event) {
  var stops = [byId("before"), byId("after"), byId("shut")].filter(function (b) { return !b.disabled; });
  var first = stops[0], last = stops[stops.length - 1], here = document.activeElement;
  if (event.shiftKey ? here === first || here === byId("large") : here === last) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}
