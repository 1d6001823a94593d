// Shows what came back: status, video, envelope, headers, and the rule that answered.
import { bytesOf, shortened, valueAt } from "./envelope.js";
import { note, showRule } from "./facts.js";
import { showNothing, showVideo } from "./stage.js";

const find = (id) => document.getElementById(id);
const OWN_HEADERS = /^(x-livephoto-|preference-applied$|retry-after$|sunset$|content-type$|content-length$)/;

export const showRequest = (text) => (find("request").textContent = text);

// Gives the function that ends the waiting.
export function showWaiting(started) {
  for (const id of ["headers", "envelope", "facts"]) find(id).textContent = "";
  showNothing("Waiting.");
  say("waiting", "Sent; waiting for the answer.");
  const timer = setInterval(() => showNothing(`Waiting, ${seconds(performance.now() - started)}.`), 100);
  return () => clearInterval(timer);
}

export function showOutcome(answer, body, took, videoField) {
  showHeaders(answer.headers);
  showRule(answer.headers);
  const envelope = parsed(body);
  find("envelope").textContent = envelope === undefined ? shortened(body) : JSON.stringify(envelope, replacer, 2);
  const tell = (tone, text) => say(tone, `${answer.status} in ${seconds(took)}: ${text}.`);
  const video = envelope === undefined ? undefined : valueAt(envelope, videoField);
  if (typeof video === "string") return play(video, answer.ok ? "good" : "bad", tell);
  showNothing("No video in this answer.");
  return tell("bad", envelope === undefined ? "the body is no JSON" : refusal(answer.headers, envelope));
}

export function showCutOff(answer, took) {
  showHeaders(answer.headers);
  say("bad", `${answer.status}, then the connection broke inside the answer, after ${seconds(took)}.`);
  showNothing("No video: the answer was cut off.");
  note("An app that reads the body gets an exception here; the call may have been billed: see the journal.");
}

export function showBroken(took) {
  say("bad", `No answer: the connection broke after ${seconds(took)}.`);
  showNothing("No video.");
  note("An app gets an exception here, and no status.");
}

export function showCancelled(took) {
  say("bad", `Cancelled after ${seconds(took)}.`);
  showNothing("No video.");
  note("The mock may have taken the call already: see the journal.");
}

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
const replacer = (_, value) => (typeof value === "string" ? shortened(value) : value);

function showHeaders(headers) {
  const own = [...headers].filter(([name]) => OWN_HEADERS.test(name));
  find("headers").textContent = own.map(([name, value]) => `${name}: ${value}`).join("\n");
}

function refusal(headers, envelope) {
  const code = envelope?.error_detail?.code || envelope?.error_code_str;
  return code ? `refused, ${code}` : "an envelope without a video";
}

function play(base64, tone, tell) {
  const bytes = bytesOf(base64);
  if (bytes === null) {
    showNothing("No video: this is not strict base64.");
    return tell("bad", "what should be a video is not strict base64");
  }
  tell(tone, `a video of ${(bytes.length / 1000).toFixed(1)} kB`);
  return showVideo(bytes, () => tell("bad", "base64 of bytes that are no video"));
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function say(tone, text) {
  find("verdict").dataset.tone = tone;
  find("verdict").textContent = text;
}
