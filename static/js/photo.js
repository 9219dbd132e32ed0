// A picture from a camera is larger than a photo needs to be: its middle is cut out and made smaller before it is sent.
// Without this it is refused with what to do.
"use strict";

async function shrunk(file, side) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const square = Math.min(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.min(square, side);
  const ink = canvas.getContext("2d");
  ink.fillStyle = "#fff";
  ink.fillRect(0, 0, canvas.width, canvas.height);
  const left = (picture.width - square) / 2;
  const top = (picture.height - square) / 2;
  ink.drawImage(picture, left, top, square, square, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return blob && new File([blob], "photo.jpg", { type: "image/jpeg" });
}

for (const input of document.querySelectorAll("input[type=file][data-shrink]")) {
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file || !["image/jpeg", "image/png"].includes(file.type)) return;
    try {
      const smaller = await shrunk(file, Number(input.dataset.shrink));
      // Chosen again meanwhile: that one has its own turn.
      if (!smaller || input.files[0] !== file) return;
      const kept = new DataTransfer();
      kept.items.add(smaller);
      input.files = kept.files;
    } catch {
      // No picture that this browser reads: it goes as it is, and the answer says what is wrong.
    }
  });
}
