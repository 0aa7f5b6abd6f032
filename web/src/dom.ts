/** Elements without a framework: build once, then set what changes. */

type Attributes = Record<string, string | number | boolean | null | undefined>;
type Child = Node | string | null | undefined | false;

/** An element with attributes (`true` sets an empty one; `false`, `null` and `undefined` leave it out) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** The same for SVG. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  setAttributes(element, attributes);
  append(element, children);
  return element;
}

function setAttributes(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(element: Element, children: Child[]): void {
  for (const child of children) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

/** A button that does one thing. */
export function button(label: Child, attributes: Attributes, act: (event: MouseEvent) => void): HTMLButtonElement {
  const element = el("button", { type: "button", ...attributes }, label);
  element.addEventListener("click", act);
  return element;
}

/** A labelled choice of few values. */
export function select<T extends string>(
  label: string,
  options: readonly (readonly [T, string])[],
  chosen: T,
  change: (value: T) => void,
): HTMLLabelElement {
  const control = el("select");
  for (const [value, name] of options) control.append(el("option", { value, selected: value === chosen }, name));
  control.addEventListener("change", () => {
    const option = options[control.selectedIndex];
    if (option !== undefined) change(option[0]);
  });
  return el("label", { class: "field" }, el("span", {}, label), control);
}

/** A labelled tick box. */
export function tick(label: Child, checked: boolean, change: (checked: boolean) => void): HTMLLabelElement {
  const control = el("input", { type: "checkbox", checked });
  control.addEventListener("change", () => {
    change(control.checked);
  });
  return el("label", { class: "tick" }, control, el("span", {}, label));
}

/** Puts other children into `box`, and the focus back on the control that stands where the focused one stood. */
export function refill(box: HTMLElement, ...children: (Node | string)[]): void {
  const controls = (): HTMLElement[] => [...box.querySelectorAll<HTMLElement>("button, select, input, a, summary")];
  const held = controls().findIndex((control) => control === document.activeElement);
  box.replaceChildren(...children);
  if (held !== -1) controls()[held]?.focus({ preventScroll: true });
}
