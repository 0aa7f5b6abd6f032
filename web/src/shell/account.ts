/** Who is signed in, and the way to sign out; nothing where nobody signs in. */

import { getJson } from "../api/client";
import type { Session } from "../api/types";
import { el } from "../dom";

export function account(): HTMLElement {
  const link = el("a", { class: "plain small", href: "/account", hidden: true });
  getJson<Session>("session", "", new AbortController().signal).then(
    ({ name, role, agency, by }) => {
      link.textContent = name;
      link.title = `Signed in as ${role}${agency === null ? "" : ` for ${agency}`}: sign out, change the password`;
      link.hidden = by !== "session";
    },
    // Without an answer the map says itself that the service is away.
    () => undefined,
  );
  return link;
}
