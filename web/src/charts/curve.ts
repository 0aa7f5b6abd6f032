/** How much of the whole lies at how small a part: the curve of concentration. */

import { svg } from "../dom";

const SIZE = 100;

/** `points` rise from (0, 0) to (1, 1): share of places against share of incidents. */
export function curve(points: readonly (readonly [number, number])[]): SVGElement {
  const path = points.map(([x, y], index) => `${index === 0 ? "M" : "L"}${(x * SIZE).toFixed(2)} ${((1 - y) * SIZE).toFixed(2)}`).join("");
  return svg(
    "svg",
    { viewBox: `-2 -2 ${SIZE + 4} ${SIZE + 4}`, class: "curve", "aria-hidden": "true" },
    svg("path", { d: `M0 ${SIZE}L${SIZE} 0`, class: "curve-even" }),
    svg("path", { d: path, class: "curve-line" }),
    svg("path", { d: `M0 0V${SIZE}H${SIZE}`, class: "curve-axis" }),
  );
}
