import { tagged } from "./api.js";

const FAST = 2000;
const SLOW = 15_000;
const EXPECTED = 30_000;

// One small request says whether anything has moved; everything else is asked only then.
export class Live {
  #ask = tagged("/api/overview");
  #timer;
  #asking = false;
  #listeners = new Set();
  #states = new Set();
  #expected = 0;
  value;

  start() {
    document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(this.#timer) : this.now()));
    this.now();
  }

  onChange(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onState(listener) {
    this.#states.add(listener);
  }

  // Something has just been asked for here, and is about to move.
  expect() {
    this.#expected = Date.now() + EXPECTED;
    return this.now();
  }

  get runs() {
    return Date.now() < this.#expected || Boolean(this.value && (this.value.jobs.running > 0 || this.value.batches.running > 0));
  }

  async now() {
    clearTimeout(this.#timer);
    if (this.#asking || document.hidden) return;
    this.#asking = true;
    try {
      const { value, changed } = await this.#ask();
      this.value = value;
      for (const listener of this.#states) listener({ value, failed: false });
      if (changed) for (const listener of [...this.#listeners]) listener(value);
    } catch (error) {
      for (const listener of this.#states) listener({ value: this.value, failed: true, error });
    } finally {
      this.#asking = false;
    }
    clearTimeout(this.#timer);
    if (!document.hidden) this.#timer = setTimeout(() => this.now(), this.runs ? FAST : SLOW);
  }
}

export const live = new Live();
