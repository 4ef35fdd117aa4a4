import { el, statusIcon } from "./dom.js";

export const STATUSES = {
  queued: "Queued", submitting: "Submitting", running: "Running", storing: "Storing", succeeded: "Succeeded",
  failed: "Failed", cancelled: "Cancelled", ambiguous: "Ambiguous", timed_out: "Timed out",
};

export const isFinal = status => status === "succeeded" || status === "failed";
export const isParked = status => status === "cancelled" || status === "ambiguous" || status === "timed_out";
export const runs = status => !isFinal(status) && !isParked(status);

export function status(value) {
  return el("span", { class: `status ${value}` }, statusIcon(value), STATUSES[value] ?? value);
}

const two = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const four = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 4 });
const whole = new Intl.NumberFormat("en");

export const count = value => whole.format(Number(value));

export function dollars(value) {
  const number = Number(value);
  const text = (Math.abs(number) < 10 ? four : two).format(Math.abs(number));
  return `${number < 0 ? "−" : ""}$${text}`;
}

// Where there is little room: to the cent, if there are cents.
export function moneyShort(value) {
  const number = Number(value);
  return el("span", { class: "num", title: `${value} USD` }, number >= 0.1 || number === 0 ? `$${two.format(number)}` : dollars(value));
}

// Amounts are exact to the sixth decimal; what is shown is shorter, and says all when it is pointed at.
export function money(value, fallback = "–") {
  return value === undefined || value === null
    ? el("span", { class: "num muted" }, fallback)
    : el("span", { class: "num", title: `${value} USD` }, dollars(value));
}

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const STEPS = [["second", 60], ["minute", 60], ["hour", 24], ["day", 30], ["month", 12], ["year", Infinity]];

export function ago(time, now = Date.now()) {
  let value = (new Date(time) - now) / 1000;
  if (Math.abs(value) < 5) return "just now";
  for (const [unit, size] of STEPS) {
    if (Math.abs(value) < size) return relative.format(Math.round(value), unit);
    value /= size;
  }
  return "";
}

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

export function when(time) {
  return time
    ? el("time", { datetime: time, title: exact.format(new Date(time)), class: "num" }, ago(time))
    : el("span", { class: "muted" }, "–");
}

export const exactly = time => exact.format(new Date(time));

export function duration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function refreshTimes(root) {
  for (const time of root.querySelectorAll("time:not([data-fixed])")) {
    const text = ago(time.dateTime);
    if (time.textContent !== text) time.textContent = text;
  }
}

// Sentences that say no more than that there was an answer; the code says which.
const BARE = /^\S+ answered \d+\.$/;

const REASONS = {
  budget_exceeded: "The day's budget is used up.",
  insufficient_balance: "The account at the provider has too little balance.",
  invalid_api_key: "The provider refuses the API key.",
  moderation: "The provider's moderation refused the content.",
  rate_limited: "The provider is busy.",
  no_provider: "No provider can make this video.",
  submission_ambiguous: "Nobody can tell whether the provider took the job.",
};

// In words: the sentence that came with the error, else one of ours, else the code spelled out.
export function reason(error) {
  if (!error) return "";
  if (error.message && !BARE.test(error.message)) return error.message;
  if (REASONS[error.code]) return REASONS[error.code];
  const words = error.code.replaceAll("_", " ");
  return `${words[0].toUpperCase()}${words.slice(1)}.`;
}

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;
