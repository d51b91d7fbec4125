// Reads QR symbols from the camera or a photo: by the browser where it can, else by jsQR.

const LARGEST = 1600;
const EACH_MS = 250;
const PATIENCE_MS = 60_000;

export async function readPhoto(file, reader) {
  const picture = await createImageBitmap(file).catch(() => null);
  return picture ? read(picture, picture.width, picture.height, reader) : "";
}

export async function watchCamera(video, reader) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  video.hidden = false;
  try {
    await video.play();
    const end = Date.now() + PATIENCE_MS;
    while (Date.now() < end) {
      const text = await read(video, video.videoWidth, video.videoHeight, reader);
      if (text) return text;
      await new Promise((next) => setTimeout(next, EACH_MS));
    }
    throw new Error("nothing seen");
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.hidden = true;
  }
}

async function read(source, width, height, reader) {
  if (!width) return "";
  if ("BarcodeDetector" in globalThis) {
    const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(source).catch(() => []);
    if (found.length) return found[0].rawValue;
  }
  const scale = Math.min(1, LARGEST / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(source, 0, 0, canvas.width, canvas.height);
  const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
  const jsQR = await loaded(reader);
  return jsQR(pixels.data, pixels.width, pixels.height)?.data ?? "";
}

let loading;
function loaded(reader) {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = reader;
    script.onload = () => done(globalThis.jsQR);
    script.onerror = failed;
    document.head.append(script);
  });
  return loading;
}
