import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../../../../scripts/stage.mjs";

// What the compiler says of whole programs: the words of its errors, and how much work the types are for it.

const folder = mkdtempSync(join(tmpdir(), "chainrule-compiler-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const imports = `
import { compile as compiled } from "${import.meta.dirname}/../api/compile.ts";
import { tensor, zeros } from "${import.meta.dirname}/create.ts";
import { add } from "${import.meta.dirname}/functions/elementwise.generated.ts";
import { concat } from "${import.meta.dirname}/functions/join.ts";
import { parameter } from "${import.meta.dirname}/parameter.ts";
import type { Tensor } from "${import.meta.dirname}/tensor.ts";
`;

function compile(
  name: string,
  program: string,
): { readonly errors: string[]; readonly instantiations: number } {
  const file = join(folder, `${name}.mts`);
  writeFileSync(file, imports + program);
  const config = join(folder, `${name}.json`);
  writeFileSync(
    config,
    JSON.stringify({ extends: `${root}tsconfig.types.json`, include: [], files: [file] }),
  );
  const tsc = join(root, "node_modules/.bin/tsc");
  const { stdout } = spawnSync(tsc, ["-p", config, "--pretty", "false", "--extendedDiagnostics"], {
    encoding: "utf8",
  });
  return {
    errors: stdout.split("\n").flatMap((line) => /\.mts\(.*error TS\d+: (.*)/.exec(line)?.slice(1) ?? []),
    instantiations: Number(/Instantiations:\s+(\d+)/.exec(stdout)?.[1]),
  };
}

describe("the compiler", () => {
  it("reports a mismatch at the argument, as one sentence", () => {
    const { errors } = compile(
      "mistakes",
      `
const x = zeros([32, 784]);
const w = parameter(zeros([128, 10]));
x.matmul(zeros([128, 10]));
x.matmul(w);
x.add(zeros([10]));
add(x, w);
x.add([1, 2]);
x.sum(2);
x.softmax(-3);
x.permute([0, 0]);
w.assign(x);
concat([x, w]);
x.matmul(w.transpose()).add("1");
const f = compiled((t: Tensor<[2]>, training?: boolean) => (training ? t.sum() : t.mean()));
f([1, 2, 3]);
f(zeros([3]));
f(5);
f([1, 2], "yes");
compiled((o: { readonly w: Tensor<[2]> }) => o.w.sum())({ w: [1] });
`,
    );
    const given = "Tensor<[2]> | readonly [number, number] | OfUnknownLength<2, number>";
    expect(errors).toEqual([
      `Argument of type 'Tensor<[128, 10]>' is not assignable to parameter of type '"cannot matmul [32, 784] by [128, 10]: inner dims [784] and [128] differ"'.`,
      `Argument of type 'Parameter<[128, 10]>' is not assignable to parameter of type '"cannot matmul [32, 784] by [128, 10]: inner dims [784] and [128] differ"'.`,
      `Argument of type 'Tensor<[10]>' is not assignable to parameter of type '"cannot add [32, 784] and [10]: dims [784] and [10] differ"'.`,
      `Argument of type 'Parameter<[128, 10]>' is not assignable to parameter of type '"cannot add [32, 784] and [128, 10]: dims [784] and [10] differ"'.`,
      `Argument of type 'number[]' is not assignable to parameter of type '"cannot add [32, 784] and [2]: dims [784] and [2] differ"'.`,
      `Argument of type '2' is not assignable to parameter of type '"cannot sum [32, 784] over axis 2: axes go from -2 to 1"'.`,
      `Argument of type '-3' is not assignable to parameter of type '"cannot softmax [32, 784] over axis -3: axes go from -2 to 1"'.`,
      `Argument of type 'number[]' is not assignable to parameter of type '"cannot permute [32, 784] by axes [0, 0]: each axis must be named once"'.`,
      `Argument of type 'Tensor<[32, 784]>' is not assignable to parameter of type '"cannot assign [32, 784] to a parameter of shape [128, 10]: dims [128] and [32] differ"'.`,
      `Argument of type '(Parameter<[128, 10]> | Tensor<[32, 784]>)[]' is not assignable to parameter of type '"cannot concat [32, 784] and [128, 10] along axis 0: dims [784] and [10] differ"'.`,
      `Argument of type 'Tensor<[10, 128]>' is not assignable to parameter of type '"cannot matmul [32, 784] by [10, 128]: inner dims [784] and [10] differ"'.`,
      `Argument of type '"1"' is not assignable to parameter of type 'TensorLike'.`,
      `Argument of type '[number, number, number]' is not assignable to parameter of type '${given}'.`,
      `Argument of type 'Tensor<[3]>' is not assignable to parameter of type '${given}'.`,
      `Argument of type 'number' is not assignable to parameter of type '${given}'.`,
      `Argument of type '"yes"' is not assignable to parameter of type 'boolean | undefined'.`,
      `Type '[number]' is not assignable to type '${given}'.`,
    ]);
  });

  it("needs few instantiations for each use", () => {
    const uses = (count: number): string =>
      Array.from({ length: count }, (_, i) => {
        const [a, b, c] = [2 + i, 1000 + i, 2000 + i];
        const made = i % 2 === 0 ? `zeros([${a}, ${b}])` : `parameter(zeros([${a}, ${b}]))`;
        const used = [
          `matmul(zeros([${b}, ${c}]))`,
          `add(zeros([${b}]))`,
          "sum(0)",
          `mul(zeros([${a}, 1]))`,
          "sub(0.5)",
          "mean()",
          "transpose()",
          "softmax(-1)",
          "sigmoid()",
          `reshape([${b}, ${a}])`,
        ][i % 10];
        return `const x${i} = ${made};\nexport const y${i} = x${i}.${used};`;
      }).join("\n");
    const [none, some] = [compile("none", uses(0)), compile("some", uses(200))];
    expect(some.errors).toEqual([]);
    // 200 lines with two to four calls each; 220 a line when this was written.
    expect((some.instantiations - none.instantiations) / 200).toBeLessThan(400);
  });
});
