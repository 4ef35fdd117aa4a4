import { json } from "./api.js";
import { el, empty, said, section, skeleton, statusIcon } from "./dom.js";
import { money, when, plural, count } from "./format.js";
import { problem, toast } from "./dialogs.js";
import { live } from "./live.js";
import { bar } from "./chart.js";
import { previewOf } from "./preview.js";

const TYPES = { csv: "text/csv", ndjson: "application/x-ndjson", jsonl: "application/x-ndjson", json: "application/json" };
const LARGEST = 100 * 1024 * 1024;

export const counted = counts => [
  ["succeeded", counts.succeeded], ["running", counts.running], ["ambiguous", counts.ambiguous], ["timed_out", counts.timed_out],
  ["failed", counts.failed], ["cancelled", counts.cancelled], ["queued", counts.queued],
];

export function batchesView() {
  const list = el("section", { "aria-labelledby": "all-batches" }, el("h2", { id: "all-batches" }, "All batches"), skeleton(4));
  const drop = dropZone(file => open(file));
  const stage = el("div", {}, drop.element);
  const element = el("div", { class: "view" },
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, "Batches")), stage, list);
  let disposed = false;
  let known = [];
  const older = { batches: [], cursor: undefined };
  const show = section(list, ({ batches, cursor }) => [
    el("h2", { id: "all-batches" }, "All batches"),
    batches.length ? [table(batches), cursor ? el("p", { class: "actions" }, el("button", { type: "button", onclick: () => more(cursor) }, "Show older batches")) : null] : empty("No batches yet", "Drop a file above. Each row becomes a video; you see what it costs before anything starts."),
  ]);

  async function read() {
    try {
      const page = await json("/api/batches?limit=20");
      if (disposed) return;
      // What new ones have pushed off the first page is kept with the older ones.
      const first = new Set(page.batches.map(batch => batch.id));
      const rest = older.batches.length ? known.filter(batch => !first.has(batch.id)) : [];
      known = [...page.batches, ...rest, ...older.batches.filter(batch => !first.has(batch.id) && !rest.some(each => each.id === batch.id))];
      show({ batches: known, cursor: older.batches.length ? older.cursor : page.cursor });
    } catch (error) {
      if (!disposed) list.replaceChildren(el("h2", { id: "all-batches" }, "All batches"), problem(error, read));
    }
  }

  async function more(cursor) {
    try {
      const page = await json(`/api/batches?limit=20&cursor=${encodeURIComponent(cursor)}`);
      older.batches.push(...page.batches);
      older.cursor = page.cursor;
      await read();
    } catch (error) {
      toast(error.message, "bad");
    }
  }

  async function open(file) {
    const type = TYPES[file.name.split(".").at(-1).toLowerCase()];
    if (!type || file.size > LARGEST) {
      drop.refuse(type ? "A file has at most 100 MB." : `${file.name} is no .csv, .ndjson, .jsonl or .json file.`);
      return;
    }
    stage.replaceChildren(el("div", { class: "panel" }, el("h2", {}, said(file.name)), skeleton(5)));
    try {
      const view = await previewOf(file, type, back);
      if (disposed) return;
      stage.replaceChildren(view);
      view.querySelector("h2").focus();
    } catch (error) {
      stage.replaceChildren(problem(error), drop.element);
    }
  }

  function back() {
    drop.refuse("");
    stage.replaceChildren(drop.element);
    drop.element.querySelector("input").focus();
  }

  const unwatch = live.onChange(read);
  read();
  return { element, title: "Batches", dispose: () => { disposed = true; unwatch(); } };
}

function dropZone(open) {
  const note = el("p", { class: "why bad", role: "alert" });
  const input = el("input", { type: "file", id: "file", class: "hidden", accept: ".csv,.ndjson,.jsonl,.json,text/csv,application/json", onchange: () => {
    if (input.files[0]) open(input.files[0]);
    input.value = "";
  } });
  const element = el("div", { class: "drop" }, input,
    el("label", { for: "file" }, el("strong", {}, "Drop a CSV, NDJSON or JSON file here"), el("span", {}, "or choose one. Its header row names the fields: prompt, duration, resolution, provider …")), note);
  element.addEventListener("dragover", event => { event.preventDefault(); element.classList.add("hovered"); });
  element.addEventListener("dragleave", () => element.classList.remove("hovered"));
  element.addEventListener("drop", event => {
    event.preventDefault();
    element.classList.remove("hovered");
    if (event.dataTransfer.files[0]) open(event.dataTransfer.files[0]);
  });
  return { element, refuse: text => { note.textContent = text; } };
}

function table(batches) {
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": "all-batches" }, el("table", { class: "list" },
    el("thead", {}, el("tr", {}, ["Batch", "State", "Progress", "Items", "Quoted", "Billed", "Created"].map((name, index) => el("th", { scope: "col", class: index > 2 && index < 6 ? "right" : null }, name)))),
    el("tbody", {}, batches.map(batch => el("tr", {},
      el("th", { scope: "row" }, el("a", { href: `#/batches/${encodeURIComponent(batch.id)}` }, said(batch.name ?? batch.id))),
      el("td", {}, batchState(batch)),
      el("td", { class: "progress" }, bar(counted(batch.counts), batch.total)),
      el("td", { class: "num right" }, count(batch.total)),
      el("td", { class: "right" }, money(batch.quoted_usd)),
      el("td", { class: "right" }, money(batch.billed_usd)),
      el("td", {}, when(batch.created_at)))))));
}

export function batchState(batch) {
  const failed = batch.counts.failed;
  const wants = batch.counts.ambiguous;
  const words = batch.status === "running" ? "Running" : batch.status === "cancelled" ? "Cancelled" : failed || wants ? "Completed, not all" : "Completed";
  const kind = batch.status === "running" ? "running" : batch.status === "cancelled" ? "cancelled" : failed ? "failed" : wants ? "ambiguous" : "succeeded";
  return el("span", { class: `status ${kind}`, title: failed ? plural(failed, "item has", "items have") + " failed" : null }, statusIcon(kind), words);
}
