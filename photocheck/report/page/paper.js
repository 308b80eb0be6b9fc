/* ---- the call-back list, for paper: candidates to call, then what the office settles itself ---- */
function paper() {
  var box = empty(byId("paper")), seen = shown.map(function (place) { return photos[place]; });
  var calls = seen.filter(function (photo) { return photo.v === "fail"; }).map(rowOf);
  var office = seen.filter(function (photo) { return photo.v === "error" || (photo.v !== "fail" && notes[photo.p]); }).map(rowOf);
  if (facts.page === 1 && !check && (!verdict || verdict === "fail")) {
    facts.missing.forEach(function (c) {
      if (!query || (c[0] + " " + c[1]).toLowerCase().indexOf(query) >= 0) { calls.push([null, c[0], c[1], [word("absent", c[2])]]); }
    });
  }
  sheet(box, "list", calls);
  if (!calls.length) { box.appendChild(make("p", "", word("nobody"))); }
  if (office.length) { sheet(box, "office", office); }
}
function rowOf(photo) {
  return [photo.i ? image(photo) : null, photo.n || photo.p.split(/[\\/]/).pop(), photo.m, advice(photo)];
}
function advice(photo) {
  var lines = (notes[photo.p] || []).map(text), colon = word("colon");
  if (photo.e) { lines.push(text(photo.e)); }
  /* What could not be measured first, for it is the cause of much else; one line a reason. */
  photo.f.filter(function (f) { return f[3] === "fail"; }).sort(function (a, b) {
    return (a[1] === "unmeasured" ? 0 : 1) - (b[1] === "unmeasured" ? 0 : 1);
  }).forEach(function (f) {
    var hint = language === "zh" ? f[4] : f[5];
    lines.push(f[1] === "unmeasured" ? hint : text(facts.checks[f[0]].title) + colon + hint);
  });
  lines = lines.filter(function (line, place) { return lines.indexOf(line) === place; });
  return lines.length > 7 ? lines.slice(0, 6).concat(word("more", lines.length - 6)) : lines;
}
function sheet(box, title, rows) {
  var table = make("table"), head = make("tr"), body = make("tbody");
  box.appendChild(make("h1", "", word(title)));
  box.appendChild(make("p", "", text(facts.profile.title) + " · " + facts.made + " · " + word("people", rows.length) +
    (facts.pages.length > 1 ? word("onPage", facts.pages.length) : "")));
  if (!rows.length) { return; }
  ["order", "face", "who", "why", "sign"].forEach(function (name) { head.appendChild(make("th", name, word(name))); });
  table.appendChild(make("thead")).appendChild(head);
  table.appendChild(body);
  rows.forEach(function (row, place) {
    var line = make("tr"), face = make("td", "face"), who = make("td", "who", row[1]), why = make("td");
    if (row[0]) { face.appendChild(row[0]); }
    who.appendChild(make("div", "", row[2]));
    row[3].forEach(function (said) { why.appendChild(make("div", "", said)); });
    [make("td", "order", String(place + 1)), face, who, why, make("td", "sign")].forEach(function (cell) { line.appendChild(cell); });
    body.appendChild(line);
  });
  box.appendChild(table);
}
