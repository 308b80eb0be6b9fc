/* Files and folders that are dropped on the page: sent to the program one after another. */
(function () {
  "use strict";

  var station = window.station, id = station.id, drops = {};
  station.drops = drops;

  drops.count = 0;        /* photos that the program has */
  drops.on_table = null;  /* told the path of a table that was dropped */
  drops.refuse_photos = null;  /* asked of files before they are sent: whether the page has said why not */

  var waiting = [], total = 0, sending = false;

  function shows(event) { event.preventDefault(); document.body.classList.add("over"); }

  document.addEventListener("dragenter", shows);
  document.addEventListener("dragover", shows);
  document.addEventListener("dragleave", function (event) {
    if (!event.relatedTarget) { document.body.classList.remove("over"); }
  });
  document.addEventListener("drop", function (event) {
    var items = event.dataTransfer.items, files = event.dataTransfer.files, entries = [], i, entry;
    event.preventDefault();
    document.body.classList.remove("over");
    if (station.picker.is_open() || station.work.is_running()) { return; }
    if (drops.refuse_photos && drops.refuse_photos(files)) { return; }
    for (i = 0; items && i < items.length; i++) {
      entry = items[i].webkitGetAsEntry ? items[i].webkitGetAsEntry() : null;
      if (entry) { entries.push(entry); }
    }
    if (entries.length) { entries.forEach(walk); } else { [].forEach.call(files, drops.send); }
  });

  /* A folder with all below it, in pieces as the browser gives them. */
  function walk(entry) {
    var reader;
    if (entry.isFile) { entry.file(drops.send); return; }
    reader = entry.createReader();
    (function next() {
      reader.readEntries(function (found) {
        if (!found.length) { return; }
        found.forEach(walk);
        next();
      });
    }());
  }

  drops.send = function (file) {
    if (/^\.|^(thumbs\.db|desktop\.ini)$/i.test(file.name)) { return; }  /* a system's own */
    waiting.push(file);
    total += 1;
    if (!sending) { step(); }
  };

  function step() {
    var file = waiting.shift();
    sending = !!file;
    if (!file) { total = 0; station.changed(); return; }
    station.changed();
    station.ask("POST", "office/drop" + station.query({ name: file.name }), file, function (answer) {
      station.answered();
      drops.count = answer.count;
      if (!answer.photo) { drops.on_table(answer.path); }
      step();
    }, function (status, error) {
      waiting = [];
      station.unanswered(status, error);
      step();
    });
  }

  drops.forget = function () {
    station.ask("POST", "office/forget", null, function () { drops.count = 0; station.changed(); }, station.unanswered);
  };

  /* What is said of them; empty where there are none. */
  drops.told = function () {
    if (sending) { return station.say("office.page.dropping", { done: total - waiting.length - 1, total: total }); }
    return drops.count ? station.say("office.page.dropped", { count: drops.count }) : "";
  };

  drops.is_sending = function () { return sending; };
  id("forget").onclick = drops.forget;
}());
