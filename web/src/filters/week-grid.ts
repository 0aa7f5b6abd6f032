/** The 24 × 7 picture: hours across, days down, darker where more happened. Read-only, or to drag over. */

import type { HourOfWeek } from "../api/types";
import { el } from "../dom";
import { count, DAY_NAMES, DAY_SHORT } from "../format";
import { CHANGE, divergingColour, rampColour, WEEK } from "../palette";

/** A rectangle of slots, both ends included, in either order. */
export interface SlotRange {
  day: [number, number];
  hour: [number, number];
}

export interface WeekGrid {
  root: HTMLElement;
  setCounts: (hourOfWeek: HourOfWeek) => void;
  /** More and fewer than something else. */
  setDifference: (hourOfWeek: HourOfWeek) => void;
  setSelected: (selected: (day: number, hour: number) => boolean) => void;
}

const slotName = (day: number, hour: number): string =>
  `${DAY_NAMES[day] ?? ""} ${String(hour).padStart(2, "0")}:00 to ${String(hour + 1).padStart(2, "0")}:00`;

/** `choose` gets the rectangle that was dragged or extended; without it the picture only shows. */
export function weekGrid(label: string, choose?: (range: SlotRange) => void): WeekGrid {
  const cells: HTMLElement[][] = [];
  const root = el("div", {
    class: choose === undefined ? "week" : "week choosable",
    role: choose === undefined ? "img" : "grid",
    "aria-label": label,
    ...(choose === undefined ? {} : { "aria-multiselectable": "true" }),
  });
  root.append(hourAxis());
  for (let day = 0; day < 7; day += 1) {
    const row = el("div", { class: "week-row", ...(choose === undefined ? {} : { role: "row" }) });
    row.append(el("span", { class: "week-day", "aria-hidden": "true" }, DAY_SHORT[day] ?? ""));
    const slots: HTMLElement[] = [];
    for (let hour = 0; hour < 24; hour += 1) {
      const slot = el("span", { class: "week-slot", "data-day": day, "data-hour": hour });
      if (choose !== undefined) {
        slot.setAttribute("role", "gridcell");
        slot.tabIndex = day === 0 && hour === 0 ? 0 : -1;
      }
      slots.push(slot);
      row.append(slot);
    }
    cells.push(slots);
    root.append(row);
  }
  if (choose !== undefined) listen(root, cells, choose);
  return {
    root,
    setCounts(hourOfWeek) {
      const most = Math.max(0, ...hourOfWeek.flat());
      eachSlot(cells, (slot, day, hour) => {
        const value = hourOfWeek[day]?.[hour] ?? 0;
        slot.style.backgroundColor = rampColour(WEEK, most === 0 ? 0 : value / most);
        const said = `${slotName(day, hour)}: ${count(Math.round(value))} incidents`;
        slot.title = said;
        if (choose !== undefined) slot.setAttribute("aria-label", said);
      });
    },
    setDifference(hourOfWeek) {
      const most = Math.max(0, ...hourOfWeek.flat().map(Math.abs));
      eachSlot(cells, (slot, day, hour) => {
        const value = hourOfWeek[day]?.[hour] ?? 0;
        slot.style.backgroundColor = divergingColour(CHANGE, most === 0 ? 0 : value / most);
        slot.title = `${slotName(day, hour)}: ${count(Math.abs(Math.round(value)))} ${value < 0 ? "fewer" : "more"}`;
      });
    },
    setSelected(selected) {
      let all = true;
      eachSlot(cells, (_, day, hour) => {
        all &&= selected(day, hour);
      });
      eachSlot(cells, (slot, day, hour) => {
        slot.classList.toggle("outside", !selected(day, hour));
        if (choose !== undefined) slot.setAttribute("aria-selected", String(!all && selected(day, hour)));
      });
    },
  };
}

function hourAxis(): HTMLElement {
  const axis = el("div", { class: "week-axis", "aria-hidden": "true" }, el("span", { class: "week-day" }));
  for (let hour = 0; hour < 24; hour += 6) axis.append(el("span", { class: "week-hour" }, `${String(hour).padStart(2, "0")}:00`));
  return axis;
}

function eachSlot(cells: HTMLElement[][], use: (slot: HTMLElement, day: number, hour: number) => void): void {
  for (const [day, row] of cells.entries()) {
    for (const [hour, slot] of row.entries()) use(slot, day, hour);
  }
}

type Slot = [day: number, hour: number];

function listen(root: HTMLElement, cells: HTMLElement[][], choose: (range: SlotRange) => void): void {
  let anchor: Slot | null = null;
  let dragging = false;

  const slotAt = (event: PointerEvent): Slot | null => {
    const target = document.elementFromPoint(event.clientX, event.clientY);
    if (!(target instanceof HTMLElement) || !root.contains(target)) return null;
    const { day, hour } = target.dataset;
    return day === undefined || hour === undefined ? null : [Number(day), Number(hour)];
  };
  const preview = (a: Slot, b: Slot): void => {
    eachSlot(cells, (slot, day, hour) => {
      slot.classList.toggle("outside", !within(day, a[0], b[0]) || !within(hour, a[1], b[1]));
    });
  };
  const finish = (a: Slot, b: Slot): void => {
    choose({ day: [a[0], b[0]], hour: [a[1], b[1]] });
  };

  let end: Slot | null = null;
  root.addEventListener("pointerdown", (event) => {
    const slot = event.button === 0 ? slotAt(event) : null;
    if (slot === null) return;
    root.setPointerCapture(event.pointerId);
    dragging = true;
    anchor = end = slot;
    preview(slot, slot);
  });
  root.addEventListener("pointermove", (event) => {
    const slot = dragging ? slotAt(event) : null;
    if (slot === null || anchor === null) return;
    end = slot;
    preview(anchor, slot);
  });
  root.addEventListener("pointerup", () => {
    if (dragging && anchor !== null && end !== null) finish(anchor, end);
    dragging = false;
  });
  root.addEventListener("pointercancel", () => { dragging = false; });
  root.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLElement)) return;
    const { day, hour } = target.dataset;
    if (day === undefined || hour === undefined) return;
    const here: Slot = [Number(day), Number(hour)];
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      anchor = here;
      finish(here, here);
      return;
    }
    const there = moved(here, event.key);
    if (there === null) return;
    event.preventDefault();
    focusSlot(cells, target, there);
    if (event.shiftKey) finish((anchor ??= here), there);
    else anchor = null;
  });
}

function moved([day, hour]: Slot, key: string): Slot | null {
  switch (key) {
    case "ArrowLeft":
      return [day, Math.max(0, hour - 1)];
    case "ArrowRight":
      return [day, Math.min(23, hour + 1)];
    case "ArrowUp":
      return [Math.max(0, day - 1), hour];
    case "ArrowDown":
      return [Math.min(6, day + 1), hour];
    case "Home":
      return [day, 0];
    case "End":
      return [day, 23];
    default:
      return null;
  }
}

function focusSlot(cells: HTMLElement[][], from: HTMLElement, [day, hour]: Slot): void {
  from.tabIndex = -1;
  const to = cells[day]?.[hour];
  if (to === undefined) return;
  to.tabIndex = 0;
  to.focus();
}

const within = (value: number, a: number, b: number): boolean => value >= Math.min(a, b) && value <= Math.max(a, b);
