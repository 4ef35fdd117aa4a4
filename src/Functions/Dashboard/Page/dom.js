// Builds elements. Text only ever becomes text nodes, so that nothing a prompt or a provider says can become markup.

const SVG = "http://www.w3.org/2000/svg";

export function el(tag, properties = {}, ...children) {
  return fill(document.createElement(tag), properties, children);
}

export function svg(tag, properties = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.setAttribute("class", value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

// What others have written: kept apart from the text around it, whatever its direction, and broken wherever it must be.
export function said(text, properties = {}) {
  return el("bdi", { ...properties, class: `said ${properties.class ?? ""}`.trim() }, String(text ?? ""));
}

const PATHS = {
  queued: ["M8 4.5V8l2.3 1.5", true],
  submitting: ["M8 11.2V5M5.3 7.5 8 4.8l2.7 2.7", true],
  running: ["M8 1.75A6.25 6.25 0 0 1 14.25 8", false],
  storing: ["M8 4.5v5.2M5.6 7.5 8 9.9l2.4-2.4M5 12h6", true],
  succeeded: ["M5 8.2 7.1 10.3 11 6", true],
  failed: ["M5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4", true],
  cancelled: ["M4 12 12 4", true],
  ambiguous: ["M6.3 6.3a1.75 1.75 0 1 1 2.5 1.7c-.6.3-.8.7-.8 1.3M8 11.3v.1", true],
  timed_out: ["M8 4.5v3.8M8 11.1v.1", true],
};

export function statusIcon(status) {
  const [path, ring] = PATHS[status] ?? PATHS.queued;
  return svg("svg", { class: `icon icon-${status}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": true, focusable: false },
    ring ? svg("circle", { cx: 8, cy: 8, r: 6.25 }) : svg("circle", { cx: 8, cy: 8, r: 6.25, class: "faint" }),
    svg("path", { d: path }));
}

// Replaces the children only when the data behind them changed, so that a refresh moves no focus and no scroll position.
export function section(container, build) {
  let known;
  return data => {
    const text = JSON.stringify(data);
    if (text === known) return;
    known = text;
    const held = container.contains(document.activeElement) ? document.activeElement : null;
    container.replaceChildren(...[build(data)].flat(2).filter(Boolean));
    if (held) takeUp(container, held);
  };
}

// Who stood on something that has been built again stands on the same thing.
function takeUp(container, held) {
  const same = [...container.querySelectorAll(held.tagName)];
  (same.find(each => each.textContent === held.textContent && each.id === held.id) ?? (held.tagName === "H1" ? same[0] : null))?.focus({ preventScroll: true });
}

export function skeleton(lines = 3) {
  return el("div", { class: "skeletons", "aria-hidden": true }, Array.from({ length: lines }, () => el("div", { class: "skeleton line" })));
}

export function empty(title, text, ...actions) {
  return el("div", { class: "empty" },
    svg("svg", { viewBox: "0 0 48 48", width: 48, height: 48, "aria-hidden": true },
      svg("rect", { x: 5, y: 10, width: 38, height: 28, rx: 5 }), svg("path", { d: "M20 18v12l10-6z" })),
    el("h2", {}, title), el("p", {}, text), actions.length ? el("p", { class: "actions" }, actions) : null);
}

// Over plain HTTP from another machine there is no clipboard but the old way to it.
async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = el("textarea", { class: "hidden" }, text);
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export function copyButton(text, what) {
  const button = el("button", { type: "button", class: "small", "aria-label": `Copy ${what}`, onclick: async () => {
    await copy(text);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  } }, "Copy");
  return button;
}
