import { gradients, inspect, parameter, tensor } from "@chainrule/autograd";

/** The example of docs/architecture.md, stage by stage, as `inspect` prints it. */
function stages(): Readonly<Record<string, string>> {
  const w = parameter(0.5);
  const x = tensor([1, 2]);
  const y = tensor([2, 5]);
  const loss = w.mul(x).sub(y).square().mean();
  const [dw] = gradients(loss, [w]);
  const { graph, plan, loops, wasm } = inspect([loss, dw]);
  return { graph, plan, loops, wasm };
}

/**
 * The page with its printouts brought up to date. Each stands in a block of code behind a comment
 * `<!-- inspect: graph -->`.
 */
export function withPrintouts(page: string): string {
  let result = page;
  for (const [name, text] of Object.entries(stages())) {
    const language = name === "wasm" ? "wat" : "text";
    const block = new RegExp(`(<!-- inspect: ${name} -->\\n+)\`\`\`${language}\\n[\\s\\S]*?\\n\`\`\``);
    if (!block.test(result)) throw new Error(`the page has no block for ${name}`);
    result = result.replace(
      block,
      (_, comment: string) => `${comment}\`\`\`${language}\n${text.trimEnd()}\n\`\`\``,
    );
  }
  return result;
}
