/* The loop: one reduced frame at a time is judged, and the full frame of the same moment is filed. */
(function () {
  "use strict";

  var station = window.station, live = {};
  station.live = live;

  var LEAST_ROWS = 540, HEAD_SHARE = 0.35, PAUSE = 70;
  var video = station.id("video"), full = document.createElement("canvas"), small = document.createElement("canvas");
  var busy = false, space = false, last_at = 0;

  live.answer = null;     /* the last look's */
  live.auto = station.kept("auto") !== "off";
  live.stats = [];        /* of the last looks: when, and milliseconds from grabbing to the answer */
  live.takes = [];        /* of the last pictures: milliseconds from the judged frame to filed */

  /* How many rows of the frame are judged: enough that the head is seen as finely as the finished picture shows it. */
  function rows_wanted() {
    var state = station.queue.state, picture = state && state.profile.picture;
    return picture ? Math.max(LEAST_ROWS, Math.round(picture.imaging_height * picture.head / HEAD_SHARE)) : LEAST_ROWS;
  }

  function grab() {
    var w = video.videoWidth, h = video.videoHeight, share = Math.min(1, rows_wanted() / h);
    if (full.width !== w || full.height !== h) { full.width = w; full.height = h; }
    full.getContext("2d").drawImage(video, 0, 0, w, h);
    if (!station.camera.healthy(full)) { return 0; }
    small.width = Math.round(w * share);
    small.height = Math.round(h * share);
    small.getContext("2d").imageSmoothingQuality = "high";
    small.getContext("2d").drawImage(full, 0, 0, small.width, small.height);
    return small.height / h;
  }

  /* What was said of the last frame holds no longer. */
  live.forget = function () {
    live.answer = null;
    station.draw.live(null, video, 1, null);
  };

  live.step = function () {
    var share, now, at = performance.now();
    if (busy || station.ended || station.asking() || !station.queue.state || station.queue.state.folder) { return; }
    if (at - last_at < PAUSE || !station.camera.ready()) { return; }
    last_at = at;
    share = grab();
    if (!share) { live.forget(); station.changed(); return; }
    busy = true;
    now = station.queue.now;
    small.toBlob(function (blob) {
      station.ask("POST", "live/look" + station.query({
        view: station.view, reduced: share.toFixed(4), auto: live.auto ? 1 : "", number: now ? now.number : ""
      }), blob, function (answer) {
        live.stats.push([at, performance.now() - at]);
        if (live.stats.length > 900) { live.stats.shift(); }
        station.answered();
        live.answer = answer;
        station.draw.live(answer, video, 1 / share, station.queue.state.profile.picture);
        station.changed();
        if ((answer.take || space) && now) { take(now, at); } else { busy = false; }
        space = false;
      }, function (status, error) { busy = false; station.unanswered(status, error); });
    }, "image/jpeg", 0.85);
  };

  /* `full` still holds the very frame that was judged a moment ago: nothing is grabbed between. */
  function take(now, at) {
    full.toBlob(function (blob) {
      station.ask("POST", "live/take" + station.query({
        view: station.view, number: now.number
      }), blob, function (taken) {
        busy = false;
        if (taken.filed) { live.takes.push(performance.now() - at); }
        live.became(taken);
      }, function (status, error) { busy = false; station.unanswered(status, error); });
    }, "image/jpeg", 0.95);
  }

  live.space = function () { space = true; };

  /* What became of a full frame. */
  live.became = function (taken) {
    if (taken.filed) {
      station.play("filed");
      station.note("");
      station.queue.show(taken.number, taken.name, taken.result);
    } else if (taken.held === "exists") {
      station.note(station.say("ask.exists", { number: taken.number, name: taken.name }));
    } else if (taken.held && taken.held !== "turn") {
      station.play("ask");
      station.question(station.say("ask." + taken.held, { number: taken.other, name: taken.other_name }), function () {
        station.ask("POST", "live/confirm", null, function (again) { if (again) { live.became(again); } }, station.unanswered);
      }, function () {
        station.ask("POST", "live/let_go", null, function () { station.queue.renew(); }, station.unanswered);
      });
    } else if (!taken.held) {
      station.play("refused");
      station.note(taken.error === "disk" ? station.text(taken.reason) || station.say("fault.full") : station.text(taken.reason));
    }
    station.queue.renew();
  };

  /* ---- pictures of a tethered camera come by the folder */

  var serial = 0;

  live.news = function () {
    if (!station.queue.state || !station.queue.state.folder || station.ended) { return; }
    station.ask("GET", "live/news" + station.query({ after: serial || "" }), null, function (news) {
      station.answered();
      news.forEach(function (each) { serial = each.serial; live.became(each); });
    }, station.unanswered);
  };
}());
