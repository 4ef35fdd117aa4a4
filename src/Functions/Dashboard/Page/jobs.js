import { json } from "./api.js";
import { el, empty } from "./dom.js";
import { STATUSES, plural } from "./format.js";
import { problem } from "./dialogs.js";
import { live } from "./live.js";
import { WindowedGrid } from "./windowed.js";
import { Documents } from "./documents.js";
import { card, CAPTION } from "./card.js";

const PAGE = 200;
const PROVIDERS = ["gogogotoken", "seedanceapi", "tokenhub", "tokenlab"];
const SINCE = { "": "Any time", "1h": "Last hour", "24h": "Last 24 hours", "7d": "Last 7 days", "30d": "Last 30 days" };
const HOURS = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 };

export function jobsView(query) {
  const view = new Jobs(query);
  return { element: view.element, title: "Jobs", query: next => view.filter(next), dispose: () => view.dispose() };
}

class Jobs {
  #entries = [];
  #cursor;
  #ended = false;
  #loading;
  #generation = 0;

  constructor(query) {
    this.query = query;
    this.body = el("div", { class: "body" });
    this.summary = el("p", { class: "muted num", "aria-live": "polite" });
    this.clear = el("a", { class: "button link", href: "#/jobs", hidden: !query.size }, "Clear");
    this.news = el("p", { class: "news", hidden: true });
    this.element = el("div", { class: "view" },
      el("div", { class: "head" }, el("h1", { tabindex: -1 }, "Jobs"), this.summary), this.#filters(), this.news, this.body);
    this.documents = new Documents(id => this.#read(id));
    this.grid = new WindowedGrid({
      label: "Jobs, newest first",
      captionHeight: CAPTION,
      render: index => card(this.#entries[index], this.documents.get(this.#entries[index].id)),
      onRange: (first, last) => this.documents.want(this.#entries.slice(first, last)),
      onNearEnd: () => this.#more(),
    });
    this.unwatch = live.onChange(() => this.#refresh());
    this.#start();
  }

  dispose() {
    this.#generation++;
    this.unwatch();
    this.grid.dispose();
  }

  filter(query) {
    this.query = query;
    this.clear.hidden = !query.size;
    for (const control of this.element.querySelectorAll("[name]")) control.value = query.get(control.name) ?? "";
    this.#start();
    return true;
  }

  #filters() {
    const select = (name, label, options) => el("label", {}, el("span", {}, label),
      el("select", { name, onchange: event => this.#set(name, event.target.value) },
        Object.entries(options).map(([value, text]) => el("option", { value, selected: (this.query.get(name) ?? "") === value }, text))));
    return el("form", { class: "filters", "aria-label": "Filters", onsubmit: event => event.preventDefault() },
      select("status", "Status", { "": "All", ...STATUSES }),
      select("provider", "Provider", { "": "All", ...Object.fromEntries(PROVIDERS.map(name => [name, name])) }),
      select("since", "Created", SINCE),
      el("label", {}, el("span", {}, "Batch"),
        el("input", { name: "batch_id", value: this.query.get("batch_id") ?? "", placeholder: "Any", spellcheck: "false", onchange: event => this.#set("batch_id", event.target.value.trim()) })),
      this.clear);
  }

  #set(name, value) {
    const next = new URLSearchParams(this.query);
    if (value) next.set(name, value);
    else next.delete(name);
    location.hash = `#/jobs${next.size ? `?${next}` : ""}`;
  }

  #path(cursor) {
    const asked = new URLSearchParams({ limit: PAGE });
    for (const name of ["status", "provider", "batch_id"]) if (this.query.get(name)) asked.set(name, this.query.get(name));
    const hours = HOURS[this.query.get("since")];
    if (hours) asked.set("created_after", new Date(Date.now() - hours * 3600_000).toISOString());
    if (cursor) asked.set("cursor", cursor);
    return `/api/videos?${asked}`;
  }

  async #start() {
    const generation = ++this.#generation;
    this.#entries = [];
    this.#cursor = undefined;
    this.#ended = false;
    this.news.hidden = true;
    this.summary.textContent = "";
    this.body.replaceChildren(el("ul", { class: "gallery placeholder", "aria-hidden": true },
      Array.from({ length: 6 }, () => el("li", { class: "card" }, el("div", { class: "cover skeleton" }), el("div", { class: "caption" }, el("div", { class: "skeleton line" }), el("div", { class: "skeleton line short" }))))));
    try {
      // A page may be empty and not the last, where few lines match.
      for (let pages = 0; pages < 20 && !this.#ended && this.#entries.length < 24; pages++) {
        const page = await json(this.#path(this.#cursor));
        if (generation !== this.#generation) return;
        this.#take(page);
      }
      this.#show();
    } catch (error) {
      if (generation === this.#generation) this.body.replaceChildren(problem(error, () => this.#start()));
    }
  }

  #take(page) {
    this.#entries.push(...page.videos.map(({ id, status, provider, batch_id, created_at }) => ({ id, status, provider, batch_id, created_at })));
    this.#cursor = page.cursor;
    this.#ended = !page.cursor;
    this.grid.whole = this.#ended;
  }

  #show() {
    this.#sum();
    if (this.#entries.length === 0) {
      this.body.replaceChildren(this.query.size
        ? empty("No job matches", "Widen the filters, or clear them to see every job.", el("a", { class: "button", href: "#/jobs" }, "Clear filters"))
        : empty("No videos yet", "Describe one and compare what each provider asks for it, or drop a catalogue on the batches page.",
          el("a", { class: "button primary", href: "#/new" }, "New video"), el("a", { class: "button", href: "#/batches" }, "Start a batch")));
      return;
    }
    if (!this.grid.element.isConnected) this.body.replaceChildren(this.grid.element);
    this.grid.reset(this.#entries.length);
  }

  #sum() {
    this.summary.textContent = this.#entries.length ? `${plural(this.#entries.length, "job")}${this.#ended ? "" : " loaded, more below"}` : "";
  }

  async #more() {
    if (this.#ended || this.#loading) return;
    const generation = this.#generation;
    this.#loading = json(this.#path(this.#cursor));
    try {
      const page = await this.#loading;
      if (generation !== this.#generation) return;
      this.#take(page);
      this.#sum();
    } catch {
      return;
    } finally {
      this.#loading = undefined;
    }
    this.grid.grow(this.#entries.length);
  }

  async #refresh() {
    const generation = this.#generation;
    let page;
    try {
      page = await json(this.#path());
    } catch {
      return;
    }
    if (generation !== this.#generation) return;
    const known = new Map(this.#entries.map((entry, index) => [entry.id, index]));
    const fresh = page.videos.filter(video => !known.has(video.id));
    const gone = this.query.get("status") && this.#entries.slice(0, page.videos.length).some(entry => !page.videos.some(video => video.id === entry.id));
    if ((fresh.length || gone) && window.scrollY < 200) {
      this.#entries = [];
      this.#take(page);
      this.#show();
    } else if (fresh.length) {
      this.news.hidden = false;
      this.news.replaceChildren(el("button", { type: "button", onclick: () => { window.scrollTo(0, 0); this.#start(); } }, `Show ${plural(fresh.length, "new job")}`));
    }
    for (const video of page.videos) {
      const index = known.get(video.id);
      if (index !== undefined && this.#entries[index]?.id === video.id) this.#entries[index].status = video.status;
    }
    this.documents.again();
    this.grid.update();
  }

  #read(id) {
    const index = this.#entries.findIndex(entry => entry.id === id);
    if (index >= 0) this.grid.cardAt(index)?.update(this.documents.get(id));
  }
}
