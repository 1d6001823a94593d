// Credits, audit and reset.
import { admin, post } from "./admin.js";
import { reloadJournal } from "./journal.js";

const find = (id) => document.getElementById(id);

export function openPanels() {
  const credits = () => fill("credits", post("/__admin/page/credits", { key: find("key").value }));
  const audit = () => fill("audit", admin("/__admin/page/audit"));
  const reload = () => Promise.all([credits(), audit()]);
  find("credits-reload").addEventListener("click", credits);
  find("audit-reload").addEventListener("click", audit);
  find("key").addEventListener("change", credits);
  find("reset").addEventListener("click", () => reset().then(reload));
  credits();
  return { reload };
}

async function fill(id, asked) {
  try {
    find(id).innerHTML = await (await asked).text();
  } catch (error) {
    find(id).textContent = error.message;
  }
}

async function reset() {
  try {
    const answer = await post("/__admin/reset", {});
    find("reset-says").textContent = (await answer.json()).says;
    await reloadJournal();
  } catch (error) {
    find("reset-says").textContent = error.message;
  }
}
