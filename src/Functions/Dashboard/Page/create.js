import { json, post, newKey } from "./api.js";
import { el, skeleton } from "./dom.js";
import { count } from "./format.js";
import { problem, toast } from "./dialogs.js";
import { live } from "./live.js";
import { Capabilities, FIELDS } from "./capabilities.js";
import { Inputs } from "./inputs.js";
import { quotesPanel } from "./quotes.js";

const LONGEST_PROMPT = 2000;
const LABELS = { provider: "Provider", operation: "Operation", model: "Model", resolution: "Resolution", aspect_ratio: "Aspect ratio", duration: "Duration" };
const STARTS = { provider: "auto", operation: "text-to-video", model: "seedance-2.0", resolution: "720p", aspect_ratio: "16:9", duration: "5" };

export function createView(query) {
  const element = el("div", { class: "view" }, el("div", { class: "head" }, el("h1", { tabindex: -1 }, "New video")), skeleton(8));
  const form = { dispose: () => {} };
  json("/api/models").then(models => Object.assign(form, build(element, new Capabilities(models), query)))
    .catch(error => element.replaceChildren(el("h1", { tabindex: -1 }, "New video"), problem(error, () => location.reload())));
  return { element, title: "New video", dispose: () => form.dispose() };
}

function build(element, capabilities, query) {
  if (!capabilities.any) {
    element.replaceChildren(el("h1", { tabindex: -1 }, "New video"), problem(new Error("No provider has a key here. Set Providers__{name}__ApiKey for one of them.")));
    return {};
  }
  const chosen = { ...STARTS, ...Object.fromEntries([...query].filter(([name]) => FIELDS.includes(name))) };
  let key = newKey();
  const selects = Object.fromEntries(FIELDS.map(name => [name, el("select", { id: `f-${name}`, name, onchange: event => { chosen[name] = event.target.value; adapt(); } })]));
  const prompt = el("textarea", { id: "f-prompt", name: "prompt", rows: 5, maxlength: LONGEST_PROMPT, required: true, placeholder: "A walnut desk lamp turns slowly, warm light, shallow focus", oninput: () => changed(), "aria-describedby": "prompt-count" });
  const counter = el("span", { id: "prompt-count", class: "muted num" });
  const inputs = new Inputs(() => changed());
  const extras = extraFields(() => changed());
  const quotes = quotesPanel(name => { chosen.provider = name; adapt(); selects.provider.focus(); });
  const trouble = el("div");
  const submit = el("button", { type: "submit", class: "primary large" }, "Make video");

  const field = name => el("div", { class: "field", "data-field": name }, el("label", { for: `f-${name}` }, LABELS[name]), selects[name]);
  const form = el("form", { class: "panel", novalidate: true, "aria-label": "Request", onsubmit: send },
    el("div", { class: "field", "data-field": "prompt" }, el("div", { class: "row" }, el("label", { for: "f-prompt" }, "Prompt"), counter), prompt),
    el("div", { class: "fields three" }, field("operation"), field("model"), field("provider")), inputs.element,
    el("div", { class: "fields three" }, field("resolution"), field("duration"), field("aspect_ratio")),
    extras.element, trouble, el("p", { class: "actions" }, submit));

  function adapt() {
    capabilities.settle(chosen);
    for (const name of FIELDS) {
      selects[name].replaceChildren(...capabilities.options(name, chosen).map(({ value, text, possible }) => el("option", { value, disabled: !possible, selected: value === chosen[name] }, text)));
    }
    inputs.show(chosen.operation, capabilities.limits(chosen));
    extras.allow(capabilities.flags(chosen));
    changed();
  }

  function request() {
    return {
      provider: chosen.provider, model: chosen.model, operation: chosen.operation, prompt: prompt.value,
      duration: Number(chosen.duration), resolution: chosen.resolution, aspect_ratio: chosen.aspect_ratio, ...inputs.value(), ...extras.value(),
    };
  }

  function changed() {
    counter.textContent = `${count([...prompt.value].length)} / ${count(LONGEST_PROMPT)}`;
    const asked = request();
    quotes.ask({ ...asked, ...inputs.stand(asked), prompt: prompt.value.trim() || "A video" }, chosen.provider, text => { submit.textContent = text; });
  }

  async function send(event) {
    event.preventDefault();
    for (const mark of form.querySelectorAll("[aria-invalid]")) mark.removeAttribute("aria-invalid");
    for (const note of form.querySelectorAll(".field-error")) note.remove();
    submit.disabled = true;
    try {
      const job = await post("/api/videos", request(), { headers: { "idempotency-key": key } });
      key = newKey();
      toast("The video is being made.");
      live.expect();
      location.hash = `#/jobs/${encodeURIComponent(job.id)}`;
    } catch (error) {
      // Another request needs another key; the same one may be sent again.
      if (error.status >= 400 && error.status < 500) key = newKey();
      trouble.replaceChildren(problem(error));
      mark(form, error.errors);
    } finally {
      submit.disabled = false;
    }
  }

  element.replaceChildren(el("div", { class: "head" }, el("h1", { tabindex: -1 }, "New video")), el("div", { class: "columns" }, form, quotes.element));
  adapt();
  prompt.focus();
  return { dispose: quotes.dispose };
}

// Each error at its field; the first one is where the typing goes on.
function mark(form, errors) {
  let first;
  for (const error of errors) {
    const field = form.querySelector(`[data-field="${CSS.escape(error.field.split(/[.[]/)[0])}"]`);
    if (!field) continue;
    const control = field.querySelector("input, select, textarea");
    const note = el("p", { class: "field-error", id: `e-${error.field.replace(/\W/g, "-")}` }, error.message);
    field.append(note);
    control?.setAttribute("aria-invalid", "true");
    control?.setAttribute("aria-describedby", note.id);
    first ??= control;
  }
  first?.focus();
}

function extraFields(changed) {
  const input = (name, label, properties) => {
    const control = el("input", { id: `f-${name}`, name, oninput: changed, autocomplete: "off", ...properties });
    return { name, control, element: el("div", { class: "field", "data-field": name }, el("label", { for: `f-${name}` }, label), control) };
  };
  const choice = (name, label) => {
    const control = el("select", { id: `f-${name}`, name, onchange: changed }, [["", "As usual"], ["true", "Yes"], ["false", "No"]].map(([value, text]) => el("option", { value }, text)));
    return { name, control, element: el("div", { class: "field", "data-field": name }, el("label", { for: `f-${name}` }, label), control) };
  };
  const cost = input("max_cost_usd", "May cost at most (USD)", { inputmode: "decimal", placeholder: "No limit" });
  const seed = input("seed", "Seed", { type: "number", min: 0 });
  const audio = choice("generate_audio", "Sound");
  const watermark = choice("watermark", "Watermark");
  const webhook = input("webhook_url", "Tell when done (webhook)", { type: "url", placeholder: "https://" });
  const switches = [seed, audio, watermark];
  return {
    element: el("details", { class: "more" }, el("summary", {}, "More options"), el("div", { class: "fields" }, [cost, ...switches, webhook].map(each => each.element))),
    allow: flags => {
      for (const each of switches) {
        each.control.disabled = !flags[each.name];
        each.control.title = flags[each.name] ? "" : "No provider that is left documents this.";
      }
    },
    value: () => {
      const value = {};
      if (cost.control.value.trim()) value.max_cost_usd = cost.control.value.trim();
      if (!seed.control.disabled && seed.control.value !== "") value.seed = Number(seed.control.value);
      for (const each of [audio, watermark]) if (!each.control.disabled && each.control.value) value[each.name] = each.control.value === "true";
      if (webhook.control.value.trim()) value.webhook_url = webhook.control.value.trim();
      return value;
    },
  };
}
