import { el, svg } from "./dom.js";
import { dollars } from "./format.js";

// A bar of parts, in their order.
export function bar(parts, total, tall = false) {
  const words = parts.filter(([, number]) => number > 0).map(([name, number]) => `${number} ${name.replace("_", " ")}`).join(", ");
  const height = tall ? 12 : 8;
  let x = 0;
  return svg("svg", { class: `share ${tall ? "tall" : ""}`, viewBox: `0 0 100 ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": `${words || "nothing yet"}, of ${total}` },
    svg("rect", { class: "track", x: 0, y: 0, width: 100, height }),
    parts.filter(([, number]) => number > 0).map(([name, number]) => {
      const width = number / Math.max(1, total) * 100;
      const rect = svg("rect", { class: `part ${name}`, x, y: 0, width, height });
      x += width;
      return rect;
    }));
}

export function legend(entries) {
  return el("ul", { class: "legend", role: "list" }, entries.map(([kind, name, value]) => el("li", {},
    svg("svg", { class: "swatch", viewBox: "0 0 10 10", width: 10, height: 10, "aria-hidden": true }, svg("rect", { class: `part ${kind}`, width: 10, height: 10, rx: 2 })),
    name, value === undefined ? null : el("span", { class: "num strong" }, value))));
}

const HEIGHT = 260;
const LEFT = 56;
const BOTTOM = 28;
const TOP = 12;

// Spend per day, stacked by provider; a line over each day says what was quoted for it. The table behind it has the figures.
export function dayChart(days, providers, describedBy) {
  const host = el("div", { class: "chart-host" });
  let drawn = 0;
  new ResizeObserver(() => {
    if (!host.clientWidth || host.clientWidth === drawn) return;
    drawn = host.clientWidth;
    host.replaceChildren(draw(days, providers, describedBy, drawn));
  }).observe(host);
  return host;
}

function draw(days, providers, describedBy, wide) {
  const top = nice(Math.max(0.01, ...days.map(day => Math.max(day.billed, day.quoted))));
  const y = value => TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top);
  const step = (wide - LEFT) / days.length;
  const width = Math.min(48, Math.max(2, step * 0.68));
  const every = Math.ceil(days.length / Math.max(2, Math.floor(wide / 110)));
  const sum = days.reduce((total, day) => total + day.billed, 0);
  return svg("svg", { class: "chart", viewBox: `0 0 ${wide} ${HEIGHT}`, width: wide, height: HEIGHT, role: "img", "aria-label": `Billed per day by provider, ${dollars(sum)} in all`, "aria-describedby": describedBy },
    [0, 0.25, 0.5, 0.75, 1].map(part => [
      svg("line", { class: part ? "grid" : "axis", x1: LEFT, x2: wide, y1: y(top * part), y2: y(top * part) }),
      svg("text", { class: "tick", x: LEFT - 8, y: y(top * part) + 4, "text-anchor": "end" }, tick(top * part, top)),
    ]).flat(),
    days.map((day, index) => {
      const x = LEFT + step * index + (step - width) / 2;
      let base = 0;
      return svg("g", { class: "day" },
        svg("title", {}, `${day.day}: ${dollars(day.billed)} billed, ${dollars(day.quoted)} quoted`),
        svg("rect", { class: "hit", x: LEFT + step * index, y: TOP, width: step, height: HEIGHT - TOP - BOTTOM }),
        providers.map((provider, place) => {
          const value = day.by[provider] ?? 0;
          if (!value) return null;
          const rect = svg("rect", { class: `part provider-${place}`, x, width, y: y(base + value), height: Math.max(0.5, y(base) - y(base + value) - 1), rx: 1.5 });
          base += value;
          return rect;
        }),
        day.quoted ? svg("line", { class: "quoted", x1: x - 3, x2: x + width + 3, y1: y(day.quoted), y2: y(day.quoted) }) : null,
        index % every === 0 ? svg("text", { class: "tick", x: x + width / 2, y: HEIGHT - 8, "text-anchor": "middle" }, label(day.day)) : null);
    }));
}

function nice(value) {
  const size = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 4, 5, 8, 10].find(step => step * size >= value) * size;
}

const tick = (value, top) => `$${value.toFixed(top >= 20 ? 0 : top >= 1 ? 2 : 3)}`;

const label = day => new Date(`${day}T00:00:00Z`).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });
