// Opens the page: the workbench as it was rendered, or behind a token.
import { admin, keepToken, keptToken } from "./admin.js";
import { openCall } from "./call.js";
import { openJournal } from "./journal.js";
import { openPanels } from "./panels.js";

const find = (id) => document.getElementById(id);

function openWorkbench() {
  const panels = openPanels();
  openCall({ after: panels.reload });
  openJournal();
}

async function enter(token) {
  keepToken(token);
  const answer = await admin("/", { headers: { accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.body.replaceWith(document.adoptNode(page.body));
  openWorkbench();
}

function askForToken() {
  const attempt = (token) => enter(token).catch(() => (find("token-says").textContent = "That is not the token."));
  find("token-form").addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(find("token").value);
  });
  if (keptToken()) attempt(keptToken());
}

if (find("token-form")) askForToken();
else openWorkbench();
