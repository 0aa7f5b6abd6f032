/**
 * Answers that may take long: the service sends 202 with a job instead, and the same address is asked again until it has the answer.
 * Whoever stops waiting ends the job, so that nothing is computed for nobody.
 */

import { apiPath, request } from "./client";

/** How far a job is. */
export interface JobProgress {
  /** 0 to 1; `null` while the service cannot say. */
  doneFraction: number | null;
}

interface JobStatus {
  done_fraction: number | null;
}

/** Where `Retry-After` is missing or unreadable. */
const RETRY_AFTER_S = 1;
/** A job is looked at no more often than this. */
const LEAST_WAIT_MS = 250;

/** The parsed body of an analysis; `tell` hears how far its job is, if it takes one. Aborting `signal` ends the job. */
export async function getAnalysis<T>(path: string, query: string, signal: AbortSignal, tell: (progress: JobProgress) => void): Promise<T> {
  const address = apiPath(path, query);
  let job: string | null = null;
  const end = (): void => {
    if (job !== null) endJob(job);
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    for (;;) {
      const response = await request(address, signal);
      if (response.status !== 202) {
        job = null;
        return (await response.json()) as T;
      }
      job = response.headers.get("location");
      const { done_fraction: doneFraction } = (await response.json()) as JobStatus;
      tell({ doneFraction });
      await pause(retryAfterMs(response.headers.get("retry-after")), signal);
    }
  } finally {
    signal.removeEventListener("abort", end);
  }
}

/** Milliseconds to wait, from a `Retry-After` in seconds. */
export function retryAfterMs(header: string | null): number {
  const seconds = header === null || header.trim() === "" ? Number.NaN : Number(header);
  return Math.max(LEAST_WAIT_MS, (Number.isFinite(seconds) ? seconds : RETRY_AFTER_S) * 1000);
}

/** The job may have ended by itself in the meantime; there is nothing to tell anybody then. */
function endJob(location: string): void {
  void request(location, new AbortController().signal, "DELETE").catch(() => undefined);
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new DOMException("Stopped waiting", "AbortError"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
