/* Words, requests, sound, and what is kept in this browser.  ES5: Chrome 109 and 360's WebKit mode run it as it is. */
(function () {
  "use strict";

  var station = {};
  window.station = station;

  station.id = function (name) { return document.getElementById(name); };
  station.view = String(Math.random()).slice(2);

  /* ---- what this browser keeps: language, sound, auto-capture, camera; never a picture, never a name */

  station.kept = function (name, value) {
    try {
      if (value === undefined) { return localStorage.getItem("photocheck." + name); }
      localStorage.setItem("photocheck." + name, value);
    } catch (error) { /* private windows keep nothing */ }
    return value === undefined ? null : value;
  };

  /* ---- words */

  station.words = {};
  station.language = station.kept("language") || (/^en/i.test(navigator.language || "") ? "en" : "zh");

  station.say = function (path, values) {
    var found = station.words, steps = path.split("."), i, text;
    for (i = 0; i < steps.length && found; i++) { found = found[steps[i]]; }
    text = found ? found[station.language] : "";
    return text.replace(/\{(\w+)\}/g, function (all, name) {
      return values && values[name] !== undefined ? values[name] : "";
    });
  };

  station.text = function (pair) { return pair ? pair[station.language] : ""; };

  /* ---- requests: to our own address only, which holds the token */

  station.ask = function (method, path, body, done, failed) {
    var request = new XMLHttpRequest();
    request.open(method, path);
    request.timeout = 20000;
    request.onload = function () {
      var answer = null;
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = null; }
      if (request.status === 200) { done(answer); } else if (failed) { failed(request.status, answer && answer.error); }
    };
    request.onerror = request.ontimeout = function () { if (failed) { failed(0, null); } };
    request.send(body || null);
  };

  station.query = function (values) {
    var parts = [], name;
    for (name in values) {
      if (Object.prototype.hasOwnProperty.call(values, name) && values[name] !== "" && values[name] !== null) {
        parts.push(name + "=" + encodeURIComponent(values[name]));
      }
    }
    return parts.length ? "?" + parts.join("&") : "";
  };

  /* ---- sound: a shutter for what is filed, a low note for what is not */

  var audio = null;
  station.sound = station.kept("sound") !== "off";

  station.wake = function () {
    var Audio = window.AudioContext || window.webkitAudioContext;
    try {
      audio = audio || (Audio ? new Audio() : null);
      if (audio && audio.state === "suspended") { audio.resume(); }
    } catch (error) { audio = null; }
  };

  function note(frequency, from, seconds, loud) {
    var tone = audio.createOscillator(), gain = audio.createGain(), at = audio.currentTime + from;
    tone.frequency.value = frequency;
    gain.gain.setValueAtTime(loud, at);
    gain.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    tone.connect(gain);
    gain.connect(audio.destination);
    tone.start(at);
    tone.stop(at + seconds);
  }

  station.play = function (what) {
    if (!station.sound || !audio || audio.state !== "running") { return; }
    if (what === "filed") { note(1900, 0, 0.05, 0.3); note(1300, 0.07, 0.09, 0.3); }
    if (what === "refused") { note(220, 0, 0.3, 0.3); }
    if (what === "ask") { note(660, 0, 0.15, 0.3); note(660, 0.22, 0.15, 0.3); }
  };
}());
