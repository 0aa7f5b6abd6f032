/** An answer of the service that follows its question: the latest question wins, the last answer stays until then. */

import { ApiError } from "../api/client";
import type { JobProgress } from "../api/jobs";

export interface Answer<T> {
  /** The last good answer, kept while the next is awaited. */
  value: T | null;
  loading: boolean;
  error: ApiError | null;
  /** How far the service is, once it has said that the answer takes long. */
  job: JobProgress | null;
  /** Somebody said not to wait for it. */
  cancelled: boolean;
}

export type Fetcher<T> = (signal: AbortSignal, tell: (progress: JobProgress) => void) => Promise<T>;

const NOTHING = { value: null, loading: false, error: null, job: null, cancelled: false } as const;

export class Resource<T> {
  #answer: Answer<T> = NOTHING;
  #key: string | null = null;
  #fetcher: Fetcher<T> | null = null;
  #abort: AbortController | null = null;
  readonly #listeners = new Set<(answer: Answer<T>) => void>();

  get answer(): Answer<T> {
    return this.#answer;
  }

  /** Asks unless the same question was asked last and did not fail. */
  load(key: string, fetcher: Fetcher<T>): void {
    if (key === this.#key && this.#answer.error === null) return;
    this.#key = key;
    this.#fetcher = fetcher;
    this.#ask(fetcher);
  }

  /** Stops waiting; the question stays, to be asked {@link again}. */
  cancel(): void {
    if (!this.#answer.loading) return;
    this.#abort?.abort();
    this.#abort = null;
    this.#set({ ...NOTHING, cancelled: true });
  }

  /** Asks the last question once more. */
  again(): void {
    if (this.#fetcher !== null) this.#ask(this.#fetcher);
  }

  /** Forgets question and answer. */
  clear(): void {
    if (this.#key === null) return;
    this.#abort?.abort();
    this.#abort = null;
    this.#key = null;
    this.#fetcher = null;
    this.#set(NOTHING);
  }

  subscribe(listener: (answer: Answer<T>) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#answer);
    return () => this.#listeners.delete(listener);
  }

  #ask(fetcher: Fetcher<T>): void {
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#set({ ...NOTHING, value: this.#answer.value, loading: true });
    const tell = (job: JobProgress): void => {
      if (this.#abort === abort) this.#set({ ...this.#answer, job });
    };
    fetcher(abort.signal, tell).then(
      (value) => {
        if (this.#abort === abort) this.#set({ ...NOTHING, value });
      },
      (reason: unknown) => {
        if (this.#abort === abort) this.#set({ ...NOTHING, error: asApiError(reason) });
      },
    );
  }

  #set(answer: Answer<T>): void {
    this.#answer = answer;
    for (const listener of this.#listeners) listener(answer);
  }
}

function asApiError(reason: unknown): ApiError {
  if (reason instanceof ApiError) return reason;
  return new ApiError(null, "The answer could not be read", reason instanceof Error ? reason.message : String(reason));
}
