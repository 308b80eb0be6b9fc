/* Choosing a folder or a table by clicks: one window over the page, which asks the program what lies where. */
(function () {
  "use strict";

  var station = window.station, id = station.id, picker = {};
  station.picker = picker;

  var kind = "", chosen = null, listed = null, before = null, asked = 0;

  picker.is_open = function () { return !id("veil").hidden; };

  /* what: folder, tree, city, archive (a folder each), origin (a folder or ZIP), roster, numbers, resolve (a table each);
     then: told what was chosen, and of origins all that were chosen at once. */
  picker.open = function (what, from, then) {
    kind = what;
    chosen = then;
    before = document.activeElement;
    listed = null;
    id("entries").textContent = "";
    id("path").value = "";
    id("here").textContent = "";
    id("veil").hidden = false;
    picker.worded();
    id("picker").focus();
    go(from || station.kept("place") || "", true);
  };

  function close(found, all) {
    id("veil").hidden = true;
    if (found) {
      station.kept("place", listed.path);
      chosen(found, listed, all);
    }
    if (before) { before.focus(); }
  }

  function is_table() { return kind === "roster" || kind === "numbers" || kind === "resolve"; }

  /* All trees and ZIPs in the folder that can be merged. */
  function origins() {
    return listed.folders.filter(function (folder) { return folder.filed; }).concat(listed.packs).map(function (each) {
      return each.path;
    });
  }

  function go(path, at_first) {
    var number = asked += 1;
    station.ask("GET", "office/folders" + station.query({ path: path }), null, function (answer) {
      if (number !== asked) { return; }  /* another was asked for meanwhile */
      listed = answer;
      station.answered();
      wrong("");
      draw();
    }, function (status, error) {
      if (number !== asked) { return; }
      if (at_first && path) { go("", false); return; }  /* a card that was taken out */
      if (error && status === 400) { wrong(station.text(error)); } else { close(null); station.unanswered(status, error); }
    });
  }

  function wrong(text) {
    id("picker_wrong").textContent = text;
    id("picker_wrong").hidden = !text;
  }

  picker.worded = function () {
    if (kind) { id("picker_title").textContent = station.say("office.page.pick_" + kind); }
    if (listed) { draw(); }
  };

  function draw() {
    var list = id("entries"), places = id("places"), entries = listed.folders;
    places.textContent = "";
    listed.places.forEach(function (place) {
      places.appendChild(button(station.text(place), "", function () { go(place.path); }));
    });
    id("path").value = listed.path;
    id("up").disabled = !listed.parent;
    id("here").textContent = station.say("office.page.here", { count: listed.photos });
    id("here").hidden = is_table();
    id("use").hidden = is_table();
    id("use").disabled = kind === "origin" && !listed.filed;
    id("use_all").hidden = kind !== "origin" || !origins().length;
    id("use_all").textContent = station.say("office.page.use_all", { count: origins().length });
    list.textContent = "";
    entries.forEach(function (folder) {
      var told = kind === "origin" && folder.filed ? station.say("office.page.filed") : folder.photos === null ? station.say("office.page.many_photos") :
        folder.photos ? station.say("office.page.photos", { count: folder.photos }) : "";
      row("folder", folder.name, told, function () { go(folder.path); });
    });
    if (is_table()) {
      listed.tables.forEach(function (table) { row("table", table.name, "", function () { close(table.path); }); });
      if (!listed.tables.length) { said(station.say("office.page.no_tables")); }
    } else if (!entries.length && !(kind === "origin" && listed.packs.length)) {
      said(station.say("office.page.nothing"));
    }
    if (kind === "origin") {
      listed.packs.forEach(function (pack) { row("table", pack.name, "ZIP", function () { close(pack.path, [pack.path]); }); });
    }
    if (listed.more) { said(station.say("office.page.unlisted", { count: listed.more })); }
    list.scrollTop = 0;
    (list.querySelector("button") || (is_table() ? id("path") : id("use"))).focus();
  }

  function row(look, name, told, then) {
    var item = document.createElement("li");
    item.appendChild(button(name, told, then)).className = look;
    id("entries").appendChild(item);
  }

  function said(text) {
    var item = document.createElement("li");
    item.className = "said";
    item.textContent = text;
    id("entries").appendChild(item);
  }

  function button(name, told, then) {
    var made = document.createElement("button"), label = document.createElement("span"), count;
    made.type = "button";
    label.textContent = name;
    made.appendChild(label);
    if (told) {
      count = document.createElement("small");
      count.textContent = told;
      made.appendChild(count);
    }
    made.onclick = then;
    return made;
  }

  /* ---- keys: arrows go through the list, Escape closes, Tab stays inside */

  id("picker").addEventListener("keydown", function (event) {
    var rows = [].slice.call(id("entries").querySelectorAll("button")), place = rows.indexOf(document.activeElement);
    if (event.key === "Escape") { event.preventDefault(); close(null); }
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && rows.length && event.target !== id("path")) {
      event.preventDefault();
      place = Math.max(0, Math.min(rows.length - 1, place + (event.key === "ArrowDown" ? 1 : -1)));
      rows[place].focus();
    }
    if (event.key === "Backspace" && event.target !== id("path") && listed && listed.parent) { go(listed.parent); }
    if (event.key === "Tab") { stay(event); }
  });

  function stay(event) {
    var all = [].filter.call(id("picker").querySelectorAll("button, input"), function (each) {
      return !each.disabled && each.offsetParent;
    });
    var first = all[0], last = all[all.length - 1];
    if (event.shiftKey && document.activeElement === first) { event.preventDefault(); last.focus(); }
    if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); first.focus(); }
  }

  id("up").onclick = function () { if (listed && listed.parent) { go(listed.parent); } };
  id("use").onclick = function () { if (listed) { close(listed.path, [listed.path]); } };
  id("use_all").onclick = function () { if (listed) { close(listed.path, origins()); } };
  id("cancel").onclick = function () { close(null); };
  id("path_form").onsubmit = function (event) { event.preventDefault(); go(id("path").value); };
}());
