/** One way to ask the service, and one error that carries what it answered. */

/** Why an answer did not come: the service's own problem+json where it sent one. */
/** What whoever is signed in may not see under their agreement. */
export const NOT_SHARED = 403;

export class ApiError extends Error {
  constructor(
    /** HTTP status, or `null` when no answer came at all. */
    readonly status: number | null,
    readonly title: string,
    readonly detail: string,
    readonly parameter: string | null = null,
  ) {
    super(detail === "" ? title : `${title}: ${detail}`);
    this.name = "ApiError";
  }
}

interface Problem {
  title?: unknown;
  detail?: unknown;
  parameter?: unknown;
}

const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

async function problemOf(response: Response): Promise<ApiError> {
  const fallback = `The service answered with status ${response.status}`;
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) {
    return new ApiError(response.status, fallback, "");
  }
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const parameter = typeof problem.parameter === "string" ? problem.parameter : null;
  return new ApiError(response.status, text(problem.title, fallback), text(problem.detail, ""), parameter);
}

/** Path and query of an API resource; an empty query leaves no question mark. */
export function apiPath(path: string, query: string): string {
  return query === "" ? `/api/v1/${path}` : `/api/v1/${path}?${query}`;
}

/** Where somebody whose session has ended signs in, to come back to the same view. */
export function signInAddress({ pathname, search }: Pick<Location, "pathname" | "search">): string {
  return `/sign-in?next=${encodeURIComponent(pathname + search)}`;
}

/** The answer as it came; rejects with {@link ApiError} when it is none, or with the abort reason when `signal` fires. */
export async function request(address: string, signal: AbortSignal, method: "GET" | "DELETE" = "GET"): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, { method, signal, headers: { accept: "application/json" } });
  } catch (cause) {
    if (signal.aborted) throw cause;
    throw new ApiError(null, "The service does not answer", "Is `wherenext serve` still running?");
  }
  if (response.status === 401) window.location.assign(signInAddress(window.location));
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** The parsed body of a resource; rejects as {@link request} does. */
export async function getJson<T>(path: string, query: string, signal: AbortSignal): Promise<T> {
  const response = await request(apiPath(path, query), signal);
  return (await response.json()) as T;
}
