/* ---- everything in the chosen language ---- */
function choices() {
  var select = empty(byId("problem"));
  select.appendChild(make("option", "", word("any"))).value = "";
  facts.problems.forEach(function (each) {
    select.appendChild(make("option", "", text(each.name) + " (" + each.count + ")")).value = each.name.en;
  });
}
function renew() { pressed(); byId("problem").value = chosen.problem; filter(); }
function speak() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.title = word("title") + " – " + text(facts.profile.title);
  say("title", word("title"));
  say("about", text(facts.profile.title) + " (" + facts.profile.id + ") · " + facts.made);
  byId("about").title = facts.profile.digest;
  say("print", word("print")); say("slips", word("printSlips")); say("language", word("other"));
  say("search-label", word("search")); say("problem-label", word("problem")); say("lines-label", word("lines"));
  say("reset", word("reset")); say("before", word("before")); say("after", word("after")); say("shut", word("shut"));
  keyList(empty(byId("legend")), "span");
  tiles(); chart(); sections(); alike(); choices();
  photos.forEach(function (photo, place) { caption(cards[place], photo); });
  renew();
  if (open >= 0) { enlarge(open); }
}

gatherNotes();
grid();
var wait = 0;
fromAddress();
byId("search").value = chosen.query;
speak();
if (isFiltered()) { bring(); }
byId("search").oninput = function () {
  clearTimeout(wait);
  wait = setTimeout(function () { chosen.query = byId("search").value.replace(/^\s+|\s+$/g, "").toLowerCase(); filter(); }, 120);
};
byId("problem").onchange = function () { choose({ problem: byId("problem").value }); };
byId("lines").onchange = function () { document.body.className = byId("lines").checked ? "" : "no-lines"; };
byId("reset").onclick = function () { byId("search").value = ""; chosen = { verdict: "", cure: "", problem: "", query: "" }; renew(); };
byId("language").onclick = function () { language = language === "zh" ? "en" : "zh"; speak(); };
byId("print").onclick = function () { printed(paper); };
byId("slips").onclick = function () { printed(slips); };
byId("before").onclick = function () { step(-1); };
byId("after").onclick = function () { step(1); };
byId("shut").onclick = shut;
byId("veil").onclick = function (event) { if (event.target === byId("veil")) { shut(); } };
document.onkeydown = keys;
window.onbeforeprint = paper;
window.onhashchange = function () {
  fromAddress();
  byId("search").value = chosen.query;
  renew();
};
