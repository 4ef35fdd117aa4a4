import { json } from "./api.js";
import { isFinal } from "./format.js";

const MOST = 240;
const AT_ONCE = 6;

// The documents of the jobs that are looked at: a few at a time, the last ones kept, those that can move asked again when they did.
export class Documents {
  #kept = new Map();
  #wanted = [];
  #busy = 0;

  constructor(onRead) {
    this.onRead = onRead;
  }

  get(id) {
    return this.#kept.get(id)?.document;
  }

  // Whoever has left the window need not be read any more.
  want(entries) {
    this.#wanted = entries.filter(({ id, status }) => {
      const kept = this.#kept.get(id);
      return !kept || (kept.as !== status && !isFinal(kept.document.status));
    });
    this.#next();
  }

  again() {
    for (const kept of this.#kept.values()) if (!isFinal(kept.document.status)) kept.as = undefined;
  }

  #next() {
    while (this.#busy < AT_ONCE && this.#wanted.length) {
      const entry = this.#wanted.shift();
      this.#busy++;
      json(`/api/videos/${encodeURIComponent(entry.id)}`)
        .then(document => this.#keep(entry, document))
        .catch(() => {})
        .finally(() => { this.#busy--; this.#next(); });
    }
  }

  #keep(entry, document) {
    this.#kept.delete(entry.id);
    this.#kept.set(entry.id, { document, as: entry.status });
    if (this.#kept.size > MOST) this.#kept.delete(this.#kept.keys().next().value);
    this.onRead(entry.id, document);
  }
}
