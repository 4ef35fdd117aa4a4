import { json, call, download } from "./api.js";
import { el, said, section, skeleton } from "./dom.js";
import { STATUSES, count, money, plural, reason, status, when } from "./format.js";
import { confirmButton, problem, toast } from "./dialogs.js";
import { live } from "./live.js";
import { bar, legend } from "./chart.js";
import { batchState, counted } from "./batches.js";

export function batchView(id) {
  const path = `/api/batches/${encodeURIComponent(id)}`;
  const head = el("div", { class: "head detail" }, el("h1", { tabindex: -1 }, "Batch"));
  const course = el("section", { class: "panel", "aria-label": "Course" }, skeleton(4));
  const failed = el("section", { class: "panel", "aria-labelledby": "failed" }, el("h2", { id: "failed" }, "What needs a look"), skeleton(3));
  const element = el("div", { class: "view" },
    el("p", { class: "crumb" }, el("a", { href: "#/batches" }, "Batches"), " / ", el("span", { class: "mono said" }, id)), head, course, failed);
  let disposed = false;
  const showHead = section(head, batch => [
    el("h1", { tabindex: -1, class: "title" }, said(batch.name ?? "Batch")),
    el("p", { class: "row start" }, batchState(batch), el("span", { class: "muted" }, "created ", when(batch.created_at)),
      batch.status === "running" ? confirmButton("Cancel batch", "Cancel what is not submitted", cancel) : null,
      el("a", { href: `#/jobs?batch_id=${encodeURIComponent(id)}`, class: "button" }, "Show jobs"),
      el("button", { type: "button", onclick: () => download(`${path}/results?format=csv`, `${id}.csv`).catch(error => toast(error.message, "bad")) }, "Results as CSV")),
  ]);
  const showCourse = section(course, courseOf);
  const showFailed = section(failed, data => failedOf(data, retry));

  async function read() {
    try {
      const batch = await json(path);
      if (disposed) return;
      showHead({ ...batch, counts: { failed: batch.counts.failed, ambiguous: batch.counts.ambiguous }, eta: undefined, billed_usd: undefined });
      showCourse(batch);
      const lists = await Promise.all(["failed", "ambiguous", "timed_out"].filter(name => batch.counts[name] > 0)
        .map(name => json(`${path}/items?status=${name}&limit=100`)));
      if (!disposed) showFailed({ status: batch.status, failed: batch.counts.failed, items: lists.flatMap(list => list.items) });
    } catch (error) {
      if (!disposed) course.replaceChildren(problem(error, read));
    }
  }

  async function retry() {
    const answer = await (await call(`${path}/retry`, { method: "POST", body: "" })).json();
    toast(`${plural(answer.retried, "item runs", "items run")} again.`);
    await live.expect();
    await read();
  }

  async function cancel() {
    await call(path, { method: "DELETE" });
    toast("What has not been submitted is cancelled.");
    await live.expect();
    await read();
  }

  const unwatch = live.onChange(read);
  read();
  return { element, title: "Batch", dispose: () => { disposed = true; unwatch(); } };
}

function courseOf(batch) {
  const parts = counted(batch.counts);
  const done = batch.total - batch.counts.queued - batch.counts.running;
  return [
    el("div", { class: "row" }, el("strong", { class: "num" }, `${count(done)} of ${count(batch.total)} done`), el("span", { class: "muted" }, batch.eta ? ["about done ", when(batch.eta)] : batch.completed_at ? ["completed ", when(batch.completed_at)] : "")),
    bar(parts, batch.total, true),
    legend(parts.filter(([, number]) => number > 0).map(([name, number]) => [name, STATUSES[name], count(number)])),
    el("dl", { class: "tiles" },
      el("div", {}, el("dt", {}, "Quoted"), el("dd", {}, money(batch.quoted_usd))),
      el("div", {}, el("dt", {}, "Billed so far"), el("dd", {}, money(batch.billed_usd))),
      batch.max_cost_usd ? el("div", {}, el("dt", {}, "May cost"), el("dd", {}, money(batch.max_cost_usd))) : null,
      el("div", {}, el("dt", {}, "At once"), el("dd", { class: "num" }, count(batch.max_concurrency))),
      batch.retries ? el("div", {}, el("dt", {}, "Retries"), el("dd", { class: "num" }, count(batch.retries))) : null,
      batch.skipped ? el("div", {}, el("dt", {}, "Left out"), el("dd", { class: "num" }, count(batch.skipped))) : null),
  ];
}

function failedOf({ status: state, failed, items }, retry) {
  const title = el("h2", { id: "failed" }, "What needs a look");
  if (!items.length) {
    return [title, state === "running" ? el("p", { class: "muted" }, "Nothing so far.") : el("p", { class: "muted" }, "Nothing. Every item came to a good end.")];
  }
  return [
    el("div", { class: "row" }, title, failed && state === "completed" ? el("button", { type: "button", class: "primary", onclick: event => {
      event.target.disabled = true;
      retry().catch(error => { event.target.disabled = false; toast(error.message, "bad"); });
    } }, `Retry ${plural(failed, "failed item")}`) : null),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": "failed" }, el("table", { class: "list" },
      el("thead", {}, el("tr", {}, ["Item", "Status", "Why", "Provider", "Billed"].map((name, index) => el("th", { scope: "col", class: index === 4 ? "right" : null }, name)))),
      el("tbody", {}, items.map(item => el("tr", {},
        el("th", { scope: "row" }, item.id ? el("a", { href: `#/jobs/${encodeURIComponent(item.id)}` }, said(item.item ?? `Item ${item.number}`)) : said(item.item ?? `Item ${item.number}`)),
        el("td", {}, status(item.status)),
        el("td", { class: "wide" }, said(reason(item.error))),
        el("td", {}, item.provider ?? "–"),
        el("td", { class: "right" }, money(item.amount_usd))))))),
    state === "running" ? el("p", { class: "muted" }, "What has failed can be retried when the batch has ended.") : null,
  ];
}
