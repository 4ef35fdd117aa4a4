import { el } from "./dom.js";

const STAND_IN = "https://example.com/stand-in";
const NEEDS = {
  "image-to-video": ["first_frame"], "start-end-to-video": ["first_frame", "last_frame"],
  "reference-to-video": ["reference_images", "reference_videos", "reference_audios"], "video-to-video": ["reference_videos", "reference_audios"], "video-extension": ["source_task_id"],
};
const LABELS = {
  first_frame: "First frame", last_frame: "Last frame", reference_images: "Reference images", reference_videos: "Reference videos",
  reference_audios: "Reference sounds", source_task_id: "Job to go on from",
};
const MOST = { reference_images: "images", reference_videos: "videos", reference_audios: "audios" };

// What an operation takes besides the prompt: addresses, or pictures from this machine.
export class Inputs {
  #fields = {};
  #shown = [];

  constructor(changed) {
    this.element = el("div", { class: "inputs" });
    for (const name of Object.keys(LABELS)) {
      this.#fields[name] = MOST[name] ? list(name, changed) : single(name, changed);
    }
  }

  show(operation, limits) {
    this.#shown = (NEEDS[operation] ?? []).filter(name => !MOST[name] || limits[MOST[name]] > 0);
    for (const name of this.#shown) this.#fields[name].limit?.(limits[MOST[name]]);
    this.element.replaceChildren(...this.#shown.map(name => this.#fields[name].element));
  }

  value() {
    return Object.fromEntries(this.#shown.map(name => [name, this.#fields[name].value()]).filter(([, value]) => value !== undefined));
  }

  // Prices do not depend on which picture it is, so that one can be quoted before it is there.
  stand(asked) {
    const first = this.#shown[0];
    if (!first || first === "source_task_id" || this.#shown.some(name => MOST[name] && asked[name])) return {};
    if (MOST[first]) return { [first]: [first === "reference_videos" ? { url: `${STAND_IN}.mp4`, duration: 5 } : `${STAND_IN}.png`] };
    return Object.fromEntries(this.#shown.filter(name => !asked[name]).map(name => [name, `${STAND_IN}.png`]));
  }
}

function address(id, label, changed, { file = false, placeholder = "https://… or blob://uploads/…" } = {}) {
  let inline;
  const text = el("input", { id, autocomplete: "off", spellcheck: "false", placeholder, oninput: () => { inline = undefined; changed(); } });
  const picker = file ? el("input", { type: "file", accept: "image/png,image/jpeg,image/webp", id: `${id}-file`, class: "hidden", onchange: async () => {
    const chosen = picker.files[0];
    if (!chosen) return;
    inline = await dataUri(chosen);
    text.value = chosen.name;
    changed();
  } }) : null;
  return {
    element: el("div", { class: "address" }, text, picker ? el("span", { class: "pick" }, picker, el("label", { for: `${id}-file`, class: "button" }, "Choose", el("span", { class: "hidden" }, ` a file for ${label}`))) : null),
    text, value: () => inline ?? (text.value.trim() || undefined),
  };
}

function single(name, changed) {
  const job = name === "source_task_id";
  const input = address(`f-${name}`, LABELS[name], changed, { file: !job, placeholder: job ? "vid_…" : undefined });
  return { element: el("div", { class: "field", "data-field": name }, el("label", { for: `f-${name}` }, LABELS[name]), input.element), value: input.value };
}

function list(name, changed) {
  const rows = [];
  const host = el("div", { class: "stack tight" });
  let most = 1;
  let number = 0;
  const add = el("button", { type: "button", class: "small", onclick: () => { append(); rows.at(-1).text.focus(); } }, "Add another");
  const sync = () => { add.disabled = rows.length >= most; };
  function append() {
    const id = `f-${name}-${++number}`;
    const label = `${LABELS[name]}, number ${rows.length + 1}`;
    const input = address(id, label, changed, { file: name === "reference_images" });
    input.text.setAttribute("aria-label", label);
    const seconds = name === "reference_videos" ? el("input", { type: "number", min: 1, max: 15, step: 0.1, class: "seconds-input", placeholder: "s", "aria-label": `${label}: its seconds`, oninput: changed }) : null;
    const row = { ...input, seconds };
    const element = el("div", { class: "row start" }, input.element, seconds, el("button", { type: "button", class: "small", "aria-label": `Remove ${label}`, onclick: () => {
      rows.splice(rows.indexOf(row), 1);
      element.remove();
      sync();
      changed();
      add.focus();
    } }, "Remove"));
    rows.push(row);
    host.append(element);
    sync();
  }
  append();
  return {
    element: el("fieldset", { class: "field", "data-field": name }, el("legend", {}, LABELS[name]), host, add),
    limit: value => { most = value; sync(); },
    value: () => {
      const found = rows.map(row => [row.value(), row.seconds?.value]).filter(([url]) => url);
      return found.length ? found.map(([url, seconds]) => (seconds ? { url, duration: Number(seconds) } : url)) : undefined;
    },
  };
}

function dataUri(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
