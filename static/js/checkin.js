// The door: the camera reads QR codes into the form; everything else works without this.
"use strict";

(() => {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // What went wrong on the way is said where the answer would stand.
  const result = document.getElementById("result");
  const say = (text) => {
    const note = document.createElement("div");
    note.className = "alert alert-danger note";
    note.textContent = text;
    result.replaceChildren(note);
  };
  if (result) {
    document.body.addEventListener("htmx:sendError", (event) => event.detail.target === result && say(result.dataset.offline));
    document.body.addEventListener("htmx:responseError", (event) => event.detail.target === result && say(result.dataset.trouble));
  }

  const scanner = document.getElementById("scanner");
  const form = document.getElementById("code-form");
  if (!scanner || !form || !navigator.mediaDevices?.getUserMedia) return;

  const PAUSE = 180; // between two looks, in milliseconds
  const SAME = 4000; // for so long the same code is the same look
  const part = (name) => scanner.querySelector(`[data-scan="${name}"]`);
  const [start, stop, status] = [part("start"), part("stop"), part("status")];
  const video = scanner.querySelector("video");
  const input = form.elements.namedItem("code");
  const canvas = document.createElement("canvas");
  let stream = null;
  let timer = 0;
  let last = { text: "", at: 0 };

  // Resolves to a function that looks at the video and resolves to a text, or to "".
  async function reader() {
    if ("BarcodeDetector" in window) {
      const formats = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
      if (formats.includes("qr_code")) {
        const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
        return async () => (await detector.detect(video))[0]?.rawValue ?? "";
      }
    }
    if (!window.jsQR) await load(scanner.dataset.jsqr);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async () => {
      const scale = Math.min(1, 800 / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      const image = context.getImageData(0, 0, canvas.width, canvas.height);
      return window.jsQR(image.data, image.width, image.height, { inversionAttempts: "dontInvert" })?.data ?? "";
    };
  }

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.addEventListener("load", resolve);
      script.addEventListener("error", reject);
      document.head.append(script);
    });
  }

  function seen(text) {
    const now = Date.now();
    if (!text || (text === last.text && now - last.at < SAME)) {
      if (text) last.at = now;
      return;
    }
    last = { text, at: now };
    navigator.vibrate?.(60);
    input.value = text;
    form.requestSubmit();
  }

  function show(on) {
    start.hidden = on;
    stop.hidden = video.hidden = !on;
  }

  function end() {
    window.clearTimeout(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    show(false);
  }

  async function begin() {
    status.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    } catch (problem) {
      status.textContent = problem.name === "NotFoundError" ? scanner.dataset.missing : scanner.dataset.denied;
      return;
    }
    video.srcObject = stream;
    show(true);
    await video.play();
    const look = await reader();
    const again = async () => {
      if (!stream) return;
      if (video.readyState >= 2) {
        try {
          seen(await look());
        } catch {
          // A frame that cannot be read: the next one may be.
        }
      }
      timer = window.setTimeout(again, PAUSE);
    };
    await again();
  }

  start.addEventListener("click", () => begin().catch(() => end()));
  stop.addEventListener("click", end);
  document.addEventListener("visibilitychange", () => document.hidden && stream && end());
  // After an answer the field is ready for the next one.
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== result) return;
    input.value = "";
    result.scrollIntoView({ block: "nearest" });
    if (!stream) input.focus();
  });
  scanner.hidden = false;
})();
