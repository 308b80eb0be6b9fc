/* ---- paper: what is shown on the screen, by who has to act and by what is wrong; or a slip for each candidate ---- */
function absentees() {
  if (chosen.verdict || chosen.problem || (chosen.cure && chosen.cure !== "retake")) { return []; }
  return facts.missing.filter(function (c) { return !chosen.query || (c[0] + " " + c[1]).toLowerCase().indexOf(chosen.query) >= 0; });
}
/* Printed once: with the first page of a report that has several; paper of the others says where they are. */
function missing() { return facts.page === 1 ? absentees() : []; }
function elsewhereAbsent(box) {
  var count = absentees().length;
  if (facts.page !== 1 && count) { box.appendChild(make("p", "absent", word("absentElsewhere", count))); }
}
/* Everybody on the screen whom something is to be done about. */
function todo() {
  return shown.map(function (place) { return photos[place]; }).filter(function (photo) { return photo.c || notes[photo.p]; });
}
function paper() {
  var box = empty(byId("paper")), people = todo(), absent = missing();
  box.className = "list";
  CURES.forEach(function (cure) {
    var own = people.filter(function (photo) { return (photo.c || "review") === cure; });
    if (own.length || (cure === "retake" && absent.length)) { sheet(box, cure, own, cure === "retake" ? absent : []); }
  });
  if (!box.firstChild) { head(box, word("list"), 0); box.appendChild(make("p", "", word(isFiltered() ? "nobodyShown" : "nobody", facts.todo))); }
  elsewhereAbsent(box);
}
/* A heading, and what the paper holds of the whole. */
function head(box, title, count) {
  var held = isFiltered() ? word("heldFiltered", filterWords(), count, facts.todo) : word("held", count);
  box.appendChild(make("h1", "", title));
  box.appendChild(make("p", "held", text(facts.profile.title) + " · " + facts.made + " · " + held + (facts.pages.length > 1 ? word("onPage", facts.pages.length) : "")));
}
function sheet(box, cure, people, absent) {
  var groups = [], byName = {}, part = make("section", "sheet " + cure), table = make("table"), names = make("tr"), place = 0;
  head(part, text(facts.cures[cure]), people.length + absent.length);
  if (absent.length) { groups.push({ name: word("absentTitle"), advice: [word("absentAdvice")], people: [], absent: absent }); }
  people.forEach(function (photo) {
    var told = main(photo), name = told ? text(told[2]) : word("look"), alike = compared(photo)[0], what = told ? remedy(text(told[3])) : alike ? remedy(alike) : "";
    if (!byName.hasOwnProperty(name)) {
      byName[name] = { name: name, advice: [], people: [], absent: [] };
      groups.push(byName[name]);
    }
    byName[name].people.push(photo);
    if (what && byName[name].advice.indexOf(what) < 0) { byName[name].advice.push(what); }
  });
  groups.sort(function (a, b) { return b.people.length + b.absent.length - a.people.length - a.absent.length; });
  ["order", "face", "who", "also", "sign"].forEach(function (name) { names.appendChild(make("th", name, word(name))); });
  table.appendChild(make("thead")).appendChild(names);
  groups.forEach(function (group) { place = listed(table, group, place); });
  part.appendChild(table);
  box.appendChild(part);
}
/* With which pictures this one is to be compared. */
function compared(photo) {
  return (notes[photo.p] || []).filter(function (note) { return note[2]; }).map(function (note) { return text(note[1]); });
}
/* What counts most against the photo: the fault that it stands under. */
function main(photo) {
  return photo.a.filter(function (told) { return told[1] === photo.c; })[0] || null;
}
/* A hint's first sentence says what is wrong, with its number; the rest, what to do. */
function faultEnd(hint) {
  var mark = word("sentenceEnd"), end = hint.indexOf(mark);
  return end < 0 ? hint.length : end + mark.length;
}
function remedy(hint) { return hint.slice(faultEnd(hint)); }
function fault(hint) { return hint.slice(0, faultEnd(hint)); }
/* One heading with the advice that all of the group share, then a line for each. */
function listed(table, group, place) {
  var body = make("tbody"), count = group.people.length + group.absent.length, line = make("tr", "cause"), cell = make("td");
  cell.colSpan = 5;
  cell.appendChild(make("b", "", group.name + word("people", count)));
  if (group.advice.length === 1) { cell.appendChild(document.createTextNode(word("colon") + group.advice[0])); }
  line.appendChild(cell);
  body.appendChild(line);
  group.absent.forEach(function (c) { body.appendChild(entry(++place, null, c[0], c[1], [word("row", c[2])])); });
  group.people.forEach(function (photo) { body.appendChild(entry(++place, photo, title(photo), photo.m, also(photo, group.advice.length < 2))); });
  table.appendChild(body);
  return place;
}
/* What is to be said of a photo beside what stands in the heading; two pictures need not be compared where one is taken anew. */
function also(photo, shared) {
  var first = main(photo), others = [], lines = [], alike = photo.c === "retake" ? [] : compared(photo);
  (notes[photo.p] || []).forEach(function (note) { if (!note[2]) { lines.push(text(note[1])); } });
  /* What to do about them stands in the heading, or once behind the last. */
  alike.slice(0, 3).forEach(function (said) { lines.push(fault(said)); });
  if (alike.length > 3) { lines.push(word("morePairs", alike.length - 3)); }
  if (alike.length && first) { lines.push(remedy(alike[0])); }
  photo.a.forEach(function (told) {
    if (told !== first) {
      others.push(text(told[2]));
    } else if (!shared) {
      lines.push(text(told[3]));
    } else if (/\d/.test(fault(text(told[3])))) {
      lines.push(fault(text(told[3])));
    }
  });
  others = others.filter(function (name, at) { return others.indexOf(name) === at; });
  if (others.length) { lines.push(word("alsoWrong", others.slice(0, 6).join(word("between"))) + (others.length > 6 ? word("more", others.length - 6) : "")); }
  return lines;
}
function entry(place, photo, number, name, lines) {
  var line = make("tr"), face = make("td", "face"), who = make("td", "who", number), why = make("td", "also");
  if (photo && photo.i) { face.appendChild(image(photo)); }
  who.appendChild(make("div", "", name));
  lines.forEach(function (said) { why.appendChild(make("div", "", said)); });
  [make("td", "order", String(place)), face, who, why, make("td", "sign")].forEach(function (cell) { line.appendChild(cell); });
  return line;
}
/* A slip for each candidate to be called, two to a page: who, what to do, when to come. */
function slips() {
  var box = empty(byId("paper")), people = todo().filter(function (photo) { return photo.c === "retake"; });
  box.className = "slips";
  missing().forEach(function (c) { box.appendChild(slip(null, c[0], c[1], [])); });
  people.forEach(function (photo) {
    var told = photo.a.filter(function (each) { return each[1] === "retake"; }).map(function (each) { return [text(each[2]), text(each[3])]; });
    box.appendChild(slip(photo, title(photo), photo.m, told));
  });
  if (!box.firstChild) { head(box, word("slip"), 0); box.appendChild(make("p", "", word(isFiltered() ? "nobodyShown" : "nobody", facts.todo))); }
  elsewhereAbsent(box);
}
function slip(photo, number, name, told) {
  var made = make("section", "slip"), facing = make("div", "facing"), list = make("ol");
  made.appendChild(make("h1", "", photo ? word("slip") : word("slipAbsent")));
  if (photo && photo.i) { facing.appendChild(image(photo)); }
  facing.appendChild(make("p", "", word("slipName", name || word("blank"))));
  facing.appendChild(make("p", "", word("slipNumber", number)));
  made.appendChild(facing);
  made.appendChild(make("p", "", photo ? word("slipWhy") : word("slipWhyAbsent")));
  told.slice(0, 5).forEach(function (each) {
    var item = make("li");
    item.appendChild(make("b", "", each[0] + word("colon")));
    item.appendChild(document.createTextNode(each[1]));
    list.appendChild(item);
  });
  made.appendChild(list);
  made.appendChild(make("p", "come", photo ? word("slipCome") : word("slipComeAbsent")));
  made.appendChild(make("p", "from", word("slipFrom")));
  return made;
}
function printed(fill) {
  fill();
  window.onbeforeprint = null;
  window.print();
  setTimeout(function () { window.onbeforeprint = paper; }, 500);
}
