import { post } from "./api.js";
import { el, skeleton, said } from "./dom.js";
import { dollars, money } from "./format.js";

const PAUSE = 250;

// Every provider's price side by side, asked for when the typing pauses.
export function quotesPanel(choose) {
  const list = el("div", { "aria-live": "polite" }, skeleton(4));
  const element = el("section", { class: "panel sticky", "aria-labelledby": "quotes" }, el("h2", { id: "quotes" }, "What it costs"), list);
  let timer;
  let asking;
  let known;

  function ask(request, provider, label) {
    // What decides the price, and nothing that is merely typed.
    const { prompt, ...rest } = request;
    const text = JSON.stringify({ ...rest, long: prompt.length > 400 ? prompt.length : 0 });
    if (text === known) return;
    known = text;
    clearTimeout(timer);
    asking?.abort();
    list.setAttribute("aria-busy", "true");
    timer = setTimeout(async () => {
      asking = new AbortController();
      try {
        const answer = await post("/api/quotes", request, { signal: asking.signal });
        show(answer, provider, label);
      } catch (error) {
        if (error.name === "AbortError") return;
        known = undefined;
        label("Make video");
        list.replaceChildren(el("p", { class: "muted" }, error.errors?.[0]?.message ?? error.message));
      }
      list.removeAttribute("aria-busy");
    }, PAUSE);
  }

  function show(answer, provider, label) {
    const taken = provider === "auto" ? answer.offers[0] : answer.offers.find(offer => offer.provider === provider);
    label(taken ? `Make video for ${dollars(taken.quote.amount_usd)}` : "Make video");
    const cheapest = Number(answer.offers[0]?.quote.amount_usd);
    list.replaceChildren(
      answer.offers.length
        ? el("ul", { class: "offers", role: "list" }, answer.offers.map((offer, index) => el("li", { class: offer === taken ? "taken" : null },
          el("div", { class: "row" }, el("strong", {}, offer.provider), el("span", { class: "amount" }, money(offer.quote.amount_usd))),
          el("div", { class: "row" },
            el("span", { class: "muted" }, note(offer, index, cheapest)),
            offer === taken ? el("span", { class: "tag good" }, provider === "auto" ? "auto takes this" : "Chosen") : el("button", { type: "button", class: "small", "aria-label": `Choose ${offer.provider}`, onclick: () => choose(offer.provider) }, "Choose")))))
        : el("p", { class: "notice warn" }, "No configured provider can make this."),
      ...answer.refused.length ? [el("h3", {}, "Cannot make it"), el("ul", { class: "refusals", role: "list" }, answer.refused.map(refusal => el("li", {}, el("strong", {}, refusal.provider), refusal.reasons.slice(0, 3).map(each => said(each.message, { class: "block muted" })))))] : []);
  }

  const note = ({ quote }, index, cheapest) => {
    const more = Number(quote.amount_usd) / cheapest - 1;
    const source = quote.price_assumed || quote.source === "assumed" ? "price assumed" : "price documented";
    return index === 0 ? `cheapest, ${source}` : `${more >= 0.005 ? `${Math.round(more * 100)} % dearer, ` : ""}${source}`;
  };

  return { element, ask, dispose: () => { clearTimeout(timer); asking?.abort(); } };
}
