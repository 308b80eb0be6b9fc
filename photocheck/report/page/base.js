/* Plain ES5, so that the browsers of old office PCs run it. Everything a user typed or a file was
   called goes into the page as text nodes, never as markup. The files of this folder are parts of one
   function, in the order that report/html.py names them. */
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
