import { contentPath, mediaUrl, needsKey } from "./api.js";
import { el, said, statusIcon } from "./dom.js";
import { status, moneyShort, when, reason, runs, isFinal } from "./format.js";

export const CAPTION = 136;

// A job in the gallery. What the list knows is there at once; the rest comes with its document.
export function card(entry, document) {
  const cover = el("div", { class: "cover" });
  const caption = el("div", { class: "caption" });
  const link = el("a", { href: `#/jobs/${encodeURIComponent(entry.id)}`, class: "card-link" }, cover, caption);
  const element = el("li", { class: "card" }, link);
  const media = coverOf(cover, entry.id);
  const update = job => {
    media.show(job, entry);
    caption.replaceChildren(...words(entry, job));
  };
  update(document);
  return { element, update, dispose: media.dispose };
}

function words(entry, job) {
  const state = job?.status ?? entry.status;
  const top = el("p", { class: "row" }, status(state), when(entry.created_at));
  if (!job) return [top, el("div", { class: "skeleton line" }), el("div", { class: "skeleton line short" })];
  const { request } = job;
  return [
    top,
    said(request.prompt.slice(0, 300), { class: "prompt" }),
    state === "failed" || job.error ? said(reason(job.error), { class: `why ${state === "failed" ? "bad" : "warn"}`, title: reason(job.error).slice(0, 500) }) : null,
    el("p", { class: "row facts" },
      el("span", { class: "muted" }, job.provider ?? (request.provider === "auto" ? "choosing" : request.provider), " · ", request.resolution),
      el("span", { class: "price" }, price(job, state))),
  ].filter(Boolean);
}

function price({ quote, usage }, state) {
  if (!quote && !usage) return el("span", { class: "muted" }, runs(state) ? "not billed yet" : "not billed");
  return [quote ? moneyShort(quote.amount_usd) : null, el("span", { class: "muted", "aria-hidden": true }, " → "), el("span", { class: "hidden" }, " quoted, billed "),
    usage ? moneyShort(usage.amount_usd) : el("span", { class: "muted" }, "open")];
}

export function coverOf(box, id) {
  let shown;
  let release;
  const gone = new AbortController();
  const dispose = () => { gone.abort(); release?.(); };
  const show = (job, entry) => {
    const state = job?.status ?? entry.status;
    const seconds = job ? el("span", { class: "seconds num" }, `${job.request.duration} s`) : null;
    const frame = !job?.output?.cover && job?.output?.video && !needsKey();
    if (frame) {
      if (shown === job.output.video.sha256) return;
      shown = job.output.video.sha256;
      const video = el("video", { muted: true, playsinline: true, preload: "metadata", tabindex: -1, "aria-hidden": true, src: `${contentPath(id)}#t=0.1` });
      video.addEventListener("loadeddata", () => box.classList.remove("skeleton"));
      video.addEventListener("error", () => { box.classList.remove("skeleton"); video.replaceWith(el("span", { class: `stand-in ${state}` }, statusIcon(state))); });
      box.classList.add("skeleton");
      box.replaceChildren(video, seconds);
      release = () => { video.removeAttribute("src"); video.load(); };
      return;
    }
    if (!job?.output?.cover) {
      box.classList.toggle("skeleton", !job && isFinal(state) && state !== "failed");
      box.replaceChildren(...[el("span", { class: `stand-in ${state}` }, statusIcon(state)), seconds].filter(Boolean));
      return;
    }
    if (shown === job.output.cover.sha256) return;
    shown = job.output.cover.sha256;
    const image = el("img", { alt: "", width: 320, height: 180, decoding: "async" });
    image.addEventListener("load", () => box.classList.remove("skeleton"));
    image.addEventListener("error", () => { box.classList.remove("skeleton"); image.replaceWith(el("span", { class: `stand-in ${state}` }, statusIcon(state))); });
    box.classList.add("skeleton");
    box.replaceChildren(image, seconds);
    mediaUrl(contentPath(id, true), gone.signal).then(media => {
      release = media.release;
      image.src = media.url;
    }).catch(() => box.classList.remove("skeleton"));
  };
  return { show, dispose };
}
