// The same with axios: once, without a second attempt.
import axios from "axios";

const base = process.env.LIVEPHOTO_BASE_URL ?? "https://www.ailabapi.com";

// Takes the bytes of an image file, gives those of a video. Throws AxiosError, its `response.data` the API's answer.
export async function animate(photo, { type = 0, key = process.env.AILAB_API_KEY } = {}) {
  const form = new FormData();
  form.append("type", String(type));
  form.append("image_target", new Blob([photo]), "portrait.jpg");
  const headers = { "ailabapi-api-key": key };
  const answer = await axios.post(`${base}/api/portrait/effects/live-photo`, form, { headers });
  return Buffer.from(answer.data.data.video, "base64");
}
