// Sends the call as an app would: to the API's own path, as a form, with the key in its header.
import { showBroken, showCancelled, showCutOff, showOutcome, showRequest, showWaiting } from "./answer.js";
import { openPhoto } from "./photo.js";
import { asCurl, requestOf } from "./request.js";

const find = (id) => document.getElementById(id);

export function openCall({ after }) {
  const { dataset } = find("workbench");
  const photo = openPhoto(dataset.files);
  let calling = null;

  async function request() {
    const type = new FormData(find("call-form")).get("type");
    return requestOf(dataset, { photo: await photo(), type, prefer: find("prefer").value, key: find("key").value });
  }

  async function send() {
    calling = new AbortController();
    busy(true);
    bringIntoView(find("answer"));
    await perform(await request(), calling.signal, dataset.videoField);
    calling = null;
    busy(false);
    after();
  }

  find("call-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (calling === null) send();
  });
  find("cancel").addEventListener("click", () => calling?.abort());
}

async function perform(request, signal, videoField) {
  const { url, method, headers, form } = request;
  const started = performance.now();
  const took = () => performance.now() - started;
  showRequest(asCurl(request));
  const stopWaiting = showWaiting(started);
  let answer;
  try {
    answer = await fetch(url, { method, headers, body: form, cache: "no-store", signal });
    const body = await answer.text();
    stopWaiting();
    showOutcome(answer, body, took(), videoField);
  } catch {
    stopWaiting();
    if (signal.aborted) showCancelled(took());
    else if (answer) showCutOff(answer, took());
    else showBroken(took());
  }
}

// Not `disabled`: a button that is loses the keyboard's place.
function busy(now) {
  find("send").setAttribute("aria-disabled", now);
  find("cancel").setAttribute("aria-disabled", !now);
}

// On a phone the answer is below the form.
function bringIntoView(section) {
  if (section.getBoundingClientRect().top > innerHeight / 2) section.scrollIntoView();
}
