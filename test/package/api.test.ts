import { describe, expect, it } from "vitest";
import { apiReports } from "../../scripts/api-report.ts";

describe("the public interface is the one in etc/; `npm run api` brings it up to date", () => {
  for (const { name, before, after, messages } of apiReports()) {
    it(name, () => {
      expect(messages).toEqual([]);
      expect(after).toBe(before);
    });
  }
});
