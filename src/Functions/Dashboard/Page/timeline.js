import { el, svg, said } from "./dom.js";
import { duration, exactly, money, reason, plural } from "./format.js";

// The attempts as they went, each step with when it came and how long it took, on one scale.
export function timeline(job, attempts) {
  if (!attempts.length) {
    return el("p", { class: "muted" }, job.status === "queued" ? "Queued. The first attempt comes next." : "Nothing has been submitted.");
  }
  const begin = new Date(job.created_at).getTime();
  const told = attempts.map(attempt => stepsOf(attempt, job, begin));
  const end = Math.max(begin + 1000, ...told.flat().map(step => step.to));
  return el("ol", { class: "attempts" }, attempts.map((attempt, index) => el("li", {},
    el("h3", {}, `Attempt ${attempt.number}`, el("span", { class: "muted" }, ` at ${attempt.provider}`),
      attempt.adopted_from ? el("span", { class: "tag" }, `adopted from ${attempt.adopted_from}`) : null),
    el("ol", { class: "steps" }, told[index].map(step => row(step, begin, end))),
    attempt.error ? el("p", { class: "why bad" }, said(reason(attempt.error))) : null)));
}

function stepsOf(attempt, job, begin) {
  const at = time => (time ? new Date(time).getTime() : undefined);
  const prepared = at(attempt.prepared_at);
  const sent = at(attempt.sending_at);
  const accepted = at(attempt.accepted_at);
  const stored = at(attempt.stored_at);
  const settled = at(attempt.ledger?.settled_at);
  const steps = [{ name: attempt.number === 1 ? "Queued" : "Prepared", from: attempt.number === 1 ? begin : prepared, to: sent ?? prepared, kind: "wait" }];
  if (sent) {
    steps.push({ name: accepted ? "Submitted" : attempt.state === "rejected" ? "Refused" : attempt.state === "ambiguous" ? "Submitted, no answer" : "Submitting", from: sent, to: accepted ?? sent, kind: accepted ? "work" : "bad", note: attempt.refusals ? `put off ${plural(attempt.refusals, "time")}` : "" });
  }
  if (accepted) {
    const looks = attempt.ledger?.looks;
    const until = stored ?? settled ?? Math.max(accepted, Date.now());
    steps.push({ name: looks ? `Generated, ${plural(looks, "look")}` : stored || settled ? "Generated" : "Generating", from: accepted, to: until, kind: "run" });
  }
  if (stored) steps.push({ name: "Stored", from: stored, to: stored, kind: "done" });
  if (settled) {
    steps.push({ name: "Settled", from: Math.max(settled, stored ?? 0), to: Math.max(settled, stored ?? 0), kind: "done", note: attempt.ledger.bill ? money(attempt.ledger.bill.amount_usd) : "nothing billed" });
  }
  return steps;
}

function row(step, begin, end) {
  const scale = 100 / (end - begin);
  const x = (step.from - begin) * scale;
  const width = Math.max(0.8, (step.to - step.from) * scale);
  return el("li", { class: `step ${step.kind}` },
    el("span", { class: "name" }, step.name, step.note ? [" ", el("span", { class: "muted" }, step.note)] : null),
    svg("svg", { class: "lane", viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": true },
      svg("rect", { class: "track", x: 0, y: 3.5, width: 100, height: 1 }),
      svg("rect", { class: "bar", x: Math.min(x, 99.2), y: 1, width: Math.min(width, 100 - Math.min(x, 99.2)), height: 6, rx: 1 })),
    el("time", { datetime: new Date(step.from).toISOString(), title: exactly(step.from), class: "num at", "data-fixed": true }, `+${duration(step.from - begin)}`),
    el("span", { class: "num took" }, step.to > step.from ? duration(step.to - step.from) : ""));
}
