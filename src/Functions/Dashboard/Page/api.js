import { askForKey } from "./dialogs.js";

const FUNCTION_KEY = "function-key";
const OPERATOR_KEY = "operator-key";

export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? (status === 0 ? "The app cannot be reached." : `The app answered ${status}.`));
    this.status = status;
    this.code = problem?.code;
    this.errors = problem?.errors ?? [];
  }
}

const read = name => sessionStorage.getItem(name) ?? "";

export const hasKeys = () => Boolean(read(FUNCTION_KEY) || read(OPERATOR_KEY));
export const needsKey = () => Boolean(read(FUNCTION_KEY));

export function forgetKeys() {
  sessionStorage.removeItem(FUNCTION_KEY);
  sessionStorage.removeItem(OPERATOR_KEY);
}

// Calls that come together ask once.
let asking;
let declined = false;

async function ask(name, refused) {
  asking ??= askForKey(name === OPERATOR_KEY ? "operator" : "function", refused).finally(() => { asking = undefined; });
  const key = await asking;
  if (key) sessionStorage.setItem(name, key);
  declined = !key;
  return Boolean(key);
}

export async function call(path, { method = "GET", body, type, headers = {}, signal, asOperator = false, byItself = false } = {}) {
  for (let tries = 0; ; tries++) {
    const used = read(FUNCTION_KEY);
    const usedAsOperator = read(OPERATOR_KEY);
    const sent = { ...headers };
    if (used) sent["x-functions-key"] = used;
    if (asOperator && usedAsOperator) sent["x-operator-key"] = usedAsOperator;
    if (body !== undefined) sent["content-type"] = type ?? "application/json";
    let answer;
    try {
      answer = await fetch(path, { method, headers: sent, body, signal, credentials: "same-origin", cache: "no-store" });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new ApiError(0);
    }
    if (answer.ok || answer.status === 304) return answer;
    if (answer.status === 401 && tries < 5 && (read(FUNCTION_KEY) !== used || (!(byItself && declined) && await ask(FUNCTION_KEY, Boolean(used))))) continue;
    const problem = await answer.json().catch(() => undefined);
    if (problem?.code === "operator_key_required" && tries < 5 && await ask(OPERATOR_KEY, Boolean(usedAsOperator))) continue;
    throw new ApiError(answer.status, problem);
  }
}

export const json = async (path, options) => (await call(path, options)).json();

export const post = (path, value, options = {}) => json(path, { method: "POST", body: JSON.stringify(value), ...options });

// The last answer stands for as long as the server says that nothing has changed.
export function tagged(path) {
  let tag;
  let value;
  return async () => {
    const answer = await call(path, { byItself: true, headers: tag ? { "if-none-match": tag } : {} });
    if (answer.status === 304) return { value, changed: false };
    tag = answer.headers.get("etag");
    value = await answer.json();
    return { value, changed: true };
  };
}

export async function download(path, name) {
  const blob = await (await call(path)).blob();
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

// Media elements send no header, so with a key the file is fetched first.
export async function mediaUrl(path, signal) {
  if (!needsKey()) return { url: path, release: () => {} };
  const url = URL.createObjectURL(await (await call(path, { signal })).blob());
  return { url, release: () => URL.revokeObjectURL(url) };
}

export const contentPath = (id, cover = false) => `/api/videos/${encodeURIComponent(id)}/content?via=app${cover ? "&file=cover" : ""}`;

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
}
