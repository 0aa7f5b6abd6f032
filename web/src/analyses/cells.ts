/** Pictures of hexagons: what a click on one selects. */

import type { Picture } from "../map/picture";

export const selectsCell: Pick<Picture, "selects" | "shapeOf"> = {
  selects: (id) => ({ kind: "cell", id }),
  shapeOf: ({ kind, id }) => (kind === "cell" ? id : null),
};
