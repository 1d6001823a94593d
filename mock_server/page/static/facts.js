// Why it was answered so: the rule with its basis and its source, from the page's own list of rules.
const find = (id) => document.getElementById(id);

export function showRule(headers) {
  const rule = headers.get("x-livephoto-rule") ?? (headers.has("x-livephoto-engine") ? "success" : null);
  const listed = rule && find(`rule-${rule}`);
  if (listed) find("facts").replaceChildren(...listed.cloneNode(true).childNodes);
  else if (rule) note(`This error was asked for by its code; its basis is: ${headers.get("x-livephoto-basis")}.`);
  else note("No rule answered: something else was put in the place of the API's own answer.");
  const [scenario, ignored] = [headers.get("x-livephoto-scenario"), headers.get("x-livephoto-ignored")];
  if (scenario) find("facts").append(line(`The scenario ${scenario} had a say in it.`));
  if (ignored) find("facts").append(line(`Not known here, and left aside: ${ignored}.`));
}

export const note = (text) => find("facts").replaceChildren(line(text));

function line(text) {
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  return paragraph;
}
