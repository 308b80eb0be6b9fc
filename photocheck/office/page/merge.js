/* Merging: the trees and ZIPs that were chosen, and the numbers with different pictures, settled by a click each. */
(function () {
  "use strict";

  var station = window.station, id = station.id, merge = {};
  station.merge = merge;

  merge.origins = [];      /* paths, in the order of their choice */

  var numbers = [];        /* as the program gives them: number, name, pictures */
  var picked = {};         /* number -> the checksum that was clicked; "" for neither */

  function words(key, values) { return station.say("office.page." + key, values); }

  function made(name, look, text) {
    var element = document.createElement(name);
    if (look) { element.className = look; }
    if (text) { element.textContent = text; }
    return element;
  }

  /* ---- what is merged */

  merge.add = function (path) {
    if (path && merge.origins.indexOf(path) < 0) { merge.origins.push(path); }
    list();
  };

  function list() {
    var box = id("origins");
    box.textContent = "";
    merge.origins.forEach(function (path, place) {
      var item = made("li"), text = made("span", "", path), away = made("button", "", "\u00d7");
      item.title = path;
      away.type = "button";
      away.setAttribute("aria-label", words("remove") + " " + path);
      away.onclick = function () {
        merge.origins.splice(place, 1);
        list();
        station.changed();
      };
      item.appendChild(text);
      item.appendChild(away);
      box.appendChild(item);
      text.scrollLeft = text.scrollWidth;  /* a path's end says more */
    });
    box.hidden = !merge.origins.length;
  }

  /* ---- what is open: settled earlier in this page stays settled, as --resolve has it */

  merge.chosen = function () {
    return Object.keys(picked).map(function (number) { return picked[number]; }).filter(Boolean);
  };

  merge.load = function () {
    station.ask("GET", "office/conflicts", null, function (answer) {
      numbers = answer.numbers;
      draw();
      station.changed();
    }, station.unanswered);
  };

  merge.forget = function () {
    numbers = [];
    id("cases").textContent = "";
  };

  function open_ones() { return numbers.filter(function (one) { return picked[one.number]; }).length; }

  function told(picture) {
    var facts = made("dl");
    [[words("of_origin"), picture.origin], [words("of_file"), picture.file], [words("of_source"), picture.source],
      [words("of_filed_at"), picture.written],
      [words("of_sum"), picture.sum.slice(0, 12)]].forEach(function (fact) {
      if (!fact[1]) { return; }
      facts.appendChild(made("dt", "", fact[0]));
      facts.appendChild(made("dd", "", fact[1]));
    });
    return facts;
  }

  function card(one, picture) {
    var button = made("button", "picture"), image = made("img");
    button.type = "button";
    button.setAttribute("data-sum", picture.sum);
    image.src = "office/conflicts/" + encodeURIComponent(picture.sum);
    image.alt = one.number + " " + picture.origin;
    button.appendChild(image);
    if (picture.there) { button.appendChild(made("strong", "", words("there"))); }
    button.appendChild(told(picture));
    button.onclick = function () { pick(one, picked[one.number] === picture.sum ? "" : picture.sum); };
    return button;
  }

  function pick(one, sum) {
    picked[one.number] = sum;
    mark();
  }

  function draw() {
    var box = id("cases");
    box.textContent = "";
    numbers.forEach(function (one) {
      var section = made("section"), row = made("div", "pair"), none = made("button", "neither", words("neither")), seen = {};
      section.setAttribute("data-number", one.number);
      section.appendChild(made("h2", "", (one.number + " " + one.name).trim()));
      one.pictures.forEach(function (picture) {
        if (!seen[picture.sum]) { row.appendChild(card(one, picture)); }  /* several may have the same one */
        seen[picture.sum] = true;
      });
      none.type = "button";
      none.onclick = function () { pick(one, ""); };
      row.appendChild(none);
      section.appendChild(row);
      box.appendChild(section);
    });
    mark();
  }

  function mark() {
    [].forEach.call(id("cases").querySelectorAll("section"), function (section) {
      var choice = picked[section.getAttribute("data-number")];
      [].forEach.call(section.querySelectorAll(".picture"), function (button) {
        button.setAttribute("aria-pressed", choice === button.getAttribute("data-sum"));
      });
      section.querySelector(".neither").setAttribute("aria-pressed", choice === "");
    });
    id("go_on").textContent = words("go_on", { count: open_ones(), all: numbers.length });
    id("go_on").disabled = !open_ones();
  }

  merge.worded = function () { list(); if (numbers.length) { draw(); } else { mark(); } };
}());
