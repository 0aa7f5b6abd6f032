import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { getAnalysis, type JobProgress, retryAfterMs } from "../src/api/jobs";
import { Resource } from "../src/data/resource";

const accepted = (done: number | null): Response =>
  new Response(JSON.stringify({ id: "j1", done_fraction: done }), { status: 202, headers: { location: "/api/v1/jobs/j1", "retry-after": "1" } });
const ready = (body: unknown): Response => new Response(JSON.stringify(body), { status: 200, headers: { "content-type": "application/json" } });

const asked = vi.fn<(address: string, init: RequestInit) => Promise<Response>>();

beforeEach(() => {
  vi.useFakeTimers();
  asked.mockReset();
  vi.stubGlobal("fetch", asked);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a long answer", () => {
  it("is asked for at the same address until it is there", async () => {
    asked.mockResolvedValueOnce(accepted(null)).mockResolvedValueOnce(accepted(0.5)).mockResolvedValueOnce(ready({ p: 0.04 }));
    const told: JobProgress[] = [];
    const answer = getAnalysis("hot-spots", "a=1", new AbortController().signal, (progress) => told.push(progress));
    await vi.advanceTimersByTimeAsync(2000);
    await expect(answer).resolves.toEqual({ p: 0.04 });
    expect(told).toEqual([{ doneFraction: null }, { doneFraction: 0.5 }]);
    expect(asked.mock.calls.map(([address]) => address)).toEqual(Array(3).fill("/api/v1/hot-spots?a=1"));
  });

  it("ends its job when nobody waits for it any more", async () => {
    asked.mockResolvedValueOnce(accepted(0.1)).mockResolvedValueOnce(new Response(null, { status: 204 }));
    const abort = new AbortController();
    const answer = getAnalysis("hot-spots", "", abort.signal, () => undefined);
    const outcome = expect(answer).rejects.toThrow("Stopped waiting");
    await vi.advanceTimersByTimeAsync(10);
    abort.abort();
    await outcome;
    expect(asked.mock.calls.at(-1)).toMatchObject(["/api/v1/jobs/j1", { method: "DELETE" }]);
  });

  it("leaves no job to end once the answer is there", async () => {
    asked.mockResolvedValueOnce(accepted(0.9)).mockResolvedValueOnce(ready({}));
    const abort = new AbortController();
    const answer = getAnalysis("hot-spots", "", abort.signal, () => undefined);
    await vi.advanceTimersByTimeAsync(1000);
    await answer;
    abort.abort();
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it("tells the service's own reason when it fails half-way", async () => {
    const problem = new Response(JSON.stringify({ title: "Bad parameter", detail: "too many pairs" }), { status: 400, headers: { "content-type": "application/problem+json" } });
    asked.mockResolvedValueOnce(accepted(0.2)).mockResolvedValueOnce(problem);
    const answer = getAnalysis("near-repeats", "", new AbortController().signal, () => undefined);
    const outcome = expect(answer).rejects.toThrow("Bad parameter: too many pairs");
    await vi.advanceTimersByTimeAsync(1000);
    await outcome;
  });

  it("is looked at as often as the service says, within reason", () => {
    expect(retryAfterMs("3")).toBe(3000);
    expect(retryAfterMs("0")).toBe(250);
    expect(retryAfterMs(null)).toBe(1000);
    expect(retryAfterMs("Wed, 21 Oct 2015 07:28:00 GMT")).toBe(1000);
  });
});

describe("a cancelled question", () => {
  const never = (signal: AbortSignal): Promise<number> =>
    new Promise((_, reject) => {
      signal.addEventListener("abort", () => { reject(new Error("stopped")); });
    });

  it("is not asked again by itself, but at a press", async () => {
    const resource = new Resource<number>();
    const fetcher = vi.fn(never);
    resource.load("q", fetcher);
    resource.cancel();
    await vi.advanceTimersByTimeAsync(1);
    expect(resource.answer).toMatchObject({ cancelled: true, loading: false, error: null });
    resource.load("q", fetcher);
    expect(fetcher).toHaveBeenCalledTimes(1);
    resource.again();
    expect(fetcher).toHaveBeenCalledTimes(2);
    expect(resource.answer).toMatchObject({ cancelled: false, loading: true });
  });

  it("gives way to another", () => {
    const resource = new Resource<number>();
    resource.load("q", never);
    resource.cancel();
    resource.load("other", never);
    expect(resource.answer.loading).toBe(true);
  });

  it("that was answered stays answered", async () => {
    const resource = new Resource<number>();
    resource.load("q", () => Promise.resolve(7));
    await vi.advanceTimersByTimeAsync(1);
    resource.cancel();
    expect(resource.answer.value).toBe(7);
  });
});
