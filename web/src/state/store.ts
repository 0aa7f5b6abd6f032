/** A value that can be watched; the page has one, holding its view. */

export type Listener<T> = (value: T, previous: T) => void;

export class Store<T> {
  #value: T;
  readonly #listeners = new Set<Listener<T>>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Replaces the named parts and tells every listener, in the order in which they came. */
  update(change: Partial<T>): void {
    const previous = this.#value;
    this.#value = { ...previous, ...change };
    for (const listener of this.#listeners) listener(this.#value, previous);
  }

  /** Calls `listener` at every change from now on; the returned function ends that. */
  subscribe(listener: Listener<T>): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `use` now and whenever what `part` picks has another value (compared by its JSON). */
  watch<P>(part: (value: T) => P, use: (part: P) => void): void {
    let seen = JSON.stringify(part(this.#value));
    use(part(this.#value));
    this.subscribe((value) => {
      const picked = part(value);
      const now = JSON.stringify(picked);
      if (now === seen) return;
      seen = now;
      use(picked);
    });
  }
}
