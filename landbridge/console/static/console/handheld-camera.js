"use strict";
// A device with a camera and no scanner: the button is there where the browser reads bar codes.
window.landbridgeCamera = () => {
  const FORMATS = [
    "code_128", "code_39", "ean_13", "ean_8", "upc_a", "upc_e", "itf", "qr_code", "data_matrix",
    "databar", "databar_expanded", "aztec", "pdf417",
  ];
  const LOOK_MS = 120;
  const usable = "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
  let stream = null;

  function close() {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    document.querySelector(".viewfinder")?.remove();
  }

  // null: the browser does not say what it reads.
  async function formatsRead() {
    try {
      const known = await window.BarcodeDetector.getSupportedFormats?.();
      return known ? FORMATS.filter((each) => known.includes(each)) : null;
    } catch {
      return [];
    }
  }

  async function detector() {
    const formats = await formatsRead();
    return new window.BarcodeDetector(formats?.length ? { formats } : undefined);
  }

  function viewfinder() {
    const box = document.createElement("section");
    box.className = "viewfinder";
    const video = document.createElement("video");
    video.playsInline = true;
    video.muted = true;
    const shut = document.createElement("button");
    shut.type = "button";
    shut.textContent = document.body.dataset.cameraClose;
    shut.addEventListener("click", () => {
      close();
      document.getElementById("code")?.focus();
    });
    const hint = document.createElement("p");
    hint.setAttribute("role", "status");
    hint.hidden = true;
    hint.textContent = document.body.dataset.cameraSeveral;
    box.append(video, hint, shut);
    document.body.append(box);
    shut.focus();
    return video;
  }

  async function open() {
    close();
    try {
      const reader = await detector();
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      const video = viewfinder();
      video.srcObject = stream;
      await video.play();
      await look(reader, video);
    } catch {
      close();
      const say = document.querySelector(".say");
      if (!say) return;
      say.className = "say wrong";
      say.textContent = document.body.dataset.cameraNone;
    }
  }

  // Until something is read or the viewfinder is closed. Several codes in view are not guessed at.
  async function look(reader, video) {
    while (stream && video.isConnected) {
      const found = await reader.detect(video);
      const texts = new Set(found.map((each) => each.rawValue).filter(Boolean));
      const field = document.getElementById("code");
      const hint = document.querySelector(".viewfinder p");
      if (hint) hint.hidden = texts.size < 2;
      if (texts.size === 1 && field && stream) {
        close();
        field.value = [...texts][0];
        field.form.requestSubmit();
        return;
      }
      await new Promise((later) => setTimeout(later, LOOK_MS));
    }
  }

  // Some browsers have the name and read nothing: a button there would open a camera for no use.
  async function offer() {
    const button = document.querySelector(".camera");
    if (!button || !usable || (await formatsRead())?.length === 0) return;
    button.hidden = false;
    button.addEventListener("click", open);
  }

  return { offer };
};
