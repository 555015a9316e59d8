import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { root } from "./stage.mjs";

export const packages: readonly string[] = ["autograd", "nn", "optim"];

/** What packages are entered by: the name of the report, the package, its declarations. */
const entries = [
  ...packages.map((name) => ({ report: name, name, declarations: "dist/index.d.ts" })),
  { report: "autograd-gears", name: "autograd", declarations: "dist/gears.d.ts" },
  { report: "autograd-random", name: "autograd", declarations: "dist/random/index.d.ts" },
  { report: "autograd-fft", name: "autograd", declarations: "dist/fft/index.d.ts" },
  { report: "autograd-linalg", name: "autograd", declarations: "dist/linalg/index.d.ts" },
];

export interface ApiReport {
  readonly name: string;
  /** The report kept in `etc`. */
  readonly before: string;
  /** The report of the present declarations. */
  readonly after: string;
  /** What is wrong with the declarations, such as an import that leads nowhere. */
  readonly messages: readonly string[];
}

/** The report of each entry, from its built declarations. */
export function apiReports(): ApiReport[] {
  return entries.map(({ report, name, declarations }) => {
    const folder = join(root, "packages", name);
    const temporary = mkdtempSync(join(tmpdir(), "chainrule-api-"));
    const messages: string[] = [];
    try {
      mkdirSync(join(temporary, "etc"));
      const config = ExtractorConfig.prepare({
        configObjectFullPath: join(folder, "api-extractor.json"),
        packageJsonFullPath: join(folder, "package.json"),
        configObject: {
          projectFolder: folder,
          mainEntryPointFilePath: join(folder, declarations),
          newlineKind: "lf",
          compiler: {
            overrideTsconfig: {
              compilerOptions: {
                target: "es2022",
                lib: ["es2023"],
                module: "nodenext",
                moduleResolution: "nodenext",
                strict: true,
                exactOptionalPropertyTypes: true,
                skipLibCheck: true,
                types: [],
              },
              files: [join(folder, declarations)],
            },
          },
          apiReport: {
            enabled: true,
            reportFileName: `${report}.api.md`,
            reportFolder: join(temporary, "etc"),
            reportTempFolder: temporary,
            includeForgottenExports: true,
          },
          docModel: { enabled: false },
          dtsRollup: { enabled: false },
          tsdocMetadata: { enabled: false },
          messages: {
            compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
            extractorMessageReporting: {
              // Warnings would carry line numbers, and the report would be stale after every edit.
              default: { logLevel: ExtractorLogLevel.None },
            },
            tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
          },
        },
      });
      Extractor.invoke(config, {
        localBuild: true,
        showVerboseMessages: false,
        messageCallback(message) {
          if (message.logLevel === ExtractorLogLevel.Error)
            messages.push(message.formatMessageWithLocation(root));
          message.handled = true;
        },
      });
      const path = join(root, "etc", `${report}.api.md`);
      const before = existsSync(path) ? readFileSync(path, "utf8") : "";
      const after = readFileSync(join(temporary, "etc", `${report}.api.md`), "utf8");
      return { name: report, before, after, messages };
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}
