import { json, call, contentPath, mediaUrl } from "./api.js";
import { el, said, section, skeleton, copyButton, statusIcon, empty } from "./dom.js";
import { status, money, when, reason, runs, exactly, count } from "./format.js";
import { confirmButton, problem, toast } from "./dialogs.js";
import { live } from "./live.js";
import { timeline } from "./timeline.js";
import { resolvePanel } from "./resolve.js";

const SOURCES = { provider: "by the provider", computed: "by the price book", assumed: "price assumed" };
const api = id => `/api/videos/${encodeURIComponent(id)}`;

export function jobView(id) {
  const head = el("div", { class: "head detail" }, el("h1", { tabindex: -1 }, "Job"), skeleton(1));
  const answer = el("div", { hidden: true });
  const player = el("div", { class: "player skeleton" });
  const steps = el("section", { class: "panel", "aria-labelledby": "steps" }, el("h2", { id: "steps" }, "Attempts"), skeleton());
  const facts = el("section", { class: "panel", "aria-labelledby": "facts" }, el("h2", { id: "facts" }, "Details"), skeleton(6));
  const more = el("div", { class: "stack" });
  const request = el("div", { class: "stack" });
  const element = el("div", { class: "view" },
    el("p", { class: "crumb" }, el("a", { href: "#/jobs" }, "Jobs"), " / ", el("span", { class: "mono said" }, id)),
    head, answer, el("div", { class: "columns" }, el("div", { class: "stack" }, player, steps, request), el("div", { class: "stack" }, facts, more)));

  let disposed = false;
  const media = new Media(player, id);
  const resolve = resolvePanel(id, () => live.expect().then(read));
  const parts = [
    section(head, job => header(job, () => cancel())),
    section(facts, details),
    section(more, documents),
    section(request, ({ job }) => raw("Request", asked(job.request))),
  ];
  const stepsOf = section(steps, ({ job, attempts }) => [el("h2", { id: "steps" }, "Attempts"), timeline(job, attempts)]);

  async function read() {
    try {
      const [job, told] = await Promise.all([json(api(id)), json(`${api(id)}/attempts`)]);
      if (disposed) return;
      media.show(job);
      for (const part of parts) part({ job, attempts: told.attempts });
      stepsOf({ job: { status: job.status, created_at: job.created_at, attempts: job.attempts, error: job.error }, attempts: told.attempts });
      const panel = resolve.panel(job, told.attempts);
      if (panel?.parentNode !== answer) answer.replaceChildren(...[panel].filter(Boolean));
      answer.hidden = !panel;
    } catch (error) {
      if (!disposed && !media.known) element.replaceChildren(el("h1", { tabindex: -1 }, "Job"), error.status === 404
        ? empty("There is no such job", "It may be on another host, or the address was cut.", el("a", { class: "button", href: "#/jobs" }, "All jobs"))
        : problem(error, () => location.reload()));
    }
  }

  async function cancel() {
    await call(api(id), { method: "DELETE" });
    toast("The job is being cancelled.");
    await live.expect();
    await read();
  }

  const unwatch = live.onChange(read);
  read();
  return { element, title: "Job", dispose: () => { disposed = true; unwatch(); media.dispose(); } };
}

function header({ job }, cancel) {
  return [
    el("h1", { tabindex: -1, class: "title" }, said(job.request.prompt.slice(0, 160) || job.id)),
    el("p", { class: "row start" }, status(job.status), job.late ? el("span", { class: "tag" }, "Late") : null,
      el("span", { class: "muted" }, "created ", when(job.created_at)),
      runs(job.status) ? confirmButton("Cancel job", "Cancel it", cancel) : null),
    job.error ? el("div", { class: `notice ${job.status === "failed" ? "bad" : "warn"}` },
      el("p", {}, said(reason(job.error))),
      job.error.provider_message ? el("p", { class: "muted" }, "The provider says: ", said(job.error.provider_message)) : null,
      el("p", { class: "muted small-text" }, el("code", { class: "said" }, job.error.code), job.error.provider_code ? [" · ", el("code", { class: "said" }, job.error.provider_code)] : null)) : null,
  ];
}

class Media {
  #shown;
  #release;
  #gone = new AbortController();
  known = false;

  constructor(box, id) {
    this.box = box;
    this.id = id;
  }

  dispose() {
    this.#gone.abort();
    this.#release?.forEach(release => release());
  }

  async show(job) {
    this.known = true;
    const sha = job.output?.video?.sha256;
    if (sha && sha === this.#shown) return;
    if (!sha) {
      this.box.classList.remove("skeleton");
      this.box.replaceChildren(el("div", { class: `stand-in ${job.status}` }, statusIcon(job.status), el("span", {}, runs(job.status) ? "The video will play here." : "There is no video.")));
      return;
    }
    this.#shown = sha;
    const video = el("video", { controls: true, playsinline: true, preload: "metadata", loop: true, "aria-label": "The generated video" });
    video.addEventListener("loadedmetadata", () => this.box.classList.remove("skeleton"));
    video.addEventListener("error", () => { this.box.classList.remove("skeleton"); this.box.append(el("p", { class: "notice bad" }, "The video cannot be played.")); });
    this.box.replaceChildren(video);
    const [file, cover] = await Promise.all([
      mediaUrl(contentPath(this.id), this.#gone.signal),
      job.output.cover ? mediaUrl(contentPath(this.id, true), this.#gone.signal) : undefined,
    ]);
    this.#release = [file, cover].filter(Boolean).map(each => each.release);
    if (cover) video.poster = cover.url;
    video.src = file.url;
  }
}

function details({ job }) {
  const { request, quote, usage } = job;
  const rows = [
    ["Provider", job.provider ?? "auto, not chosen yet"],
    ["Task", job.provider_task_id ? el("span", {}, el("code", { class: "said" }, job.provider_task_id)) : null],
    ["Model", request.model],
    ["Operation", request.operation],
    ["Video", `${request.duration} s · ${request.resolution} · ${request.aspect_ratio}`],
    ["Quote", quote ? el("span", {}, money(quote.amount_usd), el("span", { class: "muted" }, ` ${count(quote.quantity)} ${quote.unit}, ${quote.price_assumed ? "price assumed" : SOURCES[quote.source]}`)) : null],
    ["Bill", usage ? el("span", {}, money(usage.amount_usd), el("span", { class: "muted" }, ` ${count(usage.quantity)} ${usage.unit}, ${SOURCES[usage.source]}`)) : null],
    ["Submitted", job.submitted_at ? when(job.submitted_at) : null],
    ["Completed", job.completed_at ? when(job.completed_at) : null],
    ["Batch", job.batch_id ? el("a", { href: `#/batches/${encodeURIComponent(job.batch_id)}`, class: "mono" }, job.batch_id) : null],
    ...Object.entries(job.metadata ?? {}).map(([name, value]) => [name, said(value)]),
  ];
  return [el("h2", { id: "facts" }, "Details"), el("dl", { class: "facts-list" }, rows.filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))))];
}

function documents({ job, attempts }) {
  const origin = location.origin;
  const links = [
    ["Job", origin + job.links.self],
    job.output?.video ? ["Video", origin + job.links.content] : null,
    job.output?.cover ? ["Cover", `${origin}${job.links.content}?file=cover`] : null,
    job.output?.video ? ["Blob", job.output.video.blob] : null,
    job.output?.video ? ["SHA-256", job.output.video.sha256] : null,
  ].filter(Boolean);
  const bills = attempts.map(attempt => attempt.ledger).filter(Boolean);
  return [
    el("section", { class: "panel", "aria-labelledby": "links" }, el("h2", { id: "links" }, "Links"),
      el("ul", { class: "links" }, links.map(([name, text]) => el("li", {}, el("span", { class: "muted" }, name), el("code", { class: "said cut", title: text }, text), copyButton(text, name))))),
    bills.length ? raw(bills.length > 1 ? "Ledger records" : "Ledger record", bills.length > 1 ? bills : bills[0], bills.map(bill => `Settled ${exactly(bill.settled_at)}`).join(", ")) : null,
  ];
}

// Without what nobody has asked for.
const asked = request => Object.fromEntries(Object.entries(request).filter(([name, value]) => name !== "schema" && (typeof value !== "object" || Object.keys(value).length)));

function raw(title, value, note) {
  const text = JSON.stringify(value, null, 2);
  return el("details", { class: "panel", open: text.length < 1200 },
    el("summary", {}, el("h2", {}, title)), note ? el("p", { class: "muted" }, note) : null,
    el("div", { class: "code" }, copyButton(text, title.toLowerCase()), el("pre", { class: "said", tabindex: 0, "aria-label": title }, text)));
}
