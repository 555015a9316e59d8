import { evaluate, type Parameter, type Tensor } from "@chainrule/autograd";
import { propertyOf, savedTensor } from "@chainrule/autograd/gears";
import { requireShape } from "../argument.ts";

/** Puts saved values into the cells of a layer, by their names: all of them, or none if one does not fit. */
export function loadCells(op: string, state: unknown, cells: Readonly<Record<string, Parameter>>): void {
  const all = Object.entries(cells);
  const values = all.map(([name, cell]): Tensor => {
    const value = savedTensor(op, name, propertyOf(state, name), cell.dtype);
    requireShape(op, name, value.shape, cell.shape);
    return value.cast(cell.dtype);
  });
  evaluate(values);
  for (const [k, [, cell]] of all.entries()) cell.assign(values[k] as Tensor);
}
