/** Graphs, with the loops and places that `planText` has to show. */
export const planGraphs = [
  {
    of: "a chain, which is one loop that stores its end",
    graph: `
      x: float64 [6]
      y = mul x x
      z = exp y
      return z`,
    plan: `
      loop [6]: %1 = mul x x, %2 = exp %1 -> %2 at 64
      places x at 0
      return %2`,
  },
  {
    of: "a value that two loops need, which is computed once and stored",
    graph: `
      x: float64 [4]
      y = exp x
      s = sum y axes=[0] keepDims=false
      p = div y s
      return p`,
    plan: `
      loop [4]: %1 = exp x; over [0] %2 = sum %1 -> %1 at 48 %2 at 96
      loop [4]: %3 = div %1 %2@0 -> %3 at 160
      places x at 0
      return %3`,
  },
  {
    of: "values of different shapes at one time, which are loops of their own",
    graph: `
      x: float64 [4]
      m: float64 [2,3]
      y = neg x
      n = neg m
      return y n`,
    plan: `
      loop [4]: %1 = neg x -> %1 at 112
      loop [2, 3]: %3 = neg m -> %3 at 160
      places x at 0 m at 48
      return %1 %3`,
  },
  {
    of: "broadcasting, which is a stride of 0",
    graph: `
      m: float64 [2,3]
      row: float64 [3]
      column: float64 [2,1]
      a = add m row
      b = mul a column
      return b`,
    plan: `
      loop [2, 3]: %2 = add m row@0+j, %4 = mul %2 column@0+i -> %4 at 144
      places m at 0 row at 64 column at 112
      return %4`,
  },
  {
    of: "movement, which is index arithmetic",
    graph: `
      x: float64 [4,3]
      t = permute x axes=[1,0]
      u = flip t axes=[1]
      r = slice u starts=[1,0] sizes=[2,2] steps=[1,2]
      s: float64 [2,2]
      y = sub r s
      return y`,
    plan: `
      loop [2, 2]: %5 = sub x@10+i-6j s -> %5 at 160
      places x at 0 s at 112
      return %5`,
  },
  {
    of: "a reshape of what does not lie in a row, which is copied first",
    graph: `
      x: float64 [2,3]
      t = permute x axes=[1,0]
      f = reshape t shape=[6]
      y = neg f
      return y`,
    plan: `
      loop [3, 2]: %1 = permute x@0+i+3j -> %1 at 64
      loop [6]: %3 = neg %1 -> %3 at 128
      places x at 0
      return %3`,
  },
  {
    of: "a view that is asked for, which is copied",
    graph: `
      x: float64 [2,3]
      t = permute x axes=[1,0]
      return t`,
    plan: `
      loop [3, 2]: %1 = permute x@0+i+3j -> %1 at 64
      places x at 0
      return %1`,
  },
  {
    of: "data and a constant that are asked for, which are copied",
    graph: `
      x: float64 [3]
      c = constant 2
      return x c`,
    plan: `
      loop [3]: %2 = reshape x -> %2 at 48
      loop []: %3 = reshape 2 -> %3 at 96
      places x at 0
      return %2 %3`,
  },
  {
    of: "reductions over the innermost axis, which share the loop of what they reduce",
    graph: `
      x: float64 [2,5]
      y = square x
      s = sum y axes=[1] keepDims=false
      m = max y axes=[1] keepDims=true
      return s m y`,
    plan: `
      loop [2, 5]: %1 = square x; over [1] %2 = sum %1, %3 = max %1 -> %1 at 96 %2 at 192 %3 at 224
      places x at 0
      return %2 %3 %1`,
  },
  {
    of: "reductions over different axes, of which most share the loop and the others read memory",
    graph: `
      x: float64 [4,5]
      y = exp x
      a = sum y axes=[0] keepDims=false
      b = sum y axes=[1] keepDims=false
      c = max y axes=[1] keepDims=false
      return a b c`,
    plan: `
      loop [4, 5]: %1 = exp x; over [1] %3 = sum %1, %4 = max %1 -> %1 at 176 %3 at 352 %4 at 400
      loop [4, 5]: ; over [0] %2 = sum %1 -> %2 at 448
      places x at 0
      return %2 %3 %4`,
  },
  {
    of: "a reduction over axes that are not neighbours, which are brought together by a copy",
    graph: `
      x: float64 [2,3,4]
      s = sum x axes=[0,2] keepDims=false
      return s`,
    plan: `
      loop [3, 2, 4]: %1 = permute x@0+4i+12j+k -> %1 at 208
      loop [3, 2, 4]: ; over [1, 2] %2 = sum %1 -> %2 at 416
      places x at 0
      return %2`,
  },
  {
    of: "a costly loop reduced along its outer axis, which is stored first",
    graph: `
      x: float64 [3,4]
      a = exp x
      b = sin a
      c = cos b
      d = tanh c
      e = exp d
      f = sin e
      g = cos f
      h = tanh g
      i = exp h
      s = sum i axes=[0] keepDims=false
      return s`,
    plan: `
      loop [3, 4]: %1 = exp x, %2 = sin %1, %3 = cos %2, %4 = tanh %3, %5 = exp %4, %6 = sin %5, %7 = cos %6, %8 = tanh %7, %9 = exp %8 -> %9 at 112
      loop [3, 4]: ; over [0] %10 = sum %9 -> %10 at 224
      places x at 0
      return %10`,
  },
  {
    of: "a matrix product, which reads views by their strides and writes what a loop reads",
    graph: `
      x: float64 [2,3]
      w: float64 [4,3]
      t = permute w axes=[1,0]
      y = matmul x t
      z = tanh y
      return z`,
    plan: `
      routine: %3 = matmul x w@0+i+3j -> %3 at 176
      loop [2, 4]: %4 = tanh %3 -> %4 at 256
      places x at 0 w at 64
      return %4`,
  },
  {
    of: "a routine, which has its operands forwards and in memory",
    graph: `
      x: float64 [6]
      r = flip x axes=[0]
      c = cumsum r axis=-1 reverse=false
      two = constant 2
      b = broadcastTo two shape=[3]
      d = cumsum b axis=-1 reverse=true
      return c d`,
    plan: `
      loop [6]: %1 = flip x@5-i -> %1 at 64
      loop [3]: %4 = broadcastTo 2 -> %4 at 128
      routine: %2 = cumsum %1 -> %2 at 176
      routine: %5 = cumsum %4 -> %5 at 64
      places x at 0
      return %2 %5`,
  },
  {
    of: "pads and joins, which are kernels of their own that read views",
    graph: `
      x: float64 [2,3]
      t = permute x axes=[1,0]
      y: float64 [3,1]
      j = concat t y axis=1
      p = pad y low=[1,0] high=[0,2] interior=[0,0]
      return j p`,
    plan: `
      place: %3 = concat x@0+i+3j y -> %3 at 112
      place: %4 = pad y -> %4 at 208
      places x at 0 y at 64
      return %3 %4`,
  },
  {
    of: "a chain of products, which takes turns in two places",
    graph: `
      a: float64 [8,8]
      b = matmul a a
      c = matmul b a
      d = matmul c a
      e = matmul d a
      return e`,
    plan: `
      routine: %1 = matmul a a -> %1 at 528
      routine: %2 = matmul %1 a -> %2 at 1056
      routine: %3 = matmul %2 a -> %3 at 528
      routine: %4 = matmul %3 a -> %4 at 1056
      places a at 0
      return %4`,
  },
  {
    of: "scalars, which lie eight in a line",
    graph: `
      a: float64 []
      b: float32 []
      n: int32 []
      c = exp a
      d = exp b
      m = neg n
      v: float64 [2]
      s = sum v axes=[0] keepDims=false
      q = sqrt s
      r = mul c s
      return c d m q r`,
    plan: `
      loop []: %1 = exp a, %3 = exp b, %5 = neg n -> %1 at 24 %3 at 32 %5 at 40
      loop [2]: ; over [0] %7 = sum v -> %7 at 48
      loop []: %8 = sqrt %7, %9 = mul %1 %7 -> %8 at 56 %9 at 96
      places a at 0 b at 8 n at 16 v at 64
      return %1 %3 %5 %8 %9`,
  },
  {
    of: "a step of training, whose derivative shares the loss's loops",
    graph: `
      w: float64 [3,1]
      x: float64 [5,3]
      y: float64 [5,1]
      p = matmul x w
      e = sub p y
      q = square e
      l = sum q axes=[0,1] keepDims=false
      dw = gradients l w
      rate = constant 0.1
      step = mul rate dw
      new = sub w step
      return l new`,
    plan: `
      routine: %2 = matmul x w -> %2 at 256
      loop [5, 1]: %4 = sub %2 y, %5 = square %4, %13 = mul 2 %4, %14 = strongMul 1 %13; over [0, 1] %6 = sum %5 -> %14 at 320 %6 at 384
      routine: %15 = matmul x@0+i+3j %14 -> %15 at 256
      loop [3, 1]: %16 = mul 0.1 %15, %17 = sub w %16 -> %17 at 304
      places x at 0 w at 144 y at 192
      return %6 %17`,
  },
  {
    of: "a row of a window, reshaped, which stays a view although its first axis of size 1 has another stride",
    graph: `
      x: float64 [4,2,3]
      r = slice x starts=[1,0,0] sizes=[1,2,3] steps=[2,1,1]
      f = reshape r shape=[6]
      y = neg f
      return y`,
    plan: `
      loop [6]: %3 = neg x@6+i -> %3 at 208
      places x at 0
      return %3`,
  },
  {
    of: "products of two sizes, of which a small one takes a small place and leaves the large one free",
    graph: `
      a: float64 [4,4]
      b: float64 [8,8]
      c = matmul a a
      t = permute a axes=[1,0]
      k = matmul a t
      d = matmul b b
      e = matmul c a
      f = matmul d b
      g = matmul e a
      h = matmul f b
      return g k h`,
    plan: `
      routine: %1 = matmul a a -> %1 at 672
      routine: %5 = matmul a a@0+i+4j -> %5 at 816
      routine: %7 = matmul b b -> %7 at 960
      routine: %2 = matmul %1 a -> %2 at 1488
      routine: %8 = matmul %7 b -> %8 at 1632
      routine: %3 = matmul %2 a -> %3 at 672
      routine: %9 = matmul %8 b -> %9 at 960
      places a at 0 b at 144
      return %3 %5 %9`,
  },
  {
    of: "windows that overlap, which are copied side by side for a product",
    graph: `
      x: float64 [1,2,4,4]
      c = windows x sizes=[2,2] steps=[1,1] dilations=[1,1]
      r = reshape c shape=[8,9]
      k: float64 [3,8]
      y = matmul k r
      return y`,
    plan: `
      loop [1, 2, 2, 2, 3, 3]: %2 = windows x@0+32i+16j+4k+l+4m+n -> %2 at 480
      routine: %4 = matmul k %2 -> %4 at 1072
      places k at 0 x at 208
      return %4`,
  },
];
