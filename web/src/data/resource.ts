/** An answer of the service that follows its question: the latest question wins, the last answer stays until then. */

import { ApiError } from "../api/client";

export interface Answer<T> {
  /** The last good answer, kept while the next is awaited. */
  value: T | null;
  loading: boolean;
  error: ApiError | null;
}

export type Fetcher<T> = (signal: AbortSignal) => Promise<T>;

export class Resource<T> {
  #answer: Answer<T> = { value: null, loading: false, error: null };
  #key: string | null = null;
  #abort: AbortController | null = null;
  readonly #listeners = new Set<(answer: Answer<T>) => void>();

  get answer(): Answer<T> {
    return this.#answer;
  }

  /** Asks unless the same question was asked last and did not fail. */
  load(key: string, fetcher: Fetcher<T>): void {
    if (key === this.#key && this.#answer.error === null) return;
    this.#key = key;
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.#set({ ...this.#answer, loading: true, error: null });
    fetcher(abort.signal).then(
      (value) => {
        if (this.#abort === abort) this.#set({ value, loading: false, error: null });
      },
      (reason: unknown) => {
        if (this.#abort === abort) this.#set({ value: null, loading: false, error: asApiError(reason) });
      },
    );
  }

  /** Forgets question and answer. */
  clear(): void {
    this.#abort?.abort();
    this.#abort = null;
    this.#key = null;
    this.#set({ value: null, loading: false, error: null });
  }

  subscribe(listener: (answer: Answer<T>) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#answer);
    return () => this.#listeners.delete(listener);
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
