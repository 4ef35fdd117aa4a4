import { el } from "./dom.js";

const WORDS = {
  function: ["Function key", "This host asks for a key. It stays in this tab and is sent to this host alone."],
  operator: ["Operator key", "Answering for a submit can cost money, so it needs the operator key besides."],
};

export function askForKey(kind, refused) {
  const [title, text] = WORDS[kind];
  return new Promise(resolve => {
    const input = el("input", { type: "password", id: "key", autocomplete: "off", required: true, "aria-describedby": "key-text" });
    const dialog = el("dialog", { "aria-labelledby": "key-title" },
      el("form", { method: "dialog", onsubmit: event => { event.preventDefault(); dialog.close(input.value.trim()); } },
        el("h2", { id: "key-title" }, title),
        el("p", { id: "key-text" }, refused ? `That key was refused. ${text}` : text),
        el("label", { for: "key" }, title), input,
        el("p", { class: "actions end" },
          el("button", { type: "button", onclick: () => dialog.close("") }, "Not now"),
          el("button", { type: "submit", class: "primary" }, "Use key"))));
    dialog.addEventListener("close", () => { dialog.remove(); resolve(dialog.returnValue); });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export function toast(text, kind = "") {
  const note = el("p", { class: `toast ${kind}` }, text);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 6000);
}

// Asks again where it stands, not in a window over it.
export function confirmButton(label, sure, act, properties = {}) {
  const host = el("span", { class: "confirm" });
  const first = el("button", { type: "button", ...properties, onclick: () => {
    host.replaceChildren(yes, no);
    yes.focus();
  } }, label);
  const yes = el("button", { type: "button", class: "danger", onclick: async () => {
    yes.disabled = true;
    try {
      await act();
    } catch (error) {
      toast(error.message, "bad");
    }
    yes.disabled = false;
    host.replaceChildren(first);
  } }, sure);
  const no = el("button", { type: "button", onclick: () => { host.replaceChildren(first); first.focus(); } }, "Keep it");
  host.append(first);
  return host;
}

export function problem(error, retry) {
  return el("div", { class: "notice bad", role: "alert" },
    el("p", {}, el("strong", {}, "That did not work. "), error.message),
    error.errors?.length ? el("ul", {}, error.errors.slice(0, 5).map(each => el("li", {}, each.message))) : null,
    retry ? el("button", { type: "button", onclick: retry }, "Try again") : null);
}
