import { forgetKeys, hasKeys } from "./api.js";
import { refreshTimes, count, dollars } from "./format.js";
import { problem } from "./dialogs.js";
import { live } from "./live.js";
import { jobsView } from "./jobs.js";
import { jobView } from "./job.js";
import { batchesView } from "./batches.js";
import { batchView } from "./batch.js";
import { moneyView } from "./money.js";
import { createView } from "./create.js";

const main = document.getElementById("main");
const byId = id => document.getElementById(id);
let current;
let shownRoute;

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function route() {
  const [path, query = ""] = (location.hash.slice(1) || "/jobs").split("?");
  const parts = path.split("/").filter(Boolean).map(decoded);
  return { view: parts[0] ?? "jobs", id: parts[1], query: new URLSearchParams(query) };
}

const VIEWS = {
  jobs: at => (at.id ? jobView(at.id) : jobsView(at.query)),
  batches: at => (at.id ? batchView(at.id) : batchesView()),
  money: at => moneyView(at.query),
  new: at => createView(at.query),
};

function show() {
  if (location.hash === "#main") return;
  const at = route();
  const known = `${at.view}/${at.id ?? ""}`;
  if (known === shownRoute && current?.query?.(at.query)) return;
  current?.dispose?.();
  current = undefined;
  try {
    current = (VIEWS[at.view] ?? VIEWS.jobs)(at);
  } catch (error) {
    main.replaceChildren(problem(error));
    return;
  }
  main.replaceChildren(current.element);
  document.title = `${current.title} · Video pipeline`;
  for (const link of document.querySelectorAll("nav [data-view]")) {
    if (link.dataset.view === at.view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  window.scrollTo(0, 0);
  if (shownRoute !== undefined) main.querySelector("h1")?.focus();
  shownRoute = known;
}

function glance({ value, failed, error }) {
  byId("live").dataset.state = failed ? "lost" : live.runs ? "running" : "idle";
  byId("live-text").textContent = failed ? (error?.status === 401 ? "Waiting for a key" : "Connection lost") : live.runs ? "Live" : "Up to date";
  byId("forget").hidden = !hasKeys();
  if (!value) return;
  byId("glance-spend").textContent = `${value.spend.complete ? "" : "≥ "}${dollars(value.spend.billed_usd)}`;
  byId("glance-spend").title = `${value.spend.billed_usd} USD billed, ${value.spend.quoted_usd} USD quoted`;
  byId("glance-running").textContent = count(value.jobs.running);
  byId("glance-waiting").textContent = count(value.waiting.total);
  byId("glance-waiting").classList.toggle("wants", value.waiting.total > 0);
  byId("count-jobs").textContent = value.jobs.running ? count(value.jobs.running) : "";
  byId("count-batches").textContent = value.batches.running ? count(value.batches.running) : "";
}

byId("forget").addEventListener("click", () => { forgetKeys(); location.reload(); });
document.querySelector(".skip").addEventListener("click", event => { event.preventDefault(); main.focus(); });
window.addEventListener("hashchange", show);
setInterval(() => { if (!document.hidden) refreshTimes(main); }, 5000);
live.onState(glance);
show();
live.start();
