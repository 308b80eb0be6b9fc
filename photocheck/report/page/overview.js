/* ---- the top: counts, chart, what shows across photos ---- */
function tiles() {
  var box = empty(byId("tiles"));
  ["", "fail", "error", "warn", "pass"].forEach(function (kind) {
    var tile = make("button", "tile " + (kind || "all")), line = make("span");
    tile.type = "button";
    tile.setAttribute("aria-pressed", String(verdict === kind));
    tile.appendChild(make("b", "", String(kind ? facts.summary[kind] : facts.summary.photos)));
    if (kind) { line.appendChild(mark(kind)); }
    line.appendChild(document.createTextNode(word(kind || "all")));
    tile.appendChild(line);
    tile.onclick = function () { verdict = verdict === kind ? "" : kind; check = ""; renew(); focusOn("tiles", kind || "all"); };
    box.appendChild(tile);
  });
}
function focusOn(box, kind) {
  var again = byId(box).querySelector("." + kind);
  if (again) { again.focus(); }
}
function named(id) {
  for (var i = 0; i < facts.checks.length; i++) { if (facts.checks[i].id === id) { return facts.checks[i]; } }
  return null;
}
function chart() {
  var box = empty(byId("chart")), failures = facts.summary.failures, most = 0;
  var ids = Object.keys(failures).sort(function (a, b) { return failures[b] - failures[a]; });
  ids.forEach(function (id) { most = Math.max(most, failures[id]); });
  byId("chart-box").hidden = !ids.length;
  ids.slice(0, 12).forEach(function (id, place) {
    var row = make("button", "row r" + place), what = make("span", "what", text(named(id).title)), track = make("span", "track"), bar = make("i");
    row.type = "button";
    what.appendChild(make("small", "", " " + id));
    what.title = text(named(id).title) + " " + id;
    bar.style.width = (100 * failures[id] / most) + "%";
    track.appendChild(bar);
    row.appendChild(what); row.appendChild(track);
    row.appendChild(make("span", "count", failures[id] + " (" + Math.round(100 * failures[id] / facts.summary.photos) + "%)"));
    row.setAttribute("aria-pressed", String(check === id));
    row.onclick = function () { check = check === id ? "" : id; verdict = ""; renew(); focusOn("chart", "r" + place); };
    box.appendChild(row);
  });
}
function sections() {
  var box = empty(byId("across"));
  facts.sections.forEach(function (section) {
    var part = make("div"), list = make("ul");
    part.appendChild(make("h2", "", text(section.title) + word("colon") + section.lines.length));
    section.lines.forEach(function (line) { list.appendChild(make("li", "", text(line))); });
    part.appendChild(list);
    box.appendChild(part);
  });
}
function alike() {
  var box = empty(byId("alike"));
  byId("alike-box").hidden = !facts.alike.length;
  say("alike-title", word("alike"));
  facts.alike.forEach(function (pair) {
    var card = make("div", "pair"), line = make("div");
    pair.photos.forEach(function (seen) {
      var figure = make("figure"), photo = find(seen.photo);
      figure.appendChild(photo ? picture(photo, 165, false) : make("span", "nothing", word("picture")));
      figure.appendChild(make("figcaption", "", (seen.number || seen.photo) + " " + ((photo && photo.m) || "")));
      figure.title = seen.photo;
      line.appendChild(figure);
    });
    card.appendChild(line);
    card.appendChild(make("p", "", pair.same_bytes ? word("same") : word("near", pair.distance)));
    box.appendChild(card);
  });
}
function find(path) {
  if (facts.pictures && facts.pictures[path]) { return facts.pictures[path]; }
  for (var i = 0; i < photos.length; i++) { if (photos[i].p === path) { return photos[i]; } }
  return null;
}
function gatherNotes() {
  function note(path, pair) { (notes[path] = notes[path] || []).push(pair); }
  facts.notes.forEach(function (each) { note(each[0], each[1]); });
}
