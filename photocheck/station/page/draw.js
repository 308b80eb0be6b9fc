/* Lines on the live picture and on the filed one. */
(function () {
  "use strict";

  var station = window.station, draw = {};
  station.draw = draw;

  var GREEN = "#37d67a", AMBER = "#ffc145", LINE = "#ffffff";

  /* Where crown and chin stand in the finished picture, as shares of its height. */
  function rows(picture) {
    var border = (picture.height - picture.imaging_height) / 2;
    var crown = border + picture.top * picture.imaging_height;
    return { crown: crown / picture.height, chin: (crown + picture.head * picture.imaging_height) / picture.height };
  }

  function line(context, x0, x1, y, colour) {
    context.strokeStyle = colour;
    context.beginPath();
    context.moveTo(x0, y);
    context.lineTo(x1, y);
    context.stroke();
  }

  /* The crop, which follows the head, with the lines that crown and chin will lie on.  `scale`: canvas pixels per
     pixel of the judged frame. */
  draw.live = function (answer, video, scale, picture) {
    var canvas = station.id("lines"), context = canvas.getContext("2d"), crop = answer && answer.crop, w, h, at;
    if (canvas.width !== video.videoWidth || canvas.height !== video.videoHeight) {
      canvas.width = video.videoWidth;
      canvas.height = video.videoHeight;
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    if (!crop || !picture) { return; }
    w = (crop.x1 - crop.x0) * scale;
    h = (crop.y1 - crop.y0) * scale;
    at = rows(picture);
    context.translate((crop.x0 + crop.x1) / 2 * scale, (crop.y0 + crop.y1) / 2 * scale);
    context.rotate(-crop.angle * Math.PI / 180);
    context.lineWidth = Math.max(2, canvas.height / 240);
    context.strokeStyle = answer.good ? GREEN : AMBER;
    context.strokeRect(-w / 2, -h / 2, w, h);
    context.lineWidth = Math.max(1, canvas.height / 480);
    context.setLineDash([canvas.height / 60, canvas.height / 90]);
    line(context, -w / 2, w / 2, (at.crown - 0.5) * h, LINE);
    line(context, -w / 2, w / 2, (at.chin - 0.5) * h, LINE);
    context.setLineDash([]);
  };

  /* The picture as it was filed, with its measured lines. */
  draw.filed = function (number, result, picture, stamp) {
    var canvas = station.id("picture"), context = canvas.getContext("2d"), image = new Image(), by = 4;
    image.onload = function () {
      canvas.width = image.naturalWidth * by;
      canvas.height = image.naturalHeight * by;
      context.imageSmoothingQuality = "high";
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      if (result && result.measurements) { measured(context, canvas, result.measurements, picture); }
    };
    image.src = "live/picture/" + encodeURIComponent(number) + "?" + stamp;
  };

  function measured(context, canvas, lengths, picture) {
    var top = (picture.height - picture.imaging_height) / 2, left = (picture.width - picture.imaging_width) / 2;
    var y = canvas.height / picture.height, x = canvas.width / picture.width;
    var crown, chin;
    context.lineWidth = canvas.height / 260;
    context.font = canvas.height / 24 + "px sans-serif";
    context.textBaseline = "bottom";
    if (lengths.top_ratio !== null && lengths.head_ratio !== null) {
      crown = (top + lengths.top_ratio * picture.imaging_height) * y;
      chin = crown + lengths.head_ratio * picture.imaging_height * y;
      mark(crown, "page.crown");
      mark(chin, "page.chin");
    }
    context.setLineDash([canvas.height / 60, canvas.height / 80]);
    if (lengths.left_ratio !== null) { upright((left + lengths.left_ratio * picture.imaging_width) * x); }
    if (lengths.right_ratio !== null) { upright(canvas.width - (left + lengths.right_ratio * picture.imaging_width) * x); }
    context.setLineDash([]);

    function mark(row, word) {
      line(context, 0, canvas.width, row, "#d81b60");
      context.fillStyle = "#d81b60";
      context.fillText(station.say(word), canvas.width * 0.02, row - canvas.height / 200);
    }

    function upright(column) {
      context.strokeStyle = "#d81b60";
      context.beginPath();
      context.moveTo(column, 0);
      context.lineTo(column, canvas.height);
      context.stroke();
    }
  }
}());
