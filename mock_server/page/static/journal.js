// The live journal: rows come rendered, the newest goes on top.
import { admin, events } from "./admin.js";

const MOST_ROWS = 200;
const PAUSE = 1000;
const find = (id) => document.getElementById(id);

export async function openJournal() {
  for (;;) {
    try {
      await follow();
    } catch {
      // What follows says it to the reader, and tries again.
    }
    say("away", "the mock does not answer; trying again");
    await new Promise((done) => setTimeout(done, PAUSE));
    await reloadJournal().catch(() => {});
  }
}

export async function reloadJournal() {
  const answer = await admin("/__admin/page/journal");
  find("journal-rows").innerHTML = await answer.text();
}

async function follow() {
  for await (const row of events(`/__admin/page/events?after=${find("rows").dataset.last}`)) {
    say("live", "live");
    if (row) add(row);
  }
}

function add(html) {
  const rows = find("rows");
  rows.insertAdjacentHTML("afterbegin", html);
  rows.dataset.last = rows.firstElementChild.dataset.number;
  while (rows.children.length > MOST_ROWS) rows.lastElementChild.remove();
}

function say(state, text) {
  const live = find("live");
  if (live.textContent !== text) live.textContent = text;
  live.dataset.state = state;
}
