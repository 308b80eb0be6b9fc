/* Plain ES5, so that the browsers of old office PCs run it. Everything a user typed or a file was
   called goes into the page as text nodes, never as markup. */
(function () {
  "use strict";
  var facts = JSON.parse(byId("facts").textContent);
  var photos = JSON.parse(byId("photos").textContent);
  var language = facts.language, verdict = "", check = "", query = "", open = -1, opener = null;
  var cards = [], shown = [], notes = {}, look = null;
  var SVG = "http://www.w3.org/2000/svg";
  var WORDS = {
    title: ["照片检查报告", "Photo report"], all: ["全部", "all"], pass: ["通过", "passed"], warn: ["提醒", "warnings"],
    fail: ["不通过", "failed"], error: ["出错", "errors"], unmeasured: ["没测出", "not measured"],
    print: ["打印补拍名单", "Print call-back list"], other: ["English", "中文"],
    chart: ["不通过的原因(点一下只看这一项)", "Why photos failed (click one to see only those)"],
    search: ["查找号码、姓名", "Find number, name"], check: ["只看这一项", "Only this check"],
    any: ["(不限)", "(any)"], lines: ["显示线条", "Show lines"], reset: ["清除筛选", "Clear filters"],
    shown: ["显示 {0} / {1} 张", "{0} of {1} photos shown"],
    onPage: ["(本页;共 {0} 页)", " (on this page; {0} pages)"],
    none: ["没有符合条件的照片。", "No photo fits."], elsewhere: ["在其他页:", "On other pages: "],
    searchFirst: ["到第 1 页查找全部", "Search all pages from page 1"],
    measured: ["量到的:头顶、下巴、左右", "measured: crown, chin, sides"], eyes: ["眼睛", "eyes"],
    target: ["应在的头顶、下巴位置", "where crown and chin should be"], area: ["成像区", "imaging area"],
    before: ["← 上一张", "← Previous"], after: ["下一张 →", "Next →"], shut: ["关闭 (Esc)", "Close (Esc)"],
    item: ["检查项", "Check"], result: ["结果", "Result"], value: ["量到", "Value"], limit: ["规定", "Limit"],
    picture: ["看不到照片", "no picture"], where: ["原片:{0}", "Source: {0}"], output: ["写入:{0}", "Written: {0}"],
    alike: ["不同号码、同一张照片(请核对本人)", "One picture under two numbers (find out whose it is)"],
    look: ["核对是谁的照片", "find out whose it is"], same: ["文件完全相同", "the very same file"], near: ["差异 {0}", "difference {0}"],
    list: ["补拍名单", "Call-back list"], office: ["本室核对(不必通知考生)", "To settle in the office (nobody need be called)"], nobody: ["没有需要补拍的照片。", "No photo needs to be retaken."],
    order: ["序", "No."], face: ["照片", "Photo"], who: ["号码、姓名", "Number, name"], why: ["问题和办法", "What to do"],
    sign: ["处理、签字", "Done, signed"], absent: ["没有照片(名单第 {0} 行)。请通知拍照。", "No photo (roster row {0}). Call for a photo."],
    more: ["另有 {0} 项", "and {0} more"], people: ["共 {0} 人", "{0} people"], true: ["是", "yes"], false: ["否", "no"], both: ["两边", "both"],
    left: ["左", "left"], right: ["右", "right"], px: ["像素", "px"], degrees: ["度", "°"], stops: ["档", "stops"], faces: ["张脸", ""], ratio: ["", ""], times: ["倍", "times"]
  };

  function byId(id) { return document.getElementById(id); }
  function text(pair) { return pair ? (pair[language] || "") : ""; }
  function word(name) {
    var pair = WORDS.hasOwnProperty(name) ? WORDS[name] : [name, name], given = arguments;
    return pair[language === "zh" ? 0 : 1].replace(/\{(\d)\}/g, function (whole, place) { return given[Number(place) + 1]; });
  }
  function make(tag, kind, said) {
    var made = document.createElement(tag);
    if (kind) { made.className = kind; }
    if (said !== undefined) { made.appendChild(document.createTextNode(said)); }
    return made;
  }
  function draw(tag, attributes) {
    var made = document.createElementNS(SVG, tag), name;
    for (name in attributes) { made.setAttribute(name, attributes[name]); }
    return made;
  }
  function empty(element) { while (element.firstChild) { element.removeChild(element.firstChild); } return element; }
  function say(id, said) { empty(byId(id)).appendChild(document.createTextNode(said)); }

  /* A verdict is told by its shape and its word; the colour only helps. */
  function mark(kind) {
    var holder = make("span", "mark"), svg = draw("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" });
    var shapes = {
      pass: [["circle", { cx: 10, cy: 10, r: 9, fill: "#1b7a3d" }], ["path", { d: "M5 10.5l3.5 3.5L15 6.5", stroke: "#fff", "stroke-width": 2.6, fill: "none" }]],
      warn: [["path", { d: "M10 1L19.5 18.5H.5z", fill: "#d28b00" }], ["path", { d: "M10 7v5.5M10 14.5v2", stroke: "#fff", "stroke-width": 2.2, fill: "none" }]],
      fail: [["rect", { x: 1, y: 1, width: 18, height: 18, fill: "#b3261e" }], ["path", { d: "M5.5 5.5l9 9M14.5 5.5l-9 9", stroke: "#fff", "stroke-width": 2.6, fill: "none" }]],
      error: [["path", { d: "M10 0l10 10-10 10L0 10z", fill: "#7a1812" }], ["path", { d: "M10 5v6M10 13v2.4", stroke: "#fff", "stroke-width": 2.4, fill: "none" }]],
      unmeasured: [["circle", { cx: 10, cy: 10, r: 8, fill: "#fff", stroke: "#8a5200", "stroke-width": 2, "stroke-dasharray": "3 2" }], ["path", { d: "M6 10h8", stroke: "#8a5200", "stroke-width": 2.4, fill: "none" }]]
    };
    (shapes[kind] || []).forEach(function (shape) { svg.appendChild(draw(shape[0], shape[1])); });
    holder.appendChild(svg);
    return holder;
  }
  function state(kind, tag) {
    var made = make(tag || "span", "state word-" + kind);
    made.appendChild(mark(kind));
    made.appendChild(document.createTextNode(word(kind)));
    return made;
  }

  /* ---- the picture with its lines ---- */
  function image(photo) {
    var img = document.createElement("img");
    img.src = "data:image/jpeg;base64," + photo.i;
    img.alt = "";
    return img;
  }
  function picture(photo, height, drawn) {
    var box = make("span", "photo"), img, svg, w, h, scale;
    if (!photo.i) { return make("span", "nothing", word("picture")); }
    img = image(photo);
    w = photo.s[0]; h = photo.s[1];
    scale = Math.min(height / h, height * 0.8 / w);
    img.width = Math.round(w * scale); img.height = Math.round(h * scale);
    box.appendChild(img);
    if (!drawn) { return box; }
    svg = draw("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
    if (photo.t) {
      var area = facts.targets.area, x = 50 - 50 * area[0], y = 50 - 50 * area[1];
      stroke(svg, "area", "M" + x + " " + y + "H" + (100 - x) + "V" + (100 - y) + "H" + x + "Z");
      across(svg, "target", facts.targets.crown);
      across(svg, "target", facts.targets.chin);
    }
    across(svg, "measured", photo.l.crown);
    across(svg, "measured", photo.l.chin);
    down(svg, "measured", photo.l.left);
    down(svg, "measured", photo.l.right);
    eyeLine(svg, photo.l);
    box.appendChild(svg);
    return box;
  }
  function stroke(svg, kind, path) {
    svg.appendChild(draw("path", { d: path, "class": "halo" }));
    svg.appendChild(draw("path", { d: path, "class": "line " + kind }));
  }
  /* Beside the head only, so that the eyes themselves stay to be seen. */
  function eyeLine(svg, lines) {
    var y = 100 * lines.eyes, from = inside(lines.left) ? 100 * lines.left + 6 : 30, to = inside(lines.right) ? 100 * lines.right - 6 : 70;
    if (inside(lines.eyes)) { stroke(svg, "eyes", "M0 " + y + "H" + from + "M" + to + " " + y + "H100"); }
  }
  function inside(at) { return typeof at === "number" && at >= 0 && at <= 1; }
  function across(svg, kind, at) { if (inside(at)) { stroke(svg, kind, "M0 " + 100 * at + "H100"); } }
  function down(svg, kind, at) { if (inside(at)) { stroke(svg, kind, "M" + 100 * at + " 0V100"); } }
  function key(kind) {
    var svg = draw("svg", { viewBox: "0 0 34 10", "aria-hidden": "true", focusable: "false" });
    svg.appendChild(draw("path", { d: "M0 5H34", "class": "line " + kind }));
    return svg;
  }

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
      part.appendChild(make("h2", "", text(section.title) + ":" + section.lines.length));
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

  /* ---- the grid: every card is there, its picture only while it is near the window ---- */
  function told(photo) { return photo.f.filter(function (f) { return f[3] === "fail" || f[3] === "warn"; }); }
  function reasons(photo) {
    var said = notes[photo.p] ? [word("look")] : [];
    if (photo.e) { said.push(text(photo.e)); }
    told(photo).forEach(function (f) { said.push(text(facts.checks[f[0]].title)); });
    return said.join(language === "zh" ? "、" : "; ");
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
    var lines = (notes[photo.p] || []).map(text), colon = language === "zh" ? ":" : ": ";
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
})();
