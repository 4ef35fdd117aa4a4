// What can be chosen, from the table that the API answers with. A choice further up limits those below it.
export const FIELDS = ["provider", "operation", "model", "resolution", "aspect_ratio", "duration"];

const LISTS = { resolution: "resolutions", aspect_ratio: "aspect_ratios", duration: "durations" };
const OPERATIONS = {
  "text-to-video": "Text to video", "image-to-video": "Image to video", "start-end-to-video": "First and last frame to video",
  "reference-to-video": "References to video", "video-to-video": "Video to video", "video-extension": "Extend a video",
};
const RESOLUTIONS = ["480p", "720p", "1080p", "4k"];

export class Capabilities {
  constructor(models) {
    this.providers = models.providers;
    this.rows = models.models.filter(row => models.providers.some(each => each.provider === row.provider && each.configured));
    this.all = Object.fromEntries(FIELDS.map(name => [name, this.#values(models.models, name)]));
    this.all.provider = ["auto", ...models.providers.map(each => each.provider)];
    this.all.operation = Object.keys(OPERATIONS);
    this.all.resolution = RESOLUTIONS.filter(value => this.all.resolution.includes(value));
    this.all.duration.sort((a, b) => Number(a) - Number(b));
  }

  get any() {
    return this.rows.length > 0;
  }

  #values(rows, name) {
    return [...new Set(rows.flatMap(row => (LISTS[name] ? row[LISTS[name]].map(String) : [row[name]])))];
  }

  #has(row, name, value) {
    if (name === "provider") return value === "auto" || row.provider === value;
    return LISTS[name] ? row[LISTS[name]].map(String).includes(value) : row[name] === value;
  }

  // The rows that the choices above a field leave.
  above(name, chosen) {
    const fields = FIELDS.slice(0, FIELDS.indexOf(name));
    return this.rows.filter(row => fields.every(field => this.#has(row, field, chosen[field])));
  }

  options(name, chosen) {
    const left = this.above(name, chosen);
    return this.all[name].map(value => {
      const possible = left.some(row => this.#has(row, name, value));
      return { value, possible, text: this.#text(name, value, possible) };
    });
  }

  #text(name, value, possible) {
    const text = name === "operation" ? OPERATIONS[value] : name === "duration" ? `${value} s` : name === "provider" && value === "auto" ? "auto, the cheapest" : value;
    return possible ? text : `${text} (${name === "provider" ? "no key here" : "not here"})`;
  }

  // What has become impossible gives way to the first thing that is possible.
  settle(chosen) {
    for (const name of FIELDS) {
      const possible = this.options(name, chosen).filter(option => option.possible);
      if (!possible.some(option => option.value === chosen[name])) chosen[name] = possible[0]?.value ?? chosen[name];
    }
  }

  left(chosen) {
    return this.rows.filter(row => FIELDS.every(field => this.#has(row, field, chosen[field])));
  }

  limits(chosen) {
    const rows = this.left(chosen);
    const most = name => Math.max(0, ...rows.map(row => row.inputs[name].max));
    return { images: most("images"), videos: most("videos"), audios: most("audios"), first_frame: most("first_frame"), last_frame: most("last_frame") };
  }

  flags(chosen) {
    const rows = this.left(chosen);
    return Object.fromEntries(["seed", "watermark", "generate_audio"].map(name => [name, rows.some(row => row.flags[name].documented)]));
  }
}
