// The call as a value: what is sent, and the same for a shell.
export function requestOf(api, { photo, type, prefer, key }) {
  const form = new FormData();
  if (type) form.append(api.typeField, type);
  if (photo) form.append(api.imageField, photo, photo.name);
  const headers = {};
  if (key) headers[api.keyHeader] = key;
  if (prefer) headers.prefer = prefer;
  return { url: new URL(api.path, location.href).href, method: api.method, headers, form };
}

export function asCurl({ url, headers, form }) {
  const lines = [`curl ${quoted(url)}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`-H ${quoted(`${name}: ${value}`)}`);
  for (const [name, value] of form) lines.push(`-F ${quoted(`${name}=${value.name ? `@${value.name}` : value}`)}`);
  // Without a field curl would send no form at all.
  if ([...form].length === 0) lines.push("-X POST -H 'content-type: multipart/form-data; boundary=b' --data-binary $'--b--\\r\\n'");
  return lines.join(" \\\n  ");
}

function quoted(text) {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
