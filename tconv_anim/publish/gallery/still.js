// In the place of a picture that moves, a drawing of its last frame; of its first where the browser takes no files apart.
function halt(image) {
  if (!image.naturalWidth || image.hidden) return;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
  canvas.style.cssText = "max-width: 100%; height: auto";
  canvas.getContext("2d").drawImage(image, 0, 0);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", image.alt);
  image.after(canvas);
  image.hidden = true;
  lastFrame(image).then(frame => {
    if (!frame) return;
    canvas.getContext("2d").drawImage(frame, 0, 0);
    canvas.dataset.frame = "last";
    frame.close();
  });
}
async function lastFrame(image) {
  if (!location.protocol.startsWith("http") || !("ImageDecoder" in window)) return null;
  try {
    const found = await fetch(image.currentSrc);
    const decoder = new ImageDecoder({ data: await found.arrayBuffer(), type: found.headers.get("content-type") });
    await Promise.all([decoder.tracks.ready, decoder.completed]);
    const { image: frame } = await decoder.decode({ frameIndex: decoder.tracks.selectedTrack.frameCount - 1 });
    decoder.close();
    return frame;
  } catch {
    return null;
  }
}
