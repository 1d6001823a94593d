// livephoto exec -- npm test
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { animate, Refused } from "./live-photo.mjs";
import { answerNext, audit, count, freshKey } from "./mock.mjs";

const portrait = await readFile(new URL("../portrait.jpg", import.meta.url));

test("a portrait becomes a video, and is paid for once", async () => {
  const key = freshKey();
  const video = await animate(portrait, { key });
  assert.equal(video.toString("latin1", 4, 8), "ftyp");
  assert.equal(await count({ key, billed: true }), 1);
});

test("a portrait without a face is refused, and not sent again", async () => {
  const key = freshKey();
  await answerNext(key, { error: "no_face" });
  await assert.rejects(animate(portrait, { key }), (error) => error instanceof Refused && error.status === 422);
  assert.equal(await count({ key }), 1);
});

test("a busy model is asked again, with patience", async () => {
  const key = freshKey();
  await answerNext(key, { error: "upstream_busy" }, 2);
  await animate(portrait, { key });
  assert.equal(await count({ key }), 3);
  assert.deepEqual(await audit(key), []);
});

test("a connection that is cut in the middle of the video is an error, and was paid for", async () => {
  const key = freshKey();
  await answerNext(key, { fault: "CONNECTION_RESET_BY_PEER", at: "video" });
  await assert.rejects(animate(portrait, { key }));
  assert.equal(await count({ key, billed: true }), 1);
});
