/* ---- the picture with its lines ---- */
function image(photo) {
  var img = document.createElement("img");
  img.src = "data:image/jpeg;base64," + photo.i;
  img.alt = "";
  return img;
}
function picture(photo, height, drawn) {
  var box = make("span", "photo"), img, svg, w, h, scale;
  if (!photo.i) { return make("span", "nothing", word("picture")); }
  img = image(photo);
  w = photo.s[0]; h = photo.s[1];
  scale = Math.min(height / h, height * 0.8 / w);
  img.width = Math.round(w * scale); img.height = Math.round(h * scale);
  box.appendChild(img);
  if (!drawn) { return box; }
  svg = draw("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" });
  if (photo.t) {
    var area = facts.targets.area, x = 50 - 50 * area[0], y = 50 - 50 * area[1];
    if (area[0] < 1 || area[1] < 1) { stroke(svg, "area", "M" + x + " " + y + "H" + (100 - x) + "V" + (100 - y) + "H" + x + "Z"); }
    across(svg, "target", facts.targets.crown);
    across(svg, "target", facts.targets.chin);
  }
  across(svg, "measured", photo.l.crown);
  across(svg, "measured", photo.l.chin);
  down(svg, "measured", photo.l.left);
  down(svg, "measured", photo.l.right);
  eyeLine(svg, photo.l);
  box.appendChild(svg);
  return box;
}
/* Where a target line is to be seen under a measured one, it is broader: the two lie on each other in a good photo. */
function stroke(svg, kind, path) {
  if (kind !== "target") { svg.appendChild(draw("path", { d: path, "class": "halo" })); }
  svg.appendChild(draw("path", { d: path, "class": "line " + kind }));
}
/* Beside the head only, so that the eyes themselves stay to be seen. */
function eyeLine(svg, lines) {
  var y = 100 * lines.eyes, from = inside(lines.left) ? 100 * lines.left + 6 : 30, to = inside(lines.right) ? 100 * lines.right - 6 : 70;
  if (inside(lines.eyes)) { stroke(svg, "eyes", "M0 " + y + "H" + from + "M" + to + " " + y + "H100"); }
}
function inside(at) { return typeof at === "number" && at >= 0 && at <= 1; }
function across(svg, kind, at) { if (inside(at)) { stroke(svg, kind, "M0 " + 100 * at + "H100"); } }
function down(svg, kind, at) { if (inside(at)) { stroke(svg, kind, "M" + 100 * at + " 0V100"); } }
function key(kind) {
  var svg = draw("svg", { viewBox: "0 0 34 10", "aria-hidden": "true", focusable: "false" });
  svg.appendChild(draw("path", { d: "M0 5H34", "class": "line " + kind }));
  return svg;
}
function keyList(box, tag) {
  ["measured", "eyes", "target", "area"].forEach(function (kind) {
    var part = make(tag);
    part.appendChild(key(kind));
    part.appendChild(document.createTextNode(word(kind)));
    box.appendChild(part);
  });
  return box;
}
