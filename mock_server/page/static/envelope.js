// Pure: the answer's body as a value.
const SHOWN = 56;

export const valueAt = (value, path) => path.split(".").reduce((inner, name) => inner?.[name], value);

export function shortened(text) {
  if (text.length <= 4 * SHOWN) return text;
  return `${text.slice(0, SHOWN)} … (${text.length.toLocaleString("en")} characters)`;
}

// As strict as most apps' decoders: null for what is not base64 of the standard alphabet, in one piece.
export function bytesOf(text) {
  if (/\s/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
