/** Requests to the server. Every failure is an `ApiError` whose message is one sentence. */

export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {number} status 0 when no answer came
   */
  constructor(message, status = 0) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

/** Whether a failure is only that the page no longer wants the answer. */
export const isAbort = (error) => error?.name === "AbortError";

/**
 * @param {string} path
 * @param {Record<string, string | number | Array<string | number> | undefined>} params
 */
export function url(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === "") continue;
    for (const one of [value].flat()) query.append(name, String(one));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** The address of a WebSocket on the page's own server. */
export const socketUrl = (path) => `${location.origin.replace(/^http/, "ws")}${path}`;

/** @returns {Promise<any>} */
export const get = (path, params, signal) => request(url(path, params), { signal });

/** @returns {Promise<any>} */
export function post(path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  return request(path, { method: "POST", headers, body: JSON.stringify(body), signal });
}

async function request(address, init) {
  const answer = await reach(address, init);
  const data = await decode(answer);
  if (!answer.ok) throw new ApiError(data?.error ?? sentenceFor(answer.status), answer.status);
  if (data === null) throw new ApiError("The server sent an answer that is not JSON.");
  return data;
}

async function reach(address, init) {
  try {
    return await fetch(address, { credentials: "same-origin", ...init });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError("The server cannot be reached.");
  }
}

async function decode(answer) {
  try {
    return await answer.json();
  } catch (error) {
    if (isAbort(error)) throw error;
    return null;
  }
}

function sentenceFor(status) {
  if (status === 401 || status === 403) return "Log in to see these readings.";
  if (status === 404) return "The server does not know this.";
  return `The server answered with status ${status}.`;
}
