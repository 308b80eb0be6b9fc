/* Plain ES5, so that the browsers of old office PCs run it. Everything a user typed or a file was
   called goes into the page as text nodes, never as markup. The files of this folder are parts of one
   function, in the order that report/html.py names them. */
var facts = JSON.parse(byId("facts").textContent);
var photos = JSON.parse(byId("photos").textContent);
var language = facts.language, open = -1, opener = null;
var chosen = { verdict: "", cure: "", problem: "", query: "" };
var cards = [], shown = [], notes = {}, look = null;
var SVG = "http://www.w3.org/2000/svg", CURES = ["retake", "reprocess", "rename", "review"];

function byId(id) { return document.getElementById(id); }
function text(pair) { return pair ? (pair[language] || "") : ""; }
function word(name) {
  var pair = facts.words[name] || { zh: name, en: name }, given = arguments;
  return pair[language].replace(/\{(\d)\}/g, function (whole, place) { return given[Number(place) + 1]; });
}
function title(photo) { return photo.n || photo.p.split(/[\\/]/).pop(); }
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
