// npm install && livephoto exec -- npm test
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { answerNext, count, freshKey } from "./mock.mjs";

const portrait = await readFile(new URL("../portrait.jpg", import.meta.url));
const missing = (error) => (error.code === "ERR_MODULE_NOT_FOUND" ? null : Promise.reject(error));
const app = await import("./live-photo-axios.mjs").catch(missing);
const options = { skip: app ? false : "axios is not installed: npm install" };

test("axios: a portrait becomes a video", options, async () => {
  const key = freshKey();
  const video = await app.animate(portrait, { key, type: 1 });
  assert.equal(video.toString("latin1", 4, 8), "ftyp");
  assert.equal(await count({ key, billed: true, type: 1 }), 1);
});

test("axios: a refusal is an error that holds the API's answer", options, async () => {
  const key = freshKey();
  await answerNext(key, { error: "no_face" });
  const refused = await app.animate(portrait, { key }).catch((error) => error.response);
  assert.equal(refused.status, 422);
  assert.equal(refused.data.error_code, 422);
});
