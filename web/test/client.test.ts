import { expect, test } from "vitest";
import { signInAddress } from "../src/api/client";

test("whoever signs in again comes back to the same view", () => {
  const address = signInAddress({ pathname: "/", search: "?category=asb&at=0.5,51.8,9" });
  expect(address).toBe("/sign-in?next=%2F%3Fcategory%3Dasb%26at%3D0.5%2C51.8%2C9");
});
