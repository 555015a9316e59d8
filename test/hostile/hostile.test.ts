/**
 * Every public function and method, called with what nobody should pass: each call has to succeed or be refused by a
 * ChainruleError of readable length, and a refused call changes nothing.
 */
import { ChainruleError, compile, grad, parameter, type Tensor, tensor } from "@chainrule/autograd";
import { expect, it } from "vitest";
import { type Call, calls } from "./calls.ts";
import { Planted, values } from "./values.ts";

const longest = 1500;

const x: Tensor = tensor([1, 2]);

/** Where a value can stand, and the arguments with it there. */
interface Place {
  readonly where: string;
  readonly fill: (good: readonly unknown[], value: unknown) => unknown[];
}

/** The places of a call: each argument, each part of one, which is an option or a member of a list, and one more. */
function placesIn(good: readonly unknown[]): Place[] {
  const places: Place[] = [];
  for (const [k, argument] of good.entries()) {
    places.push({ where: `argument ${k}`, fill: (args, value) => args.with(k, value) });
    if (Array.isArray(argument)) {
      for (const i of argument.keys()) {
        places.push({
          where: `argument ${k}[${i}]`,
          fill: (args, value) => args.with(k, (args[k] as unknown[]).with(i, value)),
        });
      }
    } else if (
      typeof argument === "object" &&
      argument !== null &&
      Object.getPrototypeOf(argument) === Object.prototype
    ) {
      for (const key of Object.keys(argument)) {
        places.push({
          where: `argument ${k}.${key}`,
          fill: (args, value) => args.with(k, { ...(args[k] as object), [key]: value }),
        });
      }
    }
  }
  places.push({ where: "one argument more", fill: (args, value) => [...args, value] });
  return places;
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
  const places = placesIn(call.good());
  for (const [name, make] of Object.entries(values)) {
    for (const { where, fill } of places) {
      const args = fill(call.good(), make(x));
      const before = call.state === undefined ? undefined : JSON.stringify(call.state());
      const found = fault(call, args, before);
      if (found !== null) faults.push(`${name} as ${where}: ${found}`);
    }
  }
  expect(faults).toEqual([]);
  // Nothing is left behind that later calls would meet.
  const w = parameter([1, 2]);
  expect(compile((t: Tensor) => t.mul(w))(tensor([3, 4])).toArray()).toEqual([3, 8]);
  expect(grad((t: Tensor) => t.square().sum())(tensor([1, 2])).toArray()).toEqual([2, 4]);
});
