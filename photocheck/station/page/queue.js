/* Whose turn it is: the queue, numbers typed or scanned, today's list, search. */
(function () {
  "use strict";

  var station = window.station, queue = {};
  station.queue = queue;

  queue.now = null;       /* { number, name, retake } or null */
  queue.state = null;     /* the server's last answer */
  queue.shown = null;     /* the filed picture on the screen: { number, name, result } */
  queue.listing = false;

  queue.renew = function (then) {
    station.ask("GET", "live/state" + station.query({ find: queue.listing ? station.id("search").value : "" }), null,
      function (state) {
        queue.state = state;
        queue.now = state.queue.current;
        station.changed();
        if (then) { then(); }
      }, station.unanswered);
  };

  /* Somebody else's turn; the server says where a person should look twice. */
  queue.turn = function (number, sure) {
    station.ask("POST", "live/turn" + station.query({ number: number, sure: sure ? 1 : "" }), null, function (answer) {
      if (!answer.ask) { queue.enter(false); station.note(""); queue.renew(); return; }
      station.question(station.say("ask." + answer.ask, { number: answer.number, name: answer.name }),
        function () { queue.turn(number, true); }, function () { queue.renew(); });
    }, function (status, error) {
      if (!error) { station.unanswered(status); return; }
      station.play("refused");
      station.note(station.text(error));
    });
  };

  queue.skip = function () {
    if (!queue.now) { return; }
    station.ask("POST", "live/skip" + station.query({ number: queue.now.number }), null, function () { queue.renew(); },
      station.unanswered);
  };

  queue.retake = function () {
    var number = queue.shown ? queue.shown.number : null;
    if (number) { queue.turn(number, true); }
  };

  queue.show = function (number, name, result) {
    queue.shown = { number: number, name: name, result: result };
    if (queue.state) { station.draw.filed(number, result, queue.state.profile.picture, Date.now()); }
    station.changed();
  };

  queue.fetch = function (number, name) {
    station.ask("GET", "live/result/" + encodeURIComponent(number), null, function (result) {
      queue.show(number, name, result);
    }, function () { queue.show(number, name, null); });
  };

  /* ---- typing or scanning: a scanner is a keyboard that ends with Enter */

  queue.enter = function (open, first) {
    var typed = station.id("typed");
    station.id("entry").hidden = !open;
    typed.value = open ? first || "" : "";
    if (open) { typed.focus(); } else { typed.blur(); }
  };

  station.id("entry").onsubmit = function (event) {
    var number = station.id("typed").value.trim();
    event.preventDefault();
    if (number) { queue.turn(number, false); } else { queue.enter(false); }
  };

  /* ---- today's list and search */

  queue.list = function (open) {
    queue.listing = open;
    station.id("list").hidden = !open;
    document.body.classList[open ? "add" : "remove"]("listing");
    if (open) { station.id("search").value = ""; station.id("search").focus(); } else { station.id("search").blur(); }
    queue.renew();
  };

  station.id("search").oninput = function () { queue.renew(); };

  queue.draw = function () {
    var state = queue.state, find = station.id("search").value.trim(), box = station.id("found"), rows;
    if (!state || !queue.listing) { return; }
    rows = find ? state.queue.candidates : state.today;
    station.id("list_title").textContent = find ? "" : station.say("page.today") + " " + state.today.length;
    box.textContent = "";
    if (!rows.length) { box.appendChild(row({ name: station.say("page.none_found"), number: "" })); }
    rows.forEach(function (each) { box.appendChild(row(each)); });
  };

  function row(each) {
    var item = document.createElement("li"), number = cell("number", each.number), told = "";
    if (each.at) { told = new Date(each.at).toTimeString().slice(0, 5); }
    if (each.times > 1) { told += " " + station.say("page.retaken"); }
    if (each.state) { told = station.say("page." + each.state); }
    item.tabIndex = 0;
    item.appendChild(cell("who", each.name || ""));
    item.appendChild(number);
    item.appendChild(cell("state", told));
    item.onclick = function () { choose(each); };
    item.onkeydown = function (event) { if (event.key === "Enter") { event.stopPropagation(); choose(each); } };
    return item;
  }

  function cell(name, text) {
    var found = document.createElement("span");
    found.className = name;
    found.textContent = text;
    return found;
  }

  function choose(each) {
    if (!each.number) { return; }
    queue.list(false);
    if (each.at || each.state === "done") { queue.fetch(each.number, each.name); } else { queue.turn(each.number, false); }
  }
}());
