/* ---- the grid: every card is there, its picture only while it is near the window ---- */
function told(photo) { return photo.f.filter(function (f) { return f[3] === "fail" || f[3] === "warn"; }); }
function reasons(photo) {
  var said = notes[photo.p] ? [word("look")] : [];
  if (photo.e) { said.push(text(photo.e)); }
  told(photo).forEach(function (f) { said.push(text(facts.checks[f[0]].title)); });
  return said.join(word("between"));
}
function caption(card, photo) {
  while (card.children.length > 1) { card.removeChild(card.lastChild); }
  card.appendChild(make("b", "", photo.n || photo.p.split(/[\\/]/).pop()));
  card.appendChild(make("span", "name", photo.m || "\u00a0"));
  card.appendChild(state(photo.v));
  card.appendChild(make("span", "why", reasons(photo)));
}
function grid() {
  var box = byId("grid"), part = document.createDocumentFragment();
  photos.forEach(function (photo, place) {
    var card = make("button", "card " + photo.v);
    card.type = "button";
    card.title = photo.p;
    card.setAttribute("data-place", place);
    card.appendChild(make("span", "frame"));
    cards.push(card);
    part.appendChild(card);
  });
  box.appendChild(part);
  box.onclick = function (event) {
    var at = event.target;
    while (at && at !== box && !(at.getAttribute && at.getAttribute("data-place"))) { at = at.parentNode; }
    if (at && at !== box) { opener = at; enlarge(Number(at.getAttribute("data-place"))); }
  };
  box.onkeydown = function (event) { walk(event); };
  watch();
}
function fill(card, near) {
  var frame = card.firstChild;
  if (near && !frame.firstChild) { frame.appendChild(picture(photos[Number(card.getAttribute("data-place"))], 200, true)); }
  if (!near) { empty(frame); }
}
function watch() {
  if (window.IntersectionObserver) {
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) { fill(entry.target, entry.isIntersecting); });
    }, { rootMargin: "700px 0px" });
    cards.forEach(function (card) { observer.observe(card); });
    return;
  }
  var timer = 0;
  look = function () {
    timer = 0;
    cards.forEach(function (card) {
      var box = card.getBoundingClientRect();
      fill(card, !card.hidden && box.bottom > -700 && box.top < window.innerHeight + 700);
    });
  };
  window.onscroll = window.onresize = function () { if (!timer) { timer = setTimeout(look, 80); } };
}
function walk(event) {
  var at = shown.indexOf(Number(document.activeElement.getAttribute("data-place"))), across = 1, to = -1, first;
  if (at < 0) { return; }
  first = cards[shown[0]].offsetTop;
  while (across < shown.length && cards[shown[across]].offsetTop === first) { across++; }
  if (event.key === "ArrowRight" || event.key === "Right") { to = at + 1; }
  if (event.key === "ArrowLeft" || event.key === "Left") { to = at - 1; }
  if (event.key === "ArrowDown" || event.key === "Down") { to = at + across; }
  if (event.key === "ArrowUp" || event.key === "Up") { to = at - across; }
  if (event.key === "Home") { to = 0; }
  if (event.key === "End") { to = shown.length - 1; }
  if (to >= 0 && to < shown.length) { event.preventDefault(); cards[shown[to]].focus(); }
}
function fits(photo) {
  if (verdict && photo.v !== verdict) { return false; }
  if (check && !photo.f.some(function (f) { return f[3] && facts.checks[f[0]].id === check; })) { return false; }
  return !query || (photo.n + " " + photo.m + " " + photo.p).toLowerCase().indexOf(query) >= 0;
}
function filter() {
  shown = [];
  photos.forEach(function (photo, place) {
    var fit = fits(photo);
    if (fit) { shown.push(place); }
    if (cards[place].hidden === fit) { cards[place].hidden = !fit; }
  });
  say("shown", word("shown", shown.length, photos.length) + (facts.pages.length > 1 ? word("onPage", facts.pages.length) : ""));
  byId("none").hidden = shown.length > 0;
  say("none", word("none"));
  elsewhere();
  if (look) { look(); }
}
function pageLink(page, said) {
  var link = make("a", "", said);
  link.href = facts.pages[page - 1] + (query ? "#q=" + encodeURIComponent(query) : "");
  return link;
}
function elsewhere() {
  var box = empty(byId("pages")), found = [];
  if (facts.pages.length < 2) { return; }
  facts.pages.forEach(function (name, i) {
    box.appendChild(i + 1 === facts.page ? make("b", "", String(i + 1)) : pageLink(i + 1, String(i + 1)));
  });
  if (!query) { return; }
  if (!facts.index) { box.appendChild(pageLink(1, word("searchFirst"))); return; }
  facts.index.forEach(function (entry, i) {
    var page = Math.floor(i / facts.perPage) + 1;
    if (page !== facts.page && found.length < 20 && entry.toLowerCase().indexOf(query) >= 0) { found.push([page, entry]); }
  });
  if (found.length) { box.appendChild(make("span", "", word("elsewhere"))); }
  found.forEach(function (hit) { box.appendChild(pageLink(hit[0], hit[1])); });
}
