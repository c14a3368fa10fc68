// Sends forms without leaving the page, so that sound stays allowed and the field keeps the focus.
// Without this script every form works as a plain form.
(() => {
  "use strict";
  const TONES = {
    right: [[1568, 0.09]],
    done: [
      [1568, 0.08],
      [2093, 0.12],
    ],
    wrong: [[196, 0.45]],
  };
  const BUZZES = { right: 40, done: [40, 40, 40], wrong: [250, 80, 250] };
  let audio = null;
  let busy = false;
  let inHand = ""; // the code that is on its way

  function beep(kind) {
    const tones = TONES[kind];
    if (!tones) return;
    if (navigator.vibrate) navigator.vibrate(BUZZES[kind]);
    try {
      audio = audio || new AudioContext();
      let at = audio.currentTime;
      for (const [pitch, seconds] of tones) {
        const tone = audio.createOscillator();
        const level = audio.createGain();
        tone.type = kind === "wrong" ? "sawtooth" : "sine";
        tone.frequency.value = pitch;
        level.gain.value = 0.25;
        tone.connect(level).connect(audio.destination);
        tone.start(at);
        tone.stop(at + seconds);
        at += seconds + 0.03;
      }
    } catch {
      /* a device without sound still has colour and words */
    }
  }

  function focusField() {
    const field = document.getElementById("code");
    if (field) {
      field.focus();
      field.select();
    }
  }

  function show(html, address) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.querySelector("main");
    if (!main) {
      window.location.assign(address);
      return;
    }
    document.title = page.title;
    document.querySelector("main").replaceWith(main);
    history.replaceState(null, "", address);
    queue.draw();
    camera.offer();
    focusField();
    beep(main.dataset.beep);
  }

  function tell(words, kind) {
    const say = document.querySelector(".say");
    if (say) {
      say.className = `say ${kind}`;
      say.textContent = words;
    }
    beep(kind === "kept" ? "right" : kind);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.closest("main.flow")) return;
    if (form.closest("main.empty")) {
      event.preventDefault();
      window.location.reload();
      return;
    }
    event.preventDefault();
    const code = form.querySelector("[name=code]")?.value || "";
    if (busy) {
      // The same label read twice is one scan; another one is heard to be lost.
      if (code && code !== inHand) beep("wrong");
      return;
    }
    busy = true;
    inHand = code;
    document.body.classList.add("busy");
    const body = new FormData(form, event.submitter);
    const photo = form.enctype === "multipart/form-data";
    try {
      if (queue.waiting()) {
        // What was scanned before goes first.
        await keep(form, body, photo);
        return;
      }
      // The key in the form makes a second sending of the same deed harmless.
      const answer = await fetch(form.action, { method: "POST", body, redirect: "follow" });
      if (answer.status >= 500) throw new TypeError("the server is not there");
      show(await answer.text(), answer.url);
    } catch {
      await keep(form, body, photo);
    } finally {
      busy = false;
      document.body.classList.remove("busy");
    }
  });

  async function keep(form, body, photo) {
    const picture = photo ? body.get("photo") : null;
    if (photo && !picture?.size) {
      tell(document.body.dataset.lost, "wrong");
      return;
    }
    const ask = document.querySelector(".ask label");
    const button = [...form.querySelectorAll("[name=choice]")].find(
      (each) => each.value === body.get("choice"),
    );
    const words = photo ? document.body.dataset.picture : body.get("code");
    const scan = {
      page: form.action,
      key: body.get("key"),
      code: body.get("code"),
      choice: body.get("choice"),
      words: button ? button.textContent.trim() : words,
      ask: ask ? ask.textContent : "",
    };
    try {
      await queue.add(scan, picture);
    } catch {
      tell(document.body.dataset.tooMuch, "wrong");
      return;
    }
    // The next scan on this screen is a deed of its own.
    for (const field of document.querySelectorAll("[name=key]")) field.value = queue.newKey();
    const field = document.getElementById("code");
    if (field) field.value = "";
    focusField();
    tell(document.body.dataset.kept, "kept");
    queue.send();
  }

  const camera = window.landbridgeCamera();
  const queue = window.landbridgeQueue({ show, beep });

  // A scanner types wherever it is; the field must have the focus again.
  document.addEventListener("keydown", (event) => {
    const field = document.getElementById("code");
    if (
      field &&
      document.activeElement !== field &&
      event.key.length === 1 &&
      !event.ctrlKey &&
      !event.metaKey
    ) {
      field.focus();
    }
  });
  function renewKeys() {
    for (const field of document.querySelectorAll("[name=key]")) {
      if (queue.isUsed(field.value)) field.value = queue.newKey();
    }
  }

  // The empty page goes on by itself, as soon as the server answers again.
  function lookAgain() {
    fetch(window.location.href, { method: "HEAD", cache: "no-store" })
      .then((answer) => (answer.status < 500 ? window.location.reload() : Promise.reject()))
      .catch(() => setTimeout(lookAgain, 4000));
  }

  document.addEventListener("DOMContentLoaded", () => {
    const { offline } = document.body.dataset;
    if ("serviceWorker" in navigator && offline) {
      navigator.serviceWorker.register(offline, { updateViaCache: "none" }).catch(() => {});
    }
    if (document.querySelector("main.empty")) setTimeout(lookAgain, 1000);
    renewKeys();
    camera.offer();
    focusField();
    const main = document.querySelector("main");
    if (main) beep(main.dataset.beep);
  });
})();
