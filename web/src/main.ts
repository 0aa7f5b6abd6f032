/** Start-up: asks the service about itself, then shows the map, or says why there is none. */

import "./styles/base.css";
import "./styles/shell.css";
import "./styles/filters.css";
import "./styles/map.css";
import "./styles/cards.css";
import "./styles/places.css";
import "./styles/analyses.css";
import "./styles/results.css";
import "./styles/forecasts.css";
import "./styles/small.css";
import { ApiError, getJson } from "./api/client";
import type { About } from "./api/types";
import { startApp } from "./app";
import { failed, loading } from "./shell/states";
import { welcome } from "./shell/welcome";

async function start(root: HTMLElement): Promise<void> {
  root.replaceChildren(loading("the map"));
  try {
    const about = await getJson<About>("about", "", new AbortController().signal);
    document.title = about.demo ? "wherenext: synthetic demo county" : "wherenext";
    if (about.incidents === 0) root.replaceChildren(welcome());
    else startApp(root, about);
  } catch (reason) {
    const error = reason instanceof ApiError ? reason : new ApiError(null, "The page could not start", String(reason));
    root.replaceChildren(failed(error, () => void start(root)));
  }
}

const root = document.getElementById("app");
if (root !== null) void start(root);
