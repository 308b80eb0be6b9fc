/* The camera: opened here, watched, and opened again by itself when it was lost. */
(function () {
  "use strict";

  var station = window.station;
  var AGAIN = 1500, BLACK = 18, BLACK_FOR = 1000, FROZEN_FOR = 3000;

  var camera = {
    fault: "",        /* a key of the words' [fault], empty while all is well */
    fault_name: "",
    stream: null
  };
  station.camera = camera;

  var video = station.id("video"), opening = false, wanted = true, timer = null;
  var tiny = document.createElement("canvas"), before = "", same_since = 0, black_since = 0;
  tiny.width = 48;
  tiny.height = 27;

  function tell(fault, name) {
    if (fault !== camera.fault) {
      camera.fault = fault;
      camera.fault_name = name || "";
      station.changed();
    }
  }

  function track() { return camera.stream ? camera.stream.getVideoTracks()[0] : null; }

  camera.stop = function () {
    if (camera.stream) { camera.stream.getTracks().forEach(function (each) { each.onended = null; each.stop(); }); }
    camera.stream = null;
    video.srcObject = null;
  };

  camera.leave = function () { wanted = false; camera.stop(); };
  camera.return_ = function () { if (!wanted) { wanted = true; camera.open(); } };

  function again() {
    clearTimeout(timer);
    timer = setTimeout(camera.open, AGAIN);
  }

  var FAULTS = {
    NotFoundError: "no_camera", DevicesNotFoundError: "no_camera", OverconstrainedError: "no_camera",
    NotAllowedError: "refused", PermissionDeniedError: "refused", SecurityError: "refused",
    NotReadableError: "busy", TrackStartError: "busy", AbortError: "busy"
  };

  camera.open = function () {
    var chosen = station.kept("camera"), wish = { width: { ideal: 1920 }, height: { ideal: 1080 } };
    if (opening || !wanted) { return; }
    if (!navigator.mediaDevices || !navigator.mediaDevices.getUserMedia) { tell("old_browser"); return; }
    camera.stop();
    opening = true;
    if (chosen) { wish.deviceId = { ideal: chosen }; }
    navigator.mediaDevices.getUserMedia({ video: wish, audio: false }).then(function (stream) {
      opening = false;
      if (!wanted) { stream.getTracks().forEach(function (each) { each.stop(); }); return; }
      camera.stream = stream;
      same_since = black_since = 0;
      video.srcObject = stream;
      video.play();
      track().onended = function () { lost(); };
      tell("");
      list();
    }, function (error) {
      opening = false;
      tell(FAULTS[error.name] || "other", error.name);
      again();
    });
  };

  function lost() {
    camera.stop();
    tell("unplugged");
    again();
  }

  function list() {
    var select = station.id("camera");
    navigator.mediaDevices.enumerateDevices().then(function (devices) {
      var found = devices.filter(function (each) { return each.kind === "videoinput"; });
      var live = track(), id = live && live.getSettings ? live.getSettings().deviceId : "";
      select.textContent = "";
      found.forEach(function (each, place) {
        var option = document.createElement("option");
        option.value = each.deviceId;
        option.textContent = each.label || station.say("page.camera") + " " + (place + 1);
        option.selected = each.deviceId === id;
        select.appendChild(option);
      });
      select.hidden = found.length < 2;
    }, function () { select.hidden = true; });
  }

  station.id("camera").onchange = function () {
    station.kept("camera", this.value);
    this.blur();
    camera.open();
  };

  if (navigator.mediaDevices && navigator.mediaDevices.addEventListener) {
    navigator.mediaDevices.addEventListener("devicechange", function () { if (!camera.stream) { camera.open(); } });
  }

  /* Whether there is a frame to be had now.  A lost track goes on giving black frames, so the track is asked first. */
  camera.ready = function () {
    var live = track();
    if (!live) { return false; }
    if (live.readyState !== "live") { lost(); return false; }
    return video.readyState >= 2 && video.videoWidth > 0;
  };

  /* Whether a grabbed frame is a picture: not black, and not the same for seconds on end (a sensor always rustles). */
  camera.healthy = function (canvas) {
    var context = tiny.getContext("2d", { willReadFrequently: true }), pixels, most = 0, i, now = Date.now(), key;
    context.drawImage(canvas, 0, 0, tiny.width, tiny.height);
    pixels = context.getImageData(0, 0, tiny.width, tiny.height).data;
    for (i = 0; i < pixels.length; i += 4) { most = Math.max(most, pixels[i], pixels[i + 1], pixels[i + 2]); }
    if (most < BLACK) {
      black_since = black_since || now;
      if (now - black_since >= BLACK_FOR) { tell("black"); }
      return false;
    }
    black_since = 0;
    if (camera.fault === "black") { tell(""); }
    key = String.fromCharCode.apply(null, pixels);
    if (key !== before) {
      before = key;
      same_since = 0;
      if (camera.fault === "frozen") { tell(""); }
      return true;
    }
    same_since = same_since || now;
    if (now - same_since < FROZEN_FOR) { return camera.fault !== "frozen"; }
    tell("frozen");
    same_since = now;  /* the next try after as long again */
    camera.open();
    return false;
  };
}());
