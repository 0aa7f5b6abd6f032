/** Keeps the address bar and the view the same: a step back undoes the last choice, not the last pan. */

import { readView, writeView } from "./permalink";
import type { Store } from "./store";
import type { View } from "./view";

const address = (view: View): string => {
  const query = writeView(view);
  return query === "" ? window.location.pathname : `?${query}`;
};

const withoutCamera = (view: View): string => writeView({ ...view, camera: null });

/** Follows the store into the address and the back and forward buttons into the store. */
export function syncHistory(store: Store<View>): void {
  let fromHistory = false;
  store.subscribe((view, previous) => {
    if (fromHistory) return;
    const moved = withoutCamera(view) === withoutCamera(previous);
    if (moved) window.history.replaceState(null, "", address(view));
    else window.history.pushState(null, "", address(view));
  });
  window.addEventListener("popstate", () => {
    fromHistory = true;
    store.update(readView(window.location.search));
    fromHistory = false;
  });
}
