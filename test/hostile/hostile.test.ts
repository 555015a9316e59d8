/**
 * Every public function and method, called with what nobody should pass: each call has to succeed or be refused by a
 * ChainruleError of readable length, and a refused call changes nothing.
 */
import { ChainruleError, compile, grad, parameter, type Tensor, tensor } from "@chainrule/autograd";
import { expect, it } from "vitest";
import { type Call, calls } from "./calls.ts";
import { Planted, values } from "./values.ts";

const longest = 1500;

/** Each value takes one place of each call, another one in each run; `FC_SEED` repeats it, as for random programs. */
let drawn = Number(process.env["FC_SEED"]) >>> 0;

function draw(count: number): number {
  drawn = (Math.imul(drawn, 1664525) + 1013904223) >>> 0;
  return Math.floor((drawn / 2 ** 32) * count);
}

const x: Tensor = tensor([1, 2]);

/** The good arguments with one replaced, or one part of one: an option, a member of a list. */
function* spoilt(good: readonly unknown[], value: unknown): Generator<[string, unknown[]]> {
  for (const [k, argument] of good.entries()) {
    yield [`argument ${k}`, good.with(k, value)];
    if (Array.isArray(argument)) {
      for (const i of argument.keys()) yield [`argument ${k}[${i}]`, good.with(k, argument.with(i, value))];
    } else if (
      typeof argument === "object" &&
      argument !== null &&
      Object.getPrototypeOf(argument) === Object.prototype
    ) {
      for (const key of Object.keys(argument))
        yield [`argument ${k}.${key}`, good.with(k, { ...argument, [key]: value })];
    }
  }
  yield ["one argument more", [...good, value]];
}

/** What is wrong with how a call went; null if nothing is. */
function fault(call: Call, args: unknown[], before: string | undefined): string | null {
  try {
    call.run(...args);
    return null;
  } catch (error) {
    if (error instanceof Planted) return null;
    if (!(error instanceof ChainruleError)) return String(error).slice(0, 200);
    if (error.message.length > longest)
      return `a message of ${error.message.length} characters: ${error.message.slice(0, 200)}`;
    const after = call.state === undefined ? undefined : JSON.stringify(call.state());
    return after === before ? null : `was refused, but left ${after} where ${before} was`;
  }
}

it.each(calls.map((call) => [call.name, call] as const))("%s", (_, call) => {
  const faults: string[] = [];
  if (call.isGuess !== true) call.run(...call.good());
  for (const [name, make] of Object.entries(values)) {
    const good = call.good();
    const before = call.state === undefined ? undefined : JSON.stringify(call.state());
    const places = [...spoilt(good, make(x))];
    const [where, args] = places[draw(places.length)] as [string, unknown[]];
    const found = fault(call, args, before);
    if (found !== null) faults.push(`${name} as ${where}: ${found}`);
  }
  expect(faults).toEqual([]);
  // Nothing is left behind that later calls would meet.
  const w = parameter([1, 2]);
  expect(compile((t: Tensor) => t.mul(w))(tensor([3, 4])).toArray()).toEqual([3, 8]);
  expect(grad((t: Tensor) => t.square().sum())(tensor([1, 2])).toArray()).toEqual([2, 4]);
});
