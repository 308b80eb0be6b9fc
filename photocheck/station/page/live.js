/* The loop: one reduced frame at a time is judged, and the full frame of the same moment is filed. */
(function () {
  "use strict";

  var station = window.station, live = {};
  station.live = live;

  var LEAST_ROWS = 540, HEAD_SHARE = 0.35, LEAD = 12, PAUSE = 50;
  var video = station.id("video");

  /* Two frames: while one is judged, the next is made ready, just before the answer is due. */
  var slots = [slot(), slot()], waiting = null, judged = null, taking = false;
  var turnaround = 100, sent_at = 0, space_at = 0;

  live.answer = null;     /* the last look's */
  live.auto = station.kept("auto") !== "off";
  live.stats = [];        /* of the last looks: when, and milliseconds from grabbing to the answer */
  live.takes = [];        /* of the last pictures: milliseconds from the judged frame to filed */

  function slot() { return { full: document.createElement("canvas"), small: document.createElement("canvas") }; }

  /* How many rows of the frame are judged: enough that the head is seen as finely as the finished picture shows it. */
  function rows_wanted() {
    var picture = station.queue.state.profile.picture;
    return Math.max(LEAST_ROWS, Math.round(picture.imaging_height * picture.head / HEAD_SHARE));
  }

  /* What was said of the last frame holds no longer. */
  live.forget = function () {
    live.answer = null;
    station.draw.live(null, video, 1, null);
  };

  live.step = function () {
    var state = station.queue.state, now = performance.now();
    if (waiting || taking || !state || state.folder || station.ended || station.asking()) { return; }
    if (judged && now - sent_at < turnaround - LEAD || now - sent_at < PAUSE || !station.camera.ready()) { return; }
    waiting = slots[judged === slots[0] ? 1 : 0];
    prepare(waiting);
  };

  function prepare(frame) {
    var w = video.videoWidth, h = video.videoHeight, share = Math.min(1, rows_wanted() / h);
    frame.at = performance.now();
    frame.blob = null;
    if (frame.full.width !== w || frame.full.height !== h) { frame.full.width = w; frame.full.height = h; }
    frame.full.getContext("2d").drawImage(video, 0, 0, w, h);
    if (!station.camera.healthy(frame.full)) { waiting = null; sent_at = frame.at; live.forget(); station.changed(); return; }
    frame.small.width = Math.round(w * share);
    frame.small.height = Math.round(h * share);
    frame.share = frame.small.height / h;
    frame.small.getContext("2d").imageSmoothingQuality = "high";
    frame.small.getContext("2d").drawImage(frame.full, 0, 0, frame.small.width, frame.small.height);
    frame.small.toBlob(function (blob) {
      frame.blob = blob;
      if (!judged) { look(frame); }
    }, "image/jpeg", 0.85);
  }

  function look(frame) {
    var now = station.queue.now;
    if (waiting === frame) { waiting = null; }
    if (taking || station.asking()) { return; }
    judged = frame;
    sent_at = performance.now();
    station.ask("POST", "live/look" + station.query({
      view: station.view, reduced: frame.share.toFixed(4), auto: live.auto ? 1 : "", number: now ? now.number : ""
    }), frame.blob, function (answer) {
      var at = performance.now();
      judged = null;
      turnaround = 0.7 * turnaround + 0.3 * (at - sent_at);
      live.stats.push([frame.at, at - frame.at]);
      if (live.stats.length > 900) { live.stats.shift(); }
      station.answered();
      live.answer = answer;
      station.draw.live(answer, video, 1 / frame.share, station.queue.state.profile.picture);
      station.changed();
      if (now && (answer.take || (space_at && frame.at >= space_at))) {
        take(frame, now);
      } else if (waiting && waiting.blob) {
        look(waiting);
      }
    }, function (status, error) {
      judged = waiting = null;
      station.unanswered(status, error);
    });
  }

  /* The frame still holds in full what was judged a moment ago: nothing is grabbed between. */
  function take(frame, now) {
    taking = true;
    waiting = null;
    space_at = 0;
    frame.full.toBlob(function (blob) {
      station.ask("POST", "live/take" + station.query({ view: station.view, number: now.number }), blob, function (taken) {
        taking = false;
        if (taken.filed) { live.takes.push(performance.now() - frame.at); }
        live.became(taken);
      }, function (status, error) {
        taking = false;
        station.unanswered(status, error);
      });
    }, "image/jpeg", 0.95);
  }

  /* The next frame is taken, whatever was said of it: it is judged in full. */
  live.space = function () { space_at = performance.now(); };

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
