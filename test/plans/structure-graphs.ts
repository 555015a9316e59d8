/** Graphs, with what `structureText` has to read from their rows of integers. */
export const structureGraphs = [
  {
    of: "a chain",
    graph: `
      x: float64 [2]
      y = exp x
      z = sin y
      return z`,
    structure: `
      x: float64 [2]
      y = exp x
      z = sin y
      return z`,
  },
  {
    of: "a value that is used twice, which has one position",
    graph: `
      x: float64 [2]
      y = exp x
      z = mul y y
      return z`,
    structure: `
      x: float64 [2]
      y = exp x
      z = mul y y
      return z`,
  },
  {
    of: "arguments exchanged",
    graph: `
      x: float64 [2]
      y: float64 [2]
      z = sub y x
      return z`,
    structure: `
      y: float64 [2]
      x: float64 [2]
      z = sub y x
      return z`,
  },
  {
    of: "arguments in order, which are met in another",
    graph: `
      x: float64 [2]
      y: float64 [2]
      z = sub x y
      w = sub z x
      return w`,
    structure: `
      x: float64 [2]
      y: float64 [2]
      z = sub x y
      w = sub z x
      return w`,
  },
  {
    of: "three arguments, which stand in a row of their own",
    graph: `
      c: bool [2]
      x: float64 [2]
      y = where c x x
      j = concat x y x y axis=0
      return j`,
    structure: `
      x: float64 [2]
      c: bool [2]
      y = where c x x
      j = concat x y x y axis=0
      return j`,
  },
  {
    of: "attributes",
    graph: `
      x: float64 [2,2]
      s = sum x axes=[0] keepDims=false
      t = sum x axes=[1] keepDims=false
      return s t`,
    structure: `
      x: float64 [2, 2]
      s = sum x axes=[0] keepDims=false
      t = sum x axes=[1] keepDims=false
      return s t`,
  },
  {
    of: "constants, which belong to the structure with their number",
    graph: `
      x: float64 []
      two = constant 2
      half = constant 0.5
      y = mul x two
      z = mul y half
      return z`,
    structure: `
      x: float64 []
      two = constant value=2
      y = mul x two
      half = constant value=0.5
      z = mul y half
      return z`,
  },
  {
    of: "a value that is known, behind which nothing is looked at",
    graph: `
      x: float64 [2]
      y = exp x
      z = sin y
      read y
      return z`,
    structure: `
      y: float64 [2]
      z = sin y
      return z`,
  },
  {
    of: "a constant that was read, which stays a constant",
    graph: `
      two = constant 2
      read two
      y = exp two
      return y`,
    structure: `
      two = constant value=2
      y = exp two
      return y`,
  },
  {
    of: "types",
    graph: `
      x: float32 [2]
      n: int32 [3]
      y = exp x
      m = neg n
      return y m`,
    structure: `
      x: float32 [2]
      y = exp x
      n: int32 [3]
      m = neg n
      return y m`,
  },
  {
    of: "derivatives, which say of what and by what",
    graph: `
      w: float64 []
      x: float64 []
      l = mul w x
      dw dx = gradients l w x
      s = add dx dw
      return s l`,
    structure: `
      dx = derivative 1 of request 0
      dw = derivative 0 of request 0
      s = add dx dw
      w: float64 []
      x: float64 []
      l = mul w x
      request 0: l by w x
      w was given
      x was given
      return s l`,
  },
  {
    of: "a derivative alone, whose loss a run gives besides",
    graph: `
      w: float64 []
      l = square w
      dw = gradients l w
      return dw`,
    structure: `
      dw = derivative 0 of request 0
      request 0: l by w
      w: float64 []
      w was given
      l = square w
      return dw, and l`,
  },
  {
    of: "a derivative of what was read, which is met once more as what it was made of",
    graph: `
      w: float64 []
      e = exp w
      l = square e
      read e l
      dw = gradients l w
      return dw`,
    structure: `
      dw = derivative 0 of request 0
      request 0: l by w
      w: float64 []
      w was given
      e: float64 []
      e was exp w
      l: float64 []
      l was square e
      return dw`,
  },
  {
    of: "a derivative by what was made later, which does not depend on what was before",
    graph: `
      x: float64 []
      e = exp x
      f = exp e
      w: float64 []
      l = mul f w
      read f
      dw = gradients l w
      return dw`,
    structure: `
      dw = derivative 0 of request 0
      request 0: l by w
      f: float64 []
      f was given
      w: float64 []
      w was given
      l = mul f w
      return dw, and l`,
  },
  {
    of: "a derivative by what was made earlier, for which the walk goes on to it",
    graph: `
      x: float64 []
      e = exp x
      f = exp e
      w: float64 []
      l = mul f w
      read f
      dx = gradients l x
      return dx`,
    structure: `
      dx = derivative 0 of request 0
      request 0: l by x
      x: float64 []
      x was given
      e = exp x
      f: float64 []
      f was exp e
      w: float64 []
      w was given
      l = mul f w
      return dx, and l`,
  },
  {
    of: "two requests, of which the second goes further back",
    graph: `
      a: float64 []
      b = exp a
      c: float64 []
      l = mul b c
      read b
      dc = gradients l c
      da = gradients l a
      return dc da`,
    structure: `
      dc = derivative 0 of request 0
      da = derivative 0 of request 1
      request 0: l by c
      b: float64 []
      b was given
      c: float64 []
      c was given
      l = mul b c
      request 1: l by a
      a: float64 []
      a was given
      b was exp a
      c was given
      return dc da, and l`,
  },
  {
    of: "a derivative of a derivative",
    graph: `
      x: float64 []
      y = sin x
      dy = gradients y x
      d2 = gradients dy x
      return d2`,
    structure: `
      d2 = derivative 0 of request 0
      request 0: dy by x
      dy = derivative 0 of request 1
      x: float64 []
      x was given
      request 1: y by x
      y = sin x
      return d2, and dy y`,
  },
  {
    of: "a composite, which is one operation",
    graph: `
      x: float64 [2,3]
      y = logsumexp x axes=[1] keepDims=false
      return y`,
    structure: `
      x: float64 [2, 3]
      y = logsumexp x axes=[1] keepDims=false
      return y`,
  },
];
