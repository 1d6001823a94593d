// Calls to the mock's own side: with the token where one was given, and errors as the sentence that the mock says.
const KEPT_AS = "livephoto control token";

export const keptToken = () => sessionStorage.getItem(KEPT_AS);
export const keepToken = (token) => sessionStorage.setItem(KEPT_AS, token);

export async function admin(path, options = {}) {
  const headers = new Headers(options.headers);
  if (keptToken()) headers.set("authorization", `Bearer ${keptToken()}`);
  const answer = await fetch(path, { ...options, headers, cache: "no-store" });
  if (!answer.ok) throw new Error(await said(answer));
  return answer;
}

export function post(path, value) {
  const headers = { "content-type": "application/json" };
  return admin(path, { method: "POST", headers, body: JSON.stringify(value) });
}

// Gives the data of each event. EventSource could not carry a token.
export async function* events(path, signal) {
  const answer = await admin(path, { signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const blocks = (text + piece.value).split("\n\n");
    text = blocks.pop();
    for (const block of blocks) yield dataOf(block);
  }
}

function dataOf(block) {
  const lines = block.split("\n").filter((line) => line.startsWith("data: "));
  return lines.map((line) => line.slice("data: ".length)).join("\n");
}

async function said(answer) {
  try {
    return (await answer.json()).errors.map((error) => error.detail).join("; ");
  } catch {
    return `the mock answered ${answer.status}`;
  }
}
