/* ---- everything in the chosen language ---- */
function choices() {
  var select = empty(byId("check"));
  select.appendChild(make("option", "", word("any"))).value = "";
  var counts = {};
  photos.forEach(function (photo) { photo.f.forEach(function (f) { if (f[3]) { counts[f[0]] = (counts[f[0]] || 0) + 1; } }); });
  facts.checks.forEach(function (each, place) {
    if (counts[place]) { select.appendChild(make("option", "", text(each.title) + " (" + counts[place] + ")")).value = each.id; }
  });
  select.value = check;
}
function renew() { tiles(); chart(); byId("check").value = check; filter(); }
function speak() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = word("title") + " – " + text(facts.profile.title);
  say("title", word("title"));
  say("about", text(facts.profile.title) + " (" + facts.profile.id + ") · " + facts.made);
  byId("about").title = facts.profile.digest;
  say("print", word("print")); say("language", word("other")); say("chart-title", word("chart"));
  say("search-label", word("search")); say("check-label", word("check")); say("lines-label", word("lines"));
  say("reset", word("reset")); say("before", word("before")); say("after", word("after")); say("shut", word("shut"));
  var legend = empty(byId("legend"));
  ["measured", "eyes", "target", "area"].forEach(function (kind) {
    var part = make("span");
    part.appendChild(key(kind)); part.appendChild(document.createTextNode(word(kind)));
    legend.appendChild(part);
  });
  sections(); alike(); choices();
  photos.forEach(function (photo, place) { caption(cards[place], photo); });
  renew();
  if (open >= 0) { enlarge(open); }
}

gatherNotes();
grid();
var asked = /#q=(.*)$/.exec(location.hash), wait = 0;
if (asked) { query = decodeURIComponent(asked[1]).toLowerCase(); byId("search").value = query; }
speak();
byId("search").oninput = function () {
  clearTimeout(wait);
  wait = setTimeout(function () { query = byId("search").value.replace(/^\s+|\s+$/g, "").toLowerCase(); filter(); }, 120);
};
byId("check").onchange = function () { check = byId("check").value; renew(); };
byId("lines").onchange = function () { document.body.className = byId("lines").checked ? "" : "no-lines"; };
byId("reset").onclick = function () { verdict = check = query = byId("search").value = ""; renew(); };
byId("language").onclick = function () { language = language === "zh" ? "en" : "zh"; speak(); };
byId("print").onclick = function () { paper(); window.print(); };
byId("before").onclick = function () { step(-1); };
byId("after").onclick = function () { step(1); };
byId("shut").onclick = shut;
byId("veil").onclick = function (event) { if (event.target === byId("veil")) { shut(); } };
document.onkeydown = keys;
window.onbeforeprint = paper;
