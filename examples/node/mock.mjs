// What the tests ask of the mock that `livephoto exec` started; its page /__admin/docs lists all there is.
import { randomUUID } from "node:crypto";

const admin = `${process.env.LIVEPHOTO_BASE_URL}/__admin`;

async function ask(path, body) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(admin + path, body && { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

// A key of its own keeps a test's calls apart from all others.
export const freshKey = () => `node-${randomUUID()}`;

export const answerNext = (key, response, times = 1) =>
  ask("/scenarios", { name: `next-${randomUUID()}`, stubs: [{ request: { key }, when: { times }, response }] });

export const count = async (request) => (await ask("/requests/count", request)).count;

export const audit = async (key) => (await ask(`/audit?key=${key}`)).findings.map((finding) => finding.kind);
