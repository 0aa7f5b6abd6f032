import { defineConfig } from "vitest/config";

// `npm run dev` serves the page beside a running `wherenext serve`; the built page is embedded into the binary.
const server = process.env.WHERENEXT_URL ?? "http://127.0.0.1:8080";
const proxy = Object.fromEntries(
  ["/api", "/tiles", "/docs", "/basemap.pmtiles", "/sign-in", "/account"].map((path) => [path, server]),
);

export default defineConfig({
  build: {
    target: "es2022",
    // The page runs under `default-src 'self'`: nothing may be turned into a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy },
  preview: { proxy },
  test: { include: ["test/**/*.test.ts"] },
});
