/* The page's state on the screen, its keys and buttons. */
(function () {
  "use strict";

  var station = window.station, id = station.id, silent_since = 0, yes = null, no = null;
  var LEAVE_AFTER = 5000;

  station.ended = "";      /* a fault after which this page does nothing more */
  station.server = "";

  /* ---- the server */

  station.answered = function () {
    silent_since = 0;
    if (station.server) { station.server = ""; station.camera.return_(); station.queue.renew(); station.changed(); }
  };

  station.unanswered = function (status, error) {
    if (status === 403) {
      station.ended = "restarted";
      station.camera.leave();
    } else if (status === 0) {
      silent_since = silent_since || Date.now();
      station.server = "server";
      /* Another program, or our own new page, may want the camera. */
      if (Date.now() - silent_since > LEAVE_AFTER) { station.camera.leave(); }
    } else if (status !== 503 && error) {
      station.note(station.text(error));
    }
    station.changed();
  };

  /* ---- what is asked of the operator, and what is said to him */

  station.question = function (text, if_yes, if_no) {
    yes = if_yes;
    no = if_no;
    id("question").textContent = text;
    id("ask").hidden = false;
    id("yes").focus();
    station.changed();
  };

  station.asking = function () { return !id("ask").hidden; };

  function answer(what) {
    var then = what ? yes : no;
    id("ask").hidden = true;
    id("yes").blur();
    id("no").blur();
    if (then) { then(); }
    station.changed();
  }

  station.note = function (text) {
    id("said").textContent = text;
    id("said").hidden = !text;
  };

  /* ---- the screen */

  function fault() {
    var camera = station.camera;
    if (station.ended) { return station.say("fault." + station.ended); }
    if (station.server) { return station.say("fault.server"); }
    if (station.queue.state && station.queue.state.folder) { return ""; }
    return camera.fault ? station.say("fault." + camera.fault, { name: camera.fault_name }) : "";
  }

  function phrase(wrong) {
    var live = station.live.answer, state = station.queue.state, key = live && !wrong ? live.phrase : "";
    if (state && state.folder) { key = ""; }
    if (!station.queue.now && key !== "done") { key = ""; }  /* nobody is due */
    if (station.asking()) { key = "wait"; }
    id("phrase").className = key === "still" || key === "done" || key === "wait" ? key : key ? "" : "quiet";
    id("words").textContent = key ? station.say("phrase." + key) : !wrong && state && !state.folder && !station.queue.now ?
      station.say(state.queue.total ? "page.all_taken" : "page.need_number") : "";
    id("fill").style.width = (live && key === "still" ? live.progress * 100 : 0) + "%";
    document.body.classList[key === "done" ? "add" : "remove"]("done");
  }

  function matters() {
    var live = station.live.answer, found = live ? live.matters : [], list = id("matter_list");
    var texts = found.map(station.text).join("\n");
    id("matters").hidden = !found.length;
    document.body.classList[found.length ? "add" : "remove"]("mending");
    if (list.getAttribute("data-texts") === texts) { return; }
    list.setAttribute("data-texts", texts);
    list.textContent = "";
    found.forEach(function (each) {
      var item = document.createElement("li");
      item.textContent = station.text(each);
      list.appendChild(item);
    });
  }

  function turn() {
    var state = station.queue.state, now = station.queue.now, after, queue;
    if (!state) { return; }
    queue = state.queue;
    after = queue.next;
    id("turn_title").textContent = now && now.retake ? station.say("page.retaking") : now ? station.say("page.turn") : "";
    id("name").textContent = now ? now.name : queue.total ? station.say("page.nobody_left") : station.say("page.need_number");
    id("name").className = now ? "" : "told";
    id("number").textContent = now ? now.number : "";
    id("after").textContent = after ? station.say("page.after") + ":" + (after.name || after.number) :
      queue.total && !now ? station.say(state.office ? "page.hand_over_tab" : "page.hand_over") : "";
    id("skip").textContent = now && now.retake ? station.say("page.cancel") : station.say("page.skip") + " S";
    id("take").disabled = id("skip").disabled = !now;
    id("take").hidden = state.folder;
    id("waiting").hidden = !state.folder;
    id("desk").hidden = !state.office;
    id("waiting").textContent = station.say("page.folder_waiting");
    counts(queue);
    coming(queue.coming);
  }

  /* Whom to call in: on a screen with room for it. */
  function coming(found) {
    var list = id("coming_list");
    id("coming").hidden = found.length < 2;
    list.textContent = "";
    found.forEach(function (each) {
      var item = document.createElement("li");
      item.textContent = (each.name ? each.name + "  " : "") + each.number;
      list.appendChild(item);
    });
  }

  function counts(queue) {
    var box = id("counts"), parts = queue.total ? ["done", "left", "skipped"] : ["done"];
    box.textContent = "";
    parts.forEach(function (name, place) {
      var number = document.createElement("b");
      number.textContent = queue[name];
      box.appendChild(document.createTextNode((place ? "  ·  " : "") + station.say("page." + name) + " "));
      box.appendChild(number);
    });
  }

  function filed() {
    var shown = station.queue.shown;
    id("filed").hidden = !shown;
    if (!shown) { return; }
    id("filed_title").textContent = "✓ " + station.say("page.filed");
    id("filed_name").textContent = shown.name;
    id("filed_number").textContent = shown.number;
    id("retake").textContent = station.say("page.retake") + " R";
  }

  var drawing = false;

  /* Something has changed: the screen is drawn once before it is shown next. */
  station.changed = function () {
    if (drawing) { return; }
    drawing = true;
    requestAnimationFrame(function () {
      var wrong = fault();
      drawing = false;
      document.body.classList.remove("starting");
      if (wrong) { station.live.forget(); }
      id("fault").textContent = wrong;
      id("fault").hidden = !wrong;
      phrase(wrong);
      matters();
      turn();
      filed();
      station.queue.draw();
    });
  };

  function worded() {
    var found = document.querySelectorAll("[data-word]"), i;
    document.documentElement.lang = station.language === "zh" ? "zh-CN" : "en";
    document.title = station.say("page.title");
    for (i = 0; i < found.length; i++) { found[i].textContent = station.say("page." + found[i].getAttribute("data-word")); }
    id("auto").textContent = station.say("page.auto_" + (station.live.auto ? "on" : "off"));
    id("sound").textContent = station.say("page.sound_" + (station.sound ? "on" : "off"));
    id("take").textContent = station.say("page.take");
    id("enter").textContent = station.say("page.number");
    id("typed").placeholder = station.say("page.need_number");
    id("search").placeholder = station.say("page.search");
    id("yes").textContent = station.say("page.yes") + " (Enter)";
    id("no").textContent = station.say("page.no") + " (Esc)";
    if (station.queue.shown) { station.queue.show(station.queue.shown.number, station.queue.shown.name, station.queue.shown.result); }
    station.changed();
  }

  /* ---- buttons and keys */

  function switch_auto() { station.live.auto = !station.live.auto; station.kept("auto", station.live.auto ? "on" : "off"); worded(); }
  function switch_sound() { station.sound = !station.sound; station.kept("sound", station.sound ? "on" : "off"); worded(); }
  function switch_language() {
    station.language = station.language === "zh" ? "en" : "zh";
    station.kept("language", station.language);
    worded();
  }

  var buttons = {
    auto: switch_auto, sound: switch_sound, language: switch_language, take: station.live.space, skip: station.queue.skip,
    retake: station.queue.retake, enter: function () { station.queue.enter(true); },
    yes: function () { answer(true); }, no: function () { answer(false); }
  };
  Object.keys(buttons).forEach(function (name) {
    id(name).addEventListener("click", function () {
      buttons[name]();
      if (name !== "enter") { this.blur(); }  /* or else Space would press it again */
    });
  });

  var keys = {
    " ": station.live.space, r: station.queue.retake, s: station.queue.skip, a: switch_auto, m: switch_sound,
    l: function () { station.queue.list(true); }
  };

  document.addEventListener("keydown", function (event) {
    var key = event.key.toLowerCase(), in_field = event.target.tagName === "INPUT";
    station.wake();
    if (event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (station.asking()) {
      if (key === "enter" || key === "escape") { event.preventDefault(); answer(key === "enter"); }
      return;
    }
    if (key === "escape") {
      if (station.queue.listing) { station.queue.list(false); }
      station.queue.enter(false);
      station.note("");
      return;
    }
    if (in_field || event.repeat) { return; }
    if (/^[0-9]$/.test(key)) { event.preventDefault(); station.queue.enter(true, key); return; }
    if (keys[key] && event.target.tagName !== "BUTTON") { event.preventDefault(); keys[key](); }
  });
  document.addEventListener("click", station.wake);

  /* ---- begin */

  station.ask("GET", "page/words.json", null, function (words) {
    station.words = words;
    worded();
    station.queue.renew(function () {
      var last = station.queue.state.today[0];
      if (last) { station.queue.fetch(last.number, last.name); }
      if (!station.queue.state.folder) { station.camera.open(); }
    });
  }, station.unanswered);
  setInterval(station.live.step, 5);
  setInterval(station.live.news, 500);
  setInterval(function () {
    if (!station.ended && !station.asking()) { station.queue.renew(station.answered); }
  }, 3000);
}());
