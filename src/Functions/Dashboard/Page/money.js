import { json, download } from "./api.js";
import { el, empty, section, skeleton } from "./dom.js";
import { count, dollars, money, plural } from "./format.js";
import { problem, toast } from "./dialogs.js";
import { live } from "./live.js";
import { dayChart, legend } from "./chart.js";

const RANGES = { 7: "7 days", 30: "30 days", 90: "90 days" };
const PAUSE = 5000;
const isoDay = date => date.toISOString().slice(0, 10);

export function moneyView(query) {
  let days = RANGES[query.get("days")] ? Number(query.get("days")) : 30;
  let disposed = false;
  const range = el("div", { class: "segments", role: "group", "aria-label": "Range" });
  const tiles = el("dl", { class: "tiles" });
  const body = el("div", { class: "stack" }, el("div", { class: "panel" }, skeleton(8)));
  const element = el("div", { class: "view" },
    el("div", { class: "head" }, el("h1", { tabindex: -1 }, "Money"), range,
      el("button", { type: "button", onclick: () => download(`/api/usage?group_by=day,provider&format=csv&${span()}`, "usage.csv").catch(error => toast(error.message, "bad")) }, "Export CSV")),
    tiles, body);
  const showTiles = section(tiles, tilesOf);
  const showBody = section(body, bodyOf);

  const span = () => {
    const now = new Date();
    return new URLSearchParams({ from: isoDay(new Date(now - (days - 1) * 86_400_000)), to: isoDay(now) });
  };

  function ranges() {
    range.replaceChildren(...Object.entries(RANGES).map(([value, name]) => el("a", { href: `#/money?days=${value}`, "aria-current": Number(value) === days ? "true" : null }, name)));
  }

  async function read() {
    try {
      const [usage, budget] = await Promise.all([json(`/api/usage?group_by=day,provider&${span()}`), json("/api/budget")]);
      const variances = usage.total.flagged ? await json(`/api/usage/variances?${span()}`) : { total: 0, variances: [] };
      if (disposed) return;
      showTiles({ total: usage.total, budget });
      showBody({ usage, variances });
    } catch (error) {
      if (!disposed) body.replaceChildren(problem(error, read));
    }
  }

  // A month of the ledger is many listings: not at every move.
  let last = Date.now();
  let timer;
  const unwatch = live.onChange(() => {
    clearTimeout(timer);
    timer = setTimeout(() => { last = Date.now(); read(); }, Math.max(0, last + PAUSE - Date.now()));
  });
  ranges();
  read();
  return {
    element, title: "Money",
    query: next => { days = RANGES[next.get("days")] ? Number(next.get("days")) : 30; ranges(); read(); return true; },
    dispose: () => { disposed = true; clearTimeout(timer); unwatch(); },
  };
}

function tilesOf({ total, budget }) {
  const difference = Number(total.amount_usd) - Number(total.quoted_usd);
  const tile = (name, value, note) => el("div", {}, el("dt", {}, name), el("dd", {}, value), el("dd", { class: "note muted" }, note));
  return [
    tile("Billed", money(total.amount_usd), plural(total.attempts, "attempt")),
    tile("Quoted", money(total.quoted_usd), difference === 0 ? "as billed" : `${dollars(difference)} against it`),
    tile("Saved by auto", money(total.saved_usd), "against the dearest able provider"),
    tile("Budget left today", budget.daily_usd ? money(budget.left_usd) : el("span", { class: "muted" }, "No limit"), budget.daily_usd ? `of ${dollars(budget.daily_usd)}` : "Budget__DailyUsd sets one"),
  ];
}

function bodyOf({ usage, variances }) {
  if (!usage.rows.length) {
    return el("div", { class: "panel" }, empty("Nothing was billed in these days", "The bill of each attempt is entered when it settles. Choose a longer range, or make a video.", el("a", { class: "button primary", href: "#/new" }, "New video")));
  }
  const providers = [...new Set(usage.rows.map(row => row.provider))].sort();
  const days = daysOf(usage);
  return [
    el("section", { class: "panel", "aria-labelledby": "per-day" },
      el("div", { class: "row" }, el("h2", { id: "per-day" }, "Billed per day"), legend([...providers.map((name, place) => [`provider-${place}`, name]), ["quoted-key", "quoted"]])),
      dayChart(days, providers, "figures"),
      el("details", {}, el("summary", {}, "Figures"), el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Figures per day" }, figures(days, providers)))),
    el("div", { class: "columns even" },
      el("section", { class: "panel", "aria-labelledby": "per-provider" }, el("h2", { id: "per-provider" }, "By provider"), byProvider(usage, providers)),
      el("section", { class: "panel", "aria-labelledby": "variances" }, el("h2", { id: "variances" }, "Variances"), variancesOf(variances))),
  ];
}

function daysOf(usage) {
  const found = new Map();
  for (let day = new Date(`${usage.from}T00:00:00Z`); isoDay(day) <= usage.to; day.setUTCDate(day.getUTCDate() + 1)) {
    found.set(isoDay(day), { day: isoDay(day), billed: 0, quoted: 0, by: {} });
  }
  for (const row of usage.rows) {
    const day = found.get(row.day);
    day.billed += Number(row.amount_usd);
    day.quoted += Number(row.quoted_usd);
    day.by[row.provider] = Number(row.amount_usd);
  }
  return [...found.values()];
}

function figures(days, providers) {
  return el("table", { class: "list", id: "figures" }, el("caption", { class: "hidden" }, "Billed and quoted per day"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Day"), [...providers, "Billed", "Quoted"].map(name => el("th", { scope: "col", class: "right" }, name)))),
    el("tbody", {}, days.filter(day => day.billed || day.quoted).reverse().map(day => el("tr", {}, el("th", { scope: "row", class: "num" }, day.day),
      [...providers.map(name => day.by[name] ?? 0), day.billed, day.quoted].map(value => el("td", { class: "num right" }, value ? dollars(value) : "–"))))));
}

function byProvider(usage, providers) {
  const rows = providers.map(name => {
    const own = usage.rows.filter(row => row.provider === name);
    const sum = field => own.reduce((total, row) => total + Number(row[field]), 0);
    return { name, attempts: sum("attempts"), succeeded: sum("succeeded"), billed: sum("amount_usd"), quoted: sum("quoted_usd") };
  });
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": "per-provider" }, el("table", { class: "list" },
    el("thead", {}, el("tr", {}, ["Provider", "Videos", "Quoted", "Billed", "Difference"].map((name, index) => el("th", { scope: "col", class: index ? "right" : null }, name)))),
    el("tbody", {}, rows.map(row => el("tr", {}, el("th", { scope: "row" }, row.name), el("td", { class: "num right" }, `${count(row.succeeded)} of ${count(row.attempts)}`),
      [row.quoted, row.billed, row.billed - row.quoted].map(value => el("td", { class: "num right" }, dollars(Math.round(value * 1e6) / 1e6))))))));
}

function variancesOf({ total, variances }) {
  if (!total) return el("p", { class: "muted" }, "Every bill agrees with its documented price.");
  return el("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": "variances" }, el("table", { class: "list" },
    el("caption", { class: "muted" }, variances.length < total ? `${count(variances.length)} of ${count(total)} bills that differ from a documented price` : `${plural(total, "bill differs", "bills differ")} from a documented price`),
    el("thead", {}, el("tr", {}, ["Job", "Provider", "Quoted", "Billed", "Difference"].map((name, index) => el("th", { scope: "col", class: index > 1 ? "right" : null }, name)))),
    el("tbody", {}, variances.map(each => el("tr", {}, el("th", { scope: "row" }, el("a", { class: "mono", href: `#/jobs/${encodeURIComponent(each.job)}` }, each.job.slice(-12))),
      el("td", {}, each.provider), el("td", { class: "right" }, money(each.quoted_usd)), el("td", { class: "right" }, money(each.amount_usd)), el("td", { class: "right bad" }, money(each.variance_usd)))))));
}
