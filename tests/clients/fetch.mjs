// Sends one photo with what Node brings: fetch and FormData. Arguments: URL, key, path of the photo, type.
import { readFile } from "node:fs/promises";

const [url, key, path, type] = process.argv.slice(2);
const form = new FormData();
form.append("type", type);
form.append("image_target", new Blob([await readFile(path)]), "portrait.jpg");
const answer = await fetch(url, { method: "POST", headers: { "ailabapi-api-key": key }, body: form });
const edition = answer.headers.get("x-livephoto-edition");
console.log(JSON.stringify({ status: answer.status, edition, body: await answer.json() }));
