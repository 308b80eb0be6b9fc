/* The desk: its tabs, what is filled in, and what begins it all. */
(function () {
  "use strict";

  var station = window.station, id = station.id;
  var TABS = ["check", "make", "hand_over", "merge"];
  var FIELDS = ["folder", "origin", "city", "tree", "archive", "roster", "resolve", "numbers"];
  var tab = "check", fault = "", ended = false, drawing = false;
  var filled_in = {};  /* field -> what we proposed: replaced by a better proposal, while nobody has changed it */

  function value(name) { return id(name).value.trim(); }
  function all(selector) { return [].slice.call(document.querySelectorAll(selector)); }

  /* ---- the server */

  station.answered = function () {
    if (fault && !ended) { fault = ""; station.changed(); }
  };

  station.unanswered = function (status, error) {
    if (status === 403) { fault = "restarted"; ended = true; }
    if (status === 0 && !ended) { fault = "no_server"; }
    if (status !== 0 && status !== 403 && error) { wrong(station.text(error)); }
    station.changed();
  };

  function wrong(text) {
    id("wrong").textContent = text;
    id("wrong").hidden = !text;
  }

  /* ---- what is proposed */

  function propose(name, path) {
    if (!value(name) || value(name) === filled_in[name]) { id(name).value = filled_in[name] = path; }
  }

  function propose_tree() {
    var folder = value("folder");
    if (!folder) { return; }
    station.ask("GET", "office/folders" + station.query({ path: folder }), null, function (listed) {
      if (value("folder") === folder) { propose("tree", station.text(listed.tree)); }
    });
  }

  function propose_archive() {
    var tree = value("tree");
    if (!tree) { return; }
    station.ask("GET", "office/folders" + station.query({ path: tree }), null, function (listed) {
      if (value("tree") === tree) { propose("archive", station.text(listed.archive)); }
    });
  }

  /* Beside the folder that the merged ones lie in. */
  function propose_city() {
    var first = station.merge.origins[0], folder = first && first.replace(/[\\/]+[^\\/]+[\\/]*$/, "");
    if (!folder) { return; }
    station.ask("GET", "office/folders" + station.query({ path: folder }), null, function (listed) {
      if (station.merge.origins[0] === first) { propose("city", station.text(listed.merged)); }
    });
  }

  /* ---- choosing */

  function from_of(name) {
    if (name === "origin") { return station.kept("place") || ""; }
    return value(name) || (name === "tree" ? value("folder") : name === "archive" ? value("tree") : "");
  }

  function pick(name) {
    station.picker.open(name, from_of(name), function (path, listed, all) {
      var file;
      if (name === "origin" && all) {
        all.forEach(station.merge.add);
        changed(name);
        return;
      }
      if (name === "archive") {
        file = (value("archive") || station.text(listed.archive)).split(/[\\/]/).pop();
        path = path.replace(/[\\/]$/, "") + (/^([A-Za-z]:|\\\\)/.test(path) ? "\\" : "/") + file;
      }
      id(name).value = path;
      changed(name);
    });
  }

  function changed(name) {
    wrong("");
    if (name === "folder") {
      if (station.drops.count) { station.drops.forget(); }
      propose_tree();
    }
    if (name === "tree" && tab === "hand_over") { propose_archive(); }
    if (name === "origin") {
      station.merge.add(value("origin"));
      id("origin").value = "";
      propose_city();
    }
    station.changed();
  }

  station.drops.on_table = function (path) {
    id("roster").value = path;
    station.changed();
  };

  /* A browser gives copies and no paths; a tree is merged where it lies. */
  station.drops.refuse_photos = function (files) {
    var tables = [].every.call(files, function (file) { return /\.(csv|txt|tsv|xlsx|xlsm|dbf|xls|xml|htm|html)$/i.test(file.name); });
    if (tab !== "merge" || tables) { return false; }
    wrong(station.say("office.page.no_drop"));
    return true;
  };

  /* ---- beginning */

  function start() {
    var asked = { profile: id("profile").value, roster: value("roster") };
    wrong("");
    if (tab === "merge") {
      changed("origin");  /* one that was typed and not yet added */
      asked.origins = station.merge.origins;
      asked.tree = value("city");
      asked.resolve = value("resolve");
      asked.chosen = station.merge.chosen();
    }
    if (tab === "check" || tab === "make") {
      asked.folder = value("folder");
      asked.dropped = station.drops.count > 0;
    }
    if (tab === "make") { asked.numbers = value("numbers"); asked.overwrite = id("overwrite_make").checked; }
    if (tab === "make" || tab === "hand_over") { asked.tree = value("tree"); }
    if (tab === "hand_over") {
      asked.archive = value("archive");
      asked.overwrite = id("overwrite_hand_over").checked;
      asked.accept = station.work.accepted();
    }
    station.work.start(tab, asked);
  }

  station.finished = function (now) {
    /* The next archive gets another name than the one that was just written. */
    if (now.kind === "hand_over" && now.state === "done") { filled_in.archive = value("archive"); }
    if (now.kind === "merge" && now.conflicts) { station.merge.load(); }
  };

  /* ---- the screen */

  function draw() {
    var running = station.work.is_running(), dropped = station.drops.told(), text = fault && station.say("office.page." + fault);
    document.body.classList.remove("starting");
    id("fault").textContent = text;
    id("fault").hidden = !text;
    all("[data-tab]").forEach(function (link) {
      if (link.getAttribute("data-tab") === tab) { link.setAttribute("aria-current", "page"); } else { link.removeAttribute("aria-current"); }
    });
    all("[data-for]").forEach(function (field) { field.hidden = field.getAttribute("data-for").split(" ").indexOf(tab) < 0; });
    id("lead").textContent = station.say("office.page.lead_" + tab);
    id("start").textContent = station.say("office.page.start_" + tab);
    id("start").disabled = running || station.drops.is_sending() || ended;
    id("leave").disabled = running || ended;
    id("dropped").hidden = !dropped;
    id("dropped").querySelector("span").textContent = dropped;
    id("forget").hidden = station.drops.is_sending() || running;
    id("folder").parentNode.hidden = !!dropped;
    FIELDS.forEach(function (name) {
      var field = id(name);
      field.title = value(name);
      if (field !== document.activeElement) { field.scrollLeft = field.scrollWidth; }  /* a path's end says more */
    });
    station.work.draw(tab);
  }

  /* Something has changed: the screen is drawn once before it is shown next. */
  station.changed = function () {
    if (drawing) { return; }
    drawing = true;
    requestAnimationFrame(function () { drawing = false; draw(); });
  };

  function worded() {
    document.documentElement.lang = station.language === "zh" ? "zh-CN" : "en";
    document.title = station.say("office.page.title");
    all("[data-word]").forEach(function (each) { each.textContent = station.say(each.getAttribute("data-word")); });
    all("#profile option").forEach(function (each) { each.textContent = station.text(each.title_of); });
    id("folder").placeholder = station.say("office.page.drop_here");
    id("origin").placeholder = station.say("office.page.origin_here");
    id("path").setAttribute("aria-label", station.say("office.page.path"));
    station.picker.worded();
    station.merge.worded();
    station.changed();
  }

  function turn() {
    var asked = location.hash.slice(1);
    tab = TABS.indexOf(asked) < 0 ? "check" : asked;
    wrong("");
    if (tab === "hand_over") { propose_archive(); }
    station.changed();
  }

  function choices(given) {
    given.profiles.forEach(function (profile) {
      var option = document.createElement("option");
      option.value = profile.id;
      option.title_of = profile.title;
      id("profile").appendChild(option);
    });
    id("profile").value = given.profile;
    id("capture").hidden = !given.tree;
    FIELDS.forEach(function (name) { if (given[name]) { id(name).value = given[name]; } });
  }

  /* ---- buttons */

  id("form").onsubmit = function (event) {
    event.preventDefault();
    if (!id("start").disabled) { start(); }
  };
  all("[data-pick]").forEach(function (button) { button.onclick = function () { pick(button.getAttribute("data-pick")); }; });
  FIELDS.forEach(function (name) { id(name).onchange = function () { changed(name); }; });
  id("language").onclick = function () {
    station.language = station.language === "zh" ? "en" : "zh";
    station.kept("language", station.language);
    worded();
  };
  id("next").onclick = function () {
    if (tab === "merge") { id("tree").value = value("city"); }
    location.hash = "hand_over";
  };
  id("go_on").onclick = function () { if (!id("start").disabled) { start(); } };
  id("leave").onclick = function () {
    station.ask("POST", "office/leave", null, function () { fault = "ended"; ended = true; station.changed(); }, station.unanswered);
  };
  window.onhashchange = turn;

  /* ---- begin */

  station.ask("GET", "office/page/words.json", null, function (words) {
    station.words = words;
    station.ask("GET", "office/profiles", null, function (given) {
      choices(given);
      worded();
      turn();
      station.work.renew();
    }, station.unanswered);
  }, station.unanswered);
}());
