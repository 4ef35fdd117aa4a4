import { call } from "./api.js";
import { el, section } from "./dom.js";
import { dollars } from "./format.js";
import { confirmButton, toast } from "./dialogs.js";

// The three answers to a submit that nobody can tell the outcome of, each with what it does to money.
export function resolvePanel(id, done) {
  const answer = async value => {
    await call(`/api/videos/${encodeURIComponent(id)}/resolve`, { method: "POST", body: JSON.stringify(value), asOperator: true });
    toast("Your answer is on its way.");
    await done();
  };
  const host = el("section", { class: "panel wants", "aria-labelledby": "resolve" });
  const show = section(host, ({ price, provider }) => [
    el("h2", { id: "resolve" }, "This job wants your answer"),
    el("p", {}, `${provider ?? "The provider"} may or may not have taken the job: its answer was lost. Nothing is sent again until you say so. Look at the provider's own list of tasks, then choose.`),
    el("div", { class: "choices" },
      adopt(answer, provider),
      el("div", {}, el("h3", {}, "It was not taken"),
        el("p", {}, "Submit again. ", el("strong", {}, `Costs ${price} more`), " and, if the first one was taken after all, that one's bill as well."),
        confirmButton("Submit again", `Submit again for ${price}`, () => answer({ action: "resubmit" }))),
      el("div", {}, el("h3", {}, "Leave it"),
        el("p", {}, "Give the job up. ", el("strong", {}, "Costs nothing more."), ` If it was taken after all, ${price} may still be billed; a video that comes within seven days is kept.`),
        confirmButton("Give up", "Give it up", () => answer({ action: "abandon" })))),
  ]);
  return {
    panel(job, attempts) {
      if (job.status !== "ambiguous") return null;
      const quote = job.quote ?? attempts.at(-1)?.quote;
      show({ price: quote ? dollars(quote.amount_usd) : "an unknown amount", provider: job.provider });
      return host;
    },
  };
}

function adopt(answer, provider) {
  const input = el("input", { id: "task", name: "task", required: true, maxlength: 256, spellcheck: "false", autocomplete: "off" });
  return el("form", { onsubmit: event => {
    event.preventDefault();
    answer({ task_id: input.value.trim() }).catch(error => toast(error.message, "bad"));
  } },
    el("h3", {}, "It was taken"),
    el("p", {}, "Name the task. ", el("strong", {}, "Costs nothing more:"), ` ${provider ?? "the provider"} is asked whether the task is this job's, and its own bill is the bill.`),
    el("label", { for: "task" }, "Task id at the provider"), input,
    el("button", { type: "submit" }, "Use this task"));
}
