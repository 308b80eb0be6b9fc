/* ---- the top: counts, whose job it is, what is wrong, what shows across photos ---- */
function tiles() {
  var box = empty(byId("tiles"));
  ["", "fail", "error", "warn", "pass"].forEach(function (kind) {
    var tile = make("button", "tile " + (kind || "all")), line = make("span");
    tile.type = "button";
    tile.setAttribute("data-verdict", kind);
    tile.appendChild(make("b", "", String(kind ? facts.summary[kind] : facts.summary.photos)));
    if (kind) { line.appendChild(mark(kind)); }
    line.appendChild(document.createTextNode(word(kind || "all")));
    tile.appendChild(line);
    tile.onclick = function () { choose({ verdict: chosen.verdict === kind ? "" : kind }); };
    box.appendChild(tile);
  });
  box = empty(byId("cures"));
  CURES.forEach(function (cure) {
    var count = facts.summary.cures[cure], chip = make("button", "chip " + cure, text(facts.cures[cure]) + word("colon") + count);
    if (!count) { return; }
    chip.type = "button";
    chip.setAttribute("data-cure", cure);
    chip.onclick = function () { choose({ cure: chosen.cure === cure ? "" : cure }); };
    box.appendChild(chip);
  });
  box.hidden = !box.firstChild;
}
function chart() {
  var box = empty(byId("chart")), most = 0, part;
  facts.problems.forEach(function (each) { most = Math.max(most, each.count); });
  byId("chart-box").hidden = !facts.problems.length;
  say("chart-title", word("chart"));
  CURES.forEach(function (cure) {
    var own = facts.problems.filter(function (each) { return each.cure === cure; });
    if (!own.length) { return; }
    part = box.appendChild(make("div", "group"));
    part.appendChild(make("h3", "", text(facts.cures[cure])));
    own.forEach(function (each) { part.appendChild(bar(each, most)); });
  });
}
function bar(each, most) {
  var row = make("button", "row " + each.cure), track = make("span", "track"), filled = make("i");
  row.type = "button";
  row.setAttribute("data-problem", each.name.en);
  row.appendChild(make("span", "what", text(each.name)));
  filled.style.width = (100 * each.count / most) + "%";
  track.appendChild(filled);
  row.appendChild(track);
  row.appendChild(make("span", "count", each.count + " (" + Math.round(100 * each.count / facts.summary.photos) + "%)"));
  row.onclick = function () { choose({ problem: chosen.problem === each.name.en ? "" : each.name.en }); };
  return row;
}
/* Which of them are chosen now. */
function pressed() {
  ["verdict", "cure", "problem"].forEach(function (kind) {
    [].forEach.call(document.querySelectorAll("[data-" + kind + "]"), function (each) {
      var on = each.getAttribute("data-" + kind) === chosen[kind];
      if (kind === "verdict" && !chosen.verdict && each.getAttribute("data-verdict") === "") { on = !chosen.cure && !chosen.problem; }
      each.setAttribute("aria-pressed", String(on));
    });
  });
}
function sections() {
  var box = empty(byId("across"));
  facts.sections.forEach(function (section) {
    if (section.pictured) { return; }
    var part = make("details", section.bad ? "bad" : ""), list = make("ul");
    part.open = section.lines.length <= 6 || !box.firstChild;
    part.appendChild(make("summary", "", text(section.title) + word("colon") + section.lines.length));
    section.lines.forEach(function (line) { list.appendChild(make("li", "", text(line))); });
    part.appendChild(list);
    box.appendChild(part);
  });
}
function alike() {
  var box = empty(byId("alike")), same;
  byId("alike-box").hidden = !facts.alike.length;
  same = facts.alike.filter(function (pair) { return pair.same_bytes; }).length;
  byId("alike-box").className = same ? "bad" : "";
  say("alike-title", word("alike") + word("colon") + facts.alike.length + (same ? word("alikeSame", same) : ""));
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
  facts.notes.forEach(function (each) { (notes[each[0]] = notes[each[0]] || []).push(each); });
}
