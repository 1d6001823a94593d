// The place where the video plays, or where some words say why none does.
const find = (id) => document.getElementById(id);

export function showNothing(instead) {
  const video = find("video");
  URL.revokeObjectURL(video.src);
  video.onerror = null;
  video.removeAttribute("src");
  video.hidden = true;
  find("no-video").textContent = instead;
}

export function showVideo(bytes, failed) {
  showNothing("");
  const video = find("video");
  video.hidden = false;
  video.onerror = () => {
    showNothing("No video: these bytes are none that plays.");
    failed();
  };
  video.src = URL.createObjectURL(new Blob([bytes], { type: "video/mp4" }));
  // A reader who wants no motion has the controls; a browser that refuses to begin by itself too.
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) video.play().catch(() => {});
}
