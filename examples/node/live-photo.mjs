// Brings a portrait to life with what Node brings itself: fetch and FormData.
const base = process.env.LIVEPHOTO_BASE_URL ?? "https://www.ailabapi.com";

export class Refused extends Error {
  constructor(status, code) {
    super(`refused: ${status} ${code}`);
    this.status = status;
    this.code = code;
  }
}

// Takes the bytes of an image file, gives those of a video. Throws Refused.
export async function animate(photo, { type = 0, key = process.env.AILAB_API_KEY, attempts = 3 } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    // A form can be sent once: each attempt has its own. fetch sets Content-Type, with the boundary.
    const form = new FormData();
    form.append("type", String(type));
    form.append("image_target", new Blob([photo]), "portrait.jpg");
    const headers = { "ailabapi-api-key": key };
    const answer = await fetch(`${base}/api/portrait/effects/live-photo`, { method: "POST", headers, body: form });
    const body = await answer.json();
    if (answer.ok) return Buffer.from(body.data.video, "base64");
    if (attempt === attempts || ![429, 500, 502, 503, 504].includes(answer.status)) {
      throw new Refused(answer.status, body.error_code_str);
    }
    const asked = 1000 * Number(answer.headers.get("retry-after") ?? 0);
    await new Promise((resume) => setTimeout(resume, Math.max(asked, 100 * 2 ** attempt)));
  }
}
