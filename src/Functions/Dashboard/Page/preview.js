import { json, newKey } from "./api.js";
import { el, said } from "./dom.js";
import { count, dollars, money, plural } from "./format.js";
import { problem, toast } from "./dialogs.js";
import { live } from "./live.js";

const FIRST = ["item", "prompt", "provider", "model", "duration", "resolution", "aspect_ratio"];

// What a file was understood as, before anything is started.
export async function previewOf(file, type, back) {
  const body = await textOf(file, type);
  const preview = await json("/api/batches/preview", { method: "POST", body, type });
  const key = newKey();
  const good = preview.items - preview.refused;
  const own = type === "application/json";
  const name = el("input", { id: "batch-name", maxlength: 200, value: preview.name ?? file.name.replace(/\.[^.]+$/, "") });
  const lanes = el("input", { id: "batch-lanes", type: "number", min: 1, max: 500, value: preview.max_concurrency });
  const over = el("input", { type: "checkbox", id: "over-budget", onchange: () => { start.disabled = !startable(); } });
  const startable = () => good > 0 && !preview.is_cut && (!preview.expected_failures || over.checked);
  const trouble = el("div");
  const start = el("button", { type: "submit", class: "primary" }, !good ? "Nothing to start" : preview.refused ? `Start ${plural(good, "item")}, leave out ${count(preview.refused)}` : `Start ${plural(good, "item")}`);
  start.disabled = !startable();

  return el("form", { class: "panel preview", "aria-labelledby": "preview", onsubmit: async event => {
    event.preventDefault();
    start.disabled = true;
    try {
      const options = new URLSearchParams({ on_invalid: preview.refused ? "skip" : "refuse" });
      if (!own) {
        if (name.value.trim()) options.set("name", name.value.trim());
        options.set("max_concurrency", lanes.value);
      }
      if (over.checked && !own) options.set("over_budget", "accept");
      const sent = over.checked && own ? JSON.stringify({ ...JSON.parse(body), over_budget: "accept" }) : body;
      const batch = await json(`/api/batches?${options}`, { method: "POST", body: sent, type, headers: { "idempotency-key": key } });
      toast(`${plural(batch.total, "item")} started.`);
      live.expect();
      location.hash = `#/batches/${encodeURIComponent(batch.id)}`;
    } catch (error) {
      trouble.replaceChildren(problem(error));
      start.disabled = false;
    }
  } },
    el("h2", { id: "preview", tabindex: -1 }, said(file.name)),
    el("dl", { class: "tiles" },
      tile("Items", count(preview.items)), tile("Refused", count(preview.refused), preview.refused ? "bad" : ""),
      tile("Quoted in total", dollars(preview.quoted_usd), "", `${preview.quoted_usd} USD`)),
    preview.is_cut ? el("p", { class: "notice bad" }, "The file could not be read to its end, so nothing of it can be started. Mend the marked row first.") : null,
    preview.expected_failures ? el("div", { class: "notice warn" }, el("p", {}, `Today's budget is not enough for ${plural(preview.expected_failures, "item")}.`), el("label", { class: "check" }, over, " Start all the same; those will fail.")) : null,
    rows(preview),
    own ? null : el("div", { class: "fields" },
      el("div", {}, el("label", { for: "batch-name" }, "Name"), name),
      el("div", {}, el("label", { for: "batch-lanes" }, "At once"), lanes)),
    trouble,
    el("p", { class: "actions" }, start, el("button", { type: "button", onclick: back }, "Another file")));
}

// A list alone is a batch without options.
async function textOf(file, type) {
  const text = await file.text();
  return type === "application/json" && text.trimStart().startsWith("[") ? `{"items":${text}}` : text;
}

const tile = (name, value, kind = "", title = null) => el("div", { class: kind }, el("dt", {}, name), el("dd", { class: "num", title }, value));

function rows(preview) {
  const shown = [...preview.rows].sort((a, b) => a.line - b.line);
  const names = new Set(shown.flatMap(row => [...Object.keys(row.fields ?? {}), ...(row.errors ?? []).map(error => rootOf(error.field))]).filter(Boolean));
  const columns = [...FIRST.filter(name => names.has(name)), ...[...names].filter(name => !FIRST.includes(name)).sort()];
  return el("div", { class: "scroll tall", tabindex: 0, role: "region", "aria-label": "Rows as they were understood" }, el("table", { class: "list cells" },
    el("caption", { class: "muted" }, shown.length < preview.items ? `The first rows of ${count(preview.items)}, and those that are refused` : "Rows as they were understood"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "right" }, "Line"), columns.map(name => el("th", { scope: "col" }, said(name))), el("th", { scope: "col", class: "right" }, "Quote"))),
    el("tbody", {}, shown.map(row => line(row, columns)))));
}

const spell = value => (Array.isArray(value) ? value.map(spell).join(", ") : value && typeof value === "object" ? Object.entries(value).map(([name, each]) => `${name}: ${spell(each)}`).join(", ") : String(value));

const rootOf = field => field.split(/[.[]/)[0];

function line(row, columns) {
  const errors = row.errors ?? [];
  const at = name => errors.filter(error => rootOf(error.field) === name);
  const rest = errors.filter(error => !columns.includes(rootOf(error.field)));
  return el("tr", { class: errors.length ? "refused" : null },
    el("th", { scope: "row", class: "num right" }, count(row.line)),
    columns.map(name => {
      const value = row.fields?.[name];
      const wrong = at(name);
      return el("td", { class: [name === "prompt" ? "wide" : "", wrong.length ? "wrong" : ""].join(" ").trim() || null },
        value === undefined || value === null ? (wrong.length ? el("span", { class: "muted" }, "empty") : null) : said(spell(value)),
        wrong.map(error => el("span", { class: "cell-error" }, el("span", { class: "hidden" }, "Refused: "), said(error.message))));
    }),
    el("td", { class: "right" }, errors.length
      ? el("span", { class: "cell-error" }, rest.length ? rest.map(error => said(error.message)) : "Refused")
      : [money(row.quoted_usd, "no price"), el("span", { class: "muted block" }, row.provider)]));
}
