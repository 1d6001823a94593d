// The photo of the call: dropped, chosen, or one of the samples, some of which are wrong on purpose.
const find = (id) => document.getElementById(id);

// Gives the function that gives the photo, once it is there.
export function openPhoto(files) {
  let photo = Promise.resolve(null);

  async function take(file) {
    photo = Promise.resolve(file);
    show(await file);
  }

  find("preview").addEventListener("load", () => (find("preview").hidden = false));
  find("photo").addEventListener("change", (event) => take(event.target.files[0] ?? null));
  acceptDrops(find("drop"), take);
  for (const button of document.querySelectorAll("[data-sample]")) {
    button.addEventListener("click", () => {
      find("photo").value = "";
      take(sample(button.dataset.sample, files, Number(button.dataset.size)));
    });
  }
  return () => photo;
}

function show(file) {
  const preview = find("preview");
  URL.revokeObjectURL(preview.src);
  preview.hidden = true;
  preview.removeAttribute("src");
  if (file) preview.src = URL.createObjectURL(file);
  const size = file?.size.toLocaleString("en");
  find("photo-says").textContent = file ? `${file.name}, ${size} bytes` : "Drop a portrait here, or choose one";
}

// A photo dropped beside the frame must not take the place of the page.
function acceptDrops(frame, take) {
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    frame.classList.remove("over");
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
  frame.addEventListener("dragenter", () => frame.classList.add("over"));
  frame.addEventListener("dragleave", (event) => {
    if (!frame.contains(event.relatedTarget)) frame.classList.remove("over");
  });
}

async function sample(kind, files, size) {
  if (kind === "none") return null;
  if (kind === "text") return new File(["This is no image.\n"], "notes.txt", { type: "text/plain" });
  const whole = await (await fetch(`${files}/portrait.jpg`)).blob();
  const named = (parts, name) => new File(parts, name, { type: "image/jpeg" });
  if (kind === "half") return named([whole.slice(0, whole.size / 2)], "cut-short.jpg");
  if (kind === "heavy") return named([whole, new Uint8Array(size - whole.size)], "too-large.jpg");
  return named([whole], "portrait.jpg");
}
