/* Work under way: its progress, what came of it, and its report. */
(function () {
  "use strict";

  var station = window.station, id = station.id, work = {};
  station.work = work;

  work.now = null;       /* the program's last answer: the work under way, or the last one */
  work.stopping = false;

  var EVERY = 400, began = 0, began_done = 0, view = "", loaded = "", large = false, ticked = {};

  work.is_running = function () { return !!work.now && work.now.state === "running"; };

  /* Numbers whose likeness a person has looked at. */
  work.accepted = function () { return Object.keys(ticked).filter(function (number) { return ticked[number]; }); };

  work.start = function (kind, asked) {
    station.ask("POST", "office/start" + station.query({ kind: kind, language: station.language }), JSON.stringify(asked),
      function (answer) {
        began = Date.now();
        began_done = 0;
        loaded = view = "";
        station.merge.forget();
        large = work.stopping = false;
        id("report").removeAttribute("src");
        take(answer);
      }, station.unanswered);
  };

  work.stop = function () {
    work.stopping = true;
    station.ask("POST", "office/stop", null, take, station.unanswered);
    station.changed();
  };

  work.renew = function () {
    station.ask("GET", "office/progress", null, take, function (status, error) {
      station.unanswered(status, error);
      if (status !== 403) { setTimeout(work.renew, 1500); }
    });
  };

  function take(answer) {
    station.answered();
    if (!sending_drops()) { station.drops.count = answer.dropped; }
    work.now = answer.work;
    if (work.is_running()) {
      setTimeout(work.renew, EVERY);
    } else if (work.now) {
      work.stopping = false;
      view = view || (work.now.conflicts ? "conflicts" : work.now.lines.length ? "lines" : work.now.report ? "report" : "");
      station.finished(work.now);
    }
    station.changed();
  }

  function sending_drops() { return station.drops.is_sending(); }

  /* ---- the screen */

  function words(key, values) { return station.say("office.page." + key, values); }

  function left() {
    var now = work.now, seconds = (Date.now() - began) / 1000, rest;
    if (!began || now.done - began_done < 3 || !now.total) { return ""; }
    rest = Math.ceil((now.total - now.done) * seconds / (now.done - began_done));
    return words("left_time", { time: rest < 90 ? words("seconds", { count: rest }) :
      words("minutes", { count: Math.round(rest / 60) }) });
  }

  function title() {
    var now = work.now, ends = { done: "did_" + now.kind, refused: "did_refuse", stopped: "did_stop", failed: "did_fail" };
    if (now.kind === "merge") { ends.refused = "did_leave_open"; }
    if (now.state !== "running") { return words(ends[now.state], { done: now.done }); }
    if (work.stopping) { return words("stopping"); }
    return now.total === null ? words("counting") : words("running", { done: now.done, total: now.total }) + left();
  }

  function counts() {
    var box = id("counts_of_work"), found = work.now.counts, names = ["pass", "warn", "fail", "error"];
    box.textContent = "";
    if (work.now.kind === "make" || work.now.kind === "merge") { names.push("written"); }
    names.forEach(function (name) {
      var part = document.createElement("span"), number = document.createElement("b");
      if (found[name] === undefined) { return; }
      number.textContent = found[name];
      part.className = found[name] ? name : "none";
      part.appendChild(document.createTextNode(words(name) + " "));
      part.appendChild(number);
      box.appendChild(part);
    });
  }

  function told() {
    var box = id("told"), now = work.now, all = now.told.map(station.text);
    if (now.error) { all.push(station.text(now.error)); }
    if (now.kind === "make" && now.output && now.state !== "running" && now.counts.written) {
      all.push(words("written") + ": " + now.output);
    }
    box.textContent = "";
    all.forEach(function (text, place) {
      var line = document.createElement("p");
      line.textContent = text;
      line.className = now.error && place === now.told.length ? "error" : "";
      box.appendChild(line);
    });
  }

  function lines() {
    var now = work.now, body = id("obstacles").querySelector("tbody"), list = id("alike").querySelector("ul");
    var key = now.state + now.lines.length + station.language;
    if (body.getAttribute("data-key") === key) { return; }
    body.setAttribute("data-key", key);
    body.textContent = list.textContent = "";
    now.lines.forEach(function (line) {
      var row = body.insertRow();
      row.insertCell().textContent = line.file;
      row.insertCell().textContent = station.text(line);
    });
    now.alike.forEach(function (number) {
      var item = document.createElement("li"), label = document.createElement("label"), box = document.createElement("input");
      box.type = "checkbox";
      box.checked = !!ticked[number];
      box.onchange = function () { ticked[number] = box.checked; };
      label.appendChild(box);
      label.appendChild(document.createTextNode(number));
      item.appendChild(label);
      list.appendChild(item);
    });
    id("alike").hidden = !now.alike.length;
    id("terms").hidden = now.kind === "merge";
    id("more").hidden = !now.more;
    id("more").textContent = words("more", { count: now.more });
  }

  function views() {
    var now = work.now, over = now.state !== "running", has_lines = over && now.lines.length > 0;
    var is_open = over && now.conflicts > 0;
    id("views").hidden = !over || !(has_lines || is_open || now.report);
    id("show_conflicts").hidden = !is_open;
    id("show_conflicts").setAttribute("aria-pressed", view === "conflicts");
    id("conflicts").hidden = !is_open || view !== "conflicts";
    id("show_lines").hidden = !has_lines;
    id("show_report").hidden = !(has_lines || is_open);
    id("show_lines").setAttribute("aria-pressed", view === "lines");
    id("show_report").setAttribute("aria-pressed", view === "report");
    id("size").hidden = view !== "report";
    id("size").textContent = large ? words("small") : words("large");
    id("save").hidden = !now.report;
    id("save").href = "office/report" + station.query({ language: station.language });
    id("obstacles").hidden = !has_lines || view !== "lines";
    id("report").hidden = !over || !now.report || view !== "report";
    document.body.classList[large && !id("report").hidden ? "add" : "remove"]("large");
    if (!id("report").hidden && loaded !== "report") {
      loaded = "report";
      id("report").src = "office/report/report.html";
    }
  }

  work.draw = function (tab) {
    var now = work.now, shown = !!now && (now.kind === tab || now.state === "running"), share;
    id("idle").hidden = shown;
    id("state").hidden = !shown;
    document.body.classList[work.is_running() ? "add" : "remove"]("running");
    if (!shown) {
      id("idle").textContent = words("idle_" + tab);
      id("views").hidden = id("conflicts").hidden = id("obstacles").hidden = id("report").hidden = true;
      document.body.classList.remove("large");
      return;
    }
    share = now.total ? Math.min(100, Math.round(100 * now.done / now.total)) : 0;
    id("work").className = now.state;
    id("state_title").textContent = title();
    id("part").style.width = share + "%";
    id("progress").setAttribute("aria-valuenow", share);
    id("progress").hidden = now.state !== "running";
    id("stop").hidden = now.state !== "running";
    id("stop").disabled = work.stopping;
    id("stop").textContent = words("stop");
    id("next").hidden = now.state !== "done" || (now.kind !== "make" && now.kind !== "merge");
    id("next").textContent = words("next_make");
    counts();
    told();
    lines();
    views();
  };

  id("stop").onclick = work.stop;
  id("show_conflicts").onclick = function () { view = "conflicts"; station.changed(); };
  id("show_lines").onclick = function () { view = "lines"; station.changed(); };
  id("show_report").onclick = function () { view = "report"; station.changed(); };
  id("size").onclick = function () { large = !large; station.changed(); };
}());
