/** Division of literal sizes in types, digit by digit, as on paper. */

/** As many zeros as a digit says. */
interface Zeros {
  "0": [];
  "1": [0];
  "2": [0, 0];
  "3": [0, 0, 0];
  "4": [0, 0, 0, 0];
  "5": [0, 0, 0, 0, 0];
  "6": [0, 0, 0, 0, 0, 0];
  "7": [0, 0, 0, 0, 0, 0, 0];
  "8": [0, 0, 0, 0, 0, 0, 0, 0];
  "9": [0, 0, 0, 0, 0, 0, 0, 0, 0];
}

/** `N` / `By` of literal integers, up to 99 parts; `number` for others, and where it leaves a rest. */
export type Quotient<N extends number, By extends number> = number extends N | By
  ? number
  : `${By}` extends keyof Zeros
    ? Divided<`${N}`, Zeros[`${By}`]>
    : `${By}` extends `${infer Ten extends keyof Zeros}${infer One extends keyof Zeros}`
      ? Divided<`${N}`, [...TenTimes<Zeros[Ten]>, ...Zeros[One]]>
      : number;

type TenTimes<T extends 0[]> = [...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T, ...T];

/** @typeParam Rest - What the digits before have left. */
type Divided<
  Digits extends string,
  By extends 0[],
  Rest extends 0[] = [],
  Result extends string = "",
> = By extends []
  ? number
  : Digits extends ""
    ? Rest extends []
      ? NumberOf<Result>
      : number
    : Digits extends `${infer Digit extends keyof Zeros}${infer Others}`
      ? Often<[...TenTimes<Rest>, ...Zeros[Digit]], By> extends [
          infer Count extends string,
          infer Left extends 0[],
        ]
        ? Divided<Others, By, Left, `${Result}${Count}`>
        : number
      : number;

/** How often `By` is in `T`, and what is left. */
type Often<T extends 0[], By extends 0[], Count extends 0[] = []> = T extends [
  ...By,
  ...infer Left extends 0[],
]
  ? Often<Left, By, [...Count, 0]>
  : [`${Count["length"]}`, T];

/** Without zeros in front. */
type NumberOf<Text extends string> = Text extends `0${infer Others}`
  ? Others extends ""
    ? 0
    : NumberOf<Others>
  : Text extends `${infer N extends number}`
    ? N
    : number;
