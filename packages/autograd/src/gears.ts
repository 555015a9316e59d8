/**
 * For packages that stand on this one: the same words for the same mistakes. Not for programs: it changes with them, without
 * notice.
 */

export { whereFinite } from "./api/accuracy.ts";
export { isInPlaceOfParameter } from "./api/argument-handle.ts";
export { assignTogether } from "./api/assign-together.ts";
export { forgetRecordings, isRecording } from "./api/recordings.ts";
export { type TreeParts, treeParts } from "./api/tree-parts.ts";
export { unchangeable } from "./api/unchangeable.ts";
export { describe as describeValue } from "./error/describe.ts";
export { isArray, propertyOf } from "./error/foreign.ts";
export { originOf } from "./error/origin.ts";
export { guardMethods } from "./error/receiver.ts";
export type { Making } from "./graph/lineage.ts";
export { requireOneForAll } from "./graph/unknown-value.ts";
export { optionsArgument as checkOptions } from "./tensor/argument.ts";
export { sharedElements } from "./tensor/handle.ts";
export { type MakeTensor, Sources } from "./tensor/made-data.ts";
export { spendGradient, wasSpentBeside } from "./tensor/parameter.ts";
export { hasWholeState, noteWholeState, savedTensor, valueNow } from "./tensor/saved.ts";
export { Switch } from "./tensor/switch.ts";
