import { el } from "./dom.js";

const GAP = 16;
const NARROWEST = 264;
const OVERSCAN = 2;

// A gallery of any length whose page holds only the cards near the window. Rows have one height, so that nothing jumps.
export class WindowedGrid {
  #cards = new Map();
  #length = 0;
  #columns = 1;
  #frame = 0;
  #observer;

  constructor({ label, captionHeight, render, onRange, onNearEnd }) {
    this.element = el("ul", { class: "gallery", role: "list", "aria-label": label });
    this.captionHeight = captionHeight;
    this.render = render;
    this.onRange = onRange;
    this.onNearEnd = onNearEnd;
    this.onScroll = () => { this.#frame ||= requestAnimationFrame(() => { this.#frame = 0; this.update(); }); };
    window.addEventListener("scroll", this.onScroll, { passive: true });
    this.#observer = new ResizeObserver(() => this.#layout());
    this.#observer.observe(this.element);
  }

  dispose() {
    window.removeEventListener("scroll", this.onScroll);
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#drop();
  }

  // The cards that are shown are built again; the others will be when they come into view.
  reset(length) {
    const focused = this.element.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    this.#length = length;
    this.#drop();
    this.#layout();
    if (focused) this.element.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  #drop() {
    for (const card of this.#cards.values()) {
      card.dispose?.();
      card.element.remove();
    }
    this.#cards.clear();
  }

  grow(length) {
    this.#length = length;
    this.#layout();
  }

  cardAt(index) {
    return this.#cards.get(index);
  }

  #layout() {
    const width = this.element.clientWidth;
    if (!width) return;
    this.#columns = Math.max(1, Math.floor((width + GAP) / (NARROWEST + GAP)));
    this.cellWidth = (width - GAP * (this.#columns - 1)) / this.#columns;
    this.rowHeight = Math.round(this.cellWidth * 9 / 16) + this.captionHeight + GAP;
    this.element.style.height = `${Math.max(0, Math.ceil(this.#length / this.#columns) * this.rowHeight - GAP)}px`;
    for (const [index, card] of this.#cards) this.#place(index, card);
    this.update();
  }

  #place(index, card) {
    const row = Math.floor(index / this.#columns);
    const column = index % this.#columns;
    card.element.style.transform = `translate(${column * (this.cellWidth + GAP)}px, ${row * this.rowHeight}px)`;
    card.element.style.width = `${this.cellWidth}px`;
    card.element.style.height = `${this.rowHeight - GAP}px`;
  }

  update() {
    if (!this.rowHeight || !this.element.isConnected) return;
    const top = -this.element.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(top / this.rowHeight) - OVERSCAN) * this.#columns;
    const last = Math.min(this.#length, (Math.ceil((top + window.innerHeight) / this.rowHeight) + OVERSCAN) * this.#columns);
    for (const [index, card] of this.#cards) {
      if (index < first || index >= last) {
        card.dispose?.();
        card.element.remove();
        this.#cards.delete(index);
      }
    }
    // Kept in their order, for those who go through them by keyboard or by ear.
    let before = null;
    for (let index = last - 1; index >= first; index--) {
      let card = this.#cards.get(index);
      if (!card) {
        card = this.render(index);
        card.element.setAttribute("aria-posinset", index + 1);
        card.element.setAttribute("aria-setsize", this.whole ? this.#length : -1);
        this.#place(index, card);
        this.#cards.set(index, card);
        this.element.insertBefore(card.element, before);
      }
      before = card.element;
    }
    this.onRange?.(first, last);
    if (last >= this.#length - this.#columns * 4) this.onNearEnd?.();
  }
}
