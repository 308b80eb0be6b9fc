/* ---- the grid: every card is there, its picture only while its block is near the window ---- */
function reasons(photo) {
  var said = photo.a.map(function (told) { return text(told[2]); });
  if (notes[photo.p]) { said.push(word("look")); }
  return said.join(word("between"));
}
function caption(card, photo) {
  while (card.children.length > 1) { card.removeChild(card.lastChild); }
  card.appendChild(make("b", "", title(photo)));
  card.appendChild(make("span", "name", photo.m || "\u00a0"));
  card.appendChild(state(photo.v));
  card.appendChild(make("span", "why", reasons(photo)));
}
function grid() {
  var box = byId("grid");
  photos.forEach(function (photo, place) {
    var card = make("button", "card " + photo.v);
    card.type = "button";
    card.title = photo.p;
    card.setAttribute("data-place", place);
    card.appendChild(make("span", "frame"));
    cards.push(card);
  });
  box.onclick = function (event) {
    var at = event.target;
    while (at && at !== box && !(at.getAttribute && at.getAttribute("data-place"))) { at = at.parentNode; }
    if (at && at !== box) { opener = at; enlarge(Number(at.getAttribute("data-place"))); }
  };
  box.onkeydown = function (event) { walk(event); };
  watch();
}
/* Cards stand in blocks of two whole rows, and the browser draws and watches the blocks: with thousands of cards side
   by side in one box, each frame of scrolling went through all of them. */
var perRow = 0, blocks = [], observer = null;
function cardsAcross() { return window.innerWidth <= 700 ? 2 : Math.max(1, Math.floor((byId("grid").clientWidth + 0.5) / 190)); }
function arrange() {
  var box = byId("grid"), part = document.createDocumentFragment(), had = document.activeElement, rest = make("div", "block"), block = null;
  perRow = cardsAcross();
  if (observer) { observer.disconnect(); }
  blocks = [];
  shown.forEach(function (place, at) {
    if (at % (2 * perRow) === 0) { block = make("div", "block"); blocks.push(block); part.appendChild(block); }
    block.appendChild(cards[place]);
  });
  rest.hidden = true;
  cards.forEach(function (card) { if (card.hidden) { fill(card, false); rest.appendChild(card); } });
  part.appendChild(rest);
  empty(box).appendChild(part);
  if (observer) { blocks.forEach(function (each) { observer.observe(each); }); }
  if (look) { look(); }
  /* A card that is moved loses the keyboard. */
  if (had && had !== document.activeElement && had.getAttribute("data-place") && !had.hidden) { had.focus({ preventScroll: true }); }
}
function fill(card, near) {
  var frame = card.firstChild;
  if (near && !frame.firstChild) { frame.appendChild(picture(photos[Number(card.getAttribute("data-place"))], 200, true)); }
  if (!near && frame.firstChild) { empty(frame); }
}
function fillBlock(block, near) { [].forEach.call(block.children, function (card) { fill(card, near); }); }
function watch() {
  var timer = 0;
  window.onresize = function () {
    if (cardsAcross() !== perRow) { arrange(); }
    if (look) { window.onscroll(); }
  };
  if (window.IntersectionObserver) {
    observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { fillBlock(entry.target, entry.isIntersecting); });
    }, { rootMargin: "700px 0px" });
    return;
  }
  look = function () {
    timer = 0;
    blocks.forEach(function (block) {
      var box = block.getBoundingClientRect();
      fillBlock(block, box.bottom > -700 && box.top < window.innerHeight + 700);
    });
  };
  window.onscroll = function () { if (!timer) { timer = setTimeout(look, 80); } };
}
function walk(event) {
  var at = shown.indexOf(Number(document.activeElement.getAttribute("data-place"))), to = -1;
  if (at < 0) { return; }
  if (event.key === "ArrowRight" || event.key === "Right") { to = at + 1; }
  if (event.key === "ArrowLeft" || event.key === "Left") { to = at - 1; }
  if (event.key === "ArrowDown" || event.key === "Down") { to = at + perRow; }
  if (event.key === "ArrowUp" || event.key === "Up") { to = at - perRow; }
  if (event.key === "Home") { to = 0; }
  if (event.key === "End") { to = shown.length - 1; }
  if (to >= 0 && to < shown.length) { event.preventDefault(); cards[shown[to]].focus(); }
}

/* ---- the filter: it stands in the address, so that a link keeps it ---- */
var KEYS = { verdict: "v", cure: "c", problem: "x", query: "q" };
function fits(photo) {
  if (chosen.verdict && photo.v !== chosen.verdict) { return false; }
  if (chosen.cure && photo.c !== chosen.cure) { return false; }
  if (chosen.problem && !photo.a.some(function (told) { return told[2].en === chosen.problem; })) { return false; }
  return !chosen.query || (photo.n + " " + photo.m + " " + photo.p).toLowerCase().indexOf(chosen.query) >= 0;
}
function isFiltered() { return !!(chosen.verdict || chosen.cure || chosen.problem || chosen.query); }
/* In words, for the line above the photos and for paper. */
function filterWords() {
  var parts = [];
  if (chosen.verdict) { parts.push(word(chosen.verdict)); }
  if (chosen.cure) { parts.push(text(facts.cures[chosen.cure])); }
  facts.problems.forEach(function (each) { if (each.name.en === chosen.problem) { parts.push(text(each.name)); } });
  if (chosen.query) { parts.push("“" + chosen.query + "”"); }
  return parts.join(word("between"));
}
function address() {
  var parts = [];
  Object.keys(KEYS).forEach(function (name) { if (chosen[name]) { parts.push(KEYS[name] + "=" + encodeURIComponent(chosen[name])); } });
  return parts.length ? "#" + parts.join("&") : "";
}
function fromAddress() {
  var found = {};
  location.hash.replace(/^#/, "").split("&").forEach(function (part) {
    var at = part.indexOf("=");
    try { if (at > 0) { found[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } } catch (wrong) { /* no address of ours */ }
  });
  Object.keys(KEYS).forEach(function (name) { chosen[name] = found[KEYS[name]] || ""; });
  chosen.query = chosen.query.toLowerCase();
}
function keepAddress() {
  var here = location.href.split("#")[0];
  try { history.replaceState(null, "", here + address()); } catch (refused) { /* a browser that keeps files apart */ }
}
/* One kind of choice at a time, and the photos come into view. */
function choose(what) {
  var query = chosen.query;
  chosen = { verdict: "", cure: "", problem: "", query: query };
  Object.keys(what).forEach(function (name) { chosen[name] = what[name]; });
  renew();
  bring();
}
function bring() {
  var bar = byId("bar");
  if (bar.scrollIntoView) { bar.scrollIntoView(true); }
}
function filter() {
  var before = shown.join();
  shown = [];
  photos.forEach(function (photo, place) {
    var fit = fits(photo);
    if (fit) { shown.push(place); }
    if (cards[place].hidden === fit) { cards[place].hidden = !fit; }
  });
  if (!blocks.length || before !== shown.join()) { arrange(); }
  say("shown", word("shown", shown.length, photos.length) + (facts.pages.length > 1 ? word("onPage", facts.pages.length) : ""));
  byId("none").hidden = shown.length > 0;
  say("none", word("none"));
  byId("reset").disabled = !isFiltered();
  keepAddress();
  elsewhere();
}
function pageLink(page, said) {
  var link = make("a", "", said);
  link.href = facts.pages[page - 1] + address();
  return link;
}
function elsewhere() {
  var box = empty(byId("pages")), found = [];
  if (facts.pages.length < 2) { return; }
  facts.pages.forEach(function (name, i) {
    box.appendChild(i + 1 === facts.page ? make("b", "", String(i + 1)) : pageLink(i + 1, String(i + 1)));
  });
  if (!chosen.query) { return; }
  if (!facts.index) { box.appendChild(pageLink(1, word("searchFirst"))); return; }
  facts.index.forEach(function (entry, i) {
    var page = Math.floor(i / facts.perPage) + 1;
    if (page !== facts.page && found.length < 20 && entry.toLowerCase().indexOf(chosen.query) >= 0) { found.push([page, entry]); }
  });
  if (found.length) { box.appendChild(make("span", "", word("elsewhere"))); }
  found.forEach(function (hit) { box.appendChild(pageLink(hit[0], hit[1])); });
}
